"""A fit shown, compared, drawn from, and used."""

from __future__ import annotations

import json
import tracemalloc
from itertools import permutations

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit import rem
from catspaw.fit.rem import draws, history, likelihood_ratio, rates, score

FORMULA = "inertia + reciprocity"


@pytest.fixture(scope="module")
def past():
    rng = np.random.default_rng(51)
    s = rng.integers(0, 6, 150)
    r = (s + rng.choice([1, 1, 2, 5], 150)) % 6
    return history({"time": np.cumsum(rng.exponential(1, 150)), "sender": s, "receiver": r})


def test_the_table_as_text(past) -> None:
    fit = rem(past, FORMULA)
    said = str(fit)
    assert said.startswith(
        "Relational event model of dyads: order of events (conditional logit)\ninertia + reciprocity\n"
    )
    assert f"{fit.coef[0]:.6f}" in said
    assert f"{fit.se[1]:.6f}" in said
    assert "150 events, 6 actors, 150 choices, 4,500 alternatives" in said
    assert f"AIC {fit.aic:.3f}" in said
    sampled = str(rem(past, FORMULA, sample=4, seed=2))
    assert "4 controls drawn for each choice, seed 2" in sampled
    counted = rem(past, FORMULA, likelihood="counts", period=5)
    assert "over-dispers" in str(counted)
    varying = str(rem(past, FORMULA + " + (inertia | sender)", model="choice"))
    assert "(inertia | sender): standard deviation" in varying
    assert "effective parameters" in varying
    assert "ridge inertia 2" in str(rem(past, FORMULA, ridge={"inertia": 2}))


def test_the_table_as_html_is_escaped(past) -> None:
    names = {"x<b>": np.arange(6.0)}
    fit = rem(past, "receiver('x<b>')", actors=names)
    page = fit._repr_html_()
    assert "x<b>" not in page
    assert "receiver(x&lt;b&gt;)" in page
    assert page.count("<tr>") == 2


def test_the_table_as_json_and_frame(past) -> None:
    fit = rem(past, FORMULA + " + (inertia | sender)", model="choice")
    held = json.loads(fit.to_json())
    assert [one["term"] for one in held["coefficients"]] == ["inertia", "reciprocity"]
    assert held["coefficients"][0]["coefficient"] == fit.coef[0]
    assert held["spread"].keys() == {"inertia | sender"}
    assert len(held["levels"]) == 6
    pytest.importorskip("pandas")
    frame = fit.to_frame()
    assert list(frame.columns) == ["term", "coefficient", "se", "z", "p"]
    assert frame["se"][1] == fit.se[1]


def test_criteria(past) -> None:
    fit = rem(past, FORMULA)
    assert fit.aic == pytest.approx(-2 * fit.loglik + 4)
    assert fit.aicc == pytest.approx(fit.aic + 2 * 2 * 3 / (150 - 3))
    assert fit.bic == pytest.approx(-2 * fit.loglik + 2 * np.log(150))
    assert fit.null_loglik == pytest.approx(-150 * np.log(30))


def test_likelihood_ratio(past) -> None:
    small, large = rem(past, "inertia"), rem(past, FORMULA)
    found = likelihood_ratio(small, large)
    assert found.statistic == pytest.approx(2 * (large.loglik - small.loglik))
    assert (found.df, found.added) == (1, ("reciprocity",))
    from scipy.stats import chi2

    assert found.p == pytest.approx(chi2.sf(found.statistic, 1))
    assert str(found).startswith("reciprocity: chi-squared")
    for one, other, said in (
        (large, small, "not nested"),
        (rem(past, "recency"), large, "not nested"),
        (rem(past, "inertia", since=past.time[20]), large, "differ in events"),
        (rem(past, "inertia", ridge=1), large, "needs maxima of the likelihood"),
        (rem(past, "inertia", sample=5), rem(past, FORMULA, sample=5, seed=1), ""),
    ):
        if said:
            with pytest.raises(ModelError, match=said):
                likelihood_ratio(one, other)


