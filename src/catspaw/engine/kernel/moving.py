"""How acts change the state: `catspaw.engine.fold` and `authorship` over flat arrays."""

from __future__ import annotations

from catspaw.engine import attribution, fold, relations
from catspaw.engine.kernel.bundle import copy
from catspaw.engine.kernel.compiling import compiled, whole
from catspaw.engine.kernel.elementary import halving
from catspaw.engine.kernel.fronting import FORSAKEN, look_at_dependents, overnight, quiet
from catspaw.engine.kernel.looking import look, look_at_author, look_at_pair
from catspaw.engine.kernel.rates import (
    DIRECTION,
    HOSTAGE,
    OPPORTUNITY,
    RED_LINE,
    VOW,
    look_at_rung,
)
from catspaw.engine.kernel.relating import ease, press, relax
from catspaw.engine.kernel.scratch import (
    CONTESTED,
    LIFT,
    NEARED,
    PAIRS,
    PENDING,
    PRESSED,
    URGED,
    VOWED,
    Bounds,
    Contested,
    Lately,
    Moving,
    Scratch,
    World,
)
from catspaw.engine.kernel.tables import Tables
from catspaw.engine.kernel.world import share_of
from catspaw.engine.memory import DECAY, HALF_LIVES, PUBLIC, TARGET, WEIGHT

_SHORT, _LONG = HALF_LIVES
_W3, _W30 = WEIGHT
_D3, _D30 = DECAY
_STEER_LEFT, _COMMITMENT_LEFT = fold._STEER_LEFT, fold._COMMITMENT_LEFT
_STOCK_BACK = 1.0 - fold._STOCK_LEFT
_COMMITMENT, _PRESSURE = fold._COMMITMENT, relations.PRESSURE
_ABOUT, _ACCUSES = attribution.ABOUT_DAYS, attribution.ACCUSES
_RATIO = tuple(attribution.RATIO[kind] for kind in (1, 2, 3))
_CONFLICT, _HARM = 2, 3
_BLAME, _SOLIDARITY = whole(4), whole(5)  # memory effects
_TRUE, _AIMED, _TOLD, _DIRECTED = whole(0), whole(TARGET), whole(PUBLIC), whole(6)  # rows of the ledgers
_ALONE = whole(1)  # author of an act of the history


@compiled
def remember(
    given: Tables,
    world: World,
    now: Moving,
    lately: Lately,
    bounds: Bounds,
    direction: float,
    author: int,
    truth: float,
    many: int,
    action: int,
    target: int,
    place: int,
    day: int,
) -> None:
    """Write an act into ledgers (for tomorrow), commitments and rungs; beliefs about it are in `lately.who`."""
    kinds, layout = given.kinds, given.layout
    quad, aim = kinds.quad[action], target if target >= 0 else layout.actors
    _add(lately, _TRUE, given.cell[author, aim, quad], truth)
    for k in range(many):
        _add(lately, _AIMED, given.cell[lately.who[k], aim, quad], lately.target_belief[k])
    for k in range(many):
        _add(lately, _TOLD, given.cell[lately.who[k], aim, quad], lately.public_belief[k])
    if target < 0:
        return
    pair = author * layout.actors + target
    if quad >= _CONFLICT:
        _lay_at_patrons(given, world, now, lately, direction, many, target, quad)
        if truth >= 0.5:
            rung = int(kinds.rung[action])
            now.rungs[author, target, rung] = day
            look_at_rung(given, world, lately, bounds, pair, rung)
    _cross(given, world, now, lately, many, action, target, place, day)
    if kinds.binds[action] != 0.0:
        left = 1.0 - now.vows[author, target]
        now.vows[author, target] += left * kinds.binds[action] * min(1.0, truth)
        if not lately.is_vowed[pair]:
            lately.is_vowed[pair] = True
            lately.vows[lately.n[VOWED]] = pair
            lately.n[VOWED] += 1
        look_at_pair(given, world, lately, pair, VOW)
    if kinds.presses[action] != 0.0:
        press(given, world, now, lately, author, truth, kinds.presses[action], target)


