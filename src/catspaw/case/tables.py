"""A case as tables, one for each kind of entry, and back; what stands in a table is what stands in the files.

Reports become four tables: their heads, their voices, their claims (one row a claim) and the paragraphs passed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catspaw.case import schema
from catspaw.case.adding import plain
from catspaw.case.cells import from_cell, to_cell
from catspaw.case.schema import Field
from catspaw.case.tree import parse_tree, read_text
from catspaw.case.writing import Plain
from catspaw.core.errors import CatspawError, Problem, nearest

Files = dict[str, Any]
Row = dict[str, str]

_CODED = tuple(Field(f"coded_{f.key}", f.kind) for f in schema.CODED.fields)
_HEAD = tuple(f for f in schema.REPORT.fields if f.key not in ("voices", "claims", "passed", "coded"))
_REPORT = Field("report", "slug", required=True)

#: Lists within case.yaml, each with a sheet of its own.
LISTED = ("outcomes", "anchors", "occasions")

#: Each table's columns, in the order of its file's keys.
SHEETS: dict[str, tuple[Field, ...]] = {
    "case": tuple(f for f in schema.CASE.fields if f.key not in LISTED),
    "outcomes": schema.OUTCOME.fields,
    "anchors": schema.ANCHOR.fields,
    "occasions": schema.OCCASION.fields,
    **{file.removesuffix(".yaml"): record.fields for file, record in schema.FILES.items()},
    "reports": (*_HEAD, *_CODED),
    "voices": (_REPORT, Field("voice", "id", required=True), Field("description", required=True)),
    "claims": (_REPORT, *schema.CLAIM.fields),
    "passed": (_REPORT, Field("paragraphs", required=True), Field("why", required=True)),
    "acts": tuple(Field(c) for c in schema.ACT_COLUMNS),
}


@dataclass
class Tables:
    """Rows of each table, with what was wrong in reading them.

    Attributes
    ----------
    rows : dict
        Sheet to its rows: number in the sheet (the heading is 1) and cells by column.
    """

    rows: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_files(folder: Path) -> Files:
    """Read a case folder's files as they are written, without their comments; the case is without errors."""
    names = ["case.yaml", *schema.FILES, *(f"reports/{p.name}" for p in sorted((folder / "reports").glob("*.yaml")))]
    found: Files = {}
    problems: list[Problem] = []
    for name in (n for n in names if (folder / n).exists()):
        node = parse_tree(read_text(folder / name, name, problems) or "", name, problems)
        found[name] = [] if node is None else plain(node)
    if (folder / "acts.csv").exists():
        text = read_text(folder / "acts.csv", "acts.csv", problems) or ""
        found["acts.csv"] = list(_act_rows(text))
    return found


def _act_rows(text: str) -> Iterator[Row]:
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(rows, [])]
    for row in rows:
        cells = {k: v.strip() for k, v in zip(header, row, strict=False) if v.strip()}
        if cells:
            yield cells


def to_tables(files: Files) -> Tables:
    """Lay files out as tables."""
    tables = Tables({sheet: [] for sheet in SHEETS})
    for sheet, entry in _entries(files):
        row = {f.key: to_cell(entry[f.key], f) for f in SHEETS[sheet] if f.key in entry}
        tables.rows[sheet].append((len(tables.rows[sheet]) + 2, row))
    return tables


def _entries(files: Files) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    case = files.get("case.yaml", {})
    yield "case", {k: v for k, v in case.items() if k not in LISTED}
    for sheet in LISTED:
        yield from ((sheet, entry) for entry in case.get(sheet) or ())
    for file in schema.FILES:
        yield from ((file.removesuffix(".yaml"), entry) for entry in files.get(file) or ())
    for name, report in files.items():
        if name.startswith("reports/"):
            yield from _report_entries(report)
    yield from (("acts", row) for row in files.get("acts.csv", ()))


