"""What a sentence says one party does to another: the type, the project's word for it, and whether it happened.

Nothing is guessed: where no word of the act table stands in reach of the pair there is no act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catspaw.reading.acts.features import REACH, features
from catspaw.reading.acts.lexicon import LONGEST, Entry, entries, stem
from catspaw.reading.acts.modality import modality
from catspaw.reading.document import Act, Span, Token
from catspaw.reading.model import Model

_BE = frozenset({"is", "was", "were", "are", "been", "be", "being"})


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of the act table in a sentence: its tokens, first and last, and what it may mean."""

    first: int
    last: int
    entry: Entry


def type_pair(
    tokens: Sequence[Token], first: Span, second: Span, model: Model, *, stances: Sequence[str] = ()
) -> Act | None:
    """Say what passes between two parties that a sentence names.

    Parameters
    ----------
    tokens : sequence of Token
        The sentence.
    first, second : Span
        The words that name the parties, in the order of the text; the passive turns them round.
    model : Model
        With the classifiers ``root`` and ``modality``.
    stances : sequence of str
        Stances of the attributions in whose content the sentence stands.

    Returns
    -------
    Act or None
        None where no word of the act table stands in reach of the pair.
    """
    source, target = (second, first) if is_passive(tokens, first, second) else (first, second)
    hits = [hit for hit in hits_of(tokens) if _in_reach(tokens, hit, first, second)]
    allowed = frozenset(root for hit in hits for root, _ in hit.entry.meanings)
    if not allowed:
        return None
    root, score = model.classifiers["root"].best(features(tokens, source, target), allowed)
    hit = min(
        (h for h in hits if any(r == root for r, _ in h.entry.meanings)), key=lambda h: _far(tokens, h, first, second)
    )
    trigger = Span(tokens[hit.first].start, tokens[hit.last].end)
    return Act(
        word=next(word for meant, word in hit.entry.meanings if meant == root),
        root=root,
        source=source,
        target=target,
        trigger=trigger,
        modality=modality(tokens, trigger, stances, model.classifiers["modality"]),
        score=score,
    )


def is_passive(tokens: Sequence[Token], first: Span, second: Span) -> bool:
    """Say whether the second party acts on the first: `A was struck by B`."""
    between = [t.word.lower() for t in tokens if first.end <= t.start and t.end <= second.start]
    return "by" in between[-4:] and any(word in _BE for word in between)


def hits_of(tokens: Sequence[Token]) -> Iterator[Hit]:
    """Find the entries of the act table in a sentence, the longest first where several fit."""
    table, stems = entries(), [stem(token.word) for token in tokens]
    at = 0
    while at < len(stems):
        sizes = range(min(LONGEST, len(stems) - at), 0, -1)
        size = next((n for n in sizes if tuple(stems[at : at + n]) in table), 0)
        if size:
            yield Hit(at, at + size - 1, table[tuple(stems[at : at + size])])
        at += size or 1


def _in_reach(tokens: Sequence[Token], hit: Hit, first: Span, second: Span) -> bool:
    span = Span(tokens[hit.first].start, tokens[hit.last].end)
    if span.meets(first) or span.meets(second):
        return False
    return _far(tokens, hit, first, second) <= REACH


def _far(tokens: Sequence[Token], hit: Hit, first: Span, second: Span) -> int:
    """Count the tokens from a hit to the stretch between the two parties; 0 within it."""
    start, end = tokens[hit.first].start, tokens[hit.last].end
    if first.end <= start and end <= second.start:
        return 0
    low, high = (end, first.start) if end <= first.start else (second.end, start)
    return 1 + sum(low <= t.start and t.end <= high for t in tokens)
