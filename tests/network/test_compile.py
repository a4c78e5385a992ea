"""The compile step: what the engine gets from a case, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.case.language import parse
from catspaw.case.model import Anchor, Case, Outcome
from catspaw.core.errors import ModelError
from catspaw.engine.draws import in_world, prior_weights
from catspaw.evidence.weighing import weigh
from catspaw.network.channels import channel_keys
from catspaw.network.compile import compile_model
from catspaw.network.history import Past, beyond_ordinary
from catspaw.network.model import Model
from catspaw.network.principals import members, principal, who

DAY = date(2020, 6, 30)


@pytest.fixture(scope="module")
def model(mini: Case) -> Model:
    return compile_model(mini, weigh(mini), weights=prior_weights(), worlds=400)


def _at(model: Model, array: str, source: str, target: str) -> float:
    index = model.snapshot.actors.index
    return float(getattr(model.snapshot, array)[index(source), index(target)])


def test_a_wing_acts_for_its_body(mini: Case) -> None:
    assert principal(mini, "reed_wing", DAY) == "reed_front"
    assert principal(mini, "ostia", DAY) == "ostia"


def test_a_group_is_its_members(mini: Case) -> None:
    assert members(mini, "marl_backed", DAY) == ("reed_front", "hill_league")
    party = parse("strike(some of marl_backed -> ostia)").call.positional[0].end
    assert who(mini, party, DAY) == ("reed_front", "hill_league")  # type: ignore[arg-type]


def test_a_channel_never_joins_an_actor_to_itself(mini: Case) -> None:
    keys = channel_keys(mini, parse("meets(ostia + tern)"), DAY)
    assert keys == [("ostia", "meets", "tern"), ("tern", "meets", "ostia")]


def test_anchors_spread_over_their_channels(model: Model) -> None:
    anchor = next(a for a in model.anchors if a.action == "strike" and a.low == 2)
    assert anchor.channels == ("reed_front|strike|ostia",)
    rate = dict(zip(model.channels.ids, model.channels.ordinary, strict=True))
    assert rate["reed_front|strike|ostia"] == pytest.approx(4 / 90)
    assert rate["ostia|meets|tern"] == pytest.approx(4 / 90 / 2)


def test_patrons_can_steer_their_clients(model: Model) -> None:
    assert {"marl|restrains|reed_front", "marl|encourages|reed_front"} <= set(model.channels.ids)


def test_contested_ties_hang_on_their_proposition(model: Model) -> None:
    column = model.worlds.propositions.index("arms(marl -> reed_front)")
    row = int(np.flatnonzero(model.worlds.bits[:, column] == 1)[0])
    other = int(np.flatnonzero(model.worlds.bits[:, column] == 0)[0])
    assert _at(in_world(model, row), "arms", "marl", "reed_front") > 0
    assert _at(in_world(model, other), "arms", "marl", "reed_front") == 0


def test_a_wish_to_strike_is_an_agenda(model: Model) -> None:
    assert _at(model, "agenda", "reed_front", "ostia") == pytest.approx(0.8 * 0.95)


def test_the_strike_is_history_with_a_row_for_each_possible_author(model: Model) -> None:
    strike = model.actions.ids.index("strike")
    rows = np.flatnonzero(model.history.action == strike)
    authors = {model.snapshot.actors[model.history.author[r]] for r in rows}
    assert "reed_front" in authors
    assert (model.history.day[rows] == -10).all()
    assert (model.history.public_belief[rows] > 0).all()


def test_a_public_threat_is_history_and_a_red_line(model: Model) -> None:
    actors = model.snapshot.actors
    threatens = model.actions.ids.index("threatens")
    assert {actors[a] for a in model.red_lines.actor} == {"ostia"}
    denials = model.history.action == model.actions.ids.index("denies")
    assert not denials.any()  # a denial aimed at nobody is no act between two
    assert threatens in set(model.channels.action)


def test_the_reports_own_forecast_becomes_an_outcome(model: Model) -> None:
    ids = [o.id for o in model.outcomes]
    assert ids[:3] == ["answer", "many", "high"]
    assert sum(i.startswith("expects:") for i in ids) == 1


def test_an_outcome_that_can_never_be_is_refused(mini: Case) -> None:
    never = Outcome("never", "?", parse("rung(tern -> hill_league) >= 7"), 30, line=9)
    with pytest.raises(ModelError, match=r"case.yaml:9: .* can never come about"):
        compile_model(replace(mini, outcomes=(never,)), weigh(mini), weights=prior_weights())


def test_a_rung_that_no_act_reaches_is_refused(mini: Case) -> None:
    high = Outcome("high", "?", parse("rung(ostia -> marl) >= 8"), 30, line=9)
    with pytest.raises(
        ModelError, match=r"case.yaml:9: .* can never come about: the highest act .* is of rung 7; anchor"
    ):
        compile_model(replace(mini, outcomes=(high,)), weigh(mini), weights=prior_weights())


def test_a_stage_is_an_outcome_where_somebody_can_advance(mini: Case) -> None:
    stage = Outcome("bomb", "?", parse("stage(ostia, nuclear) >= bomb"), 30, line=9)
    with pytest.raises(ModelError, match=r"case.yaml:9: .* can never come about: no act of the model brings it"):
        compile_model(replace(mini, outcomes=(stage,)), weigh(mini), weights=prior_weights())
    can = (*mini.anchors, Anchor(parse("advances(ostia)"), 1, 2, "x", line=4))
    model = compile_model(replace(mini, outcomes=(stage,), anchors=can), weigh(mini), weights=prior_weights())
    assert [(o.kind, o.threshold, o.channels) for o in model.outcomes][:1] == [("stage", 4.0, ("ostia|advances|",))]


def test_counts_end_where_futures_do() -> None:
    from catspaw.case.stakes import MOST_COUNTED
    from catspaw.network.model import Settings

    assert Settings().act_limit == MOST_COUNTED


def test_a_case_in_which_nothing_can_happen_is_refused(mini: Case) -> None:
    bare = replace(mini, outcomes=(), anchors=(), assumptions=(), claims=())
    with pytest.raises(ModelError, match="nothing can happen in it; state `anchors`"):
        compile_model(bare, weigh(bare), weights=prior_weights())


def test_an_anchor_of_nobody_is_refused(mini: Case) -> None:
    odd = Anchor(parse("strike(unknown -> ostia)"), 1, 2, "x", line=4)
    with pytest.raises(ModelError, match=r"case.yaml:4: .* names nobody who acts in the model"):
        compile_model(replace(mini, anchors=(odd,)), weigh(mini), weights=prior_weights())


def test_compiling_is_a_function_of_the_case(mini: Case, model: Model) -> None:
    again = compile_model(mini, weigh(mini), weights=prior_weights(), worlds=400)
    assert again.channels.ids == model.channels.ids
    assert (again.worlds.bits == model.worlds.bits).all()
    assert (again.channels.ordinary == model.channels.ordinary).all()


def test_only_what_goes_beyond_ordinary_times_is_remembered() -> None:
    daily = [Past("a", "strike", "b", None, -d, 1.0, 1.0, 1.0) for d in range(1, 41)]
    rare = Past("b", "strike", "a", None, -3, 1.0, 1.0, 1.0)
    kept = beyond_ordinary([*daily, rare], {("a", "strike", "b"): 30 / 90, ("b", "strike", "a"): 0.09 / 90})
    assert sum(p.n for p in kept if p.author == "a") == pytest.approx(40 - 30)
    assert [p.n for p in kept if p.author == "b"] == pytest.approx([0.91])
    assert beyond_ordinary(daily, {("a", "strike", "b"): 0.5}) == []
