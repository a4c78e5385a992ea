"""Counting what an import kept, and what is odd about it: told, since it is not mended."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

ONE_ACTOR = "only one actor is named"
NO_ACT = "the kind of event is no act of the scale"
DEATHS = "estimates of deaths are out of order"
ORDER = "earlier than the row before"


class Counts:
    """Running counts over the batches of good rows."""

    def __init__(self) -> None:
        self.kept = self.resolved = self.named = 0
        self._notes: Counter[str] = Counter()
        self._last: date | None = None

    @property
    def notes(self) -> dict[str, int]:
        """What is odd, with how many rows, most first."""
        return dict(self._notes.most_common())

    def add(self, batch: Any) -> None:
        """Count one batch."""
        if not batch.num_rows:
            return
        empty = {name: batch[name].null_count for name in ("source", "target", "source_raw", "target_raw", "action")}
        rows = batch.num_rows
        self.kept += rows
        self.resolved += 2 * rows - empty["source"] - empty["target"]
        self.named += 2 * rows - empty["source_raw"] - empty["target_raw"]
        for note, n in (
            (ONE_ACTOR, empty["source_raw"] + empty["target_raw"]),
            (NO_ACT, empty["action"]),
            (DEATHS, _disordered_deaths(batch)),
            (ORDER, self._backwards(batch["date_first"])),
        ):
            if n:
                self._notes[note] += n

    def _backwards(self, days: Any) -> int:
        import pyarrow.compute as pc

        found = _true(pc.less(days[1:], days[:-1]))
        first, last = days[0].as_py(), days[-1].as_py()
        if self._last is not None and first < self._last:
            found += 1
        self._last = last
        return found


def _disordered_deaths(batch: Any) -> int:
    import pyarrow.compute as pc

    low, best, high = (batch[f"deaths_{k}"] for k in ("low", "best", "high"))
    return _true(pc.or_kleene(pc.greater(low, best), pc.greater(best, high)))


def _true(mask: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(mask).as_py() or 0)
