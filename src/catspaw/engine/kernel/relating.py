"""Nearness, credibility, pressure, deals and programmes: `catspaw.engine.relations` and what effects read of them.

Nearness goes back to what lasts and moves by small steps, so bounds are made for a range of it: only an act that
takes it out of its range has channels looked at again.
"""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine import relations
from catspaw.engine.effects.programme import TOP
from catspaw.engine.kernel.compiling import compiled, term
from catspaw.engine.kernel.looking import EVERYBODY, look, look_at_author, look_at_pair, look_at_programmes
from catspaw.engine.kernel.scratch import NEARED, PLAY, PRESSED, Bounds, Lately, Moving, World
from catspaw.engine.kernel.tables import Tables

FRIEND_OF_FRIEND, FRIEND_OF_ENEMY = term("friend_of_friend"), term("friend_of_enemy")
ENEMY_OF_FRIEND, SPOILER = term("enemy_of_friend"), term("spoiler")
ASSURANCE, OWN_STAGE, RIVAL_STAGE = term("assurance"), term("own_stage"), term("rival_stage")
DEAL, OPTION_TO_BUY = term("deal"), term("option_to_buy")
SQUEEZE, DEFIANCE, OCCASION = term("squeeze"), term("defiance"), term("occasion")
_NEARNESS_LEFT, _CREDIBILITY_LEFT = relations._NEARNESS_LEFT, relations._CREDIBILITY_LEFT
_PRESSURE_LEFT = relations._PRESSURE_LEFT
_ANY_PRESSURE = 3  # of `Front.some`
_DEFENDS, _REPUTATION = relations.DEFENDS, relations.REPUTATION
_FORCE, _FORCE_RUNG = relations.FORCE, relations.FORCE_RUNG


@compiled
def add(
    given: Tables, world: World, now: Moving, bounds: Bounds, c: int, day: int, total: float, loose: float
) -> tuple[float, float]:
    """Add the effects from balance to spoilers to the log rate and its bound."""
    theta, author, target = world.theta[c], given.channels.author[c], given.channels.target[c]
    spoilt = 0.0
    if target >= 0 and world.tied[c]:
        ff, fe, ef, spoilt = _triads(given, world, now.nearness, author, target)
        total = ((total + theta[FRIEND_OF_FRIEND] * ff) + theta[FRIEND_OF_ENEMY] * fe) + theta[ENEMY_OF_FRIEND] * ef
        if bounds.tied_at[c] != bounds.ties[author] + bounds.ties[target]:
            bounds.tied_at[c] = bounds.ties[author] + bounds.ties[target]
            bounds.tied[c] = _tied(given, world, bounds, theta, author, target)
        loose += bounds.tied[c]
    if given.kinds.stages[given.channels.action[c]] > 0.0 or given.kinds.bargains[given.channels.action[c]] < 0.0:
        total, loose = _programme(given, world, now, c, author, target, total, loose)
    if theta[SQUEEZE] != 0.0:
        term = theta[SQUEEZE] * _squeezed(given, now, bounds, author, day)
        total, loose = total + term, loose + max(0.0, term)
    if theta[DEFIANCE] != 0.0:
        leaves = given.kinds.bargains[given.channels.action[c]] < 0.0
        term = theta[DEFIANCE] * (
            _squeezed(given, now, bounds, author, day) if leaves else now.pressure[target, author]
        )
        total, loose = total + term, loose + max(0.0, term)
    row = given.calendar.row[c]
    if row >= 0 and theta[OCCASION] != 0.0:
        total = total + theta[OCCASION] * given.calendar.x[row, day]
        loose += theta[OCCASION] * (given.calendar.most[row] if theta[OCCASION] > 0.0 else given.calendar.least[row])
    if spoilt != 0.0:
        total = total + theta[SPOILER] * spoilt
    return total, loose


@compiled
def _triads(
    given: Tables, world: World, nearness: Floats, author: int, target: int
) -> tuple[float, float, float, float]:
    """Friends of friends, friends of enemies, enemies of friends, and what the author would spoil."""
    layout, values = given.layout, world.values
    friends = with_enemies = against = spoilt = 0.0
    for at in range(world.close_start[author], world.close_start[author + 1]):
        k = world.close[at]
        leg = nearness[author, k]
        friends = friends + min(leg, nearness[k, target])
        if k != target:
            against = against + min(leg, values[layout.hostility + k * layout.actors + target])
    for at in range(world.foe_start[author], world.foe_start[author + 1]):
        k = world.foe[at]
        if k != author:
            with_enemies = with_enemies + min(
                values[layout.hostility + author * layout.actors + k], nearness[k, target]
            )
    if world.staked_start[author] != world.staked_start[author + 1]:
        spoilt = _spoilt(given, world, nearness, author, target)
    return friends, with_enemies, against, spoilt