@compiled
def _add(lately: Lately, row: int, cell: int, weight: float) -> None:
    if cell >= 0:
        at = lately.n[PENDING]
        lately.row[at], lately.cell[at], lately.weight[at] = row, cell, weight
        lately.n[PENDING] = at + 1


@compiled
def _lay_at_patrons(
    given: Tables, world: World, now: Moving, lately: Lately, direction: float, many: int, victim: int, quad: int
) -> None:
    for k in range(many):
        client = lately.who[k]
        for at in range(world.believed_start[client], world.believed_start[client + 1]):
            patron = world.believed[at]
            cell = given.cell[patron, victim, quad]
            trusted = now.trusted[world.pair[patron, client], quad]
            if patron != victim and cell >= 0 and trusted > 0.0:
                share = share_of(world, given.layout, trusted, direction, patron, client)
                if share > 0.0:
                    _add(lately, _DIRECTED, cell, lately.target_belief[k] * share)


@compiled
def _cross(
    given: Tables, world: World, now: Moving, lately: Lately, many: int, action: int, target: int, place: int, day: int
) -> None:
    drawn, rung = given.lines, given.kinds.rung[action]
    for line in range(len(drawn.actor)):
        if rung < drawn.rung[line] or day < drawn.day[line]:
            continue
        if drawn.action[line] != -1 and drawn.action[line] != action:
            continue
        if drawn.target[line] != -1 and drawn.target[line] != target:
            continue
        if drawn.place[line] != -1 and drawn.place[line] != place:
            continue
        owner = drawn.actor[line]
        for k in range(many):
            author = lately.who[k]
            if author != owner and (drawn.author[line] == -1 or drawn.author[line] == author):
                weight = lately.target_belief[k] if owner == target else lately.public_belief[k]
                left = 1.0 - now.lines[line, author]
                now.lines[line, author] += left * drawn.strength[line] * min(1.0, weight)
                look_at_pair(given, world, lately, owner * given.layout.actors + author, RED_LINE)


@compiled
def move_stock(given: Tables, world: World, now: Moving, action: int, author: int, target: int, cost: float) -> None:
    """Spend what the act costs and deliver what it brings, with leaks."""
    delivers = given.kinds.delivers[action]
    now.stock[author] -= cost
    if delivers != 0.0 and target >= 0:
        now.stock[target] += delivers
        for thief in range(given.layout.actors):
            leak = world.leaks[target, thief]
            if leak != 0.0:
                now.stock[thief] += leak * given.rules.leaking * delivers


@compiled
def move(
    given: Tables,
    world: World,
    now: Moving,
    bounds: Bounds,
    lately: Lately,
    action: int,
    author: int,
    target: int,
    place: int,
) -> None:
    """Move who moves at the place, as `fold._move`; who is sent away without a place leaves all that the author hosts."""
    step, away = given.kinds.moves[action], given.kinds.moves_target[action]
    if place >= 0:
        _move_presence(given, world, now, bounds, lately, step, target if away else author, place)
    elif away and target >= 0:
        for soil in range(given.layout.places):
            if world.values[given.layout.host + soil] == author:
                _move_presence(given, world, now, bounds, lately, step, target, soil)


@compiled
def _move_presence(
    given: Tables, world: World, now: Moving, bounds: Bounds, lately: Lately, step: float, a: int, place: int
) -> None:
    """Move an actor's presence at a place toward 1 or 0."""
    goal = 1.0 if step > 0 else 0.0
    now.presence[a, place] += abs(step) * (goal - now.presence[a, place])
    bounds.version[a] += 1
    look_at_author(given, world, lately, a, OPPORTUNITY)
    look_at_author(given, world, lately, a, HOSTAGE)
    for at in range(given.lists.target_start[a], given.lists.target_start[a + 1]):
        c = given.lists.target[at]
        if world.theta[c, OPPORTUNITY] != 0.0 or world.theta[c, HOSTAGE] != 0.0:
            look(lately, c)


