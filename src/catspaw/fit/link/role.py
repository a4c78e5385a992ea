"""Who the relation usually falls on, and who is about: the candidate's record under the relation and in general."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import LAGS, Fading, add_one, compiled, fading, write_lag, write_levels
from catspaw.fit.link.dyad import HALF_LIVES, SPANS
from catspaw.fit.link.history import History
from catspaw.fit.link.queries import Queries

FEATURES = (
    *(f"relation falls on it, {span}" for span in SPANS),
    *(f"activity, {span}" for span in SPANS),
    *(f"relation fell on it, last {lag}" for lag in LAGS),
    *(f"active, last {lag}" for lag in LAGS),
    "share of the mixture",
    *(f"does the like itself, {span}" for span in SPANS),
)


class RoleMemory(NamedTuple):
    """Fading counts of roles and of entities."""

    role: Fading
    entity: Fading


def start(history: History) -> RoleMemory:
    """Return an empty memory."""
    places = len(history.role_triples) - 1, history.entities
    return RoleMemory(*(fading(n, HALF_LIVES, days=history.days) for n in places))


@compiled
def advance(history: History, memory: RoleMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            add_one(memory.role, history.role[e], day)
            add_one(memory.entity, history.x[e], day)


@compiled
def fill(
    history: History,
    memory: RoleMemory,
    queries: Queries,
    rows: Rows,
    begin: int,
    end: int,
    out: NDArray[np.float32],
    at: int,
) -> None:
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    for r in range(begin, end):
        i, y, row = rows.query[r], rows.y[r], out[r]
        role = history.role_of[(queries.q[i] + history.relations // 2) % history.relations, y]
        day = queries.known[i]
        write_levels(memory.role, role, day, row, at)
        write_levels(memory.entity, y, day, row, at + 5)
        write_lag(memory.role, role, day, row, at + 10)
        write_lag(memory.entity, y, day, row, at + 19)
        row[at + 28] = np.log(rows.share[r] + 1e-6)
        write_levels(memory.role, history.role_of[queries.q[i], y], day, row, at + 29)
