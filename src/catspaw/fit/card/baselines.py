"""The naive forecasters that a model must beat, each with a stated predictive distribution.

What happened before, said in seven ways: `zero`, `last`, `own_history`, `seasonal`, `fading`, `recurrence` here,
`hawkes` in a module of its own.  Rates share one prior across all series (`catspaw.fit.card.prior`), so that a silent
series is not given rate 0 and the baselines are no straw men.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.card.forecaster import generator
from catspaw.fit.card.panel import Counts, Panel
from catspaw.fit.card.prior import pooled
from catspaw.fit.card.scores import Floats

#: Days that own history is drawn from: the last year ("conflictology", Hegre et al. 2025, the VIEWS challenge).
YEAR = 365
#: Days by which a window of the same season may lie earlier or later.
SEASON = 15
#: Half-lives in days that the fading rate chooses among.
HALFLIVES = (7, 14, 30, 60, 120, 240, 480)
#: Days between the windows by which half-lives are chosen and recurrences counted.
STEP = 7
#: Edges of the classes of days since the last act, and of acts in the last 180 days.
SILENCE, ACTIVITY = (7, 14, 30, 60, 120, 365), (1, 2, 3, 6, 12, 25, 50)
RECENT = 180


@dataclass(frozen=True, slots=True)
class Zero:
    """Nothing will happen, smoothed."""

    name: str = "zero"
    says: str = "nothing happens, as if nothing ever had: geometric, the chance of any act 1 in (windows of that length seen + 2)"

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng = generator(seed, self.name, past)
        rate = rng.gamma(1.0, 1.0, size=(draws, len(past.cells)))
        return _nested(rng, rate, [h / (past.days + h) for h in horizons])


@dataclass(frozen=True, slots=True)
class Last:
    """As much as in the window before."""

    name: str = "last value"
    says: str = "as much as in the window just past: negative binomial, that count added to the prior of all series"

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng, prior = generator(seed, self.name, past), pooled(past.counts)
        return np.stack(
            [
                prior.draw(rng, acts=past.counts[-h:].sum(axis=0), days=min(h, past.days), horizon=h, draws=draws)
                for h in horizons
            ],
            axis=1,
        )


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """A window of the last year, drawn at random."""

    name: str = "own history"
    says: str = "a window drawn at random from the last year, the same for all series (conflictology)"

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng = generator(seed, self.name, past)
        return _windows(past, horizons, lambda h: _starts(past, h, rng, draws))


def _starts(past: Panel, horizon: int, rng: np.random.Generator, draws: int) -> Counts:
    first = max(0, past.days - YEAR)
    last = past.days - horizon
    if last < first:
        raise ModelError(f"needs a history of {horizon} days; there are {past.days}")
    return rng.integers(first, last + 1, size=draws)


@dataclass(frozen=True, slots=True)
class Seasonal:
    """The same weeks of an earlier year."""

    name: str = "seasonal"
    says: str = f"a window of an earlier year that begins within {SEASON} days of this date, the same for all series"

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng = generator(seed, self.name, past)
        return _windows(past, horizons, lambda h: rng.choice(_same_season(past, h), size=draws))


def _same_season(past: Panel, horizon: int) -> Counts:
    """Give the first rows of windows at this time of earlier years, whole windows within the past only."""
    years = range(1, past.days // 365 + 2)
    middles = [(_years_back(past.end, y) - past.start).days for y in years]
    rows = [r for m in middles for r in range(m - SEASON, m + SEASON + 1) if 0 <= r <= past.days - horizon]
    if not rows:
        raise ModelError(f"needs a year of history and {horizon} days; there are {past.days} days")
    return np.array(rows)


def _years_back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return (day - timedelta(days=1)).replace(year=day.year - years)


@dataclass(frozen=True, slots=True)
class Fading:
    """The exponentially weighted rate."""

    name: str = "fading rate"
    says: str = (
        "the exponentially weighted rate: negative binomial, weighted acts and days added to the prior of all series; "
        f"one half-life of {', '.join(map(str, HALFLIVES))} days, the one that foretold past weeks best"
    )

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng, prior = generator(seed, self.name, past), pooled(past.counts)
        acts, days = faded(past.counts, halflife(past.counts))
        rate = rng.gamma(prior.shape + acts, 1.0 / (prior.days + days), size=(draws, len(acts)))
        return _nested(rng, rate, horizons)


def faded(counts: Counts, half: float) -> tuple[Floats, float]:
    """Give weighted acts (cells,) and days of a history whose days halve in weight every `half` days."""
    weight = 0.5 ** (np.arange(len(counts))[::-1] / half)
    return weight @ counts, float(weight.sum())


def halflife(counts: Counts) -> float:
    """Choose the half-life whose rates have the highest Poisson likelihood over past weeks, each foretold from before."""
    weeks = _weekly(counts)
    prior = pooled(counts)
    losses = {}
    for half in HALFLIVES:
        keep = 0.5 ** (STEP / half)
        acts, days, loss = np.zeros(counts.shape[1]), 0.0, 0.0
        for k, week in enumerate(weeks):
            rate = STEP * (prior.shape + acts) / (prior.days + days)
            if k >= len(weeks) // 4:  # the first quarter only warms up
                loss += float(np.sum(rate - week * np.log(rate)))
            acts, days = keep * (acts + week), keep * (days + STEP)
        losses[half] = loss
    return min(losses, key=losses.__getitem__)


def _weekly(counts: Counts) -> Counts:
    whole = len(counts) // STEP * STEP
    return np.asarray(counts[len(counts) - whole :].reshape(-1, STEP, counts.shape[1]).sum(axis=1))


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What followed, anywhere, on as long a silence."""

    name: str = "recurrence"
    says: str = (
        "what followed in any series that had been silent as long and was as busy in the half year before: "
        "drawn from the past windows of that class"
    )

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng = generator(seed, self.name, past)
        longest = max(horizons)
        origins = np.arange(max(RECENT, STEP), past.days - longest + 1, STEP)
        if not len(origins):
            raise ModelError(f"needs a history of {RECENT + longest} days; there are {past.days}")
        classes = class_of(past.counts, np.append(origins, past.days))
        now = classes[-1]
        sums = np.vstack([np.zeros((1, len(past.cells)), dtype=np.int64), past.counts.cumsum(axis=0)])
        followed = np.stack([sums[origins + h] - sums[origins] for h in horizons], axis=1)  # origins, horizons, cells
        return _of_class(rng, now, classes[:-1], followed, draws)


