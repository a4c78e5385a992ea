"""The records of groups: what actors of the same country or sector have done, where the actors' own record is thin.

Each group key (the sender's country and the candidate; the sender and the candidate's country; …) has fading counts
of its own.  Actors whose names say no country get the one that most of their meetings are with.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import Fading, add_one, compiled, fading, level, write_levels
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

HALF_LIVES = (4.0, 30.0, np.inf)  # days; a grid, the weights choose
SPANS = ("4 d", "30 d", "ever")
KEYS = (
    "sender's country on it",
    "sender's country, this on it",
    "sender on its country",
    "sender, this on its country",
    "country on country",
    "this, country on country",
    "sender, this on its sector",
    "sender's sector, this on it",
    "this on its country",
    "sender's country, this on its sector",
)
FEATURES = (
    *(f"{key}, {span}" for key in KEYS for span in SPANS),
    "compatriots by name",
    "foreigners by name",
    "share of meetings with its country",
    "its share of meetings with sender's country",
    "relation's liking for its sector",
    "sector's liking for its sector",
    "sector and country on sector and country",
)
BELONGS = 0.25  # share of meetings from which an actor counts as of a country; stated judgement
PRIOR_SECTOR, PRIOR_PAIR = 20.0, 10.0  # facts that a prior share counts for; chosen on validation

Wide = NDArray[np.int64]


class GroupMemory(NamedTuple):
    """Countries, sectors, and the counts of groups in a hash table.

    Attributes
    ----------
    country, sector : ndarray of int32, shape (entities,)
        From the names; an unknown sector has a number of its own, the last.
    home : ndarray of int32, shape (entities,)
        Country by name, or by meetings.
    met : ndarray of float32, shape (entities, countries + 1)
        Meetings with each country; the last column counts all.
    sector_all, relation_all : ndarray of float32
        Facts by receiving sector; by relation.
    sector_of, sector_by : ndarray of float32, shape (relations, sectors)
        Facts by relation and receiving sector; and sending sector.
    key : ndarray of int64, shape (slots,)
        0: free.
    counts : Fading
        By slot.
    """

    country: Ints
    sector: Ints
    home: Ints
    met: NDArray[np.float32]
    sector_all: NDArray[np.float32]
    relation_all: NDArray[np.float32]
    sector_of: NDArray[np.float32]
    sector_by: NDArray[np.float32]
    key: Wide
    counts: Fading


def start(history: History, *, country: Ints, sector: Ints) -> GroupMemory:
    """Return an empty memory."""
    sectors = int(sector.max()) + 2
    slots = 1 << int(np.ceil(np.log2(1.1 * (len(KEYS) + 2) * len(history.x) + 16)))
    shape = history.relations, sectors
    return GroupMemory(
        country,
        np.where(sector < 0, sectors - 1, sector).astype(np.int32),
        country.copy(),
        np.zeros((history.entities, int(country.max()) + 2), np.float32),
        np.zeros(sectors, np.float32),
        np.zeros(history.relations, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(slots, np.int64),
        fading(slots, HALF_LIVES, days=history.days),
    )


@compiled
def write_keys(memory: GroupMemory, x: int, q: int, y: int, keys: Wide) -> None:
    """Write the keys of a fact's groups; 0 where an actor's country is unknown."""
    a, b = memory.home[x] + 1, memory.home[y] + 1
    s, g = memory.sector[x] + 1, memory.sector[y] + 1
    act = q + 1
    keys[0] = pack(1, y, a, 0) if a > 0 else 0
    keys[1] = pack(2, y, a, act) if a > 0 else 0
    keys[2] = pack(3, x, b, 0) if b > 0 else 0
    keys[3] = pack(4, x, b, act) if b > 0 else 0
    keys[4] = pack(5, a, b, 0) if a > 0 and b > 0 else 0
    keys[5] = pack(6, a, b, act) if a > 0 and b > 0 else 0
    keys[6] = pack(7, x, g, act)
    keys[7] = pack(8, y, s, act)
    keys[8] = pack(9, b, 0, act) if b > 0 else 0
    keys[9] = pack(10, a, g, act) if a > 0 else 0
    keys[10] = pack(11, s, 2 * g + (1 if a == b else 0), act)
    keys[11] = pack(12, s * 2048 + a, g * 2048 + b, act) if a > 0 and b > 0 else 0


@compiled
def pack(kind: int, first: int, second: int, act: int) -> int:
    """Mix the fields of a key into one positive number of 63 bits."""
    mixed = np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15)  # odd constants of splitmix64
    mixed = (mixed ^ np.uint64(first)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(29)) ^ np.uint64(second)) * np.uint64(0x94D049BB133111EB)
    mixed = (mixed ^ (mixed >> np.uint64(29)) ^ np.uint64(act)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return np.int64((mixed >> np.uint64(1)) | np.uint64(1 << 62))  # type: ignore[return-value]


@compiled
def slot_of(memory: GroupMemory, key: int) -> int:
    """Return the slot of a key, or the free slot where it would go (linear probing)."""
    last = len(memory.key) - 1  # the number of slots is a power of two
    slot = key & last
    while memory.key[slot] != 0 and memory.key[slot] != key:
        slot = (slot + 1) & last
    return slot


@compiled
def place_of(memory: GroupMemory, key: int) -> int:
    """Return the slot of a key; -1 where it was never counted."""
    if key == 0:
        return -1
    slot = slot_of(memory, key)
    return slot if memory.key[slot] == key else -1


@compiled
def count_meeting(memory: GroupMemory, x: int, y: int) -> None:
    """Count a meeting of x with the country of y; move x's home where its name does not say."""
    every = memory.met.shape[1] - 1
    memory.met[x, every] += 1.0
    there = memory.country[y]
    if there < 0:
        return
    memory.met[x, there] += 1.0
    if memory.country[x] >= 0:
        return
    best = memory.home[x]
    if best < 0 or memory.met[x, there] > memory.met[x, best]:
        best = there
    memory.home[x] = best if memory.met[x, best] > BELONGS * memory.met[x, every] else -1


