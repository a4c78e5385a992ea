"""Blocks of the kernel put together as one ensemble, as they come, so that no act lies in memory twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from catspaw.engine.kernel.blocks import Block
from catspaw.engine.kernel.scratch import Record
from catspaw.engine.result import Acts, Ensemble
from catspaw.network.model import Model

_DTYPES: dict[str, Any] = {"time": np.float64, "forestalled": np.bool_}
_GROWTH = 1.3


def gather(model: Model, found: Iterable[Block], *, seed: int, first: int, provenance: Mapping[str, str]) -> Ensemble:
    """Put blocks of an arranged model together, in their order."""
    columns: dict[str, Any] = {name: np.zeros(1 << 16, dtype=_DTYPES.get(name, np.int64)) for name in Record._fields}
    rest = []
    end = 0
    for block in found:
        end = _add(columns, block.acts, end)
        rest.append((block.many, block.passage, block.count, block.runaway))
    for column in columns.values():
        column.resize(end, refcheck=False)
    many, passage, count, runaway = (np.concatenate(parts) for parts in zip(*rest, strict=True))
    return Ensemble(
        model=model,
        seed=seed,
        first=first,
        futures=len(many),
        acts=Acts(future=np.repeat(np.arange(first, first + len(many)), many), **columns),
        choices=((),) * len(many),
        passage=passage,
        count=count,
        runaway=runaway,
        provenance=provenance,
    )


def _add(columns: dict[str, Any], acts: Record, start: int) -> int:
    """Write a block's acts behind those that are there; columns grow in place, which moves pages and copies none."""
    end = start + len(acts.day)
    for name, column in columns.items():
        if end > len(column):
            column.resize(int(end * _GROWTH), refcheck=False)
        column[start:end] = getattr(acts, name)
    return end
