"""DuckDB, the query engine of event tables, as this package uses it: in memory, bounded, never on the network.

DuckDB was chosen over Polars: its memory limit is a setting and larger-than-memory sorts and groupings spill to disk,
the queries are SQL, which analysts can read and take elsewhere, and a wheel without further dependencies holds it all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from catspaw.core.extras import need

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What a query may hold in memory before it spills to disk.
MEMORY = "512MB"


@contextmanager
def connect() -> Iterator[DuckDBPyConnection]:
    """Open an engine for a few queries.

    Raises
    ------
    MissingProgram
        Where the extra ``events`` is not installed.
    """
    need("events", "duckdb", "pyarrow")
    import duckdb

    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "autoinstall_known_extensions": False})
    try:
        yield connection
    finally:
        connection.close()
