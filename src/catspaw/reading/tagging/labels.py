"""Labels for the tokens of a sequence, and back: B and I for source, cue and content, O outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from catspaw.reading.document import Attribution, Document, Span, Token
from catspaw.reading.gold import Gold

#: Short names of the roles; where two marks of one layer share a token the later of these wins.
SHORT = {"content": "C", "source": "S", "cue": "Q"}
LONG = {short: role for role, short in SHORT.items()}
#: Most tokens that are looked at together: text without paragraphs or stops costs no more memory than any other.
LONGEST = 2_000
_QUOTE = frozenset('“”"') | {"``", "''"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the tagger sees at once: a paragraph, or the inside of a content.

    Attributes
    ----------
    tokens : tuple of Token
        In the order of the text.
    starts : frozenset of int
        Indices at which a sentence begins.
    depth : int
        0 for a paragraph, 1 for a content found in it.
    """

    tokens: tuple[Token, ...]
    starts: frozenset[int]
    depth: int = 0


def paragraphs_of(document: Document) -> Iterator[Stretch]:
    """Give every paragraph as one stretch; one longer than `LONGEST` tokens in several, parted between sentences."""
    for _, sentences in groupby(document.sentences, key=lambda sentence: sentence.paragraph):
        tokens: list[Token] = []
        starts: list[int] = []
        for part in (p for sentence in sentences for p in batched(sentence.tokens, LONGEST)):
            if tokens and len(tokens) + len(part) > LONGEST:
                yield Stretch(tuple(tokens), frozenset(starts))
                tokens, starts = [], []
            starts.append(len(tokens))
            tokens.extend(part)
        yield Stretch(tuple(tokens), frozenset(starts))


def batched(tokens: Sequence[Token], size: int) -> Iterator[Sequence[Token]]:
    """Cut a sequence into pieces of a size, the last as long as it is."""
    return (tokens[at : at + size] for at in range(0, len(tokens), size))


def inside(stretch: Stretch, first: int, last: int) -> Stretch:
    """Give the tokens `first` to `last` (both inclusive) as a stretch, one pair of outer quotation marks left out."""
    if stretch.tokens[first].word in _QUOTE:
        first += 1
    if first <= last and stretch.tokens[last].word in _QUOTE:
        last -= 1
    starts = frozenset(at - first for at in stretch.starts if first < at <= last)
    return Stretch(stretch.tokens[first : last + 1], starts | {0}, stretch.depth + 1)


def bounds(tokens: Sequence[Token], span: Span) -> tuple[int, int] | None:
    """Give the indices of the first and last token that a span meets; None where it meets none."""
    met = [at for at, token in enumerate(tokens) if token.start < span.end and span.start < token.end]
    return (met[0], met[-1]) if met else None


def label(stretch: Stretch, attributions: Sequence[Attribution]) -> list[str]:
    """Label a stretch with the attributions of its own layer."""
    labels = ["O"] * len(stretch.tokens)
    for role, short in SHORT.items():
        for one in attributions:
            for span in getattr(one, role):
                found = bounds(stretch.tokens, span)
                if found:
                    first, last = found
                    labels[first : last + 1] = [f"B-{short}"] + [f"I-{short}"] * (last - first)
    return labels


def chunks(labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Give each labelled run: role, first and last index; an I that follows no run of its role begins one.

    Examples
    --------
    >>> list(chunks(["B-S", "I-S", "B-Q", "O", "I-C"]))
    [('source', 0, 1), ('cue', 2, 2), ('content', 4, 4)]
    """
    role, start = "", 0
    for at, name in enumerate([*labels, "O"]):
        if role and (name[:2] != "I-" or name[2:] != role):
            yield LONG[role], start, at - 1
            role = ""
        if name != "O" and not role:
            role, start = name[2:], at


def training_stretches(gold: Gold) -> Iterator[tuple[Stretch, list[str]]]:
    """Give every paragraph with its outer layer, and the inside of every content with the layer in it."""
    by_depth: dict[int, list[Attribution]] = {}
    for one in gold.attributions:
        by_depth.setdefault(one.depth, []).append(one)
    layer = list(paragraphs_of(gold.document))
    depth = 0
    while layer:
        inner: list[Stretch] = []
        for stretch in layer:
            here = [a for a in by_depth.get(depth, ()) if _within(a, stretch)]
            labels = label(stretch, here)
            yield stretch, labels
            inner.extend(inside(stretch, first, last) for role, first, last in chunks(labels) if role == "content")
        layer = [s for s in inner if s.tokens]
        depth += 1


def _within(one: Attribution, stretch: Stretch) -> bool:
    start, end = stretch.tokens[0].start, stretch.tokens[-1].end
    return any(start <= span.start and span.end <= end for span in (*one.cue, *one.content, *one.source))
