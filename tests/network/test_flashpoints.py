from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.network.flashpoints import PATRON_SHARE, FlashPoint, flash_points
from catspaw.network.graph import Network, Node, Presence, Tie, layer_of


def tie(source: str, target: str, word: str, belief: float = 1.0, *claims: str) -> Tie:
    sign = {"hostility": -1}.get(layer_of(word), 1)
    return Tie(source, target, word, layer_of(word), sign, belief, belief, belief, claims=claims)


def network(*ties: Tie, presences: tuple[Presence, ...] = (), wings: dict[str, str] | None = None) -> Network:
    over = wings or {}
    ids = sorted({end for t in ties for end in (t.source, t.target)} | set(over) | {p.actor for p in presences})
    nodes = [Node(i, i.title(), "state", part_of=(over[i],) if i in over else ()) for i in ids]
    places = [Node(p, p.title(), "place") for p in sorted({p.place for p in presences})]
    return Network(date(2024, 1, 1), (*nodes, *places), ties, presences)


def one(found: tuple[FlashPoint, ...], kind: str) -> FlashPoint:
    (point,) = [p for p in found if p.kind == kind]
    return point


def test_enemies_on_one_base() -> None:
    there = (Presence("a", "base", 0.9, claims=("p1",)), Presence("b", "base", 0.5, claims=("p2",)))
    point = one(flash_points(network(tie("a", "b", "opposes", 0.8, "c1"), presences=there)), "contact")
    assert point.spread.value == pytest.approx(0.9 * 0.5 * 0.8)
    assert (point.actors, point.place, point.claims) == (("a", "b"), "base", ("c1", "p1", "p2"))
    assert point.reason == "A and B are together at Base (45 %), and A opposes B (80 %)."


def test_a_patrons_quarrel_reaches_the_shared_base_through_client_and_wing() -> None:
    there = (Presence("client", "base", 1.0), Presence("force", "base", 1.0))
    ties = (tie("patron", "client", "arms", 0.9, "c1"), tie("power", "patron", "sanctions", 1.0, "c2"))
    point = one(flash_points(network(*ties, presences=there, wings={"force": "power"})), "contact")
    assert point.spread.value == pytest.approx(PATRON_SHARE * 0.9)
    assert point.claims == ("c1", "c2")
    assert point.reason == (
        "Client and Force are together at Base (100 %), and Power sanctions Patron (100 %); "
        "Patron stands behind Client; Power stands behind Force."
    )


def test_open_war_is_no_flash_point() -> None:
    there = (Presence("a", "base", 1.0), Presence("b", "base", 1.0))
    ties = (tie("a", "b", "opposes"), tie("a", "b", "fights", 1.0))
    assert flash_points(network(*ties, presences=there)) == ()


def test_a_wing_of_one_at_war_is_at_war() -> None:
    there = (Presence("wing", "city", 1.0), Presence("b", "city", 1.0))
    ties = (tie("b", "a", "fights", 1.0),)
    assert flash_points(network(*ties, presences=there, wings={"wing": "a"})) == ()


def test_help_across_hostility() -> None:
    point = one(flash_points(network(tie("a", "b", "covers", 0.5), tie("b", "a", "opposes", 0.8))), "contact")
    assert point.spread.value == pytest.approx(0.4)
    assert point.reason == "A covers B (50 %), and yet B opposes A (80 %)."


def test_help_to_the_parts_of_a_rival_is_told_once() -> None:
    ties = (tie("a", "body", "arms", 0.5), tie("a", "wing", "arms", 0.9), tie("body", "a", "opposes", 0.8))
    point = one(flash_points(network(*ties, wings={"wing": "body"})), "contact")
    assert point.actors == ("a", "wing")
    assert point.reason == "A arms Wing (90 %), and yet Body opposes A (80 %); Body stands behind Wing."


def test_one_tied_to_two_enemies() -> None:
    ties = (tie("a", "m", "arms", 0.9, "c1"), tie("m", "b", "hosts", 0.8, "c2"), tie("a", "b", "fights", 0.5, "c3"))
    point = one(flash_points(network(*ties)), "cross_pressure")
    assert point.actors == ("m", "a", "b")
    assert point.spread.value == pytest.approx(0.9 * 0.4 * 0.5)  # hosting counts half as a friendly tie
    assert point.claims == ("c1", "c2", "c3")
    assert point.reason == "A arms M (90 %) and M hosts B (80 %), while A fights B (50 %)."


def test_a_fading_enemy_lets_an_old_quarrel_out() -> None:
    net = network(tie("a", "isis", "fights", 0.9), tie("b", "isis", "fights", 0.7), tie("a", "b", "opposes", 0.8))
    assert [p for p in flash_points(net) if p.kind == "fading_enemy"] == []
    point = one(flash_points(net, fading={"isis": 0.5}), "fading_enemy")
    assert point.spread.value == pytest.approx(0.5 * 0.7 * 0.8)
    assert point.reason == ("Isis, which both A and B are against, is fading (by 50 %), and A opposes B (80 %).")


