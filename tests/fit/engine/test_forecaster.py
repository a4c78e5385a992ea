from datetime import date
from itertools import permutations

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.card.panel import Cell
from catspaw.fit.card.panel import Panel as Record
from catspaw.fit.engine.forecaster import fit_forecaster, from_record


@pytest.fixture(scope="module")
def record():
    cells = tuple(Cell(a, b, kind) for kind in ("conflict", "cooperation") for a, b in permutations("xyz", 2))
    luck = np.random.default_rng(1)
    rate = luck.uniform(0.02, 0.5, size=len(cells))
    return Record(date(2014, 1, 1), (luck.uniform(size=(200, len(cells))) < rate).astype(np.int64), cells)


def test_a_record_and_a_panel_hold_the_same_acts(record):
    panel = from_record(record)
    assert panel.count.sum() == record.counts.sum()
    k = next(k for k in range(len(panel)) if panel.day[k] > 50)
    cell = Cell(
        panel.actors[panel.author[k]], panel.actors[panel.target[k]], ("cooperation", "conflict")[panel.kind[k]]
    )
    assert record.counts[panel.day[k] - 1, record.cells.index(cell)] == 1


def test_draws_have_the_shape_and_the_level_of_the_record(record):
    made = fit_forecaster(record)
    drawn = made.draw(record, horizons=(7, 30), draws=16, seed=1)
    assert drawn.shape == (16, 2, len(record.cells))
    assert (drawn[:, 0] <= drawn[:, 1]).all()
    assert drawn[:, 1].mean(axis=0) / 30 == pytest.approx(record.counts.mean(axis=0), abs=0.15)
    assert np.array_equal(drawn, made.draw(record, horizons=(7, 30), draws=16, seed=1))
    assert made.name == "engine"


def test_other_cells_are_refused(record):
    from dataclasses import replace

    other = replace(record, cells=tuple(replace(c, kind="hit") for c in record.cells))
    with pytest.raises(ModelError, match="the engine is fitted to dyads by cooperation and conflict"):
        from_record(other)
