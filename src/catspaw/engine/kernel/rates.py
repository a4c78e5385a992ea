"""The rate of one channel at the start of a day, and a bound on it that acts can move cheaply.

The rate is the reference's, term by term.  The bound is  factor * memory  with

    prod_k y_k**theta_k  <=  1 - sum_k theta_k + sum_k theta_k y_k        theta_k > 0, sum <= 1

for y_k = (floor + r_k) / (floor + ordinary r_k): the weighted mean of y_k and 1 is no less than their geometric
mean.  An act moves r_k by a known amount and the bound by as much times a slope; what fades only lowers it.  All
other terms are in the factor, at the most that they can be before something touches them.
"""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine.kernel.choosing import MEMORIES
from catspaw.engine.kernel.compiling import compiled, term
from catspaw.engine.kernel.elementary import exp, log, log1p
from catspaw.engine.kernel.fronting import stakes
from catspaw.engine.kernel.looking import look, look_at_author
from catspaw.engine.kernel.relating import add
from catspaw.engine.kernel.scratch import Bounds, Lately, Moving, World
from catspaw.engine.kernel.tables import Integers, Layout, Tables
from catspaw.engine.kernel.world import level
from catspaw.engine.state import RUNG_DAYS, RUNGS

DIRECTION, AGENDA, CAPABILITY = term("direction"), term("agenda"), term("capability")
OPPORTUNITY, HOSTAGE = term("opportunity"), term("hostage")
COMMON_ENEMY, DETERRENCE = term("common_enemy"), term("deterrence")
RED_LINE, VOW = term("red_line"), term("vow")
CLIMB, DESCENT = term("climb"), term("descent")
_LEAST = 1e-9  # of a stock, as in the effect `capability`
_ROOM = 1.0 + 1e-6  # for the rounding of a bound


@compiled
def evaluate(
    given: Tables, world: World, now: Moving, bounds: Bounds, factor: Floats, c: int, day: int, pace: float, top: float
) -> None:
    """Work out a channel's rate of the day and set its bound; `top` is the highest log tempo of the future."""
    channels, author = given.channels, given.channels.author[c]
    total, memory = _recalled(given, world, now, c)
    loose = channels.log_base[c] + world.falling[c]
    total, loose = terms(given, world, now, bounds, c, day, total, loose)
    rate = min(exp(total + pace) * factor[c], channels.cap[c])
    bounds.rate[c] = 0.0 if now.stock[author] < world.cost[c] else rate
    bounds.day[c] = day
    bounds.memory[c] = memory
    bounds.factor[c] = exp(loose + top) * given.changes.highest[c] * _ROOM


@compiled
def terms(
    given: Tables, world: World, now: Moving, bounds: Bounds, c: int, day: int, total: float, loose: float
) -> tuple[float, float]:
    """Add all effects but the memory ones to the log rate and its bound."""
    author, target = given.channels.author[c], given.channels.target[c]
    if target >= 0:
        total, loose = _will(given, world, now, c, author, total, loose)
        total, loose = _means(given, world, now, bounds, c, day, total, loose)
        total, loose = _bonds(given, world, now, bounds, c, day, total, loose)
    total, loose = add(given, world, now, bounds, c, day, total, loose)
    if target >= 0:
        total, loose = stakes(given, world, now, bounds, c, total, loose)
    return total, loose


@compiled
def _recalled(given: Tables, world: World, now: Moving, c: int) -> tuple[float, float]:
    """Add up base rate and memory effects, and the linear bound on the latter."""
    total, memory = given.channels.log_base[c], world.rest[c]
    for m in range(MEMORIES):
        theta = world.theta[c, m]
        if theta != 0.0:
            lately = level(world, now.ledgers, given.channels, given.cell, m, c)
            rate = given.rules.floor + lately
            logged = log(rate) if lately != 0.0 else given.rules.log_floor
            total = total + theta * (logged - world.ordinary[m, c])
            memory += world.slope[m, c] * rate
    return total, memory


