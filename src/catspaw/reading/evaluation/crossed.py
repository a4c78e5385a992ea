"""Cross-validation on the project's own articles: every article is read by a model that was trained without it."""

from __future__ import annotations

from typing import Any

from catspaw.reading import linear
from catspaw.reading.corpus import articles
from catspaw.reading.evaluation.spans import Scores, score
from catspaw.reading.gold import from_articles
from catspaw.reading.model import Model
from catspaw.reading.tagging.model import tagger_from
from catspaw.reading.tagging.training import train_tagger

FOLDS = 3


def crossed() -> dict[str, Any]:
    """Give exact, overlap and sentence scores, speech within speech included."""
    golds = from_articles(articles())
    scores = Scores()
    for fold in range(FOLDS):
        tagger = tagger_from(train_tagger(g for at, g in enumerate(golds) if at % FOLDS != fold))
        for gold in golds[fold::FOLDS]:
            score(scores, gold, Model(tagger), nested=True)
    return scores.to_dict()


def crossed_classes(examples: list[dict[str, float]], classes: list[str]) -> list[str]:
    """Give for each example the class that a classifier trained on the other folds sees."""
    folds = linear.FOLDS
    found = [""] * len(classes)
    for fold in range(folds):
        rest = [at for at in range(len(classes)) if at % folds != fold]
        model = linear.train([examples[at] for at in rest], [classes[at] for at in rest])
        for at in range(fold, len(classes), folds):
            found[at] = model.best(examples[at])[0]
    return found
