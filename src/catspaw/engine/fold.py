"""How acts change the state: one fold for both drivers.

`simulate` draws acts and `replay` reads them, and both call `apply` and `next_day`.  Nothing reacts within a
day: what an act adds to a ledger or to a patron's steer is kept aside until the day is over; stocks, places
and stages change at once, so that a later act of the day may find itself impossible.
"""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import halving
from catspaw.core.random import Floats
from catspaw.engine import fronts, relations
from catspaw.engine.authorship import beliefs_of, directed_shares, ordinary_directed, speak
from catspaw.engine.frame import Frame
from catspaw.engine.memory import DECAY, DIRECTED, HALF_LIVES, PUBLIC, ROW_HALF_LIFE, ROWS, TARGET, TRUTH, WEIGHT
from catspaw.engine.state import CONFLICT, RUNG_DAYS, RUNGS, Act, Belief, Beliefs, State
from catspaw.network.model import NOBODY

# Half-lives in days, judged: a patron's steer 60, red lines and vows 30, stock toward what suppliers keep up 90.
_STEER_LEFT = float(halving(1 / 60))
_COMMITMENT = 30
_COMMITMENT_LEFT = float(halving(1 / _COMMITMENT))
_STOCK_LEFT = float(halving(1 / 90))
_LEDGERS_LEFT = np.array([[DECAY[half_life]] for half_life in ROW_HALF_LIFE])
_LONG_AGO = -10_000


def begin(frame: Frame) -> State:
    """Make the state at the start of day 1: ordinary levels, and what the history adds to them.

    Where the record is not complete, acts that it does not list went on at their ordinary rate, so only the
    excess fades; from ``first_day`` on it is complete, and all fades.
    """
    state = _ordinary(frame)
    ordinary, history = state.ledgers.copy(), frame.model.history
    days = sorted({*history.day.tolist(), *([history.first_day] if history.first_day < 1 else [])})
    for day, later in zip(days, [*days, 1][1:], strict=True):
        state.day = day
        for row in np.flatnonzero(history.day == day):
            _record(state, int(row))
        background = ordinary if day < history.first_day else np.zeros_like(ordinary)
        state.ledgers -= background
        _settle(state)
        _fade(state, later - day)
        state.ledgers += background
    state.day = 1
    return state


def possible(state: State, channel: int) -> bool:
    """Whether the author has what the act costs."""
    frame = state.frame
    return bool(state.stock[frame.model.channels.author[channel]] >= frame.cost[channel])


def apply(state: State, act: Act) -> Beliefs:
    """Let an act change the state, and say whose act each ledger takes it to be."""
    channels, actions = state.frame.model.channels, state.frame.model.actions
    author, target = int(channels.author[act.channel]), int(channels.target[act.channel])
    action, place = int(channels.action[act.channel]), int(channels.place[act.channel])
    beliefs = beliefs_of(state, act, author)
    remember(state, beliefs, action=action, target=target, place=place)
    if actions.cost[action] or actions.delivers[action]:
        _move_stock(state, action, author, target, float(state.frame.cost[act.channel]))
    if actions.moves[action]:
        _move(state, action, author, target, place)
    if actions.stages[action]:
        for stage in (state.stage, state.believed_stage):
            stage[author] = min(4.0, stage[author] + actions.stages[action])
        state.changed.add("stage")
    if target != NOBODY:
        relations.relate(state, beliefs, action=action, target=target)
        fronts.apply(state, author=author, action=action, target=target, place=place)
    if actions.steers[action] and target != NOBODY:
        state.urged.append((float(actions.steers[action]), target, beliefs))
    if actions.speaks[action]:
        speak(state, int(actions.speaks[action]), author, target)
    return beliefs


