"""Panels from event tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from catspaw.case.codebook import QUADS
from catspaw.core.errors import ModelError
from catspaw.events.queries import Filter, select
from catspaw.fit.engine.imputing import DRAWS, Uncertain, imputations
from catspaw.fit.engine.merging import merged
from catspaw.fit.engine.panel import ACTORS, Measure, Panel, Row, panel

_COLUMNS = (
    *("date_first", "precision", "source_principal", "source_raw", "target_principal", "target_raw"),
    *("directed", "action", "quad", "origin"),
)


def read_panel(
    table: str | Path,
    *,
    since: date | None = None,
    to: date | None = None,
    origin: str | None = None,
    actors: int | Sequence[str] = ACTORS,
    measure: Measure = "presence",
) -> Panel:
    """Make a panel of an event table: sides by their principals where a case resolved them, else merged by name.

    Parameters
    ----------
    table : str or Path
        From `catspaw events import`.
    since, to : date, optional
    origin : str, optional
        Rows whose origin begins so: one family of coding.
    actors : int or sequence of str
        How many, the most active; or which.
    measure : {"presence", "volume"}

    Raises
    ------
    CatspawError
        The table is not there, or no panel can be made of it (`panel`).
    """
    left: Counter[str] = Counter()
    rows = list(read_rows(table, since=since, to=to, origin=origin, left_out=left))
    if not rows:
        said = ", ".join(f"{n} {why}" for why, n in left.items())
        raise ModelError(f"{table} holds no row that a panel can use{f' ({said})' if said else ''}")
    made = panel(rows, since=since, to=to, actors=actors, measure=measure)
    return replace(made, left_out={**left, **made.left_out})


def read_imputed(
    table: str | Path,
    uncertain: Sequence[Uncertain],
    *,
    since: date | None = None,
    to: date | None = None,
    origin: str | None = None,
    actors: int | Sequence[str] = ACTORS,
    measure: Measure = "presence",
    draws: int = DRAWS,
    seed: int = 0,
) -> list[Panel]:
    """Make panels of an event table and of acts whose authors are drawn; actors and days are those of the table.

    Parameters
    ----------
    table, since, to, origin, actors, measure
        As for `read_panel`.
    uncertain : sequence of Uncertain
        Acts beyond the table's, to the day.
    draws, seed : int
        As for `imputations`.

    Raises
    ------
    CatspawError
        As `read_panel`; or none of the acts falls into the panel's days and among its actors.
    """
    own = read_panel(table, since=since, to=to, origin=origin, actors=actors, measure=measure)
    inside = [u for u in uncertain if own.first <= u.day <= own.last and u.target in own.actors]
    inside = [u for u in inside if any(name in own.actors for name in u.authors)]
    if not inside:
        raise ModelError(
            f"none of {len(uncertain)} acts with doubtful authors falls between {own.first} and {own.last} among the "
            "panel's actors; import the table with --case, so that both have the same names"
        )
    rows = list(read_rows(table, since=since, to=to, origin=origin))
    how = {"since": own.first, "to": own.last, "actors": own.actors, "measure": measure}
    found = imputations(rows, inside, draws=draws, seed=seed, **how)
    return [replace(one, left_out={**own.left_out, **one.left_out}) for one in found]


def read_rows(
    table: str | Path,
    *,
    since: date | None = None,
    to: date | None = None,
    origin: str | None = None,
    left_out: Counter[str] | None = None,
) -> Iterator[Row]:
    """Read the directed rows of an event table that are dated to the day; count the others in `left_out`."""
    found = select(table, where=Filter(since=since, until=to), columns=_COLUMNS)
    left = Counter[str]() if left_out is None else left_out
    for batch in found.to_batches():
        for row in batch.to_pylist():
            if origin is not None and not row["origin"].startswith(origin):
                left["of another origin"] += 1
            elif why := _unfit(row):
                left[why] += 1
            else:
                yield Row(
                    row["date_first"],
                    _side(row, "source"),
                    _side(row, "target"),
                    QUADS.index(row["quad"]),
                    origin=row["origin"],
                    action=row["action"] or "",
                )


def _unfit(row: dict[str, Any]) -> str:
    if row["precision"] != "day":
        return "not dated to the day"
    if row["quad"] is None:
        return "of no class of acts"
    if not row["directed"]:
        return "that do not say who acted on whom"
    if not all(row[f"{side}_principal"] or row[f"{side}_raw"] for side in ("source", "target")):
        return "of one actor only"
    return ""


def _side(row: dict[str, Any], side: str) -> str:
    return str(row[f"{side}_principal"] or merged(row[f"{side}_raw"]))
