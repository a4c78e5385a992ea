"""Names of event data resolved against an actor book: by name, alias, form of a state's bodies, and date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catspaw.case.model import Actor, Case, Membership
from catspaw.core.dates import parse_interval
from catspaw.events.actors import Book, Match, fold

Take = Callable[..., Any]
DAY = date(2015, 6, 1)


def during(of: str, start: str | None, end: str | None) -> Membership:
    return Membership(of, parse_interval(start) if start else None, parse_interval(end) if end else None)


ACTORS = {
    a.id: a
    for a in (
        Actor("iran", "Iran", "state", ("Tehran",)),
        Actor("iraq", "Iraq", "state"),
        Actor("us", "United States", "state", ("USA",)),
        Actor("hezbollah", "Hezbollah", "armed_group", ("Hizbullah",)),
        Actor("irgc", "Islamic Revolutionary Guard Corps", "force", acts_for=(Membership("iran"),)),
        Actor("obama", "Barack Obama", "person", acts_for=(during("us", "2009-01-20", "2017-01-20"),)),
        Actor("old_front", "Old Front", "armed_group", ("The Front",), part_of=(during("iraq", None, "2014"),)),
        Actor("new_front", "New Front", "armed_group", ("The Front",), part_of=(during("iran", "2015", None),)),
        Actor("twin_a", "Twin", "armed_group"),
        Actor("twin_b", "Twin", "armed_group"),
    )
}
BOOK = Book(ACTORS)


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Iran", "iran"),
        ("IRAN", "iran"),
        ("tehran", "iran"),
        ("the Hizbullāh", "hezbollah"),
        ("United_States", "us"),
        ("Government of Iran", "iran"),
        ("Police (Iraq)", "iraq"),
        ("Military Forces of Iran (1989-)", "iran"),
        ("Military Forces of Iran (1989-) Islamic Revolutionary Guard Corps", "irgc"),
        ("Military Forces of the United States", "us"),
        ("Citizen (Iraq)", None),
        ("Police (Hezbollah)", None),
        ("Nobody", None),
        ("Twin", None),
        ("", None),
        (None, None),
    ],
)
def test_names(name: str | None, actor: str | None) -> None:
    assert BOOK.resolve(name, None, DAY).actor == actor


def test_a_code_is_asked_where_the_name_fits_nobody() -> None:
    assert BOOK.resolve("AMERICANS", "USA", DAY).actor == "us"
    assert BOOK.resolve("Iran", "USA", DAY).actor == "iran"


def test_bodies_and_office_holders_act_for_someone_while_they_do() -> None:
    assert BOOK.resolve("Islamic Revolutionary Guard Corps", None, DAY).principal == "iran"
    assert BOOK.resolve("Barack Obama", None, DAY).principal == "us"
    assert BOOK.resolve("Barack Obama", None, date(2019, 1, 1)).principal == "obama"
    assert BOOK.resolve("Hezbollah", None, DAY).principal == "hezbollah"


def test_of_two_with_one_name_the_one_whose_membership_holds() -> None:
    assert BOOK.resolve("The Front", None, date(2013, 1, 1)).actor == "old_front"
    assert BOOK.resolve("The Front", None, DAY).actor == "new_front"
    assert BOOK.always("The Front") is None


def test_who_someone_is_on_every_day() -> None:
    assert BOOK.always("Hezbollah") == Match("hezbollah", "hezbollah")
    assert BOOK.always("Nobody") == Match()
    assert BOOK.always("Barack Obama") is None


def test_a_circle_of_bodies_ends() -> None:
    one = Actor("one", "One", "wing", part_of=(Membership("two"),))
    two = Actor("two", "Two", "wing", part_of=(Membership("one"),))
    assert Book({"one": one, "two": two}).principal("one", DAY) == "two"


def test_folding() -> None:
    assert fold("  The Hizbullāh_(Lebanon) ") == fold("hizbullah lebanon")
    assert fold("The") == "the"


def test_import_resolves_counts_and_offers_the_nearest(take: Take, make: SimpleNamespace) -> None:
    case = Case("made", "Made", Path(), DAY, 90, actors=ACTORS)
    found = take(
        make.icews(
            {"Source Name": "Barack Obama", "Target Name": "Hesbollah"},
            {"Source Name": "Barack Obama", "Target Name": "Hesbollah", "Event Date": "2018-03-04"},
            {"Source Name": "The Front", "Event Date": "2013-01-01"},
            {"Source Name": "The Front"},
            {"Source Name": "", "Target Name": "Citizen (Iraq)"},
        ),
        case=case,
    )
    sides = [(r["source"], r["source_principal"], r["target"], r["target_principal"]) for r in found.rows]
    assert sides == [
        ("obama", "us", None, None),
        ("obama", "obama", None, None),
        ("old_front", "old_front", "iraq", "iraq"),
        ("new_front", "new_front", "iraq", "iraq"),
        (None, None, None, None),
    ]
    assert [r["target_raw"] for r in found.rows][:2] == ["Hesbollah", "Hesbollah"]
    assert (found.done.resolved, found.done.named) == (6, 9)
    assert [(u.name, u.rows, u.nearest) for u in found.done.unresolved] == [
        ("Hesbollah", 2, "hezbollah"),
        ("Citizen (Iraq)", 1, ""),
    ]
