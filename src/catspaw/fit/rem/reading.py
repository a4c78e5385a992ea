"""Event tables in text files: any delimiter, any common encoding, and a plain word where it is no such file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from catspaw.core.errors import ModelError
from catspaw.fit.rem.history import History, history

#: First bytes of files that are often renamed to .csv.
_MAGIC = {b"PK": "a zip archive or an Excel workbook", b"%PDF": "a PDF", b"\x1f\x8b": "gzip", b"PAR1": "Parquet"}
_DELIMITERS = ",\t;|"


def read_events(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    actors: Sequence[str] | None = None,
    until: object = None,
    duplicates: str = "keep",
) -> History:
    """Read an event table from a delimited text file with a header.

    Parameters
    ----------
    path : path
    columns, actors, until, duplicates
        As in `catspaw.fit.rem.history.history`.

    Raises
    ------
    ModelError
        No such file, not a text table, a column missing, or no event left.
    """
    table, notes = read_table(path)
    found = history(table, columns=columns, actors=actors, until=until, duplicates=duplicates)
    return replace(found, notes=(*notes, *found.notes))


def read_table(path: str | Path) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Read the columns of a delimited text file with a header, and what had to be decided.

    Lines with more or fewer fields than the header are left out and counted.
    """
    text, notes = _decode(Path(path))
    lines = text.splitlines()
    if len(lines) < 2:
        raise ModelError(f"{path} has {len(lines)} lines; an event table has a header and one row for each event")
    delimiter = max(_DELIMITERS, key=lines[0].count)
    header, *rows = csv.reader(lines, delimiter=delimiter)
    names = [name.strip() for name in header]
    whole = [row for row in rows if len(row) == len(names)]
    short = sum(1 for row in rows if row and len(row) != len(names))
    if short:
        notes = (*notes, f"{short} line{'s' * (short > 1)} rejected: not {len(names)} fields as in the header")
    return {name: [row[k] for row in whole] for k, name in enumerate(names)}, notes


def _decode(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from None
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise ModelError(f"{path} is {what}, not a text table; export it as CSV")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16"), (f"{path.name} was read as UTF-16",)
    if b"\0" in raw:
        raise ModelError(f"{path} is a binary file, not a text table; export it as CSV")
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), (f"{path.name} is not UTF-8 and was read as Windows-1252",)
