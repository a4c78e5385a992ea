"""Counts by occasion: how many of the last times that the sender did this were to the candidate.

Days say how long ago something was; occasions say how many chances there were since.  An actor that meets somebody
once a month has a month-long day.  Four clocks tick on the days on which something happens: the sender doing this,
the sender doing anything, this being done to the candidate, anything happening to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import compiled
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

KEPT = np.array([0.4, 0.75, 0.93])  # what an occasion keeps of a count; a grid, the weights choose
LEAST = 0.01  # under the logarithm
SPANS = ("last", "few last", "many last")
FEATURES = tuple(
    f"{clock}, {span} times"
    for clock in ("sender did this to it", "sender dealt with it", "this was done by sender", "it dealt with sender")
    for span in SPANS
)


class Clock(NamedTuple):
    """Occasions of some places, and smoothed counts of what happened at them.

    Attributes
    ----------
    ticks, day : ndarray of int32
        Of each place that has occasions: how many so far, and the day of the last.
    value : ndarray of float32, shape (counted, 3)
    last : ndarray of int32, shape (counted,)
        Tick as of which the value stands.
    """

    ticks: Ints
    day: Ints
    value: NDArray[np.float32]
    last: Ints


class OccasionMemory(NamedTuple):
    """Clocks of roles, which count triples; and of actors, which count pairs."""

    role: Clock
    entity: Clock


def start(history: History) -> OccasionMemory:
    """Return an empty memory."""
    return OccasionMemory(
        _clock(len(history.role_triples) - 1, len(history.triple_q)), _clock(history.entities, len(history.pair_y))
    )


def _clock(places: int, counted: int) -> Clock:
    return Clock(
        np.zeros(places, np.int32),
        np.full(places, -1, np.int32),
        np.zeros((counted, len(KEPT)), np.float32),
        np.full(counted, -1, np.int32),
    )


@compiled
def tick(clock: Clock, place: int, counted: int, day: int) -> None:
    """Count something at an occasion of a place; several on one day are one occasion."""
    if clock.day[place] != day:
        clock.day[place] = day
        clock.ticks[place] += 1
    now = clock.ticks[place]
    if clock.last[counted] == now:
        return
    for m in range(len(KEPT)):
        clock.value[counted, m] = 1.0 - KEPT[m] + smoothed(clock, place, counted, m)
    clock.last[counted] = now


@compiled
def smoothed(clock: Clock, place: int, counted: int, m: int) -> float:
    """Return a count as of now; 0 where it has no place or never happened."""
    if counted < 0 or clock.last[counted] < 0:
        return 0.0
    return clock.value[counted, m] * KEPT[m] ** (clock.ticks[place] - clock.last[counted])  # type: ignore[no-any-return]


@compiled
def advance(history: History, memory: OccasionMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            tick(memory.role, history.role[e], history.triple[e], day)
            tick(memory.entity, history.x[e], history.pair[e], day)


@compiled
def fill(
    history: History, memory: OccasionMemory, queries: Queries, rows: Rows, begin: int, end: int,
    out: NDArray[np.float32], at: int,
) -> None:  # fmt: skip
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    for r in range(begin, end):
        i, y, pair, triple, row = rows.query[r], rows.y[r], rows.pair[r], rows.triple[r], out[r]
        x, q = queries.x[i], queries.q[i]
        role, back = history.role_of[q, x], history.role_of[(q + history.relations // 2) % history.relations, y]
        for m in range(len(KEPT)):
            row[at + m] = np.log(smoothed(memory.role, role, triple, m) + LEAST)
            row[at + 3 + m] = np.log(smoothed(memory.entity, x, pair, m) + LEAST)
            mirror = history.triple_back[triple] if triple >= 0 else -1
            row[at + 6 + m] = np.log(smoothed(memory.role, back, mirror, m) + LEAST)
            mirror = history.pair_back[pair] if pair >= 0 else -1
            row[at + 9 + m] = np.log(smoothed(memory.entity, y, mirror, m) + LEAST)
