"""What is given from outside: properties of actors and dyads, and who is there, all of which may change.

A change holds from its own time on, for events at that time too: it is no reaction to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.fit.rem.columns import Ints, label
from catspaw.fit.rem.times import Floats, read_times

_ACTOR_COLUMNS = ("time", "actor", "value")
_DYAD_COLUMNS = ("time", "sender", "receiver", "value")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A property and its changes.

    Attributes
    ----------
    name : str
    base : ndarray (n,) or (n, n)
        Values before the first change; NaN where none is known.
    time : ndarray (K,)
        Times of changes, not decreasing.
    cell : ndarray of int (K,)
        Which entry of the flattened base changes.
    value : ndarray (K,)
        To what.
    levels : tuple of str
        Names of categories, whose rows are the values; empty for numbers.
    """

    name: str
    base: Floats
    time: Floats
    cell: Ints
    value: Floats
    levels: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Live:
    """A property as of now."""

    series: Series
    now: Floats
    version: int = 0
    _next: int = 0
    _flat: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._flat = self.now.reshape(-1)

    def advance(self, time: float) -> None:
        """Apply the changes up to and including `time`."""
        series, first = self.series, self._next
        if first == len(series.time) or series.time[first] > time:
            return
        self._next = int(np.searchsorted(series.time, time, side="right"))
        for k in range(first, self._next):
            self._flat[series.cell[k]] = series.value[k]
        self.version += 1


def live(series: Series) -> Live:
    """Start a property before its first change."""
    return Live(series, series.base.copy())


def actor_series(name: str, given: object, actors: tuple[str, ...]) -> Series:
    """Read a property of actors.

    Parameters
    ----------
    given : sequence of n values, mapping actor -> value, or rows (time, actor, value)
        Rows may also come as a mapping of the columns time, actor, value.

    Raises
    ------
    ModelError, UnknownName
    """
    size = len(actors)
    if isinstance(given, Mapping) and not set(_ACTOR_COLUMNS) <= set(given):
        cells = _cells(name, list(given), actors)
        return _series(name, (size,), cells, list(given.values()), None)
    rows = _rows(given, _ACTOR_COLUMNS)
    if rows is not None:
        times, who, values = rows
        return _series(name, (size,), _cells(name, who, actors), values, times)
    values = list(np.asarray(given, dtype=object).reshape(-1)) if given is not None else []
    if len(values) != size:
        raise ModelError(
            f"actor covariate {name!r} has {len(values)} values for {size} actors; give one for each, in the order "
            "of history.actors, a mapping by actor, or rows (time, actor, value)"
        )
    return _series(name, (size,), np.arange(size), values, None)


def dyad_series(name: str, given: object, actors: tuple[str, ...]) -> Series:
    """Read a property of directed dyads.

    Parameters
    ----------
    given : array (n, n), mapping (sender, receiver) -> value, or rows ([time,] sender, receiver, value)
        Dyads that are not named have 0.
    """
    size = len(actors)
    if isinstance(given, np.ndarray) and given.dtype.kind in "iufb":
        if given.shape != (size, size):
            raise ModelError(f"dyad covariate {name!r} has shape {given.shape}; wanted: {(size, size)}, sender first")
        return Series(name, given.astype(np.float64), np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0))
    if isinstance(given, Mapping) and not set(_DYAD_COLUMNS[1:]) <= set(given):
        rows: tuple[list[object], ...] | None = ([a for a, _ in given], [b for _, b in given], list(given.values()))
    else:
        rows = _rows(given, _DYAD_COLUMNS) or _rows(given, _DYAD_COLUMNS[1:])
    if rows is None:
        raise ModelError(f"dyad covariate {name!r} is neither an array nor rows ([time,] sender, receiver, value)")
    *times, senders, receivers, values = rows
    cells = _cells(name, senders, actors) * size + _cells(name, receivers, actors)
    return _series(name, (size, size), cells, values, times[0] if times else None, empty=0.0)


