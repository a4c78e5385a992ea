"""The whole way is measured against a coding by hand, without ever seeing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading.measuring import Score, measure

TEXT = """After the strike
The Gazette reports on the strike on Mill base.
Ostian officials said that one of the groups was behind it.
The Reed Front denied it.
Marl denied any involvement.
Marl armed the Reed Front, and Ostia opposes Marl. The strike on Mill base on June 20 killed more than 2 people.
Ostia vowed to retaliate.
A scholar spoke.
A fighter spoke of Ostia and Tern, who coordinate.
"""


def test_a_reader_without_a_tagger_finds_what_the_text_itself_says(mini_folder: Path) -> None:
    (mini_folder / "reports" / "courier-1.yaml").unlink()
    text = mini_folder / "text.txt"
    text.write_text(TEXT, "utf-8")
    found = measure(mini_folder, lambda _: (), text=text, report="gazette-1")
    assert found["report"] == "gazette-1"
    assert found["speakers"]["exact"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "found": 0,
        "proposed": 0,
        "gold": 8,
    }
    exact, near = found["claims"]["exact"], found["claims"]["overlap"]
    assert exact["found"] >= 2  # arms and opposes, in the paper's own voice
    assert near["found"] >= exact["found"]
    assert exact["gold"] == 12
    review = found["review"]
    assert review["accepted"] + review["edited"] + review["rejected"] <= exact["proposed"]
    assert review["keystrokes"] >= review["accepted"]
    assert review["minutes"] > 0


def test_the_coding_is_not_seen(mini_folder: Path) -> None:
    text = mini_folder / "text.txt"
    text.write_text("Nothing is said here.\n", "utf-8")
    found = measure(mini_folder, lambda _: (), text=text, report="gazette-1")
    assert found["claims"]["exact"]["proposed"] == 0
    assert found["review"]["keystrokes_per_accepted_claim"] is None


def test_what_is_missing_is_said(mini_folder: Path) -> None:
    with pytest.raises(CatspawError, match=r"the text of `gazette-1` is not there; say where it is with --text FILE"):
        measure(mini_folder, lambda _: (), report="gazette-1")
    with pytest.raises(CatspawError, match=r"which report\? courier-1, gazette-1"):
        measure(mini_folder, lambda _: ())


def test_scores() -> None:
    assert Score(2, 4, 8).to_json() == {
        "precision": 0.5, "recall": 0.25, "f1": 0.3333, "found": 2, "proposed": 4, "gold": 8,
    }  # fmt: skip
    assert Score(0, 0, 0).to_json()["f1"] == 0.0


def test_every_part_of_a_claim_is_scored_and_every_lost_claim_has_its_reason(mini_folder: Path) -> None:
    (mini_folder / "reports" / "courier-1.yaml").unlink()
    text = mini_folder / "text.txt"
    text.write_text(TEXT, "utf-8")
    found = measure(mini_folder, lambda _: (), text=text, report="gazette-1")
    assert list(found["stages"]) == ["named", "party", "parties", "word", "family", "stance"]
    assert found["stages"]["named"]["found"] >= found["stages"]["party"]["found"] > 0
    assert sum(found["losses"].values()) == found["claims"]["exact"]["gold"]
    assert found["losses"]["found"] >= 2
    assert found["fields"]["anonymity"] == {"same": 0, "of": 0}  # nobody but the paper speaks without a tagger
    assert found["scores"]["before"] is None  # too few decisions
