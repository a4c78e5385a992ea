"""Who says what, as the shipped model reads it; the pieces behind it, one by one."""

from __future__ import annotations

import pytest

from catspaw.reading.attributing import attribute
from catspaw.reading.document import Attribution, Document
from catspaw.reading.model import shipped
from catspaw.reading.segmenting import segment
from catspaw.reading.tagging.labels import LONGEST, Stretch, chunks, inside, paragraphs_of
from catspaw.reading.tagging.linking import Chunk, link
from catspaw.reading.tagging.quotes import inside_quotes

pytest.importorskip("pycrfsuite")

WIRE = """KESSIM (Harbour Wire) – Two senior officials at the Defence Ministry, speaking on condition of anonymity because they \
were not authorised to talk to reporters, said the convoy had been hit by a missile.

“We had no part in this,” the spokesman of the Front told reporters on Monday.

A blog said that the ministry had denied the attack on the river."""


def read(text: str) -> tuple[Document, tuple[Attribution, ...]]:
    document = segment(text)
    return document, attribute(document, shipped())


def words(document: Document, one: Attribution, role: str) -> str:
    return " … ".join(span.of(document.text) for span in getattr(one, role))


def test_source_cue_and_content_are_found_and_joined() -> None:
    document, found = read(WIRE)
    said = next(one for one in found if words(document, one, "cue") == "told")
    assert words(document, said, "source") == "the spokesman of the Front"
    assert words(document, said, "content") == "“We had no part in this,”"


def test_an_anonymity_clause_is_no_part_of_the_source_and_says_why() -> None:
    document, found = read(WIRE)
    first = found[0]
    assert words(document, first, "source") == "Two senior officials at the Defence Ministry"
    assert words(document, first, "anonymity").startswith("speaking on condition of anonymity")
    speaker = first.speaker
    assert (speaker.anonymous, speaker.count, speaker.rank, speaker.why) == (True, "2", "senior", "unauthorised")
    assert speaker.whose == "the Defence Ministry"


def test_speech_within_speech_stands_in_its_parent() -> None:
    document, found = read(WIRE)
    inner = next(one for one in found if "denied" in words(document, one, "cue"))
    assert inner.depth == 1
    assert inner.stance == "deny"
    outer = found[inner.parent - 1] if inner.parent else None
    assert outer is not None
    assert words(document, outer, "source") == "A blog"


def test_numbers_follow_the_text_and_spans_stay_within_it() -> None:
    document, found = read(WIRE)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert one.cue
        assert one.content
        assert 0.0 <= one.score <= 1.0
        for span in (*one.source, *one.cue, *one.content, *one.anonymity):
            assert span.of(document.text).strip() == span.of(document.text) != ""


@pytest.mark.parametrize(
    "text", ["", "\n\n", "“", "\x00\x00", "said said said", "<b>He said</b> {{ it }}", "𝔘 said ‮it"]
)
def test_any_text_is_read_without_a_word(text: str) -> None:
    read(text)


def test_reading_twice_gives_the_same() -> None:
    assert read(WIRE)[1] == read(WIRE)[1]


def stretch(text: str) -> Stretch:
    return next(paragraphs_of(segment(text)))


def test_a_shared_content_goes_to_both_cues_and_each_has_its_source() -> None:
    text = stretch("The daily , citing two aides , said he had left .")
    marked = [
        Chunk(0, 1, "source"),
        Chunk(3, 3, "cue"),
        Chunk(4, 5, "source"),
        Chunk(7, 7, "cue"),
        Chunk(8, 10, "content"),
    ]
    citing, said = link(text, marked)
    assert citing.source == marked[2]
    assert citing.contents == said.contents == (marked[4],)


def test_a_cue_without_content_is_no_attribution() -> None:
    assert link(stretch("He said nothing ."), [Chunk(0, 0, "source"), Chunk(1, 1, "cue")]) == ()


def test_an_unopened_quotation_begins_with_the_paragraph() -> None:
    assert "".join(inside_quotes(["It", "ended", "”", "he", "said"])) == "II)OO"


def test_text_without_paragraphs_or_stops_is_looked_at_in_pieces() -> None:
    document = segment("word " * (2 * LONGEST + 5) + ". He left. " * 3)
    pieces = list(paragraphs_of(document))
    assert max(len(piece.tokens) for piece in pieces) <= LONGEST
    assert [t for piece in pieces for t in piece.tokens] == list(document.tokens)
    assert all(0 in piece.starts for piece in pieces)


def test_labels_and_runs_agree_and_an_orphan_begins_a_run() -> None:
    assert list(chunks(["I-C", "I-C", "B-C", "B-Q"])) == [("content", 0, 1), ("content", 2, 2), ("cue", 3, 3)]


def test_the_inside_of_a_content_leaves_its_quotation_marks_out() -> None:
    text = stretch('"I said no. He left," she wrote.')
    found = inside(text, 0, 8)
    assert [t.word for t in found.tokens] == ["I", "said", "no", ".", "He", "left", ","]
    assert found.starts == {0, 4}
    assert found.depth == 1
