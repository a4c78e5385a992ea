"""Base rates that were solved before on this machine.

Solving takes seconds and gives the same bits every time, so what it gives is kept in the user's cache, under the hash
of all that it comes from: the model, the seed, and the sources of the engine.  What cannot be read is solved again.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from catspaw.core.cache import cache_root
from catspaw.core.errors import CatspawError
from catspaw.core.files import write_atomic
from catspaw.engine.anchor import Anchored, anchor, predicted
from catspaw.engine.arrange import arrange
from catspaw.engine.packing import digest
from catspaw.engine.work import sources
from catspaw.network.model import Model

_KEPT = 64  # results; the oldest go
_ARRAYS = ("ordinary", "log_base", "expected")


def solved(model: Model, *, seed: int) -> Anchored:
    """Give what `catspaw.engine.anchor.anchor` gives, from the cache where it was solved before."""
    path = _place(model, seed)
    found = _read(path, model)
    if found is None:
        found = anchor(model, seed=seed)
        _keep(path, found)
    return found


def _place(model: Model, seed: int) -> Path:
    name = blake2b(f"{digest(model)} {seed} {sources()}".encode(), digest_size=16).hexdigest()
    return cache_root() / "rates" / f"{name}.npz"


def _read(path: Path, model: Model) -> Anchored | None:
    """Read what was kept; None where nothing was, or nothing that fits."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            ordinary, log_base, expected = (file[name] for name in _ARRAYS)
            rounds = int(file["rounds"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error, zipfile.BadZipFile):
        return None
    arranged = arrange(model)
    sizes = len(arranged.channels.ids), len(model.anchors)
    if not ordinary.shape == log_base.shape == sizes[:1] or expected.shape[1:] != sizes[1:]:
        return None
    channels = replace(arranged.channels, ordinary=ordinary, log_base=log_base)
    there = replace(arranged, channels=channels, anchored=True)
    return Anchored(there, predicted(model.anchors, expected), expected, rounds)


def _keep(path: Path, found: Anchored) -> None:
    """Keep a result; where nothing can be written it is solved again next time."""
    channels, file = found.model.channels, io.BytesIO()
    kept = dict(zip(_ARRAYS, (channels.ordinary, channels.log_base, found.expected), strict=True))
    np.savez(file, allow_pickle=False, rounds=found.rounds, **kept)
    with suppress(OSError, CatspawError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, file.getvalue())
        for old in sorted(path.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
