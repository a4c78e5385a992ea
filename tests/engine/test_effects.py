"""Each effect: its x in a situation where it can be worked out by hand, and its part in the log rate.

Leaving an effect out of the registry, or making its x constant, fails its row here.
"""

from dataclasses import replace
from math import exp, log, log1p

import numpy as np
import pytest

from catspaw.engine.arrange import arrange
from catspaw.engine.attribution import OVERT
from catspaw.engine.draws import coefficients, prior_weights
from catspaw.engine.effects import EFFECTS
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.frame import frame
from catspaw.engine.rates import log_rates
from catspaw.engine.state import Act
from catspaw.network.model import GROUPS, NOBODY, Settings, Weights

FLOOR, RATE, DAYS = 0.01, 0.05, 11  # the history begins on day -10
STRIKES = (
    "client|strike|enemy",
    "enemy|strike|client",
    "rogue|strike|enemy",
    "enemy|strike|patron",
    "ally|strike|client",
)
BY_NAME = {effect.name: effect for effect in EFFECTS}


def steady(half_life):
    left = 0.5 ** (1 / half_life)
    return log(2) / half_life * left / (1 - left)


def recalled(half_life, acts, *, ordinary=RATE):
    """m_h on day 1 by the definition: the ordinary level fading for 11 days, and each (day, weight) of acts."""
    rate = steady(half_life) * ordinary * 0.5 ** (DAYS / half_life)
    rate += sum(log(2) / half_life * w * 0.5 ** ((1 - day) / half_life) for day, w in acts)
    return log((FLOOR + rate) / (FLOOR + steady(half_life) * ordinary))


def model(kit, **changes):
    channels = changes.pop("channels", STRIKES)
    return kit.make(channels, rate=RATE, settings=Settings(memory_floor=FLOOR, tempo_sd=0.0), **changes)


def past(kit, author, target, *, day=-4, action="strike", truth=1.0, seen=1.0, public=1.0):
    return kit.history(
        -10,
        author=[kit.ACTORS.index(author)],
        action=[kit.table().ids.index(action)],
        target=[kit.ACTORS.index(target)],
        place=[NOBODY],
        day=[day],
        truth=[truth],
        target_belief=[seen],
        public_belief=[public],
    )


def inertia(kit, half_life):
    made = model(kit, history=past(kit, "client", "enemy", truth=1.0, seen=0.2, public=0.1))
    return made, "client|strike|enemy", recalled(half_life, [(-4, 1.0)])


def reciprocity(kit, half_life):
    made = model(kit, history=past(kit, "client", "enemy", truth=0.0, seen=0.6, public=0.1))
    return made, "enemy|strike|client", recalled(half_life, [(-4, 0.6)])


def blame(kit):
    made = kit.tie(
        model(kit, history=past(kit, "client", "enemy", truth=1.0, seen=0.6)),
        believed_control={("patron", "client"): 0.5},
    )
    steer = np.array(made.snapshot.believed_steer)
    steer[0, 1, 3] = 0.8
    share = 1 - exp(-1.0 * 0.5 * 0.8)  # theta of direction is 1 in this test
    made = replace(made, snapshot=replace(made.snapshot, believed_steer=steer))
    return made, "enemy|strike|patron", recalled(30, [(-4, 0.6 * share)], ordinary=RATE * share)


def solidarity(kit):
    made = kit.tie(
        model(kit, history=past(kit, "client", "enemy", truth=1.0, seen=1.0, public=0.5)),
        alliance={("ally", "enemy"): 0.8},
    )
    rate = steady(30) * RATE * 0.5 ** (DAYS / 30) + log(2) / 30 * 0.5 * 0.5 ** (5 / 30)
    x = log((FLOOR + 0.8 * rate) / (FLOOR + 0.8 * steady(30) * RATE))
    return made, "ally|strike|client", x


