"""Two fits of the same events: the likelihood ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.result import Fit


@dataclass(frozen=True, slots=True)
class Ratio:
    """A likelihood-ratio test.

    Attributes
    ----------
    statistic : float
        Twice the gain in log-likelihood.
    df : int
    p : float
    added : tuple of str
        Coefficients that the larger model has beyond the smaller.
    """

    statistic: float
    df: int
    p: float
    added: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' + '.join(self.added)}: chi-squared {self.statistic:.4f} on {self.df} df, p = {self.p:.4g}"


def likelihood_ratio(smaller: Fit, larger: Fit) -> Ratio:
    """Test whether the larger model explains more than chance.

    Raises
    ------
    ModelError
        Fits that are not nested, not of the same events and alternatives, or not maxima of the likelihood.
    """
    added = tuple(name for name in larger.names if name not in smaller.names)
    _check(smaller, larger, added)
    from scipy.special import chdtrc

    statistic = 2.0 * (larger.loglik - smaller.loglik)
    return Ratio(statistic, len(added), float(chdtrc(len(added), max(statistic, 0.0))), added)


def _check(smaller: Fit, larger: Fit, added: tuple[str, ...]) -> None:
    if not added or set(smaller.names) - set(larger.names):
        raise ModelError(
            f"not nested: {', '.join(smaller.names)} against {', '.join(larger.names)}; the larger model must have all "
            "coefficients of the smaller and more"
        )
    for what in ("model", "likelihood", "events", "choices", "alternatives"):
        if getattr(smaller, what) != getattr(larger, what):
            raise ModelError(f"the fits differ in {what}: {getattr(smaller, what)} and {getattr(larger, what)}")
    if not np.isclose(smaller.null_loglik, larger.null_loglik, rtol=1e-9):
        raise ModelError("the fits are of different events or alternatives: their null models differ")
    if any(smaller.ridge) or any(larger.ridge) or smaller.levels or larger.levels:
        raise ModelError(
            "a likelihood ratio needs maxima of the likelihood; compare shrunken fits by AIC or held-out events"
        )