@compiled
def urge(given: Tables, world: World, lately: Lately, pull: float, client: int, author: int, many: int) -> None:
    """Keep restraint or encouragement for the night: the author's steer, and the steer as the public believes."""
    _urge(lately, world.pair[author, client], False, pull, 1.0)
    for k in range(many):
        _urge(lately, world.pair[lately.who[k], client], True, pull, lately.public_belief[k])
    look_at_author(given, world, lately, client, DIRECTION)
    look_at_author(given, world, lately, client, FORSAKEN)


@compiled
def _urge(lately: Lately, pair: int, public: bool, pull: float, weight: float) -> None:
    if pair >= 0:
        at = lately.n[URGED]
        lately.urged_pair[at], lately.urged_public[at] = pair, public
        lately.urged[at, 0], lately.urged[at, 1] = pull, weight
        lately.n[URGED] = at + 1


@compiled
def settle(given: Tables, now: Moving, lately: Lately, bounds: Bounds, world: World) -> None:
    """Let what the day held become memory, and its urging steer."""
    for at in range(lately.n[PENDING]):
        row, cell, weight = lately.row[at], lately.cell[at], lately.weight[at]
        if row == _DIRECTED:
            _remember_more(given, world, now, lately, bounds, row, cell, _W30 * weight)
        else:
            _remember_more(given, world, now, lately, bounds, row, cell, _W3 * weight)
            _remember_more(given, world, now, lately, bounds, row + 1, cell, _W30 * weight)
    lately.n[PENDING] = 0
    for at in range(lately.n[URGED]):
        pair, pull, weight = lately.urged_pair[at], lately.urged[at, 0], lately.urged[at, 1]
        for quad in (2, 3):
            if lately.urged_public[at]:
                now.trusted[pair, quad] += weight * (pull - now.trusted[pair, quad]) / 2.0
            else:
                now.steer[pair, quad] += weight * (pull - now.steer[pair, quad]) / 2.0
    lately.n[URGED] = 0


@compiled
def _remember_more(
    given: Tables, world: World, now: Moving, lately: Lately, bounds: Bounds, row: int, cell: int, more: float
) -> None:
    """Add to a cell of a ledger, and to the bounds of the channels that read it."""
    now.ledgers[row, cell] += more
    if row == PUBLIC or more == 0.0:  # nobody reads the public ledger's short half-life
        return
    lists, actors = given.lists, given.layout.actors
    author, target, quad = lists.of_cell[cell, 0], lists.of_cell[cell, 1], lists.of_cell[cell, 2]
    if row < TARGET:
        for at in range(lists.own_start[cell], lists.own_start[cell + 1]):
            _raise(lately, bounds, lists.own[at], world.slope[row, lists.own[at]] * more)
    elif target < actors and row == PUBLIC + 1:
        if quad == _HARM:
            look_at_dependents(given, world, lately, author, target)
        for at in range(world.befriended_start[target], world.befriended_start[target + 1]):
            friend = world.befriended[at]
            if friend != author:
                bound = world.bound[friend, target] * more
                _raise_answers(given, world, lately, bounds, friend * actors + author, quad, _SOLIDARITY, bound)
    elif target < actors:
        memory = row if row < PUBLIC else _BLAME
        _raise_answers(given, world, lately, bounds, target * actors + author, quad, memory, more)


@compiled
def _raise_answers(
    given: Tables, world: World, lately: Lately, bounds: Bounds, pair: int, quad: int, memory: int, more: float
) -> None:
    """Raise the bounds of a pair's channels whose class answers acts of another."""
    lists = given.lists
    for at in range(lists.pair_start[pair], lists.pair_start[pair + 1]):
        c = lists.pair[at]
        if _answers(given.channels.quad[c], quad):
            _raise(lately, bounds, c, world.slope[memory, c] * more)


