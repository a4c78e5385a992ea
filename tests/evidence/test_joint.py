"""The exact joint against brute force; its draws; the sampler that stands in beyond it."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.core.errors import ModelError
from catspaw.core.random import uniforms
from catspaw.evidence import joint
from catspaw.evidence.calibrate import shifts
from catspaw.evidence.gibbs import gibbs_draw, gibbs_marginals

YES = (True, False)
MANY = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def components(draw: Any) -> tuple[tuple[int, ...], tuple[joint.Link, ...], np.ndarray]:
    arities = tuple(draw(st.lists(st.integers(2, 4), min_size=2, max_size=6)))
    links = []
    for _ in range(draw(st.integers(0, 7))):
        a, b = draw(st.lists(st.integers(0, len(arities) - 1), min_size=2, max_size=2, unique=True))
        masks = [tuple(draw(st.lists(st.booleans(), min_size=arities[q], max_size=arities[q]))) for q in (a, b)]
        links.append((a, masks[0], b, masks[1]))
    logs = draw(st.lists(st.floats(-3, 3), min_size=2 * sum(arities), max_size=2 * sum(arities)))
    return arities, tuple(links), np.array(logs).reshape(-1, 2)


def brute(arities: tuple[int, ...], links: tuple[joint.Link, ...], logs: np.ndarray) -> np.ndarray | None:
    offsets = np.concatenate([[0], np.cumsum(arities)])
    states = [s for s in product(*map(range, arities)) if all(not a[s[p]] or b[s[q]] for p, a, q, b in links)]
    if not states:
        return None
    weight = np.exp([sum(logs[offsets[q] + x] for q, x in enumerate(s)) for s in states])
    weight /= weight.sum(axis=0)
    found = np.zeros_like(logs)
    for state, share in zip(states, weight, strict=True):
        for q, x in enumerate(state):
            found[offsets[q] + x] += share
    return found


@MANY
@given(components())
def test_marginals_are_those_of_all_states(found: Any) -> None:
    arities, links, logs = found
    expected = brute(arities, links, logs)
    if expected is None:
        with pytest.raises(ModelError):
            joint.tree(arities, links)
        return
    assert joint.marginals(joint.tree(arities, links), logs) == pytest.approx(expected, abs=1e-9)


@MANY
@given(components())
def test_draws_keep_links_and_shares(found: Any) -> None:
    arities, links, logs = found
    expected = brute(arities, links, logs)
    if expected is None:
        return
    worlds = 4000
    u = uniforms(1, "test", np.arange(worlds * len(arities)), 0).reshape(worlds, -1)
    drawn = joint.draw(joint.tree(arities, links), logs, setting=np.ones(worlds, dtype=np.int64), u=u)
    offsets = np.concatenate([[0], np.cumsum(arities)])
    for q, size in enumerate(arities):
        shares = np.bincount(drawn[:, q], minlength=size) / worlds
        assert shares == pytest.approx(expected[offsets[q] : offsets[q + 1], 1], abs=0.045)
    for p, a, q, b in links:
        assert not np.any(np.array(a)[drawn[:, p]] & ~np.array(b)[drawn[:, q]])


def test_a_star_of_a_hundred_and_twenty_in_a_ring_are_exact() -> None:
    star = tuple((i, YES, 0, YES) for i in range(1, 101))
    assert joint.tree((2,) * 101, star).size < 400
    ring = tuple((i, YES, (i + 1) % 20, YES) for i in range(20))
    found = joint.marginals(joint.tree((2,) * 20, ring), np.zeros((40, 1)))
    assert found[:, 0] == pytest.approx(0.5)  # all or none


def test_twenty_that_exclude_each_other_are_exact() -> None:
    links = tuple((i, YES, j, (False, True)) for i in range(20) for j in range(i))
    found = joint.marginals(joint.tree((2,) * 20, links), np.zeros((40, 1)))
    assert found[0::2, 0] == pytest.approx(1 / 21)


def test_beyond_the_limit_the_sampler_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "LARGEST", 2)
    with pytest.raises(joint.TooLargeError):
        joint.tree((3, 3, 3), ((0, (True, False, False), 1, (True, True, False)),))


def test_the_sampler_agrees_with_the_exact_joint() -> None:
    arities, links = (2, 2, 3), ((0, YES, 1, YES), (1, YES, 2, (False, True, True)), (2, (False, True, True), 1, YES))
    logs = np.repeat(np.array([0.4, 0.0, -0.2, 0.0, 0.0, 0.5, -0.5])[:, None], 60, axis=1)
    exact = joint.marginals(joint.tree(arities, links), logs[:, :1])[:, 0]
    found = gibbs_marginals(arities, links, logs, ids=("a", "b", "c"), seed=1)
    assert found.mean(axis=1) == pytest.approx(exact, abs=0.02)
    drawn = gibbs_draw(arities, links, logs, setting=np.arange(60) % 60, ids=("a", "b", "c"), seed=1)
    assert not np.any((drawn[:, 0] == 0) & (drawn[:, 1] == 1))


def test_what_cannot_stand_together_is_named() -> None:
    links = ((0, (True, True), 1, YES), (0, (True, True), 1, (False, True)))
    with pytest.raises(ModelError, match="first, second"):
        gibbs_marginals((2, 2), links, np.zeros((4, 1)), ids=("first", "second"), seed=1)


@MANY
@given(components(), st.lists(st.floats(0.1, 0.9), min_size=24, max_size=24))
def test_shifts_reach_reachable_marginals(found: Any, moved: list[float]) -> None:
    arities, links, logs = found
    if brute(arities, links, logs) is None:
        return
    plan = joint.tree(arities, links)
    noise = np.array(moved[: sum(arities)])[:, None]
    target = joint.marginals(plan, noise)  # reachable, since some factors give it
    shift = shifts(lambda x: joint.marginals(plan, x), logs[:, None, :], target, np.array(arities))
    reached = joint.marginals(plan, logs + shift).mean(axis=1)
    assert reached == pytest.approx(target[:, 0], abs=1e-5)
