"""Collinearity, separation and sizes: named, never a NaN."""

from __future__ import annotations

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit import rem
from catspaw.fit.rem import history

TURNS = [(k, "ab"[k % 2], "ba"[k % 2]) for k in range(12)]


def test_statistics_that_never_differ_are_named(make) -> None:
    with pytest.raises(ModelError, match=r"outdegree_sender never differs among the alternatives of any choice"):
        rem(make(1), "inertia + outdegree_sender", model="choice")
    with pytest.raises(ModelError, match=r"\(intercept\) never differs"):
        rem(make(1), "1 + inertia")


def test_collinear_statistics_are_named_with_their_relation(make) -> None:
    past = make(2, events=120)
    with pytest.raises(ModelError, match=r"collinear statistics: .*= ") as told:
        rem(past, "indegree_sender + indegree_receiver + indegree_dyad + inertia")
    said = str(told.value)
    assert "indegree_sender" in said
    assert "indegree_receiver" in said
    assert "indegree_dyad" in said
    assert "inertia" not in said
    with pytest.raises(ModelError, match=r"inertia\(form=count\) = inertia\(form=count, window=1e9\)|window=1e9\) = "):
        rem(past, "inertia(form=count) + inertia(form=count, window=1e9)")
    x = np.arange(len(past.actors)) * 1.0
    given = {"x": x, "y": 7 - 2 * x}
    with pytest.raises(ModelError, match=r"receiver\(x\) = - 0.5 receiver\(y\)|receiver\(y\) = - 2 receiver\(x\)"):
        rem(past, "receiver(x) + receiver(y)", actors=given)
    with pytest.raises(ModelError, match=r"\(intercept\)"):
        rem(past, "receiver(x) + receiver(y)", actors=given, likelihood="interval")


def test_ridge_holds_what_the_data_do_not_tell(make) -> None:
    past = make(2, events=120)
    fit = rem(past, "indegree_sender + indegree_receiver + indegree_dyad", ridge=1.0)
    assert np.all(np.isfinite(fit.se))
    half = rem(past, "inertia(form=count) + inertia(form=count, window=1e9)", ridge=1.0)
    assert half.coef[0] == pytest.approx(half.coef[1])
    named = rem(past, "inertia + reciprocity", ridge={"inertia": 1e12})
    assert named.coef[0] == pytest.approx(0.0, abs=1e-6)
    assert named.coef[1] == pytest.approx(rem(past, "reciprocity").coef[0], abs=1e-6)


@pytest.mark.parametrize("actors", ["ab", "abcd"])
def test_separation_is_named_with_its_direction_ordinal(actors) -> None:
    past = history(TURNS, actors=actors)
    with pytest.raises(ModelError, match=r"separation: .*PSAB-BA to \+infinity"):
        rem(past, "PSAB-BA")


@pytest.mark.parametrize("likelihood", ["ordinal", "interval"])
def test_separation_of_a_combination(likelihood) -> None:
    past = history(
        [(-1, "c", "d"), (-0.5, "d", "c"), (-0.2, "c", "a"), *TURNS, (13, "a", "c"), (14, "c", "a")], actors="abcd"
    )
    given = {"x": {"a": 0.0, "b": 0.0, "c": 1.0, "d": 5.0}}
    with pytest.raises(ModelError, match=r"separation: .*ps\(AB-XY\) to -infinity"):
        rem(past, "reciprocity + ps(AB-XY) + receiver(x)", actors=given, likelihood=likelihood)


def test_separation_of_waiting_times() -> None:
    with pytest.raises(ModelError, match=r"separation: .*PSAB-BA to \+infinity"):
        rem(history(TURNS, actors="abcd"), "PSAB-BA", likelihood="interval")
    fit = rem(history(TURNS, actors="abcd"), "PSAB-BA", ridge=0.5)
    assert 0 < fit.coef[0] < 20


def test_strong_effects_are_no_separation(make) -> None:
    rng = np.random.default_rng(5)
    rows, last = [], ("a", "b")
    for k in range(400):
        pair = last[::-1] if rng.random() < 0.97 else tuple(rng.choice(list("abcdef"), 2, replace=False))
        rows.append((float(k), str(pair[0]), str(pair[1])))
        last = (str(pair[0]), str(pair[1]))
    fit = rem(rows, "PSAB-BA + PSAB-AB + inertia")
    assert fit.coef[0] > 4
    assert np.all(np.isfinite(fit.se))


def test_risk_sets_too_large_are_refused_with_the_sampling_to_use() -> None:
    rng = np.random.default_rng(1)
    sender = rng.integers(0, 2_000, 3_000)
    rows = {"time": np.arange(3_000.0), "sender": sender, "receiver": (sender + rng.integers(1, 2_000, 3_000)) % 2_000}
    with pytest.raises(ModelError, match=r"3,000 choices among [\d,]+ alternatives are 1.*e\+10 .*sample=20"):
        rem(rows, "inertia")
    with pytest.raises(ModelError, match=r"at most 4: keep the actors that matter"):
        rem(history(rows, actors=range(30_000)), "inertia", model="choice", sample=5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": "dyad"}, "model is 'dyad'; allowed: tie, choice, rate"),
        ({"likelihood": "ordnal"}, "nearest known: ordinal"),
        ({"model": "choice", "likelihood": "interval"}, "a choice of receiver takes no time"),
        ({"sample": 0}, "sample is 0; allowed"),
        ({"period": -1.0}, "period is -1.0; allowed"),
        ({"ridge": -1.0}, "ridge is -1.0; allowed"),
        ({"risk": "some"}, "risk is 'some'; allowed"),
        ({"since": 100}, "no event is observed"),
        ({"memory": -1}, "memory is -1; allowed"),
        ({"risk": [("a", "b")]}, "b to a at time 1 happened, but was not at risk"),
        ({"present": {"a": (5, None)}}, "a to b at time 0 happened, but was not at risk"),
        ({"present": {"a": 5}}, r"present\['a'\] is 5; wanted: \(from, to\)"),
    ],
)
def test_wrong_arguments_say_what_is_allowed(given, said) -> None:
    with pytest.raises(ModelError, match=said):
        rem(TURNS, "inertia", **given)
