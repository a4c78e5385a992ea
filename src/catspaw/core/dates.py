"""Dates as texts give them: intervals with their own words kept.

A date in a report is rarely a day.  Every date here is an interval ``[first, last]`` of days, either end
open, with the words it came from.  The forms, all of them:

    2024-01-28   2024-01   2024        a day, a month, a year
    ~2017-10                           about then: wider by a week, a month or a year
    A..B   A..   ..B   ../B   A/..     from the start of A to the end of B; an end left open
    early 2023   late 2021   mid 2015   spring 2023   winter 2015
    weeks after X   3 days before X   during X   after X   before X   since X   until X

where X is a date, an incident or ``report`` (the day of the report).  What the words mean in days is a
printed table (`WORDS`, a stated judgement).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catspaw.core.errors import DateError, nearest

EARLIEST, LATEST = 1800, 2200
LONGEST = 200

#: Distances that texts give in words: days from and to.  A stated judgement, printed by ``catspaw codebook``.
WORDS: dict[str, tuple[int, int]] = {
    "day": (1, 1),
    "days": (1, 13),
    "shortly": (1, 30),
    "week": (5, 10),
    "weeks": (7, 56),
    "month": (25, 35),
    "months": (30, 330),
    "year": (330, 400),
    "years": (365, 1825),
    "long": (365, 3650),
}

#: Parts of a year: first month and last month; winter runs into the next year.
SEASONS: dict[str, tuple[int, int]] = {
    "early": (1, 4),
    "mid": (5, 8),
    "late": (9, 12),
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 14),
}

_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
_POINT = re.compile(r"(~?)([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?$")
_RANGE = re.compile(r"^(?P<a>.*?)\s*(?:\.\./|/\.\.|\.\.)\s*(?P<b>.*)$")
_ANCHORED = re.compile(r"(?:(?P<n>[0-9]{1,6})\s+)?(?P<unit>[a-z]+)\s+(?P<way>after|before)\s+(?P<x>\S+)$")
_BARE = re.compile(r"(?P<way>after|before|during|since|until)\s+(?P<x>\S+)$")
_SEASON = re.compile(r"(?P<part>[a-z]+)\s+(?:of\s+)?(?P<year>[0-9]{4})$")

FORMS = (
    "a date is 2024-01-28, 2024-01, 2024, ~2017-10, A..B, A.., ..B, 'late 2021', 'spring 2023' "
    "or 'weeks after X' with X a date, an incident or `report`"
)


@dataclass(frozen=True, slots=True)
class Interval:
    """Some days between two, both included.

    Attributes
    ----------
    first, last : date or None
        The earliest and the latest day; None where that end is open.
    text : str
        The words it came from.
    """

    first: date | None
    last: date | None
    text: str = ""

    def __str__(self) -> str:
        return self.text or f"{self.first or ''}..{self.last or ''}"

    @property
    def middle(self) -> date | None:
        """The middle day, or the known end where one is open, or None."""
        if self.first and self.last:
            return self.first + (self.last - self.first) // 2
        return self.first or self.last

    @property
    def days(self) -> int | None:
        """How many days it spans, or None where an end is open."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a day (open ends reach for ever)."""
        return not (
            (self.last and other.first and self.last < other.first)
            or (other.last and self.first and other.last < self.first)
        )


#: Gives an incident's or report's interval by its id, or None where there is none.
Anchors = Callable[[str], Interval | None]


def _nothing(_name: str) -> Interval | None:
    return None


def parse_interval(text: str, *, anchors: Anchors = _nothing) -> Interval:
    """Read a date in any of the forms above.

    Parameters
    ----------
    text : str
        The date as written.
    anchors : callable, optional
        Gives the interval of an incident or of ``report``.

    Raises
    ------
    DateError
        For a form that is not known, a date that cannot be, or an anchor that is not there.

    Examples
    --------
    >>> parse_interval("2023-02").last
    datetime.date(2023, 2, 28)
    """
    words = " ".join(text.split())
    if len(words) > LONGEST:
        raise DateError(f"a date of {len(words):,} characters; {FORMS}")
    for reader in (_range, _point, _bare, _season, _anchored):
        found = _within(words, reader, anchors)
        if found is not None:
            return replace(found, text=words)
    if found := anchors(words):
        return replace(found, text=words)
    raise DateError(f"{words!r} is not a date that can be read here: {FORMS}")


