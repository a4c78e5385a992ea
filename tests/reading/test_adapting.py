"""Retraining on reviews: what is learnt, what is too little to learn from, and what stays as it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pycrfsuite")

from catspaw.case.load import load
from catspaw.core.errors import CatspawError
from catspaw.reading.acceptance import AS_STATED, FILE, Acceptance, acceptance_from, brier, learn, to_file
from catspaw.reading.adapting import SENTENCES, Retrained, retrain
from catspaw.reading.attributing import attribute
from catspaw.reading.intake import take
from catspaw.reading.lessons import lessons_of, taught_by
from catspaw.reading.model import shipped, shipped_bytes, unpack
from catspaw.reading.propose.proposal import Proposal, from_json
from catspaw.reading.propose.propose import VERSION
from catspaw.reading.review import shelf as shelves
from catspaw.reading.review.line import to_line
from catspaw.reading.review.session import UNREVIEWED
from catspaw.reading.review.shelf import Decision, Shelf
from catspaw.reading.segmenting import segment

BASE = Path(__file__).parents[1] / "case" / "corpus" / "base"
PLACES = ("north", "south", "east", "west", "valley", "coast", "hills", "delta", "desert", "border", "pass", "plain")
#: `stressed` is no cue of the shipped reader's articles in this form; the review says whose word it is.
LINES = [f"The Agency said that Movement C had armed the {place}." for place in PLACES] + [
    f"The Agency said that State A had funded the {place}." for place in PLACES
]


def made(line: str, text: str) -> Proposal:
    start = text.index(line)
    spans = {"source": "The Agency", "cue": "said", "content": line[len("The Agency said ") : -1]}
    said = {r: ((start + line.index(w), start + line.index(w) + len(w)),) for r, w in spans.items()}
    number = text[:start].count("\n") + 1
    arms = "armed" in line
    return Proposal(
        {"says": "arms(c -> b)" if arms else "funds(a -> b)", "by": "agency", "where": f"p{number}"},
        start=start,
        end=start + len(line),
        score=0.5,
        proposer=VERSION,
        said=said,
    )


def reviewed(tmp_path: Path, *, by: str = "ab") -> tuple[Path, Shelf]:
    """A case of which the claims that something was armed were accepted as the paper's own word, and the others rejected."""
    folder = Path(shutil.copytree(BASE, tmp_path / "base"))
    source = tmp_path / "two.txt"
    source.write_text("\n".join(LINES) + "\n", "utf-8")
    (folder / "reports" / "two.yaml").write_text("report: two\noutlet: paper\ndated: 2024-01-20\nclaims: []\n", "utf-8")
    shelf = shelves.of_intake("two", take(source))
    (folder / "reports" / "two.txt").write_text(shelf.text, "utf-8")
    proposals = tuple(made(line, shelf.text) for line in LINES)
    decisions = tuple(
        Decision(p.id, "edit", by, "2026-01-02", to_line({**p.claim, "by": "paper"}))
        if p.says.startswith("arms")
        else Decision(p.id, "accept" if p.start % 2 else "reject", by, "2026-01-02", to_line(p.claim))
        for p in proposals
    )
    shelf = replace(shelf, proposals=proposals, decisions=decisions)
    shelves.save(folder, shelf)
    return folder, shelf


def retrained(folder: Path) -> Retrained:
    cases = [(load(folder), tuple(shelves.shelves(folder).values()))]
    return retrain(cases, shipped(), shipped_bytes())


def test_nothing_decided_leaves_scores_as_they_are_stated() -> None:
    assert AS_STATED.of(Proposal({"says": "arms(a -> c)", "by": "paper"}, score=0.37)) == 0.37


def test_acceptance_is_learnt_with_a_prior_and_read_back() -> None:
    good, bad = (Proposal({"says": f"{word}(a -> c)", "by": "paper"}, score=0.4) for word in ("arms", "funds"))
    decided = [(good, True)] * 8 + [(bad, False)] * 8
    one, all_ = learn(decided[:1]), learn(decided)
    assert 0.4 < one.of(good) < 0.65  # one decision moves a score, and not far
    assert all_.of(good) > 0.6
    assert all_.of(bad) < 0.35
    assert brier(all_, decided) < brier(AS_STATED, decided)
    assert acceptance_from({FILE: to_file(all_)}) == all_
    assert acceptance_from({}) == AS_STATED
    with pytest.raises(ValueError, match="has another form"):
        acceptance_from({FILE: b"[]"})


def test_what_nobody_looked_at_teaches_nothing(tmp_path: Path) -> None:
    _, shelf = reviewed(tmp_path, by=UNREVIEWED)
    assert lessons_of(shelf) == ()


