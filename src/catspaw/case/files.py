"""From a folder to entries: which files a case has, read one by one, each bad one costing only itself."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catspaw.case import schema
from catspaw.case.readers import Log
from catspaw.case.records import Entry, read_list, read_record
from catspaw.case.tree import Node, Sequence, has_hidden, parse_tree, read_text, read_tree
from catspaw.core.errors import Problem, nearest

KNOWN = ("case.yaml", *schema.FILES, "acts.csv", "README.md")


_EMPTY = "is empty; docs/case-format.md says what stands there"


@dataclass
class Raw:
    """A folder's entries before names and dates are resolved.

    Attributes
    ----------
    lost : set of str
        Files of entries that could not be read at all.
    case : Entry or None
        What case.yaml says.
    entries : dict
        File name to its entries.
    reports : list of (str, Entry)
        File and content of each report.
    acts : list of (int, dict)
        Line and cells of each row of acts.csv.
    instead : mapping
        File name to the text that is read in its place: what an editor or a command is about to write.
    """

    folder: Path
    instead: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    case: Entry | None = None
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    reports: list[tuple[str, Entry]] = field(default_factory=list)
    acts: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read_folder(folder: Path, *, instead: Mapping[str, str] | None = None) -> Raw:
    """Read every file of a case folder; problems are collected, nothing is raised.

    Parameters
    ----------
    folder : Path
        The case.
    instead : mapping, optional
        Texts read in place of files of those names, as if they had been written.
    """
    raw = Raw(folder, instead or {})
    try:
        _unknown_files(raw)
    except OSError as error:
        raw.problems.append(Problem(".", 0, f"the folder cannot be read: {error.strerror}"))
    raw.case = _case(raw)
    for name, record in schema.FILES.items():
        log = Log(name)
        before = len(raw.problems)
        node = _tree(raw, folder / name)
        raw.entries[name] = read_list(node, record, log)
        if len(raw.problems) > before or not isinstance(node, Sequence | None):
            raw.lost.add(name)
        raw.problems += log.problems
    for name in _reports(raw):
        _report(raw, folder / name)
    if not raw.reports and not raw.problems:
        raw.problems.append(Problem("reports", 0, "no report: put at least one YAML file there (docs/case-format.md)"))
    _acts(raw)
    return raw


def _reports(raw: Raw) -> list[str]:
    found = {f"reports/{p.name}" for p in (raw.folder / "reports").glob("*.yaml")}
    return sorted(found | {name for name in raw.instead if name.startswith("reports/")})


def _unknown_files(raw: Raw) -> None:
    for path in sorted(raw.folder.iterdir()):
        if path.suffix in (".yaml", ".yml", ".csv") and path.name not in KNOWN:
            message = f"is no file of a case and is not read; files: {', '.join(KNOWN)}{nearest(path.name, KNOWN)}"
            raw.problems.append(Problem(_shown(path.name), 0, message, "warning"))
    for path in sorted((raw.folder / "reports").glob("*.yml")):
        message = "is not read: the name of a report ends in .yaml"
        raw.problems.append(Problem(_shown(f"reports/{path.name}"), 0, message, "warning"))


def _shown(name: str) -> str:
    """Give a file's name so that any terminal can print it."""
    return name if name.isprintable() else ascii(name)


def _tree(raw: Raw, path: Path, *, required: bool = False) -> Node | None:
    name = _shown(path.relative_to(raw.folder).as_posix())
    if name in raw.instead:
        return parse_tree(raw.instead[name], name, raw.problems)
    if not path.exists() and not path.is_symlink():
        if required:
            raw.problems.append(Problem(name, 0, "is missing; `catspaw new FOLDER` makes one to start from"))
        return None
    return read_tree(path, name, raw.problems) if _inside(raw, path, name) else None


def _inside(raw: Raw, path: Path, name: str) -> bool:
    """Whether a file is there and is the folder's own, so that no link brings in another."""
    if not path.exists() and not path.is_symlink():
        return False
    real = Path(os.path.realpath(path))  # unlike Path.resolve, no error where links lead in a circle
    inside = real.is_relative_to(os.path.realpath(raw.folder))
    if not inside:
        raw.problems.append(Problem(name, 0, "leads out of the case folder; put the file itself there"))
    return inside


def _case(raw: Raw) -> Entry | None:
    before = len(raw.problems)
    node = _tree(raw, raw.folder / "case.yaml", required=True)
    if node is None:
        if len(raw.problems) == before:
            raw.problems.append(Problem("case.yaml", 0, _EMPTY))
        return None
    log = Log("case.yaml")
    entry = read_record(node, schema.CASE, log)
    raw.problems += log.problems
    return entry


def _report(raw: Raw, path: Path) -> None:
    name = _shown(path.relative_to(raw.folder).as_posix())
    before = len(raw.problems)
    node = _tree(raw, path)
    if node is None:
        if len(raw.problems) == before:
            raw.problems.append(Problem(name, 0, _EMPTY))
        return
    log = Log(name)
    entry = read_record(node, schema.REPORT, log)
    if entry and entry.values.get("id", path.stem) != path.stem:
        log.add(entry.at("report"), f"`report: {entry.values['id']}` must be the file's name, `{path.stem}`")
    raw.problems += log.problems
    if entry:
        raw.reports.append((name, entry))


def read_report_text(text: str, name: str) -> tuple[Entry | None, list[Problem]]:
    """Read the text of one report, as an editor or a command would before it is written."""
    log = Log(name)
    node = parse_tree(text, name, log.problems)
    return (read_record(node, schema.REPORT, log) if node else None), log.problems


def _acts(raw: Raw) -> None:
    text = _acts_text(raw)
    if text is None or has_hidden(text, "acts.csv", raw.problems):
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if message := _header_problem(header):
            raw.problems.append(Problem("acts.csv", 1, message))
            return
        for row in rows:
            _act_row(raw, header, row, rows.line_num)
    except csv.Error as error:
        raw.problems.append(Problem("acts.csv", rows.line_num, f"is not CSV: {error}"))


def _header_problem(header: list[str]) -> str | None:
    allowed = ", ".join(schema.ACT_COLUMNS)
    for column in header:
        if column not in schema.ACT_COLUMNS:
            near = nearest(column, schema.ACT_COLUMNS)
            return f"column `{column}` is not known; allowed: {allowed}{near}"
        if header.count(column) > 1:
            return f"column `{column}` stands twice; keep one"
    absent = [c for c in ("date", "actor", "action") if header and c not in header]
    return f"column `{absent[0]}` is missing; columns: {allowed}" if absent else None


def _acts_text(raw: Raw) -> str | None:
    path = raw.folder / "acts.csv"
    if path.name in raw.instead:
        return raw.instead[path.name]
    if not _inside(raw, path, path.name):
        return None
    return read_text(path, path.name, raw.problems)


def _act_row(raw: Raw, header: list[str], row: list[str], line: int) -> None:
    if not any(row):
        return
    if len(row) != len(header):
        message = f"{len(row)} cells under {len(header)} columns; put text with commas in quotes"
        raw.problems.append(Problem("acts.csv", line, message))
        return
    raw.acts.append((line, {k: v.strip() for k, v in zip(header, row, strict=True)}))
