"""Slips of the pen: which known name was surely meant."""

from __future__ import annotations

from collections.abc import Iterable


def slips(a: str, b: str) -> int:
    """Count the letters to add, drop, change, or swap with the next, to get from one name to the other.

    Optimal string alignment distance (Damerau 1964; each letter is touched once at most).
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, above, row = row, before, [i]
        for j, right in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and (left, a[i - 2]) == (b[j - 2], right):
                best = min(best, above[j - 2] + 1)
            row.append(best)
    return row[-1]


def surely(name: str, known: Iterable[str]) -> str | None:
    """Give the one known name that is a slip away (two, from eight letters on); None where there is doubt.

    Examples
    --------
    >>> surely("asert", ["assert", "deny"])
    'assert'
    """
    if len(name) < 3:
        return None
    allowed = 1 if len(name) < 8 else 2
    near = [k for k in known if abs(len(k) - len(name)) <= allowed and slips(name, k) <= allowed]
    return near[0] if len(near) == 1 else None
