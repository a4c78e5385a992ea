from __future__ import annotations

import csv
import os
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.network.balance import frustration
from catspaw.network.cuts import split_core
from catspaw.network.graph import Network, SignedGraph, SignedPair, signed

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
MILITANTS = Path(os.environ.get("CATSPAW_DATA", "no-data")) / "networks" / "mapping_militants"
Signs = dict[tuple[str, str], float]


def graph(signs: Signs, actors: tuple[str, ...] = ()) -> SignedGraph:
    pairs = (
        SignedPair(*key, int(np.sign(w)), abs(w), max(w, 0), max(-w, 0), False) for key, w in sorted(signs.items())
    )
    return SignedGraph(tuple(sorted({*actors, *(end for key in signs for end in key)})), tuple(pairs))


@st.composite
def signed_graphs(draw: st.DrawFn, most: int = 9) -> Signs:
    names = [f"n{k}" for k in range(draw(st.integers(3, most)))]
    keys = draw(st.lists(st.sampled_from(list(combinations(names, 2))), unique=True, min_size=1))
    values = draw(st.lists(st.integers(-4, 4).filter(bool), min_size=len(keys), max_size=len(keys)))
    return dict(zip(keys, map(float, values), strict=True))


def costs(signs: Signs, *, weighted: bool) -> list[tuple[float, frozenset[tuple[str, str]]]]:
    actors = sorted({end for key in signs for end in key})
    found = []
    for choice in product((1, -1), repeat=len(actors)):
        side = dict(zip(actors, choice, strict=True))
        broken = frozenset(key for key, w in signs.items() if side[key[0]] * side[key[1]] * w < 0)
        found.append((sum(abs(signs[key]) if weighted else 1.0 for key in broken), broken))
    return found


@given(signed_graphs(), st.booleans())
@SETTINGS
def test_index_and_what_every_optimum_breaks_agree_with_all_splits(signs: Signs, weighted: bool) -> None:
    every = costs(signs, weighted=weighted)
    least = min(cost for cost, _ in every)
    balance = frustration(graph(signs), weighted=weighted, essential=True)
    assert balance.index == pytest.approx(least)
    assert (balance.optimal, balance.gap) == (True, 0.0)
    always = frozenset.intersection(*(broken for cost, broken in every if cost <= least + 1e-9))
    assert balance.essential is not None
    assert {(p.a, p.b) for p in balance.essential} == always


@given(signed_graphs(), st.sets(st.integers(0, 8)))
@SETTINGS
def test_switching_changes_nothing(signs: Signs, turned: set[int]) -> None:
    flip = {f"n{k}": -1 if k in turned else 1 for k in range(9)}
    switched = {(a, b): w * flip[a] * flip[b] for (a, b), w in signs.items()}
    assert frustration(graph(switched)).index == frustration(graph(signs)).index


@given(signed_graphs(), st.permutations(range(9)))
@SETTINGS
def test_renaming_changes_nothing(signs: Signs, order: list[int]) -> None:
    name = {f"n{k}": f"n{new}" for k, new in enumerate(order)}
    renamed = {(min(name[a], name[b]), max(name[a], name[b])): w for (a, b), w in signs.items()}
    assert frustration(graph(renamed), weighted=True).index == frustration(graph(signs), weighted=True).index


@given(signed_graphs(), st.data())
@SETTINGS
def test_a_further_tie_never_lowers_it(signs: Signs, data: st.DataObject) -> None:
    names = sorted({end for key in signs for end in key} | {"new"})
    key = data.draw(st.sampled_from([pair for pair in combinations(names, 2) if pair not in signs]))
    more = {**signs, key: data.draw(st.sampled_from([-1.0, 1.0]))}
    assert frustration(graph(more)).index >= frustration(graph(signs)).index


@given(signed_graphs())
@SETTINGS
def test_the_two_sides_explain_the_frustrated_pairs(signs: Signs) -> None:
    balance = frustration(graph(signs))
    first = set(balance.sides[0])
    broken = {key for key, w in signs.items() if ((key[0] in first) == (key[1] in first)) != (w > 0)}
    assert broken == {(p.a, p.b) for p in balance.frustrated}
    assert sorted((*balance.sides[0], *balance.sides[1])) == sorted({end for key in signs for end in key})


