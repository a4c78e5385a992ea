"""The model file: the shipped one belongs to the shipped articles, training repeats itself, bad files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading.corpus import articles
from catspaw.reading.gold import from_articles
from catspaw.reading.model import CLASSIFIERS, open_model, pack, shipped, shipped_bytes, unpack
from catspaw.reading.tagging.training import Settings, train_tagger
from catspaw.reading.training import digest_of, train_on

pytest.importorskip("pycrfsuite")


def test_the_shipped_model_was_trained_on_the_articles_as_they_are() -> None:
    assert shipped().about["text"] == digest_of(from_articles(articles()))
    assert set(shipped().classifiers) == set(CLASSIFIERS)


def test_the_shipped_model_is_small() -> None:
    assert len(shipped_bytes()) < 10_000_000


def test_training_again_gives_the_same_bytes() -> None:
    golds = from_articles(articles()[:4])
    quick = Settings(iterations=8)
    one, other = (train_tagger(golds, first=quick, second=quick) for _ in range(2))
    assert one == other


def test_a_model_for_attributions_alone_says_what_it_was_trained_on(tmp_path: Path) -> None:
    path = tmp_path / "small.model"
    path.write_bytes(train_on(from_articles(articles()[:2]), "two articles"))
    model = open_model(path)
    assert model.about["trained_on"] == "two articles"
    assert model.classifiers == {}


def test_packing_is_the_same_whatever_the_order() -> None:
    assert pack({"a": b"1", "b": b"2"}, {}) == pack({"b": b"2", "a": b"1"}, {})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"x: no model of a reader"),
        (b"PK\x03\x04nonsense", r"x: no model of a reader"),
        (pack({}, {}), r"the tagger of the model cannot be read"),
        (pack({}, {"format": 99}), r"x: format 99 of a model; this version reads 2: train it anew"),
        (pack({"cues.tsv": b"", "cues.crf": b"lCRF\x00\x00\x00\x00", "spans.crf": b""}, {}), r"a chain is cut off"),
    ],
)
def test_a_bad_file_is_named(data: bytes, message: str) -> None:
    with pytest.raises(CatspawError, match=message):
        unpack(data, name="x")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatspawError, match="cannot be read: No such file"):
        open_model(tmp_path / "none.model")
