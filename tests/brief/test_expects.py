"""The reports' forecasts and mechanism claims, answered from an ensemble."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catspaw import jobs
from catspaw.brief.expectations import expectation
from catspaw.brief.expects import Expected, answer, expects, verdict
from catspaw.brief.mechanisms import carriers
from catspaw.case.language import parse
from catspaw.engine.draws import draw_of, world_row
from catspaw.engine.effects import EFFECTS
from catspaw.engine.ensemble import run
from catspaw.engine.outcomes import NEVER
from catspaw.engine.raising import raised
from catspaw.engine.result import Ensemble
from catspaw.network.model import OutcomeSpec


@pytest.fixture(scope="module")
def desk() -> jobs.Desk:
    return jobs.lay_out(Path(__file__).parent.parent / "mini")


@pytest.fixture(scope="module")
def ensemble(desk: jobs.Desk) -> Ensemble:
    model = desk.model().model
    hit = OutcomeSpec("if:condition", "strike", "first", ("reed_front|strike|ostia",), 0, 60)
    return run(replace(model, outcomes=(*model.outcomes, hit)), futures=120, seed=3)


@pytest.fixture(scope="module")
def found(desk: jobs.Desk, ensemble: Ensemble) -> Expected:
    return expects(desk, ensemble)


def claim(desk: jobs.Desk, **changes):
    (own,) = (c for c in desk.case.claims if c.kind == "expects")
    return replace(own, **changes)


def conditional(desk, ensemble, given, key, **changes):
    """The mini case's forecast under a condition that a claim of another key has compiled."""
    own = claim(desk)
    specs = [replace(s, id=s.id.replace("condition", own.key)) if key else s for s in ensemble.model.outcomes]
    made = replace(ensemble, model=replace(ensemble.model, outcomes=tuple(specs)))
    return expectation(desk.case, made, replace(own, given=given, **changes), {"sure(a)": 1.0})


def test_a_forecast_without_a_condition_is_its_share(desk: jobs.Desk, ensemble: Ensemble, found: Expected) -> None:
    (one,) = found.expectations
    at = [s.id for s in ensemble.model.outcomes].index(f"expects:{claim(desk).key}")
    assert one.probability == (ensemble.passage[:, at] != NEVER).mean()
    assert one.error == next(c.error for c in ensemble.outcomes if c.id == f"expects:{claim(desk).key}")
    assert (one.futures, one.how, one.odds, one.within_days) == (120, "in all futures", "likely", 30)
    assert answer(one).endswith("in all futures (120 futures)")


def test_where_all_futures_share_a_world_each_counts_by_itself(desk: jobs.Desk, ensemble: Ensemble) -> None:
    alone = run(ensemble.model, futures=120, seed=3, same_world=5)
    one = expectation(desk.case, alone, claim(desk), {})
    assert one.probability is not None
    assert one.error is not None
    assert one.error == pytest.approx((one.probability * (1 - one.probability) / 119) ** 0.5)
    contested = alone.model.worlds.propositions[0]
    held = expectation(desk.case, alone, claim(desk, given=parse(contested)), {}).futures
    assert held in (0, 120)  # true in the one world that all have, or in none of them


def test_given_acts_it_is_counted_after_them(desk: jobs.Desk, ensemble: Ensemble) -> None:
    one = conditional(desk, ensemble, parse("strike(reed_front -> ostia)"), key=True)
    ids = [s.id for s in ensemble.model.outcomes]
    first = ensemble.passage[:, ids.index("if:condition")]
    day = ensemble.passage[:, ids.index(f"expects:{claim(desk).key}")]
    held = first != NEVER
    assert 20 <= one.futures == held.sum() < 120
    assert one.probability == ((day != NEVER) & (day >= first))[held].mean()
    assert 0.01 < one.error < 0.2


def test_given_that_acts_do_not_happen(desk: jobs.Desk, ensemble: Ensemble) -> None:
    one = conditional(desk, ensemble, parse("not strike(reed_front -> ostia)"), key=True)
    first = ensemble.passage[:, [s.id for s in ensemble.model.outcomes].index("if:condition")]
    assert one.futures == (first == NEVER).sum()


