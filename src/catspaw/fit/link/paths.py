"""Ways through third parties: partners that sender and candidate have lately had in common."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import Fading, add_one, compiled, fading, level
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

SPANS = ("3 d", "15 d", "60 d")
RATES = np.log(2.0) / np.array([3.0, 15.0, 60.0])  # per day; a grid, the weights choose
KEPT = 24  # latest partners of an entity that are remembered; stated judgement
FEATURES = tuple(f"{what}, {span}" for span in SPANS for what in ("shared partners", "shared rare partners"))


class PathMemory(NamedTuple):
    """Latest distinct partners of every entity, newest first, and how busy each entity is.

    Attributes
    ----------
    partner, when : ndarray of int32, shape (entities, KEPT)
    busy : Fading
    """

    partner: Ints
    when: Ints
    busy: Fading


def start(history: History) -> PathMemory:
    """Return an empty memory."""
    shape = history.entities, KEPT
    busy = fading(history.entities, (30.0,), days=history.days)
    return PathMemory(np.full(shape, -1, np.int32), np.zeros(shape, np.int32), busy)


@compiled
def put_first(items: Ints, when: Ints, item: int, day: int) -> None:
    """Move an item to the head of a list of latest distinct items; the oldest falls off."""
    place = len(items) - 1
    for k in range(len(items)):
        if items[k] == item or items[k] < 0:
            place = k
            break
    for k in range(place, 0, -1):
        items[k], when[k] = items[k - 1], when[k - 1]
    items[0], when[0] = item, day


@compiled
def advance(history: History, memory: PathMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            put_first(memory.partner[history.x[e]], memory.when[history.x[e]], history.y[e], day)
            add_one(memory.busy, history.x[e], day)


@compiled
def mark(memory: PathMemory, x: int, seen: Ints, value: int) -> None:
    """Write into ``seen`` at each partner of x its place in the list plus one, or 0."""
    for k in range(memory.partner.shape[1]):
        if memory.partner[x, k] >= 0:
            seen[memory.partner[x, k]] = value * (k + 1)


@compiled
def fill(
    memory: PathMemory, queries: Queries, rows: Rows, begin: int, end: int, out: NDArray[np.float32], at: int
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    seen = np.zeros(len(memory.partner), np.int32)
    total, rare = np.empty(len(RATES)), np.empty(len(RATES))
    x = -1
    for r in range(begin, end):
        i = rows.query[r]
        day = queries.known[i]
        if queries.x[i] != x:
            if x >= 0:
                mark(memory, x, seen, 0)
            x = queries.x[i]
            mark(memory, x, seen, 1)
        total[:], rare[:] = 0.0, 0.0
        for k in range(memory.partner.shape[1]):
            z = memory.partner[rows.y[r], k]
            if z < 0:
                break
            if z == x or seen[z] == 0:
                continue
            gone = 2 * day - memory.when[rows.y[r], k] - memory.when[x, seen[z] - 1]
            busy = np.sqrt(1.0 + level(memory.busy, z, 0, day))
            for m in range(len(RATES)):
                both = np.exp(-RATES[m] * gone)
                total[m] += both
                rare[m] += both / busy
        for m in range(len(RATES)):
            out[r, at + 2 * m], out[r, at + 2 * m + 1] = np.log(total[m] + 0.05), np.log(rare[m] + 0.02)
