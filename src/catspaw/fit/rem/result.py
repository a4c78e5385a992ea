"""A fitted model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import erfc, log, sqrt
from typing import Any

import numpy as np

from catspaw.fit.rem.dispersion import Dispersion
from catspaw.fit.rem.plan import Plan
from catspaw.fit.rem.times import Floats


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a varying coefficient: its deviation from the common value, and that deviation's error."""

    coefficient: str
    level: str
    deviation: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted relational event model.

    Attributes
    ----------
    formula : str
    model, likelihood : str
    names : tuple of str
        Of the common coefficients.
    coef : ndarray (p,)
        Log rates (or log odds of being chosen) per unit of the statistic.
    cov : ndarray (p, p)
        Inverse information (with the penalty, where there is one); of the sandwich where `robust`.
    loglik, null_loglik : float
        At the maximum, and where all alternatives are alike (one rate for all).
    events, choices, alternatives : int
        Events explained, choices (sets), alternatives looked at in a pass.
    actors : int
    parameters : float
        Coefficients; with shrinkage the effective number.
    ridge : tuple of float
        Prior precision of each coefficient.
    robust : bool
        Errors from the sandwich (sampled controls of a timed likelihood).
    steps, passes : int
        Newton steps, and passes over the history.
    dispersion : Dispersion or None
        For counts.
    spread : mapping of str to float
        Standard deviation of each varying coefficient.
    levels : tuple of Level
    notes : tuple of str
    plan : Plan
        What was fitted.
    """

    formula: str
    model: str
    likelihood: str
    names: tuple[str, ...]
    coef: Floats
    cov: Floats
    loglik: float
    null_loglik: float
    events: int
    choices: int
    alternatives: int
    actors: int
    parameters: float
    ridge: tuple[float, ...]
    robust: bool
    steps: int
    passes: int
    dispersion: Dispersion | None
    spread: Mapping[str, float]
    levels: tuple[Level, ...]
    notes: tuple[str, ...]
    plan: Plan = field(repr=False)

    @property
    def se(self) -> Floats:
        """Standard errors, (p,)."""
        return np.sqrt(np.diag(self.cov))

    @property
    def z(self) -> Floats:
        """Coefficients over their standard errors, (p,)."""
        se = self.se
        return np.divide(self.coef, se, out=np.zeros_like(se), where=se > 0)

    @property
    def p(self) -> Floats:
        """Two-sided p-values of the normal, (p,)."""
        return np.array([erfc(abs(z) / sqrt(2.0)) for z in self.z])

    @property
    def deviance(self) -> float:
        """-2 log-likelihood."""
        return -2.0 * self.loglik

    @property
    def null_deviance(self) -> float:
        """-2 log-likelihood of the null model."""
        return -2.0 * self.null_loglik

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return self.deviance + 2.0 * self.parameters

    @property
    def aicc(self) -> float:
        """Akaike's criterion corrected for few events; infinite where there are too few."""
        k, left = self.parameters, self.events - self.parameters - 1.0
        return self.aic + (2.0 * k * (k + 1.0) / left if left > 0 else float("inf"))

    @property
    def bic(self) -> float:
        """Schwarz's criterion; the sample size is the number of events."""
        return self.deviance + self.parameters * log(self.events)

    def __str__(self) -> str:
        from catspaw.fit.rem.table import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from catspaw.fit.rem.table import as_html

        return as_html(self)

    def to_json(self) -> str:
        """Give everything but the events as JSON."""
        from catspaw.fit.rem.table import as_json

        return as_json(self)

    def to_frame(self) -> Any:
        """Give the coefficients as a pandas frame.

        Raises
        ------
        MissingProgram
            Where pandas is not installed.
        """
        from catspaw.core.frames import frame
        from catspaw.fit.rem.table import rows

        return frame(rows(self))
