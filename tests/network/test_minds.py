"""What actors want, plan, fear and can do, how far they trust, and the days that move them: as the engine gets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.case.language import parse
from catspaw.case.model import Assumption, Case, Occasion
from catspaw.core.errors import ModelError
from catspaw.engine.draws import prior_weights
from catspaw.evidence.weighing import weigh
from catspaw.network.compile import compile_model
from catspaw.network.measures import TRUST_RUNGS, credibility, stages
from catspaw.network.model import NOBODY, Model

DAY = date(2020, 6, 30)


def assumed(mini: Case, **says: float) -> Case:
    return replace(mini, assumptions=(*mini.assumptions, *(_one(text, b) for text, b in says.items())))


def _one(text: str, belief: float) -> Assumption:
    return Assumption(parse(text), "invented", belief=belief, strength=0.6)


def compiled(case: Case) -> Model:
    return compile_model(case, weigh(case), weights=prior_weights(), worlds=50)


def cell(model: Model, array: str, *ends: str) -> float:
    index = model.snapshot.actors.index
    return float(getattr(model.snapshot, array)[tuple(index(end) for end in ends)])


def test_a_plan_of_one_of_two_is_talks_and_a_wish_against_it_a_stake(mini: Case) -> None:
    case = assumed(
        mini,
        **{"plans(tern, normalises(tern -> ostia))": 0.5, "fears(marl, normalises(tern -> ostia))": 0.9},
    )
    model = compiled(case)
    assert cell(model, "talks", "tern", "ostia") == cell(model, "talks", "ostia", "tern") == pytest.approx(0.5 * 0.6)
    assert cell(model, "stakes", "marl", "tern") == cell(model, "stakes", "marl", "ostia") == pytest.approx(0.9 * 0.6)
    assert cell(model, "talks", "marl", "ostia") == 0.0
    assert set(model.switches.array) >= {"talks", "stakes"}


def test_a_wish_alone_is_no_talks_and_one_that_it_be_not_is_a_stake(mini: Case) -> None:
    case = assumed(
        mini,
        **{"wants(tern, normalises(tern -> ostia))": 0.9, "wants(marl, not normalises(tern -> ostia))": 0.8},
    )
    model = compiled(case)
    assert not model.snapshot.talks.any()
    assert cell(model, "stakes", "marl", "ostia") == pytest.approx(0.8 * 0.6)


def test_who_weighs_a_purchase_has_somebody_to_buy_from(mini: Case) -> None:
    model = compiled(assumed(mini, **{"can(ostia, acquires(ostia))": 0.4}))
    assert cell(model, "purchase", "ostia") == pytest.approx(0.4 * 0.6)


def test_a_deal_is_in_force_between_its_parties(mini: Case) -> None:
    model = compiled(assumed(mini, **{"deal(ostia + marl, about nuclear)": 0.7}))
    assert cell(model, "deals", "ostia", "marl") == cell(model, "deals", "marl", "ostia") == pytest.approx(0.7 * 0.6)


def test_an_assumption_on_a_programme_conditions_its_rungs(mini: Case) -> None:
    case = assumed(mini, **{"stage(ostia, nuclear) >= hedging": 0.9, "stage(ostia, nuclear) >= bomb": 0.1})
    found = stages(case, weigh(case), DAY)
    above = np.array([27.0, 9.0, 3.0]) / 40.0 * (0.9 * 0.9 / (1 - 0.9 / 40))
    none = 0.1 * 0.9 / (1 - 0.9 / 40)
    assert none + above.sum() + 0.1 == pytest.approx(1.0)
    assert found == {"ostia": pytest.approx(float(above @ [1, 2, 3]) + 0.4)}
    model = compiled(case)
    assert cell(model, "stage", "ostia") == cell(model, "believed_stage", "ostia") == pytest.approx(found["ostia"])


def test_trust_is_the_worth_of_a_promise(mini: Case) -> None:
    case = assumed(mini, **{"trust(ostia -> tern) <= low": 0.8})
    want = 0.4 * (TRUST_RUNGS["none"] + TRUST_RUNGS["low"]) + 0.1 * (TRUST_RUNGS["enough"] + TRUST_RUNGS["high"])
    assert credibility(case, weigh(case), DAY) == {("tern", "ostia"): pytest.approx(want)}
    assert cell(compiled(case), "credibility", "tern", "ostia") == pytest.approx(want)
    assert cell(compiled(mini), "credibility", "tern", "ostia") == 0.65


def test_an_occasion_moves_the_acts_that_it_names(mini: Case) -> None:
    day = Occasion(date(2020, 7, 10), parse("meets(ostia + tern)"), 0.8, "a visit")
    given = compiled(replace(mini, occasions=(day,))).occasions
    assert given is not None
    assert given.day.tolist() == [10, 10]
    assert NOBODY not in (*given.author.tolist(), *given.action.tolist(), *given.target.tolist())
    assert compiled(mini).occasions is None


def test_an_occasion_for_nobody_is_refused(mini: Case) -> None:
    day = Occasion(date(2020, 7, 10), parse("visits(hill_league -> marl)"), 0.8, "a visit", line=31)
    with pytest.raises(ModelError, match=r"case.yaml:31: `visits\(hill_league -> marl\)` moves nobody"):
        compiled(replace(mini, occasions=(day,)))