def direction(kit):
    made = kit.tie(model(kit), commands={("patron", "client"): 0.5}, arms={("patron", "client"): 1.0})
    steer = np.array(made.snapshot.steer)
    steer[0, 1, 3] = -0.6
    kappa = 1 - (1 - 0.9 * 0.5) * (1 - 0.4)
    return replace(made, snapshot=replace(made.snapshot, steer=steer)), STRIKES[0], kappa * -0.6


def agenda(kit):
    made = kit.tie(model(kit), arms={("patron", "rogue"): 0.5}, agenda={("rogue", "enemy"): 0.9})
    return made, "rogue|strike|enemy", (1 - 0.4 * 0.5) * 0.9


def capability(kit):
    return kit.give(model(kit), stock={"client": 5.0}), STRIKES[0], log(5 / 20)


def opportunity(kit):
    made = kit.tie(
        model(kit), presence={("enemy", "base"): 0.5, ("enemy", "capital"): 1.0}, reach={("client", "base"): 0.6}
    )
    return made, STRIKES[0], log1p(0.5 * 0.6)


def hostage(kit):
    made = kit.tie(
        model(kit), presence={("client", "base"): 0.5, ("client", "capital"): 1.0}, reach={("enemy", "base"): 0.6}
    )
    return made, STRIKES[0], log1p(0.5 * 0.6)


def common_enemy(kit):
    made = kit.tie(model(kit), hostility={("client", "bystander"): 0.9, ("enemy", "bystander"): 0.4})
    return kit.give(made, stock={"bystander": 10.0}), STRIKES[0], 0.4 * 0.5


def deterrence(kit):
    made = kit.tie(model(kit), guarantees={("ally", "enemy"): 0.5})
    made = kit.give(
        made,
        power={"client": 0.5, "enemy": 2.0, "ally": 8.0},
        resolve={"enemy": 0.5, "ally": 0.25},
        detection={"enemy": 0.8},
        deniability={"client": 0.5},
    )
    return made, STRIKES[0], 0.8 * (1 - 0.5) * log1p((2.0 * 0.5 + 0.5 * 8.0 * 0.25) / 0.5)


def red_line(kit):
    drawn = kit.red_lines(
        actor=[3], author=[NOBODY], action=[NOBODY], target=[3], place=[NOBODY], rung=[7.0], strength=[0.8], day=[-9]
    )
    made = model(kit, history=past(kit, "client", "enemy", truth=0.0, seen=0.5), red_lines=drawn)
    return made, "enemy|strike|client", 0.8 * 0.5 * 0.5 ** (5 / 30)


def vow(kit):
    return model(kit, history=past(kit, "client", "enemy", action="vows")), STRIKES[0], 0.5 * 0.5 ** (5 / 30)


def climb(kit):
    return model(kit, history=past(kit, "client", "enemy", action="threatens")), STRIKES[0], 0.4


def descent(kit):
    return (
        model(kit, channels=(*STRIKES, "client|meets|enemy"), history=past(kit, "client", "enemy")),
        "client|meets|enemy",
        0.7,
    )


def friend_of_friend(kit):
    made = kit.tie(model(kit), alliance={("client", "ally"): 0.4, ("client", "bystander"): 0.5})
    made = kit.tie(made, clients={("ally", "enemy"): 0.7}, talks={("enemy", "bystander"): 0.2})
    return made, STRIKES[0], 0.4 + 0.2


def friend_of_enemy(kit):
    made = kit.tie(model(kit), hostility={("client", "ally"): 0.6}, guarantees={("ally", "enemy"): 0.4})
    return made, STRIKES[0], 0.4


def enemy_of_friend(kit):
    made = kit.tie(model(kit), alliance={("rogue", "client"): 0.9}, hostility={("rogue", "enemy"): 0.6})
    return made, STRIKES[0], 0.6


def assurance(kit):
    made = kit.tie(model(kit, channels=(*STRIKES, "ally|advances|")), guarantees={("enemy", "ally"): 0.5})
    return kit.tie(made, credibility={("enemy", "ally"): 0.2}), "ally|advances|", 0.5 * 0.8


