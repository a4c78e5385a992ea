"""Who does what to whom: types, words, direction, and what did not happen."""

from __future__ import annotations

import pytest

from catspaw.case.codebook import words
from catspaw.reading.acts.lexicon import entries, stem
from catspaw.reading.acts.training import marked_acts, root_of
from catspaw.reading.acts.typing import hits_of, is_passive, type_pair
from catspaw.reading.document import Act, Span
from catspaw.reading.evaluation.plover import ROOTS
from catspaw.reading.model import shipped
from catspaw.reading.segmenting import tokenize

pytest.importorskip("pycrfsuite")


def typed(text: str, first: str, second: str, *stances: str) -> Act | None:
    spans = [Span(text.index(name), text.index(name) + len(name)) for name in (first, second)]
    return type_pair(tokenize(text), *spans, shipped(), stances=stances)


@pytest.mark.parametrize(
    ("text", "word", "modality"),
    [
        ("Veshar bombed Tamrand on Monday.", "strike", "happened"),
        ("Veshar accused Tamrand of breaking the truce.", "accuses", "happened"),
        ("Veshar will withdraw its troops from Tamrand next week.", "withdraws", "planned"),
        ("Veshar has never armed Tamrand.", "arms", "negated"),
    ],
)
def test_what_a_sentence_says_is_typed(text: str, word: str, modality: str) -> None:
    act = typed(text, "Veshar", "Tamrand")
    assert act is not None
    assert (act.word, act.modality) == (word, modality)


def test_the_passive_turns_the_parties_round() -> None:
    act = typed("Tamrand was bombed by Veshar.", "Tamrand", "Veshar")
    assert act is not None
    assert (act.source.start, act.target.start) == (22, 0)
    assert is_passive(tokenize("Tamrand was bombed by Veshar."), Span(0, 7), Span(22, 28))
    assert not is_passive(tokenize("Tamrand stood by Veshar."), Span(0, 7), Span(17, 23))


def test_without_a_word_of_the_table_there_is_no_act() -> None:
    assert typed("Veshar and Tamrand are mountainous.", "Veshar", "Tamrand") is None


def test_a_denied_act_did_not_happen() -> None:
    act = typed("it had struck Tamrand from Veshar.", "Tamrand", "Veshar", "deny")
    assert act is not None
    assert act.modality == "denied"


def test_every_word_of_the_table_is_a_word_of_the_predicate_table() -> None:
    for entry in entries().values():
        for root, word in entry.meanings:
            assert words()[word].family in ("act", "tie"), word
            assert root in ROOTS or root == "TIE"


def test_the_longest_phrase_is_taken_and_stems_meet() -> None:
    tokens = tokenize("They opened fire on the convoy.")
    hit = next(hits_of(tokens))
    assert [t.word for t in tokens[hit.first : hit.last + 1]] == ["opened", "fire", "on"]
    assert stem("struck") == stem("strikes") == stem("striking") == "strike"


def test_marked_acts_have_parties_beside_them() -> None:
    acts = list(marked_acts())
    assert len(acts) > 700
    assert sum(bool(source.end and target.end) for _, source, target, _ in acts) > 0.9 * len(acts)
    assert {root_of(act.word) for *_, act in acts} >= {"ASSAULT", "YIELD", "TIE"}
