"""A stretch of a file as columns of text, and how they are read: once per distinct value, not once per row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from catspaw.core.errors import CatspawError
from catspaw.events.dates import Ambiguous, Unreadable
from catspaw.events.records import Dialect, Records, Reject

_JOINT = "\x1f"  # stands between the values of several columns that are read together

#: Reads the values of one row (None where blank) into the values of one or more columns.
Reader = Callable[..., Sequence[Any]]


class Chunk:
    """Records of one file as columns of text.

    Attributes
    ----------
    file : str
        Its name, for messages.
    lines : int64 array of shape (rows,)
        Where each record begins.
    bad : dict
        Row to the first reason that keeps it out; what follows from that is not told.
    """

    def __init__(self, table: Any, lines: Any, texts: Sequence[str], *, file: str) -> None:
        self.table, self.lines, self.texts, self.file = table, lines, texts, file
        self.bad: dict[int, str] = {}
        self._read: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def has(self, name: str) -> bool:
        """Whether the file has a column."""
        return name in self.table.column_names

    def text(self, *names: str) -> Any:
        """Give the first of these columns that the file has: trimmed, blanks as null; all null where it has none."""
        import pyarrow as pa
        import pyarrow.compute as pc

        name = next((n for n in names if self.has(n)), None)
        if name is None:
            return pa.nulls(len(self), pa.string())
        if name not in self._read:
            trimmed = pc.utf8_trim_whitespace(_whole(self.table[name]))
            self._read[name] = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
        return self._read[name]

    def reject(self, row: int, reason: str) -> None:
        """Keep a row out of the table."""
        self.bad.setdefault(row, reason)

    def reject_where(self, mask: Any, reason: str) -> None:
        """Keep the rows out where an Arrow mask is true."""
        for row in np.flatnonzero(mask.fill_null(False).to_numpy(zero_copy_only=False)):
            self.reject(int(row), reason)

    def translate(self, columns: Sequence[Any], reader: Reader, kinds: Sequence[Any]) -> list[Any]:
        """Read columns of text together.

        Parameters
        ----------
        columns : sequence of string arrays, each of shape (rows,)
            Read row by row, though each distinct combination only once.
        reader : callable
            Takes one text (or None) per column; gives one value per kind.  Raises `Unreadable` to keep a row out.
        kinds : sequence of Arrow types
            Of the columns to give.

        Returns
        -------
        list of arrays
            One per kind, each of shape (rows,).

        Raises
        ------
        CatspawError
            Where the file as a whole leaves a question open.
        """
        import pyarrow as pa

        encoded = _joined(columns).dictionary_encode()
        found, faults = self._values(encoded, len(columns), reader, len(kinds))
        if faults:
            codes = encoded.indices.to_numpy(zero_copy_only=False)
            for row in np.flatnonzero(np.isin(codes, list(faults))):
                self.reject(int(row), faults[int(codes[row])])
        return [pa.array([v[k] for v in found], kind).take(encoded.indices) for k, kind in enumerate(kinds)]

    def _values(self, encoded: Any, n: int, reader: Reader, k: int) -> tuple[list[Sequence[Any]], dict[int, str]]:
        found: list[Sequence[Any]] = []
        faults: dict[int, str] = {}
        for i, key in enumerate(encoded.dictionary.to_pylist()):
            values = key.split(_JOINT) if n > 1 else [key]
            try:
                if len(values) != n:
                    raise Unreadable("holds a control character; delete it")
                found.append(reader(*(v or None for v in values)))
            except Unreadable as fault:
                found.append((None,) * k)
                faults[i] = str(fault)
            except Ambiguous as question:
                row = int(np.argmax(encoded.indices.to_numpy(zero_copy_only=False) == i))
                raise _order_asked(self.file, int(self.lines[row]), str(question)) from None
        return found, faults


def _order_asked(file: str, line: int, text: str) -> CatspawError:
    return CatspawError(
        f"{file}:{line}: `{text}` can be two days and the file does not say which comes first: "
        "give --dates dmy (28/01/2024) or --dates mdy (01/28/2024)"
    )


def _whole(column: Any) -> Any:
    """Give a chunked column as one array."""
    import pyarrow as pa

    parts = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pa.concat_arrays(parts.chunks) if isinstance(parts, pa.ChunkedArray) else parts


def _joined(columns: Sequence[Any]) -> Any:
    import pyarrow.compute as pc

    filled = [c.fill_null("") for c in columns]
    return filled[0] if len(filled) == 1 else pc.binary_join_element_wise(*filled, _JOINT)


def header_of(records: Records, dialect: Dialect) -> list[str]:
    """Give the cells of the first record."""
    if dialect.quoted:
        return next(csv.reader([records.texts[0]], delimiter=dialect.delimiter))
    return records.texts[0].split(dialect.delimiter)


def parse(
    records: Records, names: Sequence[str], dialect: Dialect, reject: Reject, *, file: str, nulls: Sequence[str]
) -> Chunk:
    """Parse records into columns of text; a record with another number of fields is rejected.

    Parameters
    ----------
    records : Records
        None of them blank, every quote closed.
    names : sequence of str
        The columns, in the file's order.
    nulls : sequence of str
        What stands for nothing, beside the empty field.
    """
    lines = np.array(records.lines, dtype=np.int64)
    table, skipped = _table(records.texts, names, dialect, nulls)
    texts: Sequence[str] = records.texts
    if skipped:
        for row, width in skipped.items():
            reject(int(lines[row]), f"`{width}` fields, and not {len(names)} as in the first line", texts[row])
        lines = np.delete(lines, list(skipped))
        texts = [t for i, t in enumerate(texts) if i not in skipped]
    return Chunk(table, lines, texts, file=file)


def _table(
    texts: Sequence[str], names: Sequence[str], dialect: Dialect, nulls: Sequence[str]
) -> tuple[Any, Mapping[int, int]]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    skipped: dict[int, int] = {}

    def skip(row: Any) -> str:
        skipped[row.number - 1] = row.actual_columns
        return "skip"

    data = ("\n".join(texts) + "\n").encode()
    table = arrow.read_csv(
        pa.BufferReader(data),
        read_options=arrow.ReadOptions(column_names=list(names), use_threads=False, block_size=len(data) + 1),
        parse_options=arrow.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char='"' if dialect.quoted else False,
            newlines_in_values=dialect.quoted,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=arrow.ConvertOptions(
            column_types={n: pa.string() for n in names},
            null_values=["", *nulls],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    assert table.num_rows + len(skipped) == len(texts), "records and rows differ"
    return table, skipped
