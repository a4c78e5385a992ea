"""Names in a text: the longest form that the book has, then descriptions of groups, then names nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from catspaw.reading.document import Document, Sentence, Span, Token
from catspaw.reading.names.book import Key, Meaning, NameBook, content_stems
from catspaw.reading.names.folding import fold, stem
from catspaw.reading.names.gazetteer import words as listed

#: Nouns that head a description of a group.
HEADS = listed("head")
_ADJECTIVE = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+$|[A-Z][\w.]+$")
_SMALL = listed("describes")
_QUANTIFIERS = {
    "some": "some of",
    "several": "some of",
    "many": "some of",
    "few": "some of",
    "two": "some of",
    "three": "some of",
    "various": "some of",
    "most": "most of",
    "all": "each of",
    "each": "each of",
    "every": "each of",
    "one": "one of",
    "another": "one of",
    "an": "one of",
    "a": "one of",
    "other": "other of",
    "only": "only",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name or describe somebody or some place.

    Attributes
    ----------
    meaning : Meaning
        What they may mean; empty for a name that the case does not have.
    quantifier : str or None
        How much of a group is meant.
    how : str
        ``name``, ``spelling`` (another way of writing a name), ``kind`` (a description of a group), ``people`` (an
        adjective of a state), ``unknown``.
    sentence : int
        Index of its sentence.
    """

    span: Span
    meaning: Meaning
    how: str
    sentence: int
    quantifier: str | None = None
    words: str = ""


def find_mentions(document: Document, book: NameBook) -> tuple[Mention, ...]:
    """Find who and what is named, in the order of the text; no two overlap.

    Examples
    --------
    `some of the Iran-backed militias` is one mention of the group, with the quantifier ``some of``.
    """
    found: list[Mention] = []
    for number, sentence in enumerate(document.sentences):
        found += _in_sentence(document, sentence, number, book)
    return tuple(found)


def _in_sentence(document: Document, sentence: Sentence, number: int, book: NameBook) -> Iterator[Mention]:
    tokens = sentence.tokens
    named = list(_named(tokens, book))
    groups = _apart(_groups(tokens, book, named))
    taken = {i for start, end, _, _ in groups for i in range(start, end)}
    rest = [entry for entry in named if not taken & set(range(entry[0], entry[1]))]
    taken |= {i for start, end, _, _ in rest for i in range(start, end)}
    unknown = [(a, b, Meaning(), "unknown") for a, b in _capitals(tokens, taken)]
    for start, end, meaning, how in sorted((*groups, *rest, *unknown), key=lambda entry: entry[0]):
        span = Span(tokens[start].start, tokens[end - 1].end)
        mention = Mention(span, meaning, how, number, words=span.of(document.text))
        yield replace(mention, quantifier=_quantifier(tokens, start)) if how == "kind" else mention


Found = tuple[int, int, Meaning, str]


def _named(tokens: Sequence[Token], book: NameBook) -> Iterator[Found]:
    at = 0
    while at < len(tokens):
        hit = _longest(tokens, at, book)
        if hit is None:
            at += 1
            continue
        yield hit
        at = hit[1]


def _longest(tokens: Sequence[Token], at: int, book: NameBook) -> Found | None:
    begins = fold(tokens[at].word)
    may = begins in book.first or stem(begins) in book.first
    folded = [fold(t.word) for t in tokens[at : at + book.longest]] if may else []
    for length in range(len(folded), 0, -1):
        words = tuple(folded[:length])
        meaning = book.forms.get(words)
        stems = (*words[:-1], stem(words[-1]))
        if meaning is None and stems != words and (near := book.forms.get(stems)) and not near.place:
            meaning = near
        if meaning is None and (more := book.forms.get((*words[:-1], words[-1] + "s"))) and not more.place:
            meaning = more
        if meaning is not None and _written_so(tokens[at : at + length], meaning):
            return at, at + length, meaning, "people" if meaning.people else "name"
    word = tokens[at].word
    if word[:1].isupper() and at > 0 and (other := book.other_spelling(word)):
        return at, at + 1, other, "spelling"
    return None


def _written_so(tokens: Sequence[Token], meaning: Meaning) -> bool:
    """Whether the capitals are those of a name."""
    if meaning.plain:
        return True
    if meaning.upper:
        return all(t.word.replace(".", "").isupper() for t in tokens)
    first = tokens[0].word
    return first[:1].isupper() or not first[:1].isascii() or "-" in first


def _groups(tokens: Sequence[Token], book: NameBook, named: Sequence[Found]) -> Iterator[Found]:
    """Find descriptions: adjectives and a head noun whose words fit one group of the book better than any other."""
    full = {i for start, end, _, how in named if how != "people" and end - start > 1 for i in range(start, end)}
    for at, token in enumerate(tokens):
        if token.word.lower() not in HEADS or at in full:
            continue
        start = at
        while start > 0 and start - 1 not in full and _describes(tokens[start - 1]):
            start -= 1
        meaning = fitting(tuple(fold(t.word) for t in tokens[start : at + 1]), book)
        if meaning is not None:
            yield start, at + 1, meaning, "kind"


def _apart(found: Iterable[Found]) -> list[Found]:
    """Keep the longest of descriptions that overlap."""
    kept: list[Found] = []
    for entry in sorted(found, key=lambda e: e[0] - e[1]):
        if all(entry[1] <= k[0] or k[1] <= entry[0] for k in kept):
            kept.append(entry)
    return kept


def _describes(token: Token) -> bool:
    word = token.word
    return word.lower() in _SMALL or bool(_ADJECTIVE.match(word)) or word in ("U.S.", "US")


def fitting(words: Key, book: NameBook) -> Meaning | None:
    """Give the one group or office whose name fits a description best; None where none does, or several do as well.

    Parameters
    ----------
    words : tuple of str
        The description, folded.
    """
    scored = [(_overlap(words, kind), meaning) for kind, meaning in book.kinds]
    best = max((score for score, _ in scored), default=(0.0, 0.0))
    if best[0] < (0.5 if len(content_stems(words)) > 1 else 1.0):
        return None
    found = {(m.actor, m.source): m for score, m in scored if score == best}
    return next(iter(found.values())) if len(found) == 1 else None


def _overlap(words: Key, kind: Key) -> tuple[float, float]:
    """Give the share of stems in common, with words for one and the same taken together, and without."""
    shares = []
    for alike in (True, False):
        a, b = content_stems(words, alike=alike), content_stems(kind, alike=alike)
        shares.append(len(a & b) / len(a | b) if a | b else 0.0)
    return shares[0], shares[1]


def _quantifier(tokens: Sequence[Token], start: int) -> str | None:
    """Read the words before a description; a bare plural is some of the group."""
    before = [t.word.lower() for t in tokens[max(0, start - 3) : start]]
    for word in reversed(before):
        if word in _QUANTIFIERS:
            return _QUANTIFIERS[word]
        if word not in ("of", "the", "these", "those", "its", "their", "more"):
            break
    return None


def _capitals(tokens: Sequence[Token], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Give runs of capitalised words that no form covers: names that the case does not have."""
    at = 0
    while at < len(tokens):
        if at in taken or not _is_name(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and end not in taken and _is_name(tokens[end]):
            end += 1
        if end - at >= 2 or at > 0:
            yield at, end
        at = end


def _is_name(token: Token) -> bool:
    word = token.word
    return word[:1].isupper() and len(word) > 1 and word.lower() not in _NOT_NAMES and word[-1] != "."


_NOT_NAMES = listed("no_name")
