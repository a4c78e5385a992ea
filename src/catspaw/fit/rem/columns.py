"""Tables as columns: whatever holds rows or columns, and which of them is time, sender and receiver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError, nearest

Ints = NDArray[np.int64]
Table = dict[str, Sequence[object]]

#: Column names taken without being told, in the order of preference; those of Catspaw's own event tables come first
#: (there `time` is the time of day).
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "time": ("date_first", "time", "date", "event_date", "timestamp", "day", "number", "t"),
    "sender": ("sender", "source", "actor1", "from", "author", "s"),
    "receiver": ("receiver", "target", "recipient", "actor2", "to", "o"),
    "type": ("action", "type", "relation", "event_type", "class"),
    "weight": ("weight",),
}
NEEDED = ("time", "sender", "receiver")
_ROW = ("time", "sender", "receiver", "type", "weight")
_MISSING = frozenset({"", "na", "nan", "none", "null", "n/a"})


def table_of(events: object) -> Table:
    """Turn whatever holds columns or rows into columns.

    Raises
    ------
    ModelError
        Something that holds neither, or rows of differing shape.
    """
    names = getattr(events, "column_names", getattr(events, "columns", None))
    if names is not None and hasattr(events, "__getitem__"):
        return {str(name): np.asarray(events[name]).tolist() for name in names}
    if isinstance(events, Mapping):
        return {str(name): column for name, column in events.items()}
    if not isinstance(events, Iterable) or isinstance(events, str | bytes):
        raise ModelError(
            f"events are {type(events).__name__}; allowed: rows, a mapping of columns, a data frame; "
            "read a file with read_events"
        )
    return _columns_of(list(events))


def _columns_of(rows: list[object]) -> Table:
    if not rows:
        raise ModelError("there are no events: the table has no rows")
    if isinstance(rows[0], Mapping):
        return {str(name): [row.get(name) for row in rows if isinstance(row, Mapping)] for name in rows[0]}
    whole = [row for row in rows if isinstance(row, Sequence) and 3 <= len(row) <= len(_ROW)]
    if len(whole) < len(rows) or len({len(row) for row in whole}) > 1:
        raise ModelError("rows must all be mappings, or all (time, sender, receiver[, type[, weight]])")
    return {name: [row[k] for row in whole] for k, name in enumerate(_ROW[: len(whole[0])])}


def pick(table: Mapping[str, Sequence[object]], columns: Mapping[str, str]) -> Table:
    """Find the columns of an event table by what the caller says, else by common names.

    Raises
    ------
    ModelError
        A column that is not there, or columns of different length.
    """
    if wrong := sorted(set(columns) - set(COLUMNS)):
        raise ModelError(f"columns names {wrong[0]!r}; allowed: {', '.join(COLUMNS)}{nearest(wrong[0], COLUMNS)}")
    names = {role: _find(role, table, columns) for role in COLUMNS}
    found = {role: table[name] for role, name in names.items() if name is not None}
    if len({len(column) for column in found.values()}) > 1:
        raise ModelError(f"columns differ in length: {', '.join(f'{r} {len(c)}' for r, c in found.items())}")
    return found


def _find(role: str, table: Mapping[str, Sequence[object]], columns: Mapping[str, str]) -> str | None:
    if role in columns:
        if columns[role] not in table:
            raise ModelError(f"no column {columns[role]!r} for {role}; the table has: {', '.join(table)}")
        return columns[role]
    lower = {name.lower(): name for name in table}
    found = next((lower[name] for name in COLUMNS[role] if name in lower), None)
    if found is None and role in NEEDED:
        raise ModelError(
            f"no column for {role} (known names: {', '.join(COLUMNS[role])}); the table has: "
            f"{', '.join(table)}; say which with columns={{{role!r}: ...}}"
        )
    return found


def label(value: object) -> str:
    """Read an actor or a type as text; whole numbers lose their point; what is missing is empty."""
    if isinstance(value, float) and np.isfinite(value) and value == int(value):
        return str(int(value))
    text = "" if value is None else str(value).strip()
    return "" if text.lower() in _MISSING else text


def natural(names: Iterable[str]) -> tuple[str, ...]:
    """Sort names, numbers by their size."""
    return tuple(sorted(names, key=lambda n: (0, int(n), n) if n.isdecimal() else (1, 0, n)))


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column as rows of its distinct labels; row 0 is the missing one, the empty text."""

    code: Ints
    labels: tuple[str, ...]

    def among(self, place: Mapping[str, int]) -> Ints:
        """Rows of `place`, -1 where a label is not among them."""
        return np.array([place.get(name, -1) for name in self.labels], dtype=np.int64)[self.code]


def coded(column: Sequence[object]) -> Coded:
    """Code a column of labels."""
    raw: dict[object, int] = {}
    values = column.tolist() if isinstance(column, np.ndarray) else column
    code = np.fromiter((raw.setdefault(v, len(raw)) for v in values), dtype=np.int64, count=len(values))
    labels: dict[str, int] = {"": 0}
    merged = np.array([labels.setdefault(label(v), len(labels)) for v in raw], dtype=np.int64)
    return Coded(merged[code] if len(merged) else code, tuple(labels))
