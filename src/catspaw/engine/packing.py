"""A model as bytes and back: arrays as they are, the rest as JSON.  Nothing that is read is ever executed."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.network import model as tables
from catspaw.network.model import Model

_JSON = "json"
Arrays = list[NDArray[Any]]


def packed(model: Model) -> bytes:
    """Pack a model; the same model gives the same bytes."""
    text, arrays = _taken_apart(model)
    file = io.BytesIO()
    columns = {str(at): array for at, array in enumerate(arrays)}
    np.savez_compressed(file, allow_pickle=False, **{_JSON: np.frombuffer(text, dtype=np.uint8)}, **columns)
    return file.getvalue()


def unpacked(data: bytes) -> Model:
    """Unpack a model.

    Raises
    ------
    ModelError
        Bytes that are no packed model of this version.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = [file[str(at)] for at in range(len(file.files) - 1)]
            made = _put_together(json.loads(file[_JSON].tobytes()), arrays)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
        raise ModelError(f"this is no packed model of this version of catspaw ({error})") from None
    if not isinstance(made, Model):
        raise ModelError("this is no packed model of this version of catspaw")
    return made


def digest(model: Model) -> str:
    """Hash of all that a model says, whatever packs it."""
    text, arrays = _taken_apart(model)
    found = blake2b(text, digest_size=16)
    for array in arrays:
        found.update(f"{array.dtype.str}{array.shape}".encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _taken_apart(model: Model) -> tuple[bytes, Arrays]:
    arrays: Arrays = []
    text = json.dumps(_plain(model, arrays), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8"), arrays


def _plain(value: Any, arrays: Arrays) -> Any:
    """Give a value as JSON has it: a list begins with what it is."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return ["array", len(arrays) - 1]
    if is_dataclass(value):
        return [type(value).__name__, {f.name: _plain(getattr(value, f.name), arrays) for f in fields(value)}]
    if isinstance(value, Mapping):
        return ["mapping", [[_plain(k, arrays), _plain(v, arrays)] for k, v in value.items()]]
    if isinstance(value, tuple | list):
        return ["tuple", [_plain(one, arrays) for one in value]]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return value.item() if isinstance(value, np.generic) else value


def _put_together(value: Any, arrays: Arrays) -> Any:
    if not isinstance(value, list):
        return value
    kind, given = value
    if kind == "array":
        return arrays[given]
    if kind == "tuple":
        return tuple(_put_together(one, arrays) for one in given)
    if kind == "mapping":
        return {_put_together(k, arrays): _put_together(v, arrays) for k, v in given}
    if kind == "date":
        return date.fromisoformat(given)
    return _nouns()[kind](**{name: _put_together(one, arrays) for name, one in given.items()})


@cache
def _nouns() -> Mapping[str, Any]:
    """Dataclasses of the model, by name: nothing else is ever made."""
    return {name: kind for name, kind in vars(tables).items() if isinstance(kind, type) and is_dataclass(kind)}
