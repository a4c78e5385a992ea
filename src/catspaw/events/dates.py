"""Days as event files write them: four forms, and no guessing between day/month and month/day.

2024-01-28   2024/1/28   2024-01   2024     year first, perhaps with a time of day
20240128   20240128134500                   digits only
28/01/2024   1/28/2024   28.01.2024         read only where one part is above 12, or the order is told
28 January 2024   Jan 28, 2024   28-Jan-2024
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from catspaw.core.dates import EARLIEST, LATEST

#: How a date in numbers is ordered: as found, or told.
ORDERS = ("auto", "dmy", "mdy")

_CLOCK = r"(?:[T ]+(?P<h>[0-9]{1,2}):(?P<i>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.[0-9]+)?)?\s*(?:Z|UTC|[+-][0-9:]{4,5})?)?$"
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?:[-/.](?P<m>[0-9]{1,2}))?(?:[-/.](?P<d>[0-9]{1,2}))?" + _CLOCK)
_DIGITS = re.compile(
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:(?P<h>[0-9]{2})(?P<i>[0-9]{2})(?P<s>[0-9]{2}))?$"
)
_YEAR_LAST = re.compile(r"(?P<a>[0-9]{1,2})[-/.](?P<b>[0-9]{1,2})[-/.](?P<y>[0-9]{4})" + _CLOCK)
_DAY_WORD = re.compile(r"(?P<d>[0-9]{1,2})[\s-]+(?P<w>[A-Za-z]{3,9})\.?[\s,-]+(?P<y>[0-9]{4})" + _CLOCK)
_WORD_DAY = re.compile(r"(?P<w>[A-Za-z]{3,9})\.?\s+(?P<d>[0-9]{1,2}),?\s+(?P<y>[0-9]{4})" + _CLOCK)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
FORMS = "a date is 2024-01-28, 20240128, 28 January 2024, or 28/01/2024 where the order is told"


class Unreadable(Exception):
    """A value that keeps its row out of the table; the message is the reason."""


class Ambiguous(Exception):
    """A date that can be two days, in a file that does not say which: a question about the file, not the row."""


@dataclass(frozen=True, slots=True)
class Day:
    """When, as written: first and last day, how exactly, and seconds since midnight or None."""

    first: date
    last: date
    precision: str = "day"
    seconds: int | None = None


@lru_cache(maxsize=200_000)
def read_day(text: str, *, order: str = "auto") -> Day:
    """Read one date.

    Parameters
    ----------
    text : str
        The date as written.
    order : {"auto", "dmy", "mdy"}
        How ``03/04/2024`` is to be read; ``auto`` reads it only where one part is above 12 or both are equal.

    Raises
    ------
    Unreadable
        For a form that is not known, or a day that is not in the calendar.
    Ambiguous
        Where it can be two days and `order` does not say which.

    Examples
    --------
    >>> read_day("28 January 2024").first
    datetime.date(2024, 1, 28)
    """
    for pattern in (_YEAR_FIRST, _DIGITS, _DAY_WORD, _WORD_DAY):
        if found := pattern.match(text):
            return _day(text, found, found.groupdict().get("m"), found["d"])
    if found := _YEAR_LAST.match(text):
        return _day(text, found, *_ordered(text, found["a"], found["b"], order))
    raise Unreadable(f"`{text}` is no date that can be read; {_hint(text)}")


def _hint(text: str) -> str:
    if re.fullmatch(r"[0-9]{5}(\.0)?", text):
        return "it looks like a spreadsheet's day number: format the column as yyyy-mm-dd and export again"
    if re.fullmatch(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}", text):
        return "a year of two digits is not read: export with years of four"
    return FORMS


def _ordered(text: str, a: str, b: str, order: str) -> tuple[str, str]:
    """Give month and day."""
    if order == "auto":
        if int(a) <= 12 and int(b) <= 12 and int(a) != int(b):
            raise Ambiguous(text)
        order = "dmy" if int(a) > 12 else "mdy"
    return (b, a) if order == "dmy" else (a, b)


def _day(text: str, found: re.Match[str], month: str | None, day: str | None) -> Day:
    year, number = int(found["y"]), _month(text, found, month)
    if not EARLIEST <= year <= LATEST:
        raise Unreadable(f"`{text}`: the year must lie between {EARLIEST} and {LATEST}")
    if number is None:
        return Day(date(year, 1, 1), date(year, 12, 31), "year")
    if not 1 <= number <= 12:
        raise Unreadable(f"`{text}`: there is no month {number}")
    longest = monthrange(year, number)[1]
    if day is None:
        return Day(date(year, number, 1), date(year, number, longest), "month")
    if not 1 <= int(day) <= longest:
        raise Unreadable(f"`{text}`: {year}-{number:02} has {longest} days")
    when = date(year, number, int(day))
    return Day(when, when, "day", _seconds(text, found))


def _month(text: str, found: re.Match[str], month: str | None) -> int | None:
    if "w" not in found.groupdict():
        return int(month) if month else None
    word = found["w"].lower()
    for number, name in enumerate(_MONTHS, 1):
        if name.startswith(word) or (word == "sept" and number == 9):
            return number
    raise Unreadable(f"`{text}`: `{found['w']}` is no month")


def _seconds(text: str, found: re.Match[str]) -> int | None:
    hours = found["h"]
    if hours is None:
        return None
    clock = int(hours), int(found["i"]), int(found["s"] or 0)
    if clock[0] > 23 or clock[1] > 59 or clock[2] > 59:
        raise Unreadable(f"`{text}`: there is no such time of day")
    return clock[0] * 3600 + clock[1] * 60 + clock[2]


def widened(day: Day, precision: str) -> Day:
    """Give the days that a date of a coarser precision stands for: three days to each side, its month, its year."""
    first, last = day.first, day.last
    if precision == "week":
        first, last = first - timedelta(days=3), last + timedelta(days=3)
    elif precision == "month":
        first, last = first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
    elif precision == "year":
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    return Day(first, last, precision, None)
