"""What parties want, plan and fear, and what brought what about: propositions that hold another one, or two incidents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catspaw.case.model import Case
from catspaw.reading.dates import Dated
from catspaw.reading.document import Document, Sentence, Span, Token
from catspaw.reading.propose.incidents import match_incidents
from catspaw.reading.propose.making import Made, from_relation, parties
from catspaw.reading.propose.passage import Passage
from catspaw.reading.propose.relations import Relation, find_relations

#: Tokens behind a word of mind within which what is wanted stands.
REACH = 12
#: Words by which what follows is what is not wanted: `wants to avoid a war`.
_AVOIDED = frozenset({"avoid", "prevent", "stop", "block", "avert", "thwart", "against", "forestall", "head"})
_FRAMES = ("to", "joint", "at")

_FORWARD = (
    "led to", "leads to", "leading to", "prompted", "triggered", "resulted in", "sparked", "provoked", "set off",
    "paved the way for", "culminated in", "brought about",
)  # fmt: skip
_BACKWARD = (
    "because of", "in response to", "in retaliation for", "in reprisal for", "as a result of", "prompted by",
    "triggered by", "sparked by", "provoked by", "in revenge for", "to avenge",
)  # fmt: skip


def of_minds(case: Case, passage: Passage, relations: Sequence[Relation]) -> Iterator[Made]:
    """Give what a party is said to want, intend, plan, consider or fear, where that is a relation of the table."""
    for mind in relations:
        if mind.frame != "mind":
            continue
        for inner in wanted(passage, mind):
            told = inner if inner.source else replace(inner, source=mind.source, pronoun="")
            for holder in parties(case, mind.source)[:3]:
                yield from _held(case, passage, mind, holder, told)


def _held(case: Case, passage: Passage, mind: Relation, holder: str, inner: Relation) -> Iterator[Made]:
    between = {t.word.lower() for t in passage.tokens if mind.span.end <= t.start and t.end <= inner.span.start}
    for made in from_relation(case, passage, replace(inner, odds="", conditional=False)):
        unwanted = bool(between & _AVOIDED) != made.prop.startswith("not ")
        prop = made.prop.removeprefix("not ")
        if " as " not in prop:
            text = f"{mind.word}({holder}, {'not ' if unwanted else ''}{prop})"
            yield Made(
                f"not {text}" if mind.negated else text,
                0.35,
                f"{mind.word}: what follows the word, of who stands before",
            )


def wanted(passage: Passage, mind: Relation) -> tuple[Relation, ...]:
    """Give the relations that are only wanted, planned or feared: those behind a word of mind, within reach."""
    behind = [t for t in passage.tokens if t.start >= mind.span.end][:REACH]
    stop = next((at for at, t in enumerate(behind) if t.word in (";", "—", "”")), len(behind))
    return tuple(r for r in find_relations(behind[:stop], passage.mentions) if r.frame in _FRAMES)


def averted(relations: Sequence[Relation], tokens: Sequence[Token]) -> set[Span]:
    """Give the relations that somebody only acts to keep from happening: `to head off any retaliation by Israel`."""
    found = set()
    for relation in relations:
        near = [t.word.lower() for t in tokens if t.end <= relation.span.start][-4:]
        if _AVOIDED & set(near) - {"against", "block"}:
            found.add(relation.span)
    return found


def of_causes(case: Case, passage: Passage, document: Document, dates: Sequence[Dated]) -> Iterator[Made]:
    """Give which incident led to which, where a word for it stands between the two."""
    words = [t.word.lower() for t in passage.tokens]
    for forms, forward in ((_FORWARD, True), (_BACKWARD, False)):
        for form in forms:
            at = _place(words, form.split())
            if at is None:
                continue
            end = at + len(form.split())
            if forward and words[end : end + 1] == ["by"]:
                continue
            sides = (passage.tokens[:at], passage.tokens[end:])
            one, other = (_incident(case, passage, document, dates, side) for side in sides)
            first, then = (one, other) if forward else (other, one)
            if first and then and first != then:
                yield Made(f"led_to({first} -> {then})", 0.35, f"`{form}` between two incidents of the case")


def _place(words: Sequence[str], form: Sequence[str]) -> int | None:
    size = len(form)
    return next((at for at in range(len(words) - size + 1) if list(words[at : at + size]) == list(form)), None)


def _incident(case: Case, passage: Passage, document: Document, dates: Sequence[Dated], tokens: Sequence[Token]) -> str:
    """Give the incident that one side of a sentence speaks of; `this` and `it` are the last one told."""
    if not tokens:
        return ""
    span = Span(tokens[0].start, tokens[-1].end)
    part = Sentence(span, passage.sentence.paragraph, tuple(tokens))
    mentions = [m for m in passage.mentions if span.holds(m.span)]
    found = next((m.incident for m in match_incidents(case, document, part, mentions, dates) if m.sure), "")
    back = bool({"this", "that", "it", "which"} & {t.word.lower() for t in tokens[:3]})
    return found or (passage.recent[-1] if back and passage.recent else "")
