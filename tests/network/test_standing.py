"""What stands at a date: what claims carry, what the analyst sets, and what becomes of the two together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.case.language import parse
from catspaw.case.model import Assumption, Case, Claim
from catspaw.case.voices import parse_chain
from catspaw.core.dates import Interval
from catspaw.evidence.weighing import weigh
from catspaw.network.build import network
from catspaw.network.draws import draw
from catspaw.network.standing import Standing, standing

QUIET = settings(max_examples=30, deadline=None, derandomize=True)
P = "trains(marl -> hill_league)"


def said(mini: Case, by: str, *, key: str, says: str = P, **more: Any) -> Claim:
    chain = parse_chain(by, lambda name: name)
    return Claim(
        key=key,
        kind="says",
        prop=parse(says),
        report="gazette-1",
        by=(chain,),
        learnt=mini.as_of,
        said=Interval(None, mini.as_of),
        **more,
    )


def made(mini: Case, *claims: Claim, assumed: dict[str, float] | None = None) -> Case:
    more = tuple(Assumption(parse(p), "a test", belief=b) for p, b in (assumed or {}).items())
    return replace(mini, claims=(*mini.claims, *claims), assumptions=(*mini.assumptions, *more))


def row(case: Case, proposition: str = P) -> Standing | None:
    return next((s for s in standing(case, weigh(case)) if s.proposition == proposition), None)


def odds(p: float) -> float:
    return p / (1 - p)


def test_what_only_an_opinion_speaks_of_is_no_tie(mini: Case) -> None:
    opinion = said(mini, "scholar", key="view", act="judge")
    assert P in weigh(made(mini, opinion)).ties()
    assert row(made(mini, opinion)) is None
    assert row(made(mini, said(mini, "scholar", key="word"))) is not None
    found = row(made(mini, opinion, assumed={P: 0.8}))
    assert found is not None
    assert (found.assumed, found.origins, found.claims) == (True, 0, ())
    assert found.belief == pytest.approx(0.8)


def test_an_assumption_is_the_prior_that_claims_move(mini: Case) -> None:
    claim = said(mini, "gazette", key="word")
    case = made(mini, claim, assumed={P: 0.6})
    beliefs = weigh(case)
    question = beliefs[beliefs.find(P)]
    found = row(case)
    assert found is not None
    for moved, told in ((found.belief, question.belief), (found.low, question.low), (found.high, question.high)):
        assert odds(moved) == pytest.approx(odds(0.6) * odds(told) / odds(question.answers[0].prior))
    assert (found.assumed, found.origins, found.claims, found.why) == (True, 1, ("word",), "a test")
    denied = row(made(mini, said(mini, "gazette", key="word", act="deny"), assumed={P: 0.6}))
    assert denied is not None
    assert denied.belief < 0.6


@QUIET
@given(
    belief=st.floats(0.01, 0.99),
    by=st.sampled_from(("gazette", "courier", "scholar", "ostia", "marl", "scholar via courier")),
    sure=st.sampled_from(("flat", "believes", "suspects", "may")),
    known=st.booleans(),
)
def test_a_claim_for_it_never_lowers_what_is_assumed(
    mini: Case, belief: float, by: str, sure: str, known: bool
) -> None:
    before = [said(mini, "tern", key="earlier")] if known else []
    first = row(made(mini, *before, assumed={P: belief}))
    then = row(made(mini, *before, said(mini, by, key="later", sure=sure), assumed={P: belief}))
    assert first is not None
    assert then is not None
    assert then.belief >= first.belief - 1e-9
    assert then.low <= then.belief <= then.high


def test_who_is_certain_stays_so_and_a_denial_is_assumed_as_one(mini: Case) -> None:
    claim = said(mini, "gazette", key="word", act="deny")
    sure = row(made(mini, claim, assumed={P: 1.0}))
    assert sure is not None
    assert sure.belief == 1.0
    absent = row(made(mini, assumed={f"not {P}": 0.9}))
    assert absent is not None
    assert absent.belief == pytest.approx(0.1)
    assert not absent.prop.negated


def test_worlds_hold_what_is_assumed_as_often_as_it_is_believed(mini: Case) -> None:
    case = made(mini, said(mini, "gazette", key="word"), assumed={P: 0.9})
    beliefs = weigh(case)
    net = network(case, beliefs, worlds=2000)
    (at,) = [i for i, t in enumerate(net.ties) if t.word == "trains" and t.target == "hill_league"]
    assert net.worlds is not None
    assert (net.ties[at].assumed, net.ties[at].origins) == (True, 1)
    assert net.ties[at].belief > beliefs.belief(P)
    assert abs(net.worlds[:, at].mean() - net.ties[at].belief) < 5 * np.sqrt(0.25 / 2000)


def test_what_claims_alone_carry_is_drawn_with_all_that_is_linked_to_it(mini: Case) -> None:
    case = made(
        mini, said(mini, "gazette", key="word"), said(mini, "tern", key="more", says="backs(marl -> hill_league)")
    )
    beliefs = weigh(case)
    both = [P, "backs(marl -> hill_league)"]
    own = {p: beliefs.belief(p) for p in both}
    drawn = draw(beliefs, both, own, worlds=1000, seed=3)
    assert (drawn == beliefs.bits(both, worlds=1000, seed=3)).all()
    assert (drawn[:, 1] >= drawn[:, 0]).all()
    apart = draw(beliefs, both, {**own, P: 0.5}, worlds=1000, seed=3)
    assert (apart[:, 1] == drawn[:, 1]).all()
    assert abs(apart[:, 0].mean() - 0.5) < 5 * np.sqrt(0.25 / 1000)
