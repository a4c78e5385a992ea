"""Made panels: independent Poisson series of different rates, and event tables of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from catspaw.events.importing import Options, import_events
from catspaw.fit.card.panel import Cell, Panel

START = date(2013, 1, 1)


@pytest.fixture
def steady() -> Panel:
    """Three years of twelve series, from one act in 500 days to one in three."""
    rng = np.random.Generator(np.random.Philox(key=11))
    rates = np.geomspace(0.002, 0.3, 12)
    cells = tuple(Cell(a, b, k) for k in ("cooperation", "conflict") for a, b in ("ab", "ac", "ba", "bc", "ca", "cb"))
    return Panel(START, rng.poisson(rates, size=(1096, 12)), cells, unit="acts")


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Import rows (day, source, target, action[, origin]) into an event table."""

    def make(
        rows: Sequence[Sequence[object]], *, case: object = None, name: str = "made", directed: bool = True
    ) -> Path:
        text, how, out = (tmp_path / f"{name}.{end}" for end in ("csv", "yaml", "parquet"))
        lines = [",".join(map(str, (*row, *("made",) * (5 - len(row))))) for row in rows]
        text.write_text("day,who,whom,what,origin\n" + "\n".join(lines) + "\n", encoding="utf-8")
        how.write_text(
            "dataset: made\nduplicates: keep\n"
            "columns: {date: day, source: who, target: whom, action: what, origin: origin}\n"
            + ("" if directed else "directed: no\n"),
            encoding="utf-8",
        )
        import_events([text], out=out, case=case, options=Options(mapping=how))  # type: ignore[arg-type]
        return out

    return make


@pytest.fixture
def acts() -> list[tuple[str, str, str, str]]:
    """Two years of acts of three actors: meetings every five days, a strike and an answer every 23."""
    rows = [((START + timedelta(k)).isoformat(), "iran", "iraq", "meets") for k in range(0, 730, 5)]
    for k in range(3, 730, 23):
        rows.append(((START + timedelta(k)).isoformat(), "israel", "iran", "strike"))
        if k + 4 < 730:
            rows.append(((START + timedelta(k + 4)).isoformat(), "iran", "israel", "threatens"))
    return rows


@pytest.fixture
def data() -> Callable[..., Path]:
    """Give a file of real event data, in the folder that CATSPAW_DATA names; skip the test where it is not there."""

    def find(*parts: str) -> Path:
        path = Path(os.environ.get("CATSPAW_DATA") or "nowhere").joinpath("events", *parts)
        if not path.exists():
            pytest.skip(f"needs real event data: CATSPAW_DATA names no folder with events/{'/'.join(parts)}")
        return path

    return find
