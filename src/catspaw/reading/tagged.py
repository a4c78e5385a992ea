"""The reader's tagger as proposing takes it: a document in, its attributions out; and which model a case is read with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from catspaw.reading.admit import Tagger
from catspaw.reading.attributing import attribute
from catspaw.reading.model import Model, open_model, shipped
from catspaw.reading.review.shelf import FOLDER

#: What `catspaw read train CASE` writes into a case's folder.
OWN = f"{FOLDER}/reader.model"


def tagger(model: Path | None = None) -> Tagger:
    """Give the tagger of the shipped model, or of another.

    Raises
    ------
    CatspawError
        Where the file is no model.
    """
    return tagger_of(shipped() if model is None else open_model(model))


def tagger_of(model: Model) -> Tagger:
    """Give the tagger of a model."""
    return partial(attribute, model=model)


def model_of(folder: Path, chosen: Path | None = None) -> Model:
    """Give the model that a case is read with: the one chosen, else the case's own, else the shipped one.

    Raises
    ------
    CatspawError
        Where the file is no model.
    """
    if chosen is not None:
        return open_model(chosen)
    return open_model(folder / OWN) if (folder / OWN).is_file() else shipped()
