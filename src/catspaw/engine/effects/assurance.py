"""Assurance: who doubts that its guarantor would come looks to a weapon of its own."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects.base import Effect, Prior, zeros
from catspaw.engine.effects.programme import ARMING, Programmes, programmes
from catspaw.engine.state import State


def _x(state: State) -> Floats:
    """Sum over guarantors of what they promised and are not believed to keep."""
    rows: Programmes = state.frame.ready("assurance")
    promised, doubted = state.frame.model.snapshot.guarantees, 1.0 - state.credibility
    doubt = np.cumsum(promised * doubted, axis=0)[-1]
    x = zeros(state.frame)
    x[rows.arming] = doubt[rows.armed]
    return x


ASSURANCE = Effect(
    name="assurance",
    formula="Σ_g guarantee_gi · (1 − credibility_gi), on acts of i's own programme",
    unit="full guarantees not believed",
    ledger="public",
    priors={ARMING: Prior(0.8, 0.8)},
    source="guarantees and proliferation: Bleek and Lorber 2014; abandonment: Snyder 1984",
    provenance="judged, both signs, since theory does not sign it (Brito and Intriligator 1996)",
    step=0.5,
    step_says="half a full guarantee not believed",
    raises="{author} doubted that its guarantor would stand by it",
    lowers="{author} trusted its guarantor",
    reads=frozenset({"credibility"}),
    prepare=programmes,
    x=_x,
)