def own_stage(kit):
    made = model(kit, channels=(*STRIKES, "patron|advances|"))
    return kit.give(made, stage={"patron": 3.0}), "patron|advances|", 0.75


def rival_stage(kit):
    made = kit.tie(model(kit, channels=(*STRIKES, "patron|advances|")), hostility={("patron", "enemy"): 0.8})
    return kit.give(made, stage={"enemy": 4.0}, believed_stage={"enemy": 2.0}), "patron|advances|", 0.8 * 0.5


def deal(kit):
    made = kit.tie(model(kit, channels=(*STRIKES, "patron|advances|")), deals={("patron", "enemy"): 0.7})
    return made, "patron|advances|", 0.7


def option_to_buy(kit):
    made = model(kit, channels=(*STRIKES, "patron|acquires|"))
    return kit.give(made, purchase={"patron": 0.3}), "patron|acquires|", 0.3


def pressed(kit):
    return model(kit, history=past(kit, "enemy", "client", action="imposes"))


def squeeze(kit):
    return pressed(kit), "client|strike|enemy", 0.2 * 0.5 ** (5 / 90)


def defiance(kit):
    return pressed(kit), "client|strike|enemy", 0.2 * 0.5 ** (5 / 90)


def occasion(kit):
    dated = kit.occasions(author=[1, NOBODY], action=[0, 0], target=[NOBODY, 3], day=[8, 15], weight=[-0.4, 1.0])
    return model(kit, occasions=dated), STRIKES[0], -0.4 * (1 - 7 / 21) + (1 - 14 / 21)


def spoiler(kit):
    made = kit.tie(model(kit), hostility={("client", "enemy"): 0.9}, stakes={("client", "ally"): 0.7})
    return kit.tie(made, talks={("ally", "enemy"): 0.5}), STRIKES[0], 0.7 * 0.5


def loss_of_client(kit):
    made = kit.tie(model(kit, channels=(*STRIKES, "patron|strike|enemy")), clients={("patron", "client"): 0.8})
    made = kit.hold(kit.tie(made, hostility={("enemy", "client"): 0.9}), base="client", capital="client")
    made = kit.give(made, stock={"client": 12.0}, power={"patron": 2.0, "enemy": 1.0}, resolve={"enemy": 0.5})
    return made, "patron|strike|enemy", 0.8 * 0.9 * (1 - 12 / 20) * (1 - 0.5 / 2.5)


def after(kit, made, *channels):
    """What is so the day after acts; history does not move ground, parties or faith."""
    forced = [kit.row(made, channel) for channel in channels]
    made = replace(made, history=kit.history(-10))
    return replace(made, interventions=kit.interventions(forced_channel=forced, forced_day=[1] * len(forced)))


def ground(kit):
    made = model(kit, channels=(*STRIKES, "patron|strike|enemy", "enemy|seizes|client"))
    made = kit.hold(kit.tie(made, clients={("patron", "client"): 0.8}), base="client", capital="client")
    made = kit.tie(made, reach={("enemy", "base"): 0.6, ("enemy", "capital"): 0.2})
    return after(kit, made, "enemy|seizes|client"), "patron|strike|enemy", 0.8 * 0.1 * (0.6 + 0.2) / 2 * 0.5 ** (1 / 60)


def parties(kit):
    wars = kit.conflicts(("war", "bystander", ("client",), ("enemy",)))
    made = model(kit, channels=("client|settles|enemy", "patron|joins|bystander", "ally|joins|client"), conflicts=wars)
    made = kit.tie(made, clients={("patron", "client"): 0.8})
    return after(kit, made, "patron|joins|bystander", "ally|joins|client"), "client|settles|enemy", 2.0


