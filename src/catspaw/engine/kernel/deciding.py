"""Decisions over flat arrays: `catspaw.engine.decide`, with the same softmax, the same draw and the same words."""

from __future__ import annotations

import numpy as np

from catspaw.engine.kernel.bundle import copy
from catspaw.engine.kernel.choosing import TERMS
from catspaw.engine.kernel.compiling import compiled
from catspaw.engine.kernel.drawing import uniform_pair
from catspaw.engine.kernel.elementary import exp
from catspaw.engine.kernel.rates import terms
from catspaw.engine.kernel.scratch import DUE, Scratch
from catspaw.engine.kernel.tables import Integers, Tables
from catspaw.engine.outcomes import NEVER
from catspaw.engine.reference import _DECIDED, _SLOT_SHIFT

_EVERY = len(TERMS)
_UNTAKEN = -1


@compiled
def decide(given: Tables, scratch: Scratch, day: int, path: int, passage: Integers, taken: Integers) -> None:
    """Take the decisions that are open today, and put the acts that they are among those due.

    `taken` (D, 2) keeps the option and the day of each, -1 while it is not taken.
    """
    asked, due = given.asked, scratch.due
    calendar_day = given.rules.first + day - 1
    for at in range(len(asked.on_day)):
        if taken[at, 0] != _UNTAKEN or not _is_open(given, at, day, passage):
            continue
        option = _choose(given, scratch, at, day, path, calendar_day)
        taken[at, 0], taken[at, 1] = option, day
        channel = asked.channel[asked.start[at] + option]
        if channel >= 0:
            end = scratch.lately.n[DUE]
            due.time[end], due.channel[end] = 0.0, channel
            due.word[end] = _DECIDED | calendar_day << _SLOT_SHIFT
            scratch.lately.n[DUE] = end + 1


@compiled
def _is_open(given: Tables, at: int, day: int, passage: Integers) -> bool:
    after = given.asked.after[at]
    if after < 0:
        return bool(given.asked.on_day[at] == day)
    return bool(passage[after] != NEVER and passage[after] < day)


@compiled
def _choose(given: Tables, scratch: Scratch, at: int, day: int, path: int, calendar_day: int) -> int:
    """Draw an option by softmax, term by term as numpy's cumulative sum."""
    asked, odds = given.asked, scratch.odds
    first, many = asked.start[at], asked.start[at + 1] - asked.start[at]
    best = -np.inf
    for k in range(many):
        odds[k] = _score(given, scratch, first + k, day)
        best = max(best, odds[k])
    total = 0.0
    for k in range(many):
        odds[k] = exp(odds[k] - best)
        total += odds[k]
    u, _ = uniform_pair(given.rules.decision_key, asked.hashes[at], np.uint64(path), calendar_day)
    reached = 0.0
    for k in range(many):
        reached += odds[k] / total
        if u < reached:
            return k
    return int(many - 1)


@compiled
def _score(given: Tables, scratch: Scratch, option: int, day: int) -> float:
    asked, score = given.asked, given.asked.utility[option]
    for at in range(asked.weigh_start[option], asked.weigh_start[option + 1]):
        weight, c = asked.weight[at], asked.channel[option]
        if weight != weight:  # its own
            weight = scratch.world.theta[c, asked.effect[at]]
        score += weight * _x(given, scratch, asked.effect[at], c, day)
    return float(score)


@compiled
def _x(given: Tables, scratch: Scratch, effect: int, c: int, day: int) -> float:
    """X of one effect on a channel: the sum of all terms with a weight of 1 on it and none on the others."""
    world, bounds = scratch.world, scratch.bounds
    if not given.serves[effect, given.channels.group[c]]:
        return 0.0
    tied = world.tied[c]
    copy(scratch.kept, world.theta[c])
    world.tied[c] = True
    for other in range(_EVERY):
        world.theta[c, other] = 1.0 if other == effect else 0.0
    found, _ = terms(given, world, scratch.now, bounds, c, day, 0.0, 0.0)
    copy(world.theta[c], scratch.kept)
    world.tied[c] = tied
    bounds.tied_at[c] = -1  # it is of other weights
    return float(found)