def _report_entries(report: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    name = report["report"]
    head = {k: v for k, v in report.items() if k not in ("voices", "claims", "passed", "coded")}
    yield "reports", {**head, **{f"coded_{k}": v for k, v in report.get("coded", {}).items()}}
    for voice, description in (report.get("voices") or {}).items():
        yield "voices", {"report": name, "voice": voice, "description": description}
    for claim in report["claims"]:
        yield "claims", {"report": name, **claim}
    for paragraphs, why in (report.get("passed") or {}).items():
        yield "passed", {"report": name, "paragraphs": paragraphs, "why": why}


@dataclass
class Draft:
    """Files made of tables, and the row that each entry came from.

    Attributes
    ----------
    origin : dict
        File to (sheet, row) of each entry, in the order of the file; for a report its claims, with the head apart.
    """

    files: Files = field(default_factory=dict)
    origin: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def from_tables(tables: Tables) -> Draft:
    """Make files of tables; what is wrong with a cell goes to the draft's problems."""
    draft = Draft(problems=list(tables.problems))
    entries = {sheet: list(_read_rows(sheet, rows, draft)) for sheet, rows in tables.rows.items()}
    if entries.get("case"):
        _case(draft, entries)
    for file in schema.FILES:
        sheet = file.removesuffix(".yaml")
        if sheet in entries:
            draft.files[file] = [entry for _, entry in entries[sheet]]
            draft.origin[file] = [(sheet, number) for number, _ in entries[sheet]]
    _reports(draft, entries)
    if "acts" in entries:
        draft.files["acts.csv"] = [entry for _, entry in entries["acts"]]
        draft.origin["acts.csv"] = [("acts", number) for number, _ in entries["acts"]]
    return draft


Read = dict[str, list[tuple[int, dict[str, Any]]]]


def _read_rows(sheet: str, rows: list[tuple[int, Row]], draft: Draft) -> Iterator[tuple[int, dict[str, Any]]]:
    fields = {f.key: f for f in SHEETS[sheet]}
    for number, row in rows:
        entry: dict[str, Any] = {}
        for column, text in row.items():
            try:
                entry[column] = from_cell(text, fields[column])
            except CatspawError as error:
                draft.problems.append(Problem(sheet, number, f"column `{column}`: {error}"))
        yield number, entry


def _case(draft: Draft, entries: Read) -> None:
    number, head = entries["case"][0]
    parts = {s: [entry for _, entry in entries.get(s, [])] for s in LISTED}
    draft.files["case.yaml"] = {**head, **{s: found for s, found in parts.items() if found}}
    origin = [("case", number)]
    for sheet in parts:
        origin += [(sheet, n) for n, _ in entries.get(sheet, [])]
    draft.origin["case.yaml"] = origin
    for extra, _ in entries["case"][1:]:
        draft.problems.append(Problem("case", extra, "a case has one row; delete this one"))


def _reports(draft: Draft, entries: Read) -> None:
    heads: dict[str, dict[str, Any]] = {}
    for number, entry in entries.get("reports", []):
        coded = {k.removeprefix("coded_"): entry.pop(k) for k in list(entry) if k.startswith("coded_")}
        name = entry.get("report", "")
        if name in heads:
            draft.problems.append(Problem("reports", number, f"column `report`: `{name}` stands twice; rename one"))
            continue
        heads[name] = {**entry, **({"coded": coded} if coded else {}), "voices": {}, "claims": [], "passed": {}}
        draft.origin[f"reports/{name}.yaml"] = [("reports", number)]
    for sheet, number, entry in _parts(entries):
        name = entry.pop("report", "")
        if name not in heads:
            message = f"column `report`: `{name}` is no row of the sheet reports{nearest(name, heads)}"
            draft.problems.append(Problem(sheet, number, message))
            continue
        _add_part(draft, sheet, number, entry, heads[name])
        draft.origin[f"reports/{name}.yaml"].append((sheet, number))
    for name, head in heads.items():
        keys = [f.key for f in schema.REPORT.fields if head.get(f.key) or f.key == "claims"]
        draft.files[f"reports/{name}.yaml"] = {key: head[key] for key in keys}


def _parts(entries: Read) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for sheet in ("voices", "claims", "passed"):
        for number, entry in entries.get(sheet, []):
            yield sheet, number, entry


def _add_part(draft: Draft, sheet: str, number: int, entry: dict[str, Any], head: dict[str, Any]) -> None:
    if sheet == "claims":
        head["claims"].append(entry)
        return
    first, second = ("voice", "description") if sheet == "voices" else ("paragraphs", "why")
    if first not in entry or second not in entry:
        draft.problems.append(Problem(sheet, number, f"needs both columns `{first}` and `{second}`"))
    elif entry[first] in head[sheet]:
        draft.problems.append(Problem(sheet, number, f"column `{first}`: `{entry[first]}` stands twice; keep one"))
    else:
        head[sheet][entry[first]] = entry[second]
