"""Dividing a text: paragraphs, tokens, sentences, each with its place in the text.

Tuned for news: datelines, quotations, abbreviations and initials, and the times that open the entries of a live blog.
A stop ends a sentence only where a new one can begin behind it; quotation marks and brackets that close go with the
sentence that they close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from catspaw.reading.document import Document, Sentence, Span, Token

_TOKEN = re.compile(
    r"""
      (?:[A-Za-z]\.){2,}(?![A-Za-z])             # U.S. a.m.
    | \d+(?:[.,:]\d+)*                           # 1,200  3.5  14:20
    | ['’](?:s|re|ve|ll|d|m|S)(?!\w)             # a clitic is a token: Veshar|'s, they|'re
    | \w+?(?=n['’]t(?!\w)) | n['’]t(?!\w)        # did|n't
    | @?\w+(?:[-&/]\w+|['’](?!(?:s|re|ve|ll|d|m|S)(?!\w))\w+)*
    | ``|'' | \.{2,} | -{2,}
    | \S
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.MULTILINE)
_LINE = re.compile(r"\S.*")
#: A text whose lines are of these lengths was wrapped by a program: its paragraphs are blocks, not lines.
_WRAPPED = (50, 100)
_ENDS = frozenset(".!?…") | {"..", "...", "...."}
_CLOSING = frozenset("”\"’')]»") | {"''"}
_OPENING = frozenset("“\"‘'([«") | {"``", "•", "–", "—"}
_DASHES = frozenset({"–", "—", "--", "-"})
_INITIAL = re.compile(r"[A-Z]$")
#: The time or number that opens an entry belongs to what follows: `06.12.`, `8:02 p.m.`, `3.`
_LABEL = re.compile(r"\d{1,2}(?:[.:]\d{2})?(?: [ap]\.?m\.?)?(?: [A-Z]{3,4})? ?\.?$")


@cache
def _words(kind: str) -> frozenset[str]:
    """Give one kind of words of ``abbreviations.txt``, which says what each kind is."""
    lines = files("catspaw.reading").joinpath("abbreviations.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return frozenset(word for row in rows if row[:1] == [kind] for word in row[1:])


def segment(text: str, *, name: str = "", outlet: str = "", dated: str = "") -> Document:
    """Divide a text into paragraphs and sentences.

    Parameters
    ----------
    text : str
        Any text; it is kept as it is.
    name, outlet, dated : str
        What is known of it, see `Document`.

    Examples
    --------
    >>> document = segment("Lt. Gen. J. Orr spoke at 9 a.m. He left.")
    >>> [s.span.of(document.text) for s in document.sentences]
    ['Lt. Gen. J. Orr spoke at 9 a.m.', 'He left.']
    """
    blocks = tuple(paragraphs(text))
    found = tuple(s for number, block in enumerate(blocks) for s in _sentences(text, block, number))
    return Document(text, name, outlet, dated, blocks, found)


def paragraphs(text: str) -> Iterator[Span]:
    """Give the paragraphs: lines, or blocks between empty lines where the lines were wrapped at a width."""
    for block in _BLOCK.finditer(text):
        lines = block.group().rstrip().split("\n")
        if len(lines) > 1 and all(_WRAPPED[0] <= len(line) <= _WRAPPED[1] for line in lines[:-1]):
            yield Span(block.start(), block.start() + len(block.group().rstrip()))
        else:
            yield from (
                Span(block.start() + m.start(), block.start() + m.start() + len(m.group().rstrip()))
                for m in _LINE.finditer(block.group())
            )


def tokenize(text: str, span: Span | None = None) -> tuple[Token, ...]:
    """Divide a text, or one span of it, into tokens.

    Examples
    --------
    >>> [t.word for t in tokenize("Veshar's army didn't say.")]
    ['Veshar', "'s", 'army', 'did', "n't", 'say', '.']
    """
    start, end = (span.start, span.end) if span else (0, len(text))
    return tuple(_rejoined(Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)))


def _rejoined(tokens: Iterator[Token]) -> Iterator[Token]:
    """Put the stop back on an abbreviation or an initial that stands directly before it."""
    short = _words("never") | _words("number") | _words("maybe")
    before: Token | None = None
    for token in tokens:
        if before is None:
            before = token
        elif token.word == "." and token.start == before.end and (before.word in short or _INITIAL.match(before.word)):
            before = Token(before.start, token.end, before.word + ".")
        else:
            yield before
            before = token
    if before is not None:
        yield before


def _sentences(text: str, block: Span, number: int) -> Iterator[Sentence]:
    tokens = tokenize(text, block)
    start = 0
    for end in _borders(tokens):
        yield Sentence(Span(tokens[start].start, tokens[end - 1].end), number, tokens[start:end])
        start = end


def _borders(tokens: tuple[Token, ...]) -> Iterator[int]:
    """Give, for each sentence, the index behind its last token."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if not (token.word in _ENDS or (token.word[-1] == "." and len(token.word) > 1)):
            continue
        while at < len(tokens) and tokens[at].word in _CLOSING and tokens[at].start == tokens[at - 1].end:
            at += 1
        if (
            at < len(tokens)
            and not _LABEL.match(" ".join(t.word for t in tokens[:at][:4]))
            and _parts(token, tokens, at)
        ):
            yield at
    if tokens:
        yield len(tokens)


def _parts(stop: Token, tokens: tuple[Token, ...], at: int) -> bool:
    """Say whether a sentence ends with `stop` and another begins with the token at `at`."""
    following = tokens[at]
    if following.start == tokens[at - 1].end:
        return False
    bare = stop.word[:-1]
    first = following.word
    if bare and first in _DASHES:  # WASHINGTON, D.C. — The
        return False
    if first in _OPENING and at + 1 < len(tokens):
        first = tokens[at + 1].word
    if not (first[0].isupper() or first[0].isdigit() or first[0] in "@#“\"‘'"):
        return False
    if stop.word in _ENDS:
        return True
    if bare in _words("number"):
        return not first[0].isdigit()
    if bare in _words("maybe") or "." in bare:  # U.S. and a.m. end a sentence where a common opener follows
        return first in _words("opener")
    return not (bare in _words("never") or _INITIAL.match(bare))