def test_a_speaker_taken_away_in_review_takes_its_marks_away(tmp_path: Path) -> None:
    folder, shelf = reviewed(tmp_path)
    taught = list(taught_by(load(folder), shelf, lessons_of(shelf), shipped()))
    corrected = [one for one in taught if one.corrected]
    assert len(corrected) == len(PLACES)
    assert all(set(one.labels) == {"O"} and "B-Q" in one.before for one in corrected)


def test_another_speaker_of_the_sentence_becomes_the_source(tmp_path: Path) -> None:
    folder, shelf = reviewed(tmp_path)
    first = shelf.proposals[0]
    lesson = replace(lessons_of(shelf)[0], claim={**first.claim, "by": "c"})
    (one,) = taught_by(load(folder), shelf, [lesson], shipped())
    words = [t.word for t in segment(LINES[0]).sentences[0].tokens]
    marked = [w for w, label in zip(words, one.labels, strict=True) if label.endswith("-S")]
    assert marked == ["Movement", "C"]


def test_a_case_teaches_scores_and_marks(tmp_path: Path) -> None:
    folder, _ = reviewed(tmp_path)
    done = retrained(folder)
    parts = {part.name: part for part in done.parts}
    assert parts["scores"].kept
    assert parts["scores"].after < parts["scores"].before  # type: ignore[operator]
    assert parts["stance"].before is None  # no act of speech was corrected
    assert parts["tagger"].corrected == len(PLACES)
    model = unpack(done.data, name="the case's")
    assert model.acceptance.decisions == len(LINES)
    assert model.about["from"] == shipped().digest
    assert retrained(folder).data == done.data  # the same bytes


def test_a_third_chain_unlearns_what_reviews_take_away(tmp_path: Path) -> None:
    folder, shelf = reviewed(tmp_path)
    extra = replace(
        shelf, decisions=tuple(replace(d, what="accept" if d.what == "reject" else d.what) for d in shelf.decisions)
    )
    shelves.save(folder, extra)
    done = retrained(folder)
    (tagger,) = (part for part in done.parts if part.name == "tagger")
    assert tagger.examples >= SENTENCES
    assert tagger.kept
    model = unpack(done.data, name="the case's")
    line = segment("The Agency said that Movement C had armed the islands.")
    assert attribute(line, shipped())
    assert not attribute(line, model)
    kept = segment("The minister said that the talks had failed.")
    assert [a.cue for a in attribute(kept, model)] == [a.cue for a in attribute(kept, shipped())]


def test_too_little_teaches_nothing(tmp_path: Path) -> None:
    folder, shelf = reviewed(tmp_path)
    shelves.save(folder, replace(shelf, decisions=shelf.decisions[:5]))
    done = retrained(folder)
    assert done.data == b""
    assert all(part.before is None and not part.kept for part in done.parts)


def test_a_damaged_part_is_named() -> None:
    from catspaw.reading.model import pack, parts_of

    parts = {**parts_of(shipped_bytes(), name="shipped"), FILE: b"{"}
    with pytest.raises(CatspawError, match="no model of a reader"):
        unpack(pack(parts, {}), name="x")


def test_proposals_remember_what_they_stand_in() -> None:
    one = Proposal({"says": "arms(a -> c)", "by": "paper"}, said={"cue": ((3, 7),)})
    assert from_json(one.to_json()) == one


def test_an_acceptance_is_a_probability() -> None:
    far = Acceptance({"any": 50.0}, 1)
    assert far.of(Proposal({"says": "arms(a -> c)", "by": "paper"}, score=1.0)) <= 1.0


def test_acts_of_speech_are_learnt_from_what_was_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from catspaw.reading import adapting

    few = adapting.examples_of_speech
    monkeypatch.setattr(adapting, "examples_of_speech", lambda golds: few(golds[:10]))  # quick; all of them in use
    folder, shelf = reviewed(tmp_path)
    lines = [to_line({**p.claim, "act": "judge"}) for p in shelf.proposals]
    edits = [Decision(p.id, "edit", "ab", "2026-01-02", s) for p, s in zip(shelf.proposals, lines, strict=True)]
    shelves.save(folder, replace(shelf, decisions=tuple(edits)))
    done = retrained(folder)
    (stance,) = (part for part in done.parts if part.name == "stance")
    assert stance.corrected == len(LINES)
    assert stance.before == 0.0
    assert stance.kept
    learnt = unpack(done.data, name="the case's").classifiers["stance"]
    assert learnt.vocabulary != shipped().classifiers["stance"].vocabulary
