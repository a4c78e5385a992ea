"""One door to every evaluation: the corpus by name, its path, and a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catspaw.core.errors import CatspawError
from catspaw.reading.acts.training import pair_features
from catspaw.reading.evaluation.plover import ROOTS, Pair, macro, read_plover, read_plv
from catspaw.reading.evaluation.polnear import read_polnear
from catspaw.reading.evaluation.spans import evaluate as evaluate_spans
from catspaw.reading.model import Model, open_model, shipped


def evaluate(layout: str, path: Path | None, model: Path | None) -> dict[str, Any]:
    """Measure a model (the shipped one where none is given) against marked text.

    Parameters
    ----------
    layout : str
        ``polnear``, ``plv``, ``plover``, or ``own``: the package's articles, each read by a tagger that was trained
        without it.
    path, model : Path, optional
        Where the text and the model are.

    Raises
    ------
    CatspawError
        Where either cannot be read, or the model knows nothing of what is to be measured.
    """
    if layout == "own":
        from catspaw.reading.evaluation.crossed import crossed

        return crossed()
    assert path is not None
    chosen = open_model(model) if model else shipped()
    if layout == "polnear":
        return evaluate_spans(read_polnear(path), chosen).to_dict()
    return evaluate_acts(read_plv(path) if layout == "plv" else read_plover(path), chosen)


def evaluate_acts(pairs: tuple[Pair, ...], model: Model) -> dict[str, Any]:
    """Measure the typing of acts: macro-F1 over the types that occur, accuracy, and each type.

    Raises
    ------
    CatspawError
        Where the model types no acts.
    """
    if "root" not in model.classifiers:
        raise CatspawError("this model types no acts: it was trained for attributions alone; leave --model out")
    allowed = frozenset(ROOTS)
    found = [model.classifiers["root"].best(pair_features(pair), allowed)[0] for pair in pairs]
    return macro([pair.root for pair in pairs], found)
