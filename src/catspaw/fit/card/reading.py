"""From an event table to a panel: who counts as an actor, what counts as a class, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import numpy as np

from catspaw.case.codebook import QUADS
from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.events.coverage import coverage
from catspaw.events.queries import EVERYTHING, Filter, clause_of, opened
from catspaw.fit.card.panel import Cell, Panel
from catspaw.fit.engine.merging import merged

#: How many classes, and which quad class belongs to which.
CLASSES: Mapping[int, Mapping[str, str]] = {
    2: {quad: quad.split("_")[-1] for quad in QUADS},
    4: {quad: quad.replace("_", " ") for quad in QUADS},
}
UNITS = ("days", "acts")
#: How many actors a panel has where nobody names them.
MOST = 30

ONE_ACTOR = "one actor only"
SELF = "on itself"
NO_CLASS = "no act of the scale"
OTHERS = "of actors outside the panel"
BOTH = "without direction, counted for the pair"
WIDE = "dated by more than a week, counted on the first day"


@dataclass(frozen=True, slots=True)
class Row:
    """Acts of one day, dyad and type."""

    day: date
    source: str | None
    target: str | None
    action: str | None
    quad: str | None
    directed: bool
    wide: bool
    n: int


#: A side as its case resolved it, and as the dataset has it.
_SIDES = ", ".join(f"{side}_principal, coalesce({side}_raw, {side}_code)" for side in ("source", "target"))


def read_rows(table: str | Path, *, where: Filter = EVERYTHING, names: Mapping[str, str] | None = None) -> list[Row]:
    """Read an event table, counted by day, principals, type of act and class; in the order of days.

    Parameters
    ----------
    table : str or Path
    where : Filter
    names : mapping, optional
        From merged names to a case's actors.  A side that no case resolved is merged by role and country
        (`catspaw.fit.engine.merging`), then looked up here.

    Raises
    ------
    CatspawError
        Where the table is not there or not an event table.
    ModelError
        Where no event is left.
    """
    clause, values = clause_of(where)
    query = (
        f"SELECT date_first, {_SIDES}, action, quad, directed, date_last - date_first > 6, count(*) "  # noqa: S608 (own words)
        f"FROM events{clause} GROUP BY ALL ORDER BY ALL"
    )
    with opened(table) as engine:
        found = engine.execute(query, values).fetchall()
    if not found:
        raise ModelError(
            f"{table}: no event is left to score; see what the table holds with `catspaw events stats {table}`"
        )
    known = names or {}

    def side(principal: str | None, raw: str | None) -> str | None:
        name = principal or (merged(raw) if raw else None)
        return None if name is None else known.get(name, name)

    return [Row(day, side(sp, sr), side(tp, tr), *rest) for day, sp, sr, tp, tr, *rest in found]


def refuse_breaks(table: str | Path, *, where: Filter = EVERYTHING) -> None:
    """Refuse a table whose origins change and its volume with them: that would be scored as war or peace.

    Raises
    ------
    ModelError
        With the quarters, and the origins to choose from.
    """
    quarters = coverage(table, where=where)
    broken = [q for q in quarters if q.broken]
    if broken:
        origins = Counter[str]()
        for quarter in quarters:
            origins.update(quarter.events)
        raise ModelError(
            f"the counting changed in {', '.join(f'{q.name} (volume x {q.ratio:.2g})' for q in broken)}, where sources began or "
            f"ended; score one origin with --origin: {', '.join(f'{o!r} ({n:,} events)' for o, n in origins.most_common())}"
        )


def dyads(
    rows: Sequence[Row],
    *,
    actors: Iterable[str] | None = None,
    most: int = MOST,
    known: date | None = None,
    classes: int = 2,
    unit: str = "days",
    span: tuple[date, date] | None = None,
) -> Panel:
    """Make the panel of all ordered pairs of some actors, by class of acts.

    Parameters
    ----------
    rows : sequence of Row
    actors : iterable of str, optional
        Default: the `most` most active ones before `known` (before the end, where it is None), so that nobody is chosen
        for what came later.
    classes : {2, 4}
    unit : {"days", "acts"}
        ``days``: a day with any act counts 1, for sources that report presence.
    span : (date, date), optional
        First and last day; default: those of the rows.

    Raises
    ------
    ModelError
        Fewer than two actors, or no event between them.
    UnknownName
        An actor that the table does not have.
    """
    kinds = CLASSES[classes]
    names = _actors(rows, actors, most, known)
    cells = tuple(Cell(a, b, kind) for kind in dict.fromkeys(kinds.values()) for a, b in permutations(names, 2))
    place = {cell: k for k, cell in enumerate(cells)}
    notes: Counter[str] = Counter()

    def cell_of(row: Row) -> list[int]:
        why = _left_out(row, names)
        if why:
            notes[why] += row.n
            return []
        assert row.source is not None
        assert row.target is not None
        assert row.quad is not None
        pair = (row.source, row.target) if row.directed else (min(row.source, row.target), max(row.source, row.target))
        notes[BOTH] += 0 if row.directed else row.n
        notes[WIDE] += row.n if row.wide else 0
        return [place[Cell(*pair, kinds[row.quad])]]

    panel = lay_out(rows, cells, cell_of, unit=unit, span=span)
    if not panel.counts.any():
        raise ModelError(f"no event between two actors of the panel ({', '.join(names[:5])}, ...) is left to score")
    return replace(panel, notes={k: n for k, n in notes.items() if n})


def _left_out(row: Row, names: Sequence[str]) -> str | None:
    if row.source is None or row.target is None:
        return ONE_ACTOR
    if row.source == row.target:
        return SELF
    if row.source not in names or row.target not in names:
        return OTHERS
    return None if row.quad else NO_CLASS


def _actors(rows: Sequence[Row], actors: Iterable[str] | None, most: int, known: date | None) -> tuple[str, ...]:
    if actors is not None:
        names = tuple(dict.fromkeys(actors))
        there = {name for r in rows for name in (r.source, r.target) if name is not None}
        for name in names:
            if name not in there:
                raise UnknownName(f"`{name}` is no actor of the table{nearest(name, there)}")
    else:
        active: Counter[str] = Counter()
        for row in rows:
            if row.source and row.target and row.source != row.target and (known is None or row.day < known):
                active[row.source] += row.n
                active[row.target] += row.n
        names = tuple(name for name, _ in sorted(active.items(), key=lambda pair: (-pair[1], pair[0]))[:most])
    if len(names) < 2:
        before = f" before {known}" if known else ""
        raise ModelError(
            f"a panel needs two actors that act on each other; the table has {len(names)}{before}. Dates, sides and rejects: "
            "`catspaw events stats TABLE`"
        )
    return tuple(sorted(names))


def lay_out(
    rows: Sequence[Row],
    cells: tuple[Cell, ...],
    cells_of: Callable[[Row], Iterable[int]],
    *,
    unit: str,
    span: tuple[date, date] | None,
) -> Panel:
    """Count rows into the cells of a panel.

    Parameters
    ----------
    rows : sequence of Row
        Those outside the span count nothing.
    cells : tuple of Cell
    cells_of : callable
        The cells that a row counts in.
    unit : {"days", "acts"}
    span : (date, date), optional
        First and last day; default: those of the rows.
    """
    first, last = span or (min(r.day for r in rows), max(r.day for r in rows))
    counts = np.zeros(((last - first) // timedelta(days=1) + 1, len(cells)), dtype=np.int64)
    for row in rows:
        at = (row.day - first).days
        for cell in cells_of(row):
            if 0 <= at < len(counts):
                counts[at, cell] += row.n
    return Panel(first, np.minimum(counts, 1) if unit == "days" else counts, cells, unit)
