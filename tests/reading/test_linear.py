"""Linear classifiers as tables: they learn, say how sure they are, and survive their files."""

from __future__ import annotations

import numpy as np
import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading import linear

pytest.importorskip("sklearn")

EXAMPLES = [{f"w={word}": 1.0, "bias": 1.0} for word in "ab ba ab cd dc cd ef fe ef".replace(" ", "")]
CLASSES = ["first"] * 6 + ["second"] * 6 + ["third"] * 6


def test_it_learns_what_tells_classes_apart_and_gives_probabilities() -> None:
    model = linear.train(EXAMPLES, CLASSES)
    found = model.probabilities({"w=c": 1.0, "bias": 1.0})
    assert model.best({"w=c": 1.0, "bias": 1.0})[0] == "second"
    assert sum(found.values()) == pytest.approx(1.0)
    assert set(model.probabilities({"w=c": 1.0}, frozenset({"first", "third"}))) == {"first", "third"}


def test_two_classes_have_two_columns() -> None:
    model = linear.train(EXAMPLES[:12], CLASSES[:12])
    assert model.weights.shape[1] == 2
    assert model.best({"w=a": 1.0})[0] == "first"
    assert model.best({"w=d": 1.0})[0] == "second"


def test_training_twice_gives_the_same_bytes_and_the_files_give_the_model_back() -> None:
    one, other = (linear.to_files(linear.train(EXAMPLES, CLASSES), "x") for _ in range(2))
    assert one == other
    back = linear.from_files(one, "x")
    model = linear.train(EXAMPLES, CLASSES)
    assert back.classes == model.classes
    assert back.vocabulary == model.vocabulary
    assert np.array_equal(back.weights, model.weights)
    assert back.temperature == model.temperature


def test_damaged_files_are_named_and_nothing_in_them_is_run() -> None:
    files = linear.to_files(linear.train(EXAMPLES, CLASSES), "x")
    with pytest.raises(CatspawError, match="classifier `x` of the model cannot be read"):
        linear.from_files({"x.txt": files["x.txt"]}, "x")
    with pytest.raises(CatspawError, match="its words and numbers do not fit"):
        linear.from_files(files | {"x.txt": files["x.txt"] + b"one more\n"}, "x")
    with pytest.raises(CatspawError, match="cannot be read"):
        linear.from_files(files | {"x.npy": b"\x80\x04cos\nsystem\n."}, "x")
