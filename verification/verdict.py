"""A claim about the program beside its exact value, and the budget of false alarms that all claims share.

All claims of one run together call a fault that is not there with a chance of 1 in 1,000: each is held to that
budget shared out over their number.  The smallest fault that a claim sees with power .99 is printed beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

BUDGET = 1e-3
POWER = NormalDist().inv_cdf(0.99)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim, its exact value, ours, and the standard error of ours."""

    claim: str
    exact: float
    ours: float
    error: float

    @property
    def distance(self) -> float:
        """Standard errors between ours and the exact value."""
        return (self.ours - self.exact) / self.error

    def holds(self, limit: float) -> bool:
        """Whether the claim stands at so many standard errors."""
        return abs(self.distance) < limit

    def smallest(self, limit: float) -> float:
        """Smallest fault that is seen with power .99, in the unit of the value."""
        return (limit + POWER) * self.error


def limit_for(claims: int) -> float:
    """Give the standard errors at which one of so many claims fails, both sides, within the shared budget."""
    return NormalDist().inv_cdf(1 - BUDGET / (2 * claims))


def line(verdict: Verdict, limit: float) -> str:
    """Say a verdict in one line."""
    seen = f"{verdict.smallest(limit) / abs(verdict.exact):.1%}" if verdict.exact else "-"
    word = "ok  " if verdict.holds(limit) else "FAIL"
    values = f"exact {verdict.exact:9.5f}  ours {verdict.ours:9.5f}  z {verdict.distance:+7.2f}"
    return f"{word} {verdict.claim:<64} {values}  sees {seen}"
