"""What has passed between sender and candidate: the same act, acts of any kind out and back, and how long ago."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import LAGS, Fading, add_one, compiled, fading, write_lag, write_levels
from catspaw.fit.link.history import History
from catspaw.fit.link.queries import Queries

HALF_LIVES = (2.0, 7.0, 30.0, 120.0, np.inf)  # days; a grid, the weights choose
SPANS = ("2 d", "7 d", "30 d", "120 d", "ever")
STREAMS = ("same act", "acts out", "acts back")
FEATURES = (
    *(f"{stream}, {span}" for stream in STREAMS for span in SPANS),
    *(f"{stream}, last {lag}" for stream in STREAMS for lag in LAGS),
    "same act known",
    "dyad known",
    "acts on itself",
)


class DyadMemory(NamedTuple):
    """Fading counts of triples and of pairs, out and back."""

    triple: Fading
    out: Fading
    back: Fading


def start(history: History) -> DyadMemory:
    """Return an empty memory."""
    places = len(history.triple_q), len(history.pair_y), len(history.pair_y)
    return DyadMemory(*(fading(n, HALF_LIVES, days=history.days) for n in places))


@compiled
def advance(history: History, memory: DyadMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            add_one(memory.triple, history.triple[e], day)
            if history.q[e] < history.relations // 2:
                add_one(memory.out, history.pair[e], day)
            else:
                add_one(memory.back, history.pair[e], day)


@compiled
def fill(
    memory: DyadMemory, queries: Queries, rows: Rows, begin: int, end: int, out: NDArray[np.float32], at: int
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    for r in range(begin, end):
        i = rows.query[r]
        day, pair, triple, row = queries.known[i], rows.pair[r], rows.triple[r], out[r]
        write_levels(memory.triple, triple, day, row, at)
        write_levels(memory.out, pair, day, row, at + 5)
        write_levels(memory.back, pair, day, row, at + 10)
        write_lag(memory.triple, triple, day, row, at + 15)
        write_lag(memory.out, pair, day, row, at + 24)
        write_lag(memory.back, pair, day, row, at + 33)
        row[at + 42] = 1.0 if triple >= 0 else 0.0
        row[at + 43] = 1.0 if pair >= 0 else 0.0
        row[at + 44] = 1.0 if rows.y[r] == queries.x[i] else 0.0
