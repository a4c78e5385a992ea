"""Direction: a patron dials its client up or down, as far as it controls it."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects.base import HOSTILE, Effect, Prior, toward
from catspaw.engine.frame import Frame
from catspaw.engine.memory import Gather, gather
from catspaw.engine.state import State

_CLASSES = 4


def _prepare(frame: Frame) -> Gather:
    actors = len(frame.slack)
    terms = [
        (row, (int(patron) * actors + author) * _CLASSES + quad, float(frame.control[patron, author]))
        for row, author, _, quad in toward(frame, HOSTILE)
        for patron in np.flatnonzero(frame.control[:, author])
    ]
    return gather(terms, size=len(frame.own))


def _x(state: State) -> Floats:
    found: Gather = state.frame.ready("direction")
    return found.read(state.steer.reshape(-1))


DIRECTION = Effect(
    name="direction",
    formula="Σ_p κ_pi D_pi,g over the patrons p of i",
    unit="share of conduct, -1 .. 1",
    ledger="state",
    priors={5: Prior(0.5, 0.25), 7: Prior(0.9, 0.4)},
    source="principal and agent: Berman and Lake 2019; Salehyan 2010",
    provenance="judged",
    step=0.5,
    step_says="a patron that half controls it and fully wants more",
    raises="a patron of {author} wanted more of it",
    lowers="a patron held {author} back",
    reads=frozenset({"steer"}),
    prepare=_prepare,
    x=_x,
)
