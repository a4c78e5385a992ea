from dataclasses import replace
from math import log

import numpy as np
import pytest

from catspaw.engine import attribution
from catspaw.engine.arrange import arrange
from catspaw.engine.authorship import signal_of
from catspaw.engine.effects import EFFECTS
from catspaw.engine.fold import apply, begin, next_day, possible
from catspaw.engine.frame import frame
from catspaw.engine.memory import DIRECTED, PUBLIC, TARGET, TRUTH
from catspaw.engine.state import Act
from catspaw.network.model import Settings

HIT, BACK = "client|strike|enemy", "enemy|retaliates|client"
NAMES = (
    HIT,
    "rogue|strike|enemy",
    BACK,
    "client|vows|enemy",
    "enemy|accuses|client",
    "client|admits|enemy",
    "client|denies|enemy",
)


def begun(kit, names=NAMES, *, theta=0.0, **changes):
    model = arrange(kit.make(names, rate=0.05, **changes))
    drawn = np.zeros((len(EFFECTS), 8))
    drawn[[effect.name for effect in EFFECTS].index("direction"), 7] = theta
    return begin(frame(model, effects=EFFECTS, coefficients=drawn))


def act(kit, state, name, *, signal=attribution.OVERT):
    return Act(kit.row(state.frame.model, name), state.day, 0.5, 1, signal)


def cell(state, author, target, quad=3):
    actors = state.frame.model.snapshot.actors
    return state.frame.cell(actors.index(author), actors.index(target), quad)


def test_memory_is_the_sum_of_the_definition(kit):
    state = begun(kit)
    at = cell(state, "enemy", "client")
    start = state.ledgers[:, at].copy()
    for day, many in ((1, 2), (2, 0), (3, 1), (4, 0)):
        assert state.day == day
        for _ in range(many):
            apply(state, act(kit, state, BACK))
        next_day(state)
    for row, half_life in ((TRUTH, 3), (TRUTH + 1, 30), (TARGET, 3), (PUBLIC + 1, 30)):
        want = start[row] * 0.5 ** (4 / half_life)
        want += log(2) / half_life * (2 * 0.5 ** (4 / half_life) + 0.5 ** (2 / half_life))
        assert state.ledgers[row, at] == pytest.approx(want, rel=1e-12)


def test_an_incomplete_record_adds_to_the_ordinary(kit):
    """Before first_day only what is listed counts, above the ordinary level; from it on, silence counts too."""
    listed = {"author": [3], "action": [1], "target": [1], "place": [-1], "day": [-4]}
    weights = {"truth": [1.0], "target_belief": [1.0], "public_belief": [1.0]}
    at = cell(begun(kit), "enemy", "client")
    ordinary = begun(kit).ledgers[:, at]
    added = [log(2) / h * 0.5 ** (5 / h) for h in (3, 30)]
    loose = begun(kit, history=kit.history(1, **listed, **weights)).ledgers[:, at]
    np.testing.assert_allclose(loose[:2], ordinary[:2] + added, rtol=1e-12)
    strict = begun(kit, history=kit.history(-9, **listed, **weights)).ledgers[:, at]
    fading = [0.5 ** (10 / h) for h in (3, 30)]
    np.testing.assert_allclose(strict[:2], ordinary[:2] * fading + added, rtol=1e-12)
    empty = begun(kit, history=kit.history(1)).ledgers
    assert (empty == begun(kit).ledgers).all()


def test_nothing_reacts_within_the_day(kit):
    state = begun(kit)
    before = state.ledgers.copy()
    apply(state, act(kit, state, BACK))
    assert (state.ledgers == before).all()


def test_ledgers_of_a_deniable_act(kit):
    state = begun(kit)
    start = {
        (row, who): state.ledgers[row, cell(state, who, "enemy")]
        for row in (TRUTH, TARGET)
        for who in ("client", "rogue")
    }
    rogue = state.frame.model.snapshot.actors.index("rogue")
    beliefs = apply(state, act(kit, state, HIT, signal=rogue))
    next_day(state)
    left = 0.5 ** (1 / 3)
    moved = {
        key: (state.ledgers[key[0], cell(state, key[1], "enemy")] / left - value) / (log(2) / 3)
        for key, value in start.items()
    }
    assert moved[TRUTH, "client"] == pytest.approx(1.0)
    assert moved[TRUTH, "rogue"] == pytest.approx(0.0, abs=1e-12)
    believed = dict(beliefs.target)
    assert moved[TARGET, "rogue"] == pytest.approx(believed[rogue])
    assert believed[rogue] > believed[state.frame.model.snapshot.actors.index("client")]
    assert sum(believed.values()) < 1.0  # someone else keeps a share


