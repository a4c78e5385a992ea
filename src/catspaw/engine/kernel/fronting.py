"""Ground, wars and faith over flat arrays: `catspaw.engine.fronts` and the effects that read them, term by term."""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine import fronts
from catspaw.engine.kernel.bundle import copy
from catspaw.engine.kernel.compiling import compiled, term, whole
from catspaw.engine.kernel.elementary import log
from catspaw.engine.kernel.looking import look, look_at_author
from catspaw.engine.kernel.scratch import Bounds, Lately, Moving, World
from catspaw.engine.kernel.tables import Tables

LOSS_OF_CLIENT, GROUND, PARTIES = term("loss_of_client"), term("ground"), term("parties")
SPILL_OVER, FORSAKEN = term("spill_over"), term("forsaken")
_LOST_LEFT, _FAITH_LEFT = fronts._LOST_LEFT, fronts._FAITH_LEFT
_HARM, _FORCE, _AID = 3, 3, 1  # quad classes
_LOST, _JOINED, _FAITHLESS = 0, 1, 2  # of `Front.some`: whether there is any
_NONE = whole(0)
_PLAY = 0.1  # by how much a danger may move before bounds are set again


@compiled
def stakes(
    given: Tables, world: World, now: Moving, bounds: Bounds, c: int, total: float, loose: float
) -> tuple[float, float]:
    """Loss of a client, ground, parties, spill-over and faith; dangers at the ends of their range."""
    theta, author, target = world.theta[c], given.channels.author[c], given.channels.target[c]
    hostile, aid = given.channels.quad[c] >= 2, given.kinds.delivers[given.channels.action[c]] != 0.0
    if theta[LOSS_OF_CLIENT] != 0.0 and world.losing_start[c] != world.losing_start[c + 1]:
        exact, most, least = _loss(world, bounds, c)
        total = total + theta[LOSS_OF_CLIENT] * exact
        loose += theta[LOSS_OF_CLIENT] * (most if theta[LOSS_OF_CLIENT] > 0.0 else least)
    if theta[GROUND] != 0.0 and now.front.some[_LOST]:
        term = theta[GROUND] * _lost(given, world, now, author, target, hostile, aid)
        total, loose = total + term, loose + max(0.0, term)
    if theta[PARTIES] != 0.0 and (now.front.some[_JOINED] or given.kinds.ends[given.channels.action[c]]):
        term = theta[PARTIES] * _parties(given, now, c, author, target)
        total, loose = total + term, loose + term
    if theta[SPILL_OVER] != 0.0 and hostile and world.lives_start[author] != world.lives_start[author + 1]:
        rate = given.rules.floor + harm(given, world, now.ledgers, author, target)
        term = theta[SPILL_OVER] * (log(rate) - world.harmless[c])
        total = total + term
        loose += term if theta[SPILL_OVER] > 0.0 else theta[SPILL_OVER] * (log(given.rules.floor) - world.harmless[c])
    if theta[FORSAKEN] != 0.0 and hostile and now.front.some[_FAITHLESS]:
        term = theta[FORSAKEN] * _forsaken(given, world, now, c, author)
        total, loose = total + term, loose + max(0.0, term)
    return total, loose


@compiled
def _war_of(given: Tables, target: int) -> int:
    """Find the first war that an actor stands for, or -1."""
    for war in range(len(given.wars.war)):
        if given.wars.war[war] == target:
            return war
    return -1


@compiled
def _against(given: Tables, war: int, target: int, client: int, enemy: int) -> bool:
    """Whether an act toward a target is against somebody, for a client's sake."""
    if war < 0:
        return enemy == target
    return bool(given.wars.side[war, enemy] * given.wars.side[war, client] < 0.0)


@compiled
def _loss(world: World, bounds: Bounds, c: int) -> tuple[float, float, float]:
    """Add up what an act's author stands to lose: now, and at the ends of the ranges of its clients' dangers."""
    exact = most = least = 0.0
    for at in range(world.losing_start[c], world.losing_start[c + 1]):
        client, weight = world.losing[at], world.losing_weight[at]
        exact += weight * bounds.danger[client]
        most += weight * bounds.danger_high[client]
        least += weight * bounds.danger_low[client]
    return exact, most, least


@compiled
def losses(given: Tables, world: World) -> None:
    """List by channel for whose sake an act is done, and how much each counts, as `effects.loss_of_client`."""
    many = _NONE
    for c in range(len(given.channels.author)):
        world.losing_start[c] = many
        author, target = given.channels.author[c], given.channels.target[c]
        if target < 0:
            continue
        if given.channels.quad[c] >= 2:
            many = _sakes(given, world, author, target, many)
        elif given.kinds.delivers[given.channels.action[c]] != 0.0:
            kept = world.values[given.layout.clients + author * given.layout.actors + target]
            many = _lose(world, target, kept, many)
    world.losing_start[len(given.channels.author)] = many


