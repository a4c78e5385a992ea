"""The questions: (s, r, ?) and (?, r, o) of each day, with their answers and strata."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.history import History, Ints

STRATA = ("recurrent", "known dyad", "cold")


class Queries(NamedTuple):
    """Distinct questions (x, q, day), by day; (?, r, o) is asked as (o, inverse of r, ?).

    Attributes
    ----------
    x, q, day : ndarray of int32, shape (n,)
    known : ndarray of int32, shape (n,)
        History runs to the end of the day before this one: the day itself in single-step, the start of the
        stretch in multi-step.
    begin : ndarray of int64, shape (n + 1,)
        Where the answers of each question begin.
    answer, stratum : ndarray of int32, shape (a,)
        True receivers, and what was known of each: 0 the same triple, 1 the pair only, 2 nothing.
    from_day : ndarray of int64, shape (days + 1,)
        Where the questions with ``known`` = each day begin.
    """

    x: Ints
    q: Ints
    day: Ints
    known: Ints
    begin: NDArray[np.int64]
    answer: Ints
    stratum: Ints
    from_day: NDArray[np.int64]


def ask(history: History, *, first: int, last: int, stretch: int | None = None) -> Queries:
    """Ask about every fact of days ``first`` to ``last - 1``.

    Parameters
    ----------
    history : History
    first, last : int
        Days; ``last`` is left out.
    stretch : int, optional
        Multi-step: history stands still for so many days at a time, counted back from ``last``.  None: single-step,
        it grows daily.

    Returns
    -------
    Queries
    """
    at = slice(int(history.day[first]), int(history.day[last]))
    order = np.lexsort((history.q[at], history.x[at], history.t[at]))
    x, q, y, t, pair, triple = (
        column[at][order] for column in (history.x, history.q, history.y, history.t, history.pair, history.triple)
    )
    new = np.ones(len(x), dtype=bool)
    new[1:] = (x[1:] != x[:-1]) | (q[1:] != q[:-1]) | (t[1:] != t[:-1])
    start = np.flatnonzero(new)
    known = t if stretch is None else np.maximum(first, last - stretch * (1 + (last - 1 - t) // stretch))
    seen_triple, seen_pair = history.triple_first[triple] < known, history.pair_first[pair] < known
    return Queries(
        x=x[start],
        q=q[start],
        day=t[start],
        known=known[start].astype(np.int32),
        begin=np.append(start, len(x)).astype(np.int64),
        answer=y,
        stratum=np.where(seen_triple, 0, np.where(seen_pair, 1, 2)).astype(np.int32),
        from_day=np.searchsorted(known[start], np.arange(history.days + 1)).astype(np.int64),
    )
