"""The one schema of event tables: what each column holds, for code, documentation and messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Key of the table's own record among the Parquet file's metadata.
RECORD = b"catspaw"
#: How exactly a date is known, finest first.
PRECISIONS = ("day", "days", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an event table.

    Attributes
    ----------
    name, kind : str
        Its name, and its Arrow type as `pyarrow.type_for_alias` knows it.
    doc : str
        What it holds, in a line.
    required : bool
        Whether every row has it.
    """

    name: str
    kind: str
    doc: str
    required: bool = False


COLUMNS = (
    Column("id", "string", "the dataset's own id of the event"),
    Column("file", "string", "the file it came from", required=True),
    Column("row", "int64", "the line in that file on which it begins, from 1", required=True),
    Column("dataset", "string", "which dataset", required=True),
    Column("version", "string", "which release of it"),
    Column("origin", "string", "whose coding: one family of rows that may be compared over time", required=True),
    Column("licence", "string", "what the publisher asks of users", required=True),
    Column("date_first", "date32", "the first day on which it may have happened", required=True),
    Column("date_last", "date32", "the last such day", required=True),
    Column("precision", "string", f"how exactly the date is known: {', '.join(PRECISIONS)}", required=True),
    Column("time", "time32[s]", "the time of day, where given"),
    Column("reported", "date32", "when it was published, where given"),
    Column("source", "string", "who did it: an actor of the case"),
    Column("source_principal", "string", "for whom that actor acted on the day: a state for its ministers and forces"),
    Column("source_raw", "string", "who did it, as the dataset names them"),
    Column("source_code", "string", "the dataset's own code, id or country of who did it"),
    Column("target", "string", "to whom: an actor of the case"),
    Column("target_principal", "string", "for whom that actor acted on the day"),
    Column("target_raw", "string", "to whom, as the dataset names them"),
    Column("target_code", "string", "the dataset's own code, id or country of the target"),
    Column("directed", "bool", "whether the dataset says who acted on whom, or only that two took part", required=True),
    Column("action", "string", "the type of act on the action scale"),
    Column("cameo", "string", "CAMEO code"),
    Column("plover", "string", "PLOVER event type"),
    Column("mode", "string", "PLOVER mode"),
    Column("quad", "string", "the action's class: verbal or material, cooperation or conflict"),
    Column("goldstein", "double", "intensity, -10 to 10: the dataset's own where it has one, else the scale's"),
    Column("deaths_low", "int32", "lowest estimate of deaths"),
    Column("deaths_best", "int32", "best estimate of deaths"),
    Column("deaths_high", "int32", "highest estimate of deaths"),
    Column("place", "string", "where, as the dataset names it"),
    Column("country", "string", "in which country, as the dataset names or codes it"),
    Column("lat", "double", "latitude, degrees north"),
    Column("lon", "double", "longitude, degrees east"),
    Column("mentions", "int32", "how many mentions or sources the dataset counted"),
)
NAMES = tuple(c.name for c in COLUMNS)


def kind_of(name: str) -> Any:
    """Give the Arrow type of a column."""
    import pyarrow as pa

    return pa.type_for_alias(next(c.kind for c in COLUMNS if c.name == name))


def schema() -> Any:
    """Give the schema as Arrow has it."""
    import pyarrow as pa

    return pa.schema([pa.field(c.name, pa.type_for_alias(c.kind), nullable=not c.required) for c in COLUMNS])