def remember(state: State, beliefs: Beliefs, *, action: int, target: int, place: int) -> None:
    """Write an act into the ledgers, commitments and rungs; ledgers count it from tomorrow."""
    frame, actions = state.frame, state.frame.model.actions
    quad = int(actions.quad[action])
    for ledger, belief in zip((TRUTH, TARGET, PUBLIC), beliefs, strict=True):
        for author, weight in belief:
            state.pending.append((ledger, frame.cell(author, target, quad), weight))
    if target == NOBODY:
        return
    if quad >= CONFLICT:
        _lay_at_patrons(state, beliefs.target, target, quad)
        rung = int(actions.rung[action])
        for author, weight in beliefs.truth:
            if weight >= 0.5:
                state.last_rung[rung, author, target] = state.day
                state.rung_ends.add(state.day + RUNG_DAYS + 1)
                state.changed.add("rung")
    _cross(state, beliefs, action, target, place)
    if actions.binds[action]:
        for author, weight in beliefs.truth:
            left = 1.0 - state.vows[author, target]
            state.vows[author, target] += left * actions.binds[action] * min(1.0, weight)
    if actions.presses[action]:
        relations.press(state, beliefs.truth, float(actions.presses[action]), target)


def next_day(state: State) -> None:
    """Close the day: what happened becomes memory, and everything fades by a day."""
    _settle(state)
    state.ledgers *= _LEDGERS_LEFT
    state.lines *= _COMMITMENT_LEFT
    state.vows *= _COMMITMENT_LEFT
    state.steer *= _STEER_LEFT
    supposed = state.frame.model.snapshot.believed_steer
    state.believed_steer = supposed + (state.believed_steer - supposed) * _STEER_LEFT
    relations.fade(state)
    fronts.fade(state)
    state.stock += state.frame.income + (state.supplied - state.stock) * (1.0 - _STOCK_LEFT)
    np.maximum(state.stock, 0.0, out=state.stock)
    _mark(state)
    state.recalled = state.shares = None
    state.day += 1


def _settle(state: State) -> None:
    """Let what the day held become memory, and its urging steer."""
    for ledger, cell, weight in state.pending:
        for row in (ledger,) if ledger == DIRECTED else (ledger, ledger + 1):
            state.ledgers[row, cell] += WEIGHT[ROW_HALF_LIFE[row]] * weight
    state.pending.clear()
    for pull, client, beliefs in state.urged:
        _steer(state, pull, client, beliefs)
    state.urged.clear()


def _fade(state: State, days: int) -> None:
    """Let the history's memory and commitments fade; steer and stock are given as of as-of."""
    state.ledgers *= halving(days / np.array(HALF_LIVES))[list(ROW_HALF_LIFE), None]
    left = float(halving(days / _COMMITMENT))
    state.lines *= left
    state.vows *= left
    state.pressure *= float(halving(days / relations.PRESSURE))


def _ordinary(frame: Frame) -> State:
    base, actors = frame.model.snapshot, len(frame.slack)
    ledgers = np.array([frame.steady(row) for row in range(ROWS)])
    ledgers[DIRECTED] = ordinary_directed(frame)
    return State(
        frame=frame,
        day=frame.model.history.first_day,
        ledgers=ledgers,
        steer=base.steer.copy(),
        believed_steer=base.believed_steer.copy(),
        stock=base.stock.copy(),
        presence=base.presence.copy(),
        stage=base.stage.copy(),
        lines=np.zeros((len(frame.model.red_lines.actor), actors)),
        vows=np.zeros((actors, actors)),
        nearness=frame.nearness.copy(),
        credibility=base.credibility.copy(),
        pressure=np.zeros((actors, actors)),
        deals=base.deals.copy(),
        believed_stage=base.believed_stage.copy(),
        held=held(frame),
        lost=base.lost.copy(),
        upkeep=base.supply.copy(),
        supplied=frame.supplied.copy(),
        joined=np.zeros_like(frame.sides),
        faith=np.ones(actors),
        last_rung=np.full((RUNGS, actors, actors), _LONG_AGO, dtype=np.int64),
        rung_ends=set(),
        contested=[],
        pending=[],
        urged=[],
        changed=set(),
        x=np.zeros_like(frame.coefficients),
    )


