"""Questions to an event table: which rows, how many by what, and what its own record says.

A date that is only known as an interval counts on its first day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catspaw.case.codebook import QUADS, actions
from catspaw.core.errors import CatspawError, UnknownName, nearest
from catspaw.core.extras import need
from catspaw.events.engine import connect
from catspaw.events.schema import NAMES, RECORD

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What events can be counted by, and the query's word for it; a side that was not resolved counts under its raw name.
BY = {
    "day": "date_first",
    "month": "strftime(date_first, '%Y-%m')",
    "quarter": "strftime(date_first, '%Y-Q') || quarter(date_first)",
    "year": "strftime(date_first, '%Y')",
    "source": "coalesce(source, source_raw, source_code)",
    "target": "coalesce(target, target_raw, target_code)",
    "source_principal": "coalesce(source_principal, source, source_raw, source_code)",
    "target_principal": "coalesce(target_principal, target, target_raw, target_code)",
    "action": "action",
    "cameo": "cameo",
    "plover": "plover",
    "quad": "quad",
    "origin": "origin",
    "dataset": "dataset",
    "precision": "precision",
    "place": "place",
    "country": "country",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows; None where all are meant.

    Attributes
    ----------
    since, until : date or None
        Events that may lie on or after, on or before, these days.
    source, target, actor : str or None
        An actor's id, its principal's id, or the raw name, in any case of letters; `actor` is either side.
    action, quad, origin : str or None
        As in the columns of those names.
    """

    since: date | None = None
    until: date | None = None
    source: str | None = None
    target: str | None = None
    actor: str | None = None
    action: str | None = None
    quad: str | None = None
    origin: str | None = None


EVERYTHING = Filter()


@contextmanager
def opened(table: str | Path) -> Iterator[DuckDBPyConnection]:
    """Open a table for queries as the view ``events``.

    Raises
    ------
    CatspawError
        Where it is not there or not an event table.
    """
    path = Path(table)
    record_of(path)
    with connect() as engine:
        engine.read_parquet(str(path)).create_view("events")
        yield engine


def record_of(table: str | Path) -> dict[str, Any]:
    """Give what a table says of itself: its inputs with hashes, the case, the counts.

    Raises
    ------
    CatspawError
        Where it is not there or not an event table.
    """
    need("events", "pyarrow")
    from pyarrow import ArrowException, parquet

    path = Path(table)
    try:
        metadata = parquet.read_metadata(path).metadata or {}
    except (OSError, ArrowException) as error:
        why = "is not there" if not path.exists() else "is not a table of events"
        raise CatspawError(f"{path} {why}: `catspaw events import FILE --out {path.stem}.parquet` makes one") from error
    if RECORD not in metadata:
        raise CatspawError(f"{path} is a Parquet file that `catspaw events import` did not make")
    found: dict[str, Any] = json.loads(metadata[RECORD])
    return found


def select(
    table: str | Path, *, where: Filter = EVERYTHING, columns: Sequence[str] = NAMES, limit: int | None = None
) -> Any:
    """Give rows as an Arrow table, in the order of days, then files and lines.

    Raises
    ------
    CatspawError
        Where the table, a column or a value of the filter is not there.
    """
    for name in columns:
        _known(name, NAMES, "column")
    clause, values = clause_of(where)
    listed = ", ".join(columns)
    end = f" LIMIT {limit:d}" if limit is not None else ""
    with opened(table) as engine:
        query = f"SELECT {listed} FROM events{clause} ORDER BY date_first, file, row{end}"  # noqa: S608 (names are checked)
        return engine.sql(query, params=values).to_arrow_table()


def how_many(table: str | Path, *, where: Filter = EVERYTHING) -> int:
    """Count rows."""
    clause, values = clause_of(where)
    with opened(table) as engine:
        found = engine.execute(f"SELECT count(*) FROM events{clause}", values).fetchone()  # noqa: S608 (own words)
    return int(found[0]) if found else 0


def counts(table: str | Path, *, by: Sequence[str], where: Filter = EVERYTHING) -> list[dict[str, Any]]:
    """Count events by one or more of `BY`; groups without events are not listed.

    Returns
    -------
    list of dict
        The keys of `by`, ``n`` and ``deaths`` (the sum of best estimates, None where none is given); in the keys' order.

    Raises
    ------
    UnknownName
        For a key that is not in `BY`.
    """
    for key in by:
        _known(key, BY, "thing to count by")
    clause, values = clause_of(where)
    keys = ", ".join(f"{BY[k]} AS {k}_" for k in by)
    order = ", ".join(f"{k}_ NULLS LAST" for k in by)
    query = f"SELECT {keys}, count(*), sum(deaths_best) FROM events{clause} GROUP BY ALL ORDER BY {order}"  # noqa: S608 (own words)
    with opened(table) as engine:
        rows = engine.execute(query, values).fetchall()
    names = (*by, "n", "deaths")
    return [dict(zip(names, (*r[:-1], None if r[-1] is None else int(r[-1])), strict=True)) for r in rows]


def _known(name: str, known: Any, what: str) -> None:
    if name not in known:
        raise UnknownName(f"`{name}` is no {what}; allowed: {', '.join(known)}{nearest(name, known)}")


def clause_of(where: Filter) -> tuple[str, list[Any]]:
    """Give a filter as SQL for the view ``events``, with its values.

    Raises
    ------
    UnknownName
        For an act or a class that the action scale does not have.
    """
    if where.action is not None:
        _known(where.action, actions(), "type of act")
    if where.quad is not None:
        _known(where.quad, QUADS, "class of acts")
    either = f"({_side('source')} OR {_side('target')})"
    conditions: tuple[tuple[str, Any, int], ...] = (
        ("date_last >= ?", where.since, 1),
        ("date_first <= ?", where.until, 1),
        (_side("source"), where.source, 3),
        (_side("target"), where.target, 3),
        (either, where.actor, 6),
        ("action = ?", where.action, 1),
        ("quad = ?", where.quad, 1),
        ("origin = ?", where.origin, 1),
    )
    given = [(sql, value, times) for sql, value, times in conditions if value is not None]
    clause = " WHERE " + " AND ".join(sql for sql, _, _ in given) if given else ""
    return clause, [value for _, value, times in given for _ in range(times)]


def _side(side: str) -> str:
    return f"({side} = ? OR {side}_principal = ? OR lower({side}_raw) = lower(?))"
