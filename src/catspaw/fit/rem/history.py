"""A history: events in the order of time, with the actors and types they name, and what was rejected on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.fit.rem.columns import Coded, Ints, Table, coded, label, natural, pick, table_of
from catspaw.fit.rem.times import FORMS, Floats, Times, read_times


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is no event, and why; rows count from 1."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Directed events in the order of time.

    Attributes
    ----------
    time : ndarray (E,)
        Not decreasing; days since 1970-01-01 where the table had dates.
    sender, receiver : ndarray of int (E,)
        Rows of `actors`; never the same.
    type : ndarray of int (E,)
        Rows of `types`.
    weight : ndarray (E,)
        1 unless given; the sign tells friendly from hostile.
    actors, types : tuple of str
    unit : str
        ``days`` or ``units`` (of the table's own numbers).
    rejected : tuple of Reject
    notes : tuple of str
        What was decided in reading.
    """

    time: Floats
    sender: Ints
    receiver: Ints
    type: Ints
    weight: Floats
    actors: tuple[str, ...]
    types: tuple[str, ...] = ("event",)
    unit: str = "units"
    rejected: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.time)


def history(
    events: object,
    *,
    columns: Mapping[str, str] | None = None,
    actors: Sequence[object] | None = None,
    until: object = None,
    duplicates: str = "keep",
) -> History:
    """Make a history out of rows, columns or a data frame.

    Parameters
    ----------
    events : History, mapping of columns, data frame, or iterable of rows
        Rows are mappings, or (time, sender, receiver[, type[, weight]]).
    columns : mapping, optional
        Which column is ``time``, ``sender``, ``receiver``, ``type``, ``weight``; common names are known
        (`catspaw.fit.rem.columns.COLUMNS`).
    actors : sequence, optional
        Everybody who could act; without it, everybody who occurs.  Events of others are rejected.
    until : number or date, optional
        Events after it are rejected, as lying in the future.
    duplicates : str
        ``keep`` or ``drop`` a row equal to an earlier one in time, sender, receiver and type.

    Raises
    ------
    ModelError
        A missing column, an unknown option, or no event left; the message counts the reasons.
    """
    if isinstance(events, History):
        return events
    if duplicates not in ("keep", "drop"):
        raise ModelError(f"duplicates is {duplicates!r}; allowed: 'keep', 'drop'")
    table = pick(table_of(events), columns or {})
    times = read_times(table["time"])
    end = float(read_times([until]).value[0]) if until is not None else np.inf
    return _assemble(table, times, actors=actors, until=end, drop=duplicates == "drop")


def _assemble(table: Table, times: Times, *, actors: Sequence[object] | None, until: float, drop: bool) -> History:
    sender, receiver = coded(table["sender"]), coded(table["receiver"])
    names = _names(actors, sender, receiver)
    place = {name: k for k, name in enumerate(names)}
    ends = sender.among(place), receiver.among(place)
    good, rejected = _faults(times.value, sender, receiver, ends, until)
    if not good.any():
        raise ModelError(f"no event is left of {len(good)} rows{_reasons(rejected)}; {_wants(times.notes)}")
    types, kind = _types(table.get("type"), good)
    repeated = _repeated((times.value, ends[0], ends[1], kind), good)
    order = np.flatnonzero(good & ~repeated if drop else good)
    backwards = int(np.sum(np.diff(times.value[order]) < 0))
    order = order[np.argsort(times.value[order], kind="stable")]
    return History(
        times.value[order],
        ends[0][order],
        ends[1][order],
        kind[order],
        _weights(table.get("weight"), len(good))[order],
        names,
        types,
        times.unit,
        tuple(rejected),
        (*times.notes, *_told(backwards, int(repeated.sum()), drop), *_said(rejected)),
    )


def _names(actors: Sequence[object] | None, sender: Coded, receiver: Coded) -> tuple[str, ...]:
    if actors is not None:
        return tuple(dict.fromkeys(label(a) for a in actors))
    return natural({*sender.labels[1:], *receiver.labels[1:]})


