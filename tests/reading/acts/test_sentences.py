"""The sentences written for the types of acts: each with two marked parties and one of the 15 types, none twice."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

from catspaw.reading.evaluation.plover import ROOTS, marked_pairs


def lines() -> list[str]:
    return files("catspaw.reading.acts").joinpath("sentences.tsv").read_text("utf-8").splitlines()


def test_every_type_has_its_sentences() -> None:
    counts = Counter(pair.root for pair in marked_pairs(lines()))
    assert set(counts) == set(ROOTS)
    assert min(counts.values()) >= 20


def test_every_sentence_marks_two_parties_apart() -> None:
    pairs = marked_pairs(lines())
    assert len(pairs) == len(lines()) - 1
    assert len({pair.text for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert pair.source.of(pair.text).strip()
        assert pair.target.of(pair.text).strip()
        assert not pair.source.meets(pair.target)
        assert "<" not in pair.text
