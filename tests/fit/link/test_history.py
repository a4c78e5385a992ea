"""Indices of the history, against reading the facts one by one."""

from __future__ import annotations

import numpy as np

from catspaw.fit.link.history import index_history
from catspaw.fit.link.queries import ask
from catspaw.fit.link.splits import Splits


def test_every_fact_is_there_with_its_inverse(small: Splits) -> None:
    h = index_history(small)
    found = set(zip(h.x.tolist(), h.q.tolist(), h.y.tolist(), h.t.tolist(), strict=True))
    facts = [tuple(map(int, f)) for f in small.facts]
    assert found == set(facts) | {(o, r + small.relations, s, t) for s, r, o, t in facts}


def test_places_lead_back_to_their_keys(small: Splits) -> None:
    h = index_history(small)
    assert np.array_equal(h.pair_x[h.pair], h.x)
    assert np.array_equal(h.pair_y[h.pair], h.y)
    assert np.array_equal(h.triple_q[h.triple], h.q)
    assert np.array_equal(h.triple_pair[h.triple], h.pair)
    assert np.array_equal(h.role_of[h.q, h.x], h.role)
    for x in range(h.entities):
        assert (h.pair_x[h.pairs[x] : h.pairs[x + 1]] == x).all()
        assert (np.diff(h.pair_first[h.pairs[x] : h.pairs[x + 1]]) >= 0).all()


def test_the_other_end_of_a_tie(small: Splits) -> None:
    h = index_history(small)
    assert np.array_equal(h.pair_x[h.pair_back], h.pair_y)
    assert np.array_equal(h.pair_back[h.pair_back], np.arange(len(h.pair_x)))
    assert np.array_equal(h.triple_q[h.triple_back], (h.triple_q + h.relations // 2) % h.relations)
    assert np.array_equal(h.triple_pair[h.triple_back], h.pair_back[h.triple_pair])


def test_roles_of_an_entity_stand_together(small: Splits) -> None:
    h = index_history(small)
    for x in range(h.entities):
        own = np.arange(h.roles[x], h.roles[x + 1])
        assert np.array_equal(h.role_of[h.role_q[own], x], own)
    assert h.roles[-1] == len(h.role_q)


def test_triples_of_a_role_are_those_of_its_facts(small: Splits) -> None:
    h = index_history(small)
    for role in range(len(h.role_triples) - 1):
        listed = h.role_triple[h.role_triples[role] : h.role_triples[role + 1]]
        assert set(listed.tolist()) == set(h.triple[h.role == role].tolist())
        assert (np.diff(h.triple_first[listed]) >= 0).all()


def test_strata_and_known_days(small: Splits) -> None:
    h = index_history(small)
    single, multi = ask(h, first=50, last=60), ask(h, first=50, last=60, stretch=10)
    assert (single.known == single.day).all()
    assert (multi.known == 50).all()
    facts = list(zip(h.x.tolist(), h.q.tolist(), h.y.tolist(), h.t.tolist(), strict=True))
    for queries in (single, multi):
        for i in range(len(queries.x)):
            x, q, known = int(queries.x[i]), int(queries.q[i]), int(queries.known[i])
            for a in range(queries.begin[i], queries.begin[i + 1]):
                y = int(queries.answer[a])
                acts = {p for s, p, o, t in facts if (s, o) == (x, y) and t < known}
                assert queries.stratum[a] == (0 if q in acts else 1 if acts else 2)


def test_stretches_are_counted_back_from_the_end(small: Splits) -> None:
    queries = ask(index_history(small), first=25, last=50, stretch=10)
    assert set(zip(queries.day.tolist(), queries.known.tolist(), strict=True)) >= {
        (49, 40),
        (40, 40),
        (39, 30),
        (25, 25),
    }
