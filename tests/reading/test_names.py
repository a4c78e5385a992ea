"""Names in a text: found in whatever spelling, told apart from words, groups quantified; the tables are sound."""

from __future__ import annotations

import pytest

from catspaw.case.load import load
from catspaw.case.model import Case
from catspaw.reading.names import find_mentions, make_names
from catspaw.reading.names.folding import same_name
from catspaw.reading.names.gazetteer import gazetteer, states
from catspaw.reading.segmenting import segment


@pytest.fixture(scope="module")
def axis() -> Case:
    return load("axis-2024")


def found(case: Case, text: str) -> list[tuple[str, str]]:
    """Give each mention's words and what they mean."""
    mentions = find_mentions(segment(text), make_names(case))
    return [(m.words, m.meaning.actor or m.meaning.source or m.meaning.place or "?") for m in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. told us so.", [("U.S.", "us")]),
        ("Then Hizbullah met Hamas’s men.", [("Hizbullah", "hezbollah"), ("Hamas", "hamas")]),
        ("They asked Suleimani.", [("Suleimani", "?")]),
        ("Later Arouri spoke.", [("Arouri", "arouri")]),
        ("In Sana'a the Quds Force commander rested.", [("Sana'a", "sanaa"), ("Quds Force commander", "qaani")]),
        ("Said the IRGC.", [("IRGC", "irgc")]),
        ("Officials of Iran-backed militias left.", [("Iran-backed militias", "iran_backed_militias")]),
        ("The Journal said so.", [("Journal", "wsj")]),
        ("She saw Petra Onwell there.", [("Petra Onwell", "?")]),
        ("May it be so in march.", []),
    ],
)
def test_names_are_found(text: str, expected: list[tuple[str, str]], axis: Case) -> None:
    assert found(axis, text) == expected


@pytest.mark.parametrize(
    ("text", "quantifier"),
    [
        ("some of the Iran-backed militias", "some of"),
        ("most Iran-backed militias", "most of"),
        ("each of the Iran-backed militias", "each of"),
        ("an Iran-backed group", "one of"),
        ("the Iran-backed militias", None),
    ],
)
def test_how_much_of_a_group_is_meant(text: str, quantifier: str | None, axis: Case) -> None:
    (mention,) = [m for m in find_mentions(segment(f"Then {text} left."), make_names(axis)) if m.how == "kind"]
    assert mention.quantifier == quantifier


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("hizballah", "hezbollah", True),
        ("taqqadum", "taqaddum", True),
        ("gaddafi", "qadhafi", True),
        ("al-nujaba", "nujaba", True),
        ("iran", "iraq", False),
        ("hama", "hamas", False),
        ("syria", "surya", False),
        ("mali", "mila", False),
    ],
)
def test_spellings_of_one_name(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same


def test_places_of_the_gazetteer_are_on_earth_and_agree_with_the_cases() -> None:
    known = gazetteer()
    assert len(known) > 240
    for place in known.values():
        assert place.lat is not None
        assert place.lon is not None
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert place.inside is None or place.inside in states() or place.inside in _SMALL_STATES
    for case in (load("axis-2024"), load("nexus-2015"), load("flashpoint-2019"), load("taqaddum-2015")):
        for place in case.places.values():
            if place.id in known and place.lat is not None and place.lon is not None:
                other = known[place.id]
                assert abs(place.lat - (other.lat or 0)) < 0.4, place.id
                assert abs(place.lon - (other.lon or 0)) < 0.4, place.id


_SMALL_STATES = {"djibouti", "burkina_faso", "central_african_republic", "cyprus", "austria", "switzerland", "belgium"}


def test_no_place_name_is_in_the_gazetteer_twice() -> None:
    names = [name for p in gazetteer().values() for name in (p.name, *p.aliases)]
    assert sorted({n for n in names if names.count(n) > 1}) == []