@compiled
def _spoilt(given: Tables, world: World, nearness: Floats, author: int, target: int) -> float:
    layout, values = given.layout, world.values
    hostility, stakes = layout.hostility + author * layout.actors, layout.stakes + author * layout.actors
    total = 0.0
    for at in range(world.close_start[target], world.close_start[target + 1]):
        k = world.close[at]
        if k != author:
            enemy = min(values[hostility + target], values[stakes + k])
            friend = min(values[stakes + target], values[hostility + k])
            total = total + max(enemy, friend) * nearness[target, k]
    return total


@compiled
def _tied(given: Tables, world: World, bounds: Bounds, theta: Floats, author: int, target: int) -> float:
    """Most that balance and spoilers add while nearness stays in its ranges."""
    most = _triads(given, world, bounds.near, author, target)
    least = _triads(given, world, bounds.far, author, target)
    total = 0.0
    for place, effect in enumerate((FRIEND_OF_FRIEND, FRIEND_OF_ENEMY, ENEMY_OF_FRIEND, SPOILER)):
        total += theta[effect] * (most[place] if theta[effect] > 0.0 else least[place])
    return total


@compiled
def _programme(
    given: Tables, world: World, now: Moving, c: int, author: int, target: int, total: float, loose: float
) -> tuple[float, float]:
    """Assurance and the effects of programmes; nothing of them moves by itself but credibility."""
    theta, layout, values = world.theta[c], given.layout, world.values
    rival = theta[RIVAL_STAGE] * _threat(given, world, now, author)
    if target >= 0:
        return total + rival, loose + rival
    doubt = trusting = doubting = 0.0
    for g in range(layout.actors):
        promise = values[layout.guarantees + g * layout.actors + author]
        if promise != 0.0:
            held, lasting = now.credibility[g, author], values[layout.credibility + g * layout.actors + author]
            doubt = doubt + promise * (1.0 - held)
            doubting += promise * (1.0 - min(held, lasting))
            trusting += promise * (1.0 - max(held, lasting))
    assured, own = theta[ASSURANCE] * doubt, theta[OWN_STAGE] * (now.stage[author] / TOP)
    deal = 0.0
    for b in range(layout.actors):
        deal = max(deal, now.deals[author, b])
    bound = theta[DEAL] * deal
    total = (((total + assured) + own) + rival) + bound
    loose += theta[ASSURANCE] * (doubting if theta[ASSURANCE] > 0.0 else trusting) + own + rival + bound
    if given.kinds.stages[given.channels.action[c]] >= TOP:
        buys = theta[OPTION_TO_BUY] * values[layout.purchase + author]
        total, loose = total + buys, loose + buys
    return total, loose


@compiled
def _threat(given: Tables, world: World, now: Moving, a: int) -> float:
    total = 0.0
    for at in range(world.foe_start[a], world.foe_start[a + 1]):
        k = world.foe[at]
        if k != a:
            total = total + world.values[given.layout.hostility + a * given.layout.actors + k] * (
                now.believed_stage[k] / TOP
            )
    return total


@compiled
def _squeezed(given: Tables, now: Moving, bounds: Bounds, a: int, day: int) -> float:
    if not now.front.some[_ANY_PRESSURE]:
        return 0.0
    if bounds.squeezed_day[a] != day:
        bounds.squeezed_day[a] = day
        total = 0.0
        for sender in range(given.layout.actors):
            total = total + now.pressure[sender, a]
        bounds.squeezed[a] = min(1.0, total)
    return float(bounds.squeezed[a])


@compiled
def relate(
    given: Tables,
    world: World,
    now: Moving,
    lately: Lately,
    bounds: Bounds,
    author: int,
    many: int,
    action: int,
    target: int,
) -> None:
    """Let an act toward somebody move nearness, credibility and deals, as `relations.relate`."""
    step, bargain = given.kinds.courts[action], given.kinds.bargains[action]
    shows = given.kinds.quad[action] == _FORCE and given.kinds.rung[action] >= _FORCE_RUNG
    if step != 0.0 or shows:
        for k in range(many):
            seen, weight = lately.who[k], lately.public_belief[k]
            if step != 0.0:
                _draw_near(given, world, now, lately, bounds, seen, target, weight * step)
            for at in range(world.sworn_start[seen], world.sworn_start[seen + 1]):
                protected = world.sworn[at]
                pull = weight * _shown(given, world, seen, protected, target, step, shows)
                if pull != 0.0:
                    now.credibility[seen, protected] += _toward(now.credibility[seen, protected], pull)
                    look_at_programmes(given, lately, protected)
    if bargain != 0.0:
        _bargain(given, now, author, target, bargain)
        look_at_programmes(given, lately, EVERYBODY)


