"""What a run gives back: acts, first passages, and the outcome table with its two uncertainties."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.core.frames import frame
from catspaw.core.random import Floats
from catspaw.engine.acts import DTYPES, Acts, Log
from catspaw.engine.decide import Choice
from catspaw.engine.draws import Scheme
from catspaw.engine.outcomes import NEVER
from catspaw.engine.part import Counts
from catspaw.engine.state import Act
from catspaw.network.model import Model
from catspaw.plots.charts import outcomes
from catspaw.plots.figure import Figure

_FEWEST_FOURS = 8  # below that, covariances say nothing
TAIL = 0.05  # ranges are 5-95 %


@dataclass(frozen=True, slots=True)
class Chance:
    """One outcome over the whole ensemble.

    Attributes
    ----------
    id, says, within_days
        The outcome.
    probability : float
        Share of futures in which it came about in time.
    error : float or None
        Monte-Carlo standard error of that share, allowing for futures in fours; None with one future.
    low, high : float or None
        5-95 % range of the chance across worlds and coefficients, luck taken out: a beta distribution with the
        mean, and with the covariance of futures that share world and coefficients as its variance.  None
        where that covariance cannot be told from 0 (below twice its error, or fewer than 8 fours).
    widest_low, widest_high : float or None
        Where `low` and `high` are not told: what the range is no wider than, from that covariance and twice its error.
        More futures narrow it.  None with fewer than 8 fours, where all futures agree, and where they run in no fours.
    world, coefficients, luck : float or None
        Shares of the outcome's variance: what is not known of the world alone, of the coefficients alone, and
        chance with what the two do together.
    share_error : float or None
        Standard error of these shares.
    median_day : float or None
        Median day of first passage where it came about.
    mean_count : float
        Mean acts that counted.
    """

    id: str
    says: str
    within_days: int
    probability: float
    error: float | None
    low: float | None
    high: float | None
    widest_low: float | None
    widest_high: float | None
    world: float | None
    coefficients: float | None
    luck: float | None
    share_error: float | None
    median_day: float | None
    mean_count: float

    @property
    def range_says(self) -> str:
        """The range across what is not known in words: ``8–45 %``, ``within 2–60 %`` where it is not told, or nothing."""
        if self.low is not None and self.high is not None:
            return f"{100 * self.low:.0f}–{100 * self.high:.0f} %"
        if self.widest_low is not None and self.widest_high is not None:
            return f"within {100 * self.widest_low:.0f}–{100 * self.widest_high:.0f} %"
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Result of `catspaw.engine.ensemble.run`.

    Attributes
    ----------
    model : Model
        The model as it was run: arranged by id.
    seed, first, futures : int
    log : Log
        Where the acts are: in memory, or in shards on a disk.
    choices : tuple of tuple of Choice
        By future.
    counts : Counts
        What was counted of the acts on the way.
    scheme : Scheme
        Which world, coefficients and luck each future has.
    provenance : mapping
    """

    model: Model
    seed: int
    first: int
    futures: int
    log: Log
    choices: tuple[tuple[Choice, ...], ...]
    counts: Counts
    scheme: Scheme
    provenance: Mapping[str, str]

    @property
    def acts(self) -> Acts:
        """Every act; of a run on a disk this reads all of it into memory (`log.blocks` does not)."""
        return self.log.all()

    @property
    def passage(self) -> NDArray[np.int64]:
        """Day of first passage, (futures, outcomes); 0 so already, -1 never within the horizon."""
        return self.counts.passage

    @property
    def count(self) -> Floats:
        """Acts that counted, (futures, outcomes)."""
        return self.counts.count

    @property
    def runaway(self) -> NDArray[np.bool_]:
        """Whether a future passed the limit of acts, (futures,)."""
        return self.counts.runaway

    @property
    def clusters(self) -> NDArray[np.int64]:
        """Which futures hang together by what they share, for errors of means, (futures,)."""
        numbers = np.arange(self.first, self.first + self.futures)
        return numbers // 4 if self.scheme.in_fours else numbers

    def fours(self, values: Floats) -> Floats:
        """Complete fours of a quantity of each future, (n, 4); none where futures do not run in fours."""
        return in_fours(values, self.first) if self.scheme.in_fours else np.zeros((0, 4))

    @property
    def outcomes(self) -> tuple[Chance, ...]:
        """The outcome table."""
        return tuple(_chance(self, at) for at in range(len(self.model.outcomes)))

    @property
    def mean_acts(self) -> float:
        """Mean acts of a future, without those that were forestalled."""
        return float(self.counts.by_channel.sum() / self.futures)

    def acts_of(self, future: int) -> tuple[Act, ...]:
        """Acts of one future, for `replay`.

        Raises
        ------
        ModelError
            A number that was not run.
        """
        if not self.first <= future < self.first + self.futures:
            last = self.first + self.futures - 1
            raise ModelError(f"future {future} was not run; allowed: {self.first} to {last}")
        acts = self.log.of(future)
        columns = (getattr(acts, name).tolist() for name in DTYPES if name != "future")
        return tuple(Act(*row) for row in zip(*columns, strict=True))

    def acts_per_kind(self) -> dict[str, float]:
        """Mean acts of each kind in a future."""
        kind, many = self.model.channels.action, self.counts.by_channel
        mean = np.bincount(kind, weights=many, minlength=len(self.model.actions.ids)) / self.futures
        return {name: float(n) for name, n in zip(self.model.actions.ids, mean, strict=True) if n}

    def at_cap(self) -> dict[str, float]:
        """Share of each channel's acts that were drawn while its rate was at the cap of its kind; those above 0.

        A cap that binds says that the weights drive the channel further than its kind of act can go.
        """
        many, capped = self.counts.by_channel, self.counts.at_cap
        rows = np.flatnonzero(capped)
        return {self.model.channels.ids[row]: float(capped[row] / many[row]) for row in rows}

    def to_frame(self) -> Any:
        """Outcome table as a pandas frame.

        Raises
        ------
        MissingProgram
            pandas is not installed.
        """
        return frame(asdict(row) for row in self.outcomes)

    def acts_frame(self) -> Any:
        """All acts as a pandas frame, with channel ids."""
        acts = self.acts
        columns = {name: getattr(acts, name) for name in DTYPES}
        columns["channel"] = np.array(self.model.channels.ids, dtype=object)[acts.channel]
        names, rows = tuple(columns), zip(*columns.values(), strict=True)
        return frame(dict(zip(names, row, strict=True)) for row in rows)

    def plot(self) -> Figure:
        """Chart of the outcomes, each with its two uncertainties."""
        rows = [
            {"label": c.id, "chance": c.probability, "error": c.error or 0.0}
            | {"low": c.probability if c.low is None else c.low, "high": c.probability if c.high is None else c.high}
            for c in self.outcomes
        ]
        return outcomes(rows, says="; ".join(f"{r['label']}: {r['chance']:.0%}" for r in rows))

    def to_json(self) -> str:
        """Outcome table, acts per kind and provenance; the same bytes for the same inputs and seed."""
        return json.dumps(
            {
                "seed": self.seed,
                "first": self.first,
                "futures": self.futures,
                "as_of": self.model.as_of.isoformat(),
                "horizon_days": self.model.horizon_days,
                "outcomes": [asdict(row) for row in self.outcomes],
                "acts_per_kind": self.acts_per_kind(),
                "runaway": int(self.runaway.sum()),
                "at_cap": self.at_cap(),
                "same_world": self.scheme.same_world,
                "same_luck": self.scheme.same_luck,
                "provenance": dict(self.provenance),
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    def _repr_html_(self) -> str:
        head = "<tr><th>outcome</th><th>days</th><th>chance</th><th>Monte Carlo ±</th><th>range</th></tr>"
        rows = "".join(_html_row(row) for row in self.outcomes)
        caption = f"{self.futures} futures of {self.model.horizon_days} days from {self.model.as_of}"
        return f"<table><caption>{escape(caption)}</caption>{head}{rows}</table>"


def share_error(came: Floats, clusters: NDArray[np.int64]) -> float | None:
    """Give the standard error of a chance; where all agree, that of half a future on the other side (Jeffreys)."""
    n, p = len(came), float(came.mean())
    if 0.0 < p < 1.0 or n < 2:
        return clustered_error(came, clusters)
    near = (p * n + 0.5) / (n + 1.0)
    return float(np.sqrt(near * (1.0 - near) / n))


def clustered_error(values: Floats, clusters: NDArray[np.int64]) -> float | None:
    """Work out the standard error of a mean whose terms hang together in clusters.

    sqrt(sum over clusters of (sum of deviations)**2 * G / (G - 1)) / n; 0 deviations give 0; one cluster
    gives the plain standard error, one value none.
    """
    deviation = values - values.mean()
    by_cluster = np.bincount(clusters - clusters.min(), weights=deviation)
    n, groups = len(values), len(np.unique(clusters))
    if groups < 2:
        return float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else None
    return float(np.sqrt((by_cluster**2).sum() * groups / (groups - 1)) / n)


def in_fours(values: Floats, first: int) -> Floats:
    """Complete fours of a run that begins with future `first`, (n, 4)."""
    skip = -first % 4
    whole = (len(values) - skip) // 4
    return values[skip : skip + 4 * max(whole, 0)].reshape(-1, 4)


@dataclass(frozen=True, slots=True)
class Split:
    """Variance of an outcome split by what was shared: covariances within fours."""

    both: float
    world: float
    coefficients: float
    total: float
    error: float


def split_variance(fours: Floats) -> Split:
    """Split the variance of a quantity over futures in fours.

    Parameters
    ----------
    fours : ndarray (n, 4)
        Columns A (w, th, l), B (w, th, l'), C (w, th', l''), D (w', th, l''').

    Returns
    -------
    Split
        Cov(A, B); mean of Cov(A, C) and Cov(B, C); mean of Cov(A, D) and Cov(B, D); the variance; and the
        standard error of the first.
    """
    d = fours - fours.mean()
    n = len(fours)
    shared = d[:, 0] * d[:, 1]
    world = (d[:, 0] + d[:, 1]) / 2 * d[:, 2]
    drawn = (d[:, 0] + d[:, 1]) / 2 * d[:, 3]
    scale = n / (n - 1)
    return Split(
        both=float(shared.mean() * scale),
        world=float(world.mean() * scale),
        coefficients=float(drawn.mean() * scale),
        total=float((d * d).mean()),
        error=float(shared.std(ddof=1) / np.sqrt(n)),
    )


def _chance(ensemble: Ensemble, at: int) -> Chance:
    outcome = ensemble.model.outcomes[at]
    day = ensemble.passage[:, at]
    came = ((day != NEVER) & (day <= outcome.within_days)).astype(np.float64)
    fours = ensemble.fours(came)
    p = float(came.mean())
    split = split_variance(fours) if len(fours) >= _FEWEST_FOURS else None
    low, high = _across(p, split)
    widest = _widest(p, split) if low is None else (None, None)
    known = split is not None and split.total > 0
    return Chance(
        id=outcome.id,
        says=outcome.says,
        within_days=outcome.within_days,
        probability=p,
        error=share_error(came, ensemble.clusters),
        low=low,
        high=high,
        widest_low=widest[0],
        widest_high=widest[1],
        world=split.world / split.total if split and known else None,
        coefficients=split.coefficients / split.total if split and known else None,
        luck=1 - (split.world + split.coefficients) / split.total if split and known else None,
        share_error=split.error / split.total if split and known else None,
        median_day=float(np.median(day[came > 0])) if came.any() else None,
        mean_count=float(ensemble.count[:, at].mean()),
    )


def _across(p: float, split: Split | None) -> tuple[float | None, float | None]:
    """5-95 % range of a chance, where what is not known can be told from luck."""
    if split is None or split.both < 2 * split.error or not 0.0 < p < 1.0:
        return None, None
    return range_of(p, split.both)


def _widest(p: float, split: Split | None) -> tuple[float | None, float | None]:
    """Bound a range that cannot be told from luck."""
    if split is None or not 0.0 < p < 1.0:
        return None, None
    return range_of(p, max(0.0, split.both) + 2 * split.error)


def range_of(p: float, between: float) -> tuple[float, float]:
    """5-95 % range of a chance whose mean and variance across what is not known are given: quantiles of a beta."""
    if not 0.0 < p < 1.0 or between <= 0.0:
        return p, p
    from scipy.special import betaincinv

    size = p * (1 - p) / min(between, 0.95 * p * (1 - p)) - 1.0
    low, high = (float(betaincinv(p * size, (1 - p) * size, q)) for q in (TAIL, 1 - TAIL))
    return min(low, p), max(high, p)


def _html_row(row: Chance) -> str:
    span = row.range_says or "–"
    error = "–" if row.error is None else f"{row.error:.1%}"
    cells = (escape(row.says), str(row.within_days), f"{row.probability:.1%}", error, span)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
