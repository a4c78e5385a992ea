"""Dividing a text: where sentences end and where they do not, and that every offset holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.reading.corpus import articles
from catspaw.reading.segmenting import segment, tokenize


def sentences(text: str) -> list[str]:
    return [s.span.of(text) for s in segment(text).sentences]


@pytest.mark.parametrize(
    "parts",
    [
        ("KESSIM (Harbour Wire) – A missile hit a column.", "Nobody was hurt."),
        ("WASHINGTON, D.C. — The Senate voted.", "It rose at 9 p.m.", "He left."),
        ("“I saw it.", "We ran,” he said.", "“No.”", "She left."),
        ("He called Lt. Gen. A. B. Orr of the U.S. Army.", "Gen. Orr did not answer."),
        ("06.12. Good morning.", "The port is shut."),
        ("8:02 p.m. The palace says he will speak at 9.", "We wait."),
        ("It was hit (twice.)", "Then it burnt …", "“Why?”", "No. 2 was lost on Jan. 3 near Ft. Ruvan."),
        ("Costs rose by 3.5 million vs. 2.1 last year.", "It ended in the U.S.", "The army left."),
    ],
)
def test_sentences_end_where_they_should(parts: tuple[str, ...]) -> None:
    assert sentences(" ".join(parts)) == list(parts)


def test_clitics_are_tokens_and_abbreviations_keep_their_stop() -> None:
    found = [t.word for t in tokenize("Veshar’s army didn't say, Mr. Orr: they’re in the U.S., no?")]
    assert found == [
        *("Veshar", "’s", "army", "did", "n't", "say", ",", "Mr.", "Orr", ":"),
        *("they", "’re", "in", "the", "U.S.", ",", "no", "?"),
    ]


def test_a_line_is_a_paragraph_but_a_wrapped_block_is_one() -> None:
    wrapped = (
        "A paragraph whose lines were wrapped by a program at some width,\nso that it goes on. It ends.\n\nNext.\nLast."
    )
    document = segment(wrapped)
    assert [p.of(wrapped).split()[0] for p in document.paragraphs] == ["A", "Next.", "Last."]
    assert [s.paragraph for s in document.sentences] == [0, 0, 1, 2]


def test_the_articles_of_the_corpus_divide_into_sentences_of_a_fit_length() -> None:
    for article in articles():
        lengths = [len(s.tokens) for s in segment(article.text).sentences]
        assert max(lengths) < 120, article.name
        assert 5 < sum(lengths) / len(lengths) < 40, article.name


@given(st.text(alphabet=st.sampled_from("ab.C 1\n“”\"'’!?-—…(),Mr\u202e\x00\r\t"), max_size=80))
def test_any_text_divides_and_nothing_but_blanks_is_lost(text: str) -> None:
    document = segment(text)
    at = 0
    for token in document.tokens:
        assert text[at : token.start].strip() == ""
        assert text[token.start : token.end] == token.word
        at = token.end
    assert text[at:].strip() == ""
    for sentence in document.sentences:
        assert document.paragraphs[sentence.paragraph].holds(sentence.span)
