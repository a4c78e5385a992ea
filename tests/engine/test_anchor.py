from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.engine.anchor import anchor
from catspaw.engine.ensemble import run
from catspaw.network.model import Anchor

ANCHORS = (
    Anchor("strike", 8, 16, "counted in the reports"),
    Anchor("retaliates", 2, 6, "counted in the reports"),
    Anchor("threatens", 10, 30, "a guess"),
    Anchor("vows", 3, 9, "a guess"),
)


@pytest.fixture(scope="module")
def anchored(full):
    return anchor(replace(full, anchors=ANCHORS), seed=1, futures=12)


def test_the_base_ensemble_holds_the_middle(anchored):
    for row in anchored.table:
        assert row.mean == pytest.approx((row.low + row.high) / 2, rel=0.05)
        assert row.inside
        assert row.least <= row.mean <= row.most
    assert anchored.model.anchored


def test_independent_futures_agree(anchored):
    kinds = run(replace(anchored.model, horizon_days=90), futures=64, seed=9).acts_per_kind()
    for one in ANCHORS:
        assert kinds[one.action] == pytest.approx((one.low + one.high) / 2, rel=0.25)


def test_kinds_without_an_anchor_keep_their_base_rate(full, anchored):
    model = anchored.model
    meets = model.channels.action == model.actions.ids.index("meets")
    assert model.channels.log_base[meets] == pytest.approx(np.log(0.02))
    assert model.channels.ordinary[meets] == pytest.approx(0.02)


def test_ordinary_rates_are_scaled_to_the_anchor(anchored):
    model = anchored.model
    strikes = model.channels.action == model.actions.ids.index("strike")
    assert model.channels.ordinary[strikes].sum() * 90 == pytest.approx(12)


def test_without_effects_it_is_exact(kit):
    model = kit.make(["client|strike|enemy", "client|vows|enemy"], anchors=(ANCHORS[0], ANCHORS[3]))
    solved = anchor(model, futures=1)
    rates = np.exp(solved.model.channels.log_base) * 90
    names = [name.split("|")[1] for name in solved.model.channels.ids]
    assert rates[names.index("strike")] == pytest.approx(12, rel=0.02)
    assert 90 * (1 - np.exp(-rates[names.index("vows")] / 90)) == pytest.approx(6, rel=0.02)


def test_a_kind_that_nobody_can_do_is_refused(kit):
    with pytest.raises(ModelError, match=r"the anchor of 'strike' has no channel"):
        anchor(kit.make(["client|vows|enemy"], anchors=ANCHORS[:1]))


def test_a_run_refuses_base_rates_that_are_not_solved(full):
    with pytest.raises(ModelError, match=r"call catspaw.engine.anchor.anchor"):
        run(replace(full, anchors=ANCHORS), futures=4, seed=1)


def test_same_inputs_same_base_rates(full, anchored):
    again = anchor(replace(full, anchors=ANCHORS), seed=1, futures=12)
    assert (again.model.channels.log_base == anchored.model.channels.log_base).all()
