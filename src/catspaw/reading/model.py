"""A reader's model: one file, an uncompressed zip of tables and chains; nothing in it runs when it is opened.

The shipped one is trained on the project's own articles and on PLOVER's gold standard records (CC BY-SA 4.0) and on
nothing else; `catspaw read train` gives its bytes again.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from catspaw.core.errors import CatspawError
from catspaw.core.files import write_atomic
from catspaw.reading.acceptance import AS_STATED, Acceptance, acceptance_from
from catspaw.reading.linear import Linear, from_files
from catspaw.reading.tagging.model import Tagger, tagger_from

#: Classifiers that a model may hold besides its tagger.
CLASSIFIERS = ("stance", "sure", "kind", "anonymous", "root", "modality")
FORMAT = 2
#: Nothing larger is opened.
LARGEST = 200_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Model:
    """What the reader has learnt.

    Attributes
    ----------
    tagger : Tagger
        Marks sources, cues and contents.
    classifiers : dict of str to Linear
        By name, see `CLASSIFIERS`; a model that was trained for evaluation alone may lack them.
    about : dict
        What it was trained on, how, and with which versions.
    digest : str
        SHA-256 of what it holds, in hexadecimal: its name in a claim's provenance.
    acceptance : Acceptance
        What reviews taught of the scores of proposals; as stated where there were none.
    """

    tagger: Tagger
    classifiers: dict[str, Linear] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    digest: str = ""
    acceptance: Acceptance = AS_STATED


def pack(parts: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """Put the parts of a model into one file; the same parts give the same bytes."""
    parts = {**parts, "about.json": json.dumps({"format": FORMAT, **about}, indent=1, sort_keys=True).encode()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), parts[name])
    return target.getvalue()


def unpack(data: bytes, *, name: str) -> Model:
    """Read a model.

    Raises
    ------
    CatspawError
        Where it is no such file, of another format, or damaged.
    """
    parts = parts_of(data, name=name)
    try:
        about = json.loads(parts.get("about.json", b"{}"))
        acceptance = acceptance_from(parts)
    except ValueError as error:
        raise CatspawError(f"{name}: no model of a reader ({error}); `catspaw read train` makes one") from None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        found = about.get("format") if isinstance(about, dict) else None
        raise CatspawError(f"{name}: format {found!r} of a model; this version reads {FORMAT}: train it anew")
    known = {each: from_files(parts, each) for each in CLASSIFIERS if f"{each}.txt" in parts}
    return Model(tagger_from(parts), known, about, hashlib.sha256(data).hexdigest(), acceptance)


def parts_of(data: bytes, *, name: str) -> dict[str, bytes]:
    """Take a model's file apart.

    Raises
    ------
    CatspawError
        Where it is no such file, or far too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise CatspawError(f"{name}: larger than {LARGEST // 1_000_000} MB unpacked; no model of a reader is")
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        raise CatspawError(f"{name}: no model of a reader ({error}); `catspaw read train` makes one") from None


def open_model(path: Path) -> Model:
    """Read a model from a file.

    Raises
    ------
    CatspawError
        Where it cannot be read or is no model.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CatspawError(f"{path}: larger than {LARGEST // 1_000_000} MB; no model of a reader is")
        data = path.read_bytes()
    except OSError as error:
        raise CatspawError(f"{path} cannot be read: {error.strerror}") from None
    return unpack(data, name=str(path))


def save_model(path: Path, data: bytes) -> None:
    """Write a model, whole or not at all."""
    write_atomic(path, data)


@cache
def shipped() -> Model:
    """Give the model that comes with the package."""
    return unpack(shipped_bytes(), name="the shipped model")


def shipped_bytes() -> bytes:
    """Give the bytes of the model that comes with the package."""
    return files("catspaw.reading").joinpath("reader.model").read_bytes()
