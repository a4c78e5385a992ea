"""Whether a quote stands in a text: to the letter, but for blanks and the shape of quotation marks; never repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catspaw.reading.document import Document, Sentence
from catspaw.reading.names.folding import fold

_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'", "\u00a0": " "})

#: Words that turn what is said into its opposite.
NEGATIONS = frozenset(
    {
        "not",
        "no",
        "never",
        "without",
        "neither",
        "nor",
        "nobody",
        "none",
        "cannot",
        "denied",
        "denies",
        "deny",
        "denying",
    }
    | {"rejected", "refused", "declined", "hardly", "n't", "n’t"}
)
_WORD = re.compile(r"n['’]t\b|\w+?(?=n['’]t\b)|[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands, or what is wrong with it.

    Attributes
    ----------
    start, end : int
        Of the sentences that hold it; of the nearest sentence where it does not stand in the text.
    verified : bool
    why : str
        What is wrong; empty where nothing is.
    """

    start: int
    end: int
    verified: bool
    why: str = ""


def folded(text: str) -> tuple[str, list[int]]:
    """Fold blanks and quotation marks, and give each letter's place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text.translate(_MARKS)):
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                places.append(place)
        else:
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def find_quote(document: Document, quote: str, *, negated: bool) -> Found:
    """Look a quote up.

    Parameters
    ----------
    quote : str
        As the model gave it.
    negated : bool
        Whether the claim that rests on it denies: then a negation in the sentence is as it should be.

    Returns
    -------
    Found
        Verified where the words stand in the text and their sentence has no negation that they leave out.
    """
    text, places = folded(document.text)
    wanted = folded(quote.strip())[0].strip()
    at = text.find(wanted) if len(wanted) >= 8 else -1
    if at < 0:
        sentence = nearest_sentence(document, quote)
        why = "the quote does not stand in the text"
        if sentence is not None and _negations(quote) != _negations(sentence.span.of(document.text)):
            why += ", and the nearest sentence differs from it by a negation"
        span = sentence.span if sentence else None
        return Found(span.start if span else 0, span.end if span else 0, False, why)
    start, end = places[at], places[at + len(wanted) - 1] + 1
    around = [s for s in document.sentences if s.span.start < end and start < s.span.end]
    first, last = (around[0].span.start, around[-1].span.end) if around else (start, end)
    left_out = _negations(document.text[first:last]) - _negations(document.text[start:end])
    if left_out > 0 and not negated:
        return Found(first, last, False, "the quote leaves out a negation of its sentence")
    return Found(first, last, True)


def _negations(text: str) -> int:
    return sum(w.lower() in NEGATIONS for w in _WORD.findall(text))


def nearest_sentence(document: Document, quote: str) -> Sentence | None:
    """Give the sentence that shares most words with a quote; None where none shares any."""
    words = _bag(_WORD.findall(quote))
    scored = [(len(words & _bag([t.word for t in s.tokens])), -number) for number, s in enumerate(document.sentences)]
    best = max(scored, default=(0, 0))
    return document.sentences[-best[1]] if best[0] else None


def _bag(words: Sequence[str]) -> set[str]:
    return {fold(w) for w in words if len(w) > 2}
