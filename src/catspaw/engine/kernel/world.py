"""One world and one set of coefficients, worked out: what `catspaw.engine.frame` and the effects prepare.

Every sum runs in the order of the reference, term by term.
"""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine.frame import _LASTS, HANDS
from catspaw.engine.kernel.bundle import copy
from catspaw.engine.kernel.compiling import compiled, term
from catspaw.engine.kernel.elementary import exp, log, log1p
from catspaw.engine.kernel.scratch import PAIRS, PLAY, Lately, World
from catspaw.engine.kernel.tables import Channels, Flags, Integers, Kinds, Layout, Suspects, Switches, Tables
from catspaw.engine.memory import LONG, STEADY
from catspaw.network.model import CONTROL

_COMMANDS, _FUNDS, _ARMS, _HOSTS, _TRAINS = (CONTROL[n] for n in ("commands", "funds", "arms", "hosts", "trains"))
_STEADY = STEADY[LONG]
_TIES = tuple(term(name) for name in ("friend_of_friend", "friend_of_enemy", "enemy_of_friend", "spoiler"))
AGENDA, DETERRENCE = term("agenda"), term("deterrence")


@compiled
def enter(given: Tables, world: World, lately: Lately, bits: Flags, groups: Floats) -> None:
    """Fill `world` from the base state, the bits of its propositions and coefficients by effect and group."""
    switch(given.values, world.values, given.switches, bits)
    control(world, given.layout)
    stocks(world, given.layout, given.kinds, given.channels)
    ties(given, world, lately, given.layout)
    suspects(world, given.layout, given.channels, given.suspects)
    weigh(world, given.channels, groups)
    fix(world, given.layout, given.kinds, given.channels)


@compiled
def switch(base: Floats, values: Floats, switches: Switches, bits: Flags) -> None:
    """Set cells of the base state to what the world says; a blank leaves the cell."""
    copy(values, base)
    if not len(bits):
        return
    for row in range(len(switches.cell)):
        value = switches.if_true[row] if bits[switches.proposition[row]] else switches.if_false[row]
        if value == value:
            values[switches.cell[row]] = value


@compiled
def control(world: World, layout: Layout) -> None:
    """Kappa and slack, as `frame.controls`."""
    actors, values = layout.actors, world.values
    for c in range(actors):
        total = 0.0
        for p in range(actors):
            at = p * actors + c
            free = 1.0 - _COMMANDS * values[layout.commands + at]
            free = free * (1.0 - _FUNDS * values[layout.funds + at])
            free = free * (1.0 - _ARMS * values[layout.arms + at])
            free = free * (1.0 - _HOSTS * values[layout.hosts + at])
            free = free * (1.0 - _TRAINS * values[layout.trains + at])
            world.control[p, c] = 0.0 if p == c else 1.0 - free
            total = total + world.control[p, c]
        for p in range(actors):
            world.control[p, c] = world.control[p, c] / max(1.0, total)
        world.slack[c] = 1.0 - min(1.0, total)


@compiled
def stocks(world: World, layout: Layout, kinds: Kinds, channels: Channels) -> None:
    """Cost of acts, what suppliers keep up and what comes in a day, as `frame.costs` and `frame._income`."""
    actors, values = layout.actors, world.values
    spent, got = world.income, world.might  # borrowed
    spent[:] = 0.0
    for c in range(len(channels.author)):
        spent[channels.author[c]] += kinds.cost[channels.action[c]] * channels.ordinary[c]
    for c in range(len(channels.author)):
        author = channels.author[c]
        lasts = values[layout.reference + author] / max(spent[author], 1e-300)
        world.cost[c] = kinds.cost[channels.action[c]] * min(1.0, lasts / _LASTS)
    got[:] = 0.0
    for c in range(len(channels.author)):
        if channels.target[c] >= 0:
            got[channels.target[c]] += kinds.delivers[channels.action[c]] * channels.ordinary[c]
    _pass_on(world, layout)
    _leak(world, layout)
    spent[:] = 0.0
    for c in range(len(channels.author)):
        spent[channels.author[c]] += world.cost[c] * channels.ordinary[c]
    for a in range(actors):
        total = 0.0
        for p in range(actors):
            total = total + values[layout.supply + p * actors + a]
        world.supplied[a] = total
        world.income[a] = spent[a] * min(1.0, total / values[layout.reference + a]) - got[a]
    for a in range(actors):
        world.might[a] = values[layout.power + a] * values[layout.resolve + a]


@compiled
def _pass_on(world: World, layout: Layout) -> None:
    """Leaks through up to three hands, as `frame.passed_on`."""
    actors, step, onward = layout.actors, world.passing[0], world.passing[1]
    for i in range(actors):
        for j in range(actors):
            step[i, j] = 0.0 if i == j else world.values[layout.leaks + i * actors + j]
            world.leaks[i, j] = step[i, j]
    for _ in range(HANDS - 1):
        _hand_on(world, layout, step, onward)
        for i in range(actors):
            for j in range(actors):
                step[i, j] = onward[i, j]
                world.leaks[i, j] = world.leaks[i, j] + onward[i, j]
    for i in range(actors):
        for j in range(actors):
            world.leaks[i, j] = min(world.leaks[i, j], 1.0)


