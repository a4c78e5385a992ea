"""What a rate is before a series has spoken: one gamma distribution for all series of a panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.fit.card.panel import Counts
from catspaw.fit.card.scores import Floats

#: Bounds of the prior's shape: outside, the moments say too little.
SHAPES = (0.02, 5.0)


@dataclass(frozen=True, slots=True)
class Gamma:
    """A gamma distribution of acts a day.

    Attributes
    ----------
    shape : float
        Small where few series do most.
    days : float
        Its weight: as many days of history.
    """

    shape: float
    days: float

    def draw(self, rng: np.random.Generator, *, acts: Floats, days: float, horizon: int, draws: int) -> Counts:
        """Draw counts of the next `horizon` days from rates that have shown `acts` in `days`, (draws, cells).

        A negative binomial: the gamma posterior of the rate, then a Poisson count.
        """
        rate = rng.gamma(self.shape + acts, 1.0 / (self.days + days), size=(draws, len(acts)))
        return rng.poisson(rate * horizon)


def pooled(counts: Counts) -> Gamma:
    """Fit the prior to the long-run rates of all series by moments, their Poisson noise taken out.

    Parameters
    ----------
    counts : ndarray (days, cells)
    """
    days = len(counts)
    rate = counts.mean(axis=0)
    mean = max(float(rate.mean()), 0.5 / (counts.size or 1))
    between = max(float(rate.var()) - mean / days, mean * mean / SHAPES[1])
    shape = float(np.clip(mean * mean / between, *SHAPES))
    return Gamma(shape, shape / mean)
