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

_SPARE = 1.3  # of the mean so far; memory that is never written to is never taken


def gather(
    model: Model,
    parts: Iterable[Part],
    *,
    futures: int,
    seed: int,
    first: int,
    scheme: Scheme,
    provenance: Mapping[str, str],
) -> Ensemble:
    """Put parts of an arranged model together, in their order; `futures` is how many there will be."""
    columns: dict[str, Any] = {name: np.empty(1 << 16, dtype=kind) for name, kind in DTYPES.items()}
    choices: list[tuple[Choice, ...]] = []
    counts: list[Counts] = []
    end = 0
    for part in parts:
        choices += part.choices
        end = _add(columns, part.acts, end, share=len(choices) / futures)
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
    return gather(model, [part], futures=len(found), seed=seed, first=first, scheme=FOURS, provenance=provenance)


def _add(columns: dict[str, Any], acts: Acts, start: int, *, share: float) -> int:
    """Write a part's acts behind those that are there.

    Where there is no room, columns become as long as the whole run will want, judged by the share of it that is there.
    """
    end = start + len(acts.day)
    for name, column in columns.items():
        if end > len(column):
            columns[name] = np.empty(max(int(end / share * _SPARE), end), dtype=column.dtype)
            columns[name][:start] = column[:start]
        columns[name][start:end] = getattr(acts, name)
    return end
