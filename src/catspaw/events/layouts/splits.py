"""Temporal knowledge-graph splits: ``s r o t`` between tabs or single spaces, with files that name the numbers of entities and relations.

The numbers of days start where the split's makers chose, so the caller says which number is which date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from catspaw.core.dates import LATEST
from catspaw.core.errors import CatspawError
from catspaw.events.acts import Act, of_relation
from catspaw.events.chunk import Chunk
from catspaw.events.dates import Unreadable
from catspaw.events.layouts.base import Draft, Layout, Reading, acts, days
from catspaw.events.layouts.icews import LICENCE
from catspaw.events.opening import text_blocks

ENTITIES, RELATIONS = "entity2id.txt", "relation2id.txt"
_START = re.compile(r"(?P<t>-?[0-9]+)=(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:/(?P<step>[1-9][0-9]*))?$")
_WANTED = (
    "say which number is which date: --start 1=2014-01-01 for the ICEWS14 splits, --start 0=2005-01-01 for "
    "ICEWS05-15; where a day is more than one unit, add it: 0=2018-01-01/24"
)


@dataclass(frozen=True, slots=True)
class Start:
    """Which date a number of the last column is, and how many units make a day."""

    number: int
    day: date
    step: int = 1

    def date_of(self, number: int) -> date:
        """Give the date of a number.

        Raises
        ------
        Unreadable
            Beyond the calendar, or between two days.
        """
        days_, over = divmod(number - self.number, self.step)
        if over:
            raise Unreadable(f"`{number}` is not a whole number of days of {self.step} units from {self.number}")
        try:
            found = self.day + timedelta(days=days_)
        except OverflowError:
            raise Unreadable(f"`{number}` is beyond what a calendar holds") from None
        if found.year > LATEST:
            raise Unreadable(f"`{number}` is in the year {found.year}")
        return found


def read_start(text: str | None) -> Start:
    """Read ``1=2014-01-01`` or ``0=2018-01-01/24``.

    Raises
    ------
    CatspawError
        Where it is missing or has another form.
    """
    found = _START.match(text or "")
    if not found:
        raise CatspawError(f"`{text}`: {_WANTED}" if text else f"these splits number their days: {_WANTED}")
    try:
        return Start(int(found["t"]), date.fromisoformat(found["day"]), int(found["step"] or 1))
    except ValueError as error:
        raise CatspawError(f"`{text}`: {error}; {_WANTED}") from None


def read_names(path: Path, *, encoding: str | None = None) -> dict[str, str]:
    """Read a file of names and numbers, one pair a line; a first line with the count alone is passed over.

    Raises
    ------
    CatspawError
        For a line that is no pair, or a number given twice.
    """
    found: dict[str, str] = {}
    text = "".join(text_blocks(path, encoding=encoding)).replace("\r\n", "\n")
    for line, row in enumerate(text.split("\n"), 1):
        cells = row.strip().rsplit(None, 1)
        if not cells or (line == 1 and len(cells) == 1 and cells[0].isdecimal()):
            continue
        if len(cells) != 2 or not cells[1].isdecimal():
            raise CatspawError(f"{path}:{line}: `{row.strip()[:60]}` is no name followed by its number")
        if cells[1] in found:
            raise CatspawError(f"{path}:{line}: the number {cells[1]} stands twice; each name has its own")
        found[cells[1]] = cells[0].replace("_", " ")
    return found


def beside(path: Path, given: Path | None, name: str) -> Path:
    """Give the file of names: as given, or under its usual name beside the split.

    Raises
    ------
    CatspawError
        Where there is none.
    """
    found = given or path.with_name(name)
    if not found.is_file():
        option = "--entities" if name == ENTITIES else "--relations"
        raise CatspawError(f"{path} holds numbers and there is no {found}: name the file with {option}")
    return found


def splits(entities: dict[str, str], relations: dict[str, str], start: Start, *, first_line: str) -> Layout:
    """Give the layout of the split that begins so: four columns, or five of which the last is unused."""
    cells, delimiter = numbers(first_line)

    def look(table: dict[str, str], number: str | None, what: str) -> str:
        if number is None or number not in table:
            raise Unreadable(f"`{number}` is no number of {what}; there are {len(table):,}")
        return table[number]

    def actor(number: str | None) -> tuple[str]:
        return (look(entities, number, "an entity"),)

    def act(number: str | None) -> Act:
        return of_relation(look(relations, number, "a relation"))

    def day(number: str | None) -> tuple[str]:
        if number is None or not re.fullmatch(r"-?[0-9]{1,12}", number):
            raise Unreadable(f"`{number}` is no number of a day")
        return (start.date_of(int(number)).isoformat(),)

    def read(chunk: Chunk, reading: Reading) -> Draft:
        return {
            **_when(chunk, day, reading),
            "source_raw": _names(chunk, "s", actor),
            "source_code": chunk.text("s"),
            "target_raw": _names(chunk, "o", actor),
            "target_code": chunk.text("o"),
            **acts(chunk, [chunk.text("r")], act),
        }

    return Layout(
        name="splits",
        title="ICEWS splits",
        licence=LICENCE,
        read=read,
        delimiter=delimiter,
        columns=("s", "r", "o", "t", "unused")[: len(cells)],
        unique=(),
    )


def _names(chunk: Chunk, column: str, reader: Any) -> Any:
    import pyarrow as pa

    return chunk.translate([chunk.text(column)], reader, [pa.string()])[0]


def _when(chunk: Chunk, reader: Any, reading: Reading) -> Draft:
    return days(chunk, [_names(chunk, "t", reader)], reading)


def numbers(first_line: str) -> tuple[list[str], str]:
    """Give the cells of a split's line, and what stands between them."""
    delimiter = "\t" if "\t" in first_line else " "
    return first_line.split(delimiter), delimiter


def looks_like(first_line: str) -> bool:
    """Whether a first line is four or five whole numbers."""
    cells, _ = numbers(first_line)
    return len(cells) in (4, 5) and all(re.fullmatch(r"-?[0-9]+", c.strip()) for c in cells)