def _faults(
    times: Floats, sender: Coded, receiver: Coded, ends: tuple[Ints, Ints], until: float
) -> tuple[NDArray[np.bool_], list[Reject]]:
    """Which rows are events, and the others with their first fault."""
    tests = (
        ("unreadable time", ~np.isfinite(times)),
        ("no sender", sender.code == 0),
        ("no receiver", receiver.code == 0),
        ("unknown actor", (ends[0] < 0) | (ends[1] < 0)),
        ("self-directed", ends[0] == ends[1]),
        ("in the future", times > until),
    )
    good = np.ones(len(times), dtype=bool)
    rejected: list[Reject] = []
    for reason, bad in tests:
        rejected += [Reject(int(k) + 1, reason) for k in np.flatnonzero(bad & good)]
        good &= ~bad
    return good, sorted(rejected, key=lambda r: r.row)


def _types(column: Sequence[object] | None, good: NDArray[np.bool_]) -> tuple[tuple[str, ...], Ints]:
    if column is None:
        return ("event",), np.zeros(len(good), dtype=np.int64)
    kind = coded(column)
    names = natural({kind.labels[c] or "unknown" for c in np.unique(kind.code[good])})
    place = {("" if name == "unknown" else name): k for k, name in enumerate(names)}
    return names, kind.among({**place, **{name: k for k, name in enumerate(names)}})


def _repeated(parts: tuple[NDArray[np.generic], ...], good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a good row equals an earlier good one in all parts."""
    rows = np.flatnonzero(good)
    order = rows[np.lexsort(tuple(part[rows] for part in reversed(parts)))]
    same = np.ones(len(order), dtype=bool)
    for part in parts:
        same[1:] &= part[order][1:] == part[order][:-1]
    same[:1] = False
    repeated = np.zeros(len(good), dtype=bool)
    repeated[order] = same
    return repeated


def _weights(column: Sequence[object] | None, rows: int) -> Floats:
    if column is None:
        return np.ones(rows)
    try:
        weights = np.asarray(column).astype(np.float64)
    except (ValueError, TypeError) as error:
        raise ModelError(f"a weight is no number: {error}; a weight's sign says friendly or hostile") from None
    if not np.all(np.isfinite(weights)):
        raise ModelError("a weight is missing or infinite; a weight is a number, its sign friendly or hostile")
    return weights


def _wants(notes: tuple[str, ...]) -> str:
    said = "".join(f"{note}; " for note in notes)
    return f"{said}an event needs a time ({FORMS}), a sender and another receiver"


def _told(backwards: int, repeated: int, drop: bool) -> tuple[str, ...]:
    notes = []
    if backwards:
        notes.append(f"{_rows(backwards)} stood before an earlier event; sorted by time")
    if repeated:
        what = "dropped" if drop else "kept (duplicates='drop' leaves them out)"
        repeat = "repeats" if repeated == 1 else "repeat"
        notes.append(f"{_rows(repeated)} {repeat} another in time, sender, receiver and type; {what}")
    return tuple(notes)


def _rows(n: int) -> str:
    return f"{n} row{'s' * (n != 1)}"


def _reasons(rejected: Sequence[Reject]) -> str:
    counts = Counter(r.reason for r in rejected)
    said = ", ".join(f"{n} {reason}" for reason, n in counts.most_common())
    return f" (rejected: {said})" if said else ""


def _said(rejected: Sequence[Reject]) -> tuple[str, ...]:
    """One line per reason, with the first rows."""
    rows: dict[str, list[int]] = {}
    for one in rejected:
        rows.setdefault(one.reason, []).append(one.row)
    return tuple(
        f"{_rows(len(found))} rejected: {reason} (row{'s' * (len(found) > 1)} {', '.join(map(str, found[:5]))}{', ...' * (len(found) > 5)})"
        for reason, found in rows.items()
    )
