"""What usually follows what: the daily hazard of a relation in a dyad, given what was last seen there and when.

For each pair of relations (asked q, seen g) and each bucket b of the time since g was last seen in a dyad,

    hazard(q | g, b) = (times q came + m · hazard(q | b)) / (dyad-days spent there + m),

counted over all days so far; m shrinks to the hazard without g, and hazard(q | g, b) / hazard(q | b) is called a lift.
The same is counted of actors for `state`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import compiled, lag_bucket
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

FEATURES = (
    "strongest cue",
    "all cues",
    "second cue",
    "third cue",
    "latest cue",
    "lift of the latest cue",
    "lift of all cues",
)
EDGES = np.array([1, 2, 3, 7, 14, 30, 60, 120])  # last day of each bucket of `lag_bucket`
PRIOR = 20.0  # dyad-days m; chosen on validation
LEAST = 1e-6  # under the logarithm, where there is no cue

Counts = NDArray[np.float64]


class Stream(NamedTuple):
    """Whose past is read: the typed ties of dyads, or the roles of actors.

    Attributes
    ----------
    place, whole : ndarray of int32, shape (facts,)
        Of each fact: its triple (role), and the pair (actor) that this is of.
    begins : ndarray of int64
        Where the places of each whole begin, in the order of their first fact.
    relation : ndarray of int32, shape (places,)
    """

    place: Ints
    whole: Ints
    begins: NDArray[np.int64]
    relation: Ints


class HazardMemory(NamedTuple):
    """Counts by relation asked, relation seen and bucket.

    Attributes
    ----------
    stream : Stream
    came : ndarray, shape (relations, relations, 9)
    came_any : ndarray, shape (relations, 9)
        By relation asked.
    spent, now : ndarray, shape (relations, 9)
        Days by relation seen; and places there today.
    spent_any : ndarray, shape (9,)
    last : ndarray of int32, shape (places,)
        Day each was last seen; -1 never.
    bucket : ndarray of int8, shape (places,)
        Where each is counted in ``now``.
    """

    stream: Stream
    came: Counts
    came_any: Counts
    spent: Counts
    now: Counts
    spent_any: Counts
    last: Ints
    bucket: NDArray[np.int8]


def start(history: History) -> HazardMemory:
    """Return an empty memory of dyads."""
    return memory_of(Stream(history.triple, history.pair, history.triples, history.triple_q), history.relations)


def memory_of(stream: Stream, relations: int) -> HazardMemory:
    """Return an empty memory of a stream."""
    n, b, places = relations, len(EDGES) + 1, len(stream.relation)
    came, rest = np.zeros((n, n, b)), np.zeros((3, n, b))
    never = np.full(places, -1, np.int32)
    return HazardMemory(stream, came, rest[0], rest[1], rest[2], np.zeros(b), never, np.zeros(places, np.int8))


@compiled
def age(history: History, memory: HazardMemory, day: int) -> None:
    """Move places whose last sight has grown older into the next bucket."""
    for b in range(len(EDGES)):
        then = day - EDGES[b] - 1
        if then < 0:
            break
        for e in range(history.day[then], history.day[then + 1]):
            j = memory.stream.place[e]
            if memory.last[j] == then and memory.bucket[j] == b:
                memory.bucket[j] = b + 1
                memory.now[history.q[e], b] -= 1
                memory.now[history.q[e], b + 1] += 1


@compiled
def count_coming(history: History, memory: HazardMemory, day: int) -> None:
    """Count each fact of the day for every relation seen before in the same dyad, or of the same actor."""
    stream = memory.stream
    for e in range(history.day[day], history.day[day + 1]):
        for j in range(stream.begins[stream.whole[e]], stream.begins[stream.whole[e] + 1]):
            if memory.last[j] < 0:
                break
            b = lag_bucket(day - memory.last[j])
            memory.came[history.q[e], stream.relation[j], b] += 1
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
            j = memory.stream.place[e]
            if memory.last[j] == day:
                continue
            if memory.last[j] >= 0:
                memory.now[history.q[e], memory.bucket[j]] -= 1
            memory.last[j], memory.bucket[j] = day, 0
            memory.now[history.q[e], 0] += 1


@compiled
def usual(memory: HazardMemory, q: int, b: int) -> float:
    """Return the hazard of a relation in a bucket, whatever was seen."""
    return (memory.came_any[q, b] + 1e-3) / (memory.spent_any[b] + 1.0)  # type: ignore[no-any-return]


@compiled
def write_cues(memory: HazardMemory, q: int, whole: int, day: int, row: NDArray[np.float32], at: int) -> None:
    """Write the features of one dyad."""
    first, second, third, total, latest = LEAST, LEAST, LEAST, LEAST, LEAST
    newest, lift, lifts = -1, 0.0, 0.0
    for j in range(memory.stream.begins[whole], memory.stream.begins[whole + 1]):
        if memory.last[j] < 0:
            break
        b, g = lag_bucket(day - memory.last[j]), memory.stream.relation[j]
        base = usual(memory, q, b)
        cue = (memory.came[q, g, b] + PRIOR * base) / (memory.spent[g, b] + PRIOR)
        own = np.log(cue / base)
        total, lifts = total + cue, lifts + own
        third = max(third, min(second, cue))
        second = max(second, min(first, cue))
        first = max(first, cue)
        if memory.last[j] > newest or (memory.last[j] == newest and cue > latest):
            newest, latest, lift = memory.last[j], cue, own
    row[at], row[at + 1], row[at + 2], row[at + 3] = np.log(first), np.log(total), np.log(second), np.log(third)
    row[at + 4], row[at + 5], row[at + 6] = np.log(latest), lift, lifts


@compiled
def fill(
    memory: HazardMemory, queries: Queries, rows: Rows, begin: int, end: int, out: NDArray[np.float32], at: int
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    for r in range(begin, end):
        out[r, at : at + 4], out[r, at + 4], out[r, at + 5 : at + 7] = np.log(LEAST), np.log(LEAST), 0.0
        if rows.pair[r] >= 0:
            i = rows.query[r]
            write_cues(memory, queries.q[i], rows.pair[r], queries.known[i], out[r], at)