def test_a_patrons_open_war_is_nothing_that_a_fading_enemy_lets_out() -> None:
    ties = (tie("a", "isis", "fights"), tie("b", "isis", "fights"), tie("p", "a", "arms"), tie("p", "b", "fights"))
    assert [p for p in flash_points(network(*ties), fading={"isis": 0.5}) if p.kind == "fading_enemy"] == []


def test_one_quarrel_is_told_once_for_all_who_share_it() -> None:
    ties = (
        tie("a", "isis", "fights"), tie("b", "isis", "fights"), tie("force", "isis", "fights"),
        tie("a", "b", "opposes"),
    )  # fmt: skip
    points = flash_points(network(*ties, wings={"force": "b"}), fading={"isis": 1.0})
    assert [p.actors for p in points] == [("a", "b", "isis")]


def test_friends_and_strangers_are_none() -> None:
    assert flash_points(network(tie("a", "b", "arms"), tie("b", "c", "arms"), tie("c", "d", "fights"))) == ()


def drawn_in(*ties: Tie, wings: dict[str, str] | None = None) -> tuple[FlashPoint, ...]:
    return tuple(p for p in flash_points(network(*ties, wings=wings)) if p.kind == "drawn_in")


def test_a_patron_may_be_drawn_into_the_war_of_its_client() -> None:
    ties = (tie("p", "c", "arms", 0.9, "c1"), tie("c", "x", "fights", 0.8, "c2"), tie("p", "x", "opposes", 0.7, "c3"))
    (point,) = drawn_in(*ties)
    assert point.spread.value == pytest.approx(0.9 * 0.8 * 0.7)
    assert (point.actors, point.claims) == (("p", "c", "x"), ("c1", "c2", "c3"))
    assert point.reason == "P stands behind C, which is fighting X; P opposes X and is not fighting it yet."
    (attacked,) = drawn_in(ties[0], tie("x", "c", "fights", 0.8), tie("x", "p", "sanctions", 0.7))
    assert attacked.spread.value == pytest.approx(0.9 * 0.8 * 0.7)
    assert attacked.reason == (
        "P stands behind C, which is fighting X; X sanctions P, and the two are not fighting each other yet."
    )


def test_who_is_at_war_already_is_not_drawn_in() -> None:
    ties = (tie("p", "c", "arms"), tie("c", "x", "fights"), tie("p", "x", "opposes"))
    assert drawn_in(*ties, tie("p", "x", "fights", 0.75))[0].spread.value == pytest.approx(0.25)
    assert drawn_in(*ties, tie("x", "p", "fights")) == ()
    assert drawn_in(*ties, tie("force", "x", "fights"), wings={"force": "p"}) == ()
    assert drawn_in(*ties[:2], tie("p", "x", "fights", 0.5)) == ()  # no hostility but the war itself
    assert drawn_in(*ties[:2]) == ()


def test_organs_are_no_clients_and_their_clients_are_those_of_the_whole() -> None:
    ties = (tie("p", "force", "commands"), tie("force", "x", "fights"), tie("p", "x", "opposes"))
    assert drawn_in(*ties, wings={"force": "p"}) == ()
    assert drawn_in(*ties, tie("body", "y", "arms"), wings={"force": "body", "p": "body"}) == ()
    ties = (tie("force", "c", "arms", 0.9), tie("c", "x", "fights"), tie("p", "x", "opposes"))
    assert [point.actors for point in drawn_in(*ties, wings={"force": "p"})] == [("p", "c", "x")]


def test_one_quarrel_draws_in_by_its_surest_war() -> None:
    ties = (tie("p", "x", "opposes"), tie("p", "b", "arms", 0.5), tie("p", "c", "funds", 0.9))
    (point,) = drawn_in(*ties, tie("b", "x", "fights"), tie("c", "x", "fights", 0.8))
    assert point.actors == ("p", "c", "x")
    (both,) = drawn_in(*ties[:2], tie("b", "x", "fights", 0.3), tie("b", "x", "fights", 0.6))
    assert both.spread.value == pytest.approx(0.5 * 0.6)


@pytest.mark.parametrize("hostile", [("c", "p", "fights"), ("p", "c", "sanctions"), ("c", "p", "opposes")])
def test_nobody_stands_above_whom_it_is_against(hostile: tuple[str, str, str]) -> None:
    there = (Presence("c", "base", 1.0), Presence("b", "base", 1.0))
    ties = (tie("p", "host", "arms"), tie("host", "c", "arms"), tie("b", "p", "opposes"))
    points = flash_points(network(*ties, presences=there))
    assert one(points, "contact").reason.endswith("P stands behind C.")
    barred = flash_points(network(*ties, tie(*hostile, 0.6), presences=there))
    assert not [point for point in barred if "P stands behind C" in point.reason]
    doubtful = flash_points(network(*ties, tie(*hostile, 0.3), presences=there))
    assert [point for point in doubtful if "P stands behind C" in point.reason]
    assert drawn_in(tie("p", "c", "arms"), tie("c", "b", "fights"), tie("p", "b", "opposes"), tie(*hostile)) == ()