def held(frame: Frame) -> Floats:
    """Share of each place that each actor holds at as-of, (A, P): all of it, or nothing."""
    holder = frame.model.snapshot.holder
    shares = np.zeros((len(frame.slack), len(holder)))
    places = np.flatnonzero(holder != NOBODY)
    shares[holder[places], places] = 1.0
    return shares


def _record(state: State, row: int) -> None:
    history = state.frame.model.history
    author = int(history.author[row])
    weights = (history.truth[row], history.target_belief[row], history.public_belief[row])
    beliefs = Beliefs(*([(author, float(w))] if w > 0.0 else [] for w in weights))
    remember(
        state,
        beliefs,
        action=int(history.action[row]),
        target=int(history.target[row]),
        place=int(history.place[row]),
    )


def _lay_at_patrons(state: State, belief: Belief, victim: int, quad: int) -> None:
    if state.shares is None:
        state.shares = directed_shares(state.frame, state.believed_steer)
    for author, weight in belief:
        for patron, share in state.shares.get((author, quad), ()):
            if patron != victim:
                state.pending.append((DIRECTED, state.frame.cell(patron, victim, quad), weight * share))


def _cross(state: State, beliefs: Beliefs, action: int, target: int, place: int) -> None:
    drawn, rung = state.frame.model.red_lines, state.frame.model.actions.rung[action]
    for line in range(len(drawn.actor)):
        conditions = ((drawn.action, action), (drawn.target, target), (drawn.place, place))
        if rung < drawn.rung[line] or state.day < drawn.day[line]:
            continue
        if any(wanted[line] not in (NOBODY, given) for wanted, given in conditions):
            continue
        owner = int(drawn.actor[line])
        for author, weight in beliefs.target if owner == target else beliefs.public:
            if author != owner and drawn.author[line] in (NOBODY, author):
                left = 1.0 - state.lines[line, author]
                state.lines[line, author] += left * drawn.strength[line] * min(1.0, weight)


def _move_stock(state: State, action: int, author: int, target: int, cost: float) -> None:
    actions, leaks = state.frame.model.actions, state.frame.leaks
    state.stock[author] -= cost
    if actions.delivers[action] and target != NOBODY:
        state.stock[target] += actions.delivers[action]
        for thief in np.flatnonzero(leaks[target]):
            share = leaks[target, thief] * state.frame.model.settings.leaking
            state.stock[thief] += share * actions.delivers[action]
    state.changed.add("stock")


def _move(state: State, action: int, author: int, target: int, place: int) -> None:
    """Move the presence of who moves at the place; who is sent away without a place leaves all that the author hosts."""
    away = bool(state.frame.model.actions.moves_target[action])
    if place != NOBODY:
        _move_presence(state, action, target if away else author, place)
    elif away and target != NOBODY:
        for soil in np.flatnonzero(state.frame.model.snapshot.host == author).tolist():
            _move_presence(state, action, target, soil)


def _move_presence(state: State, action: int, actor: int, place: int) -> None:
    step = state.frame.model.actions.moves[action]
    goal = 1.0 if step > 0 else 0.0
    state.presence[actor, place] += abs(step) * (goal - state.presence[actor, place])
    state.changed.add("presence")


def _steer(state: State, pull: float, client: int, beliefs: Beliefs) -> None:
    for belief, steer in ((beliefs.truth, state.steer), (beliefs.public, state.believed_steer)):
        for patron, weight in belief:
            steer[patron, client, CONFLICT:] += weight * (pull - steer[patron, client, CONFLICT:]) / 2.0


def _mark(state: State) -> None:
    """Say which parts the night changed: ledgers always, the rest only where there is something to fade."""
    state.changed |= {"ledgers", "day"}
    fading = {"steer": state.steer, "lines": state.lines, "vows": state.vows}
    fading["stock"] = np.abs(state.stock - state.supplied) + np.abs(state.frame.income)
    state.changed.update(name for name, values in fading.items() if values.any())
    if state.day + 1 in state.rung_ends:
        state.changed.add("rung")
