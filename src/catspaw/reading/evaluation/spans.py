"""How well attributions are found: spans exactly and by overlap, and sentences that hold one.

A found span counts as *exact* where a marked one of its role has the same first and last token, as *overlapping* where
it shares a token with one (binary overlap, after Breck, Choi and Cardie, IJCAI 2007). Precision is the share of found
spans that count, recall the share of marked ones that are met.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catspaw.reading.attributing import attribute, spans_of
from catspaw.reading.document import Attribution, Document, Span
from catspaw.reading.gold import Gold
from catspaw.reading.model import Model
from catspaw.reading.scheme import ROLES
from catspaw.reading.tagging.labels import paragraphs_of
from catspaw.reading.tagging.model import holding


@dataclass
class Tally:
    """Counts behind precision, recall and F1: found and how many of them right, marked and how many of them met."""

    found: int = 0
    right: int = 0
    marked: int = 0
    met: int = 0

    def add(self, found: int, right: int, marked: int, met: int) -> None:
        """Count one document in."""
        self.found += found
        self.right += right
        self.marked += marked
        self.met += met

    def scores(self) -> dict[str, float]:
        """Give precision, recall and F1."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.met / self.marked if self.marked else 0.0
        both = precision + recall
        return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


@dataclass
class Scores:
    """Every tally of one evaluation."""

    exact: dict[str, Tally] = field(default_factory=lambda: {role: Tally() for role in ROLES})
    overlap: dict[str, Tally] = field(default_factory=lambda: {role: Tally() for role in ROLES})
    sentence: Tally = field(default_factory=Tally)

    def to_dict(self) -> dict[str, object]:
        """Give the scores as plain numbers."""
        return {
            "exact": {role: tally.scores() for role, tally in self.exact.items()},
            "overlap": {role: tally.scores() for role, tally in self.overlap.items()},
            "sentence": self.sentence.scores(),
        }


def evaluate(golds: Iterable[Gold], model: Model) -> Scores:
    """Compare what a model finds with what people marked.

    Speech within speech is looked for only in a corpus that marks it: elsewhere finding it would count as an error.
    """
    golds = tuple(golds)
    nested = any(one.depth for gold in golds for one in gold.attributions)
    scores = Scores()
    for gold in golds:
        score(scores, gold, model, nested=nested)
    return scores


def score(scores: Scores, gold: Gold, model: Model, *, nested: bool) -> None:
    """Count one document in."""
    _spans(scores, gold, attribute(gold.document, model, nested=nested))
    _sentences(scores, gold, model)


def _spans(scores: Scores, gold: Gold, found: Sequence[Attribution]) -> None:
    marked = _snapped(gold.document, gold.attributions)
    guessed = _snapped(gold.document, found)
    for role in ROLES:
        there, here = marked[role], guessed[role]
        both = len(there & here)
        scores.exact[role].add(len(here), both, len(there), both)
        scores.overlap[role].add(len(here), _meeting(here, there), len(there), _meeting(there, here))


def _meeting(some: set[Span], others: set[Span]) -> int:
    return sum(any(one.meets(other) for other in others) for one in some)


def _snapped(document: Document, attributions: Sequence[Attribution]) -> dict[str, set[Span]]:
    """Give the spans of each role, their borders moved to those of the tokens that they meet."""
    tokens = tuple(document.tokens)
    starts, ends = [t.start for t in tokens], [t.end for t in tokens]
    found: dict[str, set[Span]] = {role: set() for role in ROLES}
    for role, span in spans_of(attributions):
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end) - 1
        if first <= last:
            found[role].add(Span(starts[first], ends[last]))
    return found


def _sentences(scores: Scores, gold: Gold, model: Model) -> None:
    likely: dict[int, float] = {}
    for stretch in paragraphs_of(gold.document):
        starts = (stretch.tokens[at].start for at in sorted(stretch.starts))
        likely |= dict(zip(starts, holding(model.tagger, stretch), strict=True))
    spans = [span for _, span in spans_of(gold.attributions)]
    for sentence in gold.document.sentences:
        there = any(sentence.span.meets(span) for span in spans)
        here = likely[sentence.span.start] >= model.tagger.review_above
        scores.sentence.add(here, here and there, there, here and there)
