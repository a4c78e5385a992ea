import numpy as np
import pytest

from catspaw.fit.card.compare import paired

RNG = np.random.Generator(np.random.Philox(key=3))


def test_equal_forecasters_are_not_told_apart() -> None:
    loss = RNG.random(24)
    found = paired(loss, loss, list(range(24)), seed=1, name="a")
    assert (found.mean, found.low, found.high, found.verdict) == (0.0, 0.0, 0.0, "not told apart")


def test_a_clear_gain_is_won_and_its_mirror_is_lost() -> None:
    own, other = RNG.random(24), RNG.random(24) + 2.0
    won = paired(own, other, list(range(24)), seed=1, name="a")
    lost = paired(other, own, list(range(24)), seed=1, name="a")
    assert (won.verdict, lost.verdict) == ("won", "lost")
    assert lost.mean == pytest.approx(-won.mean)
    assert won.low is not None
    assert won.low < won.mean


def test_two_blocks_give_no_range() -> None:
    found = paired(np.zeros(6), np.ones(6), [0, 0, 0, 1, 1, 1], seed=1, name="a")
    assert (found.mean, found.low, found.detectable, found.verdict, found.blocks) == (
        1.0,
        None,
        None,
        "not told apart",
        2,
    )


def test_windows_of_one_block_count_once() -> None:
    difference = RNG.normal(size=12)
    single = paired(np.zeros(12), difference, list(range(12)), seed=1, name="a")
    copied = paired(np.zeros(48), np.repeat(difference, 4), np.repeat(np.arange(12), 4).tolist(), seed=1, name="a")
    assert copied.detectable == pytest.approx(single.detectable)


def test_the_range_covers_and_the_detectable_gain_is_found_four_times_in_five() -> None:
    """150 experiments of 12 blocks; the margins are three standard errors wide."""
    covered = found = 0
    for k in range(150):
        noise = RNG.normal(size=12)
        gain = paired(np.zeros(12), noise, list(range(12)), seed=k, name="a")
        assert gain.low is not None
        assert gain.high is not None
        covered += gain.low <= 0.0 <= gain.high
        true = 2.201 * 12**-0.5 + 0.876 * 12**-0.5  # Student's quantiles with 11 degrees of freedom
        found += paired(np.zeros(12), noise + true, list(range(12)), seed=k, name="a").verdict == "won"
    assert covered / 150 == pytest.approx(0.95, abs=0.055)
    assert found / 150 == pytest.approx(0.8, abs=0.1)
