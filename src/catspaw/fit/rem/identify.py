"""What the data cannot tell: statistics that never differ, statistics that say the same, coefficients without end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.likelihood import Value
from catspaw.fit.rem.times import Floats

#: Share of a statistic's information that is its own, below which it is a combination of the others (correlation
#: beyond .99999): its coefficient would be rounding.
_OWN = 1e-9
#: Largest fall along a direction of separation, as a share of the largest rise; Newton's step has it to this much.
_SLACK = 1e-3


def check_collinearity(first: Value, names: tuple[str, ...], penalty: Floats, ordinal: bool) -> None:
    """Refuse statistics that the data cannot tell apart.

    Raises
    ------
    ModelError
        Which never differ between alternatives, or which combination of which others each is.
    """
    free = np.flatnonzero(penalty == 0)
    information = first.information[np.ix_(free, free)]
    free_names = [names[k] for k in free]
    diagonal = np.diag(information)
    where = "among the alternatives of any choice" if ordinal else "in the data"
    flat = [
        name for name, d in zip(free_names, diagonal, strict=True) if d <= 1e-12 * max(diagonal.max(initial=0), 1e-300)
    ]
    if flat:
        raise ModelError(
            f"{', '.join(flat)} never differ{'s' * (len(flat) == 1)} {where}, so that no coefficient can be found; "
            "leave out, or hold it with ridge=1"
        )
    if relations := _relations(information, free_names):
        raise ModelError(
            f"collinear statistics: {'; '.join(relations)} {where}; leave one of each out, or hold them with ridge=1"
        )


def _relations(information: Floats, names: list[str]) -> list[str]:
    """Linear relations among columns, each solved for one of them."""
    d = 1.0 / np.sqrt(np.diag(information))
    values, vectors = np.linalg.eigh(information * np.outer(d, d))
    null = vectors[:, values < _OWN * max(len(names), 1)].T * d
    return [_relation(row, names) for row in _reduced(null)]


def _reduced(rows: Floats) -> Floats:
    """Reduced row echelon form, pivots at the largest entries: relations with few members."""
    rows = rows.copy()
    for k in range(len(rows)):
        pivot = int(np.argmax(np.abs(rows[k])))
        rows[k] /= rows[k, pivot]
        for other in range(len(rows)):
            if other != k:
                rows[other] -= rows[other, pivot] * rows[k]
    return rows


def _relation(row: Floats, names: list[str]) -> str:
    pivot = int(np.argmax(np.isclose(row, 1.0, rtol=1e-6)))
    parts = [(-c, name) for k, (c, name) in enumerate(zip(row, names, strict=True)) if k != pivot and abs(c) > 1e-6]
    said = " ".join(f"{'-' if c < 0 else '+'} {_times(abs(c))}{name}" for c, name in parts)
    return f"{names[pivot]} = {said.removeprefix('+ ') or 'constant'}"


def _times(c: float) -> str:
    return "" if abs(c - 1.0) < 1e-6 else f"{c:.4g} "


def receding(blocks: Iterable[Block], direction: Floats, names: tuple[str, ...], *, ordinal: bool) -> str | None:
    """Say whether the likelihood never falls along a direction: separation, certified on every choice.

    Ordinal: what happened is never below an alternative along it (Albert and Anderson 1984).  Timed: what happened
    does not move along it, and nothing rises.
    """
    largest, rise, fall = np.zeros(len(direction)), 0.0, 0.0
    for block in blocks:
        reach = np.abs(direction) * np.ptp(block.x, axis=1)
        largest = np.maximum(largest, reach)
        up, down = (_ordinal_gaps if ordinal else _timed_gaps)(block, direction)
        rise, fall = max(rise, up), max(fall, down)
    if rise == 0.0 or fall > _SLACK * rise:
        return None
    return _said(direction, largest, names)


def _ordinal_gaps(block: Block, direction: Floats) -> tuple[float, float]:
    """Largest lead of a hit over an alternative, and largest lag."""
    along = direction @ block.x
    high, low = np.maximum.reduceat(along, block.starts), np.minimum.reduceat(along, block.starts)
    hit = along[block.hits]
    return float((hit - low[block.hit_set]).max()), float((high[block.hit_set] - hit).max())


def _timed_gaps(block: Block, direction: Floats) -> tuple[float, float]:
    along = (direction @ block.x)[_at_risk(block)]
    hit = (direction @ block.x)[block.hits]
    moved = float(np.abs(hit).max(initial=0.0))
    return float(-along.min(initial=0.0)), max(moved, float(along.max(initial=0.0)))


def _at_risk(block: Block) -> NDArray[np.bool_]:
    return np.asarray((block.exposure > 0)[block.set_of])


def _said(direction: Floats, reach: Floats, names: tuple[str, ...]) -> str:
    top = reach.max()
    parts = [
        f"{name} to {'+' if direction[k] > 0 else '-'}infinity"
        for k, name in enumerate(names)
        if reach[k] > 0.05 * top and direction[k] != 0
    ]
    return (
        f"separation: nothing that happened speaks against {' and '.join(parts)}, and the likelihood rises all the way; "
        "leave out, join with another statistic, or hold with ridge=1"
    )
