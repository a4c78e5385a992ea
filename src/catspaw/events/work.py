"""One import under way: each file's layout found, its records read, its good rows written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from catspaw.core.errors import CatspawError, nearest
from catspaw.events.chunk import header_of, parse
from catspaw.events.counting import Counts
from catspaw.events.finishing import Finish
from catspaw.events.layouts import named, recognise
from catspaw.events.layouts.base import Layout, Reading, delimiter_of, folded
from catspaw.events.layouts.mapped import order_of, read_mapping
from catspaw.events.layouts.splits import ENTITIES, RELATIONS, beside, read_names, read_start, splits
from catspaw.events.opening import digest, text_blocks
from catspaw.events.options import Options, Progress, tell_nobody
from catspaw.events.records import Dialect, Records, split
from catspaw.events.rejects import Rejects
from catspaw.events.schema import RECORD, schema


class Work:
    """Files on their way into one table.

    Attributes
    ----------
    counts : Counts
        Of what was kept.
    layouts : list of str
        One per file so far.
    """

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
        told = self.progress or tell_nobody
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
        return splits(entities, relations, read_start(asked.start), first_line=line)

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
