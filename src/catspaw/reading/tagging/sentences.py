"""Which sentences hold an attribution or a part of one: what goes to review, chosen for recall.

A linear classifier reads, for each sentence, how likely its words are cues by the first chain, the same of its neighbours in the
paragraph, and how it stands to quotation marks: the second sentence of a long quotation has no cue of its own. In
training the likelihoods are those of chains that have not seen the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import floor

from catspaw.reading import linear
from catspaw.reading.linear import Linear
from catspaw.reading.tagging.labels import Stretch
from catspaw.reading.tagging.quotes import inside_quotes

#: Name of its files in a model.
NAME = "sentence"
HOLDS, NONE = "holds", "none"
#: Recall that the threshold is chosen for, on held-out sentences of the training text.
RECALL = 0.975
_EDGES = (0.001, 0.003, 0.01, 0.03, 0.08, 0.2, 0.4, 0.6, 0.8, 0.95)
_SELF = frozenset({"i", "we", "my", "our", "us", "me"})


def bounds_of(stretch: Stretch) -> list[tuple[int, int]]:
    """Give first and past the last token of each sentence of a stretch."""
    return list(pairwise([*sorted(stretch.starts), len(stretch.tokens)]))


def describe(stretch: Stretch, likely: Sequence[float]) -> Iterator[dict[str, float]]:
    """Describe each sentence of a paragraph.

    Parameters
    ----------
    stretch : Stretch
        The paragraph.
    likely : sequence of float
        For each token, the probability in [0, 1] that it belongs to a cue.
    """
    words = [token.word for token in stretch.tokens]
    quotes = inside_quotes(words)
    spans = bounds_of(stretch)
    best = ["^", *(str(_grade(max(likely[a:b]))) for a, b in spans), "$"]
    for at, (first, end) in enumerate(spans):
        inside = quotes[first:end]
        quoted = "all" if set(inside) <= {"I", "(", ")"} else "some" if set(inside) != {"O"} else "no"
        here = best[at + 1]
        second = _grade(sorted(likely[first:end])[-2]) if end - first > 1 else 0
        names = {
            "any",
            f"p={here}",
            f"p2={second}",
            f"p={here}|q={quoted}",
            f"before={best[at]}",
            f"behind={best[at + 2]}",
            f"q={quoted}|before={best[at]}",
            f"q={quoted}|behind={best[at + 2]}",
            f"opens={quotes[first]}|{quoted}",
            f"place={min(at, 3)}|{len(spans) == 1}",
            f"long={min((end - first) // 6, 6)}",
            f"ends={words[end - 1][:1]}",
            f"I={not _SELF.isdisjoint(w.lower() for w in words[first:end])}|{quoted}",
            f"mass={_grade(min(sum(likely[first:end]), 1.0))}",
        }
        yield dict.fromkeys(sorted(names), 1.0)


def _grade(p: float) -> int:
    return sum(p >= edge for edge in _EDGES)


def train_sentences(
    stretches: Sequence[Stretch], likely: Sequence[Sequence[float]], labels: Sequence[Sequence[str]]
) -> tuple[Linear, float]:
    """Train on paragraphs, and choose the threshold for `RECALL` on held-out parts; both chosen by the training text alone.

    Returns
    -------
    Linear, float
        The classifier, and the probability from which a sentence goes to review.
    """
    told: list[dict[str, float]] = []
    names: list[str] = []
    for stretch, odds, marks in zip(stretches, likely, labels, strict=True):
        if not stretch.depth:
            told += describe(stretch, odds)
            names += [HOLDS if any(m != "O" for m in marks[a:b]) else NONE for a, b in bounds_of(stretch)]
    if len(set(names)) < 2 or min(names.count(HOLDS), names.count(NONE)) < linear.FOLDS:
        return Linear((HOLDS, NONE), {}, *linear.nothing(2)), 0.0
    return linear.train(told, names, rarest=3), _threshold(told, names)


def _threshold(told: Sequence[dict[str, float]], names: Sequence[str]) -> float:
    held: list[float] = []
    for fold in range(linear.FOLDS):
        rest = [at for at in range(len(names)) if at % linear.FOLDS != fold]
        apart = linear.train([told[at] for at in rest], [names[at] for at in rest], rarest=3, folds=2)
        held += [
            apart.probabilities(told[at]).get(HOLDS, 0.0)
            for at in range(fold, len(names), linear.FOLDS)
            if names[at] == HOLDS
        ]
    held.sort()
    return floor(1e4 * held[int(len(held) * (1 - RECALL))]) / 1e4
