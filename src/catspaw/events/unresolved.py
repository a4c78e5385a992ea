"""Names in a table that are no actor of the case: how often each stands there, and which actor is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catspaw.events.actors import Book
from catspaw.events.engine import connect

#: How many a report lists.
LISTED = 20


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name, in how many rows it stands on either side, and the id of the nearest actor (empty where none is near)."""

    name: str
    rows: int
    nearest: str = ""


_QUERY = """
SELECT name, count(*) AS n FROM (
    SELECT source_raw AS name FROM read_parquet($1) WHERE source IS NULL
    UNION ALL
    SELECT target_raw FROM read_parquet($1) WHERE target IS NULL
) WHERE name IS NOT NULL GROUP BY name ORDER BY n DESC, name LIMIT $2
"""


def unresolved(table: Path, book: Book | None = None, *, most: int = LISTED) -> tuple[Unresolved, ...]:
    """List the most frequent names that were not resolved, most frequent first."""
    with connect() as engine:
        rows = engine.execute(_QUERY, [str(table), most]).fetchall()
    return tuple(Unresolved(name, n, book.nearest(name) if book else "") for name, n in rows)
