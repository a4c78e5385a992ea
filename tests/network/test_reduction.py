from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.network.reduction import Edge, agree, blocks, reduce, restore

SETTINGS = settings(max_examples=80, deadline=None, derandomize=True)


@st.composite
def graphs(draw: st.DrawFn, most: int = 8) -> list[Edge]:
    size = draw(st.integers(2, most))
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), unique=True, min_size=1))
    weights = draw(st.lists(st.integers(-4, 4).filter(bool), min_size=len(pairs), max_size=len(pairs)))
    return [(i, j, float(w)) for (i, j), w in zip(pairs, weights, strict=True)]


def best(edges: list[Edge]) -> float:
    nodes = sorted({node for i, j, _ in edges for node in (i, j)})
    every = (dict(zip(nodes, signs, strict=True)) for signs in product((1, -1), repeat=len(nodes)))
    return max((sum(w * s[i] * s[j] for i, j, w in edges) for s in every), default=0.0)


@given(graphs())
@SETTINGS
def test_reduction_keeps_the_best_value(edges: list[Edge]) -> None:
    reduced = reduce(edges)
    assert best(reduced.core) + reduced.gain == best(edges)


@given(graphs())
@SETTINGS
def test_restored_signs_reach_the_best_value(edges: list[Edge]) -> None:
    reduced = reduce(edges)
    nodes = sorted({node for i, j, _ in reduced.core for node in (i, j)})
    every = [dict(zip(nodes, signs, strict=True)) for signs in product((1, -1), repeat=len(nodes))]
    core = max(every, key=lambda s: sum(w * s[i] * s[j] for i, j, w in reduced.core))
    signs = restore(reduced, core)
    assert sum(w * signs[i] * signs[j] for i, j, w in edges) == best(edges)


@given(graphs())
@SETTINGS
def test_blocks_part_the_edges_and_their_values_add_up(edges: list[Edge]) -> None:
    found = blocks(edges)
    assert sorted(tuple(sorted(e[:2])) for block in found for e in block) == sorted(e[:2] for e in edges)
    assert sum(best(block) for block in found) == best(edges)


def test_two_triangles_on_one_node_are_two_blocks_and_a_bridge_is_one() -> None:
    edges = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0), (2, 3, 1.0), (3, 4, 1.0), (2, 4, 1.0), (4, 5, -1.0)]
    assert sorted(len(block) for block in blocks(edges)) == [1, 3, 3]


def test_what_has_few_neighbours_leaves_nothing_to_search() -> None:
    ladder = [(k, k + 2, 1.0) for k in range(10)] + [(k, k + 1, -1.0) for k in range(0, 10, 2)]
    assert reduce(ladder).core == []


def test_agreeing_signs_follow_relations() -> None:
    assert agree({0: [(1, -1)], 1: [(0, -1), (2, 1)], 2: [(1, 1)]}) == {0: 1, 1: -1, 2: -1}
