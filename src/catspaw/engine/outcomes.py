"""Outcomes of a future: the day on which each first came about, and how often.

An outcome reads the truth unless it says ``public`` or names an actor; then an act counts for whoever is
believed, at even odds or better, to have done it.  Outcomes are first passages and counts, never only end
states; a later shorter window is a look at the same first passage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.frame import Frame
from catspaw.engine.state import RUNG_DAYS, Act, Belief, Beliefs, State
from catspaw.network.model import Model

NEVER = -1
_BELIEVED = 0.5  # more likely than not


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Which outcomes each channel feeds.

    Attributes
    ----------
    listens : list of list of int
        Outcomes by channel row.
    reader : list of int
        For each outcome: -2 the truth, -1 the public, else the actor whose belief is read.
    """

    listens: list[list[int]]
    reader: list[int]


@dataclass(slots=True)
class Tally:
    """Where the outcomes of one future stand.

    Attributes
    ----------
    passage : ndarray of int64 (O,)
        Day of first passage, or `NEVER`; 0 where it already was so at as-of.
    count : ndarray (O,)
        Acts that counted within the outcome's time.
    """

    passage: NDArray[np.int64]
    count: Floats


def plan(model: Model) -> Plan:
    """Look up channels and readers of a model's outcomes."""
    row = {name: at for at, name in enumerate(model.channels.ids)}
    actor = {name: at for at, name in enumerate(model.snapshot.actors)} | {"truth": -2, "public": -1}
    listens: list[list[int]] = [[] for _ in row]
    for at, outcome in enumerate(model.outcomes):
        for channel in sorted(set(outcome.channels)):
            listens[row[channel]].append(at)
    return Plan(listens, [actor[outcome.ledger] for outcome in model.outcomes])


def start(state: State, plan: Plan) -> Tally:
    """Open the tally at as-of, with what already is so."""
    outcomes = state.frame.model.outcomes
    tally = Tally(np.full(len(outcomes), NEVER, dtype=np.int64), np.zeros(len(outcomes)))
    channels = state.frame.model.channels
    for row, listening in enumerate(plan.listens):
        for at in listening:
            kind, threshold = outcomes[at].kind, outcomes[at].threshold
            author, target = int(channels.author[row]), int(channels.target[row])
            if (kind == "stage" and state.stage[author] >= threshold) or (
                kind == "rung" and _on_rung(state, author, target, threshold)
            ):
                tally.passage[at] = 0
    return tally


def count(tally: Tally, plan: Plan, state: State, act: Act, beliefs: Beliefs) -> None:
    """Count an act for every outcome that listens."""
    frame = state.frame
    if plan.listens[act.channel]:
        for at in plan.listens[act.channel]:
            if plan.reader[at] == -2:
                _reach(tally, frame, state, at, act.channel)
    if any(reader != -2 for reader in plan.reader):
        _count_believed(tally, plan, state, act, beliefs)


def _count_believed(tally: Tally, plan: Plan, state: State, act: Act, beliefs: Beliefs) -> None:
    channels = state.frame.model.channels
    action, target = int(channels.action[act.channel]), int(channels.target[act.channel])
    for reader, belief in _readers(plan, target, beliefs):
        for author, weight in belief:
            row = state.frame.by_name.get((author, action, target))
            if row is None or weight < _BELIEVED:
                continue
            for at in plan.listens[row]:
                if plan.reader[at] == reader:
                    _reach(tally, state.frame, state, at, row)


def _readers(plan: Plan, target: int, beliefs: Beliefs) -> list[tuple[int, Belief]]:
    """Each reader's belief: the target reads its own ledger, everybody else the public one."""
    readers = sorted({reader for reader in plan.reader if reader != -2})
    return [(reader, beliefs.target if reader == target else beliefs.public) for reader in readers]


def _reach(tally: Tally, frame: Frame, state: State, at: int, channel: int) -> None:
    outcome, model = frame.model.outcomes[at], frame.model
    if state.day > outcome.within_days:
        return
    author, action = model.channels.author[channel], model.channels.action[channel]
    tally.count[at] += 1.0
    if tally.passage[at] != NEVER:
        return
    reached = {
        "first": True,
        "count": bool(tally.count[at] > outcome.threshold),
        "rung": bool(model.actions.rung[action] >= outcome.threshold),
        "stage": bool(state.stage[author] >= outcome.threshold),
    }
    if reached[outcome.kind]:
        tally.passage[at] = state.day


def _on_rung(state: State, author: int, target: int, threshold: float) -> bool:
    lasting = state.last_rung[:, author, target] > state.day - 1 - RUNG_DAYS
    return bool(lasting[int(np.ceil(threshold)) :].any())
