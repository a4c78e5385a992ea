"""Acts of many futures as columns, and where they are kept: in memory, or in shards on a disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats

#: Type of each column; the order is that of `catspaw.engine.state.Act`, the future's number before it.
DTYPES: Final[dict[str, Any]] = {
    "future": np.int64,
    "channel": np.int64,
    "day": np.int64,
    "time": np.float64,
    "word": np.int64,
    "signal": np.int64,
    "forestalled": np.bool_,
}


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Acts of futures, one row each, by future and in the order of application.

    ``future`` is the future's number; ``channel`` a row of ``Ensemble.model.channels``; ``day`` counts from
    as-of; ``signal`` as in `catspaw.engine.state.Act`.
    """

    future: NDArray[np.int64]
    channel: NDArray[np.int64]
    day: NDArray[np.int64]
    time: Floats
    word: NDArray[np.int64]
    signal: NDArray[np.int64]
    forestalled: NDArray[np.bool_]

    def rows(self, chosen: Any) -> Acts:
        """Give some of the rows: a slice, a mask, or row numbers."""
        return Acts(**{name: getattr(self, name)[chosen] for name in DTYPES})


class Log(Protocol):
    """Where the acts of an ensemble are: all of them, those of one future, or block by block."""

    def all(self) -> Acts:
        """Give every act; of a run on a disk this reads the whole of it into memory."""

    def of(self, future: int) -> Acts:
        """Give the acts of one future."""

    def blocks(self) -> Iterator[Acts]:
        """Give the acts block by block, in the order of futures."""


@dataclass(frozen=True, slots=True, eq=False)
class InMemory:
    """Acts that are all at hand."""

    acts: Acts

    def all(self) -> Acts:
        """Give every act."""
        return self.acts

    def of(self, future: int) -> Acts:
        """Give the acts of one future."""
        first, end = np.searchsorted(self.acts.future, [future, future + 1])
        return self.acts.rows(slice(int(first), int(end)))

    def blocks(self) -> Iterator[Acts]:
        """Give all acts as one block."""
        yield self.acts
