import numpy as np
import pytest
from scipy.stats import truncnorm

from catspaw.fit.engine.gain import between, hold


def test_far_from_the_limit_nothing_changes():
    mean, covariance = np.array([0.2, 0.1]), np.array([[4e-4, 1e-4], [1e-4, 9e-4]])
    held = hold(mean, covariance, groups=[np.array([0, 1])])
    assert held.mean == pytest.approx(mean, abs=0.002)
    assert held.covariance == pytest.approx(covariance, rel=0.1, abs=2e-5)


def test_one_coefficient_beyond_the_limit_is_a_truncated_normal():
    held = hold(np.array([1.0]), np.array([[0.04]]), groups=[np.array([0])])
    exact = truncnorm((-0.9 - 1.0) / 0.2, (0.9 - 1.0) / 0.2, loc=1.0, scale=0.2)
    assert held.mean[0] == pytest.approx(exact.mean(), abs=0.004)
    assert held.covariance[0, 0] == pytest.approx(exact.var(), rel=0.05)


def test_the_sum_of_a_group_stays_below_and_what_is_in_no_group_is_free():
    held = hold(np.array([0.9, 0.6, 2.0]), np.diag([0.01, 0.01, 0.01]), groups=[np.array([0, 1])])
    assert np.abs(held.mean[:2]).sum() < 0.9
    assert held.mean[2] == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize(("low", "high"), [(-3.0, -1.0), (20.0, 21.0), (-40.0, -39.0), (-np.inf, 0.5)])
def test_draws_lie_between_their_bounds_with_the_right_mean(low, high):
    luck = (np.arange(20_000) + 0.5) / 20_000
    drawn = between(luck, np.zeros(20_000), 1.0, np.full(20_000, low), np.full(20_000, high))
    assert low <= drawn.min() <= drawn.max() <= high
    assert drawn.mean() == pytest.approx(truncnorm(low, high).mean(), abs=0.01)
