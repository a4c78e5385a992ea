"""Capability: arms and people to hand, fed by supply and leaks, drained by acts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catspaw.core.elementary import log
from catspaw.core.random import Floats
from catspaw.engine.effects.base import FORCE, Effect, Prior
from catspaw.engine.frame import Frame
from catspaw.engine.state import State

_LEAST = 1e-9  # of a stock, so that its logarithm is finite; nothing can be paid from it


def _prepare(frame: Frame) -> NDArray[np.bool_]:
    channels, actions = frame.model.channels, frame.model.actions
    served = np.isin(actions.group[channels.action], FORCE)
    return served & (frame.cost > 0.0)


def _x(state: State) -> Floats:
    """Log of stock over reference where the act can be paid for; below its cost the channel is closed."""
    frame = state.frame
    author = frame.model.channels.author
    level = log(np.maximum(state.stock, _LEAST) / frame.model.snapshot.reference)
    payable = frame.ready("capability") & (state.stock[author] >= frame.cost)
    return np.where(payable, level[author], 0.0)


CAPABILITY = Effect(
    name="capability",
    formula="log(stock_i / reference_i) while stock_i ≥ cost of the act; below it the channel is closed",
    unit="log ratio of stock",
    ledger="state",
    priors={7: Prior(0.7, 0.3)},
    source="resources and fighting effort: König et al. 2017; external support: Salehyan 2010",
    provenance="judged",
    step=-0.6931471805599453,
    step_says="half the ordinary stock",
    raises="{author} had means in plenty",
    lowers="{author} ran short of means",
    reads=frozenset({"stock"}),
    prepare=_prepare,
    x=_x,
)
