"""Retraining a reader on what a case's reviews accepted: in seconds, and only what held-out decisions say is better.

Three things are learnt, each by itself: how probable it is that a proposal is accepted (`acceptance`), where sources, cues and
contents begin and end (`tagging.adapting`), and which act of speech an attribution is (`speech.stance`, trained on the
project's articles and the accepted attributions together). Each is measured on five parts of the sentences, every part by a
model that has not seen it, and left as shipped where it is not better there or where there is too little to learn from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catspaw.case.model import Case
from catspaw.reading import acceptance, linear
from catspaw.reading.acceptance import AS_STATED, Acceptance
from catspaw.reading.corpus import articles
from catspaw.reading.document import Span
from catspaw.reading.gold import from_articles
from catspaw.reading.lessons import Lesson, lessons_of, taught_by
from catspaw.reading.model import Model, pack, parts_of
from catspaw.reading.propose.proposal import Claim
from catspaw.reading.review.shelf import Shelf
from catspaw.reading.segmenting import tokenize
from catspaw.reading.speech import stance
from catspaw.reading.tagging.adapting import Taught
from catspaw.reading.tagging.labels import chunks, paragraphs_of
from catspaw.reading.tagging.model import labelled, open_chain
from catspaw.reading.tagging.training import Progress, Settings, silent, train_chain
from catspaw.reading.training import digest_of, examples_of_speech

FOLDS = 5
#: Fewer decisions, sentences or corrections than these teach nothing: stated judgements.
DECISIONS, SENTENCES, CORRECTIONS = 20, 20, 5
#: One of so many articles keeps the third chain where nobody corrected anything.
ANCHOR = 10
_CHAIN = Settings(l1=0.0, l2=0.3, iterations=60, rarest=1)


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one part of a reader.

    Attributes
    ----------
    name : str
        ``scores``, ``tagger`` or ``stance``.
    examples, corrected : int
        Decisions, sentences or attributions that it could learn from, and how many of them a review changed.
    measure : str
        What `before` and `after` are.
    before, after : float or None
        On held-out examples, as shipped and as retrained; None where nothing was trained.
    kept : bool
        Whether the retrained part is in the model.
    """

    name: str
    examples: int
    corrected: int
    measure: str
    before: float | None = None
    after: float | None = None
    kept: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Retrained:
    """A retrained reader.

    Attributes
    ----------
    data : bytes
        The model file; empty where no part is better than as shipped.
    parts : tuple of Part
        What was learnt, and how well.
    accepted, rejected : int
        Decisions that somebody took.
    """

    data: bytes
    parts: tuple[Part, ...]
    accepted: int
    rejected: int


def retrain(
    cases: Sequence[tuple[Case, Sequence[Shelf]]], model: Model, data: bytes, progress: Progress = silent
) -> Retrained:
    """Retrain a reader on reviews.

    Parameters
    ----------
    cases : sequence of (Case, sequence of Shelf)
        Each case with the records of its documents.
    model, data : Model, bytes
        The reader that is shipped, opened and as a file.
    progress : callable
        Told how many of the three parts are done.
    """
    taught: list[Taught] = []
    lessons: list[Lesson] = []
    for case, shelves in cases:
        for shelf in shelves:
            here = lessons_of(shelf)
            lessons += here
            taught += taught_by(case, shelf, here, model) if shelf.text else ()
    found = [learn_scores(lessons)]
    progress(1, 3)
    found.append(_tagger(taught, model))
    progress(2, 3)
    found.append(_stance(lessons, model))
    progress(3, 3)
    better = {name: content for part, files in found if part.kept for name, content in files.items()}
    accepted = sum(lesson.accepted for lesson in lessons)
    about = {
        **{k: v for k, v in model.about.items() if k != "format"},
        "trained_on": f"{model.about['trained_on']}; {len(lessons)} reviewed proposals of {', '.join(c.id for c, _ in cases)}",
        "from": model.digest,
        "decisions": len(lessons),
    }
    whole = pack({**parts_of(data, name="the shipped model"), **better}, about) if better else b""
    return Retrained(whole, tuple(part for part, _ in found), accepted, len(lessons) - accepted)


Learnt = tuple[Part, dict[str, bytes]]


