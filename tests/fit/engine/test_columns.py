import numpy as np

from catspaw.engine.draws import coefficients
from catspaw.engine.effects import EFFECTS
from catspaw.engine.frame import frame
from catspaw.engine.reference import replay
from catspaw.fit.engine.columns import columns
from catspaw.fit.engine.world import acts, world


def test_columns_are_the_engines_x_bit_for_bit(lively):
    model = world(lively)
    seen = columns(model, lively)
    made = frame(model, effects=EFFECTS, coefficients=coefficients(model.weights, EFFECTS, seed=1, draw=2), every=True)
    assert {"inertia_3", "inertia_30", "reciprocity_3", "reciprocity_30"} <= set(seen.x)
    for day, at in zip(replay(made, acts(model, lively), days=lively.days), range(lively.days), strict=True):
        for row, effect in enumerate(EFFECTS):
            kept = seen.x[effect.name][:, at] if effect.name in seen.x else seen.still[effect.name]
            assert np.array_equal(kept, day.x[row]), effect.name


def test_what_the_panel_does_not_hold_stands_still(lively):
    still = columns(world(lively), lively).still
    assert not still["capability"].any()
    assert not still["climb"].any()
