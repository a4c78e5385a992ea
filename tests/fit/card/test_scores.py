import numpy as np
import pytest
import scoringrules as sr
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from catspaw.fit.card.reliability import decompose
from catspaw.fit.card.scores import average_precision, brier, chance, coverage, crps, log_score, pit

RNG = np.random.Generator(np.random.Philox(key=7))
DRAWS = RNG.poisson(RNG.gamma(1.0, 2.0, size=40), size=(200, 40))
SEEN = RNG.poisson(2.0, size=40)


def test_crps_is_the_fair_one_of_scoringrules() -> None:
    want = sr.crps_ensemble(SEEN.astype(float), DRAWS.astype(float), m_axis=0, estimator="fair")
    np.testing.assert_allclose(crps(DRAWS, SEEN), want, atol=1e-12)


def test_crps_of_one_draw_is_the_absolute_error() -> None:
    assert crps(np.array([[3]]), np.array([5])).tolist() == [2.0]


def test_brier_is_that_of_scoringrules() -> None:
    p, seen = RNG.random(50), RNG.random(50) < 0.3
    np.testing.assert_allclose(brier(p, seen), sr.brier_score(seen.astype(float), p))


def test_the_log_score_is_that_of_the_distribution_the_draws_come_from() -> None:
    draws = RNG.poisson(3.0, size=(200_000, 6))
    want = sr.logs_poisson(np.arange(6), 3.0)
    np.testing.assert_allclose(log_score(draws, np.arange(6)), want, atol=0.02)


def test_the_log_score_of_what_no_draw_hit_is_finite_and_its_distribution_sums_to_one() -> None:
    draws = np.zeros((100, 1), dtype=np.int64)
    assert log_score(draws, np.array([3]))[0] == pytest.approx(-np.log((0.5 / 1.5) ** 3 / 1.5 / 101))
    wide = np.repeat(DRAWS[:, :1], 400, axis=1)
    assert np.exp(-log_score(wide, np.arange(400))).sum() == pytest.approx(1.0)


def test_a_chance_is_never_none_nor_certain() -> None:
    draws = np.array([[0, 1, 4], [0, 1, 0], [0, 2, 0]])
    assert chance(draws).tolist() == [0.125, 0.875, 0.375]
    assert chance(draws, least=2).tolist() == [0.125, 0.375, 0.375]


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30))
def test_average_precision_is_that_of_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    p, seen = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    if seen.any():
        assert average_precision(p, seen) == pytest.approx(average_precision_score(seen, p))
    else:
        assert average_precision(p, seen) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_the_decomposition_adds_up_to_the_score(pairs: list[tuple[float, bool]]) -> None:
    p, seen = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    found = decompose(p, seen)
    assert found.brier == pytest.approx(float(np.mean((p - seen) ** 2)), abs=1e-9)
    assert sum(b.n for b in found.bins) == len(pairs)


def test_a_right_forecast_has_no_reliability_term_and_a_blunt_one_no_resolution() -> None:
    p = np.repeat([0.2, 0.7], 10)
    seen = np.array([k < 2 for k in range(10)] + [k < 7 for k in range(10)])
    assert decompose(p, seen).reliability == pytest.approx(0.0)
    blunt = decompose(np.full(20, 0.45), seen)
    assert (blunt.resolution, blunt.reliability) == (pytest.approx(0.0), pytest.approx(0.0))


def test_pit_is_uniform_for_a_right_forecast_and_not_for_a_narrow_one() -> None:
    n = 4_000
    rates = RNG.gamma(1.0, 1.0, size=n)
    draws, seen, u = RNG.poisson(rates, size=(99, n)), RNG.poisson(rates), RNG.random(n)
    right = pit(draws, seen, u)
    counts = np.histogram(right, bins=10, range=(0, 1))[0]
    assert np.sum((counts - n / 10) ** 2 / (n / 10)) < 27.9  # chi-squared with 9 degrees of freedom, one in 1,000
    assert coverage(right, 0.9) == pytest.approx(0.9, abs=0.02)
    narrow = pit(np.rint(np.broadcast_to(rates, (99, n))).astype(np.int64), seen, u)
    assert coverage(narrow, 0.9) < 0.8
