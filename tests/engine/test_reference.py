from dataclasses import replace

import numpy as np
import pytest

from catspaw.engine import outcomes
from catspaw.engine.arrange import arrange
from catspaw.engine.attribution import OVERT
from catspaw.engine.ensemble import frame_of
from catspaw.engine.rates import log_rates
from catspaw.engine.reference import replay, simulate
from catspaw.engine.state import PARTS, Act

SEED = 5


def recorded(frame, *, path=3, days=60):
    """A future with the log rates and x of each of its days."""
    seen = []
    plan = outcomes.plan(frame.model)
    future = simulate(
        frame,
        seed=SEED,
        path=path,
        days=days,
        plan=plan,
        watch=lambda state, log_rate, rate: seen.append((log_rate.copy(), state.x.copy(), rate.copy())),
    )
    return future, seen


@pytest.fixture(scope="module")
def played(full):
    frame = frame_of(full, 3, seed=SEED)
    return frame, *recorded(frame)


def test_replay_gives_the_log_rates_back_bit_for_bit(played):
    frame, future, seen = played
    assert len(future.acts) > 60
    days = 0
    for day, (log_rate, x, _) in zip(replay(frame, future.acts, days=60), seen, strict=True):
        assert (day.log_rate == log_rate).all()
        assert (day.x == x).all()
        days += 1
    assert days == 60


def test_replay_without_an_act_differs(played):
    frame, future, seen = played
    last = list(replay(frame, future.acts[1:], days=60))[-1]
    assert (last.log_rate != seen[-1][0]).any()


def test_no_stale_effect_in_the_cache(played):
    frame, future, seen = played
    for day, (log_rate, _, _) in zip(replay(frame, future.acts, days=60), seen, strict=True):
        fresh = day.state.copy()
        fresh.recalled = None
        fresh.changed = set(PARTS)
        fresh.fresh = True
        assert (log_rates(fresh) == log_rate).all()


def test_acts_are_the_points_below_the_rates(played):
    frame, future, seen = played
    from catspaw.core.random import stream_key
    from catspaw.engine import carpet

    first = carpet.day_number(frame.model.as_of) + 1
    n = len(frame.hashes)
    rows, bands = np.repeat(np.arange(n), carpet.BANDS), np.tile(np.arange(carpet.BANDS), n)
    points = carpet.points(
        stream_key(SEED, "path"), frame.hashes[rows], bands, replicate=3, first_day=first, last_day=first + 59
    )
    counted = frame.model.actions.counted[frame.model.channels.action]
    under = {
        (int(rows[r]), int(d) - first + 1, int(w))
        for r, d, h, w in zip(points.row, points.day, points.height, points.word, strict=True)
        if h < seen[d - first][2][rows[r]] and counted[rows[r]]
    }
    done = {(act.channel, act.day, act.word) for act in future.acts if counted[act.channel]}
    assert done == under


def test_a_day_is_applied_in_the_order_of_its_points(played):
    _, future, _ = played
    keys = [(act.day, act.time) for act in future.acts]
    assert keys == sorted(keys)


def test_a_shorter_horizon_is_a_prefix(played):
    frame, future, _ = played
    short, _ = recorded(frame, days=25)
    assert short.acts == tuple(act for act in future.acts if act.day <= 25)


def test_present_kinds_happen_once_a_day(kit):
    model = kit.make(["client|vows|enemy", "client|threatens|enemy"], rate=0.49, horizon=200)
    future, _ = recorded(frame_of(model, 0, seed=1), days=200)
    by_day = {}
    for act in future.acts:
        by_day.setdefault((act.channel, act.day), []).append(act)
    vows = kit.row(arrange(model), "client|vows|enemy")
    assert max(len(acts) for (channel, _), acts in by_day.items() if channel == vows) == 1
    assert max(len(acts) for (channel, _), acts in by_day.items() if channel != vows) > 1


def test_an_act_without_means_is_forestalled(kit):
    model = kit.make(["client|strike|enemy"], rate=4.0, horizon=3)
    model = kit.give(replace(model, channels=replace(model.channels, ordinary=np.array([1e-9]))), stock={"client": 1.5})
    future, _ = recorded(frame_of(model, 0, seed=1), days=3)
    first = [act for act in future.acts if act.day == 1]
    assert len(first) >= 2, "the seed must give two strikes on day 1"
    assert [act.forestalled for act in first] == [False] + [True] * (len(first) - 1)


def test_a_forced_act_happens_and_a_forbidden_one_does_not(kit):
    names = ["client|strike|enemy", "rogue|strike|enemy", "enemy|retaliates|client"]
    base = arrange(kit.make(names, rate=0.3, horizon=40))
    strike, other = kit.row(base, names[0]), kit.row(base, names[1])
    arm = replace(
        base,
        interventions=kit.interventions(
            channel=[other], first_day=[10], last_day=[20], factor=[0.0], forced_channel=[strike], forced_day=[7]
        ),
    )
    before, _ = recorded(frame_of(base, 0, seed=1), days=40)
    after, _ = recorded(frame_of(arm, 0, seed=1), days=40)
    gone = set(before.acts) - set(after.acts)
    new = set(after.acts) - set(before.acts)
    assert gone == {act for act in before.acts if act.channel == other and 10 <= act.day <= 20} != set()
    assert [(act.channel, act.day, act.time) for act in new] == [(strike, 7, 0.0)]


def test_the_limit_of_acts_marks_a_runaway(kit):
    from catspaw.network.model import Settings

    model = kit.make(["client|threatens|enemy"], rate=5.0, settings=Settings(act_limit=20, tempo_sd=0.0))
    future, _ = recorded(frame_of(model, 0, seed=1))
    assert future.runaway
    assert len(future.acts) < 60


def test_a_rung_lasts_thirty_days_and_then_is_noticed_to_be_over(kit):
    model = kit.make(["client|threatens|enemy"], rate=1e-6, weights=kit.only("climb", 0.5))
    frame = frame_of(model, 0, seed=1)
    x = [float(day.x[:, 0].sum()) for day in replay(frame, [Act(0, 1, 0.5, 1, OVERT)], days=40)]
    assert x[:1] == [0.0]
    assert x[1:31] == [0.4] * 30
    assert x[31:] == [0.0] * 9


def test_no_rate_is_above_the_cap(kit):
    model = kit.make(["client|vows|enemy", "client|threatens|enemy"], rate=30.0, horizon=40)
    frame = frame_of(model, 0, seed=1)
    future, seen = recorded(frame, days=40)
    caps = dict(zip(frame.model.channels.ids, frame.cap, strict=True))
    assert caps == {"client|vows|enemy": 0.5, "client|threatens|enemy": 8.0}
    assert all((rate == frame.cap).all() for _, _, rate in seen)
    assert len(future.acts) == pytest.approx(40 * (8.0 + 1 - np.exp(-0.5)), rel=0.2)
