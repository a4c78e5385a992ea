"""What a layout is: how a published file is written, how it is recognised, and how its columns are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catspaw.events.acts import Act
from catspaw.events.chunk import Chunk
from catspaw.events.dates import Ambiguous, Day, Unreadable, read_day, widened
from catspaw.events.schema import kind_of

#: Columns of the table that a layout fills, by name.
Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A published layout.

    Attributes
    ----------
    name, title, licence : str
        How it is asked for, what the dataset is called, and what its publisher asks of users.
    delimiter : str
        Between fields.
    quoted : bool
        Whether fields may stand in quotes.
    columns : tuple of str
        Names of the columns where the file has no header, by position; empty where it has one.
    needs : tuple of tuples of str
        Columns that it must have, each as its possible names (folded).
    nulls : tuple of str
        What stands for nothing.
    unique : tuple of str
        Columns of the table that no two rows share; empty: rows without id are compared whole.
    version, origin : str or None
        The release, and whose coding it is, where the layout tells.
    """

    name: str
    title: str
    licence: str
    read: Callable[[Chunk, Reading], Draft]
    delimiter: str = "\t"
    quoted: bool = False
    columns: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    nulls: tuple[str, ...] = ()
    unique: tuple[str, ...] = ("id",)
    version: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file depends on beside its layout.

    Attributes
    ----------
    order : str
        How a date in numbers is ordered (`catspaw.events.dates.ORDERS`).
    latest : date
        Nothing that begins later is an event yet.
    """

    latest: date
    order: str = "auto"


def folded(name: str) -> str:
    """Give a column's name without case, spaces and signs.

    Examples
    --------
    >>> folded("#!Event ID")
    'event_id'
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


#: More deaths than any single event ever coded.
MOST_DEATHS = 10_000_000
DATES = ("date_first", "date_last", "precision", "time")
ACT = ("action", "cameo", "plover", "mode", "quad", "goldstein", "directed")


def kinds(names: Sequence[str]) -> list[Any]:
    """Give the Arrow types of columns of the table."""
    return [kind_of(n) for n in names]


def days(chunk: Chunk, columns: Sequence[Any], reading: Reading, *, precise: Mapping[str, str] | None = None) -> Draft:
    """Read when it happened.

    Parameters
    ----------
    columns : sequence of arrays
        First day; perhaps last day (null: the same); perhaps the dataset's code of precision.
    precise : mapping, optional
        From that code to a precision; a code that is not in it keeps the row out.
    """

    def read(first: str | None, last: str | None = None, code: str | None = None) -> tuple[Any, ...]:
        day = _span(first, last, reading)
        if precise is not None and code is not None:
            day = _precise(day, code.removesuffix(".0"), precise, known_span=last is not None)
        if day.first > reading.latest:
            raise Unreadable(f"`{day.first}` is in the future; nothing after {reading.latest} has happened yet")
        return day.first, day.last, day.precision, day.seconds

    return dict(zip(DATES, chunk.translate(columns, read, kinds(DATES)), strict=True))


def _span(first: str | None, last: str | None, reading: Reading) -> Day:
    if first is None:
        raise Unreadable("no date")
    day = read_day(first, order=reading.order)
    if last is None:
        return day
    end = read_day(last, order=reading.order)
    if end.last < day.first:
        raise Unreadable(f"ends (`{last}`) before it begins (`{first}`)")
    if end.last == day.last:
        return day
    return Day(day.first, end.last, _width((end.last - day.first).days + 1))


def _width(days_: int) -> str:
    """Give the precision that an interval of days amounts to."""
    return "days" if days_ <= 6 else "week" if days_ <= 14 else "month" if days_ <= 62 else "year"


def _precise(day: Day, code: str, precise: Mapping[str, str], *, known_span: bool) -> Day:
    if code not in precise:
        raise Unreadable(f"`{code}` is no code of date precision; allowed: {', '.join(precise)}")
    if known_span or precise[code] == "day":
        return Day(
            day.first, day.last, precise[code] if day.precision in ("day", "days") else day.precision, day.seconds
        )
    return widened(day, precise[code])


def reported(chunk: Chunk, column: Any) -> Any:
    """Read when it was published; what cannot be read for sure is left out, since the event stands without it."""

    def read(text: str | None) -> tuple[Any]:
        try:
            return (read_day(text.split(";")[0].strip()).first if text else None,)
        except (Unreadable, Ambiguous):
            return (None,)

    return chunk.translate([column], read, [kind_of("reported")])[0]


def acts(chunk: Chunk, columns: Sequence[Any], reader: Callable[..., Act], *, goldstein: Any = None) -> Draft:
    """Read what was done; `goldstein` has the dataset's own intensity, where it gives one."""
    import pyarrow.compute as pc

    def read(*values: str | None) -> tuple[Any, ...]:
        act = reader(*values)
        return tuple(getattr(act, name) for name in ACT)

    draft = dict(zip(ACT, chunk.translate(columns, read, kinds(ACT)), strict=True))
    if goldstein is not None:
        own = numbers(chunk, goldstein, "goldstein", low=-10, high=10)
        draft["goldstein"] = pc.coalesce(own, draft["goldstein"])
    return draft


def numbers(chunk: Chunk, column: Any, name: str, *, low: float, high: float) -> Any:
    """Read a column of numbers between two bounds, into the type of a column of the table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        values = pc.cast(column, pa.float64())
    except pa.ArrowInvalid:
        values = chunk.translate([column], lambda text: (_number(text, name),), [pa.float64()])[0]
    inside = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
    chunk.reject_where(pc.invert(inside), f"{name} does not lie between {low:,} and {high:,}")
    if kind_of(name) == pa.float64():
        return values
    whole = pc.and_(inside, pc.equal(values, pc.floor(values)))
    chunk.reject_where(pc.and_(inside, pc.invert(whole)), f"{name} is not a whole number")
    return pc.if_else(whole, values, pa.scalar(None, pa.float64())).cast(kind_of(name))


def _number(text: str | None, name: str) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        raise Unreadable(f"`{text}` is no {name}: a number is wanted") from None


def coordinates(chunk: Chunk, lat: Any, lon: Any) -> Draft:
    """Read latitude and longitude."""
    return {
        "lat": numbers(chunk, lat, "lat", low=-90, high=90),
        "lon": numbers(chunk, lon, "lon", low=-180, high=180),
    }


def deaths(chunk: Chunk, low: Any, best: Any, high: Any) -> Draft:
    """Read estimates of deaths, as published: some have the lowest above the best."""
    columns = {"deaths_low": low, "deaths_best": best, "deaths_high": high}
    return {name: numbers(chunk, column, name, low=0, high=MOST_DEATHS) for name, column in columns.items()}


def cells_of(line: str, delimiter: str) -> set[str]:
    """Give the folded cells of a first line."""
    return {folded(c) for c in line.split(delimiter)}


def delimiter_of(layout: Layout, line: str) -> str | None:
    """Give what stands between the columns of a first line that has all this layout needs; None where it lacks some.

    The published files have the layout's own; a spreadsheet may have written them again with another.
    """
    for delimiter in dict.fromkeys((layout.delimiter, "\t", ",", ";")):
        cells = cells_of(line, delimiter)
        if layout.needs and all(any(n in cells for n in names) for names in layout.needs):
            return delimiter
    return None


def whole_id(column: Any) -> Any:
    """Give ids without the ``.0`` that a spreadsheet of floats adds."""
    import pyarrow.compute as pc

    return pc.replace_substring_regex(column, r"^([0-9]+)\.0$", r"\1")
