"""Likeness of actors: who keeps the same company, read from a few dimensions of the table of who meets whom.

Collaborative filtering.  The table of meetings (log of fading counts, normalised by degree) is reduced to its
leading eigenvectors, renewed every few days.  Its product for sender and candidate says how much they would meet;
the cosine between two actors says how alike their company is.  "Who lately did this to the candidate?" and "on whom
did the sender lately do this?" are then answered by degrees: by actors like the sender, on actors like the candidate.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import compiled, compiled_sums
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.paths import put_first
from catspaw.fit.link.queries import Queries

DIMENSIONS = 32  # chosen on validation
ROUNDS = 6  # of subspace iteration
HALF_LIFE = 150.0  # days, of the meetings in the table; chosen on validation
KEPT = 16  # latest distinct counterparts of a role that are remembered; stated judgement
RATE = np.log(2.0) / 40.0  # per day, at which their say fades; stated judgement
FEATURES = (
    "would meet",
    "like company",
    "like senders did this to it",
    "likest sender did this to it",
    "did this to its like",
    "did this to its likest",
    "sender's compatriots did this to it",
    "sender's sector did this to it",
    "did this to its compatriots",
    "did this to its sector",
)

Floats = NDArray[np.float32]


class LikenessMemory(NamedTuple):
    """Vectors of actors, and the latest counterparts of roles.

    Attributes
    ----------
    vector, unit : ndarray of float32, shape (entities, DIMENSIONS)
        Eigenvectors; and the same weighted by the root of the eigenvalues, of length one.
    value : ndarray of float32, shape (DIMENSIONS,)
        Eigenvalues.
    other, when : ndarray of int32, shape (roles, KEPT)
        Newest first; -1: none.
    country, sector : ndarray of int32, shape (entities,)
        From the names; -1: unknown.
    """

    vector: Floats
    unit: Floats
    value: Floats
    other: Ints
    when: Ints
    country: Ints
    sector: Ints


def start(history: History, *, country: Ints, sector: Ints) -> LikenessMemory:
    """Return an empty memory."""
    n, roles = history.entities, len(history.role_triples) - 1
    dimensions = min(DIMENSIONS, n)
    return LikenessMemory(
        np.zeros((n, dimensions), np.float32),
        np.zeros((n, dimensions), np.float32),
        np.zeros(dimensions, np.float32),
        np.full((roles, KEPT), -1, np.int32),
        np.zeros((roles, KEPT), np.int32),
        country,
        sector,
    )


@compiled
def advance(history: History, memory: LikenessMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            put_first(memory.other[history.role[e]], memory.when[history.role[e]], history.y[e], day)


def renew(history: History, memory: LikenessMemory, day: int) -> None:
    """Compute the vectors anew from the facts before a day."""
    from scipy.sparse import coo_matrix, diags_array

    end = int(history.day[day])
    weight = 2.0 ** (-(day - history.t[:end]) / HALF_LIFE)
    n = history.entities
    table = coo_matrix((weight, (history.x[:end], history.y[:end])), shape=(n, n)).tocsr()
    table.data = np.log1p(table.data)
    scale = diags_array(1.0 / np.sqrt(np.asarray(table.sum(axis=1)).ravel() + 1.0))
    values, vectors = leading(scale @ table @ scale, dimensions=len(memory.value))
    memory.vector[:], memory.value[:] = vectors, values
    weighted = vectors * np.sqrt(np.abs(values))
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    memory.unit[:] = weighted / np.maximum(length, 1e-9)


def leading(table: Any, *, dimensions: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the leading eigenvalues and eigenvectors of a symmetric table, by subspace iteration.

    The start is a fixed set of cosines, so that the result depends on the table alone.
    """
    n = table.shape[0]
    grid = np.outer(np.arange(n) + 0.5, np.arange(dimensions + 8) + 1.0)
    basis = orthonormal(np.cos(grid * 1.618))
    for _ in range(ROUNDS):
        basis = orthonormal(table @ basis)
    small = np.einsum("ik,il->kl", basis, table @ basis)
    values, turn = np.linalg.eigh((small + small.T) / 2)
    order = np.argsort(-np.abs(values), kind="stable")[:dimensions]
    return values[order], np.einsum("ik,kl->il", basis, turn[:, order])


def orthonormal(basis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an orthonormal basis of the same span; directions that are hardly there come out as zero.

    Sums are written out: threads of a linear algebra library that wait for a busy processor cost more than these.
    """
    values, turn = np.linalg.eigh(np.einsum("ik,il->kl", basis, basis))
    there = values > 1e-12 * values[-1]
    scale = np.where(there, 1.0 / np.sqrt(np.where(there, values, 1.0)), 0.0)
    turned: NDArray[np.float64] = np.einsum("ik,kl->il", basis, turn * scale)
    turned[np.abs(turned) < 1e-30] = 0.0  # vanishing numbers would slow the next product down many times
    return turned


@compiled_sums
def like(memory: LikenessMemory, a: int, b: int) -> float:
    """Return the cosine between two actors, not below 0."""
    total = np.float32(0.0)
    for k in range(memory.unit.shape[1]):
        total += memory.unit[a, k] * memory.unit[b, k]
    return max(total, np.float32(0.0))  # type: ignore[return-value]


@compiled_sums
def write_alike(memory: LikenessMemory, role: int, own: int, other: int, day: int, sums: NDArray[np.float64]) -> None:
    """Sum how like ``own`` the latest counterparts of a role are, ``other`` left out.

    Parameters
    ----------
    sums : ndarray, shape (4,)
        Filled with: sum of cosines, largest cosine, count of compatriots, count of the same sector; all but the
        second fade with time.
    """
    sums[:] = 0.0
    if role < 0:
        return
    for k in range(memory.other.shape[1]):
        z = memory.other[role, k]
        if z < 0:
            break
        if z == other:
            continue
        fresh, cosine = np.exp(-RATE * (day - memory.when[role, k])), like(memory, own, z)
        sums[0] += fresh * cosine
        sums[1] = max(sums[1], cosine)
        sums[2] += fresh if memory.country[z] >= 0 and memory.country[z] == memory.country[own] else 0.0
        sums[3] += fresh if memory.sector[z] >= 0 and memory.sector[z] == memory.sector[own] else 0.0


@compiled_sums
def fill(
    history: History,
    memory: LikenessMemory,
    queries: Queries,
    rows: Rows,
    begin: int,
    end: int,
    out: Floats,
    at: int,
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    sums, back = np.empty(4), np.empty(4)
    for r in range(begin, end):
        i, y, row = rows.query[r], rows.y[r], out[r]
        x, q, day = queries.x[i], queries.q[i], queries.known[i]
        meet = np.float32(0.0)
        for k in range(len(memory.value)):
            meet += memory.vector[x, k] * memory.vector[y, k] * memory.value[k]
        row[at], row[at + 1] = meet, like(memory, x, y)
        write_alike(memory, history.role_of[(q + history.relations // 2) % history.relations, y], x, x, day, sums)
        write_alike(memory, history.role_of[q, x], y, y, day, back)
        row[at + 2], row[at + 3] = np.log(sums[0] + 0.05), sums[1]
        row[at + 4], row[at + 5] = np.log(back[0] + 0.05), back[1]
        row[at + 6], row[at + 7] = np.log(sums[2] + 0.1), np.log(sums[3] + 0.1)
        row[at + 8], row[at + 9] = np.log(back[2] + 0.1), np.log(back[3] + 0.1)