@compiled
def _toward(value: float, pull: float) -> float:
    return float(pull * (1.0 - value)) if pull > 0.0 else float(pull * value)


@compiled
def _shown(given: Tables, world: World, guarantor: int, protected: int, target: int, step: float, shows: bool) -> float:
    layout, values = given.layout, world.values
    if target == protected:
        return step
    if step < 0.0:
        return _REPUTATION * step if values[layout.guarantees + guarantor * layout.actors + target] > 0.0 else 0.0
    hostility = values[layout.hostility + protected * layout.actors + target]
    return float(_DEFENDS * hostility if shows else -step * hostility)


@compiled
def _bargain(given: Tables, now: Moving, author: int, target: int, pull: float) -> None:
    if pull < 0.0:
        for other in range(given.layout.actors):
            now.deals[author, other] += pull * now.deals[author, other]
        for other in range(given.layout.actors):
            now.deals[other, author] += pull * now.deals[other, author]
    else:
        now.deals[author, target] += _toward(now.deals[author, target], pull)
        now.deals[target, author] += _toward(now.deals[target, author], pull)


@compiled
def _draw_near(
    given: Tables, world: World, now: Moving, lately: Lately, bounds: Bounds, a: int, b: int, pull: float
) -> None:
    value = now.nearness[a, b] + _toward(now.nearness[a, b], pull)
    now.nearness[a, b] = now.nearness[b, a] = value
    pair = min(a, b) * given.layout.actors + max(a, b)
    if not lately.is_neared[pair]:
        lately.is_neared[pair] = True
        lately.neared[lately.n[NEARED], 0], lately.neared[lately.n[NEARED], 1] = min(a, b), max(a, b)
        lately.n[NEARED] += 1
    if bounds.far[a, b] <= value <= bounds.near[a, b]:
        return
    lasting = world.near[a, b]
    bounds.near[a, b] = bounds.near[b, a] = min(1.0, max(value, lasting) + PLAY)
    bounds.far[a, b] = bounds.far[b, a] = max(0.0, min(value, lasting) - PLAY)
    _look_around(given, lately, bounds, a)
    _look_around(given, lately, bounds, b)


@compiled
def _look_around(given: Tables, lately: Lately, bounds: Bounds, a: int) -> None:
    """Look at all channels of an actor and toward it, which read its nearness to others."""
    bounds.ties[a] += 1
    for at in range(given.lists.author_start[a], given.lists.author_start[a + 1]):
        look(lately, given.lists.author[at])
    for at in range(given.lists.target_start[a], given.lists.target_start[a + 1]):
        look(lately, given.lists.target[at])


@compiled
def press(
    given: Tables, world: World, now: Moving, lately: Lately, author: int, truth: float, step: float, target: int
) -> None:
    """Put a measure on the target, or take off part of what there is, as `relations.press`."""
    pull = step * min(1.0, truth)
    _press(given, now, lately, author, target, pull)
    if step <= 0.0:
        _press(given, now, lately, target, author, pull)
        return
    look_at_pair(given, world, lately, target * given.layout.actors + author, DEFIANCE)
    look_at_author(given, world, lately, target, SQUEEZE)
    look_at_programmes(given, lately, target)


@compiled
def _press(given: Tables, now: Moving, lately: Lately, a: int, b: int, pull: float) -> None:
    now.pressure[a, b] += _toward(now.pressure[a, b], pull)
    now.front.some[_ANY_PRESSURE] = True
    pair = a * given.layout.actors + b
    if not lately.is_pressed[pair]:
        lately.is_pressed[pair] = True
        lately.pressed[lately.n[PRESSED]] = pair
        lately.n[PRESSED] += 1


@compiled
def relax(given: Tables, world: World, now: Moving, lately: Lately) -> None:
    """Let a night pass, as `relations.fade`."""
    layout, actors = given.layout, given.layout.actors
    for at in range(lately.n[NEARED]):
        a, b = lately.neared[at, 0], lately.neared[at, 1]
        value = world.near[a, b] + (now.nearness[a, b] - world.near[a, b]) * _NEARNESS_LEFT
        now.nearness[a, b] = now.nearness[b, a] = value
    for g in range(actors):
        for at in range(world.sworn_start[g], world.sworn_start[g + 1]):
            p = world.sworn[at]
            lasting = world.values[layout.credibility + g * actors + p]
            now.credibility[g, p] = lasting + (now.credibility[g, p] - lasting) * _CREDIBILITY_LEFT
    ease(now, lately, actors, _PRESSURE_LEFT)


@compiled
def ease(now: Moving, lately: Lately, actors: int, left: float) -> None:
    """Let measures lose their bite."""
    pressure = now.pressure.reshape(actors * actors)
    for at in range(lately.n[PRESSED]):
        pressure[lately.pressed[at]] *= left
