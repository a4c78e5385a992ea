"""Near-duplicates among the documents of a case: sentences that stand in both, found by MinHash.

Two documents that share much of their wording come in all likelihood from one: a reprint, or one that quotes the
other. That is proposed to the analyst as a shared origin and never assumed.

A. Z. Broder (1997), "On the resemblance and containment of documents"; the hashes are those of datasketch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catspaw.core.extras import need

if TYPE_CHECKING:
    from datasketch import MinHash

#: Hashes of a sentence, words of a shingle, letters of a sentence worth comparing: stated choices.
HASHES, SHINGLE, SHORTEST = 64, 3, 40

#: Resemblance of two sentences that count as one, and share of the shorter document that makes a pair worth showing.
ALIKE, SHARE = 0.6, 0.15

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Twins:
    """Two documents with sentences in common.

    Attributes
    ----------
    first, second : str
        Their names.
    shared : tuple of (int, int)
        Paragraphs of the first and of the second that hold a common sentence.
    share : float
        Sentences in common, as a share of the document that has fewer, 0 to 1.
    """

    first: str
    second: str
    shared: tuple[tuple[int, int], ...]
    share: float

    def __str__(self) -> str:
        where = ", ".join(f"p{a}~p{b}" for a, b in self.shared[:6]) + (" …" if len(self.shared) > 6 else "")
        return f"{self.first} and {self.second} share {self.share:.0%} of the shorter one's sentences ({where})"


def twins(documents: Mapping[str, str], *, new: str | None = None, share: float = SHARE) -> tuple[Twins, ...]:
    """Find documents that share sentences.

    Parameters
    ----------
    documents : mapping
        Name to text; a paragraph is a non-empty line.
    new : str, optional
        Only pairs with this one.
    share : float
        Least share of the shorter document's sentences, 0 to 1.

    Returns
    -------
    tuple of Twins
        The most alike first.
    """
    need("reading", "datasketch")
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=ALIKE, num_perm=HASHES)
    sentences = {name: list(_sentences(text)) for name, text in documents.items()}
    signatures: dict[tuple[str, int], MinHash] = {}
    for name, found in sentences.items():
        for number, (_, words) in enumerate(found):
            signatures[name, number] = _signature(words)
            index.insert((name, number), signatures[name, number])
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (name, number), signature in signatures.items():
        for other, there in index.query(signature):
            if name < other and new in (None, name, other) and signature.jaccard(signatures[other, there]) >= ALIKE:
                pairs.setdefault((name, other), []).append((number, there))
    alike = [_twins(sentences, names, shared) for names, shared in pairs.items()]
    return tuple(sorted((t for t in alike if t.share >= share), key=lambda t: (-t.share, t.first, t.second)))


def _twins(
    sentences: dict[str, list[tuple[int, list[str]]]], names: tuple[str, str], shared: list[tuple[int, int]]
) -> Twins:
    a, b = names
    count = min(len({x for x, _ in shared}), len({y for _, y in shared}))
    fewer = min(len(sentences[a]), len(sentences[b]))
    where = sorted({(sentences[a][x][0], sentences[b][y][0]) for x, y in shared})
    return Twins(a, b, tuple(where), count / fewer)


def _sentences(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each sentence worth comparing: its paragraph, and its words in lower case."""
    lines = [line for line in text.split("\n") if line.strip()]
    for paragraph, line in enumerate(lines, 1):
        for sentence in _SENTENCE.split(line):
            if len(sentence) >= SHORTEST:
                yield paragraph, _WORD.findall(sentence.lower())


def _signature(words: list[str]) -> MinHash:
    from datasketch import MinHash

    signature = MinHash(num_perm=HASHES, seed=1)
    for start in range(max(1, len(words) - SHINGLE + 1)):
        signature.update(" ".join(words[start : start + SHINGLE]).encode())
    return signature
