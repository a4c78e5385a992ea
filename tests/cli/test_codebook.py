"""`catspaw codebook` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catspaw.case.codebook import actions, ladders, rung_sense, words

Run = Callable[..., Any]


def test_the_whole_book(catspaw: Run) -> None:
    text = catspaw("codebook").out
    assert all(f"\n  {name:<13} " in text for name in words())
    assert "  control       none < weak < partial < strong < full\n" in text
    assert "  weeks         7 to 56\n" in text
    found = catspaw("codebook", "--json").json
    assert [w["word"] for w in found["words"]] == list(words())
    assert len(found["actions"]) == len(actions())
    assert list(found["ladders"]) == list(ladders())


def test_one_word(catspaw: Run) -> None:
    text = catspaw("codebook", "control").out
    assert text.startswith("control(party -> party)  measure\n")
    assert "  it is      control(iran -> houthis) < full\n" in text
    assert f"    partial    {rung_sense('control', 'partial')}\n" in text
    found = catspaw("codebook", "strike", "--json").json
    assert (found["family"], found["action"]["root"]) == ("act", "ASSAULT")


def test_an_unknown_word(catspaw: Run) -> None:
    result = catspaw("codebook", "bakcs")
    assert result.code == 1
    assert "nearest known: backs" in result.err
