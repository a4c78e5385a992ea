"""Importing event files into one table: streaming, bounded in memory, all or nothing, no row dropped in silence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import Any

from catspaw.case.model import Case
from catspaw.core.errors import CatspawError, nearest
from catspaw.events.actors import Book
from catspaw.events.chunk import header_of, parse
from catspaw.events.counting import Counts
from catspaw.events.engine import connect
from catspaw.events.finishing import Finish
from catspaw.events.layouts import named, recognise
from catspaw.events.layouts.base import Layout, Reading, delimiter_of, folded
from catspaw.events.layouts.mapped import order_of, read_mapping
from catspaw.events.layouts.splits import ENTITIES, RELATIONS, beside, read_names, read_start, splits
from catspaw.events.opening import digest, text_blocks
from catspaw.events.records import Dialect, Records, split
from catspaw.events.rejects import Rejects
from catspaw.events.schema import schema
from catspaw.events.unresolved import Unresolved, unresolved

#: Key of the table's own record in the Parquet file.
RECORD = b"catspaw"

#: Told, after each stretch: which file of how many, and how many of its bytes have been read.
Progress = Callable[[int, int], None]


def _tell_nobody(_file: int, _at: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read; None where the file tells.

    Attributes
    ----------
    layout : str or None
        One of `catspaw.events.layouts.NAMES`.
    mapping : Path or None
        Describes a plain table.
    entities, relations : Path or None
        Names of the numbers in splits; by default the usual files beside.
    start : str or None
        Which number of a split is which date: ``1=2014-01-01``.
    encoding, dates, version, origin : str or None
        The file's encoding, the order of its dates, its release, whose coding it is.
    keep_self : bool
        Whether acts of someone on themselves stay.
    latest : date or None
        Nothing later has happened; today, unless given.
    """

    layout: str | None = None
    mapping: Path | None = None
    entities: Path | None = None
    relations: Path | None = None
    start: str | None = None
    encoding: str | None = None
    dates: str | None = None
    version: str | None = None
    origin: str | None = None
    keep_self: bool = False
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    table, rejects : Path
        The table, and the rows kept apart.
    layouts : tuple of str
        One per file.
    read, kept, rejected : int
        Rows; the first is the sum of the others.
    reasons : dict
        Why rows were kept apart, with how many, most first.
    notes : dict
        What is odd in rows that were kept, with how many.
    resolved : int
        Named sides of kept rows that are an actor of the case.
    named : int
        All named sides of kept rows.
    unresolved : tuple of Unresolved
        The most frequent names that are not, each with the nearest actor.
    """

    table: Path
    rejects: Path
    layouts: tuple[str, ...]
    read: int
    kept: int
    rejected: int
    reasons: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    resolved: int = 0
    named: int = 0
    unresolved: tuple[Unresolved, ...] = ()


def import_events(
    files: Sequence[str | Path],
    *,
    out: str | Path,
    case: Case | None = None,
    options: Options | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Import event files into one Parquet table.

    Parameters
    ----------
    files : sequence of paths
        Text tables, plain, gzip or ZIP, each in one of the published layouts or all described by one mapping.
    out : path
        The table; the rows kept apart go beside it, as ``NAME.rejects.csv``.
    case : Case, optional
        Whose actors names are resolved against.
    options : Options, optional
        How files are to be read.
    dry_run : bool
        Read and count everything, write nothing.
    progress : callable, optional
        Told how far reading has got.

    Raises
    ------
    CatspawError
        Where a file is not a table, its layout is unknown, or no row of all is good.
    """
    chosen, target = options or Options(), Path(out)
    paths = [Path(f) for f in files]
    _check_target(target, paths)
    with _both(target, keep=not dry_run) as (table, apart):
        with table.open("wb") as sink, apart.open("w", encoding="utf-8", newline="") as file, connect() as engine:
            rejects = Rejects(file)
            finish = Finish(Book(case.actors if case else {}), engine, keep_self=chosen.keep_self)
            work = _Work(finish, rejects, chosen, progress)
            record = work.write(
                paths, sink, {"case": case.id if case else None, "digest": case.digest if case else None}
            )
        found = unresolved(table, finish.book) if case else ()
    return Imported(
        table=target,
        rejects=rejects_of(target),
        layouts=tuple(work.layouts),
        read=work.counts.kept + rejects.count,
        rejected=rejects.count,
        reasons=record["reasons"],
        kept=work.counts.kept,
        notes=work.counts.notes,
        resolved=work.counts.resolved,
        named=work.counts.named,
        unresolved=found,
    )