@compiled
def _will(
    given: Tables, world: World, now: Moving, c: int, author: int, total: float, loose: float
) -> tuple[float, float]:
    """Direction, which fades toward 0, and agenda."""
    wanted, own = world.theta[c, DIRECTION], world.theta[c, AGENDA]
    if wanted != 0.0:
        term = wanted * _direction(world, now.steer, author, given.channels.quad[c])
        total, loose = total + term, loose + max(0.0, term)
    if own != 0.0:
        term = own * world.fixed[c, 0]
        total, loose = total + term, loose + term
    return total, loose


@compiled
def _means(
    given: Tables, world: World, now: Moving, bounds: Bounds, c: int, day: int, total: float, loose: float
) -> tuple[float, float]:
    """Capability, opportunity, hostage, common enemy and deterrence; stocks and strengths at the ends of their ranges."""
    theta, layout = world.theta[c], given.layout
    author, target = given.channels.author[c], given.channels.target[c]
    if theta[CAPABILITY] != 0.0 and world.cost[c] > 0.0:
        if now.stock[author] >= world.cost[c]:
            total = total + theta[CAPABILITY] * _log_stock(now, bounds, world, layout, author, day)
        end = bounds.log_high[author]
        if theta[CAPABILITY] < 0.0:  # below its cost the channel is closed
            end = log(max(bounds.low[author], world.cost[c]) / world.values[layout.reference + author])
        loose += theta[CAPABILITY] * end
    if theta[OPPORTUNITY] != 0.0 or theta[HOSTAGE] != 0.0:
        _expose(world, now, bounds, layout, c, author, target)
        near, bare = theta[OPPORTUNITY] * bounds.exposed[c, 0], theta[HOSTAGE] * bounds.exposed[c, 1]
        total = (total + near) + bare
        loose += near + bare
    if theta[COMMON_ENEMY] != 0.0:
        exact, most, least = _common_enemy(world, bounds, layout, author, target)
        total = total + theta[COMMON_ENEMY] * exact
        loose += theta[COMMON_ENEMY] * (most if theta[COMMON_ENEMY] > 0.0 else least)
    if theta[DETERRENCE] != 0.0:
        term = theta[DETERRENCE] * world.fixed[c, 1]
        total, loose = total + term, loose + term
    return total, loose


@compiled
def _bonds(
    given: Tables, world: World, now: Moving, bounds: Bounds, c: int, day: int, total: float, loose: float
) -> tuple[float, float]:
    """Red lines, vows and rungs, which all fade toward 0."""
    theta, author, target = world.theta[c], given.channels.author[c], given.channels.target[c]
    if theta[RED_LINE] != 0.0:
        term = theta[RED_LINE] * min(1.0, _crossed(given, now, author, target))
        total, loose = total + term, loose + max(0.0, term)
    if theta[VOW] != 0.0:
        term = theta[VOW] * now.vows[author, target]
        total, loose = total + term, loose + max(0.0, term)
    if theta[CLIMB] != 0.0 or theta[DESCENT] != 0.0:
        height = _height(now.rungs, author, target, day)
        bounds.rung[c] = height
        up = theta[CLIMB] * (min(given.kinds.rung[given.channels.action[c]], height) / 10.0)
        down = theta[DESCENT] * (height / 10.0)
        total = (total + up) + down
        loose += max(0.0, up) + max(0.0, down)
    return total, loose


@compiled
def _crossed(given: Tables, now: Moving, author: int, target: int) -> float:
    total = 0.0
    for line in range(len(given.lines.actor)):
        if given.lines.actor[line] == author:
            total = total + now.lines[line, target]
    return total


@compiled
def _direction(world: World, steer: Floats, client: int, quad: int) -> float:
    total = 0.0
    for at in range(world.patron_start[client], world.patron_start[client + 1]):
        patron = world.patron[at]
        total = total + world.control[patron, client] * steer[world.pair[patron, client], quad]
    return total


@compiled
def _log_stock(now: Moving, bounds: Bounds, world: World, layout: Layout, a: int, day: int) -> float:
    if bounds.log_day[a] != day:
        bounds.log_day[a] = day
        bounds.log_stock[a] = log(max(now.stock[a], _LEAST) / world.values[layout.reference + a])
    return float(bounds.log_stock[a])


