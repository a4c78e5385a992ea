from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.network.graph import Network, Node, Presence, SignedGraph, SignedPair, Tie, layer_of
from catspaw.network.model import CONTROL
from catspaw.network.paths import (
    PASSES,
    Step,
    betweenness,
    brokers,
    chains,
    control,
    enemies,
    leak_paths,
    likeliest,
    passages,
    slack,
)

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)


def tie(source: str, target: str, word: str, belief: float = 1.0, *, directed: bool = True) -> Tie:
    layer = layer_of(word)
    sign = -1 if layer == "hostility" or word == "spies" else 0 if word == "leaks" else 1
    return Tie(source, target, word, layer, sign, belief, belief, belief, directed=directed)


def network(*ties: Tie, presences: tuple[Presence, ...] = (), wings: dict[str, str] | None = None) -> Network:
    over = wings or {}
    ids = sorted({end for t in ties for end in (t.source, t.target)} | set(over) | {p.actor for p in presences})
    nodes = [Node(i, i.title(), "state", part_of=(over[i],) if i in over else ()) for i in ids]
    places = [Node(p, p.title(), "place") for p in sorted({p.place for p in presences})]
    return Network(date(2024, 1, 1), (*nodes, *places), ties, presences)


def test_arms_leak_down_the_chain_to_the_enemy() -> None:
    net = network(
        tie("us", "army", "arms", 0.9), tie("army", "militia", "leaks", 0.5), tie("militia", "us", "fights", 0.8)
    )
    (path,) = leak_paths(net, "us")
    assert path.actors == ("us", "army", "militia")
    assert path.belief == path.score == path.share == pytest.approx(0.45)


def test_a_spy_carries_knowledge_to_himself_and_no_arms() -> None:
    net = network(tie("us", "army", "informs", 0.9), tie("spy", "army", "spies", 0.5), tie("spy", "us", "opposes"))
    (path,) = leak_paths(net, "us", cargo="intelligence")
    assert path.actors == ("us", "army", "spy")
    assert leak_paths(net, "us", cargo="arms") == ()


def test_shared_ground_and_a_wing_carry_too() -> None:
    there = (Presence("force", "base", 0.9, claims=("p1",)), Presence("militia", "base", 0.5))
    net = network(tie("us", "militia", "opposes"), presences=there, wings={"force": "us"})
    (path,) = leak_paths(net, "us", cargo="intelligence")
    assert [step.word for step in path.steps] == ["part_of", "colocated"]
    assert path.belief == pytest.approx(0.45)
    assert path.score == pytest.approx(0.45 * 0.9 * PASSES["intelligence"]["colocated"])
    assert path.steps[1].place == "base"
    assert path.steps[1].claims == ("p1",)


def test_a_battlefield_is_no_leak() -> None:
    there = (Presence("us", "base", 1.0), Presence("foe", "base", 1.0))
    assert leak_paths(network(tie("us", "foe", "fights"), presences=there), "us") == ()
    (path,) = leak_paths(network(tie("us", "foe", "fights", 0.5), presences=there), "us")
    assert path.score == PASSES["arms"]["colocated"] * 0.5


def test_share_is_counted_where_ties_hold_together() -> None:
    net = network(tie("us", "army", "arms", 0.5), tie("army", "foe", "leaks", 0.5), tie("foe", "us", "fights"))
    worlds = np.array([[True, True, True], [False, False, True], [True, True, True], [False, False, True]])
    (path,) = leak_paths(replace(net, worlds=worlds), "us")
    assert (path.belief, path.share) == (0.25, 0.5)


def test_an_enemy_of_a_wing_is_an_enemy() -> None:
    net = network(tie("foe", "force", "fights", 0.6), tie("rival", "us", "opposes", 0.9), wings={"force": "us"})
    assert enemies(net, "us") == ("rival", "foe")


@st.composite
def stepped(draw: st.DrawFn) -> dict[tuple[str, str], Step]:
    names = "abcdef"
    edges = draw(st.lists(st.sampled_from([(x, y) for x in names for y in names if x != y]), unique=True, max_size=14))
    return {(x, y): Step(x, y, "arms", draw(st.integers(1, 99)) / 100, 1.0) for x, y in edges}


@given(stepped())
@SETTINGS
def test_the_likeliest_paths_are_those_of_a_full_search(steps: dict[tuple[str, str], Step]) -> None:
    every = []
    for size in range(5):
        for middle in permutations("bcde", size):
            way = list(zip(("a", *middle), (*middle, "f"), strict=True))
            if all(edge in steps for edge in way):
                every.append(prod(steps[edge].belief for edge in way))
    found = likeliest(steps, source="a", target="f", top=4)
    assert [prod(s.belief for s in way) for way in found] == pytest.approx(sorted(every, reverse=True)[:4])
    assert len({tuple(s.target for s in way) for way in found}) == len(found)