def rejects_of(table: Path) -> Path:
    """Give where the rows kept apart from a table stand."""
    return table.with_name(f"{table.name.removesuffix('.parquet')}.rejects.csv")


def _check_target(target: Path, paths: Sequence[Path]) -> None:
    if not paths:
        raise CatspawError("no file to import: name one or more")
    if not target.resolve().parent.is_dir():
        raise CatspawError(f"{target.parent} is no folder: make it first")
    if target.is_dir():
        raise CatspawError(f"{target} is a folder: name a file, like {target / 'events.parquet'}")
    for path in paths:
        if path.resolve() in (target.resolve(), rejects_of(target).resolve()):
            raise CatspawError(f"{path} would be written over while it is read: choose another --out")


@contextmanager
def _both(target: Path, *, keep: bool) -> Iterator[tuple[Path, Path]]:
    """Give two temporary files that take their places together at the end (if they are to be kept), or vanish."""
    mark = token_hex(6)
    names = (target.resolve(), rejects_of(target.resolve()))
    temporary = [n.with_name(f".{n.name}.{mark}") for n in names]
    try:
        yield temporary[0], temporary[1]
        if keep:
            for path in temporary:
                _flushed(path)
            for path, name in zip(reversed(temporary), reversed(names), strict=True):
                path.replace(name)
    except OSError as error:
        raise CatspawError(f"{target} cannot be written: {error.strerror or error}") from None
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)


