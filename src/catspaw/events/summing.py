"""What a table holds, in one look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catspaw.events.coverage import Quarter, coverage
from catspaw.events.queries import EVERYTHING, Filter, clause_of, counts, opened, record_of
from catspaw.events.unresolved import Unresolved, unresolved


@dataclass(frozen=True, slots=True)
class Summary:
    """A table in figures.

    Attributes
    ----------
    events : int
        Rows.
    first, last : date or None
        The days that they span.
    rejected : int
        Rows kept apart when the table was made (whatever the filter).
    case : str or None
        Whose actors names were resolved against.
    resolved, named : int
        Sides that are an actor of the case; all sides that are named.
    actions, quads, precisions : dict
        How many, most first.
    unresolved : tuple of Unresolved
        The most frequent names that are no actor (whatever the filter).
    coverage : list of Quarter
        Per quarter and origin, with breaks.
    """

    events: int
    first: date | None
    last: date | None
    rejected: int
    case: str | None
    resolved: int
    named: int
    actions: dict[str | None, int] = field(default_factory=dict)
    quads: dict[str | None, int] = field(default_factory=dict)
    precisions: dict[str | None, int] = field(default_factory=dict)
    unresolved: tuple[Unresolved, ...] = ()
    coverage: list[Quarter] = field(default_factory=list)


_SIDES = "count(source) + count(target), count(source_raw) + count(target_raw)"


def summary(table: str | Path, *, where: Filter = EVERYTHING) -> Summary:
    """Sum a table up.

    Raises
    ------
    CatspawError
        Where it is not there or not an event table.
    """
    record = record_of(table)
    clause, values = clause_of(where)
    query = f"SELECT count(*), min(date_first), max(date_last), {_SIDES} FROM events{clause}"  # noqa: S608 (own words)
    with opened(table) as engine:
        row = engine.execute(query, values).fetchone()
    assert row is not None
    return Summary(
        events=row[0],
        first=row[1],
        last=row[2],
        rejected=record["rejected"],
        case=record["case"],
        resolved=row[3],
        named=row[4],
        actions=_most(table, "action", where),
        quads=_most(table, "quad", where),
        precisions=_most(table, "precision", where),
        unresolved=unresolved(Path(table)) if record["case"] else (),
        coverage=coverage(table, where=where),
    )


def _most(table: str | Path, key: str, where: Filter) -> dict[str | None, int]:
    rows = counts(table, by=(key,), where=where)
    return {row[key]: row["n"] for row in sorted(rows, key=lambda r: -r["n"])}