@pytest.mark.parametrize("size", [4, 6, 7, 9])
def test_all_enemies_break_what_cannot_be_halved(size: int) -> None:
    everyone = {(f"n{i}", f"n{j}"): -1.0 for i, j in combinations(range(size), 2)}
    assert frustration(graph(everyone)).index == size * (size - 1) // 2 - size**2 // 4


def test_a_friend_of_two_enemies_breaks_one_tie_in_three_ways() -> None:
    balance = frustration(graph({("a", "b"): 1.0, ("a", "c"): 1.0, ("b", "c"): -1.0}), essential=True)
    assert balance.index == 1
    assert balance.essential == ()
    assert balance.unique is False
    assert str(balance).startswith("1 of 3 ties frustrated (proved least)")


def test_weights_decide_which_tie_gives_way() -> None:
    balance = frustration(graph({("a", "b"): 2.0, ("a", "c"): 0.5, ("b", "c"): -2.0}), weighted=True, essential=True)
    assert [(p.a, p.b) for p in balance.frustrated] == [("a", "c")]
    assert balance.index == 0.5
    assert balance.unique is True


def test_nothing_is_frustrated_in_an_empty_graph() -> None:
    balance = frustration(SignedGraph(("a", "b")))
    assert (balance.index, balance.sides, balance.components, balance.unique) == (0, ((), ()), (), None)


def test_a_dense_core_is_solved_by_the_program() -> None:
    rng = np.random.default_rng(5)
    edges = [(i, j, float(rng.choice([-1.0, 1.0]))) for i, j in combinations(range(13), 2)]
    signs, bound = split_core(edges, time_limit=30)
    cost = sum(signs[i] * signs[j] * w < 0 for i, j, w in edges)
    matrix = np.zeros((13, 13))
    for i, j, w in edges:
        matrix[i, j] = w
    every = np.array(list(product((1, -1), repeat=12)))
    every = np.hstack([np.ones((len(every), 1)), every])
    least = (78 - np.einsum("ki,ij,kj->k", every, matrix, every).max()) / 2
    assert cost == least
    assert bound == pytest.approx(least, abs=1e-6)


def test_a_stopped_search_says_so() -> None:
    rng = np.random.default_rng(3)
    pairs = {(f"n{i:02}", f"n{j:02}"): float(rng.choice([-1.0, 1.0])) for i, j in combinations(range(26), 2)}
    balance = frustration(graph(pairs), time_limit=0.0)
    assert not balance.optimal
    assert 0 < balance.gap < 1
    assert "not proved least" in str(balance)


def test_the_sample_splits_along_the_axis(axis: Network) -> None:
    balance = frustration(signed(axis), weighted=True, essential=True)
    first, second = map(set, balance.sides)
    assert {"iran", "hezbollah", "hamas", "houthis", "syria", "russia"} <= first
    assert {"us", "israel", "uk", "uae", "bahrain"} <= second
    assert ("isis", "us") in {(p.a, p.b) for p in balance.frustrated}
    assert balance.optimal


@pytest.mark.skipif(
    not MILITANTS.is_dir(), reason="no Mapping Militants snapshot: set CATSPAW_DATA to the folder of data"
)
@pytest.mark.parametrize(
    ("region", "nodes", "pairs", "hostile", "index"),
    [(None, 238, 495, 123, 48), ("Iraq", 19, 23, 6, 1), ("Syria", 14, 21, 4, 0)],
)
def test_militant_groups(region: str | None, nodes: int, pairs: int, hostile: int, index: int) -> None:
    found = militants(region)
    balance = frustration(found)
    assert (len(found.actors), len(found.pairs)) == (nodes, pairs)
    assert sum(pair.sign < 0 for pair in found.pairs) == hostile
    assert (balance.index, balance.optimal) == (index, True)


def militants(region: str | None) -> SignedGraph:
    """Read the snapshot: of a pair's links the last in the file counts, rivals are enemies, all else friends.

    A group belongs to the map that the table of maps and groups gives it last.
    """
    maps = {row["id"]: row["name"] for row in rows("maps.csv")}
    home = {row["group_id"]: maps.get(row["map_id"]) for row in rows("map_groups.csv")}
    signs: Signs = {}
    for row in rows("links.csv"):
        a, b = sorted((row["group1"], row["group2"]))
        if a != b and region in (None, home.get(a)) and region in (None, home.get(b)):
            signs[a, b] = -1.0 if row["type"] == "riv" else 1.0
    return graph(signs)


def rows(name: str) -> list[dict[str, str]]:
    with (MILITANTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