@compiled
def _hand_on(world: World, layout: Layout, step: Floats, onward: Floats) -> None:
    """Let what has come through some hands go through one more."""
    actors = layout.actors
    onward[:, :] = 0.0
    for i in range(actors):
        for k in range(actors):
            for j in range(actors if step[i, k] != 0.0 else 0):
                if i != j:
                    onward[i, j] = onward[i, j] + step[i, k] * world.values[layout.leaks + k * actors + j]


@compiled
def _leak(world: World, layout: Layout) -> None:
    """Pass on what leaks, from everyone who got something at first."""
    actors, got = layout.actors, world.might
    first = world.supplied  # borrowed
    copy(first, got)
    for leaking in range(actors):
        if first[leaking] != 0.0:
            for a in range(actors):
                got[a] = got[a] + world.leaks[leaking, a] * first[leaking]


@compiled
def ties(given: Tables, world: World, lately: Lately, layout: Layout) -> None:
    """Make lists of patrons, believed patrons, friends and foes by actor, each ascending."""
    actors, values = layout.actors, world.values
    for i in range(actors):
        for j in range(actors):
            at = i * actors + j
            client = max(values[layout.clients + at], values[layout.clients + j * actors + i])
            strongest = max(client, values[layout.guarantees + at])
            world.bound[i, j] = 0.0 if i == j else max(values[layout.alliance + at], strongest)
    size, square = actors * actors, (actors, actors)
    believed = values[layout.believed_control : layout.believed_control + size].reshape(square)
    hostility = values[layout.hostility : layout.hostility + size].reshape(square)
    kept = values[layout.clients : layout.clients + size].reshape(square)
    lives = values[layout.lives_by : layout.lives_by + size].reshape(square)
    _list(world.control.T, world.patron_start, world.patron)
    _list(believed.T, world.believed_start, world.believed)
    _list(world.bound, world.friend_start, world.friend)
    _list(world.bound.T, world.befriended_start, world.befriended)
    _list(hostility, world.foe_start, world.foe)
    nearness(given, world)
    _list(kept, world.kept_start, world.kept)
    _list(kept.T, world.keeper_start, world.keeper)
    _list(lives, world.lives_start, world.lives)
    _list(lives.T, world.dependent_start, world.dependent)
    pairs = 0
    for p in range(actors):
        for c in range(actors):
            world.pair[p, c] = -1
            if believed[p, c] > 0.0 or world.control[p, c] != 0.0:
                world.pair[p, c] = pairs
                pairs += 1
    lately.n[PAIRS] = pairs


@compiled
def nearness(given: Tables, world: World) -> None:
    """How near each two are, as `frame.nearness`, and lists of those that may be near, of promises and of stakes."""
    layout, values, near = given.layout, world.values, world.near
    actors = layout.actors
    for a in range(actors):
        near[a, a] = 0.0
        for b in range(a + 1, actors):
            at, back = a * actors + b, b * actors + a
            most = max(world.bound[a, b], world.bound[b, a])
            near[a, b] = near[b, a] = max(most, max(values[layout.talks + at], values[layout.talks + back]))
    may = world.may_near
    for a in range(actors):
        for b in range(actors):
            drawn = given.lists.drawn[a, b]
            may[a, b] = 1.0 if drawn or near[a, b] != 0.0 else 0.0
            world.most_near[a, b] = min(1.0, near[a, b] + PLAY) if drawn else near[a, b]
            world.least_near[a, b] = max(0.0, near[a, b] - PLAY) if drawn else near[a, b]
    _list(may, world.close_start, world.close)
    size, square = actors * actors, (actors, actors)
    guarantees = values[layout.guarantees : layout.guarantees + size].reshape(square)
    stakes = values[layout.stakes : layout.stakes + size].reshape(square)
    _list(guarantees, world.sworn_start, world.sworn)
    _list(stakes, world.staked_start, world.staked)


@compiled
def _list(matrix: Floats, starts: Integers, rows: Integers) -> None:
    """List the columns that are not 0 in each row."""
    many = 0
    for a in range(matrix.shape[0]):
        starts[a] = many
        for b in range(matrix.shape[1]):
            if matrix[a, b] != 0.0:
                rows[many] = b
                many += 1
    starts[matrix.shape[0]] = many


@compiled
def suspects(world: World, layout: Layout, channels: Channels, given: Suspects) -> None:
    """Chance that an act of each suspect would be known as its own."""
    for c in range(len(channels.author)):
        for at in range(given.start[c], given.start[c + 1]):
            open_handed = 1.0 - world.values[layout.deniability + given.actor[at]]
            world.identify[at] = world.values[layout.detection + channels.target[c]] * open_handed


