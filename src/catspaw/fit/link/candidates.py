"""Who could be the answer: a few hundred candidates per question, by a mixture of shares.

Every entity is a candidate of the protocol; those not listed here tie behind the listed ones.  The mixture has four
parts: the sender's earlier receivers of this relation, its partners of any relation, the relation's popular
receivers, and the partners of partners.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.compiled import Fading, add_one, compiled, fading, falling, in_threads, level
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

HALF_LIVES = (30.0, np.inf)  # days; stated judgement: only who is listed depends on it
# Stated judgement, like the above. Same triple recent and ever, pair recent and ever, relation's popularity,
# partners' partners.
SHARES = np.array([1.0, 0.3, 0.6, 0.3, 0.2, 0.2])
POPULAR = 150  # receivers of a relation that are looked at
LEAST_PARTNER, LEAST_PATH = 0.005, 1e-4  # shares below which a partner, or a path, is not followed


Shares = NDArray[np.float64]
Wide = NDArray[np.int64]


class Rows(NamedTuple):
    """Candidates of questions, flat.

    Attributes
    ----------
    begin : ndarray of int64, shape (questions + 1,)
        Where the candidates of each question begin; by falling share within a question.
    query, y, pair, triple : ndarray of int32, shape (rows,)
        Question; candidate; its pair with the sender and its triple, -1 where the past has none.
    kind : ndarray of int8, shape (rows,)
        0 the triple is known, 1 the pair is, 2 neither.
    share : ndarray of float32, shape (rows,)
        Share of the mixture.
    weight : ndarray of float32, shape (rows,)
        How many candidates this one stands for (1 but in samples).
    """

    begin: NDArray[np.int64]
    query: Ints
    y: Ints
    pair: Ints
    triple: Ints
    kind: NDArray[np.int8]
    share: NDArray[np.float32]
    weight: NDArray[np.float32]


class Listing(NamedTuple):
    """What the listing remembers: fading counts of pairs, triples, roles and senders."""

    pair: Fading
    triple: Fading
    role: Fading
    sender: Fading


def start(history: History) -> Listing:
    """Return an empty memory."""
    roles = len(history.role_triples) - 1
    places = len(history.pair_y), len(history.triple_q), roles, history.entities
    return Listing(*(fading(n, HALF_LIVES, days=history.days) for n in places))


@compiled
def advance(history: History, memory: Listing, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            add_one(memory.pair, history.pair[e], day)
            add_one(memory.triple, history.triple[e], day)
            add_one(memory.role, history.role[e], day)
            add_one(memory.sender, history.x[e], day)


class Scratch(NamedTuple):
    """Mass of every entity for the question at hand, and which of them have any."""

    mass: NDArray[np.float64]
    pair: Ints
    triple: Ints
    touched: Ints
    listed: Ints  # shape (1,): how many


@compiled
def scratch(entities: int) -> Scratch:
    """Return an empty scratch."""
    nowhere = np.full(entities, -1, np.int32)
    return Scratch(np.zeros(entities), nowhere, nowhere.copy(), np.empty(entities, np.int32), np.zeros(1, np.int32))


@compiled
def add_mass(work: Scratch, y: int, mass: float) -> None:
    """Add to a candidate's mass; the first time it is listed."""
    if work.mass[y] == 0.0 and mass > 0.0:
        work.touched[work.listed[0]] = y
        work.listed[0] += 1
    work.mass[y] += mass


@compiled
def add_triples(history: History, memory: Listing, work: Scratch, role: int, day: int, shares: Shares) -> None:
    """Add the sender's earlier receivers of this relation, recent and ever."""
    begin, end = history.role_triples[role], history.role_triples[role + 1]
    recent, ever = 1e-9, 1e-9
    for k in range(begin, end):
        recent += level(memory.triple, history.role_triple[k], 0, day)
        ever += level(memory.triple, history.role_triple[k], 1, day)
    for k in range(begin, end):
        j = history.role_triple[k]
        if history.triple_first[j] >= day:
            break
        y = history.pair_y[history.triple_pair[j]]
        work.triple[y] = j
        add_mass(work, y, shares[0] * level(memory.triple, j, 0, day) / recent)
        add_mass(work, y, shares[1] * level(memory.triple, j, 1, day) / ever)


@compiled
def add_partners(history: History, memory: Listing, work: Scratch, x: int, day: int, shares: Shares) -> None:
    """Add the sender's partners of any relation, and theirs."""
    recent, ever = 1e-9, 1e-9
    for j in range(history.pairs[x], history.pairs[x + 1]):
        recent += level(memory.pair, j, 0, day)
        ever += level(memory.pair, j, 1, day)
    for j in range(history.pairs[x], history.pairs[x + 1]):
        if history.pair_first[j] >= day:
            break
        y, share = history.pair_y[j], level(memory.pair, j, 0, day) / recent
        work.pair[y] = j
        add_mass(work, y, shares[2] * share + shares[3] * level(memory.pair, j, 1, day) / ever)
        if share >= LEAST_PARTNER:
            add_paths(history, memory, work, y, x, day, shares[5] * share)


