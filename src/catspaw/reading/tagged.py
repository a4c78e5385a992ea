"""The reader's tagger as proposing takes it: a document in, its attributions out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from catspaw.reading.admit import Tagger
from catspaw.reading.attributing import attribute
from catspaw.reading.model import open_model, shipped


def tagger(model: Path | None = None) -> Tagger:
    """Give the tagger of the shipped model, or of another.

    Raises
    ------
    CatspawError
        Where the file is no model.
    """
    return partial(attribute, model=shipped() if model is None else open_model(model))
