"""The compiled engine gives what the readable one gives: acts, signals, what was forestalled, passages, counts."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import MissingProgram, ModelError
from catspaw.engine import kernel
from catspaw.engine.branching import ratio
from catspaw.engine.draws import prior_weights
from catspaw.engine.effects import EFFECTS
from catspaw.engine.ensemble import frame_of, run
from catspaw.engine.kernel import choosing
from catspaw.network.model import NOBODY, OWN, Decision, Model, Option, OutcomeSpec, Settings, SwitchTable, Worlds

pytest.importorskip("numba")

SEED = 11
ACTS = ("future", "channel", "day", "time", "word", "signal", "forestalled")


def both(model: Model, *, futures: int = 4, seed: int = SEED, first: int = 0, workers: int = 1):
    """Run both engines, compare every number, and give what they said."""
    ours = run(model, futures=futures, seed=seed, first=first, engine="kernel", workers=workers)
    theirs = run(model, futures=futures, seed=seed, first=first, engine="reference")
    for name in ACTS:
        mine, other = getattr(ours.acts, name), getattr(theirs.acts, name)
        assert mine.dtype == other.dtype
        assert mine.tolist() == other.tolist(), name
    assert ours.passage.tolist() == theirs.passage.tolist()
    assert ours.count.tolist() == theirs.count.tolist()
    assert ours.runaway.tolist() == theirs.runaway.tolist()
    assert ours.choices == theirs.choices
    assert ours.to_json() == theirs.to_json()
    return ours


def lifted(model: Model, by: float) -> Model:
    return replace(model, channels=replace(model.channels, log_base=model.channels.log_base + by))


def test_every_effect_at_its_prior(full):
    made = both(full, futures=8)
    assert made.mean_acts > 60
    assert (made.acts.signal >= 0).any()
    assert made.count.any()


def test_a_part_of_the_futures(full):
    both(full, futures=3, first=6)


def test_other_schemes(full):
    for held in ({"same_world": 5}, {"same_luck": 5}):
        ours, theirs = (run(full, futures=5, seed=SEED, engine=name, **held) for name in ("kernel", "reference"))
        assert ours.acts.time.tolist() == theirs.acts.time.tolist()
        assert ours.to_json() == theirs.to_json()


def test_every_effect_matters_to_the_kernel(full):
    """Each effect's weight moves the kernel's acts, so that equality says something about each."""
    whole = prior_weights()
    strong = replace(full, weights=replace(whole, mean=whole.mean * 1.5, sd=whole.sd * 0.0))
    base = run(strong, futures=24, seed=SEED, engine="kernel").acts
    for row, name in enumerate(whole.effects):
        keep = np.arange(len(whole.effects))[:, None] != row
        without = replace(strong.weights, mean=strong.weights.mean * keep)
        other = run(replace(strong, weights=without), futures=24, seed=SEED, engine="kernel").acts
        assert base.time.tolist() != other.time.tolist(), name


def test_signs_turned(full):
    """Weights of the other sign take the other branch of every bound."""
    whole = prior_weights()
    both(replace(full, weights=replace(whole, mean=-whole.mean)), futures=8)


def test_above_one_act_a_day(full):
    made = both(lifted(full, 4.0), futures=4)
    assert made.mean_acts > 3000
    assert made.acts.forestalled.any()


def test_at_the_cap(kit):
    wild = kit.make(kit.FULL, rate=30.0, horizon=25, weights=prior_weights(), settings=Settings(act_limit=10**6))
    made = both(wild, futures=2)
    assert made.mean_acts > 25 * 8


def test_a_runaway_stops_on_the_same_day(full):
    tight = replace(full, settings=replace(full.settings, act_limit=60))
    with pytest.raises(ModelError, match="ran away") as ours:
        run(tight, futures=4, seed=SEED, engine="kernel")
    with pytest.raises(ModelError, match="ran away") as theirs:
        run(tight, futures=4, seed=SEED, engine="reference")
    assert str(ours.value) == str(theirs.value)


def critical(model: Model, wanted: float) -> Model:
    """Scale base rates until the local branching ratio is the one that is wanted."""
    low, high = -3.0, 3.0
    for _ in range(20):
        middle = (low + high) / 2
        if ratio(frame_of(lifted(model, middle), 0, seed=SEED)) < wanted:
            low = middle
        else:
            high = middle
    return lifted(model, low)


def test_near_critical(kit):
    names = [f"{a}|{k}|{b}" for a, b in (("client", "enemy"), ("enemy", "client")) for k in ("threatens", "retaliates")]
    weights = prior_weights()
    rows = [weights.effects.index(name) for name in ("inertia_30", "reciprocity_3")]
    mean = np.zeros_like(weights.mean)
    mean[rows[0]], mean[rows[1]] = 0.5, np.where(weights.mean[rows[1]] > 0, 0.4, 0.0)
    model = kit.make(
        names,
        rate=0.4,
        horizon=150,
        weights=replace(weights, mean=mean, sd=weights.sd * 0.0),
        settings=Settings(memory_floor=0.02, tempo_sd=0.0, act_limit=10**6),
    )
    model = critical(model, 0.95)
    assert ratio(frame_of(model, 0, seed=SEED)) == pytest.approx(0.95, abs=0.01)
    assert both(model, futures=4).mean_acts > 150


def test_interventions(full, kit):
    ordered = run(full, futures=1, seed=SEED).model
    strike, supply = kit.row(ordered, "client|strike|enemy"), kit.row(ordered, "patron|supplies|client")
    threat, vow = kit.row(ordered, "enemy|threatens|client"), kit.row(ordered, "client|vows|enemy")
    change = kit.interventions(
        channel=[supply, threat, threat, strike],
        first_day=[1, 10, 15, 30],
        last_day=[60, 20, 40, 35],
        factor=[0.0, 6.0, 5.0, 0.1],
        forced_channel=[strike, strike, vow, vow],
        forced_day=[7, 7, 9, 9],
    )
    assert len(both(replace(ordered, interventions=change), futures=8).acts.day)


def test_many_channels_and_actors(kit):
    rng = np.random.default_rng(4)
    actors = tuple(f"actor{n:02}" for n in range(30))
    kinds = ("strike", "threatens", "vows", "meets", "supplies", "accuses", "denies", "encourages")
    names = sorted(f"{a}|{k}|{b}" for a in actors for b in actors for k in kinds if a != b and rng.random() < 0.2)
    model = kit.make(names, actors=actors, rate=0.004, horizon=30, weights=prior_weights(), settings=Settings())
    pairs = {(a, b): float(rng.random()) for a in actors for b in actors if a != b and rng.random() < 0.15}
    model = kit.tie(model, alliance=pairs, hostility={(b, a): v for (a, b), v in pairs.items()}, clients=pairs)
    assert len(model.channels.ids) > 1200
    both(model, futures=2)


def test_a_hundred_thousand_channels(kit):
    actors = tuple(f"actor{n:03}" for n in range(121))
    kinds = ("strike", "threatens", "vows", "meets", "supplies", "accuses", "retaliates")
    names = [f"{a}|{k}|{b}" for a in actors for b in actors for k in kinds if a != b]
    model = kit.make(names, actors=actors, rate=0.0005, horizon=3, weights=prior_weights(), settings=Settings())
    assert len(model.channels.ids) > 100_000
    assert len(both(model, futures=1).acts.day) > 80


def random_model(full: Model, kit, seed: int) -> Model:
    """Anything that a model may say, at random."""
    rng = np.random.default_rng(seed)
    base, a = full.snapshot, len(full.snapshot.actors)
    some = {
        name: rng.random((a, a)) * (rng.random((a, a)) < 0.4)
        for name in (
            *("commands", "arms", "hosts", "believed_control", "hostility", "alliance", "clients", "guarantees"),
            *("talks", "stakes", "deals"),
        )
    }
    steer = rng.uniform(-1, 1, (a, a, 4))
    snapshot = replace(
        base,
        **some,
        leaks=rng.random((a, a)) * (rng.random((a, a)) < 0.2) * 0.3,
        lives_by=rng.random((a, a)) * (rng.random((a, a)) < 0.3),
        holder=rng.integers(-1, a, len(base.places)),
        host=rng.integers(-1, a, len(base.places)),
        lost=rng.random((a, a)) * (rng.random((a, a)) < 0.3) * 0.5,
        worth=rng.random(len(base.places)) * (rng.random(len(base.places)) < 0.8),
        agenda=rng.uniform(-1, 1, (a, a)),
        steer=steer,
        believed_steer=steer * rng.random(),
        stock=rng.uniform(0, 30, a),
        supply=np.diag(rng.uniform(0, 25, a)) + rng.random((a, a)) * 3,
        presence=rng.random(base.presence.shape),
        reach=rng.random(base.reach.shape),
        detection=rng.random(a),
        deniability=rng.random(a),
        stage=rng.uniform(0, 4, a),
        believed_stage=rng.uniform(0, 4, a),
        purchase=rng.random(a),
        credibility=rng.random((a, a)),
    )
    dated = int(rng.integers(0, 5))
    occasions = kit.occasions(
        author=rng.integers(-1, a, dated),
        action=rng.integers(-1, len(full.actions.ids), dated),
        target=rng.integers(-1, a, dated),
        day=rng.integers(-5, 70, dated),
        weight=rng.uniform(-1, 1, dated),
    )
    n, lines = int(rng.integers(0, 12)), int(rng.integers(0, 4))
    past = kit.history(
        int(rng.integers(-40, 2)),
        author=rng.integers(0, a, n),
        action=rng.integers(0, len(full.actions.ids), n),
        target=rng.integers(-1, a, n),
        place=rng.integers(-1, 2, n),
        day=-rng.integers(0, 60, n),
        truth=rng.integers(0, 2, n).astype(float),
        target_belief=rng.random(n),
        public_belief=rng.random(n),
    )
    drawn = kit.red_lines(
        actor=rng.integers(0, a, lines),
        author=rng.integers(-1, a, lines),
        action=np.full(lines, NOBODY),
        target=rng.integers(-1, a, lines),
        place=rng.integers(-1, 1, lines),
        rung=rng.integers(0, 8, lines).astype(float),
        strength=rng.random(lines),
        day=rng.integers(-40, 30, lines),
    )
    ids = full.channels.ids
    kinds = ("first", "count", "rung", "stage")
    outcomes = tuple(
        OutcomeSpec(
            f"o{k}",
            "anything",
            kinds[k % 4],
            tuple(rng.choice(ids, size=5)),
            float(rng.integers(0, 5)),
            int(rng.integers(1, 61)),
            ("truth", "public", *base.actors)[int(rng.integers(0, 2 + a))],
        )
        for k in range(8)
    )
    whole = prior_weights()
    return replace(
        full,
        snapshot=snapshot,
        history=past,
        occasions=occasions,
        red_lines=drawn,
        switches=SwitchTable((), np.zeros(0, np.int64), np.zeros((0, 3), np.int64), np.zeros(0), np.zeros(0)),
        worlds=Worlds((), np.zeros((0, 0), dtype=np.uint8)),
        outcomes=outcomes,
        weights=replace(whole, sd=whole.sd * 2.0),
        channels=replace(
            full.channels,
            log_base=full.channels.log_base + rng.normal(0.5, 1.0, len(ids)),
            place=rng.integers(-1, 2, len(ids)),
        ),
        settings=Settings(
            memory_floor=(None, 0.001, 0.5)[seed % 3],
            tempo_sd=float(rng.random()),
            misattribution=float(rng.random()),
            someone_else=float(rng.random() * 0.9),
        ),
    )


@pytest.mark.parametrize("seed", range(12))
def test_anything_that_a_model_may_say(full, kit, seed):
    both(random_model(full, kit, seed), futures=4, seed=seed)


def test_threads_and_blocks_change_nothing(full):
    seen = []
    one = run(full, futures=36, seed=SEED, engine="kernel")
    two = run(full, futures=36, seed=SEED, engine="kernel", workers=2, progress=lambda *done: seen.append(done))
    assert one.to_json() == two.to_json()
    assert one.acts.time.tolist() == two.acts.time.tolist()
    assert seen == [(16, 36), (32, 36), (36, 36)]


def test_scratch_grows_where_a_future_does_not_fit(full, monkeypatch):
    from catspaw.engine.kernel import blocks

    before = run(full, futures=4, seed=SEED, engine="kernel")
    monkeypatch.setattr(blocks, "_ROOM", 64)
    after = run(full, futures=4, seed=SEED, engine="kernel")
    assert after.acts.time.tolist() == before.acts.time.tolist()


def test_what_is_drawn_once_a_future_is_drawn_alike(full):
    from catspaw.engine import carpet
    from catspaw.engine.arrange import arrange
    from catspaw.engine.draws import coefficients, draw_of, tempo, world_row
    from catspaw.engine.kernel.drawn import draws

    model = arrange(full)
    found = draws(model, range(3, 15), seed=SEED, effects=EFFECTS)
    first = carpet.day_number(model.as_of) + 1
    for at, number in enumerate(range(3, 15)):
        one = draw_of(number)
        assert found.world[at] == world_row(model, seed=SEED, draw=one.world)
        assert (found.coefficients[at] == coefficients(model.weights, EFFECTS, seed=SEED, draw=one.coefficients)).all()
        assert (found.tempo[at] == tempo(model, seed=SEED, path=one.path, first_day=first, days=60)).all()


def test_ground_wars_and_faith(full):
    """Frequent acts that take ground, join wars and let clients fall, at the cap and beyond the ordinary weights."""
    stirred = [name for name in full.channels.ids if name.split("|")[1] in ("seizes", "joins", "abandons", "settles")]
    rows = [full.channels.ids.index(name) for name in stirred]
    base = np.array(full.channels.log_base)
    base[rows] = np.log(0.1)
    whole = full.weights
    made = replace(full, channels=replace(full.channels, log_base=base), weights=replace(whole, mean=1.5 * whole.mean))
    kinds = both(made, futures=8).acts_per_kind()
    assert all(kinds[kind] > 0.1 for kind in ("seizes", "joins", "abandons", "settles"))


def test_sent_away_without_a_place(full, kit):
    """Who is expelled leaves every place of the host, where exposure then counts less."""
    made = kit.make([*kit.FULL, "patron|expels|enemy"], rate=0.05, weights=full.weights)
    made = kit.tie(
        made,
        presence={("enemy", "base"): 0.9, ("enemy", "capital"): 0.9},
        reach={("client", "base"): 1.0, ("client", "capital"): 1.0},
    )
    made = replace(made, snapshot=replace(made.snapshot, host=np.array([0, 0])))
    assert both(made, futures=8).acts_per_kind()["expels"] > 0.5


def test_signals_of_the_past_switch_beliefs(full):
    """A world sets what target and public believe of past acts; another leaves it."""
    switches = full.switches
    more = SwitchTable(
        (*switches.array, "history.target_belief", "history.public_belief"),
        np.append(switches.proposition, [1, 0]),
        np.vstack([switches.index, [[1, 0, 0], [0, 0, 0]]]),
        np.append(switches.if_true, [0.9, 0.2]),
        np.append(switches.if_false, [np.nan, 0.7]),
    )
    made = both(replace(full, switches=more), futures=8)
    assert made.acts.time.tolist() != run(full, futures=8, seed=SEED, engine="kernel").acts.time.tolist()


def test_decisions(full):
    """On a day and after an outcome, with every effect that may weigh on each of several channels."""
    rng = np.random.default_rng(3)
    weighing = [name for name in kernel.choosing.TERMS[kernel.choosing.MEMORIES :] if name not in ("capability",)]
    channels = ("patron|strike|enemy", "patron|joins|enemy", "patron|supplies|client", "patron|advances|")
    options = tuple(
        Option(
            f"o{at}",
            float(rng.normal()),
            channel,
            tuple((name, (at and float(rng.normal())) or OWN) for name in weighing),
        )
        for at, channel in enumerate(channels)
    )
    made = replace(
        full,
        decisions=(
            Decision("late", "patron", (*options, Option("nothing", 0.5)), after_outcome="many"),
            Decision("early", "patron", options, on_day=4),
            Decision("never", "client", options[:2], on_day=999),
        ),
    )
    choices = both(made, futures=40).choices
    assert {choice.decision for one in choices for choice in one} == {0, 1}
    assert len({choice.option for one in choices for choice in one}) > 3
    bare = replace(made, weights=replace(full.weights, mean=full.weights.mean * 0.0, sd=full.weights.sd * 0.0))
    both(bare, futures=8)


def test_a_contested_holder_is_for_the_readable_engine(full):
    switches = SwitchTable(("holder",), np.array([0]), np.array([[0, 0, 0]]), np.array([1.0]), np.array([3.0]))
    assert kernel.why_not(replace(full, switches=switches)) == "who holds a place as a contested proposition"


def test_auto_takes_what_there_is(full, kit, monkeypatch):
    assert kernel.chosen("auto", full, EFFECTS, futures=500) == "kernel"
    assert kernel.chosen("auto", full, EFFECTS, futures=31) == "reference"
    monkeypatch.setattr(choosing, "is_compiled", lambda: True)
    assert kernel.chosen("auto", full, EFFECTS, futures=32) == "kernel"
    monkeypatch.setattr(choosing, "is_compiled", lambda: False)
    assert kernel.chosen("auto", full, EFFECTS, futures=32) == "reference"
    vow = Option("a", 0.0, "client|vows|enemy", (("inertia_30", 1.0),))
    decided = replace(full, decisions=(Decision("d", "client", (vow, Option("b", 0.0)), on_day=3),))
    assert kernel.chosen("auto", decided, EFFECTS, futures=500) == "reference"
    assert kernel.why_not(decided) == "a decision that weighs 'inertia_30'"
    monkeypatch.setattr(choosing, "find_spec", lambda name: None)
    assert kernel.chosen("auto", full, EFFECTS, futures=500) == "reference"


def test_the_kernel_where_it_cannot_be(full, monkeypatch):
    with pytest.raises(ModelError, match="engine is 'quick'; allowed: auto, reference, kernel"):
        run(full, futures=1, seed=1, engine="quick")
    fewer = EFFECTS[1:]
    assert kernel.why_not(full, fewer) == "effects in another order than the registry's, or fewer"
    changed = (replace(EFFECTS[0], formula="mine"), *EFFECTS[1:])
    assert kernel.why_not(full, changed) == "an effect of one's own named 'inertia_3'"
    vow = Option("a", 0.0, "client|vows|enemy", (("inertia_30", 1.0),))
    decided = replace(full, decisions=(Decision("d", "client", (vow, Option("b", 0.0)), on_day=3),))
    with pytest.raises(ModelError, match="does not have a decision that weighs 'inertia_30'; leave engine at auto"):
        run(decided, futures=1, seed=1, engine="kernel")
    monkeypatch.setattr(choosing, "find_spec", lambda name: None)
    with pytest.raises(MissingProgram, match=r"pip install 'catspaw\[fast\]'"):
        run(full, futures=1, seed=1, engine="kernel")


def test_an_effect_that_the_kernel_lacks_is_left_to_the_reference(full):
    new = replace(EFFECTS[-1], name="weather")
    weights = prior_weights((*EFFECTS, new))
    assert kernel.why_not(replace(full, weights=weights), (*EFFECTS, new)) == "the effect 'weather'"
    silent = replace(weights, mean=weights.mean * 0.0, sd=weights.sd * 0.0)
    assert kernel.why_not(replace(full, weights=silent), (*EFFECTS, new)) is None


def test_compiling_is_said_and_the_cache_is_named_by_the_sources(full, monkeypatch, caplog, tmp_path):
    from catspaw.engine.kernel import blocks, keeping

    monkeypatch.setattr(blocks, "is_compiled", lambda: False)
    with caplog.at_level(logging.INFO):
        run(full, futures=1, seed=1, engine="kernel")
    assert "compiling the engine: about a minute, once for this version" in caplog.text
    keeping.cache_directory.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert keeping.cache_directory().parent == tmp_path / "catspaw"
    assert not keeping.is_compiled()
    keeping.cache_directory.cache_clear()


def test_numba_is_not_imported_before_it_is_asked_for():
    import subprocess
    import sys

    code = "import sys; import catspaw.engine.ensemble; print('numba' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def callable_alone(function):
    """A compiled function for Python to call: those of the kernel can only be called from compiled code."""
    import numba

    return numba.njit(lambda *given: function(*given))


def test_elementary_functions_agree_with_the_arrays_bit_for_bit():
    from catspaw.core import elementary as arrays
    from catspaw.engine.kernel import elementary as numbers

    rng = np.random.default_rng(1)
    odd = [0.0, -0.0, 1.0, -745.2, -750.0, -799.0, -801.0, -708.5, 708.9, 709.0, 720.0]
    near, wide = rng.uniform(-3, 3, 3000), rng.uniform(-820, 720, 3000)
    positive = np.concatenate([np.abs(near), 10 ** rng.uniform(-320, 300, 3000), [0.0, 5e-324, 1e-310, 1.0]])
    for name, given in (("exp", np.concatenate([near, wide, odd])), ("log", positive), ("log1p", np.abs(wide))):
        want, ours = getattr(arrays, name)(given), callable_alone(getattr(numbers, name))
        assert [ours(float(x)) for x in given] == want.tolist(), name
    given = np.abs(np.concatenate([near, wide * 1.4]))
    halving = callable_alone(numbers.halving)
    assert [halving(float(x)) for x in given] == arrays.halving(given).tolist()


def test_draws_and_counts_agree_bit_for_bit():
    from catspaw.core.random import poisson, stable_hash, stream_key, uniform_pair
    from catspaw.engine import carpet
    from catspaw.engine.kernel import drawing, opening, tables

    bands, rng = tables._bands(), np.random.default_rng(2)
    key, name = stream_key(3, "path"), stable_hash("a|strike|b")
    pair = callable_alone(drawing.uniform_pair)
    for word in (0, 1, 513, 2**31, 2**32 - 1, 62 << 26):
        ours = pair(np.uint64(key), np.uint64(name), np.uint64(7), word)
        assert ours == uniform_pair(key, name, 7, word)
    for band in range(carpet.BANDS):
        width = carpet.upper_edge(band) - carpet.upper_edge(band - 1)
        u = rng.random(200)
        ours = [opening.count.py_func(bands, band, float(x)) for x in u]
        assert ours == poisson(u, mean=width * 2.0 ** carpet.cell_bits(band)).tolist()


def test_where_nothing_can_be_written_the_kernel_still_compiles(monkeypatch, tmp_path, caplog):
    from catspaw.engine.kernel import compiling

    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(compiling, "cache_directory", lambda: tmp_path / "file" / "kernel")
    with caplog.at_level(logging.INFO):
        twice = compiling.entry(lambda x: 2.0 * x)
    assert twice(1.5) == 3.0
    assert "compiled code is not kept" in caplog.text