@compiled
def _sakes(given: Tables, world: World, author: int, target: int, many: int) -> int:
    layout, values, war = given.layout, world.values, _war_of(given, target)
    for at in range(world.kept_start[author], world.kept_start[author + 1]):
        client = world.kept[at]
        if client == target:
            continue
        hostility = answer = 0.0
        for enemy in range(layout.actors):
            if _against(given, war, target, client, enemy):
                hostility += values[layout.hostility + enemy * layout.actors + client]
                answer += world.might[enemy]
        spared = 1.0 - answer / (answer + values[layout.power + author])
        weight = values[layout.clients + author * layout.actors + client] * min(1.0, hostility) * spared
        many = _lose(world, client, weight, many)
    return many


@compiled
def _lose(world: World, client: int, weight: float, many: int) -> int:
    if weight == 0.0:
        return many
    world.losing[many], world.losing_weight[many] = client, weight
    return many + 1


@compiled
def _lost(given: Tables, world: World, now: Moving, author: int, target: int, hostile: bool, aid: bool) -> float:
    """Ground that the author's clients have lately lost to the target, or that the target it helps has."""
    layout, values, lost = given.layout, world.values, now.front.lost
    total = 0.0
    if hostile:
        war = _war_of(given, target)
        for at in range(world.kept_start[author], world.kept_start[author + 1]):
            client = world.kept[at]
            if client != target:
                for enemy in range(layout.actors):
                    if _against(given, war, target, client, enemy):
                        total += values[layout.clients + author * layout.actors + client] * lost[client, enemy]
    elif aid:
        kept = values[layout.clients + author * layout.actors + target]
        for enemy in range(layout.actors):
            total += kept * lost[target, enemy]
    return total


@compiled
def _parties(given: Tables, now: Moving, c: int, author: int, target: int) -> float:
    """Further parties to a war that the act would end; 1 for force across the sides of a war that one has joined."""
    side, joined, action = given.wars.side, now.front.joined, given.channels.action[c]
    if given.kinds.ends[action]:
        total = 0.0
        for war in range(side.shape[0]):
            if side[war, author] * side[war, target] < 0.0:
                total -= 2.0
                for a in range(side.shape[1]):
                    total += abs(side[war, a] + joined[war, a])
        return total
    if given.channels.quad[c] != _FORCE or given.kinds.enters[action]:
        return 0.0
    for war in range(side.shape[0]):
        drawn = joined[war, author] != 0.0 or joined[war, target] != 0.0
        if drawn and (side[war, author] + joined[war, author]) * (side[war, target] + joined[war, target]) < 0.0:
            return 1.0
    return 0.0


@compiled
def harm(given: Tables, world: World, ledgers: Floats, author: int, target: int) -> float:
    """Rate of the target's deeds against flows that the author lives by, as the public believes."""
    total = 0.0
    for at in range(world.lives_start[author], world.lives_start[author + 1]):
        flow = world.lives[at]
        cell = given.cell[target, flow, _HARM]
        if flow != target and cell >= 0:
            total = total + world.values[given.layout.lives_by + author * given.layout.actors + flow] * ledgers[5, cell]
    return total


@compiled
def _forsaken(given: Tables, world: World, now: Moving, c: int, client: int) -> float:
    total, quad = 0.0, given.channels.quad[c]
    for at in range(world.patron_start[client], world.patron_start[client + 1]):
        patron = world.patron[at]
        steer = now.steer[world.pair[patron, client], quad]
        total = total + world.control[patron, client] * (steer * (now.front.faith[patron] - 1.0))
    return total


@compiled
def weigh_dangers(given: Tables, world: World, now: Moving, bounds: Bounds, lately: Lately) -> None:
    """Take the dangers of the day; where one has left its range, give it a new one and look at its patrons again."""
    layout, first, worth = given.layout, given.wars.first, given.layout.worth
    for a in range(layout.actors):
        if world.keeper_start[a] == world.keeper_start[a + 1]:
            continue
        left = 1.0
        if first[a] > 0.0:
            ground = 0.0
            for place in range(layout.places):
                ground = ground + world.values[worth + place] * now.front.held[a, place]
            left = ground / first[a]
        strength = min(1.0, now.stock[a] / world.values[layout.reference + a])
        danger = 1.0 - strength * min(1.0, left)
        bounds.danger[a] = danger
        if not bounds.danger_low[a] <= danger <= bounds.danger_high[a]:
            bounds.danger_low[a], bounds.danger_high[a] = max(0.0, danger - _PLAY), min(1.0, danger + _PLAY)
            _look_at_losers(given, world, lately, a)


@compiled
def _look_at_losers(given: Tables, world: World, lately: Lately, client: int) -> None:
    """Look again at the acts that are done for a client's sake."""
    for at in range(world.keeper_start[client], world.keeper_start[client + 1]):
        keeper = world.keeper[at]
        for place in range(given.lists.author_start[keeper], given.lists.author_start[keeper + 1]):
            c = given.lists.author[place]
            for row in range(world.losing_start[c], world.losing_start[c + 1]):
                if world.losing[row] == client and world.theta[c, LOSS_OF_CLIENT] != 0.0:
                    look(lately, c)


