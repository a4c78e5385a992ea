"""What may not change a result, and what must."""

from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.engine.draws import prior_weights
from catspaw.engine.ensemble import run
from catspaw.engine.result import Ensemble
from catspaw.network.model import NOBODY, Model, Settings, columns

SEED, FUTURES = 11, 8


@pytest.fixture(scope="module")
def base(full):
    return run(full, futures=FUTURES, seed=SEED)


def content(ensemble: Ensemble):
    """All that a run says, with ids for row numbers."""
    actors, channels = ensemble.model.snapshot.actors, ensemble.model.channels.ids
    acts = [
        (
            future,
            *act[1:4],
            channels[act.channel],
            actors[act.signal] if act.signal >= 0 else act.signal,
            act.forestalled,
        )
        for future in range(ensemble.first, ensemble.first + ensemble.futures)
        for act in ensemble.acts_of(future)
    ]
    return acts, ensemble.passage.tolist(), ensemble.count.tolist()


def with_actor(model: Model, name: str) -> Model:
    """An actor more, first in every order, without a channel and in nobody's reach."""
    changed = {}
    for table in ("snapshot", "channels", "history", "red_lines", "occasions", "conflicts"):
        given, values = getattr(model, table), {}
        for key, spec in columns(type(given)).items():
            array = getattr(given, key)
            for axis, word in enumerate(spec.axes.split()):
                if word == "actor":
                    usual = {"reference": 20.0, "power": 1.0}.get(key, 0.0)
                    array = np.insert(array, 0, usual, axis=axis)
            values[key] = np.where(array >= 0, array + 1, array) if spec.of == "actor" else array
        if table == "snapshot":
            values["actors"] = (name, *given.actors)
        changed[table] = replace(given, **values)
    index = model.switches.index.copy()
    index[[name == "arms" for name in model.switches.array]] += [1, 1, 0]
    return replace(model, **changed, switches=replace(model.switches, index=index))


def test_an_actor_in_nobodys_reach_changes_no_number(full, base):
    assert content(run(with_actor(full, "aardvark"), futures=FUTURES, seed=SEED)) == content(base)


def test_an_empty_arm_is_bitwise_the_base(full, base, kit):
    arm = run(replace(full, interventions=kit.interventions()), futures=FUTURES, seed=SEED)
    assert content(arm) == content(base)
    assert arm.to_json() == base.to_json()


def test_a_part_is_the_part_of_the_whole(full, base):
    part = run(full, futures=3, seed=SEED, first=2)
    assert [part.acts_of(n) for n in (2, 3, 4)] == [base.acts_of(n) for n in (2, 3, 4)]
    assert (part.passage == base.passage[2:5]).all()


def test_workers_change_nothing(full):
    seen = []
    one = run(full, futures=20, seed=SEED)
    two = run(full, futures=20, seed=SEED, workers=2, progress=lambda done, of: seen.append((done, of)))
    assert content(one) == content(two)
    assert one.to_json() == two.to_json()
    assert seen == [(16, 20), (20, 20)]


def test_a_shorter_horizon_is_a_prefix(full, base):
    short = run(replace(full, horizon_days=20, outcomes=()), futures=FUTURES, seed=SEED)
    for future in range(FUTURES):
        assert short.acts_of(future) == tuple(act for act in base.acts_of(future) if act.day <= 20)


def test_permuted_rows_change_nothing(full, base, kit):
    assert content(run(kit.shuffle(full, 5), futures=FUTURES, seed=SEED)) == content(base)


def test_names_change_nothing(full, base):
    named = replace(full, names={"client": "The Client <b>"}, provenance={"x": "y"})
    assert content(run(named, futures=FUTURES, seed=SEED)) == content(base)


def test_an_effect_of_weight_0_changes_nothing(full, base):
    whole = prior_weights()
    kept = replace(
        whole,
        mean=whole.mean * (np.array(whole.effects) != "vow")[:, None],
        sd=whole.sd * (np.array(whole.effects) != "vow")[:, None],
    )
    gone = [at for at, name in enumerate(whole.effects) if name != "vow"]
    without = replace(
        whole,
        effects=tuple(whole.effects[at] for at in gone),
        provenance=tuple(whole.provenance[at] for at in gone),
        mean=whole.mean[gone],
        sd=whole.sd[gone],
    )
    a, b = (run(replace(full, weights=w), futures=4, seed=SEED) for w in (kept, without))
    assert content(a) == content(b)
    assert content(a) != content(run(full, futures=4, seed=SEED))


def test_another_seed_is_another_result(full, base):
    assert content(run(full, futures=FUTURES, seed=SEED + 1)) != content(base)


def test_another_id_is_another_draw_of_the_same_law(kit):
    """Renaming an actor gives new luck; its mean stays within four standard errors."""
    ours = run(kit.make(["client|threatens|enemy"], rate=0.3, horizon=50), futures=120, seed=1)
    actors = tuple("zealot" if name == "client" else name for name in kit.ACTORS)
    theirs = run(kit.make(["zealot|threatens|enemy"], actors=actors, rate=0.3, horizon=50), futures=120, seed=1)
    assert ours.mean_acts != theirs.mean_acts
    error = np.sqrt(2 * 0.3 * 50 / 120)
    assert abs(ours.mean_acts - theirs.mean_acts) < 4 * error
    assert ours.mean_acts == pytest.approx(15, abs=4 * error)


