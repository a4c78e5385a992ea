import numpy as np
import pytest
from scipy.stats import kstest

from catspaw.core.errors import ModelError
from catspaw.fit.card.hawkes import excitation, log_likelihood, rescaled, simulate

RNG = np.random.Generator(np.random.Philox(key=2))
MU, ALPHA, OMEGA = 0.2, 0.45, 1 / 14


def test_the_recursion_is_the_double_sum() -> None:
    times = np.sort(RNG.random(40)) * 30
    want = [sum(np.exp(-OMEGA * (t - s)) for s in times[:k]) for k, t in enumerate(times)]
    np.testing.assert_allclose(excitation(times, OMEGA), want)


def test_the_likelihood_is_the_integral_done_by_hand() -> None:
    times, end = np.array([1.0, 1.5, 4.0]), 6.0
    grid = np.linspace(0, end, 600_001)
    rate = MU + sum(ALPHA * OMEGA * np.exp(-OMEGA * (grid - t)) * (grid > t) for t in times)
    at = [MU + sum(ALPHA * OMEGA * np.exp(-OMEGA * (t - s)) for s in times if s < t) for t in times]
    want = float(np.sum(np.log(at)) - np.trapezoid(rate, grid))
    assert log_likelihood(times, mu=MU, alpha=ALPHA, omega=OMEGA, end=end) == pytest.approx(want, abs=1e-5)


def test_no_event_is_likely_where_the_background_is_low() -> None:
    assert log_likelihood(np.empty(0), mu=MU, alpha=ALPHA, omega=OMEGA, end=5.0) == pytest.approx(-1.0)


def test_the_closed_forms_of_the_stationary_process() -> None:
    """Mean rate .2 / .55 = .3636 a day; 45 % triggered; 95 % of the kernel within 42 days; 4 standard errors wide."""
    end = 200_000.0
    times = simulate(RNG, mu=MU, alpha=ALPHA, omega=OMEGA, end=end)
    error = (MU / (1 - ALPHA) ** 3 / end) ** 0.5  # variance of counts over time: mu / (1 - alpha)^3
    assert len(times) / end == pytest.approx(0.2 / 0.55, abs=4 * error)
    assert 1 - MU * end / len(times) == pytest.approx(0.45, abs=0.02)
    assert -np.log(0.05) / OMEGA == pytest.approx(42, abs=0.1)


def test_the_likelihood_is_highest_near_the_truth() -> None:
    times = simulate(RNG, mu=MU, alpha=ALPHA, omega=OMEGA, end=20_000)
    at = log_likelihood(times, mu=MU, alpha=ALPHA, omega=OMEGA, end=20_000)
    for wrong in ({"mu": 0.26}, {"alpha": 0.3}, {"alpha": 0.6}, {"omega": 1 / 5}, {"omega": 1 / 40}):
        given = {"mu": MU, "alpha": ALPHA, "omega": OMEGA} | wrong
        assert log_likelihood(times, end=20_000, **given) < at - 5


def test_time_rescaled_by_the_truth_is_exponential_and_by_a_poisson_process_is_not() -> None:
    times = simulate(RNG, mu=MU, alpha=ALPHA, omega=OMEGA, end=50_000)
    assert kstest(rescaled(times, mu=MU, alpha=ALPHA, omega=OMEGA), "expon").pvalue > 0.001
    assert kstest(rescaled(times, mu=MU / (1 - ALPHA), alpha=0.0, omega=OMEGA), "expon").pvalue < 1e-6


def test_events_that_beget_events_for_ever_are_refused() -> None:
    with pytest.raises(ModelError, match="alpha is 1; allowed: 0 to under 1"):
        simulate(RNG, mu=1.0, alpha=1.0, omega=1.0, end=1.0)


@pytest.mark.parametrize("times", [[2.0, 1.0], [-1.0, 2.0], [1.0, 9.0]])
def test_times_out_of_order_or_outside_are_refused(times: list[float]) -> None:
    with pytest.raises(ModelError, match="must rise from 0 to 5"):
        log_likelihood(np.array(times), mu=MU, alpha=ALPHA, omega=OMEGA, end=5.0)
