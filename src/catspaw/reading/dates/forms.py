"""The forms that dates take in news, each a pattern and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from catspaw.core.dates import Interval
from catspaw.reading.dates.calendar import (
    MONTHS,
    NUMBERS,
    WEEKDAYS,
    Frame,
    distance,
    hull,
    latest_year,
    month,
    moved,
    shifted_month,
    week,
    weekday,
    year,
)

Reader = Callable[[dict[str, str], Frame], Interval | None]

_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_M = r"(?:" + "|".join((*MONTHS, r"(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?")) + r")"
_Y = r"(?:1[89]|20)\d{2}"
_D = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d,]*\d)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_UNIT = r"(?:days?|nights?|weeks?|months?|years?|decades?)"
_N = r"(?:\d{1,3}|" + "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True)) + r"|several|some|a few|many)"
_W = r"(?:" + "|".join(WEEKDAYS) + r")"
_PART = r"(?:early|mid|middle|late|the beginning of|the start of|the middle of|the end of|the turn of|beginning of|start of|end of|middle of)"
_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late", "turn": "early"}


def _month_number(name: str) -> int:
    return _SHORT.get(name.rstrip(".")[:4].rstrip("."), 0) or _SHORT[name[:3]]


def _part(words: str) -> str:
    bare = words.removeprefix("the ").removesuffix(" of").strip()
    return _PARTS.get(bare, bare)


def _day(found: dict[str, str], frame: Frame) -> Interval | None:
    number, day = _month_number(found["m"]), int(re.sub(r"\D", "", found["d"]))
    if found.get("y"):
        when = int(found["y"])
    elif frame.told and frame.told.first and (frame.told.days or 999) <= 31:
        when = _nearest_year(frame, frame.told.first.year, number, day)
    else:
        when = latest_year(frame, number, day)
    try:
        return Interval(date(when, number, day), date(when, number, day))
    except ValueError:
        return None


def _nearest_year(frame: Frame, told: int, number: int, day: int) -> int:
    """Take the last such day before the document, or the one of the year told before, where that lies years back."""
    latest = latest_year(frame, number, day)
    return latest if latest - told <= 1 else told


def _in_month(found: dict[str, str], frame: Frame) -> Interval | None:
    number, part = _month_number(found["m"]), _part(found.get("part") or "")
    which, given = found.get("which") or "", found.get("y") or ""
    if given:
        return month(int(given), number, part)
    if found.get("ago"):
        return month(frame.published.year - 1, number, part)
    when = latest_year(frame, number)
    if which == "next":
        when = frame.published.year + (number <= frame.published.month)
    elif which == "last" and when == frame.published.year and number == frame.published.month:
        when -= 1
    elif which == "this":
        when = frame.published.year
    elif which == "that" and frame.told and frame.told.first:
        when = frame.told.first.year
    return month(when, number, part)


def _in_year(found: dict[str, str], frame: Frame) -> Interval | None:
    part = _part(found.get("part") or "")
    return year(_year_of(found["y"], frame), part)


def _year_of(words: str, frame: Frame) -> int:
    if words.isdigit():
        return int(words)
    told = frame.told.first.year if frame.told and frame.told.first else frame.published.year
    offsets = {"last year": -1, "this year": 0, "next year": 1}
    if words in offsets:
        return frame.published.year + offsets[words]
    return told + {"that year": 0, "the same year": 0, "the following year": 1, "the previous year": -1}[words]


def _season(found: dict[str, str], frame: Frame) -> Interval | None:
    part, which, given = found["season"], found.get("which") or "", found.get("y") or ""
    if given:
        return year(_year_of(given, frame), part)
    if which in ("that", "the same") and frame.told and frame.told.first:
        return year(frame.told.first.year, part)
    this = year(frame.published.year, part)
    begun = this.first is not None and this.first <= frame.published
    running = begun and this.last is not None and frame.published <= this.last
    if which == "next":
        return year(frame.published.year + begun, part)
    back = not begun or (which == "last" and running)
    return year(frame.published.year - back, part) if which != "this" else this


def _decade(found: dict[str, str], _frame: Frame) -> Interval | None:
    start = int(found["y"])
    first, last = {"early": (0, 3), "mid": (3, 6), "late": (7, 9)}.get(_part(found.get("part") or ""), (0, 9))
    return Interval(date(start + first, 1, 1), date(start + last, 12, 31))


def _week_month_year(found: dict[str, str], frame: Frame) -> Interval | None:
    offset = {"last": -1, "past": -1, "this": 0, "next": 1}[found["which"]]
    part = _part(found.get("part") or "")
    day = frame.published
    if found["unit"] == "year":
        whole = year(day.year + offset, part if part in ("early", "mid", "late") else "")
    elif found["unit"] == "month":
        whole = shifted_month(day, offset, part if part in ("early", "mid", "late") else "")
    else:
        whole = week(day, offset)
    if part == "earlier" or (found["which"] == "this" and part != "later" and whole.last and whole.last > day):
        return Interval(whole.first, day)
    return Interval(day, whole.last) if part == "later" else whole


def _about_today(found: dict[str, str], frame: Frame) -> Interval | None:
    first, last = {
        "yesterday": (-1, -1),
        "last night": (-1, -1),
        "today": (0, 0),
        "tonight": (0, 0),
        "this morning": (0, 0),
        "this afternoon": (0, 0),
        "this evening": (0, 0),
        "overnight": (-1, 0),
        "tomorrow": (1, 1),
        "the day before yesterday": (-2, -2),
        "this weekend": (-6, 6),
        "recently": (-60, 0),
    }[found["word"]]
    if found["word"] == "overnight" and frame.told and frame.told.days and frame.told.days <= 2 and found.get("back"):
        return moved(frame.told, 0, 1)
    day = frame.published
    return Interval(day + timedelta(days=first), day + timedelta(days=last))


def _ago(found: dict[str, str], frame: Frame) -> Interval | None:
    near, far = distance(found.get("n") or "", found["unit"])
    return moved(Interval(frame.published, frame.published), -near, -far)


def _past(found: dict[str, str], frame: Frame) -> Interval | None:
    _, far = distance(found.get("n") or ("1" if not found["unit"].endswith("s") else ""), found["unit"])
    near, _ = distance(found.get("n") or ("1" if not found["unit"].endswith("s") else ""), found["unit"])
    days = (near + far) // 2 if found.get("n") else far
    if found["way"] in ("next", "coming"):
        return Interval(frame.published, frame.published + timedelta(days=days))
    return Interval(frame.published - timedelta(days=days), frame.published)


def _later(found: dict[str, str], frame: Frame) -> Interval | None:
    if frame.told is None:
        return None
    near, far = distance(found.get("n") or "", found["unit"])
    back = found["way"] in ("earlier", "before", "previously")
    return moved(frame.told, -near, -far) if back else moved(frame.told, near, far)


def _following(found: dict[str, str], frame: Frame) -> Interval | None:
    told = frame.told
    if told is None or told.first is None or told.last is None:
        return None
    step = {"next": 1, "following": 1, "previous": -1, "same": 0, "that": 0, "preceding": -1}[found["which"]]
    if found["unit"] in ("day", "night", "morning", "evening", "afternoon"):
        return moved(told, step, step) if told.days and told.days <= 7 else None
    if found["unit"] == "week":
        return week(told.first, step)
    if found["unit"] == "month":
        return shifted_month(told.first, step)
    return year(told.first.year + step)


def _weekday(found: dict[str, str], frame: Frame) -> Interval | None:
    return weekday(frame, found["w"], found.get("which") or "")


def _between(found: dict[str, str], frame: Frame) -> Interval | None:
    given = found.get("y2") or ""
    last = _in_month({"m": found["m2"], "y": given}, frame)
    first = _in_month({"m": found["m"], "y": found.get("y") or given}, frame)
    if first is None or last is None or first.first is None or last.last is None:
        return None
    if first.first > last.last:
        number = first.first.month
        first = month(last.last.year - (number > last.last.month), number)
    return hull(first, last)


def _days(found: dict[str, str], frame: Frame) -> Interval | None:
    """Read "3 to 5 May 2018" and "May 3-5"."""
    first = _day({"m": found["m"], "d": found["d"], "y": found.get("y") or ""}, frame)
    last = _day({"m": found["m"], "d": found["d2"], "y": found.get("y") or ""}, frame)
    return hull(first, last) if first and last and first.first and last.last and first.first <= last.last else None


def _years(found: dict[str, str], _frame: Frame) -> Interval | None:
    first = int(found["y"])
    second = found["y2"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    return Interval(date(first, 1, 1), date(last, 12, 31)) if first <= last else None


def _iso(found: dict[str, str], _frame: Frame) -> Interval | None:
    try:
        day = date.fromisoformat(found["iso"])
    except ValueError:
        return None
    return Interval(day, day)


def _first_week(found: dict[str, str], frame: Frame) -> Interval | None:
    whole = _in_month({"m": found["m"], "y": found.get("y") or ""}, frame)
    if whole is None or whole.first is None or whole.last is None:
        return None
    if found["nth"] == "last":
        return Interval(whole.last - timedelta(days=6), whole.last)
    start = whole.first + timedelta(days=7 * ("first", "second", "third", "fourth").index(found["nth"]))
    return Interval(start, start + timedelta(days=6))


_REL_YEAR = r"(?:last year|this year|next year|that year|the same year|the following year|the previous year)"

#: Each form and its reader. Where two match, the longer one counts.
FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE), reader)
    for pattern, reader in (
        (r"(?P<iso>\d{4}-\d{2}-\d{2})", _iso),
        (rf"(?P<m>{_M})\s+(?P<d>{_D})(?:,?\s+(?P<y>{_Y}))?", _day),
        (rf"(?:the\s+)?(?P<d>{_D})\s+(?:of\s+)?(?P<m>{_M})(?:,?\s+(?P<y>{_Y}))?", _day),
        (rf"(?P<m>{_M})\s+(?P<d>{_D})\s*(?:-|–|to|and)\s*(?P<d2>{_D})(?:,?\s+(?P<y>{_Y}))?", _days),
        (rf"(?P<d>{_D})\s*(?:-|–|to|and)\s*(?P<d2>{_D})\s+(?P<m>{_M})(?:,?\s+(?P<y>{_Y}))?", _days),
        (rf"(?:(?P<part>{_PART})[\s-]+)?(?P<m>{_M})(?:\s+of)?,?\s+(?P<y>{_Y})", _in_month),
        (rf"(?P<part>{_PART})[\s-]+(?P<m>{_M})", _in_month),
        (rf"(?P<which>last|this|next|that)\s+(?P<m>{_M})", _in_month),
        (rf"(?<=in )(?P<m>{_M})|(?<=since )(?P<m2>{_M})", lambda f, x: _in_month({**f, "m": f["m"] or f["m2"]}, x)),
        (rf"(?P<m>{_M})\s+(?P<ago>of last year|last year)", _in_month),
        (rf"the\s+(?P<nth>first|second|third|fourth|last)\s+week\s+of\s+(?P<m>{_M})(?:,?\s+(?P<y>{_Y}))?", _first_week),
        (
            rf"(?:between|from)\s+(?P<m>{_M})(?:\s+(?P<y>{_Y}))?\s+(?:and|to|until|through)\s+(?P<m2>{_M})(?:\s+(?P<y2>{_Y}))?",
            _between,
        ),
        (rf"(?:between|from)\s+(?P<y>{_Y})\s+(?:and|to|until|through)\s+(?P<y2>{_Y})", _years),
        (rf"(?P<y>{_Y})\s*[-–]\s*(?P<y2>\d{{2}}(?:\d{{2}})?)(?!-)", _years),
        (rf"(?P<part>{_PART})[\s-]+(?P<y>{_Y}|{_REL_YEAR})", _in_year),
        (
            rf"(?:the\s+)?(?P<part>(?:first|second)\s+half|(?:first|second|third|fourth)\s+quarter)\s+of\s+(?P<y>{_Y}|{_REL_YEAR})",
            _in_year,
        ),
        (rf"(?P<y>{_Y})", _in_year),
        (r"(?P<y>that year|the same year|the following year|the previous year)", _in_year),
        (rf"(?:the\s+)?(?P<season>{_SEASON})(?:\s+of)?,?\s+(?P<y>{_Y}|{_REL_YEAR})", _season),
        (rf"(?P<which>last|this|next|that|the same)\s+(?P<season>{_SEASON})", _season),
        (r"the\s+(?:(?P<part>early|mid|late)[\s-]+)?(?P<y>(?:1[89]|20)\d0)s", _decade),
        (
            r"(?:(?P<part>earlier|later|early|mid|late|the beginning of|the end of)[\s-]+)?(?P<which>last|this|next)\s+(?P<unit>week|month|year)",
            _week_month_year,
        ),
        (
            r"(?P<word>the day before yesterday|yesterday|last night|today|tonight|this morning|this afternoon|this evening|overnight|tomorrow|this weekend|recently)",
            _about_today,
        ),
        (rf"(?:(?P<n>{_N})\s+)?(?P<unit>{_UNIT})\s+ago", _ago),
        (
            rf"(?:(?:over|in|during|for)\s+)?(?:the\s+)?(?P<way>past|last|next|coming)\s+(?:(?P<n>{_N})\s+)?(?P<unit>days|weeks|months|years|decades|decade)",
            _past,
        ),
        (r"(?:in\s+)?(?P<way>recent)\s+(?P<unit>days|weeks|months|years)", _past),
        (rf"(?:(?P<n>{_N})\s+)?(?P<unit>{_UNIT})\s+(?P<way>later|earlier|before|previously|afterwards?)", _later),
        (
            r"(?:the\s+)?(?P<which>next|following|same|previous|preceding)\s+(?P<unit>day|night|morning|evening|afternoon)",
            _following,
        ),
        (r"the\s+(?P<which>following|same|previous|preceding)\s+(?P<unit>week|month)", _following),
        (r"(?P<which>that)\s+(?P<unit>day|night|morning|evening|week|month)", _following),
        (rf"(?:(?P<which>last|next|this)\s+)?(?P<w>{_W})", _weekday),
    )
)
