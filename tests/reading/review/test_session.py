"""Decisions are written at once, survive a restart, and can all be taken back, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reading.review.conftest import TEXT

from catspaw.case.load import examine
from catspaw.case.readers import paragraphs
from catspaw.core.errors import CatspawError
from catspaw.reading.review import shelf as shelves
from catspaw.reading.review.queue import accept_above
from catspaw.reading.review.session import UNREVIEWED, Session, ranges


def report(folder: Path) -> str:
    return (folder / "reports" / "two.yaml").read_text("utf-8")


def test_what_bears_on_a_question_comes_first(session: Session) -> None:
    assert [p.says for p in session.shelf.open][:3] == ["did(c, raid)", "arms(a -> c)", "arms(a -> c)"]


def test_accepting_writes_the_claim_and_its_voice(session: Session, folder: Path) -> None:
    first, second, *_ = session.shelf.open
    session.accept(first)
    session.accept(second)
    assert report(folder).endswith("""voices:
  agency_2: 2 of agency, unnamed
claims:
- says: did(c, raid)
  by: paper
  where: p3
- says: arms(a -> c)
  by: [agency_2, paper]
  where: p2
""")
    again = Session(folder, shelves.load(folder, "two"), "ab")
    assert next(p.says for p in again.shelf.open) == "arms(a -> c)"
    assert len(again.shelf.open) == 3


def test_undo_takes_back_to_the_byte(session: Session, folder: Path) -> None:
    before = report(folder)
    for proposal in session.shelf.open[:2]:
        session.accept(proposal)
    assert session.undo().what == "accept"
    assert session.undo().what == "accept"
    assert report(folder) == before
    with pytest.raises(CatspawError, match="nothing left to undo"):
        session.undo()
    assert len(shelves.load(folder, "two").decisions) == 4


def test_a_rejected_proposal_is_kept(session: Session, folder: Path) -> None:
    session.reject(session.shelf.open[0])
    kept = shelves.load(folder, "two")
    assert len(kept.proposals) == 5
    assert len(kept.open) == 4
    assert kept.decisions[0].what == "reject"


def test_split_and_merge(session: Session) -> None:
    proposal = session.shelf.open[1]
    merged = session.merge(proposal)
    assert merged.claim["by"] == ["agency_2", "paper", "chief"]
    assert merged.claim["where"] == "p2,p3"
    assert len(session.shelf.open) == 4
    parts = session.split(merged)
    assert [p.claim["by"] for p in parts] == ["agency_2", "paper", "chief"]
    session.undo()
    session.undo()
    assert session.shelf.open[1] == proposal
    with pytest.raises(CatspawError, match="nothing to split"):
        session.split(session.shelf.open[0])
    with pytest.raises(CatspawError, match="nothing to merge"):
        session.merge(session.shelf.open[0])


def test_an_incident_is_taken_for_another_only_when_said(session: Session, folder: Path) -> None:
    perhaps = next(p for p in session.shelf.open if p.same_as)
    session.accept_as(perhaps)
    assert "strike(unknown -> b, on 2024-01-10) as raid\n" in report(folder)


def test_what_the_case_cannot_hold_is_refused_and_stays_open(session: Session, folder: Path) -> None:
    before = report(folder)
    with pytest.raises(CatspawError, match="`atlantis` is not an actor"):
        session.accept(session.shelf.open[0], "says: arms(atlantis -> c); by: paper; where: p2")
    assert report(folder) == before
    assert len(session.shelf.open) == 5


def test_batches_are_marked_as_unreviewed_and_leave_what_is_not_verified(folder: Path) -> None:
    session = Session(folder, shelves.load(folder, "two"), UNREVIEWED)
    accepted, refused = accept_above(session, 0.65)
    assert (accepted, refused) == (2, [])
    assert report(folder).count("reviewed: no") == 2
    case, problems = examine(folder)
    assert sum(not c.reviewed for c in case.claims) == 2
    assert any("2 claims that nobody reviewed" in p.message for p in problems)


def test_the_head_says_what_was_coded_for_which_questions(session: Session, folder: Path) -> None:
    session.accept(session.shelf.open[0])
    for proposal in [p for p in session.shelf.open if p.claim["where"] == "p2"]:
        session.reject(proposal)
    session.finish()
    assert "coded:\n  by: ab\n  on: 2026-01-02\n  for: [who_raid, how_far, choice]\n  blocks: p2-p3\n" in report(folder)
    assert "passed:\n  p2: every proposal was rejected\n" in report(folder)
    assert not [p for p in examine(folder)[1] if p.level == "error"]


def test_a_text_that_changed_is_refused(folder: Path) -> None:
    (folder / "reports" / "two.txt").write_text(TEXT + "more", "utf-8")
    with pytest.raises(CatspawError, match=r"reports/two.txt is not the text that was read; put it back"):
        shelves.load(folder, "two")


@pytest.mark.parametrize("content", ["{}", "[1]", "not json", '{"report": 1, "document": {}}'])
def test_a_broken_record_is_said(content: str, folder: Path) -> None:
    (folder / "reading" / "two.json").write_text(content, "utf-8")
    with pytest.raises(
        CatspawError, match=r"reading/two.json is no record of proposals .* `catspaw read` makes a new one"
    ):
        shelves.load(folder, "two")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from("arnsmu"), max_size=6))
def test_undoing_everything_gives_the_beginning_back(steps: list[str], folder: Path) -> None:
    (folder / "reports" / "two.yaml").write_text(
        "report: two\noutlet: paper\ndated: 2024-01-20\nparagraphs: 3\nclaims: []\n", "utf-8"
    )
    shelf = shelves.replace(shelves.load(folder, "two"), decisions=())
    session = Session(folder, shelf, "ab")
    before, opened = report(folder), session.shelf.open
    does = {"a": session.accept, "r": session.reject, "n": session.later, "s": session.split, "m": session.merge}
    for step in steps:
        try:
            session.undo() if step == "u" else does[step](session.shelf.open[0])
        except (CatspawError, IndexError):
            continue
    while session.shelf.active:
        session.undo()
    assert report(folder) == before
    assert session.shelf.open == opened


@given(st.sets(st.integers(1, 60), min_size=1))
def test_paragraphs_are_written_so_that_the_loader_reads_them(numbers: set[int]) -> None:
    parts = ranges(sorted(numbers)).split(", ")
    assert {n for part in parts for n in paragraphs(part)} == numbers
