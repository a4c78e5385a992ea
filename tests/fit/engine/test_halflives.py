import numpy as np

from catspaw.engine.memory import HALF_LIVES, ROW_HALF_LIFE
from catspaw.fit.engine.columns import columns, frame_of
from catspaw.fit.engine.halflives import daily_counts, memory_column
from catspaw.fit.engine.world import world


def test_at_the_engines_own_half_lives_the_columns_are_the_engines(lively):
    model = world(lively)
    made, seen = frame_of(model), columns(model, lively)
    counts, rows = daily_counts(model, lively, made), np.array([0, 5, 17])
    for name in ("inertia_3", "inertia_30", "reciprocity_3", "reciprocity_30"):
        reader = made.ready(name)
        half_life = HALF_LIVES[ROW_HALF_LIFE[reader.row]]
        found = memory_column(reader, made, counts, half_life, rows=rows)
        np.testing.assert_allclose(found, seen.x[name][rows], atol=1e-10)
