"""First-passage curves and fans, with both uncertainties."""

from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.engine.curves import fan, first_passage
from catspaw.engine.ensemble import run
from catspaw.network.model import OutcomeSpec, SwitchTable, Worlds

HIT = "client|strike|enemy"


@pytest.fixture(scope="module")
def ensemble(full):
    return run(full, futures=40, seed=3)


@pytest.fixture(scope="module")
def split(kit):
    """Half the worlds have an agenda that multiplies the rate by e**3."""
    hit = OutcomeSpec("hit", "hit", "first", (HIT,), 0, 33)
    model = kit.make([HIT], rate=0.005, horizon=60, outcomes=(hit,), weights=kit.only("agenda", {7: 3.0}))
    model = replace(
        model,
        switches=SwitchTable(("agenda",), np.array([0]), np.array([[1, 3, 0]]), np.array([1.0]), np.array([0.0])),
        worlds=Worlds(("wants(client)",), np.array([[0], [1]], dtype=np.uint8)),
    )
    return run(model, futures=480, seed=1)


def test_a_curve_ends_with_the_chance_of_the_table(ensemble):
    for row in ensemble.outcomes:
        last = first_passage(ensemble, row.id).points[-1]
        assert (last.day, last.chance, last.error) == (row.within_days, row.probability, row.error)
        assert (last.low, last.high) == (row.low, row.high)


def test_a_curve_never_falls_and_follows_the_law(split):
    curve = first_passage(split, "hit")
    chances = [point.chance for point in curve.points]
    assert [point.day for point in curve.points] == [0, 5, 10, 15, 20, 25, 30, 33]
    assert chances == sorted(chances)
    for point in curve.points[1:]:
        want = np.mean(1 - np.exp(-0.005 * point.day * np.array([1.0, np.exp(3.0)])))
        assert point.chance == pytest.approx(want, abs=4 * point.error)
        assert point.low < point.chance < point.high
    late = curve.points[-1]
    assert late.low < 0.35  # in worlds without the wish 15 %
    assert late.high > 0.85  # in those with it 96 %


def test_luck_alone_has_no_range(kit):
    hit = OutcomeSpec("hit", "hit", "first", (HIT,), 0, 40)
    curve = first_passage(run(kit.make([HIT], rate=0.05, horizon=40, outcomes=(hit,)), futures=200, seed=1), "hit")
    assert all(point.low is None and point.high is None for point in curve.points)


def test_a_fan_counts_what_happened(ensemble):
    found = fan(ensemble, "verbal conflict")
    assert len(found.months) == 2
    acts = ensemble.acts
    quad = ensemble.model.actions.quad[ensemble.model.channels.action[acts.channel]]
    for at, month in enumerate(found.months):
        inside = (quad == 2) & ~acts.forestalled & (acts.day > 30 * at) & (acts.day <= 30 * (at + 1))
        per_future = np.bincount(acts.future[inside], minlength=40)
        assert month.mean == pytest.approx(per_future.mean())
        assert month.p50 == np.median(per_future)
        assert (month.first - ensemble.model.as_of).days == 30 * at + 1
        assert (month.last - month.first).days == 29
        assert month.p05 <= month.p25 <= month.p50 <= month.p75 <= month.p95


def test_the_expected_number_has_its_range(split):
    for month in fan(split).months:
        assert month.low < 0.8 < 1.7 < month.high  # .15 and 3.0 acts a month in the two kinds of world
        assert month.mean == pytest.approx(30 * 0.005 * (1 + np.exp(3.0)) / 2, abs=4 * month.error)


def test_pictures_and_frames(split):
    curve, months = first_passage(split, "hit", says="Will it?"), fan(split)
    assert "<svg" in curve.plot().svg()
    assert curve.plot().says.startswith("Will it? The chance that it has happened grows to ")
    assert "<svg" in months.plot().svg()
    assert curve.to_frame()["chance"].iloc[-1] == split.outcomes[0].probability
    assert len(months.to_frame()) == 2


def test_names_that_are_not_there(ensemble):
    with pytest.raises(UnknownName, match="no outcome is called 'hitt'; nearest known: hit"):
        first_passage(ensemble, "hitt")
    with pytest.raises(UnknownName, match=r"no class of acts is called 'conflict'.*allowed: verbal cooperation"):
        fan(ensemble, "conflict")
    with pytest.raises(ModelError, match="0 days between points; allowed: one or more"):
        first_passage(ensemble, "hit", step=0)


def test_a_short_horizon_has_no_month(kit):
    assert fan(run(kit.make([HIT], horizon=20), futures=4, seed=1)).months == ()