@compiled
def add_paths(history: History, memory: Listing, work: Scratch, z: int, x: int, day: int, mass: float) -> None:
    """Spread a mass over the partners of partner z, the sender x left out."""
    total = level(memory.sender, z, 0, day) + 1e-9
    for k in range(history.pairs[z], history.pairs[z + 1]):
        if history.pair_first[k] >= day:
            break
        along = mass * level(memory.pair, k, 0, day) / total
        if along >= LEAST_PATH and history.pair_y[k] != x:
            add_mass(work, history.pair_y[k], along)


@compiled
def popular(history: History, memory: Listing, q: int, day: int, best: Ints, share: Shares) -> int:
    """Write the receivers of a relation by falling recent count, and their shares; return how many."""
    inverse = (q + history.relations // 2) % history.relations
    found, value = np.empty(history.entities, np.int64), np.empty(history.entities)
    n, total = 0, 1e-9
    for y in range(history.entities):
        recent = level(memory.role, history.role_of[inverse, y], 0, day)
        if recent > 0.0:
            found[n], value[n] = y, recent
            n += 1
            total += recent
    order = np.empty(min(n, POPULAR), np.int64)
    falling(value[:n], order)
    for k in range(min(n, POPULAR)):
        best[k], share[k] = found[order[k]], value[order[k]] / total
    return min(n, POPULAR)


@compiled
def take_best(work: Scratch, rows: Rows, at: int, most: int) -> int:
    """Write the candidates of most mass from row ``at`` on, clear the scratch, return how many."""
    n: int = work.listed[0]
    mass, order = np.empty(n), np.empty(min(n, most), np.int64)
    for k in range(n):
        mass[k] = work.mass[work.touched[k]]
    falling(mass, order)
    for k in range(min(n, most)):
        y = work.touched[order[k]]
        rows.y[at + k], rows.pair[at + k], rows.triple[at + k] = y, work.pair[y], work.triple[y]
        rows.share[at + k] = work.mass[y]
        rows.kind[at + k] = 0 if work.triple[y] >= 0 else (1 if work.pair[y] >= 0 else 2)
    for k in range(n):
        y = work.touched[k]
        work.mass[y], work.pair[y], work.triple[y] = 0.0, -1, -1
    work.listed[0] = 0
    return min(n, most)


@compiled
def fill_rows(
    history: History, memory: Listing, queries: Queries, order: Wide, first: int, rows: Rows, most: int, shares: Shares
) -> None:
    """List candidates of the questions in ``order``, which stand by relation; see `list_candidates`.

    Question ``first + k`` gets the rows from ``k · most`` on; ``rows.begin`` gets their numbers.
    """
    work = scratch(history.entities)
    best, best_share = np.empty(POPULAR, np.int32), np.empty(POPULAR)
    best_q, best_n = -1, 0
    for i in order:
        x, q, day = queries.x[i], queries.q[i], queries.known[i]
        if q != best_q:
            best_q, best_n = q, popular(history, memory, q, day, best, best_share)
        add_triples(history, memory, work, history.role_of[q, x], day, shares)
        add_partners(history, memory, work, x, day, shares)
        for k in range(best_n):
            add_mass(work, best[k], shares[4] * best_share[k])
        rows.begin[i - first] = take_best(work, rows, (i - first) * most, most)


def list_candidates(
    history: History, memory: Listing, queries: Queries, lo: int, hi: int, *, most: int, shares: Shares = SHARES
) -> Rows:
    """List up to ``most`` candidates for each of the questions ``lo`` to ``hi - 1``, which know the same day.

    Parameters
    ----------
    history : History
    memory : Listing
        As of that day.
    queries : Queries
    lo, hi, most : int
    shares : ndarray, shape (6,)
        Weights of the mixture.

    Returns
    -------
    Rows
    """
    room, order = _room(hi - lo, most), np.argsort(queries.q[lo:hi], kind="stable") + lo
    in_threads(lambda a, b: fill_rows(history, memory, queries, order[a:b], lo, room, most, shares), hi - lo)
    room.query[:] = np.repeat(np.arange(lo, hi), most)
    keep = (np.arange(most) < room.begin[:, None]).ravel()
    begin = np.concatenate([[0], np.cumsum(room.begin)]).astype(np.int64)
    return chosen(room, keep, begin=begin)


def _room(questions: int, most: int) -> Rows:
    """Return rows to be written, ``most`` for every question; ``begin`` is to hold their numbers."""
    n = questions * most
    query, y, pair, triple = np.empty((4, n), np.int32)
    kind, share, weight = np.empty(n, np.int8), np.empty(n, np.float32), np.ones(n, np.float32)
    return Rows(np.zeros(questions, np.int64), query, y, pair, triple, kind, share, weight)


def chosen(rows: Rows, keep: NDArray[np.bool_], *, begin: Wide) -> Rows:
    """Return the rows that are kept."""
    return Rows(
        begin=begin,
        query=rows.query[keep],
        y=rows.y[keep],
        pair=rows.pair[keep],
        triple=rows.triple[keep],
        kind=rows.kind[keep],
        share=rows.share[keep],
        weight=rows.weight[keep],
    )
