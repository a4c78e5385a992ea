"""How often something new happens: to the sender, under the relation, to the candidate.

Every fact repeats a triple, or is new between two that know each other, or joins two that do not.  What share of an
actor's facts, and of those of one of its roles, were of the candidate's kind says whether to look for habit or for
news; and among how many candidates of that kind the share is to be divided.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import Fading, add_one, compiled, fading, level
from catspaw.fit.link.history import History, Ints
from catspaw.fit.link.queries import Queries

KINDS = 3
HALF_LIFE = 60.0  # days; stated judgement
PRIOR = 4.0  # facts that a prior share counts for; stated judgement
FEATURES = (
    "sender's share of this kind",
    "sender's share of this kind in this act",
    "its share of this kind",
    "its share of this kind in this act",
    "candidates of this kind",
    "its partners",
    "its partners in this act",
)


class NoveltyMemory(NamedTuple):
    """Fading counts of facts by kind, and numbers of known counterparts.

    Attributes
    ----------
    entity, role, relation : Fading
        Places are 3 · entity + kind, and so on.
    partners, counterparts : ndarray of int32
        Of each entity; of each role.
    """

    entity: Fading
    role: Fading
    relation: Fading
    partners: Ints
    counterparts: Ints


def start(history: History) -> NoveltyMemory:
    """Return an empty memory."""
    entities, roles = history.entities, len(history.role_q)
    entity, role, relation = (
        fading(KINDS * n, (HALF_LIFE,), days=history.days) for n in (entities, roles, history.relations)
    )
    return NoveltyMemory(entity, role, relation, np.zeros(entities, np.int32), np.zeros(roles, np.int32))


@compiled
def advance(history: History, memory: NoveltyMemory, first: int, last: int) -> None:
    """Take in the facts of days ``first`` to ``last - 1``."""
    counted = np.full(len(history.pair_y), -1, np.int32)
    for day in range(first, last):
        for e in range(history.day[day], history.day[day + 1]):
            x, q, role, pair, triple = history.x[e], history.q[e], history.role[e], history.pair[e], history.triple[e]
            kind = 0 if history.triple_first[triple] < day else (1 if history.pair_first[pair] < day else 2)
            add_one(memory.entity, KINDS * x + kind, day)
            add_one(memory.role, KINDS * role + kind, day)
            add_one(memory.relation, KINDS * q + kind, day)
            if kind > 0:
                memory.counterparts[role] += 1
            if kind == 2 and counted[pair] != day:
                counted[pair] = day
                memory.partners[x] += 1


@compiled
def share(counts: Fading, place: int, kind: int, day: int, prior: float) -> float:
    """Return the share of a kind in a count; the prior where there is none."""
    total, own = PRIOR, PRIOR * prior
    if place >= 0:
        for k in range(KINDS):
            total += level(counts, KINDS * place + k, 0, day)
        own += level(counts, KINDS * place + kind, 0, day)
    return own / total


@compiled
def fill(
    history: History, memory: NoveltyMemory, queries: Queries, rows: Rows, begin: int, end: int,
    out: NDArray[np.float32], at: int,
) -> None:  # fmt: skip
    """Write the features of rows ``begin`` to ``end - 1``, from column ``at`` on."""
    for r in range(begin, end):
        i, y, kind, row = rows.query[r], rows.y[r], rows.kind[r], out[r]
        x, q, day = queries.x[i], queries.q[i], queries.known[i]
        back = history.role_of[(q + history.relations // 2) % history.relations, y]
        role = history.role_of[q, x]
        usual = share(memory.relation, q, kind, day, 1.0 / KINDS)
        own, its = share(memory.entity, x, kind, day, usual), share(memory.entity, y, kind, day, usual)
        row[at], row[at + 2] = np.log(own), np.log(its)
        row[at + 1] = np.log(share(memory.role, role, kind, day, own))
        row[at + 3] = np.log(share(memory.role, back, kind, day, its))
        same = memory.counterparts[role] if role >= 0 else 0
        known = memory.partners[x]
        among = same if kind == 0 else (known - same if kind == 1 else history.entities - known)
        row[at + 4] = np.log(max(among, 1))
        row[at + 5] = np.log(memory.partners[y] + 1.0)
        row[at + 6] = np.log((memory.counterparts[back] if back >= 0 else 0) + 1.0)
