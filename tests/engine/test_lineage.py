import numpy as np
import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.engine import attribution
from catspaw.engine.ensemble import frame_of, run
from catspaw.engine.gathering import collect
from catspaw.engine.lineage import chain, explain, first_act, reasons
from catspaw.engine.reference import Future, replay
from catspaw.engine.state import Act
from catspaw.network.model import OutcomeSpec, Settings

HIT, BACK, OTHER = "enemy|retaliates|client", "client|threatens|enemy", "ally|threatens|rogue"


@pytest.fixture(scope="module")
def ensemble(full):
    return run(full, futures=24, seed=3)


def told(kit, acts, names=(HIT, BACK, OTHER), weights=None, **given):
    """An ensemble of one future with the given (channel, day) acts, reciprocity alone at weight .5 where no weights are given."""
    hit = OutcomeSpec("back", "threatens(client -> enemy)", "first", (BACK,), 0, 60)
    model = run(
        kit.make(
            names, rate=0.02, weights=weights or kit.only("reciprocity_3", 0.5), outcomes=(hit,), horizon_days=180,
            settings=Settings(memory_floor=0.01, tempo_sd=0.0), names={"enemy": "the Enemy"}, **given,
        ),
        futures=1, seed=0,
    ).model  # fmt: skip
    made = tuple(Act(model.channels.ids.index(name), day, 0.5, 0, attribution.OVERT) for name, day in acts)
    from catspaw.engine.outcomes import Tally

    days = [day for name, day in acts if name == BACK]
    tally = Tally(np.array([days[0] if days else -1]), np.array([float(len(days))]))
    return collect(model, [Future(made, (), tally, False)], seed=0, first=0, provenance={})


def test_the_parent_is_found_and_its_part_is_exact(kit):
    ensemble = told(kit, [(HIT, 5), (OTHER, 6), (BACK, 7)])
    found = explain(ensemble, 0, 2)
    assert [parent.index for parent in found.parents] == [0]
    frame = frame_of(ensemble.model, 0, seed=0)
    acts = ensemble.acts_of(0)
    with_it = list(replay(frame, acts, days=7))[-1].log_rate[acts[2].channel]
    without = list(replay(frame, acts[1:], days=7))[-1].log_rate[acts[2].channel]
    assert found.parents[0].contribution == pytest.approx(with_it - without)
    assert found.parents[0].contribution > 0.3
    assert found.causes[0].effect == "reciprocity_3"
    assert found.times == pytest.approx(np.exp(with_it - ensemble.model.channels.log_base[acts[2].channel]))


def test_joining_a_war_is_heeded_however_long_ago(kit):
    join, strike = "ally|joins|bystander", "ally|strike|enemy"
    war = kit.conflicts(("war", "bystander", ("client",), ("enemy",)))
    names = (BACK, join, strike)
    fights = kit.tie(kit.make(names), alliance={("ally", "client"): 0.8}).snapshot
    ensemble = told(
        kit, [(join, 3), (strike, 120)], names, kit.only("parties", {7: 2.0}), conflicts=war, snapshot=fights
    )
    found = explain(ensemble, 0, 1)
    assert [(parent.index, parent.contribution) for parent in found.parents] == [(0, pytest.approx(2.0))]
    assert "Contributed: ally joined bystander on 3 February 2024 (×7.4)" in found.says


def test_the_sentence(kit):
    found = explain(told(kit, [(HIT, 5), (BACK, 7)]), 0, 1)
    assert found.says.startswith("7 February 2024: client threatened the Enemy, at ")
    assert "What moved it: the Enemy had lately done the like, as client saw it (×" in found.says
    assert "Contributed: the Enemy retaliated against client on 5 February 2024 (×" in found.says


def test_the_chain_goes_back(kit):
    links = chain(told(kit, [(HIT, 3), (BACK, 5), (HIT, 6), (BACK, 8)]), 0, 3)
    assert [link.act.day for link in links][-2:] == [6, 8]
    assert [link.act.day for link in links] == sorted(link.act.day for link in links)


def test_terms_add_up_to_the_rate(ensemble):
    acts = ensemble.acts_of(1)
    index = len(acts) - 1
    frame = frame_of(ensemble.model, 1, seed=3)
    last = list(replay(frame, acts, days=acts[index].day))[-1]
    channel = acts[index].channel
    terms = (frame.coefficients[:, channel] * last.x[:, channel]).sum()
    assert explain(ensemble, 1, index).times == pytest.approx(np.exp(terms))


def test_first_acts_are_where_outcomes_came_about(ensemble):
    found = 0
    for at, outcome in enumerate(ensemble.model.outcomes):
        for future in range(24):
            index = first_act(ensemble, future, outcome.id)
            day = ensemble.passage[future, at]
            if index is None:
                assert day in (-1, 0)
            else:
                found += 1
                assert ensemble.acts_of(future)[index].day == day
    assert found > 20


def test_reasons_are_shares(ensemble):
    told_ = reasons(ensemble, "rung", futures=6)
    assert told_
    assert all(0 < reason.share <= 1 for reason in told_)
    assert [reason.share for reason in told_] == sorted((reason.share for reason in told_), reverse=True)


def test_what_is_not_there_is_said(ensemble):
    with pytest.raises(ModelError, match="no act 99999"):
        explain(ensemble, 0, 99_999)
    with pytest.raises(UnknownName, match="no outcome is called 'hits'; nearest known: hit"):
        first_act(ensemble, 0, "hits")
