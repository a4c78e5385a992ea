"""Which sentences go to review: learnt from likelihoods of cues and quotation marks, with a threshold chosen in training."""

from __future__ import annotations

from itertools import chain

from catspaw.reading.segmenting import segment
from catspaw.reading.tagging.labels import Stretch, paragraphs_of
from catspaw.reading.tagging.sentences import HOLDS, RECALL, bounds_of, describe, train_sentences

SAID = "“We left at dawn,” the mayor said. “Nobody saw us go.”"
TOLD = "The rain came late. The river rose by a metre."


def example(text: str) -> tuple[Stretch, list[float], list[str]]:
    """A paragraph with what a first chain would say of it, and its labels."""
    (stretch,) = paragraphs_of(segment(text))
    likely = [0.9 if token.word == "said" else 0.001 for token in stretch.tokens]
    return stretch, likely, ["B-C" if text == SAID else "O" for _ in stretch.tokens]


def test_a_sentence_without_a_cue_of_its_own_is_held_by_its_neighbour_and_its_quotation_marks() -> None:
    stretches, likely, labels = zip(*(example(text) for text in (SAID, TOLD) * 10), strict=True)
    model, threshold = train_sentences(stretches, likely, labels)
    odds = [model.probabilities(told)[HOLDS] for told in chain(*map(describe, stretches[:2], likely[:2]))]
    assert min(odds[:2]) > 0.5 > max(odds[2:])
    assert 0.0 < threshold < 1.0
    assert RECALL > 0.97


def test_every_sentence_is_described() -> None:
    stretch, likely, _ = example(SAID)
    assert [stretch.tokens[first].word for first, _ in bounds_of(stretch)] == ["“", "“"]
    assert len(list(describe(stretch, likely))) == 2


def test_where_all_sentences_are_alike_nothing_is_learnt_and_all_go_to_review() -> None:
    stretch, likely, labels = example(SAID)
    model, threshold = train_sentences([stretch], [likely], [labels])
    assert threshold == 0.0
    assert {model.probabilities(told)[HOLDS] for told in describe(stretch, likely)} == {0.5}