def _flushed(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class _Work:
    """One import under way."""

    def __init__(self, finish: Finish, rejects: Rejects, options: Options, progress: Progress | None) -> None:
        self.finish, self.rejects, self.options, self.progress = finish, rejects, options, progress
        self.counts, self.layouts = Counts(), list[str]()

    def write(self, paths: Sequence[Path], sink: Any, about: dict[str, Any]) -> dict[str, Any]:
        """Write all good rows and, at the end, the table's own record."""
        from pyarrow import parquet

        with parquet.ParquetWriter(sink, schema(), compression="zstd") as writer:
            inputs = [self._file(i, path, writer) for i, path in enumerate(paths)]
            if not self.counts.kept:
                raise _nothing(self.rejects)
            record = {
                "catspaw": version("catspaw"),
                **about,
                "inputs": inputs,
                "latest": str(self._latest),
                "kept": self.counts.kept,
                "rejected": self.rejects.count,
                "notes": self.counts.notes,
                "reasons": dict(self.rejects.reasons.most_common()),
            }
            writer.add_key_value_metadata({RECORD: json.dumps(record, ensure_ascii=False)})
        return record

    @property
    def _latest(self) -> date:
        return self.options.latest or date.today()

    def _file(self, index: int, path: Path, writer: Any) -> dict[str, Any]:
        self.rejects.file = path.name
        told = self.progress or _tell_nobody
        blocks = text_blocks(path, encoding=self.options.encoding, watch=lambda at: told(index, at))
        start = next(blocks)
        layout, dialect, order = self._layout(path, start)
        self.layouts.append(layout.name)
        reading = Reading(latest=self._latest, order=order)
        records = split(chain([start], blocks), dialect, self.rejects.add)
        names: list[str] = []
        for found in records:
            rows = found
            if not names:
                names, rows = _columns(path, found, layout, dialect)
            if rows.lines:
                self._stretch(rows, names, layout, dialect, reading, writer, path.name)
        return {"file": path.name, "sha256": digest(path), "layout": layout.name}

    def _layout(self, path: Path, start: str) -> tuple[Layout, Dialect, str]:
        line = start.lstrip("\r\n").partition("\n")[0].rstrip("\r")
        layout = self._chosen(path, line)
        asked = self.options
        layout = replace(layout, version=asked.version or layout.version, origin=asked.origin or layout.origin)
        delimiter = delimiter_of(layout, line) or layout.delimiter
        quoted = layout.quoted or delimiter != "\t" or line.startswith('"')
        order = self.options.dates or (order_of(self.options.mapping) if self.options.mapping else "auto")
        return layout, Dialect(delimiter, quoted), order

    def _chosen(self, path: Path, line: str) -> Layout:
        asked = self.options
        if asked.mapping:
            return read_mapping(asked.mapping)
        name = asked.layout or recognise(line, file=str(path))
        if name == "mapping":
            raise CatspawError("the layout `mapping` needs a mapping file: give --mapping FILE")
        if name != "splits":
            return named(name)
        entities = read_names(beside(path, asked.entities, ENTITIES), encoding=asked.encoding)
        relations = read_names(beside(path, asked.relations, RELATIONS), encoding=asked.encoding)
        return splits(entities, relations, read_start(asked.start), width=len(line.split("\t")))

    def _stretch(
        self,
        rows: Records,
        names: Sequence[str],
        layout: Layout,
        dialect: Dialect,
        reading: Reading,
        writer: Any,
        file: str,
    ) -> None:
        chunk = parse(rows, names, dialect, self.rejects.add, file=file, nulls=layout.nulls)
        if not len(chunk):
            return
        draft = layout.read(chunk, reading)
        batch = self.finish.batch(chunk, draft, layout)
        for row in sorted(chunk.bad):
            self.rejects.add(int(chunk.lines[row]), chunk.bad[row], chunk.texts[row])
        self.counts.add(batch)
        if batch.num_rows:
            writer.write_batch(batch)


def _columns(path: Path, found: Records, layout: Layout, dialect: Dialect) -> tuple[list[str], Records]:
    """Give the names of the columns, and the records after the header if there is one."""
    cells = header_of(found, dialect)
    rest = Records(found.lines[1:], found.texts[1:])
    if layout.columns:
        has_header = folded(cells[0]) == layout.columns[0]
        _check_width(path, cells, layout)
        return list(layout.columns[: len(cells)]), rest if has_header else found
    names = [folded(c) for c in cells]
    for i, name in enumerate(names):
        if not name:
            names[i] = f"column_{i + 1}"
        elif name in names[:i]:
            raise CatspawError(f"{path}: the column `{cells[i]}` stands twice in the first line; rename one")
    for wanted in layout.needs:
        if not set(wanted) & set(names):
            hint = nearest(wanted[0], names, what="there")
            raise CatspawError(
                f"{path} has no column `{wanted[0]}`, which {layout.title} files have; "
                f"it has: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}{hint}"
            )
    if rest.texts and rest.texts[0].startswith("#") and layout.delimiter == ",":
        rest = Records(rest.lines[1:], rest.texts[1:])  # the line of HXL tags that humanitarian exchanges add
    return names, rest


def _check_width(path: Path, cells: Sequence[str], layout: Layout) -> None:
    fewest = len(layout.columns) - (1 if layout.name == "gdelt1" else 0)
    if not fewest <= len(cells) <= len(layout.columns):
        raise CatspawError(f"{path}: {len(cells)} columns in the first line; {layout.title} has {len(layout.columns)}")


def _nothing(rejects: Rejects) -> CatspawError:
    said = "\n".join(rejects.first)
    if not rejects.count:
        return CatspawError("there is a header and no event below it: nothing was imported")
    return CatspawError(f"none of {rejects.count:,} rows can be imported; nothing was written. The first:\n{said}")
