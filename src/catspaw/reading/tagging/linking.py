"""Which source and which contents belong to which cue.

Every content goes to the cue that is cheapest to reach, every cue takes the cheapest source; the costs are stated
judgements about English news (a token of distance costs 1), checked on the project's articles by `benchmarks/reading_eval.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catspaw.reading.tagging.labels import Stretch

#: What it costs to cross the end of a sentence, another cue, another content, another source.
SENTENCE, CUE, CONTENT, SOURCE = 12.0, 6.0, 5.0, 2.0
#: A source that must stand behind its cue costs this much where it stands before it.
WRONG_SIDE = 10.0
#: Beyond these costs nothing is joined.
FARTHEST_SOURCE, FARTHEST_CONTENT = 30.0, 40.0
#: Cues whose source follows: `according to X`, `a report by X`, `the assessment of X`.
_FOLLOWED = frozenset({"to", "by", "of", "from", "citing", "quoting"})


@dataclass(frozen=True, slots=True, order=True)
class Chunk:
    """A marked run of tokens: first and last index (inclusive), role, and how probable it is."""

    first: int
    last: int
    role: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A cue with what belongs to it."""

    cue: Chunk
    source: Chunk | None
    contents: tuple[Chunk, ...]


def link(stretch: Stretch, chunks: Iterable[Chunk]) -> tuple[Link, ...]:
    """Join the runs of one layer into attributions, one for each cue.

    A cue without any content is no attribution and is dropped.
    """
    every = sorted(chunks)
    cues = [c for c in every if c.role == "cue"]
    contents = _owned(stretch, every, cues)
    for cue in cues:
        if not contents[cue]:
            contents[cue] = _nearest_content(stretch, every, cue)
    links = (Link(cue, _source(stretch, every, cue), tuple(contents[cue])) for cue in cues if contents[cue])
    return tuple(links)


def _owned(stretch: Stretch, every: Sequence[Chunk], cues: Sequence[Chunk]) -> dict[Chunk, list[Chunk]]:
    found: dict[Chunk, list[Chunk]] = {cue: [] for cue in cues}
    for content in (c for c in every if c.role == "content"):
        costs = [(_content_cost(stretch, every, cue, content), cue) for cue in cues]
        cost, cue = min(costs, default=(FARTHEST_CONTENT, None))
        if cue and cost < FARTHEST_CONTENT:
            found[cue].append(content)
    return found


def _nearest_content(stretch: Stretch, every: Sequence[Chunk], cue: Chunk) -> list[Chunk]:
    """Share a content with another cue: `A, citing B, said that …`."""
    costs = [(_content_cost(stretch, every, cue, c), c) for c in every if c.role == "content"]
    cost, content = min(costs, default=(FARTHEST_CONTENT, None))
    return [content] if content and cost < FARTHEST_CONTENT else []


def _content_cost(stretch: Stretch, every: Sequence[Chunk], cue: Chunk, content: Chunk) -> float:
    gap = _gap(cue, content)
    between = _between(every, cue, content)
    crossed = _crossed(stretch, cue, content)
    before = content.last < cue.first
    follows = (
        stretch.tokens[cue.last].word.lower() in _FOLLOWED and stretch.tokens[cue.first].word.lower() != "according"
    )
    return (
        gap
        + SENTENCE * crossed
        + CUE * sum(c.role == "cue" for c in between)
        + (0.0 if crossed else CONTENT * sum(c.role == "content" for c in between))
        + (2.0 if before else 0.0)
        + (WRONG_SIDE if before and follows and not crossed else 0.0)
    )


def _source(stretch: Stretch, every: Sequence[Chunk], cue: Chunk) -> Chunk | None:
    costs = [(_source_cost(stretch, every, cue, c), c) for c in every if c.role == "source"]
    cost, source = min(costs, default=(FARTHEST_SOURCE, None))
    return source if cost < FARTHEST_SOURCE else None


def _source_cost(stretch: Stretch, every: Sequence[Chunk], cue: Chunk, source: Chunk) -> float:
    between = _between(every, cue, source)
    before = source.first < cue.first
    behind = stretch.tokens[cue.last].word.lower() in _FOLLOWED
    wrong = before if behind else not before and _gap(cue, source) > 2
    return (
        _gap(cue, source)
        + SENTENCE * 2 * _crossed(stretch, cue, source)
        + CUE * sum(c.role == "cue" for c in between) * (0.5 if before else 1.5)
        + SOURCE * sum(c.role == "source" for c in between)
        + WRONG_SIDE * wrong
        - sum(c.last - c.first + 1 for c in between) * 0.8  # what lies between was said by somebody
    )


def _gap(one: Chunk, other: Chunk) -> int:
    return max(one.first, other.first) - min(one.last, other.last) - 1


def _between(every: Sequence[Chunk], one: Chunk, other: Chunk) -> list[Chunk]:
    low, high = min(one.last, other.last), max(one.first, other.first)
    return [c for c in every if low < c.first and c.last < high]


def _crossed(stretch: Stretch, one: Chunk, other: Chunk) -> int:
    low, high = min(one.first, other.first), max(one.first, other.first)
    return sum(low < start <= high for start in stretch.starts)
