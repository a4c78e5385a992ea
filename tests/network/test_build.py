"""From beliefs to the network: every tie with its claims, assumptions named as such, worlds that agree with beliefs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.case.model import Case
from catspaw.evidence.beliefs import Beliefs
from catspaw.evidence.weighing import weigh
from catspaw.network.build import network
from catspaw.network.graph import Network


@pytest.fixture(scope="module")
def beliefs(mini: Case) -> Beliefs:
    return weigh(mini)


@pytest.fixture(scope="module")
def found(mini: Case, beliefs: Beliefs) -> Network:
    return network(mini, beliefs, worlds=2000)


def test_a_tie_of_the_reports_carries_its_claims(found: Network, beliefs: Beliefs) -> None:
    (tie,) = [t for t in found.ties if t.word == "arms"]
    assert (tie.source, tie.target, tie.assumed) == ("marl", "reed_front", False)
    assert tie.belief == pytest.approx(beliefs.belief("arms(marl -> reed_front)"))
    assert tie.origins == 1
    assert len(tie.claims) == 1


def test_an_assumption_is_named_as_one_and_has_no_origin(found: Network) -> None:
    (tie,) = [t for t in found.ties if t.word == "fights"]
    assert tie.assumed
    assert tie.origins == 0
    assert tie.belief == 0.9
    assert tie.claims == ()


def test_ties_and_actors_come_with_their_english(found: Network, mini: Case, beliefs: Beliefs) -> None:
    (tie,) = [t for t in found.ties if t.word == "fights"]
    assert tie.says == "Ostia is fighting Reed Front"
    actors = {**mini.actors, "reed_front": replace(mini.actors["reed_front"], name="Reed Brigades")}
    other = network(replace(mini, actors=actors), beliefs, worlds=10)
    (tie,) = [t for t in other.ties if t.word == "fights"]
    assert tie.says == "Ostia is fighting the Reed Brigades"
    nodes = {n.id: n for n in other.nodes}
    assert (nodes["reed_front"].said, nodes["reed_front"].plural) == ("the Reed Brigades", True)
    assert (nodes["ostia"].said, nodes["ostia"].plural) == ("Ostia", False)
    assert {t.says for t in other.ties if t.word == "coordinates"} == {"Ostia and Tern coordinate"}
    assert {p.place: nodes[p.place].said for p in other.presences} == {"mill_base": "Mill base"}


def test_worlds_hold_each_tie_as_often_as_it_is_believed(found: Network) -> None:
    assert found.worlds is not None
    share = found.worlds.mean(axis=0)
    belief = np.array([t.belief for t in found.ties])
    assert np.abs(share - belief).max() < 5 * np.sqrt(0.25 / 2000)


def test_presence_comes_from_claims(found: Network) -> None:
    assert [(p.actor, p.place) for p in found.presences] == [("tern", "mill_base")]


def test_an_earlier_network_knows_only_earlier_reports(mini: Case) -> None:
    early = date(2020, 6, 26)
    found = network(mini, weigh(mini, as_of=early), as_of=early)
    known = {p.proposition for p in found.presences if p.claims}
    assert known == set()


def test_the_same_seed_gives_the_same_worlds(mini: Case, beliefs: Beliefs) -> None:
    one, two = (network(mini, beliefs, worlds=50).worlds for _ in range(2))
    other = network(replace(mini, seed=8), beliefs, worlds=50).worlds
    assert one is not None
    assert two is not None
    assert other is not None
    assert (one == two).all()
    assert (one != other).any()
