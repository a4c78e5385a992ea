"""Finding the dates of a text, in its order, each leaning on the one before where it must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catspaw.core.dates import EARLIEST, LATEST, Interval
from catspaw.reading.dates.calendar import MONTHS, Frame
from catspaw.reading.dates.forms import FORMS, Reader

#: Words before a date that open one end of it.
_BEFORE = re.compile(
    r"(?P<way>ever since|since|until|till|by|before|after|prior to|up to)\s+(?:at least\s+|about\s+|around\s+|the\s+)?\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:about|around|roughly|circa)\s+\Z", re.IGNORECASE)
_VERB = re.compile(r"may\b", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"[\d$€£.,]\Z")
_COUNTED = re.compile(
    r"\s*(?:people|troops|soldiers|fighters|rockets|missiles|men|killed|miles|kilomet|percent|%|pounds|tons)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date where it stands.

    Attributes
    ----------
    start, end : int
        Its place in the text.
    interval : Interval
        The days it means; its text is the words.
    way : str
        ``on``, or ``since``, ``until``, ``before``, ``after``, which leave one end open.
    """

    start: int
    end: int
    interval: Interval
    way: str = "on"

    @property
    def written(self) -> str:
        """The date in the form of the case files: a day, a month, a year, or an interval."""
        first, last = self.interval.first, self.interval.last
        if first is None or last is None:
            return f"{first or ''}..{last or ''}"
        if first == last:
            return first.isoformat()
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year) if first.year == last.year else f"{first.year}..{last.year}"
        whole = first.day == 1 and (last + timedelta(days=1)).day == 1
        if whole and (first.year, first.month) == (last.year, last.month):
            return f"{first:%Y-%m}"
        return f"{first:%Y-%m}..{last:%Y-%m}" if whole else f"{first}..{last}"


def find_dates(text: str, *, published: date, told: Interval | None = None) -> tuple[Dated, ...]:
    """Find dates and say which days they mean.

    Parameters
    ----------
    text : str
        English prose.
    published : date
        The day of the document: what "yesterday" and "last year" lean on.
    told : Interval, optional
        The date that was told before this text: what "two days later" leans on until the text gives one.

    Returns
    -------
    tuple of Dated
        In the order of the text. What leans on a date that nobody gave is left out, never guessed.

    Examples
    --------
    >>> [d.written for d in find_dates("in late April 2018", published=date(2018, 5, 16))]
    ['2018-04-21..2018-04-30']
    """
    found: list[Dated] = []
    for match, reader in _longest_matches(text):
        interval = _read(match, reader, Frame(published, told))
        if interval is None:
            continue
        dated = _opened(text, match, interval)
        found.append(dated)
        if interval.days is not None and interval.days <= 1100:
            told = interval
    return tuple(found)


def _read(match: re.Match[str], reader: Reader, frame: Frame) -> Interval | None:
    groups = {k: " ".join(v.lower().split()) for k, v in match.groupdict().items() if v}
    try:
        interval = reader({**dict.fromkeys(match.re.groupindex, ""), **groups}, frame)
    except (OverflowError, ValueError):
        return None
    ends = [day for day in (interval.first, interval.last) if day] if interval else []
    if interval is None or any(not EARLIEST <= day.year <= LATEST for day in ends):
        return None
    return replace(interval, text=" ".join(match[0].split()))


def _longest_matches(text: str) -> Iterator[tuple[re.Match[str], Reader]]:
    """Give matches that do not overlap: of two, the longer; of equals, the earlier form."""
    every = [(m, reader, rank) for rank, (form, reader) in enumerate(FORMS) for m in form.finditer(text)]
    every = [entry for entry in every if _is_date(text, entry[0])]
    every.sort(key=lambda entry: (entry[0].start() - entry[0].end(), entry[2], entry[0].start()))
    kept: list[tuple[re.Match[str], Reader]] = []
    for match, reader, _ in every:
        if all(match.end() <= k.start() or k.end() <= match.start() for k, _ in kept):
            kept.append((match, reader))
    return iter(sorted(kept, key=lambda entry: entry[0].start()))


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Whether a match reads as a date: a month is capitalised, a year counts nothing."""
    words = match[0]
    named = next((w for w in re.findall(r"[A-Za-z]+", words) if w.lower() in MONTHS), None)
    if named is not None and named[0].islower():
        return False
    if re.fullmatch(r"\d{4}", words):
        return not _NUMBER_BEFORE.search(text[: match.start()]) and not _COUNTED.match(text, match.end())
    return True


def _opened(text: str, match: re.Match[str], interval: Interval) -> Dated:
    """Open an end where the word before says so, and widen what is "about" then."""
    head = text[max(0, match.start() - 30) : match.start()]
    before = _BEFORE.search(head)
    if before is None:
        return Dated(match.start(), match.end(), _widened(interval) if _ABOUT.search(head) else interval)
    way = {"ever since": "since", "till": "until", "up to": "until", "prior to": "before"}.get(
        before["way"].lower(), before["way"].lower()
    )
    if way in ("since", "after"):
        interval = Interval(interval.first, None, interval.text)
    else:
        interval = Interval(None, interval.last, interval.text)
    return Dated(match.start() - len(before[0]), match.end(), interval, way)


def _widened(interval: Interval) -> Interval:
    if interval.first is None or interval.last is None or interval.days is None:
        return interval
    margin = timedelta(days=7 if interval.days == 1 else 30 if interval.days < 40 else 365)
    return replace(interval, first=interval.first - margin, last=interval.last + margin)


def last_told(dates: Sequence[Dated], before: int) -> Interval | None:
    """Give the date told last before a place in the text, or None."""
    earlier = [d for d in dates if d.start < before]
    return earlier[-1].interval if earlier else None