@compiled
def weigh(world: World, channels: Channels, groups: Floats) -> None:
    """Coefficients by channel."""
    for c in range(len(channels.author)):
        for e in range(len(groups)):
            world.theta[c, e] = groups[e, channels.group[c]]
        world.tied[c] = False
        for e in _TIES:
            world.tied[c] = world.tied[c] or world.theta[c, e] != 0.0


@compiled
def fix(world: World, layout: Layout, kinds: Kinds, channels: Channels) -> None:
    """Work out x of the effects that do not move: agenda and deterrence."""
    actors = layout.actors
    for c in range(len(channels.author)):
        author, target = channels.author[c], channels.target[c]
        world.fixed[c, 0] = world.fixed[c, 1] = 0.0
        if target < 0:
            continue
        world.fixed[c, 0] = world.slack[author] * world.values[layout.agenda + author * actors + target]
        world.fixed[c, 1] = _deterrence(world, layout, kinds.deniable[channels.action[c]], author, target)


@compiled
def _deterrence(world: World, layout: Layout, hidden: bool, author: int, target: int) -> float:
    actors, values = layout.actors, world.values
    answer = world.might[target]
    for guarantor in range(actors):
        promise = values[layout.guarantees + guarantor * actors + target]
        if promise > 0.0 and guarantor != author:
            answer = answer + promise * world.might[guarantor]
    found_out = values[layout.detection + target] * (1.0 - values[layout.deniability + author]) if hidden else 1.0
    return found_out * log1p(answer / values[layout.power + author])


@compiled
def share_of(world: World, layout: Layout, trusted: Floats, direction: float, patron: int, client: int) -> float:
    """Beta: share of a client's acts that a patron's steer (believed: `trusted`) made."""
    believed = world.values[layout.believed_control + patron * layout.actors + client]
    pull = direction * believed * max(0.0, trusted)
    return 1.0 - exp(-max(0.0, pull))


@compiled
def level(world: World, ledgers: Floats, channels: Channels, cell: Integers, memory: int, c: int) -> float:
    """Read one memory effect's rate for a channel, acts a day."""
    if memory < 2:
        return float(ledgers[memory, channels.own[c]])
    total = 0.0
    if memory < 5:
        row = memory if memory < 4 else 6
        for place in range(2):
            at = channels.answers[c, place]
            if at >= 0:
                total = total + ledgers[row, at]
        return total
    author, target, quad = channels.author[c], channels.target[c], channels.quad[c]
    for friend_at in range(world.friend_start[author], world.friend_start[author + 1]):
        friend = world.friend[friend_at]
        if friend != target:
            bound = world.bound[author, friend]
            for answered in range(quad, quad + 2 - (quad & 1)):
                at = cell[target, friend, answered]
                if at >= 0:
                    total = total + bound * ledgers[5, at]
    return total


@compiled
def ordinary_levels(
    world: World,
    ordinary: Floats,
    given_ordinary: Floats,
    channels: Channels,
    layout: Layout,
    cell: Integers,
    floor: float,
    direction: float,
) -> None:
    """Ledgers of an ordinary state, and for each memory effect the log of its ordinary reading and its slope."""
    steady_ledgers(world, ordinary, given_ordinary, channels, layout, cell, direction)
    for c in range(len(channels.author)):
        held = 1.0
        world.falling[c] = 0.0
        for memory in range(6):
            theta = world.theta[c, memory]
            if theta == 0.0:
                world.slope[memory, c] = 0.0
                continue
            rate = floor + level(world, ordinary, channels, cell, memory, c)
            world.ordinary[memory, c] = log(rate)
            if theta > 0.0:
                world.slope[memory, c] = theta / rate
                held -= theta
            else:
                world.slope[memory, c] = 0.0
                world.falling[c] += -theta * (world.ordinary[memory, c] - log(floor)) + 1e-6
        world.rest[c] = held


@compiled
def steady_ledgers(
    world: World,
    ordinary: Floats,
    given: Floats,
    channels: Channels,
    layout: Layout,
    cell: Integers,
    direction: float,
) -> None:
    """Fill the ledgers of an ordinary state."""
    for row in range(6):
        steady = STEADY[row & 1]
        for at in range(len(given)):
            ordinary[row, at] = steady * given[at]
    ordinary[6, :] = 0.0
    actors = layout.actors
    for c in range(len(channels.author)):
        client, target, quad = channels.author[c], channels.target[c], channels.quad[c]
        if target < 0 or quad < 2:
            continue
        for believed_at in range(world.believed_start[client], world.believed_start[client + 1]):
            patron = world.believed[believed_at]
            at = cell[patron, target, quad]
            if patron == target or at < 0:
                continue
            steer = world.values[layout.believed_steer + (patron * actors + client) * 4 + quad]
            share = share_of(world, layout, steer, direction, patron, client)
            if share > 0.0:
                ordinary[6, at] += _STEADY * channels.ordinary[c] * share
