"""The arithmetic behind dates in words: months, parts of months and years, seasons, weekdays, distances."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catspaw.core.dates import SEASONS, WORDS, Interval

#: Days of a month that its beginning, middle and end are; a stated judgement.
THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}

#: Months of a year that its beginning, middle and end are, as in `SEASONS`, and its halves and quarters.
PARTS = {
    **{name: SEASONS[name] for name in ("early", "mid", "late", "spring", "summer", "autumn", "fall", "winter")},
    "first half": (1, 6),
    "second half": (7, 12),
    "first quarter": (1, 3),
    "second quarter": (4, 6),
    "third quarter": (7, 9),
    "fourth quarter": (10, 12),
}
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "fifteen": 15, "twenty": 20, "thirty": 30}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date in words leans on.

    Attributes
    ----------
    published : date
        The day of the document.
    told : Interval or None
        The date that the text gave last: what "two days later" counts from.
    """

    published: date
    told: Interval | None = None


def month(year: int, number: int, part: str = "") -> Interval:
    """Give a month of a year, or its early, middle or late third."""
    longest = monthrange(year, number)[1]
    first, last = THIRDS[part] if part else (1, longest)
    return Interval(date(year, number, first), date(year, number, min(last, longest)))


def year(number: int, part: str = "") -> Interval:
    """Give a year, or a part of it: early, spring, first half; winter runs into the next year."""
    first, last = PARTS[part] if part else (1, 12)
    end = month(number + (last > 12), last - 12 if last > 12 else last)
    return Interval(date(number, first, 1), end.last)


def shifted_month(day: date, months: int, part: str = "") -> Interval:
    """Give the month so many months from a day."""
    index = day.year * 12 + day.month - 1 + months
    return month(index // 12, index % 12 + 1, part)


def week(day: date, weeks: int) -> Interval:
    """Give the week, Monday to Sunday, so many weeks from a day."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return Interval(monday, monday + timedelta(days=6))


def latest_year(frame: Frame, number: int, day: int = 1) -> int:
    """Give the year of the last such day of a month up to the day of the document."""
    past = (number, day) <= (frame.published.month, frame.published.day)
    return frame.published.year if past else frame.published.year - 1


def weekday(frame: Frame, name: str, which: str = "") -> Interval:
    """Give the day that a weekday's name means: the last one up to the document; `next` the first one after it."""
    back = (frame.published.weekday() - WEEKDAYS.index(name)) % 7
    if which == "next":
        back -= 7
    elif which == "last" and back == 0:
        back = 7
    day = frame.published - timedelta(days=back)
    return Interval(day, day)


def distance(number: str, unit: str) -> tuple[int, int]:
    """Give a distance in days, from and to: `two days`, `weeks`, `several months`.

    A number of days is exact; a number of longer units may be off by half a unit; without a number the table of the
    case format holds (`catspaw codebook` prints it).
    """
    single = unit.rstrip("s")
    count = int(number) if number.isdigit() else NUMBERS.get(number)
    if count is None:
        return (3650, 36500) if single in ("decade", "century") else WORDS[f"{single}s"]
    size = {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}[single]
    slack = 0 if size == 1 else size // 2 if size < 3650 else 1095
    return count * size - slack, count * size + slack


def moved(anchor: Interval, near: int, far: int) -> Interval:
    """Move an interval by between so many and so many days; negative is before."""
    start, end = anchor.first or anchor.last, anchor.last or anchor.first
    low, high = sorted((near, far))
    return Interval(start and start + timedelta(days=low), end and end + timedelta(days=high))


def hull(first: Interval, last: Interval) -> Interval:
    """Give the time from the start of one to the end of the other."""
    return replace(first, last=last.last)
