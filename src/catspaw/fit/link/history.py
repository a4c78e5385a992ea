"""The history of facts, indexed once: who acted on whom, how, and when.

Every fact is held twice: (s, r, o) as it is, and (o, r + R, s) as its inverse, so that "who did r to o?" is asked
like "to whom did s do r?".  With it come three indices that the features keep their memory in:

pair (x, y)
    all that has passed between the two, both ways;
triple (x, q, y)
    one typed tie;
role (x, q)
    x as one who does q; y as one to whom q is done is the role (y, inverse of q).

The indices know of facts still to come (they are only places); what a feature reads there is filled in day by day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.splits import Splits

Ints = NDArray[np.int32]


class History(NamedTuple):
    """Facts and their inverses, by day, with places for memory (a named tuple, so that kernels can take it).

    Attributes
    ----------
    entities, relations, days : int
        Counts; ``relations`` counts inverses too.
    x, q, y, t : ndarray of int32, shape (n,)
        Sender, relation, receiver, day.
    day : ndarray of int64, shape (days + 1,)
        Where each day's facts begin.
    pair, triple, role : ndarray of int32, shape (n,)
        Place of each fact's pair, triple and role.
    pairs : ndarray of int64, shape (entities + 1,)
        Where the pairs of each x begin, in the order of their first fact.
    pair_x, pair_y, pair_first : ndarray of int32
        Of each pair: the two ends and the day of its first fact.
    triples : ndarray of int64
        Where the triples of each pair begin, in the order of their first fact.
    triple_q, triple_pair, triple_first : ndarray of int32
        Of each triple: relation, pair, and day of its first fact.
    pair_back, triple_back : ndarray of int32
        The same pair and the same triple, seen from the other end.
    role_of : ndarray of int32, shape (relations, entities)
        Place of a role; -1 where there never is one.
    roles : ndarray of int64, shape (entities + 1,)
        Where the roles of each entity begin.
    role_q : ndarray of int32
        Relation of each role.
    role_triples, role_triple : ndarray
        Where the triples of each role begin, and which they are, in the order of their first fact.
    """

    entities: int
    relations: int
    days: int
    x: Ints
    q: Ints
    y: Ints
    t: Ints
    day: NDArray[np.int64]
    pair: Ints
    triple: Ints
    role: Ints
    pairs: NDArray[np.int64]
    pair_x: Ints
    pair_y: Ints
    pair_first: Ints
    triples: NDArray[np.int64]
    triple_q: Ints
    triple_pair: Ints
    triple_first: Ints
    pair_back: Ints
    triple_back: Ints
    role_of: Ints
    roles: NDArray[np.int64]
    role_q: Ints
    role_triples: NDArray[np.int64]
    role_triple: Ints


def index_history(splits: Splits) -> History:
    """Index all facts of the three parts.

    Parameters
    ----------
    splits : Splits

    Returns
    -------
    History
    """
    x, q, y, t = _doubled(splits)
    entities, relations = splits.entities, 2 * splits.relations
    pair, pair_key, pair_first = _places(x.astype(np.int64) * entities + y, group=entities, day=t)
    triple, triple_key, triple_first = _places(pair.astype(np.int64) * relations + q, group=relations, day=t)
    triple_pair, triple_q = triple_key // relations, triple_key % relations
    role, role_key, _ = _places(x.astype(np.int64) * relations + q, group=relations, day=t)
    role_of = np.full((relations, entities), -1, dtype=np.int32)
    role_of[role_key % relations, role_key // relations] = np.arange(len(role_key))
    of_triple = role_of[triple_q, (pair_key // entities)[triple_pair]]
    order = np.lexsort((triple_first, of_triple))
    return History(
        entities=entities,
        relations=relations,
        days=int(t[-1]) + 1,
        x=x,
        q=q,
        y=y,
        t=t,
        day=np.searchsorted(t, np.arange(int(t[-1]) + 2)).astype(np.int64),
        pair=pair,
        triple=triple,
        role=role,
        pairs=_begins(pair_key // entities, entities),
        pair_x=(pair_key // entities).astype(np.int32),
        pair_y=(pair_key % entities).astype(np.int32),
        pair_first=pair_first,
        triples=_begins(triple_pair, len(pair_key)),
        triple_q=triple_q.astype(np.int32),
        triple_pair=triple_pair.astype(np.int32),
        triple_first=triple_first,
        pair_back=_back(pair_key, pair_key % entities * entities + pair_key // entities),
        triple_back=_backs(pair_key, triple_key, entities, relations),
        role_of=role_of,
        roles=_begins(role_key // relations, entities),
        role_q=(role_key % relations).astype(np.int32),
        role_triples=_begins(of_triple[order], len(role_key)),
        role_triple=order.astype(np.int32),
    )


def _doubled(splits: Splits) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the facts and their inverses by day, as four columns."""
    s, r, o, t = splits.facts.T
    columns = (
        np.concatenate([s, o]),
        np.concatenate([r, r + splits.relations]),
        np.concatenate([o, s]),
        np.concatenate([t, t]),
    )
    order = np.lexsort((columns[1], columns[2], columns[0], columns[3]))
    x, q, y, day = (column[order].astype(np.int32) for column in columns)
    return x, q, y, day


def _places(key: NDArray[np.int64], *, group: int, day: Ints) -> tuple[Ints, NDArray[np.int64], Ints]:
    """Give the distinct keys running numbers, by ``key // group`` and then by first appearance.

    Returns
    -------
    tuple
        Place of each fact; key of each place; day of its first fact.
    """
    keys, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    order = np.lexsort((first, keys // group))
    place = np.empty(len(keys), dtype=np.int32)
    place[order] = np.arange(len(keys))
    return place[inverse.ravel()], keys[order], day[first[order]]


def _back(key: NDArray[np.int64], back: NDArray[np.int64]) -> Ints:
    """Return the place of each key's counterpart; every one is there."""
    order = np.argsort(key)
    return order[np.searchsorted(key[order], back)].astype(np.int32)


def _backs(pair_key: NDArray[np.int64], triple_key: NDArray[np.int64], entities: int, relations: int) -> Ints:
    pair, q = pair_key[triple_key // relations], triple_key % relations
    back = pair % entities * entities + pair // entities
    inverse = (q + relations // 2) % relations
    return _back(pair * relations + q, back * relations + inverse)


def _begins(sorted_group: NDArray[np.integer], groups: int) -> NDArray[np.int64]:
    return np.searchsorted(sorted_group, np.arange(groups + 1)).astype(np.int64)
