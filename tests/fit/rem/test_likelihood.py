"""Likelihoods against their definitions, and their derivatives against differences."""

from __future__ import annotations

from itertools import permutations
from math import lgamma

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.fit import rem
from catspaw.fit.rem import History
from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.likelihood import Kernel, ordinal, timed

FORMULA = "inertia(form=count) + reciprocity + outdegree_receiver"


def block(seed: int, *, weighted: bool = False) -> Block:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, 7)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    hit_set = np.sort(np.concatenate([np.arange(7), [2, 2, 5]]))
    hits = starts[hit_set] + rng.integers(0, sizes[hit_set])
    n = int(sizes.sum())
    return Block(
        rng.normal(size=(3, n)),
        starts,
        sizes,
        hits,
        hit_set,
        rng.random(7),
        rng.random(n) if weighted else None,
        np.zeros((0, n), dtype=np.int64),
        np.zeros((0, n)),
    )


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.sampled_from([ordinal, timed]))
def test_derivatives_are_those_of_the_value(seed: int, kernel: Kernel) -> None:
    of, theta, h = block(seed, weighted=kernel is timed), np.random.default_rng(seed + 1).normal(size=3), 1e-5
    at = kernel(of, theta)
    for k, step in enumerate(np.eye(3) * h):
        up, down = kernel(of, theta + step), kernel(of, theta - step)
        assert at.score[k] == pytest.approx((up.loglik - down.loglik) / (2 * h), rel=1e-5, abs=1e-5)
        np.testing.assert_allclose(at.information[k], (down.score - up.score) / (2 * h), rtol=1e-5, atol=1e-5)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_ordinal_value_is_its_definition(seed: int) -> None:
    of, theta = block(seed), np.array([0.5, -1.0, 2.0])
    eta = theta @ of.x
    wanted = sum(
        eta[hit] - np.log(np.exp(eta[of.starts[s] : of.starts[s] + of.sizes[s]]).sum())
        for hit, s in zip(of.hits, of.hit_set, strict=True)
    )
    assert ordinal(of, theta).loglik == pytest.approx(wanted)


def brute(past: History, theta: np.ndarray, likelihood: str) -> float:
    """Log-likelihood of inertia (count), reciprocity (binary), out-degree of the receiver (binary), from scratch."""
    n = len(past.actors)
    dyads = list(permutations(range(n), 2))
    total = 0.0
    times = np.unique(past.time)
    for at, now in enumerate(times):
        counts = np.zeros((n, n))
        for t, i, j in zip(past.time, past.sender, past.receiver, strict=True):
            counts[i, j] += t < now
        binary = counts > 0
        eta = {d: theta @ [counts[d], binary[d[::-1]], binary[d[1]].sum(), 1.0] for d in dyads}
        here = past.time == now
        hits = list(zip(past.sender[here], past.receiver[here], strict=True))
        everything = sum(np.exp(e) for e in eta.values())
        if likelihood == "ordinal":
            total += sum(eta[d] - np.log(everything) for d in hits)
        elif at > 0:
            total += sum(eta[d] for d in hits) - (now - times[at - 1]) * everything
    return total


@pytest.mark.parametrize("likelihood", ["ordinal", "interval"])
def test_a_fit_is_the_maximum_of_the_definition(likelihood, make) -> None:
    past = make(21, events=50)
    fit = rem(past, FORMULA, likelihood=likelihood)
    theta = np.append(fit.coef, 0.0) if likelihood == "ordinal" else np.roll(fit.coef, -1)
    top = brute(past, theta, likelihood)
    assert fit.loglik == pytest.approx(top, abs=1e-8)
    for k in range(3 if likelihood == "ordinal" else 4):
        for step in (-0.01, 0.01):
            assert brute(past, theta + step * np.eye(4)[k], likelihood) < top


def test_simultaneous_events_see_the_past_before_all_of_them() -> None:
    alone = [(1, "a", "b"), (2, "b", "a"), (3, "a", "c"), (4, "c", "a"), (5, "b", "c")]
    joint = [(1, "a", "b"), (2, "b", "a"), (2, "a", "c"), (4, "c", "a"), (5, "b", "c")]
    one, other = rem(alone, "reciprocity", ridge=0.1), rem(joint, "reciprocity", ridge=0.1)
    assert one.null_loglik == pytest.approx(other.null_loglik)
    assert one.choices == 5
    assert other.choices == 4
    assert one.loglik != pytest.approx(other.loglik)
    assert any("2 events share their time" in note for note in other.notes)
    swapped = [joint[0], joint[2], joint[1], *joint[3:]]
    np.testing.assert_allclose(rem(swapped, "reciprocity", ridge=0.1).coef, other.coef)


