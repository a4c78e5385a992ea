"""One future told, and chains over many."""

import json
from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.engine.chains import chains
from catspaw.engine.ensemble import run
from catspaw.engine.lineage import first_act
from catspaw.engine.story import story, wrap
from catspaw.engine.words import at_times, clause

SEED, FUTURES = 3, 24


@pytest.fixture(scope="module")
def ensemble(full):
    return run(replace(full, names={"client": "the Clients", "enemy": "Enemy <b>"}), futures=FUTURES, seed=SEED)


@pytest.fixture(scope="module")
def told(ensemble):
    came = [f for f in range(FUTURES) if first_act(ensemble, f, "hit") is not None]
    return story(ensemble, came[0], says={"hit": "Will they strike?"})


def test_the_acts_that_answer_are_told(ensemble, told):
    at = first_act(ensemble, told.future, "hit")
    (mine,) = [one for one in told.told if "Will they strike?" in one.brings]
    assert mine.why.index == at
    assert mine.says == "the Clients struck Enemy <b>"
    assert f"The Clients struck Enemy <b>, {at_times(mine.why.ordinary)}" in " ".join(told.text.split())
    assert "With this the answer is yes: Will they strike?" in " ".join(told.text.split())


def test_the_story_is_dated_and_in_order(ensemble, told):
    days = [one.date for one in told.told]
    assert days == sorted(days)
    assert told.text.startswith(f"Future {told.future}, from 31 January 2024 to 31 March 2024: {told.acts} acts.")
    came = next(one for one in told.outcomes if one.id == "hit")
    assert f"yes, on {came.date.day} {came.date:%B} 2024" in told.text
    assert told.text.index("February 2024\n") < told.text.index("March 2024\n")


def test_besides_counts_what_is_not_told(ensemble, told):
    acts = [a for a in ensemble.acts_of(told.future) if not a.forestalled]
    assert told.acts == len(acts)
    for one in told.besides:
        assert 1 < one.acts <= len(acts)
        assert one.ordinary == pytest.approx(0.02 * (29 if one.month.startswith("Feb") else 31), rel=1e-9)


def test_json_of_a_story(told):
    found = json.loads(json.dumps(told.to_json()))
    assert {"future", "as_of", "outcomes", "told", "besides", "world"} <= set(found)
    one = next(row for row in found["told"] if row["brings"])
    assert {"date", "says", "rung", "times_ordinary", "causes", "contributed"} <= set(one)
    assert all({"effect", "says", "times", "standing"} == set(cause) for cause in one["causes"])
    assert "&lt;b&gt;" in told._repr_html_()


def test_a_future_that_was_not_run(ensemble):
    with pytest.raises(ModelError, match="future 24 was not run; allowed: 0 to 23"):
        story(ensemble, 24)


def test_a_future_in_which_nothing_happens(kit):
    quiet = run(kit.make(["client|strike|enemy"], rate=1e-9), futures=1, seed=1)
    assert story(quiet, 0).text == "Future 0, from 31 January 2024 to 31 March 2024: 0 acts."


def test_names_with_braces_and_plural_names():
    assert (
        clause("{author}'s people saw {target}", author="the {target}s", target="{x}")
        == "the {target}s' people saw {x}"
    )


def test_shares_of_chains_add_up_and_have_errors(ensemble):
    seen = []
    found = chains(ensemble, "rung", progress=lambda *done: seen.append(done))
    assert found.looked == found.came == len(seen)
    assert sum(one.share for one in found.chains) == pytest.approx(1.0)
    assert sum(one.futures for one in found.chains) == found.looked
    assert all(one.error > 0 for one in found.chains)
    assert [one.share for one in found.chains] == sorted((one.share for one in found.chains), reverse=True)
    rungs = ensemble.model.actions.rung[ensemble.model.channels.action]
    for one in found.chains:
        assert rungs[ensemble.model.channels.ids.index(one.steps[-1].channel)] >= 5
        assert one.steps[-1].days_before == 0
        assert one.steps[-1].contributed is None
        days = [step.days_before for step in one.steps]
        assert days == sorted(days, reverse=True)
        assert all(step.contributed > 1.05 for step in one.steps[:-1])


