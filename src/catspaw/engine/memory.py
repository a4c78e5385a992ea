"""Memory: what a ledger recalls of past acts, as a rate that fades.

    r_h = (ln 2 / h) * sum of n_e w_e 2**(-(d - d_e) / h) over earlier days        acts a day
    m_h = log((eps + r_h) / (eps + rbar))                                          0 is ordinary

kept by the recursion r(d + 1) = (r(d) + (ln 2 / h) n w) * 2**(-1/h).  Half-lives 3 and 30 days: what lasts
longer is the level of the dyad (measured on event data of the Middle East core).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.elementary import halving, log
from catspaw.core.random import Floats

HALF_LIVES = (3.0, 30.0)  # days; chosen on a grid by the fit
SHORT, LONG = 0, 1
_LN2 = 0.6931471805599453
WEIGHT = tuple(_LN2 / h for h in HALF_LIVES)  # what one act adds to r
DECAY = tuple(float(halving(1.0 / h)) for h in HALF_LIVES)  # a day
# r of a steady process of rate 1: the sum over whole days is a little below the integral.
STEADY = tuple(w * q / (1.0 - q) for w, q in zip(WEIGHT, DECAY, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """Which cells of a ledger each channel reads, with weights: a sparse sum in a fixed order.

    `bincount` adds term by term, so that a term of weight 0, or none, gives the same last bit.
    """

    rows: NDArray[np.int64]
    cells: NDArray[np.int64]
    weights: Floats
    size: int

    def read(self, values: Floats) -> Floats:
        """Sum of weights * values[cells] for each channel, (size,)."""
        terms = self.weights * values[self.cells]
        return np.asarray(np.bincount(self.rows, weights=terms, minlength=self.size), dtype=np.float64)


def gather(terms: list[tuple[int, int, float]], *, size: int) -> Gather:
    """Make a `Gather` from (channel, cell, weight); terms of weight 0 are left out."""
    kept = [term for term in terms if term[2] != 0.0]
    rows, cells, weights = zip(*kept, strict=True) if kept else ((), (), ())
    return Gather(
        np.array(rows, dtype=np.int64),
        np.array(cells, dtype=np.int64),
        np.array(weights, dtype=np.float64),
        size,
    )


# Rows of `catspaw.engine.state.State.ledgers`: whose belief, and which half-life.
TRUTH, TARGET, PUBLIC, DIRECTED = 0, 2, 4, 6
ROWS = 7
ROW_HALF_LIFE = (SHORT, LONG, SHORT, LONG, SHORT, LONG, LONG)


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """One memory effect's reading: of which row of the ledgers, which cells, and their ordinary level.

    ``ordinary`` is log(floor + ordinary reading) of each channel, (C,).
    """

    row: int
    gather: Gather
    ordinary: Floats


def reader(terms: Gather, row: int, *, floor: float, ordinary: Floats) -> Reader:
    """Fix the ordinary level of a reading: `ordinary` is the steady r of every cell, acts a day."""
    return Reader(row, terms, log(floor + terms.read(ordinary)))


@dataclass(frozen=True, slots=True, eq=False)
class Recall:
    """All memory effects read at once, since one long logarithm costs less than many short ones."""

    names: tuple[str, ...]
    gather: Gather
    ordinary: Floats
    floor: float

    def deviations(self, ledgers: Floats) -> dict[str, Floats]:
        """m_h by effect and channel, (C,) each; 0 where nothing is read or all is ordinary."""
        rate = self.gather.read(ledgers.reshape(-1))
        found = (log(self.floor + rate) - self.ordinary).reshape(len(self.names), -1 if self.names else 0)
        return dict(zip(self.names, found, strict=True))


def together(readers: Mapping[str, Reader], *, cells: int, floor: float) -> Recall:
    """Stack readers: each keeps its own channels and row of the ledgers."""
    size = sum(one.gather.size for one in readers.values())
    starts = np.cumsum([0] + [one.gather.size for one in readers.values()])
    parts = [
        (one.gather.rows + start, one.gather.cells + one.row * cells, one.gather.weights, one.ordinary)
        for one, start in zip(readers.values(), starts, strict=False)
    ]
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    rows, wanted, weights, ordinary = (np.concatenate(column) for column in zip(*parts, none, strict=True))
    return Recall(tuple(readers), Gather(rows, wanted, weights, size), ordinary, floor)
