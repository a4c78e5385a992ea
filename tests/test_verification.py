"""The verification suite: its arithmetic, and the claims and mistakes in which chance plays no part."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "verification"))

import engine_closed_forms as closed
import wrong_engines
from run import page
from verdict import Verdict, limit_for, line

EXACT = {
    "half-life as e-fold": closed.memory_decays,
    "addresses by occurrence": closed.addresses_stay,
    "stale effect in the cache": closed.rates_are_the_formula,
    "today's acts counted": closed.rates_are_the_formula,
}


@pytest.mark.parametrize("claim", [closed.memory_decays, closed.addresses_stay, closed.rates_are_the_formula])
def test_exact_claims_hold_whatever_the_seed(claim):
    for seed in (7, 8):
        for verdict in claim(seed):
            assert verdict.holds(limit_for(20)), line(verdict, limit_for(20))


@pytest.mark.parametrize("name", EXACT)
def test_a_wrong_engine_is_caught(name):
    (wrong,) = (one for one in wrong_engines.WRONG if one.name == name)
    with wrong.mistake():
        assert not all(verdict.holds(limit_for(20)) for verdict in EXACT[name](7))
    assert all(verdict.holds(limit_for(20)) for verdict in EXACT[name](7)), "the mistake outlived its test"


def test_all_nine_mistakes_are_tried():
    assert len(wrong_engines.WRONG) == 9
    assert all(wrong.claims for wrong in wrong_engines.WRONG)


def test_the_budget_is_shared_by_all_claims():
    assert limit_for(1) == pytest.approx(3.2905, abs=1e-4)  # two-sided 1 in 1,000
    assert limit_for(20) > limit_for(10)


def test_a_verdict_says_what_it_could_have_seen():
    verdict = Verdict("half", 0.5, 0.56, 0.01)
    assert verdict.distance == pytest.approx(6)
    assert not verdict.holds(4)
    assert verdict.smallest(4) == pytest.approx(0.0633, abs=1e-4)
    assert line(verdict, 4).startswith("FAIL half")


def test_the_page_escapes_and_marks_failures():
    found = {"seed": 7, "limit": 4.0, "wrong_engines": [], "copying_world": "<script>"}
    written = page(found, [Verdict("a < b", 0.5, 0.9, 0.01)])
    assert "a &lt; b" in written
    assert "class=bad" in written
    assert "<script>" not in written
