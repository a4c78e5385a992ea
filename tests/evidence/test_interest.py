"""Whose interest a statement serves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from catspaw.case.language import parse
from catspaw.evidence.belonging import belonging
from catspaw.evidence.interest import Interests, charge, enmities

FEUD = ("fights(red -> blue)",)


@pytest.fixture
def interests(small: SimpleNamespace) -> Interests:
    case = small.case()
    known = belonging(case)
    return Interests(case, known, enmities(case, [parse(t) for t in FEUD], known))


CASES = [
    # proposition, speaker's side, act, stance, interest
    ("aided(red, attack)", "blue", "assert", "charges", "for"),
    ("aided(red, attack)", "red", "deny", "clears", "for"),
    ("aided(red_guard, attack)", "red", "deny", "clears", "for"),
    ("aided(red, attack)", "red", "admit", "charges", "against"),
    ("did(red, attack)", "red", "assert", "charges", "for"),
    ("aided(red, attack)", "blue", "deny", "clears", "against"),
    ("aided(red, attack)", "grey", "assert", "charges", "none"),
    ("aided(red, attack)", "grey", "deny", "clears", "none"),
    ("not aided(red, attack)", "red", "assert", "clears", "for"),
    ("unaware(red, attack)", "red", "assert", "clears", "for"),
    ("unaware(red, attack)", "blue", "deny", "charges", "for"),
    ("part(red, attack) <= aware", "red", "assert", "clears", "for"),
    ("opposed(red, attack)", "red", "assert", "clears", "for"),
    ("not intends(red, fights(red -> blue))", "red", "assert", "clears", "for"),
    ("backs(red -> alpha)", "blue", "assert", "charges", "for"),
    ("backs(red -> grey)", "blue", "assert", "charges", "none"),
    ("aided(red, attack)", "red", "doubt", "clears", "for"),
    ("attended(red, attack)", "blue", "assert", "charges", "none"),
    ("killed(attack) = 3", "blue", "assert", "charges", "none"),
    ("did(some of front, attack)", "alpha", "deny", "clears", "for"),
]


@pytest.mark.parametrize(("says", "side", "act", "stance", "interest"), CASES)
def test_the_rule(interests: Interests, says: str, side: str, act: str, stance: str, interest: str) -> None:
    assert interests.of(interests.charge(parse(says)), side=side, act=act) == (stance, interest)


def test_the_claim_may_override(interests: Interests) -> None:
    found = interests.charge(parse("aided(red, attack)"))
    assert interests.of(found, side="red", act="deny", override="none") == ("clears", "none")


def test_meetings_charge_nobody(small: SimpleNamespace) -> None:
    from catspaw.case.model import Incident

    case = small.case(incidents={"talks": Incident("talks", "meets")})
    assert charge(parse("hosted(red, talks)"), case) is None
    assert charge(parse("coordinates(red + grey)"), case) is None


def test_enemies_are_set_against_each_other_by_more_than_joins_them(small: SimpleNamespace) -> None:
    case = small.case()
    known = belonging(case)

    def enemies(*texts: str) -> set[frozenset[str]]:
        return set(enmities(case, [parse(t) for t in texts], known))

    pair = frozenset(("red", "blue"))
    assert enemies("fights(red -> blue)") == {pair}
    assert enemies("fights(red_guard -> blue_army)") == {pair}
    assert enemies("fights(red -> blue)", "coordinates(red + blue)") == set()
    assert enemies("not fights(red -> blue)") == set()
    assert enemies("opposes(red -> blue, often sometimes)") == set()
    assert enemies("strike(red -> some of front)") == {
        frozenset(("red", g)) for g in ("front", "alpha", "beta", "gamma")
    }