def learn_scores(lessons: Sequence[Lesson]) -> Learnt:
    """Learn how probable acceptance is; decisions on one sentence stay in one part.

    Returns
    -------
    Part, dict
        How good it is on held-out decisions, and the file of the model.
    """
    decided = [(lesson.proposal, lesson.accepted) for lesson in lessons]
    part = Part("scores", len(decided), sum(not yes for _, yes in decided), "Brier score")
    if len(decided) < DECISIONS or len({yes for _, yes in decided}) < 2:
        return part, {}
    sentences = sorted({(lesson.report, lesson.proposal.start) for lesson in lessons})
    fold = {sentence: at % FOLDS for at, sentence in enumerate(sentences)}
    where = [fold[lesson.report, lesson.proposal.start] for lesson in lessons]
    apart = [acceptance.learn([d for d, f in zip(decided, where, strict=True) if f != out]) for out in range(FOLDS)]
    before = acceptance.brier(AS_STATED, decided)
    after = sum(acceptance.brier(apart[f], [d]) for d, f in zip(decided, where, strict=True)) / len(decided)
    learnt: Acceptance = acceptance.learn(decided)
    return _measured(part, before, after, lower=True), {acceptance.FILE: acceptance.to_file(learnt)}


def _tagger(taught: Sequence[Taught], model: Model) -> Learnt:
    """Learn the third chain."""
    corrected = sum(one.corrected for one in taught)
    part = Part("tagger", len(taught), corrected, "F1 of exact spans")
    if len(taught) < SENTENCES or corrected < CORRECTIONS:
        return part, {}
    anchor = tuple(_anchor(model))
    after: list[list[str]] = []
    for fold in range(FOLDS):
        rest = [one for at, one in enumerate(taught) if at % FOLDS != fold]
        chain = open_chain(_chain([*anchor, *rest]))
        after += [chain.tag(one.rows) for one in taught[fold::FOLDS]]
    right = [one for fold in range(FOLDS) for one in taught[fold::FOLDS]]
    part = _measured(part, _f1([o.before for o in right], right), _f1(after, right))
    return part, {"case.crf": _chain([*anchor, *taught])}


def _chain(taught: Sequence[Taught]) -> bytes:
    return train_chain([one.rows for one in taught], [one.labels for one in taught], _CHAIN)


def _anchor(model: Model) -> Iterator[Taught]:
    for gold in from_articles(articles()[::ANCHOR]):
        for stretch in paragraphs_of(gold.document):
            labels, rows = labelled(model.tagger, stretch)
            yield Taught(rows, labels, labels)


def _f1(found: Sequence[Sequence[str]], right: Sequence[Taught]) -> float:
    both = here = there = 0
    for labels, one in zip(found, right, strict=True):
        a, b = set(chunks(labels)), set(chunks(one.labels))
        both, here, there = both + len(a & b), here + len(a), there + len(b)
    return 2 * both / (here + there) if here + there else 1.0


def _stance(lessons: Sequence[Lesson], model: Model) -> Learnt:
    """Learn acts of speech from the accepted attributions beside those of the articles."""
    examples = [one for lesson in lessons if (one := _example(lesson, model)) is not None]
    corrected = sum(before != right for _, before, right in examples)
    part = Part("stance", len(examples), corrected, "accuracy")
    if corrected < CORRECTIONS:
        return part, {}
    golds = from_articles(articles())
    assert digest_of(golds) == model.about["text"]  # the shipped model is of these articles; a test sees to it
    told, names = examples_of_speech(golds)["stance"]

    def trained(rest: Sequence[tuple[linear.Features, str, str]]) -> linear.Linear:
        return linear.train([*told, *(x for x, _, _ in rest)], [*names, *(y for _, _, y in rest)], rarest=2, folds=2)

    found: list[bool] = []
    for fold in range(FOLDS):
        apart = trained([e for at, e in enumerate(examples) if at % FOLDS != fold])
        found += [apart.best(x)[0] == right for x, _, right in examples[fold::FOLDS]]
    part = _measured(part, 1 - corrected / len(examples), sum(found) / len(found))
    return part, linear.to_files(trained(examples), "stance")


def _example(lesson: Lesson, model: Model) -> tuple[linear.Features, str, str] | None:
    """Give an accepted attribution's words, the stance that the reader gives them, and the right one."""
    said, words = lesson.proposal.said, lesson.text
    if lesson.claim is None or "cue" not in said or not words:
        return None
    cue, source, content = (
        tuple(t for a, b in said.get(role, ()) for t in tokenize(words, Span(a, b)))
        for role in ("cue", "source", "content")
    )
    told = stance.features(cue, source, content)
    before = model.classifiers["stance"].best(told)[0]
    was, now = _act(lesson.proposal.claim), _act(lesson.claim)
    return told, before, before if was == now else now


def _act(claim: Claim) -> str:
    return str(claim.get("act", "assert"))


def _measured(part: Part, before: float, after: float, *, lower: bool = False) -> Part:
    kept = after < before if lower else after > before
    return replace(part, before=round(before, 4), after=round(after, 4), kept=kept)
