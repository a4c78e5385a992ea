"""The softmax: gradient, concavity's top, and a world whose weights are known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from catspaw.fit.link.choice import Cases
from catspaw.fit.link.estimation import Frame, Objective, Ridges, fit

RELATIONS = 2


def made(n: int = 400, k: int = 12, weights: tuple[float, ...] = (1.5, -1.0, 0.0), seed: int = 1) -> Cases:
    """Draw questions whose answers follow a softmax with given weights."""
    draws = np.random.default_rng(seed)
    x = draws.normal(size=(n * k, len(weights))).astype(np.float32)
    score = (x @ np.array(weights)).reshape(n, k) + draws.gumbel(size=(n, k))
    true = np.zeros((n, k), bool)
    true[np.arange(n), score.argmax(axis=1)] = True
    return Cases(
        x=x,
        begin=np.arange(0, n * k + 1, k).astype(np.int64),
        relation=(np.arange(n) % RELATIONS).astype(np.int32),
        kind=draws.integers(0, 3, n * k).astype(np.int8),
        true=true.ravel(),
        offset=np.zeros(n * k, np.float32),
    )


def test_gradient_is_that_of_the_loss() -> None:
    cases = made(n=40)
    cases.true[5] = True  # a question with two answers
    cases.offset[::7] = 0.7
    with ThreadPoolExecutor(2) as pool:
        objective = Objective(cases, Ridges(0.1, 0.2, 0.3), RELATIONS, pool)
        w = np.random.default_rng(2).normal(size=objective.shape[0] * 3) * 0.3
        _, gradient = objective(w)
        step = 1e-2
        for j in range(len(w)):
            up, down = w.copy(), w.copy()
            up[j], down[j] = w[j] + step, w[j] - step
            assert abs((objective(up)[0] - objective(down)[0]) / (2 * step) - gradient[j]) < 2e-3


def test_known_weights_are_recovered() -> None:
    found = fit(made(n=3000), features=("a", "b", "c"), relations=0, ridges=Ridges(), rounds=(100, 0))
    np.testing.assert_allclose(found.common + found.kind.mean(axis=0), (1.5, -1.0, 0.0), atol=0.12)


def test_deviations_shrink_to_nothing_where_relations_do_not_differ() -> None:
    loose = fit(made(), features=("a", "b", "c"), relations=RELATIONS, ridges=Ridges(), rounds=(60, 60))
    tight = fit(made(), features=("a", "b", "c"), relations=RELATIONS, ridges=Ridges(relation=1e3), rounds=(60, 60))
    assert np.abs(tight.relation).max() < 1e-3 < np.abs(loose.relation).max()


def test_a_sampled_candidate_stands_for_its_weight() -> None:
    """Twice the same rival is the same as once with an offset of log 2."""
    x = np.array([[1.0], [0.0], [0.0]], np.float32)
    twice = Cases(x, np.array([0, 3]), np.zeros(1, np.int32), np.zeros(3, np.int8), np.array([True, False, False]),
                  np.zeros(3, np.float32))  # fmt: skip
    once = Cases(x[:2].copy(), np.array([0, 2]), np.zeros(1, np.int32), np.zeros(2, np.int8), np.array([True, False]),
                 np.log(np.array([1, 2], np.float32)))  # fmt: skip
    with ThreadPoolExecutor(2) as pool:
        losses = [Objective(c, Ridges(), 0, pool)(np.full(4, 0.3))[0] for c in (twice, once)]
    assert abs(losses[0] - losses[1]) < 1e-6


def test_coordinates_lead_to_the_weights_and_back() -> None:
    cases = made(n=200)
    with ThreadPoolExecutor(2) as pool:
        objective = Objective(cases, Ridges(), RELATIONS, pool)
        w = np.random.default_rng(3).normal(size=objective.shape)
        frame = Frame(objective, np.zeros((4, 3)))
        flat = frame.coordinates(w)
        np.testing.assert_allclose(frame.weights(flat), w, atol=1e-9)
        loss, gradient = frame(flat)
        assert loss == objective(frame.weights(flat).ravel())[0]
        direction = np.random.default_rng(4).normal(size=len(flat))
        rise = (frame(flat + 0.01 * direction)[0] - frame(flat - 0.01 * direction)[0]) / 0.02
        np.testing.assert_allclose(rise, gradient @ direction, rtol=2e-3)


def test_few_iterations_are_enough() -> None:
    """Features on far apart scales, which would otherwise take many."""
    cases = made(n=1000)
    cases.x[:, 1] *= 0.01
    short = fit(cases, features=("a", "b", "c"), relations=RELATIONS, ridges=Ridges(), rounds=(6, 8))
    cases = made(n=1000)
    cases.x[:, 1] *= 0.01
    long = fit(cases, features=("a", "b", "c"), relations=RELATIONS, ridges=Ridges(), rounds=(200, 200))
    assert short.loss - long.loss < 2e-3
