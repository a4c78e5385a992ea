"""What the words of an attribution do (assert, deny, demand …) and how sure they are: what the classifiers look at."""

from __future__ import annotations

from collections.abc import Iterator

from catspaw.reading.acts.lexicon import stem
from catspaw.reading.document import Attribution, Span, Token
from catspaw.reading.tagging.wordclass import classify

#: Words of the content that count, from its beginning.
_OPENING = 6
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "nor", "without"})
_HEDGES = frozenset(
    {
        *("probably", "likely", "unlikely", "may", "might", "could", "perhaps", "possibly", "apparently"),
        *("presumably", "seemingly", "maybe", "almost", "certainly"),
    }
)


def features(cue: tuple[Token, ...], source: tuple[Token, ...], content: tuple[Token, ...]) -> dict[str, float]:
    """Describe an attribution by its cue, the beginning of its content, and its source."""
    return dict.fromkeys(_names(cue, source, content), 1.0)


def _names(cue: tuple[Token, ...], source: tuple[Token, ...], content: tuple[Token, ...]) -> Iterator[str]:
    yield "bias"
    stems = [stem(t.word) for t in cue]
    yield from _of_cue(cue, stems)
    yield from _of_content(content, stems)
    for token in source:
        if classify(token.word).people:
            yield f"who={classify(token.word).people}"
    yield "source" if source else "no source"
    if content and cue and content[0].start < cue[0].start:
        yield "content first"


def _of_cue(cue: tuple[Token, ...], stems: list[str]) -> Iterator[str]:
    negated = any(t.word.lower() in _NEGATIONS for t in cue)
    yield f"cue={'_'.join(stems)}"
    for at, word in enumerate(stems):
        yield f"c={word}"
        yield f"cn={word}|{negated}"
        yield f"cb={'_'.join(stems[at : at + 2])}"
    for known in (classify(t.word).cue for t in cue):
        if known:
            yield f"s={known}"
            yield f"sn={known}|{negated}"


def _of_content(content: tuple[Token, ...], stems: list[str]) -> Iterator[str]:
    first = [classify(t.word) for t in content[:2]]
    yield f"o={'|'.join(c.tag for c in first)}"
    yield f"ov={first[0].tag if first else ''}|{stems[-1] if stems else ''}"
    yield from (f"o1={stem(t.word)}" for t in content[:_OPENING])
    for token in content:
        lower = token.word.lower()
        if lower in _HEDGES or lower in _NEGATIONS:
            yield f"h={lower}"
        if classify(token.word).cue:
            yield f"in={classify(token.word).cue}"


def parts(
    one: Attribution, tokens: tuple[Token, ...]
) -> tuple[tuple[Token, ...], tuple[Token, ...], tuple[Token, ...]]:
    """Give the tokens of cue, source and content of an attribution."""
    return _within(tokens, one.cue), _within(tokens, one.source), _within(tokens, one.content)


def _within(tokens: tuple[Token, ...], spans: tuple[Span, ...]) -> tuple[Token, ...]:
    return tuple(t for span in spans for t in tokens if span.start <= t.start and t.end <= span.end)
