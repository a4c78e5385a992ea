"""A case out to a spreadsheet and back in, whole or not at all."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catspaw.case.load import examine, find_case, load
from catspaw.case.schema import ACT_COLUMNS
from catspaw.case.sheets import read_tables, write_tables
from catspaw.case.tables import LISTED, Files, from_tables, read_files, to_tables
from catspaw.case.tree import Mapping, Node, Sequence, parse_tree
from catspaw.case.withhold import has_private, without_private
from catspaw.case.writing import to_yaml
from catspaw.core.errors import CaseError, CatspawError, Problem
from catspaw.core.files import write_atomic, write_folder

_PLACE = re.compile(r"\b((?:reports/)?[\w-]+\.(?:yaml|csv)):(\d+)")


def export_tables(case: str | Path, out: Path) -> list[Path]:
    """Write a case's tables as CSV or XLSX, without anything private.

    Raises
    ------
    CaseError
        Where the case has errors, or an open entry leans on a private one.
    CatspawError
        Where `out` is there already.
    """
    folder = find_case(case)
    found = load(folder)
    files = read_files(folder)
    shown = without_private(files, found)
    if shown is not files:
        texts = {name: _text(name, content) for name, content in shown.items()}
        if errors := _problems(None, texts):
            raise CaseError(replace(p, message=f"without what is private: {p.message}") for p in errors)
    return write_tables(to_tables(shown), out)


def import_tables(case: Path, source: Path, *, dry_run: bool = False) -> list[str]:
    """Read tables into a case folder: a new one, or one whose files they are to replace.

    Only files whose content differs are written, so that comments stay in the others.

    Parameters
    ----------
    case : Path
        A folder; made where it is not there.
    source : Path
        A workbook, or a folder of CSV files.
    dry_run : bool
        Check all, write nothing.

    Returns
    -------
    list of str
        The files written, or to be written.

    Raises
    ------
    CaseError
        With sheet, row and column of every error; nothing is written then.
    CatspawError
        Where the case holds private entries that the tables would overwrite.
    """
    draft = from_tables(read_tables(source))
    fresh = not case.exists() or not any(case.iterdir())
    there: Files = {} if fresh else read_files(case)
    old = from_tables(to_tables(there)).files if there else {}
    changed = {name: content for name, content in draft.files.items() if content != old.get(name, [])}
    texts = {name: _text(name, content) for name, content in changed.items()}
    places = {name: _places(name, texts[name], draft.origin[name]) for name in texts}
    errors = [p for p in draft.problems if _bad(p)]
    errors += [_placed(p, places) for p in _problems(None if fresh else case, texts)]
    if errors:
        raise CaseError(errors)
    secret = [name for name, content in there.items() if has_private(content)]
    if lost := [name for name in texts if name in secret]:
        raise CatspawError(f"{lost[0]} has private entries, which no table holds; import into a new folder")
    if not dry_run:
        _write(case, texts, fresh=fresh)
    return list(texts)


def _write(case: Path, texts: dict[str, str], *, fresh: bool) -> None:
    if fresh:
        write_folder(case, texts)
        return
    for name, text in texts.items():
        (case / name).parent.mkdir(exist_ok=True)
        write_atomic(case / name, text)


def _bad(problem: Problem) -> bool:
    return problem.level == "error"


def _text(name: str, content: Any) -> str:
    if name != "acts.csv":
        return to_yaml(content)
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, ACT_COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    rows.writerows(content)
    return text.getvalue()


def _problems(folder: Path | None, texts: dict[str, str]) -> list[Problem]:
    """Give the errors of a folder with these texts in it, or of a new folder."""
    if folder is not None:
        return [p for p in examine(folder, instead=texts)[1] if _bad(p)]
    with TemporaryDirectory() as empty:
        return [p for p in examine(empty, instead=texts)[1] if _bad(p)]


# where an error of a file stands in the tables

Places = list[tuple[int, str, int, str]]


def _placed(problem: Problem, places: dict[str, Places]) -> Problem:
    """Say in which sheet, row and column an error of a file stands."""
    found = _place(problem.file, problem.line, places)
    if found is None:
        return problem
    sheet, row, column = found
    message = _PLACE.sub(lambda m: _said(m[1], int(m[2]), places) or m[0], problem.message)
    return Problem(sheet, row, f"column `{column}`: {message}" if column else message)


def _said(file: str, line: int, places: dict[str, Places]) -> str | None:
    found = _place(file, line, places)
    return f"{found[0]}:{found[1]}" if found else None


def _place(file: str, line: int, places: dict[str, Places]) -> tuple[str, int, str] | None:
    known = places.get(file, [])
    at = bisect_right(known, (line, "\uffff", 0, "")) - 1
    return known[at][1:] if line and at >= 0 else None


def _places(name: str, text: str, origin: list[tuple[str, int]]) -> Places:
    """Give the line at which each cell begins in a file that tables made, in the order of lines."""
    if name == "acts.csv":
        return [(line, sheet, row, "") for line, (sheet, row) in enumerate(origin, 2)]
    node = parse_tree(text, name, [])
    rows = iter(origin)
    return sorted(_cells(node, rows, single=name == "case.yaml" or name.startswith("reports/")))


def _cells(node: Node | None, rows: Iterator[tuple[str, int]], *, single: bool) -> Iterator[tuple[int, str, int, str]]:
    """Walk a file in the order in which its rows were laid down."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _row(item, *next(rows))
    elif isinstance(node, Mapping) and single:
        yield from _head(node, rows)


def _head(node: Mapping, rows: Iterator[tuple[str, int]]) -> Iterator[tuple[int, str, int, str]]:
    sheet, number = next(rows)
    yield node.line, sheet, number, ""
    for key, value in node.items.items():
        if isinstance(value, Sequence) and key in (*LISTED, "claims"):
            yield from _cells(value, rows, single=False)
        elif key in ("voices", "passed") and isinstance(value, Mapping):
            second = "description" if key == "voices" else "why"
            yield from ((value.lines[name], *next(rows), second) for name in value.items)
        elif key == "coded" and isinstance(value, Mapping):
            yield from ((line, sheet, number, f"coded_{name}") for name, line in value.lines.items())
        else:
            yield node.lines[key], sheet, number, key


def _row(item: Node, sheet: str, number: int) -> Iterator[tuple[int, str, int, str]]:
    yield item.line, sheet, number, ""
    if isinstance(item, Mapping):
        yield from ((line, sheet, number, key) for key, line in item.lines.items())
