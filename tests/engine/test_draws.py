from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.core.errors import ModelError, UnknownName
from catspaw.engine.arrange import arrange
from catspaw.engine.draws import (
    GAIN,
    check_weights,
    coefficients,
    draw_of,
    hold_gain,
    in_world,
    prior_weights,
    tempo,
    world_row,
)
from catspaw.engine.effects import EFFECTS
from catspaw.network.model import Settings

MEMORY = [at for at, effect in enumerate(EFFECTS) if effect.memory]


def test_futures_run_in_fours():
    a, b, c, d = (draw_of(8 + place) for place in range(4))
    assert a.world == b.world == c.world != d.world
    assert a.coefficients == b.coefficients == d.coefficients != c.coefficients
    assert len({one.path for one in (a, b, c, d)}) == 4
    assert not {draw_of(n).world for n in range(4)} & {draw_of(n).world for n in range(4, 8)}


@given(st.lists(st.floats(-3, 3), min_size=len(EFFECTS) * 8, max_size=len(EFFECTS) * 8))
def test_gain_is_held(values):
    drawn = np.array(values).reshape(-1, 8)
    held = hold_gain(drawn, EFFECTS)
    assert np.abs(held[MEMORY]).sum(axis=0).max() <= GAIN * (1 + 1e-12)
    others = [at for at in range(len(EFFECTS)) if at not in MEMORY]
    assert (held[others] == drawn[others]).all()
    small = np.abs(drawn[MEMORY]).sum(axis=0) <= GAIN
    assert (held[:, small] == drawn[:, small]).all()


def test_coefficients_have_their_prior():
    weights = prior_weights()
    drawn = np.array([coefficients(weights, EFFECTS, seed=1, draw=n) for n in range(800)])
    at = [effect.name for effect in EFFECTS].index("vow")
    assert drawn[:, at, 7].mean() == pytest.approx(1.0, abs=0.05)
    assert drawn[:, at, 7].std() == pytest.approx(0.4, abs=0.04)
    assert (drawn[:, at, :7] == 0.0).all()


def test_an_effect_more_changes_no_other_draw():
    weights = prior_weights()
    whole = coefficients(weights, EFFECTS, seed=1, draw=3)
    part = coefficients(weights, EFFECTS[6:], seed=1, draw=3)
    assert (whole[6:] == part).all()


def test_weights_that_nobody_reads_are_refused():
    weights = prior_weights()
    with pytest.raises(UnknownName, match=r"the effect 'vows'.*nearest known: vow"):
        check_weights(replace(weights, effects=(*weights.effects[:-1], "vows")))
    wrong = weights.mean.copy()
    wrong[weights.effects.index("vow"), 0] = 1.0
    with pytest.raises(ModelError, match=r"'vow' a number for group 0; allowed: \(7,\)"):
        check_weights(replace(weights, mean=wrong))


def test_worlds_come_at_equal_shares(full):
    rows = [world_row(full, seed=1, draw=n) for n in range(2_000)]
    counts = np.bincount(rows, minlength=5)
    assert counts.min() > 330
    assert counts.max() < 470


def test_a_world_sets_its_cells(full):
    model = arrange(full)
    base = model.snapshot
    patron, rogue = base.actors.index("patron"), base.actors.index("rogue")
    for row, (arms, client_did) in enumerate(((0.8, 1.0), (0.8, 0.0), (0.0, 1.0), (0.0, 0.0))):
        there = in_world(model, row)
        assert there.snapshot.arms[patron, rogue] == arms
        contested = np.flatnonzero(model.history.day == -5)
        truth = {base.actors[model.history.author[at]]: there.history.truth[at] for at in contested}
        assert truth == {"client": client_did, "rogue": 1.0 - client_did}
    assert (model.snapshot.arms == arrange(full).snapshot.arms).all()
    assert in_world(model, -1) is model


def test_tempo_is_one_on_average_and_lasts_a_month(full):
    model = replace(full, settings=Settings(tempo_sd=0.2, tempo_persistence=0.5))
    paths = np.array([tempo(model, seed=1, path=n, first_day=45_000, days=90) for n in range(2_000)])
    assert np.exp(paths).mean() == pytest.approx(1.0, abs=0.01)
    assert paths.std(axis=0) == pytest.approx(np.full(90, 0.2), abs=0.015)
    assert (paths[:, :30] == paths[:, :1]).all()
    assert np.corrcoef(paths[:, 0], paths[:, 30])[0, 1] == pytest.approx(0.5, abs=0.06)
    short = tempo(model, seed=1, path=7, first_day=45_000, days=31)
    assert (short == paths[7, :31]).all()