@compiled
def _expose(world: World, now: Moving, bounds: Bounds, layout: Layout, c: int, author: int, target: int) -> None:
    """Read opportunity and hostage again, where presence has moved since."""
    version = bounds.version[author] + bounds.version[target]
    if bounds.seen[c] == version:
        return
    theirs = ours = 0.0
    for p in range(layout.places):
        theirs = theirs + world.values[layout.reach + author * layout.places + p] * now.presence[target, p]
        ours = ours + world.values[layout.reach + target * layout.places + p] * now.presence[author, p]
    bounds.exposed[c, 0], bounds.exposed[c, 1] = log1p(theirs), log1p(ours)
    bounds.seen[c] = version


@compiled
def _common_enemy(world: World, bounds: Bounds, layout: Layout, author: int, target: int) -> tuple[float, float, float]:
    """Shared enemies, weighted by what is left of them: now, and at the ends of their range."""
    exact = most = least = 0.0
    for at in range(world.foe_start[author], world.foe_start[author + 1]):
        k = world.foe[at]
        if k in (author, target):
            continue
        shared = min(
            world.values[layout.hostility + author * layout.actors + k],
            world.values[layout.hostility + target * layout.actors + k],
        )
        if shared != 0.0:
            exact = exact + shared * bounds.strength[k]
            most += shared * bounds.strongest[k]
            least += shared * bounds.weakest[k]
    return exact, most, least


@compiled
def _height(rungs: Integers, author: int, target: int, day: int) -> float:
    for rung in range(RUNGS - 1, 0, -1):
        if rungs[author, target, rung] >= day - RUNG_DAYS:
            return float(rung)
    return 0.0


@compiled
def weigh_stocks(given: Tables, world: World, now: Moving, bounds: Bounds, lately: Lately) -> None:
    """Take the strengths of the day; where one or its stock has left its range, give a new one and look again."""
    for a in range(given.layout.actors):
        stock, reference = now.stock[a], world.values[given.layout.reference + a]
        strength = min(1.0, stock / reference)
        bounds.strength[a] = strength
        if not bounds.low[a] <= stock <= bounds.high[a]:
            bounds.low[a] = max(0.0, 0.8 * stock - 0.05 * reference)
            bounds.high[a] = 1.25 * stock + 0.05 * reference
            bounds.log_high[a] = log(max(bounds.high[a], _LEAST) / reference)
            look_at_author(given, world, lately, a, CAPABILITY)
        if not bounds.weakest[a] <= strength <= bounds.strongest[a]:
            bounds.weakest[a], bounds.strongest[a] = max(0.0, strength - 0.25), min(1.0, strength + 0.25)
            _look_at_foes(given, world, lately, a)


@compiled
def _look_at_foes(given: Tables, world: World, lately: Lately, a: int) -> None:
    """Look again at what any two who are both hostile to an actor may do to each other."""
    layout = given.layout
    for other in range(layout.actors):
        if world.values[layout.hostility + other * layout.actors + a] != 0.0:
            for at in range(given.lists.author_start[other], given.lists.author_start[other + 1]):
                c = given.lists.author[at]
                target = given.channels.target[c]
                shared = target >= 0 and world.values[layout.hostility + target * layout.actors + a] != 0.0
                if shared and world.theta[c, COMMON_ENEMY] != 0.0:
                    look(lately, c)


@compiled
def look_at_rung(given: Tables, world: World, lately: Lately, bounds: Bounds, pair: int, rung: float) -> None:
    """Have the channels of an author and target worked out whose bound does not allow for a rung."""
    for at in range(given.lists.pair_start[pair], given.lists.pair_start[pair + 1]):
        c = given.lists.pair[at]
        own = given.kinds.rung[given.channels.action[c]]
        climbs = world.theta[c, CLIMB] > 0.0 and min(own, rung) > min(own, bounds.rung[c])
        if climbs or (world.theta[c, DESCENT] > 0.0 and rung > bounds.rung[c]):
            look(lately, c)
