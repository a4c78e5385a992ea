"""What is done with every draft alike: actors resolved, rows without them or seen before kept apart, one schema."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from catspaw.events.actors import NOBODY, Book
from catspaw.events.chunk import Chunk
from catspaw.events.layouts.base import Draft, Layout
from catspaw.events.schema import COLUMNS, kind_of, schema
from catspaw.events.seen import Seen, hashes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Finish:
    """Makes batches of the one schema out of drafts; remembers what it has seen.

    Parameters
    ----------
    book : Book
        Whom names are resolved against.
    engine : DuckDBPyConnection
        Hashes the keys.
    keep_self : bool
        Whether acts of someone on themselves stay.
    """

    def __init__(self, book: Book, engine: DuckDBPyConnection, *, keep_self: bool = False) -> None:
        self.book, self.engine, self.keep_self, self._seen = book, engine, keep_self, Seen()

    def batch(self, chunk: Chunk, draft: Draft, layout: Layout) -> Any:
        """Give the good rows of a chunk as a record batch; `chunk.bad` then has all the others."""
        import pyarrow as pa

        full = _filled(chunk, draft, layout)
        for side in ("source", "target"):
            full |= self._resolved(chunk, full, side)
        self._refuse(chunk, full)
        good = np.ones(len(chunk), dtype=bool)
        good[list(chunk.bad)] = False
        kept = np.flatnonzero(good)
        again = self._seen.again(self._keys(chunk, full, layout, kept)) if len(kept) else np.zeros(0, dtype=bool)
        for row in kept[again]:
            chunk.reject(int(row), "stands before: a second row of the same event")
        kept = kept[~again]
        return pa.record_batch([full[c.name].take(pa.array(kept)) for c in COLUMNS], schema=schema())

    def _resolved(self, chunk: Chunk, full: Draft, side: str) -> Draft:
        """Resolve one side; the day is looked at only for names to which it matters."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.book.names:
            return {}
        names = [full[f"{side}_raw"], full[f"{side}_code"]]
        kinds = [kind_of(side), kind_of(side)]
        *found, dated = chunk.translate(names, self._always, [*kinds, pa.bool_()])
        if pc.any(dated).as_py():
            days = pc.if_else(dated, full["date_first"].cast(pa.string()), pa.scalar(None, pa.string()))
            then = chunk.translate([*names, days], self._on, kinds)
            found = [pc.if_else(dated, there, steady) for there, steady in zip(then, found, strict=True)]
        return dict(zip((side, f"{side}_principal"), found, strict=True))

    def _always(self, raw: str | None, code: str | None) -> tuple[str | None, str | None, bool]:
        match = self.book.always(raw, code)
        return (None, None, True) if match is None else (match.actor, match.principal, False)

    def _on(self, raw: str | None, code: str | None, day: str | None) -> tuple[str | None, str | None]:
        match = self.book.resolve(raw, code, date.fromisoformat(day)) if day else NOBODY
        return match.actor, match.principal

    def _refuse(self, chunk: Chunk, full: Draft) -> None:
        import pyarrow.compute as pc

        nobody = pc.and_(_blank(full, "source"), _blank(full, "target"))
        chunk.reject_where(nobody, "no actor: neither source nor target")
        if not self.keep_self:
            same = pc.equal(full["source_raw"], full["target_raw"])
            codes = pc.fill_null(pc.equal(full["source_code"], full["target_code"]), True)
            chunk.reject_where(
                pc.and_kleene(same, codes), "on itself: source and target are the same; --keep-self keeps it"
            )

    def _keys(self, chunk: Chunk, full: Draft, layout: Layout, kept: NDArray[np.intp]) -> NDArray[np.uint64]:
        """Hash what no two rows share: the layout's key, or where a row has no id, its whole text."""
        import pyarrow as pa

        columns = [full["dataset"], *(full[name] for name in layout.unique)]
        if layout.unique[:1] in ((), ("id",)):
            lacking = full["id"].is_null().to_pylist()
            texts = [t if m else None for t, m in zip(chunk.texts, lacking, strict=True)]
            columns.append(pa.array(texts, pa.string()))
        return hashes(self.engine, [c.take(pa.array(kept)) for c in columns])


def _blank(full: Draft, side: str) -> Any:
    import pyarrow.compute as pc

    return pc.and_(pc.is_null(full[f"{side}_raw"]), pc.is_null(full[f"{side}_code"]))


def _filled(chunk: Chunk, draft: Draft, layout: Layout) -> Draft:
    """Add what holds for the whole file, and nulls for what the layout does not have."""
    import pyarrow as pa

    n = len(chunk)
    fixed = {
        "file": chunk.file,
        "dataset": layout.title,
        "version": layout.version,
        "origin": layout.origin or layout.name,
        "licence": layout.licence,
    }
    full: Draft = {c.name: pa.nulls(n, kind_of(c.name)) for c in COLUMNS}
    full |= {name: pa.array([value] * n, pa.string()) for name, value in fixed.items()}
    full["row"] = pa.array(chunk.lines)
    for name, values in draft.items():
        full[name] = values.fill_null(fixed[name]) if fixed.get(name) else values
    return full
