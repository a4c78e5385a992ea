"""What a forecaster is: from the history up to a day to draws of the counts of the coming days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from catspaw.core.random import stream_key
from catspaw.fit.card.panel import Counts, Panel


class Forecaster(Protocol):
    """Anything that can be scored: baselines, relational event models, the fitted engine.

    What was fitted, was fitted before it is called; a call sees the history and nothing else.
    """

    @property
    def name(self) -> str:
        """A short name, unique on a card."""

    @property
    def says(self) -> str:
        """The predictive distribution, in a sentence."""

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures.

        Parameters
        ----------
        past : Panel
            All days before the forecast's first day, which is ``past.end``.
        horizons : sequence of int
            Days, rising.
        draws : int
        seed : int
            Root of the randomness; the same history and seed give the same draws.

        Returns
        -------
        ndarray of int64 (draws, horizons, cells)
            Counts summed from the first day of the forecast over each horizon, cells as in ``past.cells``.  A row is one
            future of all cells, so that totals see what cells share; its horizons need not be of one future.

        Raises
        ------
        ModelError
            The history is too short; the card says so in place of a score.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Refitted:
    """A model that is fitted anew at every origin, to all that preceded it.

    Attributes
    ----------
    first : Forecaster
        Its fit at the first origin: what it is called and says.
    fit : callable
        From the history to a forecaster.
    """

    first: Forecaster
    fit: Callable[[Panel], Forecaster]

    @property
    def name(self) -> str:
        """On a card."""
        return self.first.name

    @property
    def says(self) -> str:
        """The predictive distribution."""
        return f"{self.first.says}; fitted anew at each origin"

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Fit and draw; see `Forecaster`."""
        return self.fit(past).draw(past, horizons=horizons, draws=draws, seed=seed)


def generator(seed: int, name: str, past: Panel) -> np.random.Generator:
    """Give the stream of draws that belongs to a forecaster, a day and a seed, whatever else was drawn."""
    return np.random.Generator(np.random.Philox(key=stream_key(seed, f"card:{name}:{past.end}")))
