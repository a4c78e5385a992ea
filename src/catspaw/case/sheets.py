"""Tables on disk: a folder of CSV files or one XLSX workbook; every cell is text, and none is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from catspaw.case.cells import guard, unguard
from catspaw.case.tables import SHEETS, Row, Tables
from catspaw.core.errors import CaseError, CatspawError, Problem, nearest
from catspaw.core.files import write_atomic, write_folder

#: Characters that a cell of a workbook can hold.
LONGEST_CELL = 32_767


#: Bytes that a workbook may unpack to.
LARGEST_WORKBOOK = 300_000_000


def write_tables(tables: Tables, out: Path) -> list[Path]:
    """Write tables as a workbook (``.xlsx``) or as a folder of CSV files.

    Parameters
    ----------
    tables : Tables
        From `to_tables`.
    out : Path
        Must not be there yet.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    CatspawError
        Where `out` is there already, or a cell is too long for a workbook.
    """
    if out.exists():
        raise CatspawError(f"{out} is there already and is left as it is; choose another name")
    if out.suffix.lower() == ".xlsx":
        write_atomic(out, _workbook(tables))
        return [out]
    if out.suffix:
        raise CatspawError(f"{out}: write to a folder, or to a file that ends in .xlsx")
    files = {f"{sheet}.csv": _csv(sheet, rows) for sheet, rows in tables.rows.items()}
    write_folder(out, files)
    return [out / name for name in files]


def _lines(sheet: str, rows: list[tuple[int, Row]]) -> Iterator[list[str]]:
    columns = [f.key for f in SHEETS[sheet]]
    yield columns
    for _, row in rows:
        yield [guard(row.get(column, "")) for column in columns]


def _csv(sheet: str, rows: list[tuple[int, Row]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_lines(sheet, rows))
    return text.getvalue().encode("utf-8-sig")  # with the mark, spreadsheets read it as UTF-8


def _workbook(tables: Tables) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for sheet, rows in tables.rows.items():
        page = book.create_sheet(sheet)
        page.freeze_panes = "B2"
        for number, line in enumerate(_lines(sheet, rows), 1):
            cells = [WriteOnlyCell(page, _fitting(sheet, number, text)) for text in line]
            for cell in cells:
                cell.number_format = "@"  # text stays text when it is edited
                cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
            page.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fitting(sheet: str, number: int, text: str) -> str:
    if len(text) > LONGEST_CELL:
        message = f"a cell of {len(text):,} characters; a workbook holds {LONGEST_CELL:,}: export to a folder of CSV"
        raise CaseError([Problem(sheet, number, message)])
    return text


def read_tables(source: Path) -> Tables:
    """Read a workbook or a folder of CSV files.

    Returns
    -------
    Tables
        Cells without their guard; what could not be read is among the problems.

    Raises
    ------
    CatspawError
        Where there is no such file or folder, or it holds none of the sheets.
    """
    if not source.exists():
        raise CatspawError(f"{source} is not there; `catspaw export CASE --out {source}` writes one")
    if not source.is_dir() and not source.is_file():
        raise CatspawError(f"{source} is neither a workbook nor a folder of CSV files")
    pages = _folder_pages(source) if source.is_dir() else _workbook_pages(source)
    tables = Tables()
    for sheet, lines in pages:
        if sheet not in SHEETS:
            message = f"is no sheet of a case and is not read{nearest(sheet, SHEETS)}; sheets: {', '.join(SHEETS)}"
            tables.problems.append(Problem(sheet, 0, message, "warning"))
        else:
            tables.rows[sheet] = list(_rows(sheet, lines, tables.problems))
    if not tables.rows:
        raise CatspawError(f"{source} holds none of the sheets {', '.join(SHEETS)}")
    return tables


Lines = Iterable[list[Any]]


def _folder_pages(folder: Path) -> Iterator[tuple[str, Lines]]:
    for path in sorted(folder.glob("*.csv")):
        try:
            text = path.read_bytes().decode("utf-8-sig")
            yield path.stem, list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except UnicodeDecodeError as error:
            raise CaseError([Problem(path.name, 0, f"byte {error.start} is not UTF-8; save as CSV UTF-8")]) from None
        except (OSError, csv.Error) as error:
            raise CaseError([Problem(path.name, 0, f"is not CSV: {error}")]) from None


def _workbook_pages(path: Path) -> Iterator[tuple[str, Lines]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_size(path)
        book = load_workbook(path, read_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise CatspawError(f"{path} is no XLSX workbook: {error}") from None
    try:
        for page in book.worksheets:
            yield page.title, [[_Formula() if c.data_type == "f" else c.value for c in row] for row in page.iter_rows()]
    finally:
        book.close()


def _check_size(path: Path) -> None:
    """Refuse a workbook that would unpack to more than a case can be, before it is unpacked."""
    with ZipFile(path) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > LARGEST_WORKBOOK:
        raise CatspawError(f"{path} unpacks to {size:,} bytes; at most {LARGEST_WORKBOOK:,}: import a folder of CSV")


class _Formula:
    """Stands for a cell that calculates."""


def _rows(sheet: str, lines: Lines, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    known = [f.key for f in SHEETS[sheet]]
    header: list[str] = []
    for number, line in enumerate(lines, 1):
        if number == 1:
            header = [_text(cell) for cell in line]
            problems += _header_problems(sheet, header, known)
            continue
        for column, cell in zip(header, line, strict=False):
            if isinstance(cell, _Formula):
                problems.append(Problem(sheet, number, f"column `{column}`: a formula; put its value there"))
        row = {c: _text(v) for c, v in zip(header, line, strict=False) if c in known}
        row = {column: text for column, text in row.items() if text}
        if row:
            yield number, row


def _header_problems(sheet: str, header: list[str], known: list[str]) -> Iterator[Problem]:
    for column in (c for c in header if c and c not in known):
        message = f"column `{column}` is not known; allowed: {', '.join(known)}{nearest(column, known)}"
        yield Problem(sheet, 1, message)
    for column in {c for c in header if c and header.count(c) > 1}:
        yield Problem(sheet, 1, f"column `{column}` stands twice; keep one")


def _text(cell: Any) -> str:
    """Give a cell's value as text, whatever type a spreadsheet made of it."""
    if cell is None or isinstance(cell, _Formula):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unguard(str(cell).replace("\r\n", "\n").replace("\r", "\n").strip())
