"""Common enemy: a shared foe damps enmity, and lets it go as it fades."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects.base import TOWARD, Effect, Prior, toward
from catspaw.engine.frame import Frame
from catspaw.engine.memory import Gather, gather
from catspaw.engine.state import State


def _prepare(frame: Frame) -> Gather:
    hostility = frame.model.snapshot.hostility
    terms = []
    for row, author, target, _ in toward(frame, TOWARD):
        shared = np.minimum(hostility[author], hostility[target])
        terms += [(row, int(k), float(shared[k])) for k in np.flatnonzero(shared) if k not in (author, target)]
    return gather(terms, size=len(frame.own))


def _x(state: State) -> Floats:
    """Sum over shared enemies of the lesser hostility, times what is left of the enemy's strength."""
    frame = state.frame
    found: Gather = frame.ready("common_enemy")
    return found.read(np.minimum(1.0, state.stock / frame.model.snapshot.reference))


COMMON_ENEMY = Effect(
    name="common_enemy",
    formula="Σ_k min(hostility_ik, hostility_jk) · min(1, stock_k / reference_k)",
    unit="full shared enemies",
    ledger="state",
    priors={1: Prior(0.3, 0.15), 3: Prior(0.3, 0.15), 5: Prior(-0.3, 0.15), 7: Prior(-0.5, 0.25)},
    source="balance of threat: Walt 1987; enemy of an enemy: Lerner et al. 2013",
    provenance="judged",
    step=1.0,
    step_says="one full enemy in common",
    raises="{author} and {target} had an enemy in common",
    lowers="{author} and {target} had an enemy in common",
    reads=frozenset({"stock"}),
    prepare=_prepare,
    x=_x,
)
