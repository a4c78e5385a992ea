from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.network.flashpoints import find
from catspaw.network.graph import Network, Node, Presence, Tie, certain, signed
from catspaw.network.paths import betweenness
from catspaw.network.spread import Measure, across, combine, ranks, spread

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)


def plus(network: Network) -> dict[str, float]:
    return {f"{pair.a}+{pair.b}": pair.plus for pair in signed(network).pairs}


def between(network: Network) -> dict[str, float]:
    return betweenness(signed(network))


def flashes(network: Network) -> dict[str, float]:
    return {found.key: found.score for found in find(network, fading={"isis": 0.5})}


def pair_network(belief: float, worlds: list[list[bool]] | None) -> Network:
    nodes = tuple(Node(i, i, "state") for i in "abc")
    ties = (
        Tie("a", "b", "arms", "backing", 1, belief, belief, belief),
        Tie("b", "c", "allied", "cooperation", 1, belief, belief, belief),
    )
    return Network(date(2024, 1, 1), nodes, ties, worlds=None if worlds is None else np.array(worlds))


def test_without_worlds_the_spread_is_the_pooled_number() -> None:
    (first, _) = spread(pair_network(0.4, None), plus)
    assert (first.value, first.low, first.high, first.rank, first.rank_low, first.rank_high) == (0.4, 0.4, 0.4, 1, 1, 1)


@given(st.lists(st.booleans(), min_size=2, max_size=2))
@SETTINGS
def test_one_world_equals_the_pooled(held: list[bool]) -> None:
    network = pair_network(1.0, [held])
    ties = tuple(replace(t, belief=float(h), low=0.0, high=1.0) for t, h in zip(network.ties, held, strict=True))
    for s in spread(replace(network, ties=ties), plus):
        assert s.low == s.high == s.value
        assert s.rank_low == s.rank_high == s.rank


@pytest.mark.parametrize("measure", [plus, between, flashes])
def test_one_sure_world_equals_the_pooled_on_the_sample(axis: Network, measure: Measure) -> None:
    sure = certain(axis)
    there = tuple(replace(presence, belief=1.0) for presence in sure.presences)
    one = replace(sure, presences=there, worlds=np.ones((1, len(sure.ties)), dtype=bool))
    for s in spread(one, measure):
        assert (s.low, s.high, s.rank_low, s.rank_high) == (s.value, s.value, s.rank, s.rank)


def test_a_number_that_is_absent_counts_as_0() -> None:
    network = pair_network(0.5, [[True, True], [False, True], [False, True], [False, True]])
    by_key = {s.key: s for s in spread(network, plus)}
    assert by_key["a+b"].share == 0.25
    assert by_key["a+b"].low == 0.0
    assert (by_key["a+b"].rank_low, by_key["a+b"].rank_high) == (1, 2)
    assert by_key["b+c"].share == 1.0


def test_each_different_world_is_looked_at_once_and_counts_as_often_as_it_was_drawn() -> None:
    calls = []

    def count(network: Network) -> int:
        calls.append(network)
        return len(network.ties)

    network = pair_network(0.5, [[True, True], [False, True], [True, True], [False, False]])
    assert across(network, count) == [2, 1, 2, 0]
    assert len(calls) == 3
    assert across(network, count, worlds=2) == [2, 1]


def test_presences_are_drawn_with_the_ties() -> None:
    network = replace(
        pair_network(0.5, [[True, True], [True, True]]),
        nodes=(*(Node(i, i, "state") for i in "abc"), Node("p", "P", "place")),
        presences=(Presence("a", "p", 0.3),),
        presence_worlds=np.array([[True], [False]]),
    )
    assert across(network, lambda world: [p.belief for p in world.presences]) == [[1.0], []]


def test_equal_values_share_the_better_rank() -> None:
    assert ranks(np.array([[3.0, 1.0, 3.0, 2.0]])).tolist() == [[1, 4, 1, 3]]


def test_the_range_leaves_out_a_twentieth_at_each_end() -> None:
    (s,) = combine({"x": 50.0}, [{"x": float(k)} for k in range(101)])
    assert (s.low, s.high) == (5.0, 95.0)
    assert combine({}, [{}]) == ()
