"""Times as tables give them: numbers, or dates in several forms; dates become days since 1970-01-01."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FORMS = (
    "numbers, 2014-01-31, 2014-01-31T12:30, 20140131, 31/01/2014 or 01/31/2014 (where one reading fits all), 31.01.2014"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMPACT = re.compile(r"(1[89]|2[01])\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_PARTED = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})")


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """A column of times read.

    Attributes
    ----------
    value : ndarray (E,)
        NaN where it could not be read.
    unit : str
        ``days`` for dates, ``units`` for numbers.
    notes : tuple of str
        What had to be decided in reading.
    """

    value: Floats
    unit: str
    notes: tuple[str, ...] = ()


def read_times(column: Sequence[object] | NDArray[np.generic]) -> Times:
    """Read a column of times, deciding on one form for the whole of it.

    Parameters
    ----------
    column : sequence
        Numbers, texts, dates or datetimes; NumPy datetimes too.

    Examples
    --------
    >>> read_times(["2014-01-31", "2014-02-01"]).value
    array([16101., 16102.])
    """
    array = np.asarray(column)
    if array.dtype.kind == "M":
        days = (array - np.datetime64("1970-01-01")) / np.timedelta64(1, "D")
        return Times(np.asarray(days, dtype=np.float64), "days")
    if array.dtype.kind in "iuf":
        return _numbers(array.astype(np.float64))
    return _texts(list(column))


def _numbers(values: Floats) -> Times:
    if len(values) and np.all(np.isfinite(values)) and all(_COMPACT.fullmatch(f"{v:.0f}") for v in values[:1000]):
        found = np.array([_text_day(f"{v:.0f}", True) for v in values])
        return Times(found, "days", ("times like 20140131 were read as dates",))
    return Times(np.where(np.isfinite(values), values, np.nan), "units")


def _texts(values: list[object]) -> Times:
    if all(isinstance(v, date) for v in values):
        return Times(np.array([_day(v) for v in values if isinstance(v, date)]), "days")
    texts = ["" if v is None else str(v).strip() for v in values]
    numbers = np.array([_number(t) for t in texts])
    if np.isfinite(numbers).sum() * 2 > len(texts):
        return _numbers(numbers)
    day_first, notes = _day_first(texts)
    return Times(np.array([_text_day(t, day_first) for t in texts]), "days", notes)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _day_first(texts: list[str]) -> tuple[bool | None, tuple[str, ...]]:
    """Whether 03/04/2014 is the third of April; None where a column does not say (such times are unreadable)."""
    parts = [m for t in texts if (m := _PARTED.match(t)) and m[2] == "/"]
    first, second = any(int(m[1]) > 12 for m in parts), any(int(m[3]) > 12 for m in parts)
    if not parts:
        return True, ()
    if first == second:
        why = "some days come first and some months" if first else "no day is above 12"
        return None, (f"dates like {parts[0][0]} can be read two ways ({why}); write them as 2014-01-31",)
    return first, (f"dates like {parts[0][0]} were read with the {'day' if first else 'month'} first",)


def _text_day(text: str, day_first: bool | None) -> float:
    try:
        if _COMPACT.fullmatch(text):
            return _day(datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC))
        if found := _PARTED.match(text):
            return _parted(found, day_first)
        return _day(datetime.fromisoformat(text))
    except ValueError:
        return float("nan")


def _parted(found: re.Match[str], day_first: bool | None) -> float:
    if found[2] == "/" and day_first is None:
        return float("nan")
    day, month = (found[1], found[3]) if found[2] == "." or day_first else (found[3], found[1])
    return _day(date(int(found[4]), int(month), int(day)))


def _day(value: date) -> float:
    if not isinstance(value, datetime):
        return float(value.toordinal() - _EPOCH.toordinal())
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    return (moment - _EPOCH).total_seconds() / 86400.0
