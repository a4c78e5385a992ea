"""A future, day by day: `catspaw.engine.reference.simulate` over flat arrays."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.kernel.blaming import OVERT, believe, signal_of
from catspaw.engine.kernel.bundle import copy
from catspaw.engine.kernel.compiling import compiled, entry, whole
from catspaw.engine.kernel.counting import count, start
from catspaw.engine.kernel.deciding import decide
from catspaw.engine.kernel.drawing import uniform_pair
from catspaw.engine.kernel.elementary import log
from catspaw.engine.kernel.fronting import front, harm, losses, weigh_dangers
from catspaw.engine.kernel.looking import EVERYBODY, look, look_at_programmes
from catspaw.engine.kernel.moving import begin, move, move_stock, night, remember, speak, urge
from catspaw.engine.kernel.opening import open_bands
from catspaw.engine.kernel.rates import evaluate, weigh_stocks
from catspaw.engine.kernel.relating import relate
from catspaw.engine.kernel.scratch import (
    BELIEFS,
    BROKEN,
    CONTESTED,
    DIRTY,
    DUE,
    FULL,
    LASTING,
    LIFT,
    NEARED,
    PENDING,
    POINTS,
    PRESSED,
    STANDING,
    URGED,
    VOWED,
    Record,
    Scratch,
)
from catspaw.engine.kernel.tables import Flags, Integers, Tables
from catspaw.engine.kernel.world import enter, ordinary_levels
from catspaw.engine.reference import _FORCED, _SLOT_SHIFT

_FIRST = whole(0)  # row of the record


@entry
def run(
    given: Tables,
    scratch: Scratch,
    kept: Record,
    bits: Flags,
    world_row: Integers,
    groups: Floats,
    direction: Floats,
    pace: Floats,
    path: Integers,
    passage: Integers,
    tally: Floats,
    taken: Integers,
    ends: Integers,
    runaway: Flags,
) -> int:
    """Run futures one after another; those with the world and coefficients of the one before share its start.

    Parameters
    ----------
    bits : ndarray (W, Q)
        Worlds, without columns where nothing is contested; `world_row` (n,) says which each future has.
    groups : ndarray (n, E, 8)
        Coefficients; `direction` (n,) that of direction on targeted material conflict.
    pace : ndarray (n, days)
        Log tempo.
    path : ndarray (n,)
        Numbers of luck.
    passage, tally, taken, ends, runaway : ndarray (n, O), (n, O), (n, D, 2), (n,), (n,)
        Filled: outcomes, decisions with option and day, where the future's acts end in `kept`, whether it ran away.

    Returns
    -------
    int
        0, or FULL, or BROKEN.
    """
    at = _FIRST
    for n in range(len(path)):
        same = n > 0 and world_row[n] == world_row[n - 1] and _same(groups[n], groups[n - 1])
        if not same and _enter(given, scratch, bits[world_row[n]], groups[n], direction[n]) != 0:
            return FULL
        _restart(given, scratch)
        copy(passage[n], scratch.passage)
        at = _future(
            given, scratch, kept, at, direction[n], pace[n], path[n], passage[n], tally[n], taken[n], runaway[n : n + 1]
        )
        if at < 0:
            return -at
        ends[n] = at
    return 0


@compiled
def _same(one: Floats, other: Floats) -> bool:
    for a in range(one.shape[0]):
        for b in range(one.shape[1]):
            if one[a, b] != other[a, b]:
                return False
    return True


@compiled
def _enter(given: Tables, scratch: Scratch, bits: Flags, groups: Floats, direction: float) -> int:
    """Work out a world and its state at as-of."""
    world, channels, layout = scratch.world, given.channels, given.layout
    enter(given, world, scratch.lately, bits, groups)
    ordinary_levels(world, scratch.ordinary, given.ordinary, channels, layout, given.cell, given.rules.floor, direction)
    room = len(scratch.lately.row)
    if (
        4 * len(given.past.author) * (layout.actors + 2) > room
        or len(given.changes.forced_day) + len(given.asked.on_day) > room
    ):
        return FULL
    for c in range(len(channels.author)):
        if channels.target[c] >= 0:
            ordinary = harm(given, world, scratch.ordinary, channels.author[c], channels.target[c])
            world.harmless[c] = log(given.rules.floor + ordinary)
    losses(given, world)
    begin(given, scratch, direction)
    scratch.lately.n[STANDING], scratch.lately.n[LASTING] = scratch.lately.n[VOWED], scratch.lately.n[PRESSED]
    start(given, scratch.start, scratch.passage)
    return 0


@compiled
def _restart(given: Tables, scratch: Scratch) -> None:
    """Put the state back to as-of, with no band open."""
    now, before, lately, bounds = scratch.now, scratch.start, scratch.lately, scratch.bounds
    copy(now, before)
    for at in range(lately.n[STANDING], lately.n[VOWED]):
        lately.is_vowed[lately.vows[at]] = False
    for at in range(lately.n[LASTING], lately.n[PRESSED]):
        lately.is_pressed[lately.pressed[at]] = False
    for at in range(lately.n[NEARED]):
        lately.is_neared[lately.neared[at, 0] * given.layout.actors + lately.neared[at, 1]] = False
    lately.n[VOWED], lately.n[PRESSED], lately.n[NEARED] = lately.n[STANDING], lately.n[LASTING], 0
    lately.n[PENDING] = lately.n[URGED] = lately.n[DIRTY] = lately.n[LIFT] = 0
    lately.n[POINTS] = lately.n[CONTESTED] = lately.n[BELIEFS] = 0
    lately.is_dirty[:], lately.is_lifted[:] = False, False
    bounds.edge[:], bounds.open[:], bounds.day[:] = 0.0, 0, 0
    bounds.low[:], bounds.high[:], bounds.weakest[:], bounds.strongest[:] = 1.0, -1.0, 1.0, -1.0
    bounds.danger_low[:], bounds.danger_high[:] = 1.0, -1.0
    bounds.log_day[:], bounds.version[:], bounds.seen[:] = 0, 0, -1
    copy(bounds.near, scratch.world.most_near)
    copy(bounds.far, scratch.world.least_near)
    bounds.ties[:], bounds.tied_at[:], bounds.squeezed_day[:] = 0, -1, 0
    scratch.points.head[:] = -1
    scratch.due.happened[:] = 0
    for c in range(len(given.channels.author)):
        look(lately, c)


@compiled
def _future(
    given: Tables,
    scratch: Scratch,
    kept: Record,
    first: int,
    direction: float,
    pace: Floats,
    path: int,
    passage: Integers,
    tally: Floats,
    taken: Integers,
    runaway: Flags,
) -> int:
    """Run one future; gives where its acts end, or minus what went wrong."""
    top = pace[0]
    for at_day in range(1, len(pace)):
        top = max(top, pace[at_day])
    at = first
    for day in range(1, given.rules.days + 1):
        _change(given, scratch, day)
        wrong = _rates(given, scratch, day, path, pace[day - 1], top)
        if wrong == 0:
            wrong = _gather(given, scratch, day, pace[day - 1], top, path, passage, taken)
        if wrong != 0:
            return -wrong
        for due in range(scratch.lately.n[DUE]):
            at = _happen(given, scratch, kept, at, due, direction, day, path, passage, tally)
            if at < 0:
                return at
        night(given, scratch.world, scratch.now, scratch.lately, scratch.bounds)
        if at - first > given.rules.act_limit:
            runaway[0] = True
            return at
    return at


@compiled
def _change(given: Tables, scratch: Scratch, day: int) -> None:
    """Factors of an arm on the rates of the day."""
    changes, factor = given.changes, scratch.factor
    for row in range(len(changes.channel)):
        factor[changes.channel[row]] = 1.0
    for row in range(len(changes.channel)):
        if changes.first[row] <= day <= changes.last[row]:
            factor[changes.channel[row]] *= changes.factor[row]


@compiled
def _rates(given: Tables, scratch: Scratch, day: int, path: int, pace: float, top: float) -> int:
    """Work out again what was touched, and open the bands that bounds have risen into."""
    world, now, bounds, lately = scratch.world, scratch.now, scratch.bounds, scratch.lately
    weigh_stocks(given, world, now, bounds, lately)
    weigh_dangers(given, world, now, bounds, lately)
    for at in range(lately.n[DIRTY]):
        c = lately.dirty[at]
        lately.is_dirty[c] = False
        evaluate(given, world, now, bounds, scratch.factor, c, day, pace, top)
        if open_bands(given, bounds, scratch.points, lately, c, day, path) != 0:
            return FULL
    lately.n[DIRTY] = 0
    for at in range(lately.n[LIFT]):
        c = lately.lift[at]
        lately.is_lifted[c] = False
        if open_bands(given, bounds, scratch.points, lately, c, day, path) != 0:
            return FULL
    lately.n[LIFT] = 0
    return 0


@compiled
def _gather(
    given: Tables, scratch: Scratch, day: int, pace: float, top: float, path: int, passage: Integers, taken: Integers
) -> int:
    """Acts of the day in their order: forced ones, decisions, then points below the rates; kinds that happen or not once."""
    bounds, points, due, lately = scratch.bounds, scratch.points, scratch.due, scratch.lately
    lately.n[DUE] = 0
    _force(given, scratch, day)
    decide(given, scratch, day, path, passage, taken)
    forced = lately.n[DUE]
    at = points.head[day]
    while at >= 0:
        c = points.channel[at]
        if points.height[at] < bounds.factor[c] * bounds.memory[c] and points.height[at] < given.channels.cap[c]:
            if bounds.day[c] != day:
                evaluate(given, scratch.world, scratch.now, bounds, scratch.factor, c, day, pace, top)
                if bounds.rate[c] > bounds.edge[c]:
                    return BROKEN
            if points.height[at] < bounds.rate[c]:
                if lately.n[DUE] >= len(due.time):
                    return FULL
                _insert(due.time, due.channel, due.word, forced, lately.n[DUE], points.time[at], c, points.word[at])
                lately.n[DUE] += 1
        at = points.next[at]
    _keep_first(given, scratch, day)
    return 0


@compiled
def _insert(
    times: Floats, channels: Integers, words: Integers, first: int, end: int, time: float, channel: int, word: int
) -> None:
    """Keep rows first .. end in the order of time, channel, word."""
    at = end
    while at > first and (
        times[at - 1] > time
        or (times[at - 1] == time and channels[at - 1] > channel)
        or (times[at - 1] == time and channels[at - 1] == channel and words[at - 1] > word)
    ):
        times[at], channels[at], words[at] = times[at - 1], channels[at - 1], words[at - 1]
        at -= 1
    times[at], channels[at], words[at] = time, channel, word


@compiled
def _force(given: Tables, scratch: Scratch, day: int) -> None:
    due, changes = scratch.due, given.changes
    calendar_day = given.rules.first + day - 1
    for row in range(len(changes.forced_day)):
        if changes.forced_day[row] == day:
            at, nth = scratch.lately.n[DUE], 0
            for other in range(at):
                nth += 1 if due.channel[other] == changes.forced_channel[row] else 0
            due.time[at], due.channel[at] = 0.0, changes.forced_channel[row]
            due.word[at] = (_FORCED | calendar_day << _SLOT_SHIFT) + nth
            scratch.lately.n[DUE] = at + 1


@compiled
def _keep_first(given: Tables, scratch: Scratch, day: int) -> None:
    due, end = scratch.due, 0
    for at in range(scratch.lately.n[DUE]):
        c = due.channel[at]
        if given.kinds.counted[given.channels.action[c]] or due.happened[c] != day:
            due.happened[c] = day
            due.time[end], due.channel[end], due.word[end] = due.time[at], c, due.word[at]
            end += 1
    scratch.lately.n[DUE] = end


@compiled
def _happen(
    given: Tables,
    scratch: Scratch,
    kept: Record,
    at: int,
    due: int,
    direction: float,
    day: int,
    path: int,
    passage: Integers,
    tally: Floats,
) -> int:
    """Let one act happen, if its author still has what it costs; gives where the next is written."""
    world, now, lately = scratch.world, scratch.now, scratch.lately
    c, word = scratch.due.channel[due], scratch.due.word[due]
    most = given.suspects.start[c + 1] - given.suspects.start[c] + 1
    room = lately.n[PENDING] + most * (given.layout.actors + 3), lately.n[URGED] + most + 1
    if at >= len(kept.channel) or room[0] > len(lately.row) or room[1] > len(lately.urged_pair):
        return -FULL
    if lately.n[CONTESTED] >= len(scratch.contested.day) or lately.n[BELIEFS] + most > len(scratch.contested.belief):
        return -FULL
    kept.channel[at], kept.day[at], kept.word[at], kept.time[at] = c, day, word, scratch.due.time[due]
    kept.forestalled[at] = now.stock[given.channels.author[c]] < world.cost[c]
    kept.signal[at] = OVERT
    if kept.forestalled[at]:
        return at + 1
    if word < _FORCED and scratch.bounds.rate[c] >= given.channels.cap[c]:
        scratch.due.at_cap[c] += 1
    if most > 1:
        u, _ = uniform_pair(given.rules.signal_key, given.channels.hashes[c], np.uint64(path), word)
        kept.signal[at] = signal_of(given, world, now, lately, c, u)
    _apply(given, scratch, c, kept.signal[at], direction, day, passage, tally)
    return at + 1


@compiled
def _apply(
    given: Tables, scratch: Scratch, c: int, signal: int, direction: float, day: int, passage: Integers, tally: Floats
) -> None:
    """Let an act change the state, as `fold.apply`, and count it."""
    world, now, lately, bounds = scratch.world, scratch.now, scratch.lately, scratch.bounds
    kinds, channels = given.kinds, given.channels
    author, target, action, place = channels.author[c], channels.target[c], channels.action[c], channels.place[c]
    case = lately.n[CONTESTED]
    many = believe(given, world, now, lately, scratch.contested, c, signal)
    if signal != OVERT:
        scratch.contested.day[case] = day
    remember(given, world, now, lately, bounds, direction, author, 1.0, many, action, target, place, day)
    if kinds.cost[action] != 0.0 or kinds.delivers[action] != 0.0:
        move_stock(given, world, now, action, author, target, world.cost[c])
    if kinds.moves[action] != 0.0:
        move(given, world, now, bounds, lately, action, author, target, place)
    if kinds.stages[action] != 0.0:
        now.stage[author] = min(4.0, now.stage[author] + kinds.stages[action])
        now.believed_stage[author] = min(4.0, now.believed_stage[author] + kinds.stages[action])
        look_at_programmes(given, lately, EVERYBODY)
    if target >= 0:
        relate(given, world, now, lately, bounds, author, many, action, target)
        front(given, world, now, lately, author, action, target, place)
    if kinds.steers[action] != 0.0 and target >= 0:
        urge(given, world, lately, kinds.steers[action], target, author, many)
    if kinds.speaks[action] != 0:
        speak(given, now, lately, scratch.contested, bounds, world, kinds.speaks[action], author, target, day)
    count(given, now, lately, c, many, signal == OVERT, day, passage, tally)
