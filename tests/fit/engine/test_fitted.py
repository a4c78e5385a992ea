from dataclasses import replace

import numpy as np
import pytest

from catspaw.fit.engine.fitted import fit_engine


@pytest.fixture(scope="module")
def fitted(lively):
    return fit_engine(lively)


def test_what_was_put_in_is_found(fitted):
    truth = {"inertia_3": 0.4, "reciprocity_3": 0.3}
    found = {(c.effect, c.kind): c for c in fitted.coefficients}
    assert len(found) == 8
    for (effect, _), one in found.items():
        assert abs(one.mean - truth.get(effect, 0.0)) < 3 * one.free_sd + 0.02, one
        assert one.verdict == "fitted"


def test_the_gain_of_memory_is_held(fitted):
    for kind in ("cooperation", "conflict"):
        assert sum(abs(c.mean) for c in fitted.coefficients if c.kind == kind) < 0.9


def test_effects_that_the_panel_cannot_show_are_named_with_the_reason(fitted):
    assert dict(fitted.still)["capability"] == "the panel holds nothing of what it reads"
    assert not {c.effect for c in fitted.coefficients} & set(dict(fitted.still))


def test_the_fitted_model_gives_back_the_volume_of_its_panel(fitted, lively):
    from catspaw.fit.engine.forecasts import simulate_ahead

    made = simulate_ahead(fitted, days=60, draws=24, seed=3, engine="reference")
    assert made.counts.shape == (24, 60, 30, 2)
    assert made.counts.max() == 1
    assert made.counts.sum() / 24 / 60 == pytest.approx(len(lively) / lively.days, rel=0.2)


def test_a_history_of_later_days_is_what_a_forecast_starts_from(fitted, lively):
    from catspaw.fit.engine.forecasts import simulate_ahead

    busy = replace(lively, count=lively.count)
    early = simulate_ahead(fitted, days=3, draws=4, seed=3, as_of=lively.first, engine="reference")
    late = simulate_ahead(fitted, days=3, draws=4, seed=3, history=busy, engine="reference")
    assert early.as_of == lively.first
    assert late.as_of == lively.last
    assert not np.array_equal(early.counts, late.counts)
