"""Ground, wars and faith: what acts do to them, and what they do to rates."""

from dataclasses import replace

import numpy as np
import pytest

from catspaw.engine.arrange import arrange
from catspaw.engine.attribution import OVERT
from catspaw.engine.draws import coefficients, prior_weights
from catspaw.engine.effects import EFFECTS
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.frame import frame
from catspaw.engine.fronts import dangers, grounds
from catspaw.engine.state import Act

CHANNELS = (
    *("client|seizes|enemy", "enemy|seizes|client", "client|settles|enemy", "client|strike|enemy"),
    *("enemy|strike|client", "patron|strike|enemy", "enemy|strike|patron", "patron|strike|client"),
    *("patron|joins|enemy", "patron|joins|bystander", "ally|joins|bystander", "patron|abandons|rogue"),
)
BY_NAME = {effect.name: effect for effect in EFFECTS}


def begun(kit, **ties):
    made = kit.make(CHANNELS, conflicts=kit.conflicts(("war", "bystander", ("client",), ("enemy",))))
    made = kit.hold(kit.tie(made, **ties), base="client", capital="enemy")
    weights = prior_weights()
    drawn = coefficients(weights, EFFECTS, seed=0, draw=0)
    return begin(frame(arrange(replace(made, weights=weights)), effects=EFFECTS, coefficients=drawn))


def do(kit, state, *channels):
    for channel in channels:
        apply(state, Act(kit.row(state.frame.model, channel), state.day, 0.5, 0, OVERT))


def actor(kit, state, name):
    return state.frame.model.snapshot.actors.index(name)


def x(kit, state, effect, channel):
    return BY_NAME[effect].x(state)[kit.row(state.frame.model, channel)]


def test_ground_passes_and_nothing_of_it_is_lost(kit):
    state = begun(kit, reach={("enemy", "base"): 0.5})
    client, enemy = (actor(kit, state, name) for name in ("client", "enemy"))
    do(kit, state, "enemy|seizes|client", "enemy|seizes|client")
    held = grounds(state.held, state.frame.model.snapshot.worth)
    assert held[client] == pytest.approx(0.95**2)
    assert held.sum() == pytest.approx(2.0)
    assert state.lost[client, enemy] == pytest.approx(1 - 0.95**2)
    assert dangers(state)[client] == pytest.approx(1 - 0.95**2)


def test_taking_back_makes_up_for_what_was_lost(kit):
    state = begun(kit, reach={("enemy", "base"): 1.0, ("client", "base"): 1.0, ("client", "capital"): 1.0})
    client, enemy = (actor(kit, state, name) for name in ("client", "enemy"))
    do(kit, state, "enemy|seizes|client")
    assert state.lost[client, enemy] == pytest.approx(0.1)
    do(kit, state, "client|seizes|enemy")
    assert state.lost[client, enemy] == 0.0
    assert state.lost[enemy, client] == pytest.approx(0.1 + 0.1 * 0.1)


