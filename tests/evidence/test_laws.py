"""The laws of weighing, over random small books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catspaw.case.language import parse
from catspaw.case.model import Case, Claim, Question
from catspaw.evidence import make_book, since, weigh
from catspaw.evidence.solve import DRAWS

QUIET = settings(max_examples=40, deadline=None, derandomize=True)
FEW = settings(max_examples=8, deadline=None, derandomize=True)

SAYS = (
    "backs(red -> alpha)",
    "arms(red -> alpha)",
    "funds(red_guard -> beta)",
    "backs(red -> some of front)",
    "not backs(red -> gamma)",
    "fights(blue -> alpha)",
    "opposes(blue -> alpha)",
    "did(alpha, attack)",
    "did(one of front, attack)",
    "did(beta + gamma, attack)",
    "did(alpha, raids)",
    "did(some of front, raids)",
    "did(red_guard, rumour)",
    "aware(red, attack)",
    "informed(red, attack)",
    "approved(red, attack)",
    "not ordered(red, attack)",
    "unaware(red_guard, attack)",
    "opposed(red, attack)",
    "forbade(red, attack)",
    "informed(only alpha, attack)",
    "killed(attack) = 3",
    "killed(attack) > 10",
    "control(red -> alpha) >= strong",
    "wants(red, strike(alpha -> blue))",
    "intends(red, strike(alpha -> blue))",
)
SPEAKERS = ("red_speaker", "blue_speaker", "grey_office", "w1", "w2", "w3", "paper1", "paper2", "red", "some of front")
CHAINS = (
    "{0}",
    "{0} via paper1",
    "{0} via paper2 via paper3",
    "{0} via w9",
    "{0} via w10 via paper1",
)


@st.composite
def claims(draw: Any, *, most: int = 8) -> list[dict[str, Any]]:
    rows = []
    for _ in range(draw(st.integers(1, most))):
        chain = draw(st.sampled_from(CHAINS)).format(draw(st.sampled_from(SPEAKERS)))
        rows.append(
            {
                "says": draw(st.sampled_from(SAYS)),
                "by": chain,
                "act": draw(st.sampled_from(("assert", "assert", "assert", "deny", "doubt", "no_evidence", "admit"))),
                "sure": draw(st.sampled_from(("flat", "believes", "suspects"))),
                "report": draw(st.sampled_from(("r1", "r2", "r3"))),
                "on": draw(st.sampled_from((None, "2021", "2024-01", "2015-06"))),
            }
        )
    return rows


def made(small: SimpleNamespace, rows: list[dict[str, Any]]) -> list[Claim]:
    maker = small.claims()
    return [maker(**{k: v for k, v in row.items() if v is not None}) for row in rows]


def all_beliefs(case: Case, **more: Any) -> dict[str, tuple[float, ...]]:
    beliefs = weigh(case, draws=0, **more)
    sheet = beliefs.book.sheet
    return {
        x.id: tuple(np.round(beliefs.solution.belief[sheet.part(q)], 9))
        for q, x in enumerate(beliefs.book.space.variables)
    }


def same(one: dict[str, tuple[float, ...]], other: dict[str, tuple[float, ...]]) -> None:
    assert one.keys() == other.keys()
    for name, found in one.items():
        assert other[name] == pytest.approx(found, abs=2e-7), name


@QUIET
@given(rows=claims(), data=st.data())
def test_a_copy_changes_nothing(small: SimpleNamespace, rows: list[dict[str, Any]], data: st.DataObject) -> None:
    said = made(small, rows)
    copied = data.draw(st.sampled_from(said))
    longer = tuple((*chain, *parse_links("paper5")) for chain in copied.by)
    verbatim = replace(copied, key="copy", report="r9")
    relayed = replace(copied, key="copy", report="r9", by=longer if len(copied.by[0]) > 1 else copied.by)
    groups = [c for c in copied.by if c[0].quantifier]
    assume(not groups)  # a set of people may be others in another outlet
    before = all_beliefs(small.case(said))
    same(before, all_beliefs(small.case([*said, verbatim])))
    same(before, all_beliefs(small.case([*said, relayed])))


def parse_links(text: str) -> tuple[Any, ...]:
    from catspaw.case.voices import parse_chain

    return parse_chain(text, lambda name: name)


@QUIET
@given(witnesses=st.lists(st.sampled_from(("w3", "w4", "w5", "paper1", "paper2")), min_size=1, max_size=5))
def test_a_witness_makes_a_speech_surer_and_never_the_content_surer_than_the_speaker(
    small: SimpleNamespace, witnesses: list[str]
) -> None:
    maker = small.claims()
    said, content = [], []
    for n in range(1, len(witnesses) + 1):
        chains = [f"w1 via {w}" for w in witnesses[:n]]
        beliefs = weigh(small.case([maker("holds(grey -> grey)", chains)]), draws=0)
        question = beliefs["holds_grey_grey"]
        said.append(question.contributions[0].said)
        content.append(question.belief)
    own = weigh(small.case([maker("holds(grey -> grey)", "w1")]), draws=0)["holds_grey_grey"].belief
    assert said == sorted(said)
    assert content == sorted(content)
    assert max(content) <= own + 1e-12
    assert said[-1] <= 1.0


@QUIET
@given(rows=claims(), says=st.sampled_from(SAYS), deny=st.booleans())
def test_support_never_lowers_and_denial_never_raises(
    small: SimpleNamespace, rows: list[dict[str, Any]], says: str, deny: bool
) -> None:
    said = made(small, rows)
    probe = small.claims()(says, "w20", act="deny" if deny else "assert", key="probe")
    ghost = replace(probe, key="ghost", act="silent")  # the question is there, and nobody has spoken
    before = weigh(small.case([*said, ghost]), draws=0).belief(probe.prop)
    after = weigh(small.case([*said, probe]), draws=0).belief(probe.prop)
    assert (before >= after - 1e-7) if deny else (after >= before - 1e-7)


@QUIET
@given(rows=claims(), data=st.data())
def test_order_does_not_matter(small: SimpleNamespace, rows: list[dict[str, Any]], data: st.DataObject) -> None:
    said = made(small, rows)
    same(all_beliefs(small.case(said)), all_beliefs(small.case(data.draw(st.permutations(said)))))


@QUIET
@given(rows=claims(), data=st.data())
def test_taking_back_restores_exactly(small: SimpleNamespace, rows: list[dict[str, Any]], data: st.DataObject) -> None:
    said = made(small, rows)
    gone = data.draw(st.integers(0, len(said) - 1))
    ghost = [replace(c, act="silent") if i == gone else c for i, c in enumerate(said)]
    taken = [replace(c, retracted=small.day) if i == gone else c for i, c in enumerate(said)]
    assert all_beliefs(small.case(taken)) == all_beliefs(small.case(ghost))


def renamed(case: Case, names: dict[str, str]) -> Case:
    """Rename actors and sources everywhere: text in, text out."""
    import re

    pattern = re.compile(r"\b(" + "|".join(sorted(names, key=len, reverse=True)) + r")\b")

    def new(text: str) -> str:
        return pattern.sub(lambda m: names[m[1]], text)

    def members(found: Any) -> Any:
        return tuple(replace(m, of=new(m.of)) for m in found)

    actors = {
        new(a.id): replace(
            a, id=new(a.id), part_of=members(a.part_of), acts_for=members(a.acts_for), members=members(a.members)
        )
        for a in case.actors.values()
    }
    sources = {
        new(s.id): replace(s, id=new(s.id), of=s.of and new(s.of), institution=s.institution and new(s.institution))
        for s in case.sources.values()
    }
    said = tuple(
        replace(
            c,
            prop=parse(new(str(c.prop))),
            by=tuple(tuple(replace(s, id=new(s.id)) for s in chain) for chain in c.by),
        )
        for c in case.claims
    )
    return replace(case, actors=actors, sources=sources, claims=said)


@QUIET
@given(rows=claims())
def test_renaming_actors_changes_nothing(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    case = small.case(made(small, rows))
    names = {"red": "zinc", "red_guard": "aluminium", "alpha": "omega", "beta": "mid", "blue": "iron", "front": "ayes"}
    names |= {"red_speaker": "zinc_voice", "blue_speaker": "iron_voice"}
    before, after = weigh(case, draws=0), weigh(renamed(case, names), draws=0)
    other = renamed(case, names).claims
    for claim, twin in zip(case.claims, other, strict=True):
        if before.book.space.locate(claim.prop) is not None:
            assert after.belief(twin.prop) == pytest.approx(before.belief(claim.prop), abs=2e-7)


@QUIET
@given(rows=claims())
def test_mirrored_sides_give_mirrored_beliefs(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    cast = {k: small.actors[k] for k in ("red", "blue", "grey", "alpha", "beta", "gamma", "front", "red_guard")}
    cast["red_guard"] = replace(small.actors["red_guard"], acts_for=small.member("grey"))
    case = small.case(made(small, rows), actors=cast)
    swap = {"red": "blue", "blue": "red", "red_speaker": "blue_speaker", "blue_speaker": "red_speaker"}
    twin = renamed(case, swap)
    before, after = weigh(case, draws=0), weigh(twin, draws=0)
    for claim, other in zip(case.claims, twin.claims, strict=True):
        if before.book.space.locate(claim.prop) is not None:
            assert after.belief(other.prop) == pytest.approx(before.belief(claim.prop), abs=2e-7)


def test_accuser_and_accused_are_measured_alike(small: SimpleNamespace) -> None:
    maker = small.claims()
    feud = maker("fights(red -> blue)", "paper1")

    def share(accused: str, accuser: str, denier: str) -> float:
        says = f"aided({accused}, attack)"
        case = small.case([feud, maker(says, accuser), maker(says, denier, act="deny")])
        return weigh(case, draws=0).belief(says)

    assert share("red", "blue_speaker", "red_speaker") == pytest.approx(share("blue", "red_speaker", "blue_speaker"))


@QUIET
@given(rows=claims(), says=st.sampled_from(SAYS))
def test_denying_is_asserting_the_opposite(small: SimpleNamespace, rows: list[dict[str, Any]], says: str) -> None:
    said = made(small, rows)
    maker = small.claims()
    denied = maker(says, "w20", act="deny", interest="none", key="probe")
    asserted = replace(denied, act="assert", prop=replace(denied.prop, negated=not denied.prop.negated))
    same(all_beliefs(small.case([*said, denied])), all_beliefs(small.case([*said, asserted])))


@QUIET
@given(rows=claims())
def test_what_a_member_does_some_of_the_group_do(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    maker = small.claims()
    pair = [maker("did(alpha, raids)", "w1", key="m"), maker("did(some of front, raids)", "w2", act="deny", key="g")]
    beliefs = weigh(small.case([*made(small, rows), *pair]), draws=0)
    assert beliefs.belief("did(some of front, raids)") >= beliefs.belief("did(alpha, raids)") - 1e-9


@QUIET
@given(rows=claims())
def test_a_body_s_act_rolls_up_and_its_knowledge_never_does(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    said = [c for c in made(small, rows) if "only" not in str(c.prop)]
    maker = small.claims()
    base = [*said, maker("aware(red, attack)", "w9", act="silent", key="s1")]
    known = maker("informed(red_guard, attack)", "w1", key="known")
    ghost = replace(known, act="silent")
    body = weigh(small.case([*base, ghost]), draws=0).belief("aware(red, attack)")
    assert weigh(small.case([*base, known]), draws=0).belief("aware(red, attack)") == pytest.approx(body, abs=1e-7)
    pair = [maker("did(red_guard, raids)", "w1", key="a"), maker("did(red, raids)", "w2", act="silent", key="b")]
    beliefs = weigh(small.case([*base, *pair]), draws=0)
    assert beliefs.belief("did(red, raids)") >= beliefs.belief("did(red_guard, raids)") - 1e-9


@QUIET
@given(rows=claims(), says=st.sampled_from(SAYS))
def test_expectations_and_threats_weigh_nothing(small: SimpleNamespace, rows: list[dict[str, Any]], says: str) -> None:
    said = made(small, rows)
    maker = small.claims()
    ghost = maker(says, "w20", act="silent", key="ghost")
    words = [maker(says, "w20", kind="expects", key="e")]
    words += [maker(says, "w20", act=a, key=a) for a in ("threaten", "promise", "demand", "judge")]
    words.append(maker(says, "w20", given=parse("war(red + blue)"), key="conditional"))
    same(all_beliefs(small.case([*said, ghost])), all_beliefs(small.case([*said, ghost, *words])))


@FEW
@given(rows=claims(most=12))
def test_what_is_printed_is_the_share_of_worlds(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    listed = Question("listed", "Which?", one_of=(parse("backs(grey -> beta)"), parse("approved(red, attack)")))
    questions = [listed, Question("depth", "How deep?", about=parse("part(red, attack)"))]
    beliefs = weigh(small.case(made(small, rows), questions=questions))
    worlds = 10 * DRAWS
    drawn = beliefs.sample(worlds=worlds, seed=3)
    sheet = beliefs.book.sheet
    for q, x in enumerate(beliefs.book.space.variables):
        shares = np.bincount(drawn[:, q], minlength=len(x.answers)) / worlds
        assert shares == pytest.approx(beliefs.solution.belief[sheet.part(q)], abs=5 * 0.5 / worlds**0.5), x.id
    assert sheet.links  # the list and the ladder are joined: no world breaks it
    for a, s, b, t in sheet.links:
        assert not np.any(np.array(s)[drawn[:, a]] & ~np.array(t)[drawn[:, b]])


@FEW
@given(rows=claims())
def test_the_mean_of_the_draws_is_the_belief_exactly(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    from catspaw.evidence import joint

    beliefs = weigh(small.case(made(small, rows)))
    s, sheet = beliefs.solution, beliefs.book.sheet
    groups = [(q,) for q in range(len(sheet.ids)) if sheet.component_of[q] < 0]
    for number, members in enumerate([*sheet.components, *groups]):
        inner = sheet.inner_links[number] if number < len(sheet.components) else ()
        plan = joint.tree(tuple(int(sheet.sizes[q]) for q in members), inner)
        logs = np.concatenate([s.log_draws[q] for q in members])
        central = np.concatenate([s.belief[sheet.part(q)] for q in members])
        assert joint.marginals(plan, logs).mean(axis=1) == pytest.approx(central, abs=1e-6)


@QUIET
@given(rows=claims(), data=st.data())
def test_adding_a_claim_is_weighing_with_it(
    small: SimpleNamespace, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    known = small.claims()("hosted(grey, rumour)", "w20", key="known")  # who speaks is known: only entries are added
    said = [*made(small, rows), known]
    new = data.draw(st.sampled_from(said))
    chain = data.draw(st.sampled_from(("w20", "w20 via paper1", "w20 via paper1 via paper2")))
    more = replace(new, key="more", by=parse_by(chain), act=data.draw(st.sampled_from(("assert", "deny"))))
    made_once = make_book(small.case(said))
    grown = weigh(made_once, draws=20).add(more)
    assert grown.book.clerk is made_once.clerk
    whole = weigh(small.case([*said, more]), draws=20)
    assert grown.solution.belief == pytest.approx(whole.solution.belief, abs=1e-6)
    assert grown.solution.low == pytest.approx(whole.solution.low, abs=1e-5)
    for question in whole:
        assert summed(grown, question) == summed(whole, question)


def summed(beliefs: Any, question: str) -> set[tuple[Any, ...]]:
    return {(c.origin, c.says, round(c.bits, 6), c.said, c.claims) for c in beliefs[question].contributions}


def parse_by(name: str) -> tuple[Any, ...]:
    return (parse_links(name),)


@QUIET
@given(rows=claims(), early=st.integers(0, 3))
def test_only_what_was_learnt_by_the_day_counts(small: SimpleNamespace, rows: list[dict[str, Any]], early: int) -> None:
    said = made(small, rows)
    dated = [replace(c, learnt=date(2024, 1, 1 + i % 4)) for i, c in enumerate(said)]
    day = date(2024, 1, 1 + early)
    known = [c if c.learnt <= day else replace(c, act="silent") for c in dated]
    same(all_beliefs(small.case(dated), as_of=day), all_beliefs(small.case(known), as_of=day))


@QUIET
@given(rows=claims())
def test_since_yesterday_without_claims_nothing_moves(small: SimpleNamespace, rows: list[dict[str, Any]]) -> None:
    said = [replace(c, learnt=date(2024, 1, 1)) for c in made(small, rows)]
    book = make_book(small.case(said))
    assert since(book, date(2024, 1, 30)).changes == ()
    assert str(since(book, date(2024, 1, 30))).endswith("nothing moved")


@QUIET
@given(rows=claims(), says=st.sampled_from(SAYS[:8]))
def test_a_question_on_which_nobody_spoke_changes_no_other(
    small: SimpleNamespace, rows: list[dict[str, Any]], says: str
) -> None:
    said = [c for c in made(small, rows) if c.prop.word in ("backs", "killed", "control")]
    ghost = small.claims()("trains(red -> alpha)", "w20", act="silent", key="ghost")
    alone = all_beliefs(small.case(said))
    beside = all_beliefs(small.case([*said, ghost]))
    for name in alone:
        if name not in ("backs_red_alpha", "backs_red_some_of_front"):  # what it implies has its prior raised
            assert beside[name] == pytest.approx(alone[name], abs=1e-6)
