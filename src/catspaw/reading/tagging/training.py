"""Training the tagger; deterministic: the same marked text gives the same bytes."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern

from catspaw.core.extras import need
from catspaw.reading.gold import Gold
from catspaw.reading.linear import to_files
from catspaw.reading.tagging.features import features
from catspaw.reading.tagging.labels import Stretch, training_stretches
from catspaw.reading.tagging.model import THRESHOLD, cue_likelihood, open_chain
from catspaw.reading.tagging.sentences import NAME, train_sentences
from catspaw.reading.tagging.stacking import with_cues
from catspaw.reading.tagging.wordclass import classify

#: Share of a word's occurrences that were cues, by class.
_SHARES = (0.04, 0.15, 0.4, 0.7)
#: Folds on which the first chain is held out while the second is trained.
FOLDS = 2


Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far the training has got."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a chain is trained: L1 and L2 regularisation, iterations of L-BFGS, how rare a feature may be.

    Chosen by cross-validation on the project's articles and on PolNeAR's training part.
    """

    l1: float = 0.1
    l2: float = 0.02
    iterations: int = 90
    rarest: int = 2


def train_tagger(
    golds: Iterable[Gold],
    *,
    first: Settings = Settings(l2=0.05, iterations=40),
    second: Settings = Settings(),
    review_above: float | None = None,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Train on marked documents.

    Parameters
    ----------
    golds : iterable of Gold
        Where none of them marks speech within speech, the insides of contents are not trained on.
    first, second : Settings
        Of the chain that marks cues, and of the one that marks everything.
    review_above : float, optional
        Probability from which a sentence goes to review; default: chosen on held-out sentences of the training text.
    progress : callable
        Told how many of the chains are done.

    Returns
    -------
    dict of str to bytes
        The files of the tagger, to be read by `catspaw.reading.tagging.model.tagger_from`.
    """
    golds = tuple(golds)
    nested = any(one.depth for gold in golds for one in gold.attributions)
    pairs = [p for gold in golds for p in training_stretches(gold) if nested or not p[0].depth]
    learnt = learn_cues(pairs)
    stretches, labels = [stretch for stretch, _ in pairs], [names for _, names in pairs]
    rows = [_interned(features(stretch, learnt)) for stretch in stretches]
    cues = [[name if name[-1] == "Q" else "O" for name in names] for names in labels]
    likely: list[list[float]] = [[] for _ in rows]
    for fold in range(FOLDS):
        low, high = len(rows) * fold // FOLDS, len(rows) * (fold + 1) // FOLDS
        data = train_chain(rows[:low] + rows[high:], cues[:low] + cues[high:], first)
        chain = open_chain(data)
        likely[low:high] = [cue_likelihood(chain, row) for row in rows[low:high]]
        progress(fold + 1, FOLDS + 2)
    sentences, threshold = train_sentences(stretches, likely, labels)
    files = {"cues.crf": train_chain(rows, cues, first), **to_files(sentences, NAME)}
    files[THRESHOLD] = f"{threshold if review_above is None else review_above:g}\n".encode()
    progress(FOLDS + 1, FOLDS + 2)
    told = [_interned(with_cues(*three)) for three in zip(stretches, rows, likely, strict=True)]
    files["spans.crf"] = train_chain(told, labels, second)
    progress(FOLDS + 2, FOLDS + 2)
    files["cues.tsv"] = "".join(f"{word}\t{grade}\n" for word, grade in sorted(learnt.items())).encode()
    return files


def learn_cues(pairs: Sequence[tuple[Stretch, list[str]]]) -> dict[str, str]:
    """Grade the words that were cues at least twice by the share of their occurrences that were."""
    seen: Counter[str] = Counter()
    cues: Counter[str] = Counter()
    for stretch, names in pairs:
        for token, name in zip(stretch.tokens, names, strict=True):
            word = classify(token.word).lower
            seen[word] += 1
            cues[word] += name[-1] == "Q"
    return {
        word: str(sum(cues[word] / seen[word] > share for share in _SHARES))
        for word in cues
        if cues[word] >= 2 and word.isalpha() and len(word) > 2
    }


def _interned(rows: list[list[str]]) -> list[list[str]]:
    """Keep each feature once in memory: a large corpus has hundreds of millions of them, and few that differ."""
    return [[intern(name) for name in row] for row in rows]


def train_chain(rows: Sequence[list[list[str]]], labels: Sequence[list[str]], settings: Settings) -> bytes:
    """Train one chain on the features and labels of sequences, and give its CRFsuite model."""
    need("reading", "pycrfsuite")
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": settings.l1,
            "c2": settings.l2,
            "max_iterations": settings.iterations,
            "feature.minfreq": settings.rarest,
            "feature.possible_transitions": True,
        }
    )
    for row, names in zip(rows, labels, strict=True):
        trainer.append(row, names)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.crf"
        trainer.train(str(path))
        return path.read_bytes()
