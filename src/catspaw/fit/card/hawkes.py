"""Univariate Hawkes processes: each event raises the rate of the next ones, for a while.

Rate at t: mu(t) + alpha sum_{t_k < t} omega exp(-omega (t - t_k)).  Alpha is the mean number of events that one event
triggers; a process with constant mu runs at mu / (1 - alpha), and a share alpha of its events is triggered.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.fit.card.scores import Floats


def excitation(times: Floats, omega: float, *, weights: Floats | None = None) -> Floats:
    """Sum of exp(-omega (t_i - t_k)) over earlier events k, at each event, (n,), by Ozaki's recursion.

    A_i = exp(-omega (t_i - t_{i-1})) (A_{i-1} + 1), A_1 = 0 (Ozaki 1979, eq. 4).

    Parameters
    ----------
    times : ndarray (n,)
        Not falling.  Events of one moment count in their order.
    omega : float
        1 / time.
    weights : ndarray (n,), optional
        How many events stand at each time.
    """
    decay = np.exp(-omega * np.diff(times))
    gain = np.ones(len(times)) if weights is None else weights
    found = np.zeros(len(times))
    running = 0.0
    for k, (keep, born) in enumerate(zip(decay.tolist(), gain[:-1].tolist(), strict=True), start=1):
        running = keep * (running + born)
        found[k] = running
    return found


def log_likelihood(times: Floats, *, mu: float, alpha: float, omega: float, end: float) -> float:
    """Log-likelihood of events on [0, end] with a constant background, in O(n).

    Parameters
    ----------
    times : ndarray (n,)
        0 <= t <= end, not falling.
    mu, alpha, omega : float
        Background a unit of time; mean offspring; 1 / mean waiting time.
    end : float

    Raises
    ------
    ModelError
        Times that fall or lie outside.
    """
    if len(times) and (np.any(np.diff(times) < 0) or times[0] < 0 or times[-1] > end):
        raise ModelError(f"times of events must rise from 0 to {end:g}")
    rates = mu + alpha * omega * excitation(times, omega) if len(times) else np.empty(0)
    expected = mu * end + alpha * float(np.sum(-np.expm1(-omega * (end - times))))
    return float(np.sum(np.log(rates))) - expected


def rescaled(times: Floats, *, mu: float, alpha: float, omega: float) -> Floats:
    """Integrated rate between successive events, (n,): Exp(1) where the model is right (Ogata 1988)."""
    excited = excitation(times, omega)
    begun = np.concatenate([[0.0], excited[:-1] + 1.0])  # just after the event before
    gaps = np.diff(times, prepend=0.0)
    return np.asarray(mu * gaps + alpha * begun * -np.expm1(-omega * gaps))


def simulate(rng: np.random.Generator, *, mu: float, alpha: float, omega: float, end: float) -> Floats:
    """Draw the events of [0, end], sorted: immigrants at rate mu, and every event's offspring (Hawkes and Oakes 1974).

    Raises
    ------
    ModelError
        An alpha of 1 or more, under which it never ends.
    """
    if not 0 <= alpha < 1:
        raise ModelError(f"alpha is {alpha:g}; allowed: 0 to under 1, or events beget events for ever")
    born: NDArray[np.float64] = rng.uniform(0.0, end, size=rng.poisson(mu * end))
    found = [born]
    while len(born):
        parents = np.repeat(born, rng.poisson(alpha, size=len(born)))
        born = parents + rng.exponential(1.0 / omega, size=len(parents))
        born = born[born <= end]
        found.append(born)
    return np.sort(np.concatenate(found))