def presence_series(given: object, actors: tuple[str, ...]) -> Series:
    """Read who is there when.

    Parameters
    ----------
    given : mapping actor -> (from, to), or rows (time, actor, present)
        Ends of None are open; `to` is the first moment of absence.  Actors not named are always there; before its
        first change an actor is the contrary of it.
    """
    rows = _spans(given) if isinstance(given, Mapping) else _rows(given, _ACTOR_COLUMNS)
    if rows is None:
        raise ModelError("present is a mapping actor -> (from, to), or rows (time, actor, present)")
    times, who, values = rows
    flags: list[object] = [float(_flag(v)) for v in values]
    series = _series("present", (len(actors),), _cells("present", who, actors), flags, times)
    base = np.ones(len(actors))
    for cell, value in zip(series.cell[::-1], series.value[::-1], strict=True):
        base[cell] = 1.0 - value
    return Series("present", base, series.time, series.cell, series.value)


def _flag(value: object) -> bool:
    text = str(value).strip().lower()
    if text not in ("true", "false", "1", "0", "1.0", "0.0", "yes", "no"):
        raise ModelError(f"present is {value!r} in one row; allowed: true or false")
    return text in ("true", "1", "1.0", "yes")


def _spans(given: Mapping[object, object]) -> tuple[list[object], ...]:
    rows: list[tuple[object, object, object]] = []
    for actor, span in given.items():
        if not isinstance(span, Sequence) or isinstance(span, str) or len(span) != 2:
            raise ModelError(f"present[{actor!r}] is {span!r}; wanted: (from, to), None for an open end")
        rows += [(time, actor, here) for time, here in zip(span, (True, False), strict=True) if time is not None]
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


def _rows(given: object, names: tuple[str, ...]) -> tuple[list[object], ...] | None:
    """Columns out of rows of that many fields, a mapping or a frame of those columns; None where it is neither."""
    columns = getattr(given, "columns", None)
    if columns is not None or isinstance(given, Mapping):
        table: Any = given
        held = {str(name) for name in (table if columns is None else columns)}
        return tuple(list(table[n]) for n in names) if set(names) <= held else None
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        return None
    whole = [r for r in given if isinstance(r, Sequence) and not isinstance(r, str) and len(r) == len(names)]
    return tuple([r[k] for r in whole] for k in range(len(names))) if len(whole) == len(given) else None


def _cells(name: str, who: Sequence[object], actors: tuple[str, ...]) -> Ints:
    place = {actor: k for k, actor in enumerate(actors)}
    for one in who:
        if label(one) not in place:
            known = nearest(label(one), actors)
            raise UnknownName(f"{name} names {label(one)!r}, who is no actor of the history{known}")
    return np.array([place[label(one)] for one in who], dtype=np.int64)


def _series(
    name: str,
    shape: tuple[int, ...],
    cells: Ints,
    values: Sequence[object],
    times: Sequence[object] | None,
    *,
    empty: float = np.nan,
) -> Series:
    numbers, levels = _numbers(values)
    base = np.full(shape, empty)
    if times is None:
        base.reshape(-1)[cells] = numbers
        return Series(name, base, np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0), levels)
    when = read_times(times).value
    if not np.all(np.isfinite(when)):
        raise ModelError(f"{name}: the time of change {int(np.argmin(np.isfinite(when))) + 1} cannot be read")
    order = np.argsort(when, kind="stable")
    return Series(name, base, when[order], cells[order], numbers[order], levels)


def _numbers(values: Sequence[object]) -> tuple[Floats, tuple[str, ...]]:
    """Numbers as they are, texts as rows of their sorted categories."""
    try:
        return np.array([np.nan if label(v) == "" else float(str(v)) for v in values]), ()
    except ValueError:
        pass
    texts = [label(v) for v in values]
    if {t.lower() for t in texts} <= {"true", "false"}:
        return np.array([float(t.lower() == "true") for t in texts]), ()
    levels = tuple(sorted({t for t in texts if t}))
    place: dict[str, float] = {t: float(k) for k, t in enumerate(levels)}
    return np.array([place.get(t, np.nan) for t in texts]), levels


def present_now(one: Live | None, size: int) -> NDArray[np.int64]:
    """Rows of the actors who are there."""
    return np.arange(size) if one is None else np.flatnonzero(one.now > 0)
