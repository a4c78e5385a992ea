"""Training a whole reader from marked articles: the tagger, what attributions do, who speaks, and acts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from catspaw.reading import linear
from catspaw.reading.acts.training import examples_of_acts, examples_of_modality
from catspaw.reading.corpus import articles
from catspaw.reading.gold import Gold, from_articles
from catspaw.reading.model import pack
from catspaw.reading.speech import speaker, stance
from catspaw.reading.tagging.training import Progress, silent, train_tagger

#: Features that a single example has are left out of the classifiers, which halves them; the types of acts, with few
#: examples and many words, keep theirs.
RAREST = {"root": 1}
#: Probability from which the shipped reader sends a sentence to review. Its own articles hold far more attributions than
#: news does, so it was chosen on 120 articles of PolNeAR's training part, where recall is .975 at precision .758.
REVIEW_ABOVE = 0.08


def train_shipped(progress: Progress = silent) -> bytes:
    """Train the reader that ships, from the project's articles and sentences and PLOVER's gold standard records.

    Returns
    -------
    bytes
        The model file; the same on every run with the same versions of what it is trained with.
    """
    golds = from_articles(articles())
    return pack(
        train_tagger(golds, review_above=REVIEW_ABOVE, progress=progress) | train_classifiers(golds),
        {
            "trained_on": f"{len(golds)} articles and a table of sentences of the project; PLOVER gold standard records (CC BY-SA 4.0)",
            "text": digest_of(golds),
            "with": {name: version(name) for name in ("python-crfsuite", "scikit-learn", "numpy")},
        },
    )


def train_on(golds: Sequence[Gold], name: str, progress: Progress = silent) -> bytes:
    """Train a tagger alone on another corpus, for evaluation: it knows no stances, speakers or acts."""
    about = {"trained_on": name, "text": digest_of(golds), "with": {"python-crfsuite": version("python-crfsuite")}}
    return pack(train_tagger(golds, progress=progress), about)


def digest_of(golds: Iterable[Gold]) -> str:
    """Give a hash of the marked text: a model says with it what it was trained on."""
    held = hashlib.sha256()
    for gold in golds:
        held.update(gold.document.text.encode())
        held.update(repr(gold.attributions).encode())
    return held.hexdigest()


def train_classifiers(golds: Sequence[Gold]) -> dict[str, bytes]:
    """Train everything but the tagger on articles that carry all marks."""
    files: dict[str, bytes] = {}
    for name, (examples, classes) in {
        **examples_of_speech(golds),
        "root": examples_of_acts(),
        "modality": examples_of_modality(),
    }.items():
        files |= linear.to_files(linear.train(examples, classes, rarest=RAREST.get(name, 2)), name)
    return files


def examples_of_speech(golds: Iterable[Gold]) -> dict[str, tuple[list[dict[str, float]], list[str]]]:
    """Give the examples for stance, sureness, kind of speaker and anonymity."""
    said: list[tuple[dict[str, float], str, str]] = []
    who: list[tuple[dict[str, float], str, str]] = []
    for gold in golds:
        tokens = tuple(gold.document.tokens)
        for one in gold.attributions:
            cue, source, content = stance.parts(one, tokens)
            said.append((stance.features(cue, source, content), one.stance, one.sure))
            if source:
                anonymous = "anonymous" if one.speaker.anonymous else "named"
                who.append((speaker.features(source), one.speaker.kind, anonymous))
    return {
        "stance": ([x for x, _, _ in said], [y for _, y, _ in said]),
        "sure": ([x for x, _, _ in said], [z for _, _, z in said]),
        "kind": ([x for x, _, _ in who], [y for _, y, _ in who]),
        "anonymous": ([x for x, _, _ in who], [z for _, _, z in who]),
    }
