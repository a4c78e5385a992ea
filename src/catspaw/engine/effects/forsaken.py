"""Forsaken: a patron that let one client fall is obeyed less by the others."""

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
    found: Gather = state.frame.ready("forsaken")
    return found.read((state.steer * (state.faith - 1.0)[:, None, None]).reshape(-1))


FORSAKEN = Effect(
    name="forsaken",
    formula="Σ_p κ_pi D_pi,g (faith_p − 1): faith falls by half where p abandons a client; half-life 180 days",
    unit="share of conduct, -1 .. 1",
    ledger="state",
    priors={5: Prior(0.5, 0.25), 7: Prior(0.9, 0.4)},
    source="reputation among clients: Snyder 1984; agents with slack: Salehyan 2010",
    provenance="judged, as large as direction, which it takes back",
    step=-0.25,
    step_says="a patron that half controls it and fully wants more having just let another client fall",
    raises="{author} listened less to a patron that had let another fall",
    lowers="{author} listened less to a patron that had let another fall",
    reads=frozenset({"steer", "faith"}),
    prepare=_prepare,
    x=_x,
)
