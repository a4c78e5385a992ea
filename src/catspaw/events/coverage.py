"""How many events each origin has in each quarter, and where the counting itself changed.

Two sources added up, or one that ended, look like war or peace in a count.  A quarter is a *break* where its set of
origins differs from the one before and its volume jumps as well: what comes after may not be compared with what came
before, and a panel across it is to be refused or split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from catspaw.events.queries import EVERYTHING, Filter, counts

#: The jump in volume, up or down, that makes a change of origins a break.  A stated judgement: with its
#: origins unchanged, no quarter of the Middle East core lies more than a third from its ordinary volume.
JUMP = 1.5
#: Quarters of one set of origins that its ordinary volume is taken from, at most.
ORDINARY = 4
#: An origin with less than this share of a quarter does not count as present: a few late or early rows.
PRESENT = 0.05


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of a year.

    Attributes
    ----------
    name : str
        ``2014-Q1``.
    events : dict
        Origin to how many; origins without any are left out.
    total : int
        All of them.
    ratio : float or None
        Volume against the ordinary quarter before; None in the first.
    changed : bool
        Whether the origins differ from those of the quarter before.
    broken : bool
        Whether the counting changed here (above).
    """

    name: str
    events: dict[str, int]
    total: int
    ratio: float | None = None
    changed: bool = False
    broken: bool = False


def coverage(table: str | Path, *, where: Filter = EVERYTHING) -> list[Quarter]:
    """Count events per quarter and origin, every quarter from the first to the last, and mark the breaks.

    Raises
    ------
    CatspawError
        Where the table is not there.
    """
    found: dict[str, dict[str, int]] = {}
    for row in counts(table, by=("quarter", "origin"), where=where):
        found.setdefault(row["quarter"], {})[row["origin"]] = row["n"]
    return breaks([(q, found.get(q, {})) for q in _every(sorted(found))])


def breaks(quarters: Sequence[tuple[str, dict[str, int]]]) -> list[Quarter]:
    """Mark the breaks among consecutive quarters, each with its events by origin.

    A quarter is compared with the median of up to four quarters before it, back to the last change of origins.
    """
    done: list[Quarter] = []
    ordinary: list[int] = []
    for name, events in quarters:
        total = sum(events.values())
        changed = bool(done) and _present(events) != _present(done[-1].events)
        usual = median(ordinary[-ORDINARY:]) if ordinary else 0
        ratio = total / usual if usual else None
        jumped = ratio is not None and (ratio >= JUMP or ratio <= 1 / JUMP)
        done.append(Quarter(name, events, total, ratio, changed, changed and jumped))
        ordinary = [total] if changed and jumped else [*ordinary, total]
    return done


def _present(events: dict[str, int]) -> frozenset[str]:
    total = sum(events.values())
    return frozenset(origin for origin, n in events.items() if n >= PRESENT * total)


def _every(found: Sequence[str]) -> list[str]:
    """Give every quarter from the first to the last."""
    if not found:
        return []
    numbers = [int(q[:4]) * 4 + int(q[-1]) - 1 for q in (found[0], found[-1])]
    return [f"{n // 4:04}-Q{n % 4 + 1}" for n in range(numbers[0], numbers[1] + 1)]
