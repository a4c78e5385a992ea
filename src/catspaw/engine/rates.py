"""Log rates of all channels at the start of a day.

log rate_c = log b_c + sum over effects of weight * x_c + tempo        at most the cap, 0 where closed
"""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.random import Floats
from catspaw.engine.state import State


def log_rates(state: State) -> Floats:
    """Work out log rates without tempo, (C,), and keep every effect's x in ``state.x``.

    Terms are added one effect after another, in the order of the registry; an x is worked out again only
    where a part of the state that it reads has changed.
    """
    frame = state.frame
    total = frame.model.channels.log_base.copy()
    for row, effect in enumerate(frame.effects):
        if not frame.used[row]:
            continue
        if state.fresh or effect.reads & state.changed:
            state.x[row] = effect.x(state)
        total += frame.coefficients[row] * state.x[row]
    state.changed.clear()
    state.fresh = False
    return total


def rates(state: State, log_rate: Floats, *, tempo: float, factor: Floats) -> Floats:
    """Work out the expected acts of the day, (C,).

    Parameters
    ----------
    log_rate : ndarray (C,)
        From `log_rates`.
    tempo : float
        Log of the whole case's tempo.
    factor : ndarray (C,)
        By which an arm multiplies rates today; 1 where it does not.
    """
    frame = state.frame
    rate = np.minimum(exp(log_rate + tempo) * factor, frame.cap)
    short = state.stock[frame.model.channels.author] < frame.cost
    return np.where(short, 0.0, rate)