def test_the_best_tie_of_a_pair_is_the_step() -> None:
    net = network(tie("a", "b", "covers", 1.0), tie("a", "b", "arms", 0.5))
    assert passages(net, cargo="arms")["a", "b"].word == "arms"
    assert ("b", "a") not in passages(net, cargo="arms")
    allied = network(tie("a", "b", "allied", 0.5, directed=False))
    assert set(passages(allied, cargo="arms")) == {("a", "b"), ("b", "a")}


def test_control_is_what_no_kind_of_hold_escapes() -> None:
    net = network(tie("p", "c", "arms", 0.5), tie("p", "c", "funds", 1.0), tie("q", "c", "trains", 1.0))
    kappa = control(net)
    assert kappa["p", "c"] == pytest.approx(1 - (1 - CONTROL["arms"] * 0.5) * (1 - CONTROL["funds"]))
    assert slack(kappa)["c"] == pytest.approx(1 - kappa["p", "c"] - CONTROL["trains"])


def test_nobody_is_controlled_more_than_wholly() -> None:
    kappa = control(network(tie("p", "c", "commands"), tie("q", "c", "commands")))
    assert kappa == {("p", "c"): 0.5, ("q", "c"): 0.5}
    assert slack(kappa)["c"] == 0.0


def test_chains_multiply_and_take_the_strongest_way() -> None:
    net = network(tie("p", "w", "commands"), tie("w", "c", "commands", 0.5), tie("p", "c", "trains", 0.5))
    by_end = {chain.actors[-1]: chain for chain in chains(net, "p")}
    assert by_end["c"].actors == ("p", "w", "c")
    assert by_end["c"].control == pytest.approx(CONTROL["commands"] ** 2 * 0.5)
    assert by_end["c"].steps == pytest.approx((CONTROL["commands"], CONTROL["commands"] * 0.5))
    assert by_end["c"].slack == pytest.approx(1 - CONTROL["commands"] * 0.5 - CONTROL["trains"] * 0.5)


def test_what_a_patron_moves_through_its_own_organs_counts_and_the_organs_do_not() -> None:
    ties = (tie("bureau", "client", "arms"), tie("rival", "client", "trains"), tie("patron", "rival", "opposes"))
    found = chains(network(*ties, wings={"bureau": "force", "force": "patron"}), "patron")
    assert [chain.actors for chain in found] == [("patron", "force", "bureau", "client")]
    assert found[0].spread is not None
    assert found[0].spread.rank == 1


def plain(*pairs: str) -> SignedGraph:
    ends = sorted({end for pair in pairs for end in pair})
    return SignedGraph(
        tuple(ends), tuple(SignedPair(pair[0], pair[1], 1, 1.0, 1.0, 0.0, False) for pair in sorted(pairs))
    )


def test_betweenness_of_star_path_and_ring() -> None:
    assert betweenness(plain("ab", "ac", "ad", "ae")) == {"a": 1.0, "b": 0, "c": 0, "d": 0, "e": 0}
    assert betweenness(plain("ab", "bc", "cd")) == pytest.approx({"a": 0, "b": 2 / 3, "c": 2 / 3, "d": 0})
    assert betweenness(plain("ab", "bc", "cd", "ad")) == pytest.approx(dict.fromkeys("abcd", 1 / 6))


def test_enemies_make_no_bridge() -> None:
    graph = SignedGraph(("a", "b", "c"), (SignedPair("a", "b", -1, 1.0, 0.0, 1.0, False),))
    assert set(betweenness(graph).values()) == {0.0}


def test_a_doubtful_tie_is_a_longer_way() -> None:
    near = SignedPair("a", "b", 1, 1.0, 1.0, 0.0, False)
    far = replace(near, a="a", b="d", plus=0.01)
    pairs = (near, far, replace(near, a="b", b="c"), replace(near, a="c", b="d"))
    assert betweenness(SignedGraph(("a", "b", "c", "d"), pairs))["b"] > 0.5


def test_the_sample(axis: Network) -> None:
    paths = leak_paths(axis, "us", cargo="intelligence", targets=["iran"], top=2)
    assert paths[0].actors == ("us", "us_forces", "pmf", "kataib_hezbollah", "quds_force", "iran")
    assert [p.score for p in paths] == sorted((p.score for p in paths), reverse=True)
    by_end = {chain.actors[-1]: chain for chain in chains(axis, "iran")}
    assert {"iran", "quds_force", "khamenei"}.isdisjoint(by_end)
    assert by_end["hezbollah"].control > by_end["houthis"].control
    assert by_end["qassam"].actors == ("iran", "hamas", "qassam")
    spread = by_end["houthis"].spread
    assert spread is not None
    assert spread.low < by_end["houthis"].control < spread.high
    assert {b.key for b in brokers(axis)[:3]} == {"us", "iran", "iraq"}
