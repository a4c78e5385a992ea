"""A panel: how often each dyad acted in each class, day by day; what forecasters see and what they are scored on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One series of a panel: a dyad's acts of one class, or the acts that one outcome counts.

    Attributes
    ----------
    source, target : str
        Who acts on whom; empty where the series is an outcome of a case.
    kind : str
        The class of acts, or the outcome's id.
    """

    source: str
    target: str
    kind: str

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}: {self.kind}" if self.source else self.kind


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Counts by day and cell, without a gap from the first day to the last.

    Attributes
    ----------
    start : date
        Of row 0.
    counts : ndarray of int64 (days, cells)
        Acts, or 1 on a day with any, as `unit` says.
    cells : tuple of Cell
    unit : str
        ``days`` (a day with at least one act counts 1: sources that report presence) or ``acts``.
    notes : dict
        What was left out of the table or read in a certain way, with how many rows.
    """

    start: date
    counts: Counts
    cells: tuple[Cell, ...]
    unit: str = "days"
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days it spans."""
        return len(self.counts)

    @property
    def end(self) -> date:
        """The day after its last."""
        return self.start + timedelta(days=self.days)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Classes (or outcomes) in the order of cells."""
        return tuple(dict.fromkeys(c.kind for c in self.cells))

    def before(self, day: date) -> Panel:
        """Give what was known on the morning of a day: all rows before it.

        Raises
        ------
        ModelError
            No day lies before it.
        """
        rows = (day - self.start).days
        if not 0 < rows <= self.days:
            raise ModelError(f"{day} is outside the record, {self.start} to {self.end - timedelta(days=1)}")
        return replace(self, counts=self.counts[:rows])

    def ahead(self, day: date, horizon: int) -> Counts:
        """Count what happened on `horizon` days from `day` on, (cells,).

        Raises
        ------
        ModelError
            The record does not reach so far.
        """
        first = (day - self.start).days
        if first < 0 or first + horizon > self.days:
            raise ModelError(
                f"{horizon} days from {day} reach beyond the record, {self.start} to {self.end - timedelta(days=1)}"
            )
        return np.asarray(self.counts[first : first + horizon].sum(axis=0))
