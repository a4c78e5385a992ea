"""The tagger's model: two chains and the words that were cues in training; how it reads one stretch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catspaw.core.errors import CatspawError
from catspaw.core.extras import need
from catspaw.reading.tagging.adapting import corrected_rows
from catspaw.reading.tagging.features import features
from catspaw.reading.tagging.labels import Stretch, chunks
from catspaw.reading.tagging.linking import Chunk
from catspaw.reading.tagging.stacking import LIKELY, with_cues

#: Every model file of CRFsuite begins so.
_MAGIC = b"lCRF"


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained tagger.

    Attributes
    ----------
    learnt : dict of str to str
        Words that were cues in training and how often, from ``0`` (seldom) to ``4`` (mostly).
    first, second : pycrfsuite.Tagger
        The chain that marks cues, and the one that marks everything.
    kept : tuple of bytes
        Their bytes, into which they point.
    third : pycrfsuite.Tagger, optional
        What reviews corrected of the second (`catspaw.reading.tagging.adapting`).
    """

    learnt: dict[str, str]
    first: Any
    second: Any
    kept: tuple[bytes, ...] = ()
    third: Any = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of a stretch: the marked runs, and for each token how likely it is part of any."""

    chunks: tuple[Chunk, ...]
    marked: tuple[float, ...]


def tag(tagger: Tagger, stretch: Stretch) -> Tagged:
    """Mark sources, cues and contents in one stretch."""
    rows = features(stretch, tagger.learnt)
    likely = cue_likelihood(tagger.first, rows)
    if stretch.depth and max(likely) < LIKELY:  # speech within speech is rare: the second look is for where it may be
        return Tagged((), tuple(likely))
    rows = with_cues(stretch, rows, likely)
    chain = tagger.second
    labels = chain.tag(rows)
    if tagger.third is not None:
        rows = corrected_rows(stretch, chain, labels)
        chain = tagger.third
        labels = chain.tag(rows)
    outside = [chain.marginal("O", at) for at in range(len(rows))]
    runs = tuple(Chunk(first, last, role, _score(chain, labels, first, last)) for role, first, last in chunks(labels))
    return Tagged(runs, tuple(1.0 - p for p in outside))


def labelled(tagger: Tagger, stretch: Stretch) -> tuple[list[str], list[list[str]]]:
    """Give the second chain's labels of a stretch, and the features of the third for them."""
    rows = features(stretch, tagger.learnt)
    labels = tagger.second.tag(with_cues(stretch, rows, cue_likelihood(tagger.first, rows)))
    return labels, corrected_rows(stretch, tagger.second, labels)


def cue_likelihood(chain: Any, rows: Sequence[list[str]]) -> list[float]:
    """Give, for each token, the probability that it belongs to a cue."""
    chain.set(rows)
    return [1.0 - chain.marginal("O", at) for at in range(len(rows))]


def _score(chain: Any, labels: Sequence[str], first: int, last: int) -> float:
    """Give the probability of the least likely token of a run: what its weakest border is worth."""
    return float(min(chain.marginal(labels[at], at) for at in (first, (first + last) // 2, last)))


def tagger_from(files: Mapping[str, bytes]) -> Tagger:
    """Read a tagger from the files of a model.

    Raises
    ------
    CatspawError
        Where a part lacks or is no CRFsuite model.
    """
    try:
        learnt = dict(line.split("\t") for line in files["cues.tsv"].decode().splitlines())
        kept = tuple(
            files[name] for name in ("cues.crf", "spans.crf", "case.crf") if name != "case.crf" or name in files
        )
        return Tagger(learnt, open_chain(kept[0]), open_chain(kept[1]), kept, *map(open_chain, kept[2:]))
    except (KeyError, ValueError) as error:
        raise CatspawError(f"the tagger of the model cannot be read: {error}") from None


def open_chain(data: bytes) -> Any:
    """Open a CRFsuite model in memory; it points into `data`, which the caller keeps.

    Raises
    ------
    ValueError
        Where the bytes are no whole model.
    """
    need("reading", "pycrfsuite")
    import pycrfsuite

    if not data.startswith(_MAGIC) or int.from_bytes(data[4:8], "little") != len(data):
        raise ValueError("a chain is cut off or is no CRFsuite model")
    chain = pycrfsuite.Tagger()
    chain.open_inmemory(data)
    return chain
