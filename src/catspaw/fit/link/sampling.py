"""Which candidates the weights are fitted on: the best listed, a systematic sample of the rest, and the answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows, chosen
from catspaw.fit.link.queries import Queries

TOP = 24  # by share of the mixture, all kept; chosen on validation
SPREAD = 12  # one in so many of the rest; chosen on validation


def truths(rows: Rows, queries: Queries, entities: int) -> NDArray[np.bool_]:
    """Mark the rows that are true answers, shape (rows,)."""
    if not len(rows.y):
        return np.zeros(0, dtype=bool)
    first, last = int(rows.query[0]), int(rows.query[-1]) + 1
    begin = queries.begin[first : last + 1]
    of = np.repeat(np.arange(first, last), np.diff(begin))
    true = of.astype(np.int64) * entities + queries.answer[begin[0] : begin[-1]]
    return np.isin(rows.query.astype(np.int64) * entities + rows.y, true)


def sample(rows: Rows, queries: Queries, entities: int) -> Rows:
    """Keep a case-control sample; a row of the thinned part stands for ``SPREAD``.

    Which of the rest are kept turns with the question, so that over many questions all places are seen.
    """
    true = truths(rows, queries, entities)
    sizes = np.diff(rows.begin)
    place = np.arange(len(rows.y)) - np.repeat(rows.begin[:-1], sizes)
    thinned = place >= TOP
    keep = ~thinned | true | ((place + rows.query) % SPREAD == 0)
    kept = np.zeros(len(keep) + 1, np.int64)
    np.cumsum(keep, out=kept[1:])
    weight = np.where(thinned & ~true, np.float32(SPREAD), np.float32(1.0))
    return chosen(rows._replace(weight=weight), keep, begin=kept[rows.begin])
