"""Wars, ground, flows and decisions of a case, compiled for the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from catspaw import jobs
from catspaw.case.load import load
from catspaw.core.errors import CaseError, ModelError, UnknownName
from catspaw.engine.draws import prior_weights
from catspaw.network.compile import compile_model
from catspaw.network.model import NOBODY, Model
from catspaw.network.wars import WORTH, worth

WAR = """- {id: quarrel, side: ostia, against: reed_front, ground: invented}
"""
DECISION = """- id: dilemma
  ask: Will Marl join the war?
  who: marl
  opens: strike(ostia -> reed_front)
  options: {join: joins(marl -> ostia), restrain: restrains(marl -> reed_front), stand_aside: nothing}
  odds: {join: 1, restrain: 4, stand_aside: 2}
  weighs: {join: 'loss_of_client 2, deterrence -.5'}
  ground: invented
"""


def compiled(folder: Path) -> Model:
    desk = jobs.lay_out(load(folder))
    return compile_model(desk.case, desk.beliefs(), weights=prior_weights())


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_a_war_has_two_sides(mini_folder: Path) -> None:
    model = compiled(write(mini_folder, wars=WAR))
    assert model.conflicts is not None
    actors, side = model.snapshot.actors, model.conflicts.side[0]
    assert side[actors.index("ostia")] == 1.0
    assert side[actors.index("reed_front")] == -1.0
    assert np.count_nonzero(side) == 2
    assert model.conflicts.war.tolist() == [NOBODY]


def test_a_war_of_nobody(mini_folder: Path) -> None:
    alone = write(mini_folder, wars=WAR.replace("against: reed_front", "against: gazette_readers"))
    (alone / "actors.yaml").write_text(
        (alone / "actors.yaml").read_text() + "\n- {id: gazette_readers, name: Readers, kind: group}\n"
    )
    with pytest.raises(ModelError, match=r"wars.yaml:1: of `gazette_readers` nobody acts in the model"):
        compiled(alone)


def test_a_decision_opens_after_its_condition(mini_folder: Path) -> None:
    (made,) = compiled(write(mini_folder, decisions=DECISION)).decisions
    model = compiled(mini_folder)
    assert (made.actor, made.on_day, made.after_outcome) == ("marl", None, "opens:dilemma")
    assert [o.channel for o in made.options] == ["marl|joins|ostia", "marl|restrains|reed_front", ""]
    assert made.options[0].weights == (("loss_of_client", 2.0), ("deterrence", -0.5))
    assert made.options[1].utility == pytest.approx(np.log(4))
    opens = next(o for o in model.outcomes if o.id == "opens:dilemma")
    assert opens.channels == ("ostia|strike|reed_front",)
    assert {"marl|joins|ostia", "marl|restrains|reed_front"} <= set(model.channels.ids)


def test_an_effect_that_weighs_as_on_rates(mini_folder: Path) -> None:
    alone = DECISION.replace("deterrence -.5", "deterrence")
    (made,) = compiled(write(mini_folder, decisions=alone)).decisions
    (name, weight), (other, own) = made.options[0].weights
    assert (name, weight, other) == ("loss_of_client", 2.0, "deterrence")
    assert np.isnan(own)


def test_a_decision_on_a_day(mini_folder: Path) -> None:
    dated = DECISION.replace("opens: strike(ostia -> reed_front)", "on: 2020-07-10")
    (made,) = compiled(write(mini_folder, decisions=dated)).decisions
    assert (made.on_day, made.after_outcome) == (10, None)


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("who: marl", "who: gazette_readers", CaseError, "gazette_readers"),
        ("opens: strike(ostia -> reed_front)", "on: 2030-01-01", CaseError, "is not within the 60 days after as_of"),
        ("opens: strike(ostia -> reed_front)", "note: x", CaseError, "is no key of a decision"),
        ("odds: {join: 1, ", "odds: {join: 0, ", CaseError, "the odds of `join` are '0'; write a number above 0"),
        ("odds: {join: 1, ", "odds: {", CaseError, "`join` has no odds"),
        ("odds: {join: 1, ", "odds: {jion: 1, join: 1, ", CaseError, "`jion` is no option of this decision"),
        ("stand_aside: nothing", "stand_aside: opposes(marl -> ostia)", CaseError, "an option is an act"),
        ("stand_aside: nothing", "stand_aside: noting", CaseError, "or write nothing"),
        ("'loss_of_client 2", "'loss_of_client two", CaseError, "is no effect with its weight"),
        ("weighs: {join:", "weighs: {stand_aside:", CaseError, "`stand_aside` does nothing"),
        ("opens: strike(ostia", "opens: not strike(ostia", CaseError, "what opens a decision comes about"),
        ("opens: strike(ostia -> reed_front)", "opens: arms(marl -> reed_front)", CaseError, "is an act, a count"),
        ("loss_of_client", "loss_of_clients", UnknownName, "`loss_of_clients` is no effect of the engine"),
        ("joins(marl -> ostia)", "joins(marl + tern -> ostia)", ModelError, "is 2 acts; allowed: one"),
    ],
)
def test_what_is_wrong_with_a_decision_is_said(
    mini_folder: Path, old: str, new: str, error: type[Exception], message: str
) -> None:
    assert old in DECISION
    with pytest.raises(error, match=message.replace("(", r"\(")):
        compiled(write(mini_folder, decisions=DECISION.replace(old, new)))


def test_both_sides_of_a_war_are_not_one(mini_folder: Path) -> None:
    with pytest.raises(CaseError, match="`ostia` stands on both sides"):
        load(write(mini_folder, wars=WAR.replace("against: reed_front", "against: ostia + reed_front")))


def test_ground_is_what_can_be_held() -> None:
    case = load(jobs.cases()["nexus-2015"])
    places = ("tartus", "idlib", "bosphorus", "islamic_pipeline", "syria")
    assert worth(case, places).tolist() == [0.0, WORTH["region"], 0.0, 0.0, 0.0]  # tartus lies inside the coast


def test_who_lives_by_a_flow() -> None:
    desk = jobs.lay_out("axis-2024")
    model = compile_model(desk.case, desk.beliefs(), weights=prior_weights())
    actors, lives = model.snapshot.actors, model.snapshot.lives_by
    tied = {(actors[a], actors[b]) for a, b in np.argwhere(lives)}
    assert tied == {("us", "shipping"), ("uk", "shipping")}


def test_what_leaks_feeds_a_stock_where_it_is_arms() -> None:
    desk = jobs.lay_out("taqaddum-2015")
    model = compile_model(desk.case, desk.beliefs(), weights=prior_weights())
    actors, leaks = model.snapshot.actors, model.snapshot.leaks
    assert leaks[actors.index("iraq"), actors.index("kataib_hezbollah")] > 0.0
    assert not leaks[actors.index("us")].any()  # briefings


def test_a_settlement_with_a_group_is_not_one_within_it() -> None:
    desk = jobs.lay_out("nexus-2015")
    model = compile_model(desk.case, desk.beliefs(), weights=prior_weights())
    settles = {name for name in model.channels.ids if "|settles|" in name}
    assert settles == {
        f"{a}|settles|{b}" for one in ("fsa", "jaish_al_fatah") for a, b in (("syria", one), (one, "syria"))
    }


def test_ground_that_changed_hands_is_lately_lost() -> None:
    model = jobs.lay_out("nexus-2015").model().model
    base = model.snapshot
    syria, rebels, isis = (base.actors.index(name) for name in ("syria", "jaish_al_fatah", "isis"))
    held = float(base.worth[base.holder == syria].sum())
    idlib = 2.0 ** (-(model.as_of - date(2015, 3, 28)).days / 60)
    palmyra = 2.0 ** (-(model.as_of - date(2015, 5, 21)).days / 60)
    assert base.lost[syria, rebels] == pytest.approx(idlib / held)
    assert base.lost[syria, isis] == pytest.approx(palmyra / held, rel=0.02)  # and Raqqa, long ago
    assert not base.lost[[rebels, isis]].any()
    assert base.actors[base.host[base.places.index("idlib")]] == "syria"
