"""Questions and answers: what a proposition says of which variable, and what implies what."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.case.language import parse
from catspaw.case.model import Incident, Question
from catspaw.core.errors import ModelError
from catspaw.evidence import make_book, weigh
from catspaw.evidence import variables as v
from catspaw.evidence.priors import coherent

YES = (True, False)


def located(book: object, text: str) -> tuple[str, tuple[str, ...]]:
    place = book.space.locate(parse(text))  # type: ignore[attr-defined]
    x = book.space.variables[place.variable]  # type: ignore[attr-defined]
    return x.id, tuple(a for a, inside in zip(x.answers, place.mask, strict=True) if inside)


def test_nobody_having_a_say_is_beforehand_no_likelier_than_somebody_having_one(small: SimpleNamespace) -> None:
    claim = small.claims()
    beliefs = weigh(small.case([claim("control(red -> alpha) >= strong", "w1", act="judge")]), draws=0)
    ((_, levels),) = beliefs.measures("control")
    assert levels == pytest.approx(dict.fromkeys(("none", "weak", "partial", "strong", "full"), 0.2))


def test_words_of_a_ladder_are_thresholds_of_one_question(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(f"{w}(red, attack)", "w1") for w in ("unaware", "aware", "approved", "involved")]
    book = make_book(small.case([*said, claim("part(red, attack) < planned", "w1")]))
    assert located(book, "unaware(red, attack)") == ("part_red_attack", ("unaware",))
    assert located(book, "approved(red, attack)")[1] == ("approved", "planned", "ordered")
    assert located(book, "involved(red, attack)") == located(book, "approved(red, attack)")
    assert located(book, "not aware(red, attack)")[1] == ("unaware",)
    assert located(book, "part(red, attack) < planned")[1] == ("unaware", "aware", "informed", "approved")
    assert len(book.sheet.ids) == 1


def test_a_declared_measure_takes_the_claims_on_it(small: SimpleNamespace) -> None:
    asked = Question("depth", "How deep?", about=parse("part(red, attack)"))
    book = make_book(small.case([small.claims()("approved(red, attack)", "w1")], questions=[asked]))
    assert book.sheet.ids == ("depth",)
    assert located(book, "ordered(red, attack)") == ("depth", ("ordered",))


def test_who_did_it_is_one_question(small: SimpleNamespace) -> None:
    claim = small.claims()
    texts = ["did(alpha, rumour)", "did(one of front, rumour)", "did(red_guard, rumour)", "did(grey + beta, rumour)"]
    said = [claim(t, "w1") for t in (*texts, "strike(unknown -> blue) as rumour")]
    book = make_book(small.case(said))
    assert located(book, "did(alpha, rumour)") == ("author_of_rumour", ("alpha",))
    assert located(book, "did(one of front, rumour)")[1] == ("alpha", "another of front", "beta + grey")
    assert located(book, "did(red, rumour)")[1] == ("red_guard",)
    assert located(book, "did(beta, rumour)")[1] == ("beta + grey",)
    answers = book.space.variables[0].answers
    assert answers[-2:] == ("someone else", "did not happen")
    assert located(book, "strike(unknown -> blue) as rumour")[1] == answers[:-1]


def test_public_incidents_are_public_record(small: SimpleNamespace) -> None:
    claim = small.claims()
    beliefs = weigh(small.case([claim("strike(unknown -> blue) as attack", "w1", key="event")]), draws=0)
    assert beliefs.book.unplaced == ("event",)
    assert len(beliefs) == 0
    assert beliefs.to_json()["public_record"] == ["event"]


def test_several_may_each_have_done_some_of_a_series(small: SimpleNamespace) -> None:
    claim = small.claims()
    asked = Question("who_raids", "Who?", about="raids")
    said = [claim("did(alpha, raids)", "paper1"), claim("did(beta, raids)", "paper2")]
    beliefs = weigh(small.case(said, questions=[asked]), draws=0)
    question = beliefs["who_raids"]
    assert question.kind == "series"
    assert [a.says for a in question.answers] == ["alpha", "beta"]
    assert all(a.belief > 0.7 for a in question.answers)
    assert {c.says for c in question.contributions} == {"alpha", "beta"}
    assert beliefs.authors("raids").keys() == {"alpha", "beta"}


def test_a_list_gives_at_most_one_and_joins_what_has_a_question_of_its_own(small: SimpleNamespace) -> None:
    props = tuple(parse(t) for t in ("wants(red, strike(red -> blue))", "trust(red -> grey) >= enough"))
    asked = [Question("choice", "Which?", one_of=props), Question("trust", "Trust?", about=parse("trust(red -> grey)"))]
    claim = small.claims()
    said = [claim(str(props[0]), "paper1"), claim(str(props[1]), "w1"), claim("trust(red -> grey) <= low", "w2")]
    beliefs = weigh(small.case(said, questions=asked), draws=0)
    choice = {a.says: a.belief for a in beliefs["choice"].answers}
    assert set(choice) == {str(p) for p in props} | {"none of these"}
    assert choice[str(props[1])] == pytest.approx(beliefs.belief(props[1]))
    assert beliefs.belief(props[0]) == pytest.approx(choice[str(props[0])])
    exhaustive = Question("choice", "Which?", one_of=props, exhaustive=True)
    assert len(weigh(small.case(said, questions=[exhaustive]), draws=0)["choice"].answers) == 2


def test_answers_that_cannot_stand_together_are_an_error_with_names(small: SimpleNamespace) -> None:
    props = tuple(parse(t) for t in ("trust(red -> grey) >= none", "trust(red -> grey) <= high"))
    asked = [
        Question("choice", "Which?", one_of=props),
        Question("trust", "Trust?", about=parse("trust(red -> grey)")),
    ]
    with pytest.raises(ModelError, match="choice"):
        weigh(small.case(questions=asked), draws=0)


LINKED = [
    ("arms(red_guard -> alpha)", "backs(red -> alpha)", True),
    ("arms(red -> alpha)", "backs(red -> some of front)", True),
    ("backs(red -> alpha, at grey)", "backs(red -> alpha)", True),
    ("colocated(red + blue, at grey)", "present(blue, at grey)", True),
    ("holds(red -> grey)", "present(red, at grey)", True),
    ("allied(red + blue)", "coordinates(blue + red)", True),
    ("backs(red -> each of front)", "backs(red -> beta)", True),
    ("plans(red, strike(red -> blue))", "wants(red, strike(red -> blue))", True),
    ("forbade(red, attack)", "opposed(red, attack)", True),
    ("forbade(red, attack)", "approved(red, attack)", False),
    ("informed(only alpha, attack)", "informed(alpha, attack)", True),
    ("informed(only alpha, attack)", "informed(red, attack)", False),
]


@pytest.mark.parametrize(("first", "second", "implied"), LINKED)
def test_links(small: SimpleNamespace, first: str, second: str, implied: bool) -> None:
    claim = small.claims()
    book = make_book(small.case([claim(first, "w1"), claim(second, "w2")]))
    a, b = book.space.locate(parse(first)), book.space.locate(parse(second))
    assert a is not None
    assert b is not None
    wanted = b if implied else b.opposite()
    assert (a.variable, a.mask, wanted.variable, wanted.mask) in book.sheet.links


UNLINKED = [
    ("backs(red -> alpha)", "arms(red -> alpha)"),
    ("informed(red_guard, attack)", "informed(red, attack)"),
    ("wants(red_guard, strike(red -> blue))", "wants(red, strike(red -> blue))"),
    ("guarantees(grey -> alpha)", "guarantees(grey -> some of front)"),
    ("believes(grey, backs(red -> alpha))", "backs(red -> alpha)"),
    ("fears(grey, strike(red -> blue))", "strike(red -> blue)"),
]


@pytest.mark.parametrize(("first", "second"), UNLINKED)
def test_what_does_not_follow(small: SimpleNamespace, first: str, second: str) -> None:
    claim = small.claims()
    book = make_book(small.case([claim(first, "w1"), claim(second, "w2")]))
    a = book.space.locate(parse(first))
    assert a is not None
    assert not [link for link in book.sheet.links if link[0] == a.variable and link[1] == a.mask]


def test_ids_are_readable_and_never_twice(small: SimpleNamespace) -> None:
    claim = small.claims()
    book = make_book(small.case([claim("backs(red -> alpha)", "w1"), claim("backs(red + alpha -> alpha)", "w1")]))
    assert book.sheet.ids[0] == "backs_red_alpha"
    assert len(set(book.sheet.ids)) == len(book.sheet.ids)
    assert len(v.slug("x" * 300)) == 80


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.sampled_from(("<", "<=", "=", ">=", ">")), st.integers(-3, 3).map(float)), min_size=1, max_size=5
    )
)
def test_numbers_are_cut_only_where_claims_cut(thresholds: list[tuple[str, float]]) -> None:
    cut = v.cells(thresholds)
    masks = [cut.mask(op, value) for op, value in thresholds]
    columns = list(zip(*masks, strict=True))
    assert all(a != b for a, b in pairwise(columns))
    assert len(set(cut.names)) == len(cut.names)
    assert sum(v.cells_prior(cut, own=0.3)) == pytest.approx(1.0)
    assert list(cut.samples) == sorted(cut.samples)


def test_a_single_number_keeps_its_own_prior() -> None:
    assert v.cells_prior(v.cells([("=", 3.0)]), own=0.3) == pytest.approx((0.35, 0.3, 0.35))


def test_coherent_priors_keep_the_special_and_raise_the_general() -> None:
    special, general = np.array([0.25, 0.75]), np.array([0.30, 0.70])
    one = coherent([special, general], [(0, YES, 1, YES)])
    assert one[0] == pytest.approx(special)
    assert one[1][0] == pytest.approx(0.25 / (2 / 3), abs=1e-3)
    three = coherent([special] * 3 + [general], [(i, YES, 3, YES) for i in range(3)])
    assert three[3][0] == pytest.approx(1 - 0.75 ** (3 / 1.6), abs=1e-6)


def test_with_no_claim_every_question_prints_its_prior(small: SimpleNamespace) -> None:
    claim = small.claims()
    texts = ("backs(red -> alpha)", "arms(red -> alpha)", "funds(red -> alpha)", "backs(red -> some of front)")
    beliefs = weigh(small.case([claim(t, "w1", act="silent") for t in texts]), draws=0)
    assert beliefs.book.sheet.links
    assert beliefs.solution.belief == pytest.approx(beliefs.book.sheet.prior, abs=1e-6)
    assert beliefs.belief("arms(red -> alpha)") == pytest.approx(0.25)


def test_an_incident_may_be_contested_itself(small: SimpleNamespace) -> None:
    claim = small.claims()
    incidents = {"talks": Incident("talks", "meets", declared=False)}
    said = [claim("meets(red + grey, at grey) as talks", "w1"), claim("attended(red, talks)", "w1")]
    beliefs = weigh(small.case(said, incidents=incidents), draws=0)
    assert beliefs["talks"].kind == "proposition"
    assert beliefs["talks"].belief > beliefs["talks"].answers[0].prior
