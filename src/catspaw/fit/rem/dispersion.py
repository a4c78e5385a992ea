"""Whether counts are more scattered than Poisson allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.times import Floats


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Scatter of counts around their fitted means.

    Attributes
    ----------
    pearson : float
        Sum of (y - mu)**2 / mu over the degrees of freedom; 1 for Poisson counts.
    score : float
        Standard normal where counts are Poisson, above 0 where they scatter more (Dean and Lawless 1989, T1).
    p : float
        One-sided.
    """

    pearson: float
    score: float
    p: float

    @property
    def over(self) -> bool:
        """Whether counts are over-dispersed at the 1 % level."""
        return self.p < 0.01

    def __str__(self) -> str:
        word = "over-dispersed" if self.over else "no sign of over-dispersion"
        wider = f"; multiply standard errors by {sqrt(self.pearson):.2f}" if self.over and self.pearson > 1 else ""
        return f"{word}: Pearson {self.pearson:.3f}, score test z = {self.score:.2f}, p = {self.p:.2g}{wider}"


def dispersion(blocks: Iterable[Block], predict: Callable[[Block], Floats], parameters: float) -> Dispersion:
    """Compare counts with their means.

    Parameters
    ----------
    blocks : iterable of Block
    predict : callable
        Block -> linear predictor (N,).
    parameters : float
        Coefficients fitted.
    """
    pearson = excess = square = rows = 0.0
    for block in blocks:
        mu = np.exp(predict(block)) * block.exposure[block.set_of]
        y = np.bincount(block.hits, minlength=len(mu))
        stands_for = 1.0 if block.log_weight is None else np.exp(block.log_weight)
        rows += float(np.sum(np.broadcast_to(stands_for, mu.shape)))
        pearson += float(np.sum(stands_for * (y - mu) ** 2 / mu))
        excess += float(np.sum(stands_for * ((y - mu) ** 2 - y)))
        square += float(np.sum(stands_for * mu**2))
    score = excess / sqrt(2.0 * square)
    return Dispersion(pearson / max(rows - parameters, 1.0), score, 0.5 * erfc(score / sqrt(2.0)))
