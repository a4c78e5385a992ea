import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.card.hawkes import log_likelihood, simulate
from catspaw.fit.card.scores import Floats
from catspaw.fit.card.self_excitation import fit_self_exciting

END = 6_000.0


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=seed))


def seasons(seed: int, *, alpha: float) -> Floats:
    """Events whose background swings over two years, each triggering `alpha` others after 14 days on average."""
    draw = rng(seed)
    raw = np.sort(draw.random(2_000) * END)
    born = raw[draw.random(2_000) < 0.5 + 0.45 * np.sin(2 * np.pi * raw / 730)]
    found = [born]
    while len(born):
        parents = np.repeat(born, draw.poisson(alpha, size=len(born)))
        born = parents + draw.exponential(14.0, size=len(parents))
        born = born[born <= END]
        found.append(born)
    return np.sort(np.concatenate(found))


def test_the_made_process_is_found_again() -> None:
    """mu .2, alpha .45, omega 1/14: the middle of what the literature finds; margins of three standard errors over 300 years."""
    end = 30_000.0
    found = fit_self_exciting(simulate(rng(9), mu=0.2, alpha=0.45, omega=1 / 14, end=end), end=end, knots=None)
    assert found.alpha == pytest.approx(0.45, abs=0.08)
    assert found.triggered == pytest.approx(found.alpha, abs=0.02)
    assert found.days == pytest.approx(14, rel=0.3)
    assert found.reach == pytest.approx(3 * found.days, rel=0.01)


def test_the_fit_is_the_maximum_of_the_likelihood() -> None:
    times = simulate(rng(1), mu=0.2, alpha=0.45, omega=1 / 14, end=3_000.0)
    found = fit_self_exciting(times, end=3_000.0, knots=None)
    at = {"mu": (1 - found.triggered) * len(times) / 3_000.0, "alpha": found.alpha, "omega": 1 / found.days}
    best = log_likelihood(times, end=3_000.0, **at)
    assert best == pytest.approx(found.loglik, abs=0.01)
    for name in at:
        for factor in (0.93, 1.07):
            assert log_likelihood(times, end=3_000.0, **(at | {name: at[name] * factor})) < best + 0.01


def test_a_constant_background_takes_seasons_for_contagion() -> None:
    times = seasons(2, alpha=0.0)
    constant, moving = (fit_self_exciting(times, end=END, knots=k) for k in (None, 180.0))
    assert constant.triggered > 0.7
    assert moving.triggered < 0.15
    assert moving.loglik > constant.loglik


def test_a_constant_background_finds_too_much_and_one_that_moves_with_the_triggered_too_little() -> None:
    times = seasons(3, alpha=0.45)
    shares = [fit_self_exciting(times, end=END, knots=k).triggered for k in (None, 365.0, 180.0, 90.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.8 > 0.45 > shares[-1]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (np.arange(20.0), "20 events are too few to tell triggered from other ones; needed: 50"),
        (np.arange(60.0)[::-1], "times of events must rise from 0 to 100"),
        (np.arange(60.0) + 50, "times of events must rise from 0 to 100"),
    ],
)
def test_what_cannot_be_fitted_is_said(times: Floats, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fit_self_exciting(times, end=100.0, knots=None)
