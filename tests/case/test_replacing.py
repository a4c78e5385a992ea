"""Entries are taken out, and values put in place of others, with every other byte as it was."""

from __future__ import annotations

import pytest

from catspaw.case.replacing import put_key, remove_item, remove_key
from catspaw.core.errors import CatspawError

FILE = """# a comment
report: one
coded: {by: ab, on: 2024-02-01}   # by hand
voices:
  two: 2 of c, unnamed
  three: 3 of c
claims:
- says: did(c, raid)
  by: two
# about the next
- says: did(a, raid)
  by: paper
passed:
  p1: title
"""


def test_the_last_item_and_the_first_go() -> None:
    assert "did(a, raid)" not in remove_item(FILE, "claims", 11, file="one.yaml")
    assert remove_item(FILE, "claims", 11, file="one.yaml").endswith("# about the next\npassed:\n  p1: title\n")
    alone = remove_item(remove_item(FILE, "claims", 11, file="x"), "claims", 8, file="x")
    assert "claims: []\n" in alone
    with pytest.raises(CatspawError, match=r"one.yaml:9: no entry of `claims` begins here; the file has changed since"):
        remove_item(FILE, "claims", 9, file="one.yaml")


def test_a_name_goes_and_the_key_with_the_last_one() -> None:
    once = remove_key(FILE, "voices", "two", file="x")
    assert "voices:\n  three: 3 of c\nclaims:" in once
    assert "unnamed\nclaims:" in remove_key(FILE, "voices", "three", file="x")
    assert "voices" not in remove_key(once, "voices", "three", file="x")
    assert remove_key(FILE, "voices", "nobody", file="x") == FILE
    assert remove_key(FILE, "nothing", "two", file="x") == FILE


def test_a_value_is_put_in_place_or_above() -> None:
    assert "coded:\n  by: cd\nvoices:" in put_key(FILE, "coded", {"by": "cd"}, before="claims", file="x")
    assert "title: T\nclaims:" in put_key(FILE, "title", "T", before="claims", file="x")
    assert put_key("a: 1\n", "b", "2", before="c", file="x") == "a: 1\nb: 2\n"
