"""How a chance grows with time, and how many acts a month holds, each with both of its uncertainties.

Monte-Carlo error says what more futures would still change; the range across what is not known (worlds and
coefficients) says what they would not.  Both come from futures in fours, as in the outcome table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.engine.outcomes import NEVER
from catspaw.engine.part import PERIOD
from catspaw.engine.result import TAIL, Ensemble, clustered_error, range_of, share_error, split_variance
from catspaw.plots import charts
from catspaw.plots.figure import Figure

STEP = 5  # days between the points of a curve
_FEWEST_FOURS = 8
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
_QUANTILES: Mapping[str, float] = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


@dataclass(frozen=True, slots=True)
class Passed:
    """Chance that an outcome has come about by a day.

    `error` is its Monte-Carlo standard error; `low`, `high` the 5-95 % range across what is not known, None where
    that cannot be told from luck.
    """

    day: int
    date: date
    chance: float
    error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class FirstPassage:
    """First-passage curve of an outcome, from as-of to the end of its time."""

    id: str
    says: str
    points: tuple[Passed, ...]

    def plot(self) -> Figure:
        """Chart of the curve: dark band twice the Monte-Carlo error, light band the range across what is not known."""
        last = self.points[-1]
        says = f"{self.says} The chance that it has happened grows to {last.chance:.0%} by {last.date.isoformat()}."
        return charts.first_passage([_row(point) for point in self.points], says=says)

    def to_frame(self) -> Any:
        """Give a row a point as a pandas frame."""
        from catspaw.core.frames import frame

        return frame(asdict(point) for point in self.points)


@dataclass(frozen=True, slots=True)
class Month:
    """Acts in thirty days.

    Attributes
    ----------
    first, last : date
    p05, p25, p50, p75, p95 : float
        Quantiles over futures: what one future may hold.
    mean, error : float
        Mean over futures and its Monte-Carlo standard error.
    low, high : float or None
        5-95 % range of the expected number across what is not known, luck taken out (a gamma distribution with the
        mean, and with the covariance of futures that share world and coefficients as its variance); None where
        that cannot be told from luck.
    """

    first: date
    last: date
    p05: float
    p25: float
    p50: float
    p75: float
    p95: float
    mean: float
    error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Fan:
    """Acts of one quad class in spans of thirty days from as-of on."""

    quad: str
    months: tuple[Month, ...]

    def plot(self) -> Figure:
        """Chart of the fan: half of the futures in the dark band, nine tenths in the light; dashed, the expected range."""
        says = f"Acts of {self.quad} in each span of thirty days, over all futures."
        return charts.fan([_month_row(month) for month in self.months], title="acts in 30 days", says=says)

    def to_frame(self) -> Any:
        """Give a row a month as a pandas frame."""
        from catspaw.core.frames import frame

        return frame(asdict(month) for month in self.months)


def first_passage(ensemble: Ensemble, outcome: str, *, says: str | None = None, step: int = STEP) -> FirstPassage:
    """Give the first-passage curve of an outcome.

    Parameters
    ----------
    ensemble : Ensemble
    outcome : str
        Its id.
    says : str, optional
        What it is to be called; default: its proposition.
    step : int
        Days between points.

    Raises
    ------
    UnknownName
        No such outcome.
    ModelError
        `step` below 1.
    """
    ids = [one.id for one in ensemble.model.outcomes]
    if outcome not in ids:
        raise UnknownName(f"no outcome is called {outcome!r}{nearest(outcome, ids)}")
    if step < 1:
        raise ModelError(f"{step} days between points; allowed: one or more")
    spec, passed = ensemble.model.outcomes[ids.index(outcome)], ensemble.passage[:, ids.index(outcome)]
    days = sorted({*range(0, spec.within_days, step), spec.within_days})
    known = _told(ensemble, passed, spec.within_days)
    points = tuple(_passed(ensemble, passed, day, known=known) for day in days)
    return FirstPassage(outcome, says or spec.says, points)


def _told(ensemble: Ensemble, passed: Any, day: int) -> bool:
    """Whether, at the end of the outcome's time, what is not known can be told from luck."""
    fours = ensemble.fours(((passed != NEVER) & (passed <= day)).astype(np.float64))
    if len(fours) < _FEWEST_FOURS:
        return False
    split = split_variance(fours)
    return split.both >= 2 * split.error > 0


def _passed(ensemble: Ensemble, passed: Any, day: int, *, known: bool) -> Passed:
    came = ((passed != NEVER) & (passed <= day)).astype(np.float64)
    chance = float(came.mean())
    low, high = None, None
    if known:
        low, high = range_of(chance, max(0.0, split_variance(ensemble.fours(came)).both))
    when = ensemble.model.as_of + timedelta(days=day)
    return Passed(day, when, chance, share_error(came, ensemble.clusters), low, high)


def fan(ensemble: Ensemble, quad: str = QUADS[3]) -> Fan:
    """Give the acts of a quad class a month, over all futures; no month where the horizon is shorter than one.

    Raises
    ------
    UnknownName
        No such class.
    """
    if quad not in QUADS:
        raise UnknownName(f"no class of acts is called {quad!r}{nearest(quad, QUADS)}; allowed: {', '.join(QUADS)}")
    happened = ensemble.counts.happened[:, :, QUADS.index(quad)].astype(np.float64)
    return Fan(quad, tuple(_month(ensemble, at, happened[:, at]) for at in range(happened.shape[1])))


def _month(ensemble: Ensemble, at: int, acts: Any) -> Month:
    first = ensemble.model.as_of + timedelta(days=PERIOD * at + 1)
    quantiles = {name: float(np.quantile(acts, q)) for name, q in _QUANTILES.items()}
    low, high = _expected(float(acts.mean()), ensemble.fours(acts))
    return Month(
        first=first,
        last=first + timedelta(days=PERIOD - 1),
        **quantiles,
        mean=float(acts.mean()),
        error=clustered_error(acts, ensemble.clusters),
        low=low,
        high=high,
    )


def _expected(mean: float, fours: Any) -> tuple[float | None, float | None]:
    if len(fours) < _FEWEST_FOURS or mean <= 0:
        return None, None
    split = split_variance(fours)
    if split.both < 2 * split.error or split.both <= 0:
        return None, None
    from scipy.special import gammaincinv

    shape = mean**2 / split.both
    low, high = (float(gammaincinv(shape, q)) * split.both / mean for q in (TAIL, 1 - TAIL))
    return min(low, mean), max(high, mean)


def _row(point: Passed) -> dict[str, Any]:
    error = point.error or 0.0
    return {
        "date": point.date.isoformat(),
        "chance": point.chance,
        "mc_low": max(0.0, point.chance - 2 * error),
        "mc_high": min(1.0, point.chance + 2 * error),
        "low": point.chance if point.low is None else point.low,
        "high": point.chance if point.high is None else point.high,
    }


def _month_row(month: Month) -> dict[str, Any]:
    middle = month.first + timedelta(days=PERIOD // 2)
    bands = {name: getattr(month, name) for name in _QUANTILES}
    return {"date": middle.isoformat(), **bands, "low": month.low, "high": month.high}