@compiled
def _answers(quad: int, answered: int) -> bool:
    """Deeds are answered by deeds and by words, words by words: whether a class reads another's memory."""
    return quad == answered or (quad & 1 == 0 and answered == quad + 1)


@compiled
def _raise(lately: Lately, bounds: Bounds, c: int, more: float) -> None:
    bounds.memory[c] += more
    if bounds.memory[c] * bounds.factor[c] > bounds.edge[c] and not lately.is_lifted[c]:
        lately.is_lifted[c] = True
        lately.lift[lately.n[LIFT]] = c
        lately.n[LIFT] += 1


@compiled
def night(given: Tables, world: World, now: Moving, lately: Lately, bounds: Bounds) -> None:
    """Close the day: what happened becomes memory, and everything fades by a day."""
    settle(given, now, lately, bounds, world)
    for row in range(7):
        left = _D3 if row == 0 or row == 2 or row == 4 else _D30
        for at in range(now.ledgers.shape[1]):
            now.ledgers[row, at] *= left
    for line in range(now.lines.shape[0]):
        for a in range(now.lines.shape[1]):
            now.lines[line, a] *= _COMMITMENT_LEFT
    actors = given.layout.actors
    vows = now.vows.reshape(actors * actors)
    for at in range(lately.n[VOWED]):
        vows[lately.vows[at]] *= _COMMITMENT_LEFT
    for pair in range(lately.n[PAIRS]):
        for quad in (2, 3):  # nothing reads a steer of cooperation
            now.steer[pair, quad] *= _STEER_LEFT
            supposed = world.silent[pair, quad]
            now.trusted[pair, quad] = supposed + (now.trusted[pair, quad] - supposed) * _STEER_LEFT
    relax(given, world, now, lately)
    overnight(now)
    for a in range(actors):
        stock = now.stock[a] + (world.income[a] + (now.front.supplied[a] - now.stock[a]) * _STOCK_BACK)
        now.stock[a] = max(stock, 0.0)


@compiled
def begin(given: Tables, scratch: Scratch, direction: float) -> None:
    """State at the start of day 1, in `scratch.start`: ordinary levels and what the history adds."""
    world, now, lately, bounds = scratch.world, scratch.start, scratch.lately, scratch.bounds
    _ordinary(given, scratch)
    past = given.past
    for at in range(len(past.days)):
        day = past.days[at]
        later = past.days[at + 1] if at + 1 < len(past.days) else 1
        for row in range(past.start[at], past.start[at + 1]):
            lately.who[0] = past.author[row]
            truth = world.values[given.layout.truth + past.row[row]]
            lately.target_belief[0] = world.values[given.layout.target_belief + past.row[row]]
            lately.public_belief[0] = world.values[given.layout.public_belief + past.row[row]]
            action, target, place = past.action[row], past.target[row], past.place[row]
            remember(
                given,
                world,
                now,
                lately,
                bounds,
                direction,
                past.author[row],
                truth,
                _ALONE,
                action,
                target,
                place,
                day,
            )
        _fold_day(given, scratch, day < past.first_day, later - day)


@compiled
def _fold_day(given: Tables, scratch: Scratch, goes_on: bool, days: int) -> None:
    """Settle a day of the history and let it fade; ordinary acts go on where the record is not complete."""
    now, ordinary = scratch.start, scratch.ordinary
    for row in range(7):
        for at in range(ordinary.shape[1]):
            now.ledgers[row, at] -= ordinary[row, at] if goes_on else 0.0
    settle(given, now, scratch.lately, scratch.bounds, scratch.world)
    short, long = halving(days / _SHORT), halving(days / _LONG)
    for row in range(7):
        left = short if row == 0 or row == 2 or row == 4 else long
        for at in range(ordinary.shape[1]):
            faded = now.ledgers[row, at] * left
            now.ledgers[row, at] = faded + (ordinary[row, at] if goes_on else 0.0)
    left = halving(days / _COMMITMENT)
    for line in range(now.lines.shape[0]):
        for a in range(now.lines.shape[1]):
            now.lines[line, a] *= left
    actors = given.layout.actors
    vows = now.vows.reshape(actors * actors)
    for at in range(scratch.lately.n[VOWED]):
        vows[scratch.lately.vows[at]] *= left
    ease(now, scratch.lately, actors, halving(days / _PRESSURE))


