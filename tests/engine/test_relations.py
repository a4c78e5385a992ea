"""How acts draw actors near, move what a promise is worth, press, and make or end deals."""

from __future__ import annotations

import pytest

from catspaw.engine.arrange import arrange
from catspaw.engine.draws import coefficients
from catspaw.engine.effects import EFFECTS
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.frame import frame
from catspaw.engine.relations import CREDIBILITY, DEFENDS, NEARNESS, PRESSURE, REPUTATION
from catspaw.engine.state import Act

CHANNELS = (
    "enemy|visits|patron",
    "enemy|agrees|patron",
    "enemy|abandons|ally",
    "enemy|strike|rogue",
    "enemy|imposes|patron",
    "patron|leaves|enemy",
    "patron|advances|",
    "patron|acquires|",
)
A = {"patron": 0, "client": 1, "rogue": 2, "enemy": 3, "ally": 4, "bystander": 5}


@pytest.fixture
def start(kit):
    """enemy guarantees ally (credit .6) and bystander (.65); ally is hostile to patron and rogue."""
    made = kit.tie(
        kit.make(CHANNELS),
        guarantees={("enemy", "ally"): 0.8, ("enemy", "bystander"): 0.5},
        credibility={("enemy", "ally"): 0.6},
        hostility={("ally", "patron"): 0.5, ("ally", "rogue"): 0.9},
        deals={("patron", "bystander"): 0.4, ("bystander", "patron"): 0.4},
    )
    given = arrange(made)
    order = {name: given.snapshot.actors.index(name) for name in A}
    state = begin(frame(given, effects=EFFECTS, coefficients=coefficients(given.weights, EFFECTS, seed=0, draw=0)))
    return state, order


def do(state, channel):
    row = state.frame.model.channels.ids.index(channel)
    apply(state, Act(row, state.day, 0.5, 0, -2))


def test_a_visit_draws_near_and_fades(start):
    state, at = start
    do(state, "enemy|visits|patron")
    near = state.nearness[at["enemy"], at["patron"]]
    assert near == state.nearness[at["patron"], at["enemy"]] == pytest.approx(0.05)
    next_day(state)
    assert state.nearness[at["enemy"], at["patron"]] == pytest.approx(0.05 * 0.5 ** (1 / NEARNESS))


def test_credit_falls_where_the_guarantor_is_seen_with_an_enemy_and_comes_back(start):
    state, at = start
    do(state, "enemy|agrees|patron")
    want = 0.6 * (1 - 0.3 * 0.5)
    assert state.credibility[at["enemy"], at["ally"]] == pytest.approx(want)
    assert state.credibility[at["enemy"], at["bystander"]] == 0.65  # no enemy of the bystander's
    next_day(state)
    assert state.credibility[at["enemy"], at["ally"]] == pytest.approx(0.6 + (want - 0.6) * 0.5 ** (1 / CREDIBILITY))


def test_abandoning_one_costs_credit_with_all(start):
    state, at = start
    do(state, "enemy|abandons|ally")
    assert state.credibility[at["enemy"], at["ally"]] == pytest.approx(0.6 * 0.5)
    assert state.credibility[at["enemy"], at["bystander"]] == pytest.approx(0.65 * (1 - REPUTATION * 0.5))


def test_fighting_an_enemy_of_the_protected_raises_credit(start):
    state, at = start
    do(state, "enemy|strike|rogue")
    assert state.credibility[at["enemy"], at["ally"]] == pytest.approx(0.6 + 0.4 * DEFENDS * 0.9)


def test_pressure_adds_up_below_one_and_an_agreement_takes_part_of_it_off(start):
    state, at = start
    for _ in range(2):
        do(state, "enemy|imposes|patron")
    assert state.pressure[at["enemy"], at["patron"]] == pytest.approx(1 - 0.8**2)
    do(state, "enemy|agrees|patron")
    assert state.pressure[at["enemy"], at["patron"]] == pytest.approx((1 - 0.8**2) * 0.7)
    next_day(state)
    assert state.pressure[at["enemy"], at["patron"]] == pytest.approx((1 - 0.8**2) * 0.7 * 0.5 ** (1 / PRESSURE))


def test_a_deal_is_made_and_stands_until_somebody_leaves(start):
    state, at = start
    do(state, "enemy|agrees|patron")
    next_day(state)
    assert state.deals[at["patron"], at["enemy"]] == state.deals[at["enemy"], at["patron"]] == 0.5
    do(state, "patron|leaves|enemy")
    assert not state.deals.any()


def test_a_programme_goes_up_and_is_seen_to(start):
    state, at = start
    do(state, "patron|advances|")
    assert state.stage[at["patron"]] == state.believed_stage[at["patron"]] == 0.25
    do(state, "patron|acquires|")
    assert state.stage[at["patron"]] == 4.0
