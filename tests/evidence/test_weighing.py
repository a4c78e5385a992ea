"""What weighing answers: questions in full, accounts, explanations, changes, findings, worlds, exports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from math import log
from types import SimpleNamespace

import numpy as np
import pytest

from catspaw.case.language import parse
from catspaw.case.model import Account, Judgement, Question
from catspaw.core.dates import Interval
from catspaw.core.errors import UnknownName
from catspaw.evidence import accounts, findings, make_book, since, survivals, weigh, why
from catspaw.evidence.learn import learn
from catspaw.evidence.span import span
from catspaw.evidence.tables import FACE
from catspaw.evidence.words import answer_set, confidence, likelihood, phrase, rounded

P = "aided(red, attack)"
ASKED = Question("help", "Did Red <help>?", about=parse(P))


def logit(p: float) -> float:
    return log(p / (1 - p)) / log(2)


@pytest.fixture
def contested(small: SimpleNamespace) -> SimpleNamespace:
    claim = small.claims()
    said = (
        claim("fights(red -> blue)", "paper1", key="feud"),
        claim(P, "blue_speaker via paper1", key="blue", report="r1"),
        claim(P, "blue_speaker via paper2", key="copy", report="r2"),
        claim(P, "w1", key="witness", sure="believes"),
        claim(P, "red_speaker", act="deny", key="denial"),
        claim(P, "grey_office", act="silent", key="silence"),
        claim(P, "w7", act="judge", key="opinion"),
        claim("aided(red, attack)", "w8", kind="expects", key="forecast"),
    )
    outlets = {"r1": "paper1", "r2": "paper2"}
    judged = Judgement("judge", (), "ab", Interval(small.day, small.day), "why", prop=parse(P), belief=0.4)
    case = small.case(said, questions=[ASKED], outlets=outlets, judgements=[judged])
    return SimpleNamespace(case=case, beliefs=weigh(case), claim=claim)


def test_the_bits_add_up(contested: SimpleNamespace) -> None:
    for name in contested.beliefs:
        question = contested.beliefs[name]
        total = question.prior_bits + question.linked_bits + question.faded_bits
        total += sum(c.bits for c in question.contributions)
        assert total == pytest.approx(logit(question.belief), abs=1e-6)


def test_bits_add_up_with_links_and_time(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim("arms(red -> alpha)", "w1", on="2020"), claim("backs(red -> alpha)", "w2"), claim(P, "w3")]
    beliefs = weigh(small.case(said), draws=0)
    question = beliefs["arms_red_alpha"]
    assert question.faded_bits < -0.1
    assert question.linked_bits > 0.05
    total = question.prior_bits + question.linked_bits + question.faded_bits + question.contributions[0].bits
    assert total == pytest.approx(logit(question.belief), abs=1e-6)


def test_who_said_what(contested: SimpleNamespace) -> None:
    question = contested.beliefs["help"]
    assert question.ask == "Did Red <help>?"
    assert question.n_origins == 3
    assert question.repeats == 1
    assert question.denied_by == ("Speaker of Red",)
    assert question.silent == ("Office of Grey",)
    assert question.experts == ("Witness 7: yes",)
    assert question.ours == ("0.4, ab, 2024-01-31..2024-01-31",)
    stakes = {c.name: c.interest for c in question.contributions}
    assert stakes == {"Speaker of Blue": "for", "Witness 1": "none", "Speaker of Red": "for"}
    blue = next(c for c in question.contributions if c.name == "Speaker of Blue")
    assert set(blue.claims) == {"blue", "copy"}
    assert blue.reports == ("r1", "r2")


def test_opinions_weigh_when_asked(contested: SimpleNamespace) -> None:
    assert weigh(contested.case, experts=True, draws=0)["help"].belief > contested.beliefs["help"].belief


def test_accusations_discounted_like_denials(contested: SimpleNamespace) -> None:
    answer = contested.beliefs["help"].answers[0]
    assert 0.30 < answer.discounted < answer.belief


def test_ranges_hold_the_belief_and_widen_with_doubt(contested: SimpleNamespace) -> None:
    for question in contested.beliefs.values():
        for answer in question.answers:
            assert 0 <= answer.low <= answer.belief <= answer.high <= 1
    wide = contested.beliefs["help"]
    assert wide.high - wide.low > 0.1
    assert span(contested.beliefs, "help", ["yes"]) == pytest.approx((wide.belief, wide.low, wide.high), abs=1e-6)


def test_a_question_may_be_asked_by_proposition(contested: SimpleNamespace) -> None:
    assert why(contested.beliefs, P).question.id == "help"
    assert contested.beliefs.belief(f"not {P}") == pytest.approx(1 - contested.beliefs.belief(P))
    with pytest.raises(UnknownName, match="nearest known: help"):
        why(contested.beliefs, "halp")
    with pytest.raises(UnknownName, match="speaks of"):
        contested.beliefs.belief("arms(red -> beta)")


def test_why_says_the_sum_and_what_would_move_it(contested: SimpleNamespace) -> None:
    found = why(contested.beliefs, "help")
    assert found.moves == tuple(sorted(found.moves, key=lambda m: (-abs(m.after - m.before), m.what)))
    admission = next(m for m in found.moves if m.what == "an admission by Red")
    admitted = contested.claim(P, "w20", interest="against", key="new")
    with_it = weigh(replace(contested.case, claims=(*contested.case.claims, admitted)), draws=0)
    assert with_it["help"].belief == pytest.approx(admission.after)
    text = str(found)
    assert "Speaker of Red: no (grade C, in its interest)" in text
    assert "would not say: Office of Grey" in text
    assert "1 further claims only repeat" in text
    assert found.hypotheses == ("yes", "no")
    strongest = found.table[0]
    assert strongest[2] == pytest.approx(abs(max(strongest[1]) - min(strongest[1])))
    assert "&lt;help&gt;" in found._repr_html_()
    assert "<help>" not in found._repr_html_()


def test_an_admission_is_not_asked_of_who_has_admitted(contested: SimpleNamespace) -> None:
    admitted = contested.claim(P, "red_speaker", act="admit", key="confession")
    beliefs = weigh(replace(contested.case, claims=(*contested.case.claims, admitted)), draws=0)
    assert not [m for m in why(beliefs, "help").moves if "admission" in m.what]


def test_accounts_take_their_voices_at_face_value_and_the_book_elsewhere(contested: SimpleNamespace) -> None:
    case = replace(contested.case, accounts={"theirs": Account("theirs", "Theirs", ("blue_speaker",))})
    book = make_book(case)
    assert set(accounts(book)) == {"theirs", "red", "blue"}
    red, blue, theirs = (weigh(book, account=a, draws=0) for a in ("red", "blue", "theirs"))
    assert red["help"].belief < 0.05
    assert blue["help"].belief == theirs["help"].belief > 0.9
    assert blue["help"].spoken
    assert not blue["fights_red_blue"].spoken
    assert blue["fights_red_blue"].belief == pytest.approx(contested.beliefs["fights_red_blue"].belief, abs=1e-9)
    assert {c.grade for c in blue["help"].contributions} == {"face"}
    with pytest.raises(UnknownName, match="nearest known: blue"):
        weigh(book, account="blu")


def test_an_account_keeps_its_voices_own_sureness(small: SimpleNamespace) -> None:
    claim = small.claims()
    flat, hedged = (
        weigh(small.case([claim(P, "red_speaker", sure=s)]), account="red", draws=0).belief(P)
        for s in ("flat", "suspects")
    )
    assert hedged < flat


def test_an_account_believes_its_own_voices_and_not_those_joined_to_them(small: SimpleNamespace) -> None:
    voices = {"a": "1 of red, unnamed", "b": "1 of red, unnamed", "m": "1 of grey, unnamed, maybe a"}
    claim = small.claims(voices)
    said = [claim(P, "blue_speaker", key="one"), claim(P, "red_speaker", key="two"), claim(P, "m", key="three")]
    theirs = Account("theirs", "Theirs", ("a",))
    case = small.case(
        [*said, claim("arms(blue -> beta)", "a"), claim("arms(blue -> gamma)", "b")],
        voices=voices,
        accounts=[theirs],
        judgements=[small.judged("together", "one", "two")],
    )
    book = make_book(case)
    assert set(accounts(book)) == {"theirs", "red", "blue", "grey"}

    def face(name: str) -> set[str]:
        found = weigh(book, account=name, draws=0)
        columns, rows = found.book.sheet.columns, found.solution.statements
        taken = {int(r) for i in range(len(rows.cell)) if rows.cell[i] == FACE for r in rows.entries(i)}
        return {book.claims[int(columns.claim[r])].by[0][0].id for r in taken}

    assert face("red") == {"red_speaker", "r1/a", "r1/b"}
    assert face("blue") == {"blue_speaker"}
    assert face("grey") == {"r1/m"}
    assert face("theirs") == {"r1/a"}


def test_what_survives_every_account(contested: SimpleNamespace) -> None:
    found = survivals(weigh(contested.case))
    (row,) = found.rows
    assert not row.survives
    assert [s.account for s in row.standings] == ["", "blue", "red"]
    assert json.dumps(found.to_json())
    assert len(found.to_frame()) == 3
    assert "&lt;help&gt;" in found._repr_html_()


def test_changes_name_the_claim_that_moved_each_belief(small: SimpleNamespace) -> None:
    claim = small.claims()
    early, late = date(2024, 1, 1), date(2024, 1, 20)
    said = (
        claim(P, "w1", learnt=early, key="old"),
        claim(P, "w2", learnt=late, key="new"),
        claim("killed(attack) = 3", "w3", learnt=early, key="gone", retracted=late),
        claim("arms(red -> alpha)", "w4", learnt=late, key="arms"),
        claim("backs(red -> alpha)", "w5", learnt=early, key="backs"),
        claim("wants(grey, strike(red -> blue))", "w6", learnt=early, key="still", on="2024-01"),
    )
    found = since(small.case(said), date(2024, 1, 10))
    by_question = {c.question: c for c in found.changes}
    assert by_question["aided_red_attack"].movers[0].key == "new"
    assert by_question["aided_red_attack"].after > by_question["aided_red_attack"].before
    assert by_question["killed_attack"].movers[0].what == "taken back"
    assert by_question["backs_red_alpha"].movers[0].what == "new, on a linked question"
    assert by_question["backs_red_alpha"].tie
    assert "wants_grey_strike_red_blue" not in by_question
    assert found.changes[0] == max(found.changes, key=lambda c: abs(c.after - c.before))
    assert "w2" not in str(found)
    assert "Witness 2" in str(found)
    assert json.dumps(found.to_json())
    assert len(found.to_frame()) == len(found.changes)
    assert "<table>" in found._repr_html_()


def test_hindsight_counts_only_where_it_is_marked(small: SimpleNamespace) -> None:
    claim = small.claims()
    later = date(2025, 1, 1)
    out = weigh(small.case([claim(P, "w1", learnt=later)]), draws=0)
    marked = weigh(small.case([claim(P, "w1", learnt=later, hindsight=True)]), draws=0)
    assert out.belief(P) == pytest.approx(0.30)
    assert marked.belief(P) > 0.5


def test_findings(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = (
        claim(P, "w1", key="first", said="2024-01-01"),
        claim(P, "w1", act="deny", key="second", said="2024-01-09"),
        claim(P, "w2", key="other", grounds=("base",)),
        claim("killed(attack) = 3", "grey", key="toll"),
        claim("hosted(red, attack)", "grey", key="base", retracted=date(2024, 1, 2)),
    )
    found = findings(weigh(small.case(said), draws=0))
    assert [c.question for c in found.contradictions] == ["aided_red_attack"]
    assert found.single_origin == ("killed_attack",)
    assert found.unrated == ("Grey",)
    assert found.changed[0].speaker == "Witness 1"
    assert [key for _, key, _ in found.changed[0].said] == ["first", "second"]
    assert found.fallen == (("other", "base"),)
    assert json.dumps(found.to_json())


def test_what_the_network_takes(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [
        claim("coordinates(red + blue, how deep)", "w1", key="tie", on="2023-05"),
        claim("intends(red, strike(red -> blue))", "w1", key="mind"),
        claim("control(red -> alpha) >= strong", "w2", key="grip"),
        claim("did(alpha, rumour)", "w3", key="author"),
    ]
    beliefs = weigh(small.case(said))
    ties = beliefs.ties()
    tie = ties["coordinates(blue + red)"]
    assert (tie.id, tie.origins, tie.claims) == ("coordinates_blue_red", 1, ("tie",))
    assert (tie.since, tie.until) == (date(2023, 5, 1), date(2023, 5, 31))
    assert tie.low <= tie.belief <= tie.high
    assert "intends(red, strike(red -> blue))" in ties
    ((prop, levels),) = beliefs.measures("control")
    assert str(prop) == "control(red -> alpha)"
    assert sum(levels.values()) == pytest.approx(1.0)
    assert beliefs.authors("rumour").keys() == {"alpha"}
    assert {"did(alpha, rumour)", "coordinates(blue + red)"} <= beliefs.propositions()
    wanted = ["did(alpha, rumour)", "coordinates(blue + red)", "control(red -> alpha) >= strong"]
    drawn = beliefs.bits(wanted, worlds=2000, seed=1)
    assert drawn.shape == (2000, 3)
    assert drawn.dtype == np.uint8
    for column, text in enumerate(wanted):
        assert drawn[:, column].mean() == pytest.approx(beliefs.belief(text), abs=0.05)


def test_worlds_are_addressed(contested: SimpleNamespace) -> None:
    beliefs = contested.beliefs
    long = beliefs.sample(worlds=300, seed=5)
    assert np.array_equal(beliefs.sample(worlds=100, seed=5), long[:100])
    assert np.array_equal(beliefs.bits([P], worlds=300, seed=5)[:, 0], (long[:, beliefs.book.space.index["help"]] == 0))
    assert not np.array_equal(beliefs.sample(worlds=300, seed=6), long)
    assert weigh(contested.case, draws=0).sample(worlds=10, seed=1).shape == (10, len(beliefs.book.sheet.ids))


def test_json_frame_and_page(contested: SimpleNamespace) -> None:
    found = json.loads(json.dumps(contested.beliefs.to_json()))
    question = found["questions"][0]
    assert question["id"] == "help"
    assert {"ask", "answers", "confidence", "n_origins", "n_claims", "contributions"} <= question.keys()
    assert question["answers"][0].keys() >= {"says", "belief", "low", "high", "word"}
    rows = contested.beliefs.to_frame()
    assert len(rows) == sum(len(q.answers) for q in contested.beliefs.values())
    page = contested.beliefs._repr_html_()
    assert "Did Red &lt;help&gt;?" in page
    assert "<help>" not in page


def test_questions_come_asked_first(contested: SimpleNamespace) -> None:
    assert next(iter(contested.beliefs)) == "help"
    assert len(contested.beliefs) == len(list(contested.beliefs))
    assert "help" in contested.beliefs
    assert [q.id for q in contested.beliefs.asked()] == ["help"]


def test_a_case_in_which_nobody_speaks(small: SimpleNamespace) -> None:
    asked = [
        ASKED,
        Question("toll", "How many?", about=parse("killed(attack) > 0")),
        Question("who", "Who?", about="raids"),
    ]
    beliefs = weigh(small.case(questions=asked))
    assert beliefs["help"].phrase == "unlikely (30)"
    assert beliefs["help"].confidence == "none"
    assert [a.says for a in beliefs["toll"].answers] == ["0 or fewer", "more than 0"]
    assert json.dumps(beliefs.to_json())
    assert weigh(small.case()).sample(worlds=3).shape == (3, 0)
    assert since(small.case(questions=asked), date(2023, 1, 1)).changes == ()


def test_words() -> None:
    assert [likelihood(p) for p in (0.03, 0.1, 0.3, 0.5, 0.6, 0.9, 0.97)] == [
        "almost no chance",
        "very unlikely",
        "unlikely",
        "roughly even",
        "likely",
        "very likely",
        "almost certain",
    ]
    assert phrase(0.61, low=0.41, high=0.76) == "likely (about 60, 40–75)"
    assert phrase(0.612, low=0.60, high=0.63) == "likely (about 61, 60–63)"
    assert phrase(0.3, low=0.3, high=0.3) == "unlikely (30)"
    assert rounded(0.999, low=0.9, high=1.0) == 99
    assert confidence(3, conflict=0.0, rated=1.0) == "high"
    assert confidence(3, conflict=0.5, rated=1.0) == "moderate"
    assert confidence(1, conflict=0.0, rated=0.0) == "low"
    assert confidence(0, conflict=0.0, rated=0.0) == "none"
    rungs = ("unaware", "aware", "informed", "approved")
    assert answer_set(rungs, (True, True, False, False)) == "aware or below"
    assert answer_set(rungs, (False, True, True, True)) == "not unaware"
    assert answer_set(rungs, (True, False, True, False)) == "unaware or informed"


def test_reliability_is_learnt_only_from_enough_and_ranks_origins() -> None:
    from catspaw.core.random import uniforms

    truth = np.where(uniforms(1, "truth", np.arange(300), 0) < 0.5, 1.0, -1.0)
    right = uniforms(1, "right", np.arange(300)[None, :], np.arange(4)[:, None]) < np.array(
        [[0.9], [0.8], [0.6], [0.9]]
    )
    votes = np.where(right, truth, -truth)
    votes[3, 15:] = 0.0
    found = learn(votes)
    assert found.learnt.tolist() == [True, True, True, False]
    assert found.accuracy[0] > found.accuracy[1] > found.accuracy[2]
    assert found.accuracy[3] == pytest.approx(0.72)
    assert np.mean((found.belief > 0.5) == (truth > 0)) > 0.85


@pytest.mark.parametrize("name", ["axis-2024", "flashpoint-2019", "nexus-2015", "taqaddum-2015"])
def test_the_bundled_cases_weigh(name: str) -> None:
    from catspaw.case.load import load

    beliefs = weigh(load(name), draws=40)
    assert beliefs.asked()
    for question in beliefs.values():
        if question.kind != "series":
            assert sum(a.belief for a in question.answers) == pytest.approx(1.0)
        assert why(beliefs, question.id).lines
    assert json.dumps(beliefs.to_json())