def test_what_nobody_can_hold_is_not_taken(kit):
    state = begun(kit, reach={("enemy", "base"): 1.0})
    base = state.frame.model.snapshot
    none = replace(state.frame.model, snapshot=replace(base, worth=np.zeros(2)))
    bare = begin(frame(none, effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    do(kit, bare, "enemy|seizes|client")
    assert not bare.lost.any()
    assert bare.held.tolist() == state.held.tolist()


def test_an_outsider_joins_the_side_of_its_own(kit):
    state = begun(kit, clients={("patron", "client"): 0.5}, hostility={("ally", "client"): 0.5})
    do(kit, state, "patron|joins|bystander", "ally|joins|bystander", "patron|joins|enemy")
    sides = state.frame.sides[0]
    patron, ally, client = (actor(kit, state, name) for name in ("patron", "ally", "client"))
    assert state.joined[0, patron] == sides[client]
    assert state.joined[0, ally] == -sides[client]
    assert x(kit, state, "parties", "client|settles|enemy") == 2.0


def test_an_outsider_with_no_side_stays_out(kit):
    state = begun(kit)
    do(kit, state, "patron|joins|bystander")
    assert not state.joined.any()
    do(kit, state, "patron|joins|enemy")
    assert state.joined[0, actor(kit, state, "patron")] == state.frame.sides[0, actor(kit, state, "client")]


def test_who_joined_fights_the_other_side_and_nobody_else(kit):
    state = begun(kit)
    assert not BY_NAME["parties"].x(state).any()
    do(kit, state, "patron|joins|enemy")
    names = state.frame.model.channels.ids
    drawn = {names[at] for at in np.flatnonzero(BY_NAME["parties"].x(state))}
    assert drawn == {"patron|strike|enemy", "enemy|strike|patron", "client|settles|enemy"}


def test_a_patron_that_lets_a_client_fall_loses_faith_for_a_while(kit):
    state = begun(kit)
    patron = actor(kit, state, "patron")
    do(kit, state, "patron|abandons|rogue")
    assert state.faith[patron] == 0.5
    for _ in range(180):
        next_day(state)
    assert state.faith[patron] == pytest.approx(0.75)
    assert (np.delete(state.faith, patron) == 1.0).all()


def test_a_war_draws_a_patron_by_the_whole_other_side(kit):
    state = begun(kit, clients={("patron", "client"): 1.0}, hostility={("enemy", "client"): 1.0})
    client, enemy = (actor(kit, state, name) for name in ("client", "enemy"))
    state.stock[client] = 5.0
    state.lost[client, enemy] = 0.25
    assert x(kit, state, "loss_of_client", "patron|joins|bystander") == x(
        kit, state, "loss_of_client", "patron|strike|enemy"
    )
    assert x(kit, state, "loss_of_client", "patron|joins|bystander") == pytest.approx(0.75 * (1 - 0.5 / 1.5))
    assert x(kit, state, "ground", "patron|joins|bystander") == 0.25
    assert x(kit, state, "ground", "patron|strike|client") == 0.0


def test_rows_of_wars_in_any_order(kit):
    wars = [("a", "bystander", ("client",), ("enemy",)), ("b", None, ("patron",), ("ally",))]
    two = kit.make(CHANNELS, conflicts=kit.conflicts(*wars))
    turned = kit.make(CHANNELS, conflicts=kit.conflicts(*reversed(wars)))
    assert arrange(two).conflicts.side.tolist() == arrange(turned).conflicts.side.tolist()
    assert arrange(two).conflicts.war.tolist() == arrange(turned).conflicts.war.tolist()


def test_who_fights_already_has_a_say_in_the_peace(kit):
    made = kit.make(CHANNELS, conflicts=kit.conflicts(("war", None, ("client", "patron"), ("enemy", "ally"))))
    state = begin(frame(arrange(made), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    assert x(kit, state, "parties", "client|settles|enemy") == 2.0
    assert x(kit, state, "parties", "client|strike|enemy") == 0.0


def test_ground_lost_before_as_of_counts_and_fades(kit):
    state = begun(kit, clients={("patron", "client"): 1.0}, lost={("client", "enemy"): 0.4})
    assert x(kit, state, "ground", "patron|strike|enemy") == 0.4
    for _ in range(60):
        next_day(state)
    assert x(kit, state, "ground", "patron|strike|enemy") == pytest.approx(0.2)


def test_a_patron_that_lets_a_client_fall_keeps_up_less_of_its_stock(kit):
    state = begun(kit, supply={("patron", "rogue"): 8.0, ("rogue", "rogue"): 12.0})
    rogue, income = actor(kit, state, "rogue"), state.frame.income[actor(kit, state, "rogue")]
    do(kit, state, "patron|abandons|rogue")
    assert state.supplied[rogue] == 16.0
    assert "stock" in state.changed
    do(kit, state, "patron|abandons|rogue")
    assert state.supplied[rogue] == 14.0
    next_day(state)
    assert state.stock[rogue] == pytest.approx(20.0 + income - 6.0 * (1 - 0.5 ** (1 / 90)))
