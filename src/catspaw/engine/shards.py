"""Shards: the acts of a block of futures and what was counted of them, as two Parquet files.

``acts/FIRST-END.parquet`` holds a row an act, with names for people and row numbers for us;
``futures/FIRST-END.parquet`` a row a future.  The second is written last: a shard is there when both are.
"""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.files import write_atomic
from catspaw.engine.acts import DTYPES, Acts
from catspaw.engine.attribution import NONE, OVERT
from catspaw.engine.decide import Choice
from catspaw.engine.part import Counts, Part
from catspaw.network.model import NOBODY, Model

Span = tuple[int, int]
_SUMS = ("by_channel", "at_cap", "wild")
_META = b"catspaw"
_NARROW = {"channel": "int32", "day": "int32", "signal": "int32"}


def name_of(span: Span) -> str:
    """Give the file name of a shard: it sorts as the futures do."""
    return f"{span[0]:09}-{span[1]:09}.parquet"


def write_shard(folder: Path, model: Model, part: Part) -> None:
    """Write a part of an arranged model; half a shard is never seen as one.

    Raises
    ------
    CatspawError
        The disk refuses.
    """
    name = name_of((part.first, part.first + len(part.choices)))
    for kind, data in zip(("acts", "futures"), shard_bytes(model, part), strict=True):
        write_atomic(folder / kind / name, data)


def shard_bytes(model: Model, part: Part) -> tuple[bytes, bytes]:
    """Give the two files of a shard."""
    return _bytes(_acts_table(model, part.acts)), _bytes(_futures_table(model, part))


def read_acts(path: Path) -> Acts:
    """Read the acts of a shard."""
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(DTYPES))
    return Acts(**{name: table[name].to_numpy().astype(kind) for name, kind in DTYPES.items()})


def read_futures(folder: Path, model: Model, span: Span) -> tuple[Counts, tuple[tuple[Choice, ...], ...]] | None:
    """Read what was counted of a shard, and its choices; None where the shard is not whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(folder / "futures" / name_of(span))
        told = json.loads(table.schema.metadata[_META])
        if (
            pq.read_metadata(folder / "acts" / name_of(span)).num_rows != told["acts"]
            or len(table) != span[1] - span[0]
        ):
            return None
        return _counts(model, table, told), _choices(table)
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError):
        return None


def _bytes(table: Any) -> bytes:
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _acts_table(model: Model, acts: Acts) -> Any:
    import pyarrow as pa

    channels, actors = model.channels, model.snapshot.actors
    target, signal = channels.target[acts.channel], acts.signal
    seen = np.where(signal == NONE, len(actors), signal)
    dates = np.datetime64(model.as_of) + acts.day.astype("timedelta64[D]")
    columns = {name: pa.array(getattr(acts, name).astype(_NARROW.get(name, kind))) for name, kind in DTYPES.items()}
    columns |= {
        "date": pa.array(dates),
        "author": _named(channels.author[acts.channel], actors),
        "action": _named(channels.action[acts.channel], model.actions.ids),
        "target": _named(target, actors, missing=target == NOBODY),
        "seen_as": _named(seen, (*actors, "nobody"), missing=signal == OVERT),
    }
    return pa.table(columns)


def _named(rows: NDArray[np.int64], names: tuple[str, ...], *, missing: NDArray[np.bool_] | None = None) -> Any:
    import pyarrow as pa

    safe = rows if missing is None else np.where(missing, 0, rows)
    return pa.DictionaryArray.from_arrays(pa.array(safe.astype(np.int32), mask=missing), pa.array(names, pa.string()))


def _futures_table(model: Model, part: Part) -> Any:
    import pyarrow as pa

    counts, n = part.counts, len(part.choices)
    columns: dict[str, Any] = {"future": pa.array(np.arange(part.first, part.first + n)), "runaway": counts.runaway}
    for at, outcome in enumerate(model.outcomes):
        columns[f"day {outcome.id}"] = counts.passage[:, at]
        columns[f"count {outcome.id}"] = counts.count[:, at]
    columns["happened"] = pa.array(list(counts.happened.reshape(n, -1)), pa.list_(pa.int32()))
    for at, name in enumerate(Choice._fields):
        columns[f"choice {name}"] = pa.array([[c[at] for c in one] for one in part.choices], pa.list_(pa.int64()))
    sums = {name: _sparse(getattr(counts, name)) for name in _SUMS}
    told = {"acts": len(part.acts.day), "until": str(model.as_of + timedelta(days=model.horizon_days)), **sums}
    return pa.table(columns).replace_schema_metadata({_META: json.dumps(told)})


def _sparse(values: NDArray[np.int64]) -> list[list[int]]:
    rows = np.flatnonzero(values)
    return [rows.tolist(), values[rows].tolist()]


def _counts(model: Model, table: Any, told: Any) -> Counts:
    n, channels, outcomes = len(table), len(model.channels.ids), [one.id for one in model.outcomes]

    def columns(what: str, kind: Any) -> Any:
        found = [table[f"{what} {name}"].to_numpy() for name in outcomes]
        return np.stack(found, axis=1).astype(kind) if found else np.zeros((n, 0), dtype=kind)

    def summed(name: str) -> NDArray[np.int64]:
        rows, values = told[name]
        return np.bincount(np.array(rows, np.int64), weights=values, minlength=channels).astype(np.int64)

    happened = np.array(table["happened"].to_pylist(), dtype=np.int32).reshape(n, -1, 4)
    runaway = table["runaway"].to_numpy().astype(np.bool_)
    sums = [summed(name) for name in _SUMS]
    return Counts(columns("day", np.int64), columns("count", np.float64), runaway, happened, *sums)


def _choices(table: Any) -> tuple[tuple[Choice, ...], ...]:
    columns = [table[f"choice {name}"].to_pylist() for name in Choice._fields]
    return tuple(tuple(Choice(*row) for row in zip(*one, strict=True)) for one in zip(*columns, strict=True))