def _within(words: str, reader: Callable[[str, Anchors], Interval | None], anchors: Anchors) -> Interval | None:
    try:
        return reader(words, anchors)
    except OverflowError:
        raise DateError(f"{words!r} is beyond what a calendar holds; {FORMS}") from None


def _range(words: str, anchors: Anchors) -> Interval | None:
    match = _RANGE.match(words)
    if not match:
        return None
    a, b = match["a"].strip(), match["b"].strip()
    if not a and not b:
        raise DateError(f"{words!r} has no end: {FORMS}")
    first = parse_interval(a, anchors=anchors).first if a else None
    last = parse_interval(b, anchors=anchors).last if b else None
    if first and last and last < first:
        raise DateError(f"{words!r} ends before it begins: write the earlier date first")
    return Interval(first, last)


def _point(words: str, _anchors: Anchors) -> Interval | None:
    match = _POINT.match(words)
    if not match:
        return None
    about, year, month, day = match[1], int(match[2]), match[3], match[4]
    if not EARLIEST <= year <= LATEST:
        raise DateError(f"{words!r}: the year must lie between {EARLIEST} and {LATEST}")
    first, last = _calendar(words, year, month and int(month), day and int(day))
    margin = timedelta(days=7 if day else 30 if month else 365) if about else timedelta()
    return Interval(first - margin, last + margin)


def _calendar(words: str, year: int, month: int | str | None, day: int | str | None) -> tuple[date, date]:
    if not isinstance(month, int):
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise DateError(f"{words!r}: there is no month {month}; dates are written year-month-day, months 01 to 12")
    longest = monthrange(year, month)[1]
    if not isinstance(day, int):
        return date(year, month, 1), date(year, month, longest)
    if not 1 <= day <= longest:
        raise DateError(f"{words!r}: {year}-{month:02} has {longest} days")
    return date(year, month, day), date(year, month, day)


def _season(words: str, _anchors: Anchors) -> Interval | None:
    match = _SEASON.match(words)
    if not match:
        return None
    if match["part"] not in SEASONS:
        near = nearest(match["part"], SEASONS)
        raise DateError(f"{words!r}: {match['part']!r} is not a part of a year{near}; {FORMS}")
    year, (a, b) = int(match["year"]), SEASONS[match["part"]]
    last_year, last_month = (year, b) if b <= 12 else (year + 1, b - 12)
    return Interval(date(year, a, 1), date(last_year, last_month, monthrange(last_year, last_month)[1]))


def _anchored(words: str, anchors: Anchors) -> Interval | None:
    match = _ANCHORED.match(words)
    if not match:
        return None
    near, far = _distance(words, match["n"], match["unit"])
    anchor = _anchor(words, match["x"], anchors)
    start, end = anchor.first or anchor.last, anchor.last or anchor.first
    if match["way"] == "before":
        near, far = -far, -near
    return Interval(start and start + timedelta(days=near), end and end + timedelta(days=far))


def _distance(words: str, number: str | None, unit: str) -> tuple[int, int]:
    if number:
        if unit not in _UNITS:
            raise DateError(f"{words!r}: {unit!r} is not days, weeks, months or years")
        days = int(number) * _UNITS[unit]
        slack = 0 if _UNITS[unit] == 1 else _UNITS[unit] // 2
        return days - slack, days + slack
    if unit not in WORDS:
        raise DateError(f"{words!r}: {unit!r} is not one of {', '.join(WORDS)}{nearest(unit, WORDS)}")
    return WORDS[unit]


def _bare(words: str, anchors: Anchors) -> Interval | None:
    match = _BARE.match(words)
    if not match:
        return None
    anchor = _anchor(words, match["x"], anchors)
    return {
        "after": Interval(anchor.first, None),
        "since": Interval(anchor.first, None),
        "before": Interval(None, anchor.last),
        "until": Interval(None, anchor.last),
        "during": anchor,
    }[match["way"]]


def _anchor(words: str, name: str, anchors: Anchors) -> Interval:
    if found := anchors(name):
        return found
    point = _point(name, anchors)
    if point is None:
        raise DateError(f"{words!r}: {name!r} is neither a date nor an incident with a date in this case")
    return point
