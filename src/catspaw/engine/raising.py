"""What one more act does to the rates of others: a difference of two folds from the same state.

One act on each of some channels today, overt, against none; what is compared is tomorrow's rate of other channels.  It
is the whole model's answer, all effects together, at the as-of state; a rate that does not read the act moves by nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.random import Floats
from catspaw.engine.attribution import OVERT
from catspaw.engine.draws import draw_of
from catspaw.engine.ensemble import frame_of
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.rates import log_rates
from catspaw.engine.result import Ensemble
from catspaw.engine.state import Act, State

DRAWS = 24  # worlds and coefficients


@dataclass(frozen=True, slots=True)
class Raise:
    """By what an act multiplies a rate: median and 5-95 % range over worlds and coefficients, and the logs of all draws."""

    times: float
    low: float
    high: float
    draws: tuple[float, ...]


def raised(ensemble: Ensemble, causes: Sequence[int], raises: Sequence[int], *, draws: int = DRAWS) -> Raise:
    """Say by what one act today, on one of `causes`, multiplies tomorrow's summed rate of `raises`.

    Parameters
    ----------
    ensemble : Ensemble
    causes, raises : sequence of int
        Rows of the model's channels; the act is spread over the causes by their ordinary rates.
    draws : int
        Worlds and coefficients to look at.
    """
    seen: dict[tuple[int, int], float] = {}
    future = 0
    while len(seen) < draws:
        at = draw_of(future)[:2]
        if at not in seen:
            seen[at] = _one(begin(frame_of(ensemble.model, future, seed=ensemble.seed)), causes, raises)
        future += 1
    logs = np.array(list(seen.values()))
    low, times, high = (float(value) for value in exp(np.quantile(logs, (0.05, 0.5, 0.95))))
    return Raise(times, low, high, tuple(logs.tolist()))


def _one(start: State, causes: Sequence[int], raises: Sequence[int]) -> float:
    """Log of the ratio of summed rates with one act and without, averaged over the channels that it may be on."""
    quiet = _tomorrow(start.copy(), None)[list(raises)].sum()
    ordinary = start.frame.model.channels.ordinary[list(causes)]
    moved = [float(np.log(_tomorrow(start.copy(), c)[list(raises)].sum() / quiet)) for c in causes]
    return float(np.average(moved, weights=ordinary))


def _tomorrow(state: State, channel: int | None) -> Floats:
    if channel is not None:
        apply(state, Act(channel, state.day, 0.5, 0, OVERT))
    next_day(state)
    return np.asarray(exp(log_rates(state)))
