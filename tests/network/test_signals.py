"""Past contested acts leave signals in each world, so that truth and belief hang together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catspaw import jobs
from catspaw.engine import attribution
from catspaw.engine.draws import in_world, prior_weights
from catspaw.network.compile import compile_model
from catspaw.network.history import Past
from catspaw.network.model import Model, Settings, quiet_snapshot
from catspaw.network.signals import likelihood, posterior, signals

IDENTIFY, EXPECTED, MU = [0.4, 0.2, 0.1], [0.5, 0.3, 0.05], 0.3


@pytest.fixture(scope="module")
def model() -> Model:
    desk = jobs.lay_out("axis-2024")
    return compile_model(desk.case, desk.beliefs(), weights=prior_weights())


def contested(model: Model) -> dict[int, str]:
    """Rows of the history whose truth worlds switch and whose beliefs signals switch, with the proposition."""
    switches, propositions = model.switches, model.worlds.propositions
    rows = {array: {} for array in ("history.truth", "history.public_belief")}
    for at, array in enumerate(switches.array):
        if array in rows:
            rows[array][int(switches.index[at, 0])] = propositions[switches.proposition[at]]
    return {row: name for row, name in rows["history.truth"].items() if row in rows["history.public_belief"]}


def test_the_signal_model_is_the_engine_s() -> None:
    found = likelihood(np.array(IDENTIFY), np.array(EXPECTED), mistaken=MU)
    candidates = [0, 1, 2]
    for column, signal in enumerate([0, 1, 2, attribution.NONE]):
        given = {"candidates": candidates, "identify": IDENTIFY, "prior": EXPECTED, "mistaken": MU}
        np.testing.assert_allclose(found[:, column], attribution.likelihood(signal, **given))
        ours = attribution.posterior([*EXPECTED, 1 - sum(EXPECTED)], attribution.likelihood(signal, **given))
        np.testing.assert_allclose(posterior(np.array(EXPECTED), found)[:, column], ours[:-1])
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_a_candidate_alone_is_seen_or_not() -> None:
    np.testing.assert_allclose(likelihood(np.array([0.4]), np.array([0.7]), mistaken=MU), [[0.4, 0.6], [MU, 1 - MU]])


def test_truth_and_belief_hang_together() -> None:
    """Two that may have done it, and worlds that know: where it was the first, its target believes so more."""
    base = quiet_snapshot(("first", "second", "target"))
    base = replace(base, detection=np.full(3, 0.9), deniability=np.full(3, 0.2))
    acts = [
        Past(who, "strike", "target", None, -5, p, mine, p, proposition=f"did({who}, act)", incident="act")
        for who, p, mine in (("first", 0.5, 0.3), ("second", 0.3, 0.6))
    ]
    u = np.random.default_rng(2).random(4000)
    bits = np.array([u < 0.5, (u >= 0.5) & (u < 0.8)], dtype=np.uint8).T
    column = {"did(first, act)": 0, "did(second, act)": 1}
    found = signals(acts, {0: 0, 1: 1}, bits=bits, column=column, base=base, settings=Settings(), seed=4)
    identify = 0.9 * 0.8
    named = [found.bits[bits[:, k] == 1, k].mean() for k in (0, 1)]
    assert named == pytest.approx([identify, identify], abs=0.03)
    for ledger, prior in (("history.target_belief", 0.3), ("history.public_belief", 0.5)):
        belief = np.full(4000, found.quiet[ledger, 0])
        for array, seen, row, value in zip(found.array, found.column, found.row, found.value, strict=True):
            if (array, row) == (ledger, 0):
                belief[found.bits[:, seen] == 1] = value
        assert belief[bits[:, 0] == 1].mean() > belief[bits[:, 0] == 0].mean() + 0.3
        if ledger == "history.public_belief":  # worlds are drawn from it
            assert belief.mean() == pytest.approx(prior, abs=0.02)


def test_an_overt_act_and_one_that_nobody_contests_leave_no_signal() -> None:
    base = quiet_snapshot(("first", "target"))
    overt = Past("first", "retaliates", "target", None, -5, 0.5, 0.5, 0.5, proposition="did(first, a)", incident="a")
    sure = Past("first", "strike", "target", None, -5, 1.0, 1.0, 1.0, incident="b")
    bits = np.ones((8, 1), dtype=np.uint8)
    found = signals(
        [overt, sure], {0: 0, 1: 1}, bits=bits, column={"did(first, a)": 0}, base=base, settings=Settings(), seed=4
    )
    assert (found.propositions, found.bits.shape, found.array) == ((), (8, 0), ())


def test_the_public_believes_on_average_what_is_pooled(model: Model) -> None:
    for row, name in contested(model).items():
        column = model.worlds.propositions.index(name)
        worlds = [in_world(model, at).history.public_belief[row] for at in range(len(model.worlds.bits))]
        truth = model.worlds.bits[:, column].mean()
        assert np.mean(worlds) == pytest.approx(truth, abs=0.04)


def test_the_same_worlds_each_time_and_one_signal_at_most(model: Model) -> None:
    desk = jobs.lay_out("axis-2024")
    again = compile_model(desk.case, desk.beliefs(), weights=prior_weights())
    assert (again.worlds.bits == model.worlds.bits).all()
    seen: dict[str, list[int]] = {}
    for column, name in enumerate(model.worlds.propositions):
        if name.startswith("seen("):
            seen.setdefault(name.split(", ")[1], []).append(column)
    assert seen
    for columns in seen.values():
        assert model.worlds.bits[:, columns].sum(axis=1).max() == 1
