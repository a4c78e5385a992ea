"""Do probabilities mean what they say: the Brier score taken apart, and the points of the reliability diagram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.card.scores import BINS, Floats


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about one probability.

    Attributes
    ----------
    forecast : float
        Their mean.
    happened : float
        Share that came about.
    n : int
    """

    forecast: float
    happened: float
    n: int


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The Brier score = reliability - resolution + uncertainty + within.

    Attributes
    ----------
    reliability : float
        Mean squared distance of the bins' shares from their forecasts: 0 is best.
    resolution : float
        How far the bins' shares spread: higher is better.
    uncertainty : float
        The variance of what happened: nobody's merit.
    within : float
        Spread and covariance inside the bins, which the three leave out (Stephenson, Coelho and Jolliffe 2008).
    bins : tuple of Bin
        Those that hold any forecast.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within: float
    bins: tuple[Bin, ...]

    @property
    def brier(self) -> float:
        """The score itself."""
        return self.reliability - self.resolution + self.uncertainty + self.within


def decompose(probability: Floats, happened: NDArray[np.bool_], *, bins: int = BINS) -> Decomposition:
    """Take the Brier score apart by bins of equal width (Murphy 1973; Stephenson et al. 2008, eq. 8).

    Parameters
    ----------
    probability : ndarray (n,)
        0 to 1.
    happened : ndarray of bool (n,)
    bins : int
    """
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    n = np.bincount(place, minlength=bins)
    used = n > 0
    size = np.maximum(n, 1)
    forecast = np.bincount(place, weights=probability, minlength=bins) / size
    share = np.bincount(place, weights=happened, minlength=bins) / size
    weight, base = n / len(probability), float(happened.mean())
    spread, lean = probability - forecast[place], happened - share[place]
    return Decomposition(
        reliability=float(weight @ (forecast - share) ** 2),
        resolution=float(weight @ (share - base) ** 2),
        uncertainty=base * (1.0 - base),
        within=float(np.mean(spread**2) - 2.0 * np.mean(spread * lean)),
        bins=tuple(Bin(float(forecast[k]), float(share[k]), int(n[k])) for k in np.flatnonzero(used)),
    )
