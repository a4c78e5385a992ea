import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.engine.attribution import NONE, draw, likelihood, posterior, reweigh, spread

CANDIDATES = [2, 5, 9]
CHANCE = st.floats(0.01, 0.99)


@given(st.lists(CHANCE, min_size=3, max_size=3), st.lists(CHANCE, min_size=3, max_size=3), CHANCE)
def test_likelihoods_of_all_signals_sum_to_one(identify, prior, mistaken):
    total = sum(
        np.array(likelihood(s, candidates=CANDIDATES, identify=identify, prior=prior, mistaken=mistaken))
        for s in (NONE, 2, 5, 9)
    )
    np.testing.assert_allclose(total, 1.0)


@given(st.lists(CHANCE, min_size=3, max_size=3), st.lists(CHANCE, min_size=3, max_size=3), CHANCE, st.integers(0, 2))
def test_draw_has_the_likelihood(identify, prior, mistaken, author):
    given_ = {"candidates": CANDIDATES, "identify": identify, "prior": prior, "mistaken": mistaken}
    n = 400
    seen = [draw((k + 0.5) / n, author=author, **given_) for k in range(n)]
    for signal in (NONE, 2, 5, 9):
        want = likelihood(signal, **given_)[author]
        assert seen.count(signal) / n == pytest.approx(want, abs=2.1 / n)


def test_the_posterior_is_that_of_baliga_and_others():
    """Their formula, with their base case: gamma .5, two attackers, detection .8, accuracy .8, false alarms .05."""
    gamma, sigma = 0.5, np.array([0.61459586, 0.61459586])
    chance, false_alarm = np.array([[0.64, 0.16], [0.16, 0.64]]), np.array([0.05, 0.05])
    for s in (0, 1):
        theirs = (
            gamma
            * sigma
            * chance[:, s]
            / (2 * false_alarm[s] + gamma * (sigma * (chance[:, s] - false_alarm[s])).sum())
        )
        prior = np.append(gamma / 2 * sigma, 1 - (gamma / 2 * sigma).sum())
        ours = posterior(prior, np.append(chance[:, s], false_alarm[s]))
        np.testing.assert_allclose(ours[:2], theirs, rtol=1e-12)


def uniform(low, high):
    return lambda z: np.clip((z - low) / (high - low), 0.0, 1.0)


def two(detection, accuracy):
    right, wrong = detection * accuracy, detection * (1 - accuracy)
    return [[right, wrong], [wrong, right]]


UNIT = uniform(0.0, 1.0)
REFINED = [[0.45, 0.0, 0.27, 0.18], [0.0, 0.45, 0.18, 0.27]]
# Their comparative statics: signals of an attack by each, of none, the defender's costs G, each attacker's gains F.
EQUILIBRIA = {
    "base": (two(0.8, 0.8), 0.05, UNIT, (UNIT, UNIT), (0.61459586, 0.61459586)),
    "better detection": (two(0.9, 0.8), 0.05, UNIT, (UNIT, UNIT), (0.5623293, 0.5623293)),
    "fewer false alarms": (two(0.8, 0.8), 0.025, UNIT, (UNIT, UNIT), (0.5538191, 0.5538191)),
    "better identification": (two(0.8, 0.9), 0.05, UNIT, (UNIT, UNIT), (0.5454899, 0.5454899)),
    "complementarity": (two(0.8, 0.8), 0.05, UNIT, (uniform(0.3, 1.3), UNIT), (0.859246, 0.628933)),
    "more detection, a .10": ([[0.5, 0.0], [0.10, 0.5]], 1e-12, uniform(0.2, 0.6), (UNIT, UNIT), 1.00000),
    "more detection, a .25": ([[0.5, 0.0], [0.25, 0.5]], 1e-12, uniform(0.2, 0.6), (UNIT, UNIT), 1.11237),
    "more detection, a .40": ([[0.5, 0.0], [0.40, 0.5]], 1e-12, uniform(0.2, 0.6), (UNIT, UNIT), 1.20322),
    "coarse": (two(0.9, 0.8), 1e-12, uniform(0.2, 0.35), (UNIT, UNIT), (0.28, 0.28)),
    "too much certainty": (REFINED, 1e-12, uniform(0.2, 0.35), (UNIT, UNIT), (0.55, 0.55)),
}


@pytest.mark.parametrize("case", EQUILIBRIA)
@pytest.mark.parametrize("start", [(0.2, 0.9), (0.99, 0.5)])
def test_their_equilibria_follow_from_the_posterior(case, start):
    """Damped fixed point on our posterior, from two starts: every row of the table of published targets."""
    gamma = 0.5
    chance, none, cost, gain, want = EQUILIBRIA[case]
    chance, sigma = np.array(chance), np.array(start)
    false_alarm = np.full(chance.shape[1], none)
    for _ in range(400):
        prior = np.append(gamma / 2 * sigma, 1 - gamma / 2 * sigma.sum())
        signals = range(chance.shape[1])
        belief = np.array([posterior(prior, np.append(chance[:, s], false_alarm[s]))[:2] for s in signals]).T
        cut = ((chance - false_alarm) * (1.0 - cost(1.0 - belief))).sum(axis=1)
        sigma = 0.7 * sigma + 0.3 * np.array([1.0 - gain[i](cut[i]) for i in (0, 1)])
    np.testing.assert_allclose(sigma.sum() if isinstance(want, float) else sigma, want, atol=2e-5)


def test_a_known_aggressor_shelters_the_others():
    identify, quiet = [0.3] * 3, [1.0, 1.0, 1.0]
    loud = [5.0, 1.0, 1.0]
    belief = {}
    for name, prior in (("quiet", quiet), ("loud", loud)):
        chance = likelihood(NONE, candidates=CANDIDATES, identify=identify, prior=prior, mistaken=0.3)
        belief[name] = posterior(spread(prior, someone_else=0.1), chance)
    assert belief["loud"][1] < belief["quiet"][1]


def test_someone_else_has_the_stated_share():
    assert spread(np.array([1.0, 2.0]), someone_else=0.25) == pytest.approx([1.0, 2.0, 1.0])


def test_alone_it_can_be_mistaken_for_nobody():
    one = {"candidates": [4], "identify": [0.3], "prior": [1.0], "mistaken": 0.9}
    assert draw(0.5, author=0, **one) == NONE
    assert likelihood(NONE, **one)[0] == pytest.approx(0.7)


def test_an_impossible_signal_leaves_the_prior():
    assert posterior(np.array([1.0, 3.0]), np.zeros(2)) == [0.25, 0.75]


@given(st.lists(CHANCE, min_size=2, max_size=5), st.floats(0.1, 30))
def test_a_word_multiplies_the_odds(belief, ratio):
    belief = np.array(belief) / sum(belief)
    after = np.array(reweigh(belief, at=0, ratio=ratio))
    assert after.sum() == pytest.approx(1.0)
    assert after[0] / after[1:].sum() == pytest.approx(ratio * belief[0] / belief[1:].sum())
