"""What usually follows what: the daily hazard of a relation in a dyad, given what was last seen there and when.

For each pair of relations (asked q, seen g) and each bucket b of the time since g was last seen in a dyad,

    hazard(q | g, b) = (times q came + m · hazard(q | b)) / (dyad-days spent there + m),

counted over all days so far; m shrinks to the hazard without g.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import compiled, lag_bucket
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

FEATURES = ("strongest cue", "all cues", "second cue", "third cue")
EDGES = np.array([1, 2, 3, 7, 14, 30, 60, 120])  # last day of each bucket of `lag_bucket`
PRIOR = 20.0  # dyad-days m; chosen on validation
LEAST = 1e-6  # under the logarithm, where a dyad has no cue

Counts = NDArray[np.float64]


class HazardMemory(NamedTuple):
    """Counts by relation asked, relation seen and bucket.

    Attributes
    ----------
    came : ndarray, shape (relations, relations, 9)
    came_any : ndarray, shape (relations, 9)
        By relation asked.
    spent, now : ndarray, shape (relations, 9)
        Dyad-days by relation seen; and dyads there today.
    spent_any : ndarray, shape (9,)
    last : ndarray of int32
        Day each triple was last seen; -1 never.
    """

    came: Counts
    came_any: Counts
    spent: Counts
    now: Counts
    spent_any: Counts
    last: Ints


def start(history: History) -> HazardMemory:
    """Return an empty memory."""
    n, b = history.relations, len(EDGES) + 1
    none = np.full(len(history.triple_q), -1, dtype=np.int32)
    return HazardMemory(np.zeros((n, n, b)), np.zeros((n, b)), np.zeros((n, b)), np.zeros((n, b)), np.zeros(b), none)


@compiled
def age(history: History, memory: HazardMemory, day: int) -> None:
    """Move dyads whose last sight of a relation has grown older into the next bucket."""
    for b in range(len(EDGES)):
        then = day - EDGES[b] - 1
        if then < 0:
            break
        for e in range(history.day[then], history.day[then + 1]):
            if memory.last[history.triple[e]] == then:
                memory.now[history.q[e], b] -= 1
                memory.now[history.q[e], b + 1] += 1


@compiled
def count_coming(history: History, memory: HazardMemory, day: int) -> None:
    """Count each fact of the day for every relation seen in its dyad before."""
    for e in range(history.day[day], history.day[day + 1]):
        for j in range(history.triples[history.pair[e]], history.triples[history.pair[e] + 1]):
            if memory.last[j] < 0:
                break
            b = lag_bucket(day - memory.last[j])
            memory.came[history.q[e], history.triple_q[j], b] += 1
            memory.came_any[history.q[e], b] += 1


@compiled
def advance(history: History, memory: HazardMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        age(history, memory, day)
        for q in range(history.relations):
            for b in range(len(memory.spent_any)):
                memory.spent[q, b] += memory.now[q, b]
                memory.spent_any[b] += memory.now[q, b]
        count_coming(history, memory, day)
        for e in range(history.day[day], history.day[day + 1]):
            j = history.triple[e]
            if memory.last[j] >= 0:
                memory.now[history.q[e], lag_bucket(day - memory.last[j])] -= 1
            memory.last[j] = day
            memory.now[history.q[e], 0] += 1


@compiled
def fill(
    history: History,
    memory: HazardMemory,
    queries: Queries,
    rows: Rows,
    begin: int,
    end: int,
    out: NDArray[np.float32],
    at: int,
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    for r in range(begin, end):
        first, second, third, total = LEAST, LEAST, LEAST, LEAST
        if rows.pair[r] >= 0:
            q, day = queries.q[rows.query[r]], queries.known[rows.query[r]]
            for j in range(history.triples[rows.pair[r]], history.triples[rows.pair[r] + 1]):
                if memory.last[j] < 0:
                    break
                b = lag_bucket(day - memory.last[j])
                any_cue = (memory.came_any[q, b] + 1e-3) / (memory.spent_any[b] + 1.0)
                g = history.triple_q[j]
                cue = (memory.came[q, g, b] + PRIOR * any_cue) / (memory.spent[g, b] + PRIOR)
                total += cue
                if cue > first:
                    first, second, third = cue, first, second
                elif cue > second:
                    second, third = cue, second
                elif cue > third:
                    third = cue
        row = out[r]
        row[at], row[at + 1], row[at + 2], row[at + 3] = np.log(first), np.log(total), np.log(second), np.log(third)