def test_counts_are_poisson_by_period_from_the_state_at_its_start() -> None:
    rows = [(0.1, "a", "b"), (0.5, "a", "b"), (0.6, "b", "a"), (2.2, "a", "b"), (2.3, "b", "a"), (2.9, "b", "a")]
    fit = rem(rows, "inertia(form=count)", likelihood="counts")
    # periods 0, 1, 2; dyads ab, ba; counts (2, 1), (0, 0), (1, 2); earlier events (0, 0), (2, 1), (2, 1)
    y = np.array([2, 1, 0, 0, 1, 2])
    x = np.array([0, 0, 2, 1, 2, 1])

    def definition(a: float, b: float) -> float:
        return float(np.sum(y * (a + b * x) - np.exp(a + b * x)) - sum(lgamma(v + 1) for v in y))

    assert fit.choices == 3
    assert fit.loglik == pytest.approx(definition(*fit.coef), abs=1e-10)
    for step in (-0.01, 0.01):
        assert definition(fit.coef[0] + step, fit.coef[1]) < fit.loglik
        assert definition(fit.coef[0], fit.coef[1] + step) < fit.loglik
    mean = np.exp(fit.coef[0] + fit.coef[1] * x)
    assert fit.dispersion is not None
    assert fit.dispersion.pearson == pytest.approx(np.sum((y - mean) ** 2 / mean) / (6 - 2))
    assert fit.dispersion.score == pytest.approx(np.sum((y - mean) ** 2 - y) / np.sqrt(2 * np.sum(mean**2)))


def test_interval_models_cut_waiting_times_where_something_changes() -> None:
    rows = [(0.0, "a", "b"), (4.0, "b", "a"), (10.0, "a", "b")]
    changes = [(6.0, "b", 1.0)]
    fit = rem(rows, "receiver(x)", likelihood="interval", actors={"x": [(-1.0, "a", 0.0), (-1.0, "b", 0.0), *changes]})
    # exposure with x_b = 0: ab 6, ba 10; with x_b = 1: ab 4; one event in each state
    assert np.exp(fit.coef[0]) == pytest.approx(1 / 16)
    assert np.exp(fit.coef.sum()) == pytest.approx(1 / 4)


def test_the_clock_can_start_before_the_first_event_and_run_on_after_the_last() -> None:
    rows = [(2.0, "a", "b"), (4.0, "b", "a"), (5.0, "a", "b")]
    assert np.exp(rem(rows, "1", likelihood="interval").coef[0]) == pytest.approx(2 / (2 * 3))
    assert np.exp(rem(rows, "1", likelihood="interval", since=0).coef[0]) == pytest.approx(3 / (2 * 5))
    assert np.exp(rem(rows, "1", likelihood="interval", since=0, until=9).coef[0]) == pytest.approx(3 / (2 * 9))
    late = rem(rows, "1", likelihood="interval", until=4.5)
    assert np.exp(late.coef[0]) == pytest.approx(1 / (2 * 2.5))


def test_since_leaves_earlier_events_as_history(make) -> None:
    past = make(22, tied=False)
    cut = float(past.time[30])
    fit = rem(past, FORMULA, since=cut)
    whole = rem(past, FORMULA)
    assert (fit.events, whole.events) == (30, 60)
    first = rem(past, FORMULA, until=np.nextafter(cut, -np.inf))
    assert first.events == 30
    theta = np.append(whole.coef, 0.0)
    split = [brute(past, theta, "ordinal")]
    from catspaw.fit.rem import score

    parts = score(whole, since=cut).loglik, score(whole, since=0.0, until=np.nextafter(cut, -np.inf)).loglik
    assert sum(parts) == pytest.approx(split[0])


def test_composition_changes_leave_the_absent_out() -> None:
    rows = [(1, "a", "b"), (2, "b", "c"), (3, "a", "c"), (4, "c", "a"), (5, "a", "b")]
    here = {"c": (2, 4.5)}
    fit = rem(rows, "reciprocity", present=here, ridge=0.1)
    # 2 dyads while c is away (t = 1, 5), 6 while it is there
    assert fit.alternatives == 2 + 6 + 6 + 6 + 2
    assert fit.null_loglik == pytest.approx(-2 * np.log(2) - 3 * np.log(6))
    table = [(2, "c", True), (4.5, "c", False)]
    assert rem(rows, "reciprocity", present=table, ridge=0.1).coef == pytest.approx(fit.coef)
    choice = rem(rows, "reciprocity", present=here, model="choice", ridge=0.1)
    assert choice.alternatives == 1 + 2 + 2 + 2 + 1
    rate = rem(rows, "outdegree", present=here, model="rate", ridge=0.1)
    assert rate.alternatives == 2 + 3 + 3 + 3 + 2


def test_risk_sets_by_name_by_pairs_and_by_array() -> None:
    rows = [(1, "a", "b"), (2, "b", "c"), (3, "a", "b"), (4, "c", "a"), (5, "a", "b")]
    active = rem(rows, "inertia", risk="active", ridge=0.1)
    assert active.alternatives == 5 * 3
    pairs = rem(rows, "inertia", risk=[("a", "b"), ("b", "c"), ("c", "a")], ridge=0.1)
    mask = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], dtype=bool)
    array = rem(rows, "inertia", risk=mask, ridge=0.1)
    np.testing.assert_allclose([pairs.coef, array.coef], [active.coef, active.coef])
