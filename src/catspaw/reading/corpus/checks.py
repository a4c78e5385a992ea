"""What is wrong with a marked article: names that nobody knows, and breaches of the rules of ``ANNOTATION.md``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from catspaw.case.codebook import words
from catspaw.core.errors import Problem, nearest
from catspaw.reading.corpus.markup import Mark, Marked
from catspaw.reading.corpus.model import STYLES
from catspaw.reading.scheme import ACCESS, KINDS, MODALITIES, REASONS, STANCES, SURENESS

#: Attributes that each role may carry; None allows any value.
ALLOWED: dict[str, dict[str, tuple[str, ...] | None]] = {
    "source": {"anon": ("",), "n": None, "rank": None, "of": None, "kind": KINDS, "access": ACCESS},
    "anonymity": {"why": REASONS, "access": ACCESS},
    "content": {},
    "cue": {"sure": SURENESS} | dict.fromkeys(STANCES, ("",)),
}
#: Characters between the first and the last span of one attribution, beyond which a number was surely used twice.
FARTHEST = 1500
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
_AUXILIARY = re.compile(r"\b(has|have|had|was|were|is|are|did|does|do|will|would|also|not|never) $")
_QUOTES = '“”"'


def problems(marked: Marked, *, file: str, actors: frozenset[str]) -> Iterator[Problem]:
    """Give every problem of an article, in no particular order.

    Parameters
    ----------
    marked : Marked
        The article and its marks.
    file : str
        The file's name, for messages.
    actors : frozenset of str
        Ids that acts and sources may name.
    """
    for line, message in [*_head(marked), *_marks(marked, actors), *_whole(marked)]:
        yield Problem(file, line, message)


def _head(marked: Marked) -> Iterator[tuple[int, str]]:
    article = marked.article
    if article.style not in STYLES:
        yield 1, f"style `{article.style}` is not known{nearest(article.style, STYLES)}; allowed: {', '.join(STYLES)}"
    if not _DATE.match(article.dated):
        yield 1, f"date `{article.dated}` is no day; write 2031-03-14"


def _marks(marked: Marked, actors: frozenset[str]) -> Iterator[tuple[int, str]]:
    for mark in marked.marks:
        found = _act(mark, actors) if mark.role == "act" else _attributes(mark, actors)
        for message in [*found, *_borders(mark, marked.article.text)]:
            yield mark.line, message


def _act(mark: Mark, actors: frozenset[str]) -> Iterator[str]:
    word = words().get(mark.word)
    if word is None:
        yield f"`{mark.word}` is not in the predicate table{nearest(mark.word, words())}"
    elif word.family not in ("act", "tie"):
        yield f"`{mark.word}` is a {word.family}; only acts and ties are marked"
    for party in re.split(r"[+>]", mark.parties):
        if party not in actors and party != "unknown":
            yield f"actor `{party}` is not in actors.tsv{nearest(party, actors)}"
    for modality in mark.attributes[1:] or mark.attributes:
        if modality not in MODALITIES or len(mark.attributes) > 1:
            yield f"modality `{modality}`: one of {', '.join(MODALITIES)}"


def _attributes(mark: Mark, actors: frozenset[str]) -> Iterator[str]:
    allowed = ALLOWED[mark.role]
    for attribute in mark.attributes:
        key, _, value = attribute.partition("=")
        values = allowed.get(key, ())
        if values is not None and value not in values:
            choice = f"one of {', '.join(values)}" if values and values != ("",) else ", ".join(allowed) or "nothing"
            yield f"`{attribute}` on a {mark.role}{nearest(key, allowed)}; allowed: {choice}"
        if key == "of" and value not in actors:
            yield f"actor `{value}` is not in actors.tsv{nearest(value, actors)}"


def _borders(mark: Mark, text: str) -> Iterator[str]:
    words_, before = mark.span.of(text), text[max(0, mark.span.start - 20) : mark.span.start]
    if not words_.strip():
        yield f"an empty {mark.role}"
        return
    if words_ != words_.strip():
        yield f"`{words_}`: blanks belong outside the mark"
    if mark.role == "cue" and _AUXILIARY.search(before):
        yield f"`{before.split()[-1]}` before `{words_}` belongs to the cue"
    if mark.role == "content":
        yield from _content(words_, before, text[mark.span.end : mark.span.end + 1])


def _content(words_: str, before: str, after: str) -> Iterator[str]:
    if re.search(r"\b[Tt]hat $", before) and not words_.startswith("that"):
        yield f"`that` before `{words_[:30]}` belongs to the content"
    if (
        words_[-1] in ".,;"
        and not before.endswith(": ")
        and not re.search(r"\b([A-Z]|a\.m|p\.m|[a-z]\.[a-z])\.$", words_)
    ):
        yield f"the stop after `{words_[-30:]}` belongs outside the content"
    if before[-1:] in ("“", '"') or after in ("”", '"'):
        yield f"the quotation mark at `{words_[:25]} … {words_[-25:]}` belongs to the content"
    if words_.count('"') % 2 or words_.count("“") < words_.count("”"):
        yield f"an odd number of quotation marks in `{words_[:40]}`"


def _whole(marked: Marked) -> Iterator[tuple[int, str]]:
    lines: dict[int, int] = {}
    roles: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for mark in marked.marks:
        for number in mark.numbers:
            lines.setdefault(number, mark.line)
            roles[number][mark.role] += 1
    for one in marked.article.attributions:
        line = lines[one.number]
        for role in ("cue", "content"):
            if not roles[one.number][role]:
                yield line, f"attribution {one.number} has no {role}"
        if roles[one.number]["source"] > 1:
            yield line, f"attribution {one.number} has {roles[one.number]['source']} sources; give each its own number"
        spans = [*one.source, *one.cue, *one.content]
        if spans and max(s.end for s in spans) - min(s.start for s in spans) > FARTHEST:
            yield line, f"the spans of attribution {one.number} lie far apart; was its number used twice?"
    yield from _crossing(marked)


def _crossing(marked: Marked) -> Iterator[tuple[int, str]]:
    for one in marked.article.attributions:
        line = next(m.line for m in marked.marks if one.number in m.numbers)
        for part in (*one.source, *one.cue):
            if any(c.holds(part) for c in one.content):
                yield line, f"attribution {one.number}: its own content holds `{part.of(marked.article.text)}`"
