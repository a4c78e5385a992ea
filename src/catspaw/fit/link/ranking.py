"""The protocol's measures: time-aware filter, ties at their mean rank, every entity a candidate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.queries import STRATA, Queries

CUTS = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class Measures:
    """Mean reciprocal rank and hits, in percent; ``n`` answers ranked."""

    mrr: float
    hits1: float
    hits3: float
    hits10: float
    n: int


def ranks(
    queries: Queries, lo: int, hi: int, *, rows: Rows, scores: NDArray[np.float32], entities: int
) -> NDArray[np.float64]:
    """Rank every answer of questions ``lo`` to ``hi - 1``.

    An answer competes with all entities but the other answers of its question (same sender, relation and day).
    Entities that are not listed tie behind all that are.

    Returns
    -------
    ndarray, shape (answers,)
        From 1; ties at the mean of their places.
    """
    found = [
        _ranks_of_one(
            queries.answer[queries.begin[i] : queries.begin[i + 1]],
            rows.y[rows.begin[i - lo] : rows.begin[i - lo + 1]],
            scores[rows.begin[i - lo] : rows.begin[i - lo + 1]],
            entities,
        )
        for i in range(lo, hi)
    ]
    return np.concatenate(found) if found else np.empty(0)


def _ranks_of_one(
    answers: NDArray[np.int32], listed: NDArray[np.int32], scores: NDArray[np.float32], entities: int
) -> NDArray[np.float64]:
    true = np.isin(listed, answers)
    rivals = np.sort(scores[~true])
    out = np.empty(len(answers))
    for k, answer in enumerate(answers):
        own = np.flatnonzero(listed == answer)
        if len(own):
            below, upto = (
                np.searchsorted(rivals, scores[own[0]], "left"),
                np.searchsorted(rivals, scores[own[0]], "right"),
            )
            out[k] = 1 + len(rivals) - upto + (upto - below) / 2
        else:
            unlisted = entities - len(listed) - (len(answers) - int(true.sum()))  # rivals that are not listed
            out[k] = 1 + len(rivals) + unlisted / 2
    return out


def measures(rank: NDArray[np.float64]) -> Measures:
    """Sum up ranks; all zero where there are none."""
    if not len(rank):
        return Measures(0.0, 0.0, 0.0, 0.0, 0)
    one, three, ten = (100.0 * float(np.mean(rank <= cut)) for cut in CUTS)
    return Measures(100.0 * float(np.mean(1.0 / rank)), one, three, ten, len(rank))


def standard_error(rank: NDArray[np.float64], day: NDArray[np.int32]) -> float:
    """Return the standard error of the MRR, in percent, with days as clusters: facts of one day are not independent.

    Parameters
    ----------
    rank, day : ndarray, shape (answers,)
    """
    if not len(rank):
        return 0.0
    gain = 1.0 / rank
    by_day = np.bincount(day - day.min(), weights=gain - gain.mean())
    return 100.0 * float(np.sqrt((by_day**2).sum())) / len(rank)


def by_stratum(rank: NDArray[np.float64], stratum: NDArray[np.int32]) -> dict[str, Measures]:
    """Sum up ranks by what was known of the answer."""
    return {name: measures(rank[stratum == k]) for k, name in enumerate(STRATA)}
