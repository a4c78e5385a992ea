"""The candidate's current state: what it has lately done and suffered, and what usually follows that.

The same hazards as in `hazard`, of an actor instead of a dyad: given that something of kind g last happened to an
actor so many days ago, how often does q happen to it in a day, from whomever?
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import compiled, lag_bucket
from catspaw.fit.link.hazard import LEAST, HazardMemory, Stream, memory_of, usual
from catspaw.fit.link.hazard import advance as advance_hazards
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.paths import put_first
from catspaw.fit.link.queries import Queries

KEPT = 16  # latest distinct roles of an actor that are looked at; stated judgement
PRIOR = 50.0  # actor-days; stated judgement
FEATURES = ("strongest cue of its state", "all cues of its state", "mean lift of its state", "lift of its state")


class StateMemory(NamedTuple):
    """Hazards of actors; and the latest roles of every actor, newest first, shape (entities, KEPT)."""

    hazard: HazardMemory
    role: Ints
    when: Ints


def start(history: History) -> StateMemory:
    """Return an empty memory."""
    shape = history.entities, KEPT
    stream = Stream(history.role, history.x, history.roles, history.role_q)
    return StateMemory(memory_of(stream, history.relations), np.full(shape, -1, np.int32), np.zeros(shape, np.int32))


@compiled
def advance(history: History, memory: StateMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    advance_hazards(history, memory.hazard, first, last)
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            put_first(memory.role[history.x[e]], memory.when[history.x[e]], history.q[e], day)


@compiled
def fill(
    memory: StateMemory, queries: Queries, rows: Rows, begin: int, end: int, out: NDArray[np.float32], at: int
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    counts = memory.hazard
    for r in range(begin, end):
        i, y, row = rows.query[r], rows.y[r], out[r]
        q, day = (queries.q[i] + len(counts.now) // 2) % len(counts.now), queries.known[i]
        best, total, lift, n = LEAST, LEAST, 0.0, 0
        for k in range(KEPT):
            g = memory.role[y, k]
            if g < 0:
                break
            b = lag_bucket(day - memory.when[y, k])
            base = usual(counts, q, b)
            cue = (counts.came[q, g, b] + PRIOR * base) / (counts.spent[g, b] + PRIOR)
            best, total, lift, n = max(best, cue), total + cue, lift + np.log(cue / base), n + 1
        row[at], row[at + 1], row[at + 2], row[at + 3] = np.log(best), np.log(total), lift / max(n, 1), lift
