from dataclasses import replace

import numpy as np
import pytest

from catspaw.engine.decide import chances
from catspaw.engine.ensemble import frame_of, run
from catspaw.engine.fold import begin
from catspaw.network.model import OWN, Decision, Option, OutcomeSpec

HIT, BACK = "client|strike|enemy", "patron|strike|enemy"
STAND, DEFEND = Option("stand_aside", 0.0), Option("defend", 1.0, BACK)


def model(kit, **changes):
    return kit.make([HIT, BACK], rate=0.02, horizon=30, **changes)


def test_chances_are_a_softmax(kit):
    dilemma = Decision("d", "patron", (STAND, DEFEND), on_day=3)
    state = begin(frame_of(model(kit), 0, seed=1))
    np.testing.assert_allclose(chances(dilemma, state), [1 / (1 + np.e), np.e / (1 + np.e)])


def test_options_weigh_effects(kit):
    weighed = replace(DEFEND, weights=(("opportunity", 2.0),))
    there = kit.tie(model(kit), presence={("enemy", "base"): 1.0}, reach={("patron", "base"): 1.0})
    state = begin(frame_of(there, 0, seed=1))
    odds = chances(Decision("d", "patron", (STAND, weighed), on_day=3), state)
    assert odds[1] / odds[0] == pytest.approx(np.exp(1.0 + 2.0 * np.log(2.0)))


def test_an_effect_weighs_by_its_own_coefficient(kit):
    weighed = replace(DEFEND, weights=(("opportunity", OWN),))
    there = kit.tie(
        model(kit, weights=kit.only("opportunity", 1.5)),
        presence={("enemy", "base"): 1.0},
        reach={("patron", "base"): 1.0},
    )
    odds = chances(Decision("d", "patron", (STAND, weighed), on_day=3), begin(frame_of(there, 0, seed=1)))
    assert odds[1] / odds[0] == pytest.approx(np.exp(1.0 + 1.5 * np.log(2.0)))


def test_on_its_day_the_option_s_act_happens(kit):
    dilemma = Decision("d", "patron", (STAND, DEFEND), on_day=3)
    ensemble = run(model(kit, decisions=(dilemma,)), futures=400, seed=2)
    took = np.array([choices[0].option for choices in ensemble.choices])
    assert {len(choices) for choices in ensemble.choices} == {1}
    assert took.mean() == pytest.approx(np.e / (1 + np.e), abs=0.09)
    row = kit.row(ensemble.model, BACK)
    for future in range(40):
        first = [act for act in ensemble.acts_of(future) if act.channel == row and act.day == 3 and act.time == 0.0]
        assert len(first) == took[future]


def test_after_an_outcome_on_the_next_day(kit):
    hit = OutcomeSpec("hit", "hit", "first", (HIT,), 0, 30)
    dilemma = Decision("d", "patron", (STAND, DEFEND), after_outcome="hit")
    ensemble = run(model(kit, decisions=(dilemma,), outcomes=(hit,)), futures=60, seed=2)
    opened = 0
    for passage, choices in zip(ensemble.passage[:, 0], ensemble.choices, strict=True):
        days = [choice.day for choice in choices]
        assert days == ([passage + 1] if 0 < passage < 30 else [])
        opened += len(days)
    assert opened > 10


def test_a_decision_moves_no_other_luck(kit):
    dilemma = Decision("d", "patron", (STAND, replace(DEFEND, utility=50.0)), on_day=3)
    base = run(model(kit), futures=8, seed=2)
    arm = run(model(kit, decisions=(dilemma,)), futures=8, seed=2)
    for future in range(8):
        extra = set(arm.acts_of(future)) - set(base.acts_of(future))
        assert {(act.day, act.time) for act in extra if act.time == 0.0} == {(3, 0.0)}
        lost = set(base.acts_of(future)) - set(arm.acts_of(future))
        assert not lost


def test_decisions_are_counted_over_a_run(kit):
    from catspaw.engine.decided import decided

    hit = OutcomeSpec("hit", "hit", "first", (HIT,), 0, 30)
    dated = Decision("dated", "patron", (STAND, DEFEND), on_day=3)
    after = Decision("after", "patron", (STAND, DEFEND), after_outcome="hit")
    ensemble = run(model(kit, decisions=(dated, after), outcomes=(hit,)), futures=120, seed=2)
    first, second = decided(ensemble)
    assert (first.opened, first.error, first.futures) == (1.0, 0.0, 120)
    came = (ensemble.passage[:, 0] > 0) & (ensemble.passage[:, 0] < 30)
    assert second.futures == came.sum()
    assert second.opened == came.mean()
    for one in (first, second):
        assert sum(option.share for option in one.options) == pytest.approx(1.0)
        assert all(0.0 < option.error < 0.15 for option in one.options)
    never = replace(dated, id="never", on_day=999)
    (found,) = decided(run(model(kit, decisions=(never,)), futures=4, seed=2))
    assert (found.futures, [option.share for option in found.options]) == (0, [0.0, 0.0])