def test_arms_share_their_luck(kit, full, base):
    """Making supply to the client dearer changes little else: most acts of an arm are the base's."""
    row = base.model.channels.ids.index("patron|supplies|client")
    change = kit.interventions(channel=[row], first_day=[1], last_day=[60], factor=[0.0])
    arm = run(replace(base.model, interventions=change), futures=FUTURES, seed=SEED)
    lost, kept = 0, 0
    for future in range(FUTURES):
        mine, other = ({act[:4] for act in ensemble.acts_of(future)} for ensemble in (base, arm))
        assert not [act for act in other if act[0] == row]
        kept += len(mine & other)
        lost += len({act for act in mine - other if act[0] != row})
    assert lost < 0.15 * kept


def test_runaways_stop_the_run_and_name_the_channel(kit):
    wild = kit.make(
        ["client|threatens|enemy", "client|vows|enemy"], rate=2.0, settings=Settings(act_limit=30, tempo_sd=0.0)
    )
    with pytest.raises(ModelError, match=r"4 of the first 4 futures ran away .*'client\|threatens\|enemy'"):
        run(wild, futures=4, seed=1)


def test_an_outcome_beyond_the_horizon_is_refused(full):
    with pytest.raises(ModelError, match="outcome 'hit' looks 60 days ahead; allowed: 1 to the horizon of 20 days"):
        run(replace(full, horizon_days=20), futures=4, seed=1)


def test_a_run_needs_a_future(kit):
    with pytest.raises(ModelError, match="allowed: one or more"):
        run(kit.make(["client|vows|enemy"]), futures=0, seed=1)


def test_options_may_weigh_only_known_effects(kit):
    from catspaw.network.model import Decision, Option

    odd = Decision("d", "client", (Option("a", 0.0, "client|vows|enemy", (("mood", 1.0),)),), on_day=1)
    with pytest.raises(ModelError, match="weighs the effect 'mood'"):
        run(kit.make(["client|vows|enemy"], decisions=(odd,)), futures=1, seed=1)


def test_worlds_reach_the_futures(full, base, kit):
    """In worlds where the rogue is armed it is controlled more, so its own agenda counts less."""
    from catspaw.engine.ensemble import frame_of

    actors = base.model.snapshot.actors
    patron, rogue = actors.index("patron"), actors.index("rogue")
    control = {float(frame_of(full, n, seed=SEED).control[patron, rogue]) for n in range(24)}
    assert {round(value, 3) for value in control} == {0.0, 0.32}
    assert NOBODY == -1


def test_same_world_other_luck(full, base):
    """Every future has the world of future 3; future 3 itself is as it was."""
    held = run(full, futures=FUTURES, seed=SEED, same_world=3)
    assert held.acts_of(3) == base.acts_of(3)
    assert held.acts_of(4) != base.acts_of(4)
    frames = [held.scheme.of(n)[:2] for n in range(FUTURES)]
    assert set(frames) == {base.scheme.of(3)[:2]}
    assert all(row.low is None and row.world is None for row in held.outcomes)


def test_same_luck_other_world(full, base, kit):
    held = run(full, futures=FUTURES, seed=SEED, same_luck=2)
    assert {held.scheme.of(n).path for n in range(FUTURES)} == {2}
    assert len({held.scheme.of(n).world for n in range(FUTURES)}) == FUTURES
    certain = replace(full, worlds=replace(full.worlds, bits=full.worlds.bits[:1]), weights=kit.no_weights())
    alike = run(certain, futures=4, seed=SEED, same_luck=2)
    assert len({alike.acts_of(n) for n in range(4)}) == 1  # nothing is not known, so nothing differs


def test_the_same_world_and_luck_at_once_leave_nothing(full):
    with pytest.raises(ModelError, match=r"the same world \(of future 1\) and the same luck \(of future 2\)"):
        run(full, futures=4, seed=1, same_world=1, same_luck=2)
    with pytest.raises(ModelError, match="the luck of future -1 was asked for; allowed: numbers of futures, from 0"):
        run(full, futures=4, seed=1, same_luck=-1)


def test_a_cap_that_binds_is_told(kit):
    """At a rate far above its cap, every act is drawn at the cap."""
    model = kit.make(["client|threatens|enemy", "client|strike|enemy"], rate=0.05, horizon=30)
    row = model.channels.ids.index("client|threatens|enemy")
    model.channels.log_base[row] = 9.0
    made = run(model, futures=2, seed=1)
    assert made.at_cap() == {"client|threatens|enemy": 1.0}
    assert made.acts_per_kind()["threatens"] == pytest.approx(
        30 * model.actions.cap[model.channels.action[row]], rel=0.2
    )


def test_counts_on_the_way_are_the_acts(full, base):
    acts = base.acts
    done = acts.rows(~acts.forestalled & (acts.day <= 60))
    quad = base.model.actions.quad[base.model.channels.action[done.channel]]
    for future in range(FUTURES):
        for period in range(2):
            for one in range(4):
                here = (done.future == future) & ((done.day - 1) // 30 == period) & (quad == one)
                assert base.counts.happened[future, period, one] == here.sum()