def spill_over(kit):
    made = model(
        kit,
        channels=(*STRIKES, "ally|strike|enemy", "enemy|strike|bystander"),
        history=past(kit, "enemy", "bystander", truth=1.0, seen=1.0, public=0.5),
    )
    rate = steady(30) * RATE * 0.5 ** (DAYS / 30) + log(2) / 30 * 0.5 * 0.5 ** (5 / 30)
    x = log((FLOOR + 0.8 * rate) / (FLOOR + 0.8 * steady(30) * RATE))
    return kit.tie(made, lives_by={("ally", "bystander"): 0.8}), "ally|strike|enemy", x


def forsaken(kit):
    made = model(kit, channels=("client|strike|enemy", "patron|abandons|rogue"))
    made = kit.tie(made, commands={("patron", "client"): 0.5})
    steer = np.array(made.snapshot.steer)
    steer[0, 1, 3] = 0.6
    made = replace(made, snapshot=replace(made.snapshot, steer=steer))
    x = 0.9 * 0.5 * 0.6 * 0.5 ** (1 / 60) * -0.5 * 0.5 ** (1 / 180)
    return after(kit, made, "patron|abandons|rogue"), "client|strike|enemy", x


SITUATIONS = {
    "inertia_3": lambda kit: inertia(kit, 3),
    "inertia_30": lambda kit: inertia(kit, 30),
    "reciprocity_3": lambda kit: reciprocity(kit, 3),
    "reciprocity_30": lambda kit: reciprocity(kit, 30),
    "blame": blame,
    "solidarity": solidarity,
    "direction": direction,
    "agenda": agenda,
    "capability": capability,
    "opportunity": opportunity,
    "hostage": hostage,
    "common_enemy": common_enemy,
    "deterrence": deterrence,
    "red_line": red_line,
    "vow": vow,
    "climb": climb,
    "descent": descent,
    "friend_of_friend": friend_of_friend,
    "friend_of_enemy": friend_of_enemy,
    "enemy_of_friend": enemy_of_friend,
    "assurance": assurance,
    "own_stage": own_stage,
    "rival_stage": rival_stage,
    "deal": deal,
    "option_to_buy": option_to_buy,
    "squeeze": squeeze,
    "defiance": defiance,
    "occasion": occasion,
    "spoiler": spoiler,
    "loss_of_client": loss_of_client,
    "ground": ground,
    "parties": parties,
    "spill_over": spill_over,
    "forsaken": forsaken,
}


def start(given, weights):
    """The state of day 1, or, where acts are made to happen on it, the morning after."""
    given = arrange(replace(given, weights=weights))
    drawn = coefficients(weights, EFFECTS, seed=0, draw=0)
    state = begin(frame(given, effects=EFFECTS, coefficients=drawn))
    if given.interventions is not None:
        for channel in given.interventions.forced_channel.tolist():
            apply(state, Act(channel, 1, 0.0, 0, OVERT))
        next_day(state)
    return state


def weights_for(kit, name):
    """The effect at weight .5 everywhere, and direction at 1, which sets the shares that blame reads."""
    half, leads = kit.only(name, 0.5), kit.only("direction", {7: 1.0})
    if name in ("direction", "forsaken"):
        return half
    return Weights(
        (name, "direction"),
        half.provenance + leads.provenance,
        np.vstack([half.mean, leads.mean]),
        np.vstack([half.sd, leads.sd]),
    )


def test_every_effect_has_its_situation():
    assert list(SITUATIONS) == [effect.name for effect in EFFECTS]


@pytest.mark.parametrize("name", SITUATIONS)
def test_x_by_hand_and_its_part_in_the_rate(kit, name):
    given, channel, want = SITUATIONS[name](kit)
    state = start(given, weights_for(kit, name))
    at = kit.row(state.frame.model, channel)
    x = BY_NAME[name].x(state)
    assert x[at] == pytest.approx(want, rel=1e-12)
    assert want != 0.0
    log_rate = log_rates(state)[at]
    assert log_rate == pytest.approx(np.log(RATE) + 0.5 * want, rel=1e-12)


