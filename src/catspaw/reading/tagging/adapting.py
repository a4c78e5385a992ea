"""What reviews teach the tagger: a third chain that reads the second one's labels and corrects them.

It sees each token's label with its probability and the words beside it, and is trained in seconds on the sentences that
were accepted; sentences of the project's articles, with the labels that they have already, keep it from changing what
nobody corrected. Reading a general model's output as a feature is the baseline PRED of Daumé III (Frustratingly easy
domain adaptation, ACL 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catspaw.reading.tagging.labels import Stretch
from catspaw.reading.tagging.wordclass import classify

#: Probabilities are told apart by these.
_EDGES = (0.5, 0.75, 0.9, 0.97)


@dataclass(frozen=True, slots=True)
class Taught:
    """One sentence as the third chain learns it.

    Attributes
    ----------
    rows : list of list of str
        Features of each token.
    before, labels : list of str
        What the second chain says, and what is right.
    """

    rows: list[list[str]]
    before: list[str]
    labels: list[str]

    @property
    def corrected(self) -> bool:
        """Whether the review changed anything."""
        return self.before != self.labels


def corrected_rows(stretch: Stretch, chain: Any, labels: Sequence[str]) -> list[list[str]]:
    """Describe each token by the second chain's labels.

    Parameters
    ----------
    stretch : Stretch
        The tokens.
    chain : pycrfsuite.Tagger
        The second chain, which has just labelled them.
    labels : sequence of str
        Its labels.
    """
    words = [classify(token.word).lower for token in stretch.tokens]
    around = ["^", *labels, "$"]
    beside = ["^", *words, "$"]
    return [
        _row(around[at : at + 3], beside[at : at + 3], chain.marginal(label, at)) for at, label in enumerate(labels)
    ]


def _row(labels: Sequence[str], words: Sequence[str], p: float) -> list[str]:
    before, here, behind = labels
    return [
        "b",
        f"y={here}",
        f"y-1={before}|{here}",
        f"y+1={here}|{behind}",
        f"g={here}|{sum(p >= edge for edge in _EDGES)}",
        f"w={words[1]}|{here}",
        f"w-1={words[0]}|{here}",
        f"w+1={words[2]}|{here}",
    ]
