"""Affinity: on whom actors like the sender do this, in the same few dimensions as likeness.

For each relation the table of who does it to whom is read through the vectors of company, C_q = Σ u_x u_yᵀ over its
facts, newer ones weighing more; u_xᵀ C_q says what company the sender's receivers are expected to keep.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import compiled_sums
from catspaw.fit.link.history import History
from catspaw.fit.link.likeness import LikenessMemory
from catspaw.fit.link.queries import Queries

HALF_LIFE = 90.0  # days; stated judgement
FEATURES = (
    "company wanted",
    "company wanted, closely",
    "company wanted beyond others",
    "its weight in the company wanted",
)

Floats = NDArray[np.float32]


class AffinityMemory(NamedTuple):
    """Tables of company by relation.

    Attributes
    ----------
    table : ndarray of float32, shape (relations + 1, dimensions, dimensions)
        The last one is of all relations.
    """

    table: Floats


def start(history: History, company: LikenessMemory) -> AffinityMemory:
    """Return an empty memory."""
    k = len(company.value)
    return AffinityMemory(np.zeros((history.relations + 1, k, k), np.float32))


@compiled_sums
def renew(history: History, company: LikenessMemory, memory: AffinityMemory, day: int) -> None:
    """Read the facts before a day through the vectors of company."""
    memory.table[:] = 0.0
    every = len(memory.table) - 1
    for e in range(history.day[day]):
        weight = np.float32(0.5 ** ((day - history.t[e]) / HALF_LIFE))
        u, v, table = company.unit[history.x[e]], company.unit[history.y[e]], memory.table[history.q[e]]
        for k in range(len(u)):
            scaled = weight * u[k]
            for m in range(len(v)):
                table[k, m] += scaled * v[m]
    for q in range(every):
        for k in range(memory.table.shape[1]):
            for m in range(memory.table.shape[2]):
                memory.table[every, k, m] += memory.table[q, k, m]


@compiled_sums
def wanted(memory: AffinityMemory, q: int, u: Floats, out: Floats) -> None:
    """Write the company that an actor's receivers are expected to keep, of length one."""
    out[:] = 0.0
    for k in range(len(u)):
        for m in range(len(out)):
            out[m] += u[k] * memory.table[q, k, m]
    length = np.float32(1e-9)
    for m in range(len(out)):
        length += out[m] * out[m]
    for m in range(len(out)):
        out[m] /= np.sqrt(length)


@compiled_sums
def fill(
    company: LikenessMemory, memory: AffinityMemory, queries: Queries, rows: Rows, begin: int, end: int,
    out: Floats, at: int,
) -> None:  # fmt: skip
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    n, last = company.unit.shape[1], -1
    for_it, usual = np.empty(n, np.float32), np.empty(n, np.float32)
    for r in range(begin, end):
        i, y, row = rows.query[r], rows.y[r], out[r]
        if i != last:
            wanted(memory, queries.q[i], company.unit[queries.x[i]], for_it)
            wanted(memory, len(memory.table) - 1, company.unit[queries.x[i]], usual)
            last = i
        cosine, other, mass = np.float32(0.0), np.float32(0.0), np.float32(0.0)
        for k in range(n):
            cosine += for_it[k] * company.unit[y, k]
            other += usual[k] * company.unit[y, k]
            mass += for_it[k] * company.vector[y, k] * company.value[k]
        row[at], row[at + 1] = cosine, np.exp(np.float32(4.0) * (cosine - np.float32(1.0)))
        row[at + 2], row[at + 3] = cosine - other, mass
