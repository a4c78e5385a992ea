"""When a document was published: from its head, its address or its first lines; else the user is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

#: Paragraphs at the head of a text in which a date line may stand, and letters of one.
HEAD, LONGEST_LINE = 8, 120

_MONTHS = (
    ("january", "jan", "يناير", "كانون الثاني"),
    ("february", "feb", "فبراير", "شباط"),
    ("march", "mar", "مارس", "آذار"),
    ("april", "apr", "أبريل", "ابريل", "نيسان"),
    ("may", "مايو", "أيار"),
    ("june", "jun", "يونيو", "حزيران"),
    ("july", "jul", "يوليو", "تموز"),
    ("august", "aug", "أغسطس", "اغسطس", "آب"),
    ("september", "sept", "sep", "سبتمبر", "أيلول"),
    ("october", "oct", "أكتوبر", "اكتوبر", "تشرين الأول"),
    ("november", "nov", "نوفمبر", "تشرين الثاني"),
    ("december", "dec", "ديسمبر", "كانون الأول"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAME = "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True))
_DAY = r"(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_YEAR}-(?P<n>[01][0-9])-{_DAY}\b",
        rf"\b{_DAY}\s+(?P<m>{_NAME})\.?,?\s+{_YEAR}\b",
        rf"\b(?P<m>{_NAME})\.?\s+{_DAY},?\s+{_YEAR}\b",
    )
)
_IN_ADDRESS = re.compile(r"/(?P<y>(?:19|20)[0-9]{2})[/-](?P<n>[01]?[0-9])[/-](?P<d>[0-3]?[0-9])(?:/|-|\b)")


def published(text: str, *, declared: str = "", url: str = "") -> tuple[date, str] | None:
    """Find the day of publication.

    Parameters
    ----------
    text : str
        The document.
    declared : str
        A date from the document's own metadata.
    url : str
        Where it came from.

    Returns
    -------
    (date, str) or None
        The day and how it was found; None where nothing tells, so that the user must.
    """
    for day in _iso(declared):
        return day, "as the page declares it"
    for match in _IN_ADDRESS.finditer(url):
        for day in _day(match):
            return day, "from the address"
    head = [line for line in text.split("\n") if line.strip()][:HEAD]
    for line in head:
        if len(line) <= LONGEST_LINE:
            for day in _first(line):
                return day, f"from the line {line.strip()[:60]!r}"
    return None


def _iso(text: str) -> Iterator[date]:
    try:
        yield date.fromisoformat(text[:10])
    except ValueError:
        return


def _first(line: str) -> Iterator[date]:
    for form in _FORMS:
        match = form.search(line)
        if match:
            yield from _day(match)


def _day(match: re.Match[str]) -> Iterator[date]:
    groups = match.groupdict()
    month = int(groups["n"]) if groups.get("n") else _MONTH_OF[groups["m"].lower()]
    try:
        yield date(int(groups["y"]), month, int(groups["d"]))
    except ValueError:
        return