def test_given_a_contested_tie_it_is_counted_in_its_worlds(desk: jobs.Desk, ensemble: Ensemble) -> None:
    name = "arms(marl -> reed_front)"
    column = list(ensemble.model.worlds.propositions).index(name)
    rows = [world_row(ensemble.model, seed=3, draw=draw_of(n).world) for n in range(120)]
    true = np.array([ensemble.model.worlds.bits[row, column] for row in rows]) == 1
    one = conditional(desk, ensemble, parse(name), key=False)
    assert (one.futures, one.how) == (true.sum(), "in the worlds where the condition holds")
    assert conditional(desk, ensemble, parse(f"not {name}"), key=False).futures in (0, 120 - true.sum())


def test_what_cannot_be_answered_says_why(desk: jobs.Desk, ensemble: Ensemble) -> None:
    absent = conditional(desk, ensemble, parse("allied(tern + marl)"), key=False)
    assert (absent.probability, absent.how) == (None, "the model does not have the condition")
    other = replace(claim(desk), key="nobody")
    assert expectation(desk.case, ensemble, other, {}).how == "no act of the model brings it"
    assert expectation(desk.case, ensemble, replace(other, unless=other.prop), {}).how == "its `unless` is not run"


def test_a_forecast_that_something_will_not_happen_is_turned(desk: jobs.Desk, ensemble: Ensemble) -> None:
    will, will_not = (
        expectation(desk.case, ensemble, claim(desk, prop=parse(text)), {})
        for text in ("strike(ostia -> reed_front)", "not strike(ostia -> reed_front)")
    )
    assert will.probability + will_not.probability == pytest.approx(1.0)


def test_a_mechanism_claim_stands_beside_its_weight(found: Expected) -> None:
    (one,) = found.mechanisms
    assert (one.said, one.model, one.agrees) == ("negative", "negative", True)
    assert one.effect == "reciprocity_30"
    weight = next(e for e in EFFECTS if e.name == "reciprocity_30")
    assert one.times == pytest.approx(float(np.exp(-weight.step * weight.priors[7].mean)))
    assert one.low < one.times < one.high < 1.0
    assert verdict(one) == (
        "negative, ×0.79 (0.67–0.92), reciprocity_30, material conflict, targeted; "
        "judged, so that all memory together stays below the gain of .9 that the fit bore"
    )


def test_a_weight_whose_sign_is_not_sure_says_so(desk: jobs.Desk, ensemble: Ensemble) -> None:
    weights = ensemble.model.weights
    wide = replace(ensemble, model=replace(ensemble.model, weights=replace(weights, sd=weights.sd * 9)))
    (one,) = expects(desk, wide).mechanisms
    assert (one.model, one.agrees) == ("unsigned", None)


def test_every_carrier_is_an_effect_that_serves_the_group() -> None:
    known = {effect.name: effect for effect in EFFECTS}
    for carrier in carriers().values():
        assert carrier.group in known[carrier.effect].priors, carrier
        assert carrier.turns in (-1, 1)


def test_what_one_more_act_does(ensemble: Ensemble) -> None:
    rows = {name: row for row, name in enumerate(ensemble.model.channels.ids)}
    hit, back, words = (rows[n] for n in ("reed_front|strike|ostia", "ostia|strike|reed_front", "ostia|meets|tern"))
    found = raised(ensemble, [hit], [back], draws=6)
    assert 1.0 < found.low <= found.times <= found.high
    assert len(found.draws) == 6
    assert raised(ensemble, [hit], [words], draws=2).draws == (0.0, 0.0)


def test_it_shows_itself(found: Expected) -> None:
    assert json.loads(json.dumps(found.to_json()))["mechanisms"][0]["model"] == "negative"
    assert list(found.to_frame()["odds"]) == ["likely"]
    assert "said: likely; model: " in str(found)
    assert "&lt; 0" in found._repr_html_()
