"""Own agenda: what its patrons leave free, a client uses for its own ends."""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine.effects.base import HOSTILE, Effect, Prior, toward, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State


def _prepare(frame: Frame) -> Floats:
    x = zeros(frame)
    for row, author, target, _ in toward(frame, HOSTILE):
        x[row] = frame.slack[author] * frame.model.snapshot.agenda[author, target]
    return x


def _x(state: State) -> Floats:
    return state.frame.ready("agenda")  # type: ignore[no-any-return]


AGENDA = Effect(
    name="agenda",
    formula="slack_i · a_ij",
    unit="wish, -1 .. 1",
    ledger="state",
    priors={5: Prior(0.5, 0.25), 7: Prior(1.0, 0.4)},
    source="agency slack: Byman and Kreps 2010; Salehyan 2010",
    provenance="judged",
    step=0.5,
    step_says="half free of patrons and bent on it",
    raises="{author} wanted it unasked",
    lowers="{author} did not want it unasked",
    reads=frozenset(),
    prepare=_prepare,
    x=_x,
)
