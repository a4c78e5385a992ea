"""The tagger's model: two chains and the words that were cues in training; how it reads one stretch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catspaw.core.errors import CatspawError
from catspaw.core.extras import need
from catspaw.reading.linear import Linear, from_files
from catspaw.reading.tagging.adapting import corrected_rows
from catspaw.reading.tagging.features import features
from catspaw.reading.tagging.labels import Stretch, chunks
from catspaw.reading.tagging.linking import Chunk
from catspaw.reading.tagging.sentences import HOLDS, NAME, describe
from catspaw.reading.tagging.stacking import LIKELY, with_cues

#: File of a model with the probability from which a sentence goes to review.
THRESHOLD = "review.txt"
#: A paragraph in which no word is this likely a cue has no attribution; speech within speech, which is rare, needs more.
QUIET = 0.05
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
    sentences : Linear
        Tells which sentences hold an attribution.
    review_above : float
        Probability from which such a sentence goes to review.
    third : pycrfsuite.Tagger, optional
        What reviews corrected of the second (`catspaw.reading.tagging.adapting`).
    """

    learnt: dict[str, str]
    first: Any
    second: Any
    sentences: Linear
    review_above: float
    kept: tuple[bytes, ...] = ()
    third: Any = None


def tag(tagger: Tagger, stretch: Stretch) -> tuple[Chunk, ...]:
    """Mark sources, cues and contents in one stretch."""
    rows = features(stretch, tagger.learnt)
    likely = cue_likelihood(tagger.first, rows)
    if max(likely) < (LIKELY if stretch.depth else QUIET):  # the second look is for where it may find something
        return ()
    rows = with_cues(stretch, rows, likely)
    chain = tagger.second
    labels = chain.tag(rows)
    if tagger.third is not None:
        rows = corrected_rows(stretch, chain, labels)
        chain = tagger.third
        labels = chain.tag(rows)
    return tuple(Chunk(first, last, role, _score(chain, labels, first, last)) for role, first, last in chunks(labels))


def holding(tagger: Tagger, stretch: Stretch) -> list[float]:
    """Give, for each sentence of a paragraph, the probability that it holds an attribution or a part of one."""
    likely = cue_likelihood(tagger.first, features(stretch, tagger.learnt))
    return [tagger.sentences.probabilities(told).get(HOLDS, 0.0) for told in describe(stretch, likely)]


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
        chains = [open_chain(data) for data in kept]
        sentences, above = from_files(files, NAME), float(files[THRESHOLD])
        return Tagger(learnt, chains[0], chains[1], sentences, above, kept, *chains[2:])
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
