"""Red lines and vows: who has bound itself in public acts on it."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects.base import HOSTILE, Effect, Prior, toward
from catspaw.engine.frame import Frame
from catspaw.engine.memory import Gather, gather
from catspaw.engine.state import State


def _lines(frame: Frame) -> Gather:
    owner, actors = frame.model.red_lines.actor, len(frame.slack)
    terms = [
        (row, int(line) * actors + target, 1.0)
        for row, author, target, _ in toward(frame, HOSTILE)
        for line in np.flatnonzero(owner == author)
    ]
    return gather(terms, size=len(frame.own))


def _vows(frame: Frame) -> Gather:
    actors = len(frame.slack)
    terms = [(row, author * actors + target, 1.0) for row, author, target, _ in toward(frame, (7,))]
    return gather(terms, size=len(frame.own))


def _red_line(state: State) -> Floats:
    found: Gather = state.frame.ready("red_line")
    return np.minimum(1.0, found.read(state.lines.reshape(-1)))


def _vow(state: State) -> Floats:
    found: Gather = state.frame.ready("vow")
    return found.read(state.vows.reshape(-1))


RED_LINE = Effect(
    name="red_line",
    formula="min(1, Σ over i's red lines of how far j, as i believes, has crossed it); half-life 30 days",
    unit="crossings, 0 .. 1",
    ledger="target",
    priors={5: Prior(1.0, 0.4), 7: Prior(1.5, 0.5)},
    source="audience costs: Fearon 1994; commitment: Schelling 1966",
    provenance="judged",
    step=1.0,
    step_says="a red line fully crossed today",
    raises="{target} had crossed a line drawn in public, as {author} saw it",
    lowers="{target} had crossed a line drawn in public, as {author} saw it",
    reads=frozenset({"lines"}),
    prepare=_lines,
    x=_red_line,
)

VOW = Effect(
    name="vow",
    formula="i's standing vows against j, 0 .. 1; half-life 30 days",
    unit="commitment, 0 .. 1",
    ledger="truth",
    priors={7: Prior(1.0, 0.4)},
    source="audience costs: Fearon 1994",
    provenance="judged",
    step=0.5,
    step_says="a vow made today",
    raises="{author} had vowed to act against {target}",
    lowers="{author} had vowed to act against {target}",
    reads=frozenset({"vows"}),
    prepare=_vows,
    x=_vow,
)