def test_one_way_there_is_found_and_told(kit):
    """A hit that multiplies the answer's rate by far: nearly every answer has the hit before it."""
    from catspaw.network.model import OutcomeSpec, Settings

    hit, back = "enemy|retaliates|client", "client|threatens|enemy"
    outcome = OutcomeSpec("back", "threatens(client -> enemy)", "first", (back,), 0, 60)
    model = kit.make(
        (hit, back), rate=0.05, weights=kit.only("reciprocity_3", 0.9), outcomes=(outcome,),
        settings=Settings(memory_floor=0.002, tempo_sd=0.0),
    )  # fmt: skip
    model.channels.ordinary[:] = 1e-4  # quiet in ordinary times, so that one hit is much
    model.channels.log_base[model.channels.ids.index(back)] = np.log(1e-3)
    found = chains(run(model, futures=60, seed=1), "back", says="Will it answer?")
    best = found.chains[0]
    assert [step.says for step in best.steps] == ["enemy retaliated against client", "client threatened enemy"]
    assert best.share > 0.7
    assert best.steps[0].contributed > 2
    assert best.steps[1].drivers[0].effect == "reciprocity_3"
    text = " ".join(found.text.split())
    assert "Will it answer? Yes in" in text
    assert "Enemy retaliated against client, which made the next step" in text
    assert "enemy had lately done the like, as client saw it (×" in text


def test_chains_of_what_never_came_and_of_what_is_not_there(kit, ensemble):
    from catspaw.network.model import OutcomeSpec

    never = OutcomeSpec("never", "never", "count", ("client|vows|enemy",), 1e6, 60)
    found = chains(run(kit.make(["client|vows|enemy"], outcomes=(never,)), futures=4, seed=1), "never")
    assert found.chains == ()
    assert found.text == "never Yes in 0 of 4 futures; there is no chain to tell."
    with pytest.raises(UnknownName, match="no outcome is called 'rang'; nearest known: rung"):
        chains(ensemble, "rang")
    with pytest.raises(ModelError, match="0 futures were to be followed; allowed: one or more"):
        chains(ensemble, "rung", most=0)


def test_chains_are_the_same_twice_and_have_frames(ensemble):
    one, two = (chains(ensemble, "hit", most=8) for _ in range(2))
    assert json.dumps(one.to_json()) == json.dumps(two.to_json())
    assert one.to_frame()["share"].sum() == pytest.approx(1.0)
    assert one.looked == 8 or one.looked == one.came


def test_paragraphs_keep_long_names_whole():
    assert max(map(len, wrap("word " * 60).split("\n"))) <= 100


def test_decisions_are_told(kit):
    from catspaw.network.model import Decision, Option, OutcomeSpec

    vow = "client|vows|enemy"
    decision = Decision("the_answer", "client", (Option("vow_it", 50.0, vow), Option("wait", 0.0)), on_day=9)
    outcome = OutcomeSpec("vow", "vows(client -> enemy)", "first", (vow,), 0, 60)
    made = run(kit.make([vow], rate=1e-9, decisions=(decision,), outcomes=(outcome,)), futures=1, seed=1)
    told = story(made, 0, says={"vow": "Will it vow?"})
    assert told.to_json()["decisions"] == [
        {"date": "2024-02-09", "actor": "client", "decision": "the_answer", "option": "vow_it"}
    ]
    assert "9 February. Client decided on the answer: vow it." in told.text
    text = " ".join(told.text.split())
    assert (
        "9 February. Client vowed to act against enemy, by that decision. With this the answer is yes: Will it vow?"
        in text
    )
