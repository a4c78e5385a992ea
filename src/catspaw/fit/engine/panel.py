"""The panel: who did what to whom on which day, as presence or volume, and whether it was counted alike throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.case.codebook import actions
from catspaw.core.errors import ModelError
from catspaw.core.random import Floats
from catspaw.events.coverage import Quarter, breaks
from catspaw.network.consequences import CONSEQUENCES

Ints = NDArray[np.int64]
#: First days of a panel that are memory only and not explained, at most: three of the longest half-life.
WARM = 90
Measure = Literal["presence", "volume"]
#: Classes of a panel, and the quad class of the engine in which each is remembered: words and deeds together.
KINDS: Mapping[str, int] = {"cooperation": 0, "conflict": 2}
#: What a type of act does that a panel follows, beside its rung.
MOVED = ("courts", "presses", "bargains")
_LEAST = 0.05
#: Actors of a panel where nobody says how many: those of the Middle East core.
ACTORS = 30


class Row(NamedTuple):
    """One event: when, who, to whom, its quad class 0..3, how surely that was its author, whose coding, which type of act."""

    day: date
    source: str
    target: str
    quad: int
    weight: float = 1.0
    origin: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Daily acts among a closed set of actors.

    Attributes
    ----------
    actors : tuple of str
        Sorted.
    first : date
        Day 1.
    days : int
    measure : {"presence", "volume"}
        Whether a source reports that there was an act on a day, or how many.
    author, target, kind, day : ndarray (n,)
        One entry for each author, target, class and day that has acts; day from 1, in order.
    count : ndarray (n,)
        Acts; 1 where presence is reported.
    types : tuple of str
        Types of act that move more of the engine's state than its memory, and
    type : ndarray (n,)
        which of them an entry is, the weightiest of its day; -1 none.
    quarters : tuple of Quarter
        Acts per quarter and origin, of the rows that were kept.
    left_out : mapping
        Why rows were left out, and how many.
    """

    actors: tuple[str, ...]
    first: date
    days: int
    measure: Measure
    author: Ints
    target: Ints
    kind: Ints
    day: Ints
    count: Floats
    types: tuple[str, ...] = ()
    type: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    quarters: tuple[Quarter, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def last(self) -> date:
        """Day `days`."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def warm(self) -> int:
        """Days before the first that is explained: `WARM`, or a quarter of a short panel."""
        return min(WARM, self.days // 4)

    def __len__(self) -> int:
        return len(self.day)


def panel(
    rows: Iterable[Row],
    *,
    since: date | None = None,
    to: date | None = None,
    actors: int | Sequence[str] = ACTORS,
    measure: Measure = "presence",
) -> Panel:
    """Make a panel of rows.

    Parameters
    ----------
    rows : iterable of Row
    since, to : date, optional
        First and last day; by default those of the rows.
    actors : int or sequence of str
        How many, the most active; or which.
    measure : {"presence", "volume"}

    Raises
    ------
    ModelError
        Fewer than two actors, no act among them, or a break in the counting.
    """
    given = [row for row in rows if (since is None or row.day >= since) and (to is None or row.day <= to)]
    chosen = _chosen(given, actors)
    place = {name: k for k, name in enumerate(chosen)}
    inside = [row for row in given if row.source in place and row.target in place and row.source != row.target]
    if len(chosen) < 2 or not inside:
        raise ModelError(
            f"{len(given)} rows hold {len(inside)} acts among {len(chosen)} actors; a panel needs two actors and one act: "
            "look at the dates, the origin and how names are merged"
        )
    same = sum(row.source == row.target for row in given)
    quarters = coverage(inside)
    first, last = since or min(row.day for row in inside), to or max(row.day for row in inside)
    return _filled(
        inside,
        place,
        first,
        (last - first).days + 1,
        measure,
        quarters,
        {"toward itself": same, "with others than the panel's actors": len(given) - len(inside) - same},
    )


def coverage(rows: Sequence[Row]) -> tuple[Quarter, ...]:
    """Count rows per quarter and origin, and refuse a panel whose counting changed.

    Raises
    ------
    ModelError
        Where the volume jumps as the origins change.
    """
    counted = Counter((f"{row.day.year:04}-Q{(row.day.month + 2) // 3}", row.origin) for row in rows)
    names = sorted({quarter for quarter, _ in counted})
    by_name = {q: {o: n for (other, o), n in sorted(counted.items()) if other == q} for q in names}
    found = tuple(breaks([(q, by_name.get(q, {})) for q in _between(names)]))
    several = len({row.origin for row in rows}) > 1  # of one origin, a quarter without acts is a quiet one
    if broken := next((q for q in found if q.broken and several), None):
        raise ModelError(
            f"the counting changes in {broken.name}: origins {', '.join(broken.events) or 'none'}, "
            f"{broken.total} acts, {broken.ratio:.2f} times the quarters before; what comes after may not be compared "
            "with what came before: take the rows of one origin (--origin), or one side of the break (--from, --to)"
        )
    return found


def _between(names: Sequence[str]) -> list[str]:
    numbers = [int(name[:4]) * 4 + int(name[-1]) - 1 for name in (names[0], names[-1])]
    return [f"{n // 4:04}-Q{n % 4 + 1}" for n in range(numbers[0], numbers[1] + 1)]


def _chosen(rows: Sequence[Row], actors: int | Sequence[str]) -> tuple[str, ...]:
    if not isinstance(actors, int):
        return tuple(sorted(set(actors)))
    active = Counter(name for row in rows if row.source != row.target for name in (row.source, row.target))
    return tuple(sorted(sorted(active, key=lambda name: (-active[name], name))[:actors]))


def _filled(
    rows: Sequence[Row],
    place: Mapping[str, int],
    first: date,
    days: int,
    measure: Measure,
    quarters: tuple[Quarter, ...],
    left_out: Mapping[str, int],
) -> Panel:
    """Add up the rows of a day, pair and class."""
    total: dict[tuple[int, int, int, int], float] = {}
    kind: dict[tuple[int, int, int, int], str] = {}
    weighs = {name: moves(name) for name in {row.action for row in rows}}
    for row in rows:
        key = ((row.day - first).days + 1, place[row.source], place[row.target], int(row.quad >= 2))
        total[key] = total.get(key, 0.0) + row.weight
        if weighs[row.action] > weighs.get(kind.get(key, ""), 0.0):
            kind[key] = row.action
    types = tuple(sorted(set(kind.values())))
    keys = np.array(sorted(total), dtype=np.int64).reshape(-1, 4)
    count = np.array([total[key] for key in sorted(total)])
    return Panel(
        actors=tuple(place),
        first=first,
        days=days,
        measure=measure,
        day=keys[:, 0],
        author=keys[:, 1],
        target=keys[:, 2],
        kind=keys[:, 3],
        count=np.minimum(count, 1.0) if measure == "presence" else count,
        types=types,
        type=np.array([types.index(kind[key]) if key in kind else -1 for key in sorted(total)], dtype=np.int64),
        quarters=quarters,
        left_out=left_out,
    )


def moves(action: str) -> float:
    """Say how much an act of a type moves besides memory: its rung in tenths, nearness, pressure; 0 below a twentieth."""
    known = actions().get(action)
    if known is None:
        return 0.0
    done = CONSEQUENCES.get(action, {})
    most = max(known.rung / 10.0 if known.quad.endswith("conflict") else 0.0, *(abs(done.get(k, 0.0)) for k in MOVED))
    return most if most >= _LEAST else 0.0