@compiled
def _ordinary(given: Tables, scratch: Scratch) -> None:
    world, now, layout = scratch.world, scratch.start, given.layout
    actors, values = layout.actors, world.values
    copy(now.ledgers, scratch.ordinary)
    for p in range(actors):
        for c in range(actors):
            pair = world.pair[p, c]
            if pair >= 0:
                for quad in range(4):
                    at = (p * actors + c) * 4 + quad
                    now.steer[pair, quad] = values[layout.steer + at]
                    now.trusted[pair, quad] = values[layout.believed_steer + at]
                    world.silent[pair, quad] = now.trusted[pair, quad]
    for a in range(actors):
        now.stock[a], now.stage[a] = values[layout.stock + a], values[layout.stage + a]
        now.believed_stage[a] = values[layout.believed_stage + a]
        for b in range(actors):
            now.nearness[a, b] = world.near[a, b]
            now.credibility[a, b] = values[layout.credibility + a * actors + b]
            now.deals[a, b] = values[layout.deals + a * actors + b]
        for p in range(layout.places):
            now.presence[a, p] = values[layout.presence + a * layout.places + p]
    now.lines[:, :] = 0.0
    now.vows[:, :] = 0.0
    now.pressure[:, :] = 0.0
    now.rungs[:, :, :] = fold._LONG_AGO
    quiet(given, world, now)
    lately = scratch.lately
    lately.n[PENDING] = lately.n[URGED] = lately.n[VOWED] = lately.n[PRESSED] = lately.n[NEARED] = 0
    lately.is_vowed[:], lately.is_pressed[:], lately.is_neared[:] = False, False, False


@compiled
def speak(
    given: Tables,
    now: Moving,
    lately: Lately,
    contested: Contested,
    bounds: Bounds,
    world: World,
    kind: int,
    author: int,
    target: int,
    day: int,
) -> None:
    """Weigh a public word about the last contested act in which its subject is a suspect."""
    about = target if kind == _ACCUSES else author
    ratio = _RATIO[0] if kind == 1 else _RATIO[1] if kind == 2 else _RATIO[2]
    for case in range(lately.n[CONTESTED] - 1, -1, -1):
        if day - contested.day[case] > _ABOUT:
            return
        c = contested.channel[case]
        start, end = given.suspects.start[c], given.suspects.start[c + 1]
        for at in range(start, end):
            if given.suspects.actor[at] == about:
                _reweigh(given, now, lately, contested, bounds, world, case, at - start, ratio, day)
                return


@compiled
def _reweigh(
    given: Tables,
    now: Moving,
    lately: Lately,
    contested: Contested,
    bounds: Bounds,
    world: World,
    case: int,
    place: int,
    ratio: float,
    day: int,
) -> None:
    c, first = contested.channel[case], contested.start[case]
    start, many = given.suspects.start[c], given.suspects.start[c + 1] - given.suspects.start[c]
    total = 0.0
    for k in range(many + 1):
        value = contested.belief[first + k]
        lately.chance[k] = value * ratio if k == place else value
        total += lately.chance[k]
    for k in range(many + 1):
        old, new = contested.belief[first + k], lately.chance[k] / total
        contested.belief[first + k] = new
        if k < many:
            cell, ago = given.suspects.cell[start + k], day - contested.day[case]
            short, long = halving(ago / _SHORT), halving(ago / _LONG)
            _remember_more(given, world, now, lately, bounds, _TOLD, cell, _W3 * short * (new - old))
            _remember_more(given, world, now, lately, bounds, _TOLD + 1, cell, _W30 * long * (new - old))
