"""Coefficients that vary by group."""

from __future__ import annotations

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit import rem
from catspaw.fit.rem.newton import maximise
from catspaw.fit.rem.shrink import layout, varying_value
from catspaw.fit.rem.tape import tape


def unequal(spread: float, seed: int = 3, events: int = 1_500) -> list[tuple[float, str, str]]:
    """Events of senders whose rates differ by exp(N(0, spread**2)), without any memory."""
    rng, names = np.random.default_rng(seed), list("abcdefghijklmnop")
    level = rng.normal(0, spread, len(names))
    share = np.exp(level) / np.exp(level).sum()
    rows, t = [], 0.0
    for _ in range(events):
        t += rng.exponential(1.0)
        s = rng.choice(len(names), p=share)
        r = rng.choice(len(names) - 1)
        rows.append((t, names[s], names[r + (r >= s)]))
    return rows


def test_the_spread_of_levels_is_found_and_habit_is_not_mistaken_for_it() -> None:
    rows = unequal(0.8)
    fit = rem(rows, "inertia(form=log) + (1 | sender)", likelihood="interval")
    level = np.random.default_rng(3).normal(0, 0.8, 16)
    assert fit.spread["1 | sender"] == pytest.approx(np.std(level), rel=0.35)
    found = np.array([one.deviation for one in fit.levels])
    assert np.corrcoef(found, level)[0, 1] > 0.98
    # a world of unequal senders without memory: none is found beside their levels, and much without them
    assert abs(fit.z[1]) < 3
    assert rem(rows, "inertia(form=log)", likelihood="interval").z[1] > 5


def test_equal_groups_are_shrunk_to_nothing() -> None:
    fit = rem(unequal(0.0, events=500), "1 + (1 | sender)", likelihood="interval")
    assert fit.spread["1 | sender"] < 0.2
    assert fit.parameters < 8


@pytest.mark.parametrize("likelihood", ["ordinal", "interval"])
def test_derivatives_with_levels_are_those_of_the_value(likelihood, make, planning) -> None:
    of = planning(make(41), "inertia + (1 + reciprocity | sender) + (1 | dyad)", likelihood=likelihood)
    at, source = layout(of), tape(of, 100)
    theta, h = np.random.default_rng(1).normal(0, 0.3, at.offsets[-1]), 1e-5
    ordinal = likelihood == "ordinal"
    value = varying_value(source, theta, at, ordinal)
    for k in (0, 3, 9, 20, 40):
        step = np.eye(len(theta))[k] * h
        up, down = varying_value(source, theta + step, at, ordinal), varying_value(source, theta - step, at, ordinal)
        assert value.score[k] == pytest.approx((up.loglik - down.loglik) / (2 * h), abs=1e-5)
        np.testing.assert_allclose(value.information[k], (down.score - up.score) / (2 * h), atol=1e-5)


def test_levels_are_dummies_with_a_prior(make, planning) -> None:
    past = make(42, events=80)
    fit = rem(past, "inertia + (1 | receiver)", model="choice")
    sd = fit.spread["1 | receiver"]
    dummies = [f"receiver(is{a})" for a in past.actors]
    given = {f"is{a}": np.eye(6)[k] for k, a in enumerate(past.actors)}
    plain = rem(
        past,
        " + ".join(["inertia", *dummies]),
        model="choice",
        actors=given,
        ridge=dict.fromkeys(dummies, 1 / sd**2),
    )
    np.testing.assert_allclose(plain.coef[0], fit.coef[0], atol=1e-3)
    np.testing.assert_allclose(plain.coef[1:], [one.deviation for one in fit.levels], atol=1e-3)


def test_what_cannot_vary_is_refused(make) -> None:
    with pytest.raises(ModelError, match=r"\(1 \| sender\) never differs among the alternatives"):
        rem(make(43), "inertia + (1 | sender)", model="choice")
    with pytest.raises(ModelError, match="let fewer vary, or by a coarser group"):
        rem([(1, "a", "b"), (2, "b", "a")] + [(k, str(k), "a") for k in range(3, 60)], "inertia + (1 | dyad)")


def test_newton_climbs_from_far_away(make, planning) -> None:
    from catspaw.fit.rem.likelihood import kernel, value

    source, one = tape(planning(make(44), "inertia + reciprocity"), 100), kernel("ordinal")
    near = value(source, np.zeros(2), one)
    reach, penalty = source.census.reach, np.zeros(2)
    home = maximise(lambda t: value(source, t, one), np.zeros(2), near, penalty=penalty, reach=reach)
    far = np.array([12.0, -9.0])
    found = maximise(lambda t: value(source, t, one), far, value(source, far, one), penalty=penalty, reach=reach)
    np.testing.assert_allclose(found.theta, home.theta, atol=1e-7)
