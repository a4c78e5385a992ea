"""The report card: every forecaster's scores, every comparison, and why some could say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from catspaw.core.frames import frame
from catspaw.fit.card.compare import Gain, paired
from catspaw.fit.card.forecaster import Forecaster
from catspaw.fit.card.panel import Panel
from catspaw.fit.card.reliability import Decomposition, decompose
from catspaw.fit.card.rolling import Progress, Record, roll
from catspaw.fit.card.scores import BINS, INTERVALS, average_precision, coverage
from catspaw.fit.card.windows import Window
from catspaw.plots.figure import Figure

#: Scores that mean something at each level: totals are never 0, and draws are too few for the log score of large sums.
TOLD = {"cells": ("log", "crps", "brier"), "totals": ("crps",), "outcomes": ("log", "crps", "brier")}


@dataclass(frozen=True, slots=True)
class Said:
    """A forecaster on the card: its name, its predictive distribution in words, and whether it is a baseline."""

    name: str
    says: str
    baseline: bool


@dataclass(frozen=True, slots=True)
class Line:
    """How one forecaster did at one level and horizon.

    Attributes
    ----------
    forecaster, level : str
    horizon, windows, series : int
        Days; how many windows; how many series in each.
    log, crps : float or None
        Mean losses; None where the score says nothing at the level.
    brier : Decomposition or None
        Of the chance of the event.
    precision : float or None
        Area under the precision-recall curve; None where nothing happened.
    happened : float
        Share of events that came about: the precision of no skill.
    covered : dict of str to float
        Share of what happened inside central intervals, by their nominal share.
    pit : tuple of float
        Share of the randomised PIT in each of ten bins; .1 each where the forecast is right.
    """

    forecaster: str
    level: str
    horizon: int
    windows: int
    series: int
    log: float | None
    crps: float | None
    brier: Decomposition | None
    precision: float | None
    happened: float
    covered: dict[str, float]
    pit: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One forecaster against one baseline by one score, won or lost."""

    forecaster: str
    baseline: str
    level: str
    horizon: int
    score: str
    gain: Gain


@dataclass(frozen=True, slots=True)
class Card:
    """A report card.

    Attributes
    ----------
    title : str
    first, last : date
        Of the days that were foretold.
    history : date
        First day of the record.
    cells, unit, notes
        Of the panel: how many series, what is counted, what was left out.
    draws, seed : int
    forecasters : tuple of Said
    lines : tuple of Line
    comparisons : tuple of Comparison
    unable : dict
        Why a forecaster could say nothing.
    """

    title: str
    first: date
    last: date
    history: date
    cells: int
    unit: str
    notes: dict[str, int]
    draws: int
    seed: int
    forecasters: tuple[Said, ...]
    lines: tuple[Line, ...]
    comparisons: tuple[Comparison, ...]
    unable: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            **asdict(self),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "history": self.history.isoformat(),
            "comparisons": [{**asdict(c), "verdict": c.gain.verdict} for c in self.comparisons],
        }

    def to_frame(self) -> Any:
        """Give the scores as a pandas frame, a row for each forecaster, level and horizon."""
        rows = []
        for line in self.lines:
            row = {k: v for k, v in asdict(line).items() if k not in ("brier", "covered", "pit")}
            parts = ("reliability", "resolution", "uncertainty")
            brier = {k: getattr(line.brier, k) if line.brier else None for k in ("brier", *parts)}
            rows.append({**row, **brier, **{f"covered_{k}": v for k, v in line.covered.items()}})
        return frame(rows)

    def plot(self) -> Figure:
        """Draw the gains of the first model over the baselines; without a model, the first reliability diagram."""
        from catspaw.fit.card.figures import figures

        drawn = figures(self)
        return next((f for name, f in drawn.items() if name.startswith("gains")), next(iter(drawn.values())))

    def _repr_html_(self) -> str:
        from catspaw.fit.card.show import html

        return html(self)


def report_card(
    panel: Panel,
    *,
    models: Sequence[Forecaster],
    baselines: Sequence[Forecaster],
    windows: Sequence[Window],
    title: str,
    draws: int,
    seed: int,
    least: np.ndarray[Any, np.dtype[np.int64]] | None = None,
    progress: Progress | None = None,
) -> Card:
    """Score models and baselines on the same windows, and compare each model with every baseline.

    Parameters
    ----------
    panel : Panel
        Of dyads, or of a case's outcomes.
    models, baselines : sequence of Forecaster
        Names differ.  Without a model the lines stand alone.
    windows : sequence of Window
    title : str
    draws, seed : int
    least : ndarray (cells,), optional
        How many acts each cell's event needs (outcomes); given, the level is ``outcomes`` and sums are not scored.
    """
    forecasters = (*models, *baselines)
    records, unable = roll(
        panel, forecasters, windows, draws=draws, seed=seed, least=least, totals=least is None, progress=progress
    )
    named = {"cells": "cells" if least is None else "outcomes"}
    by_key = {(r.forecaster, r.level, r.horizon): r for r in records}
    lines = [_line(r, named.get(r.level, r.level)) for r in records]
    names = {b.name for b in baselines}
    comparisons = [
        Comparison(own.forecaster, baseline.name, level, own.horizon, score, _gain(own, other, score, seed))
        for own in records
        if own.forecaster not in names
        for baseline in baselines
        if (other := by_key.get((baseline.name, own.level, own.horizon)))
        for level in (named.get(own.level, own.level),)
        for score in TOLD[level]
    ]
    order = {f.name: k for k, f in enumerate(forecasters)}
    return Card(
        title=title,
        first=min(w.first for w in windows),
        last=max(_end(w) for w in windows),
        history=panel.start,
        cells=len(panel.cells),
        unit=panel.unit,
        notes=dict(panel.notes),
        draws=draws,
        seed=seed,
        forecasters=tuple(Said(f.name, f.says, f.name in names) for f in forecasters),
        lines=tuple(sorted(lines, key=lambda n: (n.level != "cells", n.level, n.horizon, order[n.forecaster]))),
        comparisons=tuple(comparisons),
        unable=unable,
    )


def _end(window: Window) -> date:
    return date.fromordinal(window.first.toordinal() + window.horizon - 1)


def _gain(own: Record, other: Record, score: str, seed: int) -> Gain:
    blocks = [w.block for w in own.windows]
    return paired(own.loss[score], other.loss[score], blocks, seed=seed, name=f"{own.level}:{own.horizon}")


def _line(record: Record, level: str) -> Line:
    p, happened, transform = record.probability.ravel(), record.happened.ravel(), record.transform.ravel()
    told = TOLD[level]
    loss = {score: float(record.loss[score].mean()) if score in told else None for score in record.loss}
    event = "brier" in told
    return Line(
        forecaster=record.forecaster,
        level=level,
        horizon=record.horizon,
        windows=len(record.windows),
        series=record.probability.shape[1],
        log=loss["log"],
        crps=loss["crps"],
        brier=decompose(p, happened) if event else None,
        precision=average_precision(p, happened) if event else None,
        happened=float(happened.mean()),
        covered={f"{nominal:g}": coverage(transform, nominal) for nominal in INTERVALS},
        pit=tuple((np.histogram(transform, bins=BINS, range=(0, 1))[0] / len(transform)).tolist()),
    )
