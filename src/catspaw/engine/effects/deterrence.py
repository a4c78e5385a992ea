"""Deterrence: what the answer would be, times the chance to be found out."""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import log1p
from catspaw.core.random import Floats
from catspaw.engine.effects.base import FORCE, Effect, Prior, toward, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State


def _prepare(frame: Frame) -> Floats:
    x = zeros(frame)
    base, threat = frame.model.snapshot, _threat(frame)
    for row, author, target, _ in toward(frame, FORCE):
        hidden = bool(frame.model.actions.deniable[frame.model.channels.action[row]])
        found_out = base.detection[target] * (1.0 - base.deniability[author]) if hidden else 1.0
        x[row] = found_out * log1p(threat[target, author] / base.power[author])
    return x


def _threat(frame: Frame) -> Floats:
    """Power times resolve of the target and of those who guarantee it against the author, (target, author)."""
    base = frame.model.snapshot
    might = base.power * base.resolve
    answer = np.repeat(might[:, None], len(might), axis=1)
    for guarantor, protected in np.argwhere(base.guarantees > 0.0):
        added = base.guarantees[guarantor, protected] * might[guarantor]
        answer[protected] += np.where(np.arange(len(might)) == guarantor, 0.0, added)
    return answer


def _x(state: State) -> Floats:
    return state.frame.ready("deterrence")  # type: ignore[no-any-return]


DETERRENCE = Effect(
    name="deterrence",
    formula="P(i is identified) · log(1 + Σ over j and its guarantors of power · resolve / power_i)",
    unit="log of relative force",
    ledger="state",
    priors={7: Prior(-0.4, 0.2)},
    source="deterrence with imperfect attribution: Baliga, Bueno de Mesquita and Wolitzky 2020",
    provenance="judged",
    step=0.6931471805599453,
    step_says="a sure answer by one as strong as itself",
    raises="{author} had little to fear from {target}",
    lowers="{author} had to fear {target}'s answer",
    reads=frozenset(),
    prepare=_prepare,
    x=_x,
)
