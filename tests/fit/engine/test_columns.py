import csv
from datetime import date, timedelta
from importlib.resources import files

import numpy as np

from catspaw.engine.draws import coefficients
from catspaw.engine.effects import EFFECTS
from catspaw.engine.frame import frame
from catspaw.engine.reference import replay
from catspaw.fit.engine.columns import at_channels, columns
from catspaw.fit.engine.panel import Row, panel
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


def test_types_of_act_move_what_they_move_in_the_engine(lively):
    first = lively.first
    rows = [Row(first + timedelta(k), "x", "y", 3, action="strike") for k in range(0, 120, 40)]
    rows += [Row(first + timedelta(k), "y", "x", 2, action="imposes") for k in (5, 50, 90)]
    rows += [Row(first + timedelta(k), "y", "x", 0, action="meets") for k in range(0, 121, 8)]
    typed = panel(rows)
    assert typed.types == ("imposes", "strike")
    model = world(typed)
    replayed = world(typed, typed=True)
    seen = at_channels(columns(replayed, typed), replayed, model)
    row = model.channels.ids.index("x|conflict|y")
    assert seen.x["defiance"][row, 6] > seen.x["defiance"][row, 5] == 0.0
    friendly = model.channels.ids.index("x|cooperation|y")
    assert seen.x["descent"][friendly, [0, 1, 30, 35]].tolist() == [0.0, 0.7, 0.7, 0.0]
    assert seen.x["inertia_3"][row, 1] > 0.0


def test_elections_move_those_who_vote():
    first = date(2013, 5, 1)
    made = panel([Row(first + timedelta(k), *("iran", "iraq")[:: 1 if k % 2 else -1], 2) for k in range(90)])
    model = world(made)
    seen = columns(model, made).x["occasion"]
    day = (date(2013, 6, 14) - first).days
    assert seen[model.channels.ids.index("iran|conflict|iraq"), [day, day - 21]].tolist() == [1.0, 0.0]
    assert seen[model.channels.ids.index("iraq|conflict|iran"), day] == 0.0


def test_every_election_is_dated_in_order_and_says_where_to_look_it_up():
    text = files("catspaw.fit.engine").joinpath("elections.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(days)
    assert all(str(day.year) in row["article"] for day, row in zip(days, rows, strict=True))


def test_what_the_panel_does_not_hold_stands_still(lively):
    still = columns(world(lively), lively).still
    assert not still["capability"].any()
    assert not still["climb"].any()