def test_who_is_against_a_body_does_not_stand_above_its_wing() -> None:
    there = (Presence("wing", "base", 1.0), Presence("b", "base", 1.0))
    ties = (tie("p", "body", "arms"), tie("b", "p", "opposes"), tie("body", "p", "fights"))
    assert flash_points(network(*ties[:2], presences=there, wings={"wing": "body"}))
    barred = flash_points(network(*ties, presences=there, wings={"wing": "body"}))
    assert [point.actors for point in barred if point.place] == []


def test_sentences_take_the_words_that_ties_and_actors_bring() -> None:
    nodes = (
        Node("p", "Rebels", "armed_group", said="the Rebels", plural=True),
        Node("c", "Guards", "armed_group", said="the Guards", plural=True),
        Node("x", "Union", "state", said="the Union"),
        Node("isis", "Hosts", "armed_group", said="the Hosts", plural=True),
    )
    ties = (
        tie("p", "c", "arms", 0.9),
        replace(tie("c", "x", "fights"), says="the Guards are fighting the Union"),
        replace(tie("p", "x", "opposes", 0.8), says="the Rebels oppose the Union"),
        replace(tie("x", "p", "covers", 0.6), says="the Union gives the Rebels air or fire cover"),
        tie("x", "isis", "fights"),
        tie("p", "isis", "fights"),
    )
    points = flash_points(Network(date(2024, 1, 1), nodes, ties), fading={"isis": 0.5})
    assert one(points, "drawn_in").reason == (
        "The Rebels stand behind the Guards, which are fighting the Union; "
        "the Rebels oppose the Union and are not fighting it yet."
    )
    assert one(points, "contact").reason == (
        "The Union gives the Rebels air or fire cover (60 %), and yet the Rebels oppose the Union (80 %)."
    )
    assert one(points, "fading_enemy").reason == (
        "The Hosts, which both the Rebels and the Union are against, are fading (by 50 %), "
        "and the Rebels oppose the Union (80 %)."
    )


def test_ranks_come_with_their_spread() -> None:
    ties = (tie("a", "b", "covers", 0.9), tie("b", "a", "opposes", 0.9), tie("c", "d", "covers", 0.5),
            tie("d", "c", "opposes", 0.5))  # fmt: skip
    worlds = np.array([[1, 1, 1, 1]] * 5 + [[1, 1, 0, 1]] * 10 + [[0, 1, 1, 1]] * 5, dtype=bool)
    first, second = flash_points(replace(network(*ties), worlds=worlds))
    assert (first.actors, first.spread.rank, first.spread.rank_low, first.spread.rank_high) == (("a", "b"), 1, 1, 2)
    assert (second.actors, second.spread.rank, second.spread.rank_low, second.spread.rank_high) == (("c", "d"), 2, 1, 2)
    assert (first.spread.share, second.spread.share) == (0.75, 0.5)


def test_a_stronger_belief_never_lowers_a_score() -> None:
    def score(belief: float) -> float:
        ties = (tie("a", "m", "arms", belief), tie("m", "b", "arms", 0.6), tie("a", "b", "opposes", 0.7))
        return one(flash_points(network(*ties)), "cross_pressure").spread.value

    assert sorted(map(score, (0.2, 0.5, 0.9))) == [score(0.2), score(0.5), score(0.9)]


def test_the_sample_shows_the_shared_base_and_the_land_between(axis: Network) -> None:
    points = flash_points(axis, fading={"isis": 0.6})
    assert [p.spread.rank for p in points] == sorted(p.spread.rank for p in points)
    assert all(p.claims and p.spread.rank_low <= p.spread.rank_high for p in points)
    by_actors = {p.actors: p for p in points}
    assert by_actors["pmf", "us_forces"].place == "taqaddum"
    assert by_actors["iraq", "iran", "us"].kind == "cross_pressure"
    assert by_actors["iran", "us", "isis"].kind == "fading_enemy"
    assert flash_points(axis, top=2) == flash_points(axis)[:2]


def test_one_claim_that_says_both_are_there_is_not_counted_twice() -> None:
    there = tuple(Presence(i, "base", 0.5, proposition="colocated(a + b, at base)") for i in "ab")
    point = one(flash_points(network(tie("a", "b", "opposes"), presences=there)), "contact")
    assert point.spread.value == pytest.approx(0.5)


def test_they_show_themselves(axis: Network) -> None:
    points = flash_points(axis, top=3)
    first = points.to_json()[0]
    assert (first["rank"], first["reason"]) == (1, points[0].reason)
    assert json.loads(json.dumps(points.to_json())) == points.to_json()
    assert str(points).splitlines()[0].endswith(points[0].reason)
    assert len(points.to_frame()) == 3
    assert "<td>" in points._repr_html_()
    assert str(flash_points(axis, top=0)).startswith("No flash points")
