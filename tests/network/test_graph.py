from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.network.graph import LAYER_WEIGHT, LAYERS, Network, Node, Presence, Tie, layer_of, signed

DAY = date(2024, 1, 31)


def nodes(*ids: str) -> tuple[Node, ...]:
    return tuple(Node(i, i.title(), "state") for i in ids)


def tie(source: str, target: str, word: str, sign: int, belief: float = 1.0) -> Tie:
    return Tie(source, target, word, layer_of(word), sign, belief, belief, belief)


def test_every_tie_word_of_the_codebook_has_a_layer() -> None:
    table = files("catspaw.case").joinpath("predicates.tsv").read_text(encoding="utf-8")
    words = [row.split("\t")[0] for row in table.splitlines() if row.split("\t")[1:2] == ["tie"]]
    assert len(words) > 20
    assert {layer_of(word) for word in words} == set(LAYERS)


def test_no_word_is_in_two_layers() -> None:
    words = [word for layer in LAYERS.values() for word in layer]
    assert len(words) == len(set(words))
    assert set(LAYER_WEIGHT) == set(LAYERS)


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"'bakcs' is no tie word.*nearest tie word: backs"):
        layer_of("bakcs")


def test_kinds_of_one_layer_count_once_and_layers_add_up() -> None:
    ties = (tie("a", "b", "arms", 1, 0.6), tie("b", "a", "funds", 1, 0.8), tie("a", "b", "allied", 1, 0.5))
    (pair,) = signed(Network(DAY, nodes("a", "b"), ties)).pairs
    assert (pair.a, pair.b, pair.sign) == ("a", "b", 1)
    assert pair.plus == pytest.approx(0.8 + 0.5)
    assert len(pair.ties) == 3


def test_a_pair_with_two_faces_is_kept_and_named() -> None:
    ties = (tie("a", "b", "arms", 1, 0.6), tie("b", "a", "opposes", -1, 0.9))
    graph = signed(Network(DAY, nodes("a", "b"), ties))
    assert graph.ambivalent == graph.pairs
    assert graph.pairs[0].sign == -1
    assert graph.pairs[0].weight == pytest.approx(0.3)


def test_a_pair_that_cancels_is_kept_with_sign_0() -> None:
    ties = (tie("a", "b", "arms", 1, 0.5), tie("b", "a", "opposes", -1, 0.5))
    (pair,) = signed(Network(DAY, nodes("a", "b"), ties)).pairs
    assert (pair.sign, pair.ambivalent) == (0, True)


def test_a_tie_that_nobody_believes_is_no_pair() -> None:
    assert signed(Network(DAY, nodes("a", "b"), (tie("a", "b", "arms", 1, 0.0),))).pairs == ()


def test_membership_is_friendly_unless_left_out() -> None:
    body, wing = Node("body", "Body", "armed_group"), Node("wing", "Wing", "wing", part_of=("body",))
    network = Network(DAY, (body, wing), ())
    assert [(p.a, p.b, p.sign) for p in signed(network).pairs] == [("body", "wing", 1)]
    assert signed(network, structure=False).pairs == ()


def test_places_are_no_actors() -> None:
    network = Network(DAY, (*nodes("a"), Node("p", "P", "place")), (tie("a", "p", "holds", 0),))
    assert signed(network).actors == ("a",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "c"}, r"'c' is no node of the network"),
        ({"belief": 1.2}, r"arms\(a -> b\): belief is 1.2; allowed: 0 to 1"),
        ({"low": -0.1}, r"low is -0.1"),
        ({"layer": "help"}, r"layer 'help'; allowed: backing, ground"),
        ({"sign": 2}, r"sign 2; allowed: -1, 0, 1"),
    ],
)
def test_a_bad_tie_is_named(change: dict[str, object], message: str) -> None:
    bad = replace(tie("a", "b", "arms", 1), **change)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=message):
        Network(DAY, nodes("a", "b"), (bad,))


def test_bad_nodes_worlds_and_presences_are_named() -> None:
    with pytest.raises(ModelError, match="nodes occur twice: a"):
        Network(DAY, nodes("a", "a"), ())
    with pytest.raises(ModelError, match=r"worlds has shape \(3, 2\); needed: \(draws, 1\)"):
        Network(DAY, nodes("a", "b"), (tie("a", "b", "arms", 1),), worlds=np.ones((3, 2), dtype=bool))
    with pytest.raises(ModelError, match="'p' is no node"):
        Network(DAY, nodes("a"), (), (Presence("a", "p", 0.5),))
    with pytest.raises(ModelError, match=r"part_of or acts_for of w: 'bodi' is no node.*nearest node: body"):
        Network(DAY, (Node("w", "W", "wing", part_of=("bodi",)), *nodes("body")), ())


def test_it_shows_itself(axis: Network) -> None:
    values = axis.to_json()
    assert (values["as_of"], values["worlds"], len(values["ties"])) == ("2024-01-31", 100, len(axis.ties))
    assert json.loads(json.dumps(values)) == values
    assert list(axis.to_frame()["word"]) == [tie.word for tie in axis.ties]
    assert axis._repr_html_().startswith("<svg")