def class_of(counts: Counts, origins: Counts) -> Counts:
    """Class of silence and activity of each series at the start of each of some days, (origins, cells)."""
    row = np.arange(1, len(counts) + 1)[:, None]
    last = np.vstack(
        [np.zeros((1, counts.shape[1]), dtype=np.int64), np.maximum.accumulate(np.where(counts > 0, row, 0))]
    )
    sums = np.vstack([np.zeros((1, counts.shape[1]), dtype=np.int64), counts.cumsum(axis=0)])
    silent = np.where(last[origins] > 0, origins[:, None] - last[origins] + 1, 10**6)
    busy = sums[origins] - sums[np.maximum(origins - RECENT, 0)]
    found = np.searchsorted(SILENCE, silent) * (len(ACTIVITY) + 1) + np.searchsorted(ACTIVITY, busy, side="right")
    return np.asarray(found, dtype=np.int64)


def _of_class(rng: np.random.Generator, now: Counts, classes: Counts, followed: Counts, draws: int) -> Counts:
    """Draw for each series a past window of its class; of the nearest class where there was none."""
    origin, cell = np.indices(classes.shape)
    order = np.argsort(classes.ravel(), kind="stable")
    ranked = classes.ravel()[order]
    present = np.unique(ranked)
    near = present[np.abs(present[None, :] - now[:, None]).argmin(axis=1)]
    first, last = np.searchsorted(ranked, near), np.searchsorted(ranked, near, side="right")
    picked = order[first + (rng.random((draws, len(now))) * (last - first)).astype(np.int64)]
    return np.asarray(followed[origin.ravel()[picked], :, cell.ravel()[picked]].transpose(0, 2, 1))


def _nested(rng: np.random.Generator, rate: Floats, horizons: Sequence[float]) -> Counts:
    """Draw Poisson counts of rising horizons, each holding those before it."""
    steps = np.diff([0.0, *horizons])
    return np.stack([rng.poisson(rate * step) for step in steps], axis=1).cumsum(axis=1)


def _windows(past: Panel, horizons: Sequence[int], starts: Callable[[int], Counts]) -> Counts:
    sums = np.vstack([np.zeros((1, len(past.cells)), dtype=np.int64), past.counts.cumsum(axis=0)])
    found = []
    for h in horizons:
        rows = starts(h)
        found.append(sums[rows + h] - sums[rows])
    return np.stack(found, axis=1)


BASELINES = (Zero(), Last(), OwnHistory(), Seasonal(), Fading(), Recurrence())
