import numpy as np
import pytest

from catspaw.engine.branching import branching, offspring, ratio
from catspaw.engine.effects import EFFECTS
from catspaw.engine.ensemble import frame_of
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.memory import LONG, SHORT, STEADY
from catspaw.engine.state import Act
from catspaw.network.model import Settings

PAIR = ("client|threatens|enemy", "enemy|threatens|client")


def test_one_memory_at_its_ordinary_level(kit):
    """rate * theta * k / (eps + k * rate)."""
    model = kit.make(PAIR[:1], rate=0.1, weights=kit.only("inertia_30", 0.6), settings=Settings(memory_floor=0.02))
    k = STEADY[LONG] * (1 - 0.5 ** (360 / 30))
    want = 0.1 * 0.6 * k / (0.02 + STEADY[LONG] * 0.1)
    assert ratio(frame_of(model, 0, seed=1)) == pytest.approx(want, rel=1e-9)


def test_a_loop_of_two_is_the_mean_of_its_legs(kit):
    model = kit.make(PAIR, rate=0.1, weights=kit.only("reciprocity_3", 0.6), settings=Settings(memory_floor=0.02))
    leg = 0.1 * 0.6 * STEADY[SHORT] / (0.02 + STEADY[SHORT] * 0.1)
    assert ratio(frame_of(model, 0, seed=1)) == pytest.approx(leg, rel=1e-6)


def test_offspring_is_the_derivative_of_expected_acts(full):
    """Against brute force: one act more today, expected acts of 360 days in a world that stands still."""
    frame = frame_of(full, 0, seed=1)
    matrix = offspring(frame)
    channel = frame.model.channels.ids.index("enemy|retaliates|client")
    rate = np.exp(frame.model.channels.log_base + (frame.coefficients * _x(frame)).sum(axis=0))
    memory = [at for at, effect in enumerate(EFFECTS) if effect.memory]
    base, more = begin(frame), begin(frame)
    apply(more, Act(channel, 1, 0.5, 1, -2))
    still = base.ledgers.copy()
    extra = np.zeros(len(rate))
    for _ in range(360):
        next_day(more)
        next_day(base)
        small = (more.ledgers - base.ledgers) * 1e-4  # a derivative, not a step
        added = frame.recall().deviations(still + small)
        level = frame.recall().deviations(still)
        for at in memory:
            name = EFFECTS[at].name
            extra += rate * frame.coefficients[at] * (added[name] - level[name]) / 1e-4
    np.testing.assert_allclose(matrix[:, channel], extra, rtol=1e-3, atol=1e-9)


def _x(frame):
    from catspaw.engine.rates import log_rates

    state = begin(frame)
    log_rates(state)
    return state.x


def test_without_memory_there_is_none(kit):
    assert ratio(frame_of(kit.make(PAIR), 0, seed=1)) == 0.0


def test_the_full_model_is_below_its_gain(full):
    found = branching(full, seed=1, draws=6)
    assert 0.0 < found.low <= found.median <= found.high < 1.0
