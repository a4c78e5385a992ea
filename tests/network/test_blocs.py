from __future__ import annotations

import json
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.network.blocs import blocs, clusters
from catspaw.network.graph import Network, Node, SignedGraph, SignedPair, Tie


def graph(signs: dict[tuple[str, str], float]) -> SignedGraph:
    pairs = (SignedPair(*k, 1 if w > 0 else -1, abs(w), max(w, 0), max(-w, 0), False) for k, w in sorted(signs.items()))
    return SignedGraph(tuple(sorted({end for key in signs for end in key})), tuple(pairs))


def tie(source: str, target: str, word: str, belief: float = 1.0) -> Tie:
    layer, sign = ("hostility", -1) if word == "fights" else ("backing", 1)
    return Tie(source, target, word, layer, sign, belief, belief, belief)


def test_a_common_enemy_makes_no_friends() -> None:
    signs = {("a1", "a2"): 1.0, ("b1", "b2"): 1.0, ("a1", "b1"): -1.0, ("a1", "c"): -1.0, ("b1", "c"): -1.0}
    assert clusters(graph(signs)) == (("a1", "a2"), ("b1", "b2"), ("c",))


def test_nobody_stands_with_a_stronger_enemy() -> None:
    signs = {("a", "b"): 1.0, ("b", "c"): 0.4, ("a", "c"): -1.0}
    assert clusters(graph(signs)) == (("a", "b"), ("c",))


def test_a_member_moves_to_where_it_has_more_friends() -> None:
    signs = {("a", "m"): 1.0, ("a", "x"): -0.9, ("m", "x"): 0.9, ("m", "y"): 0.9, ("x", "y"): 0.8, ("a", "y"): -0.9}
    assert clusters(graph(signs)) == (("a",), ("m", "x", "y"))


@given(st.permutations(range(6)))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_order_of_the_ties_is_nothing(order: list[int]) -> None:
    ties = [tie("p", "x", "arms"), tie("p", "y", "arms", 0.8), tie("q", "z", "arms"), tie("x", "z", "fights"),
            tie("q", "p", "fights", 0.7), tie("y", "z", "fights")]  # fmt: skip
    nodes = tuple(Node(i, i.upper(), "state") for i in "pqxyz")
    network = Network(date(2024, 1, 1), nodes, tuple(ties[k] for k in order))
    found = blocs(network)
    assert [(b.name, b.leader) for b in found.blocs] == [("P and 2 others", "p"), ("Q and 1 other", "q")]


def test_robustness_is_the_share_of_worlds_with_the_leader() -> None:
    nodes = tuple(Node(i, i, "state") for i in "abc")
    ties = (tie("a", "b", "arms"), tie("a", "c", "arms", 0.6))
    worlds = np.array([[True, True], [True, True], [True, False], [True, True]])
    (bloc,) = blocs(Network(date(2024, 1, 1), nodes, ties, worlds=worlds)).blocs
    assert [(m.actor, m.robustness) for m in bloc.members] == [("a", 1.0), ("b", 1.0), ("c", 0.75)]


def test_the_sampled_networks_decide_where_an_actor_belongs() -> None:
    nodes = tuple(Node(i, i, "state") for i in "abxyz")
    ties = (tie("a", "b", "arms"), tie("x", "y", "arms"), tie("a", "x", "fights"),
            tie("a", "z", "arms", 0.45), tie("x", "z", "funds", 0.4))  # fmt: skip
    with_x = [[True, True, True, False, True]] * 3 + [[True, True, True, True, False]]
    first, second = blocs(Network(date(2024, 1, 1), nodes, ties, worlds=np.array(with_x))).blocs
    assert [(m.actor, m.robustness) for m in first.members] == [("x", 1.0), ("y", 1.0), ("z", 0.75)]
    assert [m.actor for m in second.members] == ["a", "b"]
    with_none = [[True, True, True, False, False]] * 4
    found = blocs(Network(date(2024, 1, 1), nodes, ties, worlds=np.array(with_none)))
    assert found.alone == ("z",)


def test_an_enemy_inside_is_named() -> None:
    signs = {("a", "b"): 3.0, ("b", "c"): 3.0, ("a", "c"): -1.0}
    nodes = tuple(Node(i, i, "state") for i in "abc")
    ties = (tie("a", "b", "arms"), tie("b", "c", "arms"), tie("a", "c", "fights", 0.4))
    (bloc,) = blocs(Network(date(2024, 1, 1), nodes, ties)).blocs
    assert [(p.a, p.b) for p in bloc.against] == [("a", "c")]
    assert clusters(graph(signs)) == (("a", "b", "c"),)


def test_the_sample_has_an_axis_and_a_coalition(axis: Network) -> None:
    found = blocs(axis)
    assert [b.leader for b in found.blocs] == ["iran", "us"]
    assert found.of("houthis") is found.blocs[0]
    assert found.of("israel") is found.blocs[1]
    assert found.of("isis") is None
    sure = {m.actor: m.robustness for bloc in found.blocs for m in bloc.members}
    assert sure["hezbollah"] > 0.95 > 0.8 > sure["iraq"]
    assert json.loads(json.dumps(found.to_json())) == found.to_json()
    assert "Iran and" in found._repr_html_()
