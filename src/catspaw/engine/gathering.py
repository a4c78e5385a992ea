"""Parts put together as one ensemble, as they come, so that no act lies in memory twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from catspaw.engine.acts import DTYPES, Acts, InMemory
from catspaw.engine.decide import Choice
from catspaw.engine.draws import FOURS, Scheme
from catspaw.engine.part import Counts, Part, part_of, together
from catspaw.engine.reference import Future
from catspaw.engine.result import Ensemble
from catspaw.network.model import Model

_GROWTH = 1.3


def gather(
    model: Model, parts: Iterable[Part], *, seed: int, first: int, scheme: Scheme, provenance: Mapping[str, str]
) -> Ensemble:
    """Put parts of an arranged model together, in their order."""
    columns: dict[str, Any] = {name: np.zeros(1 << 16, dtype=kind) for name, kind in DTYPES.items()}
    choices: list[tuple[Choice, ...]] = []
    counts: list[Counts] = []
    end = 0
    for part in parts:
        end = _add(columns, part.acts, end)
        choices += part.choices
        counts.append(part.counts)
    for column in columns.values():
        column.resize(end, refcheck=False)
    return Ensemble(
        model=model,
        seed=seed,
        first=first,
        futures=len(choices),
        log=InMemory(Acts(**columns)),
        choices=tuple(choices),
        counts=together(counts),
        scheme=scheme,
        provenance=provenance,
    )


def collect(model: Model, found: Sequence[Future], *, seed: int, first: int, provenance: Mapping[str, str]) -> Ensemble:
    """Put futures ``first, first + 1, ...`` of an arranged model together."""
    part = part_of(model, found, first=first)
    return gather(model, [part], seed=seed, first=first, scheme=FOURS, provenance=provenance)


def _add(columns: dict[str, Any], acts: Acts, start: int) -> int:
    """Write a part's acts behind those that are there; columns grow in place, which moves pages and copies none."""
    end = start + len(acts.day)
    for name, column in columns.items():
        if end > len(column):
            column.resize(int(end * _GROWTH), refcheck=False)
        column[start:end] = getattr(acts, name)
    return end
