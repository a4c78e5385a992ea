"""A model as bytes and back."""

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.engine.arrange import arrange
from catspaw.engine.packing import digest, packed, unpacked
from catspaw.network.model import Decision, Option


def same(a, b) -> bool:
    if is_dataclass(a):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)


@pytest.fixture
def model(full, kit):
    decision = Decision("d", "client", (Option("a", 0.5, "client|vows|enemy", (("vow", 1.0),)), Option("b", 0.0)), 3)
    return arrange(replace(
        full, decisions=(decision,), interventions=kit.interventions(), names={"client": "Ein <b> Ärger"},
        provenance={"array": "0", "Model": "x"},
    ))  # fmt: skip


def test_a_model_comes_back_as_it_was(model):
    again = unpacked(packed(model))
    assert same(model, again)
    assert digest(again) == digest(model)
    assert packed(again) == packed(model)


def test_the_digest_sees_every_number(model):
    seen = {digest(model)}
    seen.add(digest(replace(model, horizon_days=model.horizon_days + 1)))
    base = model.snapshot
    seen.add(digest(replace(model, snapshot=replace(base, power=base.power * (1 + 2**-52)))))
    seen.add(digest(replace(model, decisions=())))
    assert len(seen) == 4


def test_bytes_of_another_kind_are_refused(model):
    data = packed(model)
    for wrong in (b"", b"x" * 100, data[:-100], data.replace(b"PK", b"KP")):
        with pytest.raises(ModelError, match="no packed model of this version"):
            unpacked(wrong)


def test_a_list_in_place_of_a_model_is_refused():
    import io
    import json

    for text in (["tuple", []], ["Path", {}], ["Model", {}], ["Option", {"id": "a", "utility": 0.0}]):
        file = io.BytesIO()
        np.savez_compressed(file, json=np.frombuffer(json.dumps(text).encode(), dtype=np.uint8))
        with pytest.raises(ModelError, match="no packed model of this version"):
            unpacked(file.getvalue())
