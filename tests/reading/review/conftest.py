"""A small case with a document read into it, and proposals made by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catspaw.core.files import write_atomic
from catspaw.reading.intake import take
from catspaw.reading.propose.proposal import Proposal, Unplaced
from catspaw.reading.review import shelf as shelves
from catspaw.reading.review.session import Session

BASE = Path(__file__).parents[2] / "case" / "corpus" / "base"
TEXT = """The raid
State A has armed Movement C for years, two officials of the Agency said.
Nobody would say who \x1b[31mordered the raid.
"""


def proposals() -> tuple[Proposal, ...]:
    start = TEXT.replace("\x1b", "").index("State A has")
    common = {"start": start, "end": start + 72}
    return (
        Proposal(
            {"says": "did(c, raid)", "by": "paper", "where": "p3"},
            score=0.9,
            questions=("who_raid",),
            moves=0.3,
            **common,
        ),
        Proposal(
            {"says": "arms(a -> c)", "by": ["agency_2", "paper"], "where": "p2"},
            {"agency_2": "2 of agency, unnamed"},
            score=0.7,
            moves=0.1,
            **common,
        ),
        Proposal({"says": "arms(a -> c)", "by": "chief", "where": "p3"}, score=0.6, moves=0.05, **common),
        Proposal(
            {"says": "strike(unknown -> b, on 2024-01-10) as raid_2", "by": "paper", "where": "p3"},
            score=0.5,
            same_as="raid",
            **common,
        ),
        Proposal(
            {"says": "funds(a -> c)", "by": "paper", "where": "p2"},
            score=0.95,
            verified=False,
            quote="\x1b]0;x\x07",
            **common,
        ),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case = Path(shutil.copytree(BASE, tmp_path / "base"))
    source = tmp_path / "raid.txt"
    source.write_text(TEXT, "utf-8")
    taken = take(source)
    write_atomic(case / "reports" / "two.txt", taken.text)
    (case / "reports" / "two.yaml").write_text(
        "report: two\noutlet: paper\ndated: 2024-01-20\nparagraphs: 3\nclaims: []\n", "utf-8"
    )
    shelf = shelves.of_intake("two", taken)
    shelf = shelf.with_proposals(proposals(), (Unplaced(0, 8, "`The raid` is no name"),), {"proposer": "by hand"})
    shelves.save(case, shelves.replace(shelf, document={**shelf.document, "made": True}))
    return case


@pytest.fixture
def session(folder: Path) -> Session:
    return Session(folder, shelves.load(folder, "two"), "ab", clock=lambda: "2026-01-02T03:04:05+00:00")
