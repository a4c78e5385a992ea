"""Competition: how a candidate stands among the others of its question, by rank and by share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import FLOOR, compiled, falling

# Columns that are ranked and shared out, by their names in other families.
COUNTS = ("same act, 30 d", "same act, ever", "acts out, 30 d", "acts out, ever", "acts back, 30 d",
          "relation falls on it, 30 d")  # fmt: skip
RANKED = (*COUNTS, "strongest cue", "would meet")
FEATURES = (
    *(f"{what}: {name}" for name in RANKED for what in ("1 / rank", "log rank")),
    *(f"{what}: {name}" for name in COUNTS for what in ("share", "root of share")),
)


@compiled
def write_ranks(value: NDArray[np.float32], weight: NDArray[np.float32], out: NDArray[np.float32], at: int) -> None:
    """Write 1 / rank and log rank, the highest value first and ties at their mean rank.

    Parameters
    ----------
    value, weight : ndarray, shape (k,)
        A candidate that stands for several counts for so many.
    out : ndarray, shape (k, columns)
    at : int
        First of the two columns.
    """
    order = np.empty(len(value), np.int64)
    falling(value, order)
    a, before = 0, np.float32(0.0)
    while a < len(order):
        b, tied = a, np.float32(0.0)
        while b < len(order) and value[order[b]] == value[order[a]]:
            tied += weight[order[b]]
            b += 1
        rank = before + (tied + np.float32(1.0)) / np.float32(2.0)
        for k in range(a, b):
            out[order[k], at], out[order[k], at + 1] = np.float32(1.0) / rank, np.log(rank)
        a, before = b, before + tied


@compiled
def write_shares(value: NDArray[np.float32], weight: NDArray[np.float32], out: NDArray[np.float32], at: int) -> None:
    """Write each candidate's share of a logged count, and its root; shapes as in `write_ranks`."""
    total = 1e-6
    for k in range(len(value)):
        total += weight[k] * max(np.exp(value[k]) - FLOOR, 0.0)  # rounding may bring a count of nothing below it
    for k in range(len(value)):
        share = max(np.exp(value[k]) - FLOOR, 0.0) / total
        out[k, at], out[k, at + 1] = share, np.sqrt(share)


@compiled
def fill(
    rows: Rows, first: int, last: int, out: NDArray[np.float32], at: int, ranked: NDArray[np.int64], counts: int
) -> None:
    """Write the features of questions ``first`` to ``last - 1`` (numbered within ``rows``).

    Parameters
    ----------
    ranked : ndarray of int64
        Columns to rank; the first ``counts`` of them are also shared out.
    """
    for i in range(first, last):
        a, b = rows.begin[i], rows.begin[i + 1]
        for c in range(len(ranked)):
            value = out[a:b, ranked[c]].copy()
            write_ranks(value, rows.weight[a:b], out[a:b], at + 2 * c)
            if c < counts:
                write_shares(value, rows.weight[a:b], out[a:b], at + 2 * (len(ranked) + c))