@pytest.mark.parametrize("name", SITUATIONS)
def test_nothing_in_an_ordinary_quiet_state(kit, name):
    state = start(model(kit), weights_for(kit, name))
    x = BY_NAME[name].x(state)
    if name == "deterrence":  # the target's own force is there in quiet times too: it is a level, not an event
        assert (x > 0).all()
    else:
        assert (x == 0.0).all()


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.name)
def test_an_effect_can_say_everything_about_itself(effect):
    for text in (effect.formula, effect.unit, effect.source, effect.raises, effect.lowers, effect.step_says):
        assert text
    assert effect.provenance.split()[0].rstrip(",") in ("fitted", "literature", "judged")
    assert effect.ledger in ("truth", "target", "public", "state")
    assert set(effect.groups) <= set(range(len(GROUPS)))
    assert effect.priors
    assert "multiplies the rate by" in effect.in_words(effect.groups[-1])
    effect.raises.format(author="a", target="b")
    effect.lowers.format(author="a", target="b")


def test_a_prior_in_words():
    from catspaw.engine.effects.base import Prior

    vow_effect = replace(BY_NAME["vow"], priors={7: Prior(1.0, 0.4)}, step=0.5)
    assert vow_effect.in_words(7) == "a vow made today multiplies the rate by 1.65 (1.19–2.29)"


def test_priors_of_memory_stay_below_the_gain():
    weights = prior_weights()
    memory = [at for at, effect in enumerate(EFFECTS) if effect.memory]
    assert np.abs(weights.mean[memory]).sum(axis=0).max() < 0.9


def test_a_closed_channel_below_the_cost_of_its_act(kit):
    from catspaw.engine.rates import rates

    state = start(kit.give(model(kit), stock={"client": 0.5}), kit.only("capability", 0.5))
    rate = rates(state, log_rates(state), tempo=0.0, factor=np.ones(len(STRIKES)))
    closed = kit.row(state.frame.model, "client|strike|enemy")
    assert rate[closed] == 0.0
    assert (np.delete(rate, closed) > 0).all()


def test_verbal_conflict_reads_deeds_and_material_reads_deeds_only(kit):
    channels = ("enemy|threatens|client", "enemy|strike|client", "client|strike|enemy", "client|threatens|enemy")
    said = start(
        model(kit, channels=channels, history=past(kit, "client", "enemy", action="threatens")),
        kit.only("reciprocity_3", 0.5),
    )
    quiet = start(model(kit, channels=channels, history=kit.history(-10)), kit.only("reciprocity_3", 0.5))
    moved = BY_NAME["reciprocity_3"].x(said) - BY_NAME["reciprocity_3"].x(quiet)
    names = said.frame.model.channels.ids
    assert {names[at] for at in np.flatnonzero(moved)} == {"enemy|threatens|client"}


def test_control_is_shared_where_patrons_compete(kit):
    made = kit.tie(
        model(kit), commands={("patron", "client"): 1.0, ("ally", "client"): 1.0}, agenda={("client", "enemy"): 1.0}
    )
    state = start(made, kit.only("agenda", 0.5))
    kappa = state.frame.control[:, list(state.frame.model.snapshot.actors).index("client")]
    assert kappa.sum() == pytest.approx(1.0)
    assert (BY_NAME["agenda"].x(state) == 0.0).all()


def test_a_client_stands_by_its_patron_as_a_patron_by_its_client(kit):
    given = model(kit, history=past(kit, "client", "enemy"))
    ties = (("alliance", ("ally", "enemy")), ("clients", ("enemy", "ally")), ("clients", ("ally", "enemy")))
    found = []
    for tie, pair in ties:
        state = start(kit.tie(given, **{tie: {pair: 0.8}}), kit.only("solidarity", 0.5))
        found.append(BY_NAME["solidarity"].x(state)[kit.row(state.frame.model, "ally|strike|client")])
    assert found[0] == found[1] == found[2] > 0.0
