"""Proper scores of count forecasts that are given as draws, and what calibration looks like.

A forecast is `draws` (m, n): m futures of n series.  What happened is `seen` (n,).  Everything is a loss (lower is
better) except average precision.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Nominal shares of the central intervals whose coverage is told.
INTERVALS = (0.5, 0.9)
#: Bins of the reliability diagram and of the PIT histogram.
BINS = 10


def log_score(draws: Ints, seen: Ints) -> Floats:
    """Minus the log of the probability given to what happened, in nats, (n,).

    The probability is the share of draws, mixed with one further draw's weight of a geometric distribution that has the
    draws' mean plus one half: what no draw hit keeps a little probability, the same for every forecaster.
    """
    m = len(draws)
    hits = (draws == seen).sum(axis=0)
    mean = draws.mean(axis=0) + 0.5
    spare = (mean / (1.0 + mean)) ** seen / (1.0 + mean)
    return np.asarray(-np.log((hits + spare) / (m + 1.0)))


def crps(draws: Ints, seen: Ints) -> Floats:
    """Continuous ranked probability score, (n,): E|X - y| - E|X - X'| / 2, unbiased in the number of draws.

    The fair estimator of Ferro (2014, QJRMS 140, 1917-1923, eq. 8).  With one draw it is the absolute error.
    """
    m = len(draws)
    error = np.abs(draws - seen).mean(axis=0)
    if m == 1:
        return np.asarray(error)
    ranks = 2.0 * np.arange(1, m + 1) - m - 1.0
    spread = ranks @ np.sort(draws, axis=0).astype(np.float64)
    return np.asarray(error - spread / (m * (m - 1.0)))


def chance(draws: Ints, *, least: int | Ints = 1) -> Floats:
    """Probability that the count is `least` or more, (n,): the mean of Jeffreys' prior updated by the draws."""
    return np.asarray(((draws >= least).sum(axis=0) + 0.5) / (len(draws) + 1.0))


def brier(probability: Floats, happened: NDArray[np.bool_]) -> Floats:
    """Squared error of a probability, (n,) (Brier 1950)."""
    return np.asarray((probability - happened) ** 2)


def average_precision(probability: Floats, happened: NDArray[np.bool_]) -> float | None:
    """Area under the precision-recall curve, step by step, ties taken together; None where nothing happened.

    Without skill it is the share that happened.
    """
    total = int(happened.sum())
    if not total:
        return None
    order = np.argsort(-probability, kind="stable")
    ends = np.flatnonzero(np.diff(probability[order], append=-np.inf))
    found = np.cumsum(happened[order])[ends]
    gained = np.diff(found, prepend=0) / total
    return float(np.sum(gained * found / (ends + 1.0)))


def pit(draws: Ints, seen: Ints, u: Floats) -> Floats:
    """Randomised probability integral transform, (n,): uniform where the forecast is right.

    P(X < y) + u P(X = y), with u uniform (Czado, Gneiting and Held 2009, eq. 1); the seen value counts as one more
    draw, so that it is exactly uniform when the seen value is exchangeable with the draws.
    """
    below, equal = (draws < seen).sum(axis=0), (draws == seen).sum(axis=0)
    return np.asarray((below + u * (equal + 1.0)) / (len(draws) + 1.0))


def coverage(transform: Floats, nominal: float) -> float:
    """Share of central intervals that hold what happened, by the randomised transform, so that nominal means nominal."""
    tail = (1.0 - nominal) / 2.0
    return float(np.mean((transform >= tail) & (transform <= 1.0 - tail)))