@compiled
def _look_at_keepers(given: Tables, world: World, lately: Lately, client: int) -> None:
    for at in range(world.keeper_start[client], world.keeper_start[client + 1]):
        look_at_author(given, world, lately, world.keeper[at], GROUND)


@compiled
def front(
    given: Tables, world: World, now: Moving, lately: Lately, author: int, action: int, target: int, place: int
) -> None:
    """Let an act toward somebody move ground, parties and faith, as `fronts.apply`."""
    if given.kinds.takes[action] != 0.0:
        _take(given, world, now, author, target, given.kinds.takes[action], place)
        _look_at_keepers(given, world, lately, target)
    if given.kinds.enters[action]:
        _enter(given, world, now, lately, author, target)
    if given.kinds.forsakes[action] != 0.0:
        now.front.faith[author] -= given.kinds.forsakes[action] * now.front.faith[author]
        now.front.some[_FAITHLESS] = True
        cut = given.kinds.forsakes[action] * now.front.upkeep[author, target]
        now.front.upkeep[author, target] -= cut
        now.front.supplied[target] -= cut
        for client in range(given.layout.actors):
            if world.control[author, client] != 0.0:
                look_at_author(given, world, lately, client, FORSAKEN)


@compiled
def _take(given: Tables, world: World, now: Moving, author: int, target: int, share: float, place: int) -> None:
    layout, values, held, lost = given.layout, world.values, now.front.held, now.front.lost
    here = place >= 0 and values[layout.worth + place] > 0.0 and held[target, place] > 0.0
    moved = 0.0
    for p in range(place, place + 1) if here else range(layout.places):
        step = share * (1.0 if here else values[layout.reach + author * layout.places + p]) * held[target, p]
        if values[layout.worth + p] > 0.0:
            held[target, p] -= step
            held[author, p] += step
            moved += values[layout.worth + p] * step
    first = given.wars.first
    if first[target] > 0.0:
        lost[target, author] = min(1.0, lost[target, author] + moved / first[target])
        now.front.some[_LOST] = True
    if first[author] > 0.0:
        lost[author, target] = max(0.0, lost[author, target] - moved / first[author])


@compiled
def _enter(given: Tables, world: World, now: Moving, lately: Lately, author: int, target: int) -> None:
    side, joined = given.wars.side, now.front.joined
    for war in range(side.shape[0]):
        if side[war, author] != 0.0 or joined[war, author] != 0.0:
            continue
        chosen = -side[war, target]
        if given.wars.war[war] == target:
            drawn = _drawn(given, world, war, author)
            chosen = 1.0 if drawn > 0.0 else -1.0 if drawn < 0.0 else 0.0
        if chosen != 0.0:
            joined[war, author] = chosen
            now.front.some[_JOINED] = True
            for c in range(len(given.channels.author)):
                look(lately, c)


@compiled
def _drawn(given: Tables, world: World, war: int, author: int) -> float:
    """To which side of a war its ties draw an actor."""
    layout, values = given.layout, world.values
    drawn = 0.0
    for k in range(layout.actors):
        at = author * layout.actors + k
        tied = values[layout.clients + at] + values[layout.alliance + at] - values[layout.hostility + at]
        drawn += given.wars.side[war, k] * tied
    return drawn


@compiled
def overnight(now: Moving) -> None:
    """Let a night pass, as `fronts.fade`."""
    if now.front.some[_LOST]:
        for a in range(now.front.lost.shape[0]):
            for b in range(now.front.lost.shape[1]):
                now.front.lost[a, b] *= _LOST_LEFT
    if now.front.some[_FAITHLESS]:
        for a in range(len(now.front.faith)):
            now.front.faith[a] = 1.0 + (now.front.faith[a] - 1.0) * _FAITH_LEFT


@compiled
def quiet(given: Tables, world: World, now: Moving) -> None:
    """Put ground, wars, faith and supply to what they are at as-of."""
    layout, values, front = given.layout, world.values, now.front
    copy(front.held, given.wars.held)
    copy(front.supplied, world.supplied)
    front.joined[:, :], front.faith[:], front.some[:] = 0.0, 1.0, False
    for a in range(layout.actors):
        for b in range(layout.actors):
            front.upkeep[a, b] = values[layout.supply + a * layout.actors + b]
            front.lost[a, b] = values[layout.lost + a * layout.actors + b]
            front.some[_LOST] = front.some[_LOST] or front.lost[a, b] != 0.0


@compiled
def look_at_dependents(given: Tables, world: World, lately: Lately, author: int, flow: int) -> None:
    """Look again at what those who live by a flow may do to one who harmed it."""
    for at in range(world.dependent_start[flow], world.dependent_start[flow + 1]):
        pair = world.dependent[at] * given.layout.actors + author
        for place in range(given.lists.pair_start[pair], given.lists.pair_start[pair + 1]):
            look(lately, given.lists.pair[place])