@compiled
def advance(history: History, memory: GroupMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    keys = np.empty(len(KEYS) + 2, np.int64)
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            x, q, y = history.x[e], history.q[e], history.y[e]
            write_keys(memory, x, q, y, keys)
            for k in range(len(keys)):
                if keys[k] != 0:
                    slot = slot_of(memory, keys[k])
                    memory.key[slot] = keys[k]
                    add_one(memory.counts, slot, day)
            memory.sector_all[memory.sector[y]] += 1.0
            memory.relation_all[q] += 1.0
            memory.sector_of[q, memory.sector[y]] += 1.0
            memory.sector_by[q, memory.sector[x]] += 1.0
        for e in range(history.day[day], history.day[day + 1]):
            count_meeting(memory, history.x[e], history.y[e])


@compiled
def share_met(memory: GroupMemory, a: int, b: int) -> float:
    """Return the share of a's meetings that are with the home of b; 0 where b has none."""
    if memory.home[b] < 0:
        return 0.0
    return memory.met[a, memory.home[b]] / (memory.met[a, memory.met.shape[1] - 1] + 1.0)  # type: ignore[no-any-return]


@compiled
def fill(
    memory: GroupMemory, queries: Queries, rows: Rows, begin: int, end: int, out: NDArray[np.float32], at: int
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    keys = np.empty(len(KEYS) + 2, np.int64)
    every = memory.sector_all.sum() + len(memory.sector_all)
    for r in range(begin, end):
        i, y, row = rows.query[r], rows.y[r], out[r]
        x, q, day = queries.x[i], queries.q[i], queries.known[i]
        write_keys(memory, x, q, y, keys)
        for k in range(len(KEYS)):
            write_levels(memory.counts, place_of(memory, keys[k]), day, row, at + len(HALF_LIVES) * k)
        both = memory.country[x] >= 0 and memory.country[y] >= 0
        row[at + 30] = 1.0 if both and memory.country[x] == memory.country[y] else 0.0
        row[at + 31] = 1.0 if both and memory.country[x] != memory.country[y] else 0.0
        row[at + 32] = np.log(share_met(memory, x, y) + 0.02)
        row[at + 33] = np.log(share_met(memory, y, x) + 0.02)
        s, g = memory.sector[x], memory.sector[y]
        plain = (memory.sector_all[g] + 0.5) / every
        liked = (memory.sector_of[q, g] + PRIOR_SECTOR * plain) / (memory.relation_all[q] + PRIOR_SECTOR)
        pair = level(memory.counts, place_of(memory, keys[10]), 2, day)
        row[at + 34] = np.log(liked / plain)
        row[at + 35] = np.log((pair + PRIOR_PAIR * liked) / (memory.sector_by[q, s] + PRIOR_PAIR) / liked)
        row[at + 36] = np.log(level(memory.counts, place_of(memory, keys[11]), 2, day) + 0.3)
