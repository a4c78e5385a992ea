"""Controls: addressed, equally likely, and giving the model back."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.fit import rem
from catspaw.fit.rem import History
from catspaw.fit.rem.riskset import sampler

TRUTH = np.array([1.2, 0.8, -0.4])


@pytest.fixture(scope="module")
def simulated() -> History:
    """Events of a model of inertia and reciprocity (binary) and a covariate of the receiver, 10 actors."""
    rng, n, events = np.random.default_rng(77), 10, 3_000
    dyads = np.array(list(permutations(range(n), 2)))
    tied, x = np.zeros((n, n)), np.arange(n) % 3
    sender, receiver, time = [], [], [0.0]
    for k in range(events):
        if k % 100 == 0:
            tied[:] = 0.0  # a window of 100 events, so that ties stay informative
        s, r = dyads.T
        rate = np.exp(-5.0 + TRUTH @ np.array([tied[s, r], tied[r, s], x[r]]))
        time.append(time[-1] + rng.exponential(1 / rate.sum()))
        s, r = dyads[rng.choice(len(dyads), p=rate / rate.sum())]
        tied[s, r] = 1.0
        sender.append(s)
        receiver.append(r)
    return History(
        np.array(time[1:]),
        np.array(sender),
        np.array(receiver),
        np.arange(events) // 100,
        np.ones(events),
        tuple("abcdefghij"),
        tuple(map(str, range(30))),
    )


def in_parts(past: History, formula: str, **given: object) -> tuple[np.ndarray, np.ndarray]:
    """Mean coefficients over the stretches of 100 events, each its own history, and their standard error."""
    found = []
    for part in range(30):
        mine = past.type == part
        own = History(
            past.time[mine],
            past.sender[mine],
            past.receiver[mine],
            np.zeros(100, dtype=np.int64),
            np.ones(100),
            past.actors,
        )
        found.append(rem(own, formula, actors={"x": np.arange(10.0) % 3}, **given).coef)  # type: ignore[arg-type]
    return np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(len(found))


FORMULA = "inertia + reciprocity + receiver(x)"


@pytest.mark.parametrize(
    "given", [{}, {"sample": 20}, {"likelihood": "interval"}, {"likelihood": "interval", "sample": 30}]
)
def test_recovery_with_all_alternatives_and_with_controls(simulated, given) -> None:
    mean, error = in_parts(simulated, FORMULA, ridge=0.01, **given)
    # 12 numbers, each 4 standard errors wide: a fault of 4.5 errors is seen with power .7, of 5.3 with .9
    assert np.all(np.abs(mean[-3:] - TRUTH) < 4 * error[-3:] + 0.05)  # .05: bias of order 1/events at 100 events
    assert np.all(error < 0.2)


def test_all_controls_are_the_full_risk_set(simulated) -> None:
    given = {"actors": {"x": np.arange(10.0) % 3}, "until": simulated.time[200]}
    full, sampled = rem(simulated, FORMULA, **given), rem(simulated, FORMULA, sample=500, **given)
    np.testing.assert_allclose(sampled.coef, full.coef, atol=1e-9)
    assert sampled.loglik == pytest.approx(full.loglik)
    timed = rem(simulated, FORMULA, likelihood="interval", sample=500, **given)
    np.testing.assert_allclose(timed.coef, rem(simulated, FORMULA, likelihood="interval", **given).coef, atol=1e-9)
    assert timed.robust


def test_draws_are_addressed_by_seed_and_set(simulated) -> None:
    given = {"actors": {"x": np.arange(10.0) % 3}, "until": simulated.time[200], "sample": 5}
    one, again = rem(simulated, FORMULA, **given), rem(simulated, FORMULA, memory=0, **given)
    np.testing.assert_array_equal(one.coef, again.coef)
    assert again.passes > 1
    assert rem(simulated, FORMULA, seed=1, **given).coef[0] != one.coef[0]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(1, 40), st.integers(1, 12), st.data())
def test_hits_come_first_and_are_never_controls(size, controls, data) -> None:
    hits = data.draw(st.lists(st.integers(0, size - 1), max_size=5))
    drawn = sampler(3, controls).draw(data.draw(st.integers(0, 5000)), size, hits).tolist()
    taken = sorted(set(hits))
    assert drawn[: len(taken)] == taken
    assert len(set(drawn)) == len(drawn) == len(taken) + min(controls, size - len(taken))
    assert all(0 <= d < size for d in drawn)


def test_every_control_is_equally_likely() -> None:
    one, counts = sampler(9, 7), np.zeros(30)
    for number in range(6_000):
        counts[one.draw(number, 30, [4])] += 1
    assert counts[4] == 6_000
    others = np.delete(counts, 4)
    expected = 6_000 * 7 / 29
    # chi-squared on 28 degrees of freedom, shrunk by drawing without replacement; beyond 60 with chance 4e-4
    assert np.sum((others - expected) ** 2 / expected) < 60


def test_controls_among_types(make) -> None:
    past = make(61)
    formula = "inertia(type=same) + type(word) + reciprocity"
    full = rem(past, formula, by_type=True)
    assert full.alternatives == full.choices * 60
    np.testing.assert_allclose(rem(past, formula, by_type=True, sample=100).coef, full.coef, atol=1e-9)
    few = rem(past, formula, by_type=True, sample=30)
    assert few.alternatives < full.alternatives
    assert np.all(np.abs(few.coef - full.coef) < 3 * full.se)
