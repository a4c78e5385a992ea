"""A slip is mended only where one name was surely meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.core.errors import MOST_COMPARED, nearest
from catspaw.core.spelling import slips, surely

SETTINGS = settings(deadline=None, derandomize=True)

words = st.text("abc", max_size=6)


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [("", "", 0), ("atc", "act", 1), ("ca", "abc", 3), ("kitten", "sitting", 3), ("deni", "deny", 1)],
)
def test_slips(a: str, b: str, count: int) -> None:
    assert slips(a, b) == count


@SETTINGS
@given(words, words)
def test_slips_are_a_measure(a: str, b: str) -> None:
    assert slips(a, b) == slips(b, a)
    assert (slips(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= slips(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("knid", ["kind", "id", "in"], "kind"),
        ("fo", ["for", "of"], None),
        ("wing", ["king", "ring"], None),
        ("beleives", ["believes"], "believes"),
        ("presums", ["presumes", "assumes"], "presumes"),
        ("reliabilyti", ["reliability"], "reliability"),
        ("something", ["nothing else"], None),
    ],
)
def test_surely(name: str, known: list[str], meant: str | None) -> None:
    assert surely(name, known) == meant


def test_nearest_among_very_many_compares_few() -> None:
    many = [f"x{n}" for n in range(50 * MOST_COMPARED)]
    assert nearest("hezbolah", ["hezbollah", *many]) == "; nearest known: hezbollah"
    assert nearest("hezbolah", ["zhezbollah", *many]) == ""