def test_blame_reaches_the_patron(kit):
    state = begun(kit, theta=1.0)
    base = state.frame.model.snapshot
    control, steer = np.array(base.believed_control), np.array(base.believed_steer)
    patron, client = base.actors.index("patron"), base.actors.index("client")
    control[patron, client], steer[patron, client, 3] = 0.5, 1.0
    model = replace(state.frame.model, snapshot=replace(base, believed_control=control, believed_steer=steer))
    state = begin(frame(model, effects=EFFECTS, coefficients=np.ones((len(EFFECTS), 8))))
    at = cell(state, "patron", "enemy")
    before = state.ledgers[DIRECTED, at]
    apply(state, act(kit, state, HIT, signal=client))
    next_day(state)
    share = 1 - np.exp(-0.5)
    believed = attribution_share(state, client)
    want = (before + log(2) / 30 * share * believed) * 0.5 ** (1 / 30)
    assert state.ledgers[DIRECTED, at] == pytest.approx(want, rel=1e-9)


def attribution_share(state, who):
    case = state.contested[-1]
    return float(case.belief[list(case.candidates).index(who)])


def test_stock_is_spent_and_comes_back(kit):
    state = begun(kit)
    client = state.frame.model.snapshot.actors.index("client")
    apply(state, act(kit, state, HIT, signal=client))
    assert state.stock[client] == 19.0
    next_day(state)
    ordinary = 0.05  # strikes a day, of 1 unit each, that production makes up for
    assert state.stock[client] == pytest.approx(20 - 0.5 ** (1 / 90) + ordinary, rel=1e-12)


def test_ordinary_acts_and_deliveries_leave_the_stock_as_it_is(kit):
    """Expected change of a day in an ordinary state is 0, also where a delivery feeds and leaks."""
    names = (HIT, "rogue|strike|enemy", "patron|supplies|client")
    model = kit.tie(kit.make(names, rate=0.1), leaks={("client", "rogue"): 0.25})
    state = begin(frame(arrange(model), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    channels, actors = state.frame.model.channels, state.frame.model.snapshot.actors
    ordinary = state.stock.copy()
    next_day(state)
    for row in range(3):
        state.stock[channels.author[row]] -= 0.1 * state.frame.cost[row]
    state.stock[actors.index("client")] += 0.1 * 2.0
    state.stock[actors.index("rogue")] += 0.1 * 2.0 * 0.25
    np.testing.assert_allclose(state.stock, ordinary, rtol=1e-12)


def test_an_ordinary_stock_lasts_ninety_days(kit):
    model = kit.make([HIT, BACK], rate=0.05)
    busy = replace(model, channels=replace(model.channels, ordinary=np.array([2.0, 0.05])))
    made = frame(arrange(busy), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8)))
    cost = dict(zip(made.model.channels.ids, made.cost, strict=True))
    assert cost[HIT] == pytest.approx(20 / (90 * 2.0))
    assert cost[BACK] == 1.0


