from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.card.baselines import (
    BASELINES,
    Fading,
    Last,
    OwnHistory,
    Recurrence,
    Seasonal,
    Zero,
    class_of,
    halflife,
)
from catspaw.fit.card.excited import Excited, best
from catspaw.fit.card.forecaster import Forecaster
from catspaw.fit.card.panel import Cell, Panel
from catspaw.fit.card.prior import pooled

ALL: tuple[Forecaster, ...] = (*BASELINES, Excited())
HORIZONS = (7, 30, 90)


@pytest.mark.parametrize("forecaster", ALL, ids=lambda f: f.name)
def test_draws_are_counts_of_rising_horizons_and_depend_on_the_seed_alone(
    forecaster: Forecaster, steady: Panel
) -> None:
    found = forecaster.draw(steady, horizons=HORIZONS, draws=50, seed=1)
    assert found.shape == (50, 3, 12)
    assert found.dtype == np.int64
    assert found.min() >= 0
    assert (found == forecaster.draw(steady, horizons=HORIZONS, draws=50, seed=1)).all()
    assert (found != forecaster.draw(steady, horizons=HORIZONS, draws=50, seed=2)).any()
    assert found[:, 2].mean() > found[:, 0].mean()


@pytest.mark.parametrize("forecaster", [f for f in ALL if not isinstance(f, Zero | Last)], ids=lambda f: f.name)
def test_where_nothing_changes_long_memories_expect_what_comes(forecaster: Forecaster, steady: Panel) -> None:
    found = forecaster.draw(steady, horizons=(30,), draws=2_000, seed=1)
    assert found[:, 0].mean() == pytest.approx(30 * float(np.geomspace(0.002, 0.3, 12).mean()), rel=0.15)


def test_zero_gives_any_act_one_chance_in_windows_plus_two() -> None:
    panel = Panel(date(2014, 1, 1), np.ones((300, 1), dtype=np.int64), (Cell("a", "b", "conflict"),))
    found = Zero().draw(panel, horizons=(30,), draws=40_000, seed=1)
    assert (found > 0).mean() == pytest.approx(1 / 12, abs=0.006)
    assert found.mean() == pytest.approx(1 / 11, abs=0.008)


def test_last_value_follows_the_last_window(steady: Panel) -> None:
    counts = steady.counts.copy()
    counts[-30:, 0] = 2
    prior = pooled(counts)
    found = Last().draw(replace(steady, counts=counts), horizons=(30,), draws=2_000, seed=1)
    assert found[:, 0, 0].mean() == pytest.approx(30 * (prior.shape + 60) / (prior.days + 30), rel=0.03)


def test_own_history_is_windows_of_the_last_year_whole(steady: Panel) -> None:
    counts = np.zeros_like(steady.counts)
    counts[:-365] = 9  # older than a year: never drawn
    counts[-200, :] = 1
    found = OwnHistory().draw(replace(steady, counts=counts), horizons=(30,), draws=800, seed=1)[:, 0]
    assert set(np.unique(found)) == {0, 1}
    assert (found == found[:, :1]).all(), "all series come from one window"
    assert found[:, 0].mean() == pytest.approx(30 / 336, abs=0.03)


def test_seasonal_is_the_same_weeks_of_earlier_years() -> None:
    day = np.arange(3 * 365 + 1)
    counts = ((day % 365 >= 0) & (day % 365 < 60)).astype(np.int64)[:, None]  # busy in January and February
    panel = Panel(date(2013, 1, 1), counts, (Cell("a", "b", "conflict"),))
    winter = Seasonal().draw(panel.before(date(2015, 1, 25)), horizons=(20,), draws=200, seed=1)
    summer = Seasonal().draw(panel.before(date(2015, 7, 1)), horizons=(20,), draws=200, seed=1)
    assert (winter == 20).mean() > 0.9
    assert summer.max() == 0


def test_the_half_life_is_long_where_nothing_changes_and_short_where_all_does(steady: Panel) -> None:
    assert halflife(steady.counts) >= 240
    rng = np.random.Generator(np.random.Philox(key=5))
    switching = np.where(np.arange(1096)[:, None] // 60 % 2 == np.arange(12) % 2, 0.5, 0.01)
    assert halflife(rng.poisson(switching)) <= 30


def test_classes_of_recurrence_go_by_silence_and_by_activity() -> None:
    counts = np.zeros((400, 3), dtype=np.int64)
    counts[390, 0] = 1
    counts[100, 1] = 1
    (now,) = class_of(counts, np.array([400]))
    silent = now // 8
    assert silent.tolist() == [1, 5, 6]  # 10 days, 300 days, never
    assert (now % 8).tolist() == [1, 0, 0]


def test_recurrence_draws_what_followed_on_the_same_class() -> None:
    """Two series act every tenth day and two never: what follows on ten days is always three acts in 30 days."""
    counts = np.zeros((700, 4), dtype=np.int64)
    counts[::10, :2] = 1
    panel = Panel(date(2013, 1, 1), counts, tuple(Cell("a", x, "conflict") for x in "bcde"))
    found = Recurrence().draw(panel, horizons=(30,), draws=100, seed=1)[:, 0]
    assert (found[:, :2] == 3).all()
    assert (found[:, 2:] == 0).all()


def test_excitement_is_found_where_it_is_and_only_there(steady: Panel) -> None:
    alpha, _ = best(steady.counts, pooled(steady.counts))
    assert alpha <= 0.05
    rng = np.random.Generator(np.random.Philox(key=6))
    counts, memory = np.zeros((1500, 20), dtype=np.int64), np.zeros(20)
    for day in range(1500):
        counts[day] = rng.poisson(0.03 + 0.6 * memory)
        memory = 0.5**0.25 * memory + (1 - 0.5**0.25) * counts[day]
    alpha, keep = best(counts, pooled(counts))
    assert alpha == pytest.approx(0.6, abs=0.11)
    assert keep == 0.5**0.25


def test_excited_days_hold_at_most_one_act_where_days_are_counted(steady: Panel) -> None:
    busy = replace(steady, counts=np.ones_like(steady.counts), unit="days")
    assert Excited().draw(busy, horizons=(7,), draws=20, seed=1).max() <= 7


def test_too_short_a_history_is_named() -> None:
    short = Panel(date(2015, 1, 1), np.ones((60, 1), dtype=np.int64), (Cell("a", "b", "conflict"),))
    for forecaster, message in (
        (OwnHistory(), "needs a history of 90 days; there are 60"),
        (Seasonal(), "needs a year of history and 90 days; there are 60 days"),
        (Recurrence(), "needs a history of 270 days; there are 60"),
    ):
        with pytest.raises(ModelError, match=message):
            forecaster.draw(short, horizons=(90,), draws=5, seed=1)


def test_a_prior_without_any_act_is_small_and_usable() -> None:
    empty = np.zeros((100, 4), dtype=np.int64)
    prior = pooled(empty)
    assert prior.shape / prior.days <= 0.01
    silent = Panel(date(2015, 1, 1), empty, tuple(Cell("a", x, "conflict") for x in "bcde"))
    assert Fading().draw(silent, horizons=(7,), draws=100, seed=1).mean() < 0.1