def test_draws_have_the_fit_s_mean_and_covariance_and_are_addressed(past) -> None:
    fit = rem(past, FORMULA + " + recency")
    many = draws(fit, n=20_000, seed=4)
    np.testing.assert_allclose(many.mean(axis=0), fit.coef, atol=5 * fit.se.max() / np.sqrt(20_000))
    np.testing.assert_allclose(np.cov(many.T), fit.cov, atol=0.06 * fit.cov.max())
    np.testing.assert_array_equal(draws(fit, n=10, seed=4), many[:10])
    assert not np.array_equal(draws(fit, n=10, seed=5), many[:10])
    with pytest.raises(ModelError, match="n is 0"):
        draws(fit, n=0)


def test_held_out_events_are_scored_by_the_definition(past) -> None:
    cut = float(past.time[100])
    fit = rem(past, FORMULA, until=np.nextafter(cut, -np.inf))
    found = score(fit, since=cut)
    assert found.events == 50
    total = 0.0
    for k in range(100, 150):
        chances = rates(fit, at=past.time[k])
        here = (chances.sender == past.sender[k]) & (chances.receiver == past.receiver[k])
        assert chances.value.sum() == pytest.approx(1.0)
        total += np.log(chances.value[here][0])
    assert found.loglik == pytest.approx(total)
    assert found.per_event == pytest.approx(total / 50)
    with pytest.raises(ModelError, match="no event between"):
        score(fit, since=1e9)


def test_scoring_other_events(past) -> None:
    fit = rem(past, FORMULA, until=past.time[99])
    rows = list(zip(past.time, past.sender, past.receiver, strict=True))
    fresh = history(rows, actors=past.actors)
    assert score(fit, fresh, since=past.time[100]).loglik == pytest.approx(score(fit, since=past.time[100]).loglik)
    with pytest.raises(ModelError, match="must have the actors and types of the fit"):
        score(fit, [(1, "x", "y"), (2, "y", "x")], since=0)


def test_rates_of_each_model(past) -> None:
    at = past.time[-1] + 1
    timed = rates(rem(past, FORMULA, likelihood="interval"), at=at)
    assert list(zip(timed.sender, timed.receiver, strict=True)) == list(permutations(range(6), 2))
    assert timed.value.sum() == pytest.approx(149 / (past.time[-1] - past.time[0]), rel=0.7)
    chosen = rates(rem(past, FORMULA, model="choice"), at=at, sender="2")
    assert set(chosen.sender) == {2}
    assert chosen.value.sum() == pytest.approx(1.0)
    who = rates(rem(past, "outdegree(form=count)", model="rate"), at=at)
    assert len(who.value) == 6
    with pytest.raises(ModelError, match="say who chooses"):
        rates(rem(past, FORMULA, model="choice"), at=at)


def test_memory_is_bounded_and_changes_nothing() -> None:
    rng = np.random.default_rng(52)
    s = rng.integers(0, 60, 400)
    made = history({"time": np.arange(400.0), "sender": s, "receiver": (s + rng.choice([1, 2, 3, 58, 59], 400)) % 60})
    kept = rem(made, "inertia + reciprocity + transitivity")
    tracemalloc.start()
    streamed = rem(made, "inertia + reciprocity + transitivity", memory=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    whole = 400 * 60 * 59 * 3 * 8
    assert peak < whole / 2
    np.testing.assert_array_equal(streamed.coef, kept.coef)
    assert (kept.passes, streamed.passes > 3) == (1, True)


def test_nothing_depends_on_the_order_of_actors() -> None:
    rng = np.random.default_rng(53)
    s = rng.integers(0, 5, 80)
    rows = {"time": np.arange(80.0), "sender": s, "receiver": (s + 1 + rng.integers(0, 3, 80)) % 5}
    formula = "inertia + transitivity + rank_sent + indegree_receiver"
    one = rem(history(rows, actors=range(5)), formula)
    other = rem(history(rows, actors=[3, 0, 4, 2, 1]), formula)
    np.testing.assert_allclose(one.coef, other.coef, atol=1e-10)


def test_nothing_depends_on_units_of_time(past) -> None:
    rows = list(zip(past.time * 1000, past.sender, past.receiver, strict=True))
    one = rem(past, "inertia(halflife=3)", likelihood="interval")
    other = rem(history(rows, actors=past.actors), "inertia(halflife=3000)", likelihood="interval")
    assert other.coef[0] == pytest.approx(one.coef[0] - np.log(1000))
    assert other.coef[1] == pytest.approx(one.coef[1] * 1000, rel=1e-6)