def test_supply_feeds_and_leaks(kit):
    names = ("patron|supplies|client",)
    model = kit.tie(kit.make(names), leaks={("client", "rogue"): 0.25})
    state = begin(frame(arrange(model), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    actors = state.frame.model.snapshot.actors
    apply(state, act(kit, state, names[0]))
    assert state.stock[actors.index("client")] == 22.0
    assert state.stock[actors.index("rogue")] == 20.5


def test_a_stock_below_the_cost_makes_impossible(kit):
    model = kit.give(kit.make([HIT]), stock={"client": 0.9})
    state = begin(frame(arrange(model), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    assert not possible(state, 0)


def test_restraint_moves_the_steer_half_way_and_fades(kit):
    names = ("patron|restrains|client", HIT)
    state = begun(kit, names)
    actors = state.frame.model.snapshot.actors
    at = (actors.index("patron"), actors.index("client"))
    apply(state, act(kit, state, names[0]))
    assert state.steer[at].tolist() == [0, 0, 0, 0]
    next_day(state)
    left = 0.5 ** (1 / 60)
    np.testing.assert_allclose(state.steer[at], [0, 0, -0.5 * left, -0.5 * left], rtol=1e-12)
    np.testing.assert_allclose(state.believed_steer[at], [0, 0, -0.5 * left, -0.5 * left], rtol=1e-12)


def test_deployment_moves_presence(kit):
    model = kit.make(["enemy|deploys|client"], places={"enemy|deploys|client": 1})
    state = begin(frame(arrange(model), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    apply(state, act(kit, state, "enemy|deploys|client"))
    base = state.frame.model.snapshot
    assert state.presence[base.actors.index("enemy"), base.places.index("capital")] == 0.25
    assert state.presence.sum() == 0.25


def test_programme_advances_in_quarter_steps(kit):
    state = begun(kit, ("patron|advances|",))
    apply(state, act(kit, state, "patron|advances|"))
    assert state.stage.tolist().count(0.25) == 1


def test_a_red_line_names_its_conditions(kit):
    lines = kit.red_lines(
        actor=[3, 3, 3],
        author=[-1, 2, -1],
        action=[-1, -1, -1],
        target=[3, 3, 3],
        place=[-1, -1, 1],
        rung=[7.0, 7.0, 7.0],
        strength=[0.5, 0.5, 0.5],
        day=[0, 0, 0],
    )
    state = begun(kit, red_lines=lines)
    model = state.frame.model
    client = model.snapshot.actors.index("client")
    apply(state, act(kit, state, "client|vows|enemy"))
    assert not state.lines.any()  # a vow is below the rung
    apply(state, act(kit, state, HIT, signal=client))
    crossed = {
        int(model.red_lines.author[line]): state.lines[line, client]
        for line in np.flatnonzero(model.red_lines.place < 0)
    }
    assert crossed[-1] == pytest.approx(0.5 * attribution_share(state, client))
    assert crossed[model.snapshot.actors.index("rogue")] == 0.0
    assert not state.lines[model.red_lines.place >= 0].any()


@pytest.mark.parametrize(
    ("word", "ratio"),
    [("client|admits|enemy", 30.0), ("client|denies|enemy", 0.88 / 0.95), ("enemy|accuses|client", 0.7 / 0.4)],
)
def test_public_words_move_the_public_ledger(kit, word, ratio):
    state = begun(kit)
    client = state.frame.model.snapshot.actors.index("client")
    apply(state, act(kit, state, HIT, signal=attribution.NONE))
    next_day(state)
    next_day(state)
    before, at = attribution_share(state, client), cell(state, "client", "enemy")
    ledger, target = state.ledgers[PUBLIC + 1, at], state.ledgers[TARGET + 1, at]
    apply(state, act(kit, state, word))
    after = attribution_share(state, client)
    assert after / (1 - after) == pytest.approx(before / (1 - before) * ratio)
    assert state.ledgers[PUBLIC + 1, at] - ledger == pytest.approx(log(2) / 30 * 0.5 ** (2 / 30) * (after - before))
    assert state.ledgers[TARGET + 1, at] == target


def test_signals_come_at_their_rates(kit):
    settings = Settings(misattribution=0.4)
    state = begun(kit, settings=settings)
    at = kit.row(state.frame.model, HIT)
    n = 4_000
    seen = [signal_of(state, at, (k + 0.5) / n) for k in range(n)]
    actors = state.frame.model.snapshot.actors
    assert seen.count(actors.index("client")) / n == pytest.approx(0.25, abs=0.001)  # .5 * (1 - .5)
    assert seen.count(actors.index("rogue")) / n == pytest.approx(0.75 * 0.4, abs=0.001)
    assert seen.count(attribution.NONE) / n == pytest.approx(0.75 * 0.6, abs=0.001)


def test_an_overt_act_leaves_no_doubt(kit):
    state = begun(kit)
    assert signal_of(state, kit.row(state.frame.model, BACK), 0.5) == attribution.OVERT


def test_a_copy_shares_nothing(kit):
    state = begun(kit)
    other = state.copy()
    for _ in range(3):
        apply(other, act(kit, other, BACK))
        next_day(other)
    fresh = begun(kit)
    for name in ("ledgers", "stock", "vows", "last_rung", "steer"):
        assert (getattr(state, name) == getattr(fresh, name)).all()


def test_what_leaks_is_passed_on_through_three_hands(kit):
    names = ("patron|supplies|client",)
    chain = {("client", "rogue"): 0.5, ("rogue", "enemy"): 0.5, ("enemy", "ally"): 0.5, ("ally", "bystander"): 0.5}
    model = kit.tie(kit.make(names), leaks=chain)
    state = begin(frame(arrange(model), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    actors = state.frame.model.snapshot.actors
    apply(state, act(kit, state, names[0]))
    got = {name: state.stock[actors.index(name)] - 20.0 for name in ("client", "rogue", "enemy", "ally", "bystander")}
    assert got == {"client": 2.0, "rogue": 1.0, "enemy": 0.5, "ally": 0.25, "bystander": 0.0}


def test_who_is_sent_away_without_a_place_leaves_all_that_the_host_has(kit):
    made = kit.tie(kit.make(["patron|expels|ally"]), presence={("ally", "base"): 0.8, ("ally", "capital"): 0.8})
    hosted = replace(made, snapshot=replace(made.snapshot, host=np.array([0, 3])))
    state = begin(frame(arrange(hosted), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    apply(state, act(kit, state, "patron|expels|ally"))
    assert state.presence[state.frame.model.snapshot.actors.index("ally")].tolist() == pytest.approx([0.2, 0.8])


def test_steer_as_believed_goes_back_to_what_is_supposed(kit):
    made = kit.make(["patron|encourages|client", HIT])
    supposed = np.array(made.snapshot.believed_steer)
    supposed[0, 1, 3] = 0.2
    made = replace(made, snapshot=replace(made.snapshot, believed_steer=supposed))
    state = begin(frame(arrange(made), effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    actors = state.frame.model.snapshot.actors
    at = (actors.index("patron"), actors.index("client"), 3)
    next_day(state)
    assert state.believed_steer[at] == pytest.approx(0.2)
    apply(state, act(kit, state, "patron|encourages|client"))
    for _ in range(60):
        next_day(state)
    assert state.believed_steer[at] == pytest.approx(0.2 + 0.4 / 2, abs=0.01)
