"""The fitted engine among the forecasters of the report card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.card.panel import Counts
from catspaw.fit.card.panel import Panel as Record
from catspaw.fit.engine.fitted import Fitted, fit_engine
from catspaw.fit.engine.forecasts import simulate_ahead
from catspaw.fit.engine.panel import KINDS, Panel
from catspaw.fit.engine.world import Ties


@dataclass(frozen=True, slots=True, eq=False)
class EngineForecaster:
    """The engine as it was fitted, run on from the history.

    Attributes
    ----------
    fitted : Fitted
    """

    fitted: Fitted

    @property
    def name(self) -> str:
        """On a card."""
        return "engine"

    @property
    def says(self) -> str:
        """The predictive distribution."""
        return (
            f"futures of the conflict engine, fitted to {self.fitted.panel.last} and run on from the history; "
            "coefficients, tempo and luck drawn anew in each"
        )

    def draw(self, past: Record, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures: counts summed from the first day over each horizon, (draws, horizons, cells).

        Raises
        ------
        ModelError
            Cells that the fit did not have.
        """
        known = from_record(past)
        if known.actors != self.fitted.panel.actors:
            raise ModelError(
                "the history is of other actors than the engine was fitted to; fit it to a panel of the same"
            )
        made = simulate_ahead(self.fitted, days=max(horizons), draws=draws, history=known, seed=seed)
        place = {(*dyad, kind): (d, k) for d, dyad in enumerate(made.dyads) for k, kind in enumerate(made.kinds)}
        at = [place[cell.source, cell.target, cell.kind] for cell in past.cells]
        dyads, kinds = (np.array(column, dtype=np.int64) for column in zip(*at, strict=True))
        summed = [made.counts[:, :days].sum(axis=1, dtype=np.int64)[:, dyads, kinds] for days in horizons]
        return np.stack(summed, axis=1)


def fit_forecaster(past: Record, *, ties: Ties | None = None) -> EngineForecaster:
    """Fit the engine to a record of the report card.

    Raises
    ------
    ModelError
        Cells that are not dyads by class, or a record too thin.
    """
    return EngineForecaster(fit_engine(from_record(past), ties=ties))


def from_record(past: Record) -> Panel:
    """Turn a record of the report card into a panel of the engine.

    Raises
    ------
    ModelError
        A cell that is no dyad, or a class that the engine's panel does not have.
    """
    kinds = tuple(KINDS)
    for cell in past.cells:
        if cell.kind not in kinds or not (cell.source and cell.target):
            raise ModelError(f"the engine is fitted to dyads by {' and '.join(kinds)}; `{cell}` is something else")
    actors = tuple(sorted({name for cell in past.cells for name in (cell.source, cell.target)}))
    day, at = np.nonzero(past.counts)
    author, target = (
        np.array([actors.index(getattr(cell, side)) for cell in past.cells], dtype=np.int64)
        for side in ("source", "target")
    )
    kind = np.array([kinds.index(cell.kind) for cell in past.cells], dtype=np.int64)
    order = np.lexsort((kind[at], target[at], author[at], day))
    day, at = day[order], at[order]
    return Panel(
        actors=actors,
        first=past.end - timedelta(days=past.days),
        days=past.days,
        measure="presence" if past.unit == "days" else "volume",
        author=author[at],
        target=target[at],
        kind=kind[at],
        day=day + 1,
        count=past.counts[day, at].astype(np.float64),
    )
