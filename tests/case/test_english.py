"""Propositions in English: what readers see of every claim."""

from __future__ import annotations

import pytest

from catspaw.case.codebook import words
from catspaw.case.english import named, say
from catspaw.case.language import parse
from catspaw.case.load import bundled, load
from catspaw.case.model import Case

SAID = {
    "arms(marl -> reed_front)": "Marl arms Reed Front",
    "not arms(marl -> reed_front)": "Marl does not arm Reed Front",
    "coordinates(ostia + tern, how deep)": "Ostia and Tern coordinate (deep)",
    "did(one of marl_backed, mill_strike)": "one of the groups that Marl backs carried out the strike on Mill base",
    "ordered(marl, mill_strike)": "Marl ordered the strike on Mill base",
    "killed(mill_strike) > 2": "the dead of the strike on Mill base number more than 2",
    "control(marl -> reed_front) <= weak": "the control of Marl over Reed Front is at most ‘weak’ (heard, no more)",
    "present(tern, at mill_base)": "Tern is present at Mill base",
    "present(tern, at ford)": "Tern is present in the Ford",
    "intends(marl, strike(marl -> ostia))": "Marl means to strike Ostia",
    "wants(marl, not strike(ostia -> marl))": "Marl would like it that Ostia does not strike Marl",
    "strike(reed_front -> ostia) > 3": "Reed Front strikes Ostia more than 3 times",
    "effect(deniability, on retaliation) < 0": "with deniability, retaliation falls",
    "backs(marl -> author of mill_strike)": "Marl backs whoever carried out the strike on Mill base",
    "strike(unknown -> ostia, on 2020-06-20)": "someone unknown strikes Ostia on 20 June 2020",
    "visits(marl -> tern, on ~2020-05)": "Marl visits Tern in about May 2020",
    "meets(ostia + marl, on 2019..2020)": "Ostia and Marl meet between 2019 and 2020",
    "leaks(ostia -> reed_front, of us_arms)": "US arms leak from Ostia to Reed Front",
}


@pytest.mark.parametrize(("text", "english"), SAID.items())
def test_says_it_as_readers_would(mini: Case, text: str, english: str) -> None:
    assert say(parse(text), mini) == english


@pytest.mark.parametrize("word", words())
def test_every_word_has_a_phrase_for_yes_and_no(mini: Case, word: str) -> None:
    example = parse(words()[word].example)
    yes, no = say(example, mini), say(parse(f"not {example}"), mini)
    assert yes
    assert yes != no or word == "effect"
    assert "{" not in yes + no
    assert "[" not in yes + no


@pytest.mark.parametrize("name", bundled())
def test_every_claim_of_the_bundled_cases_can_be_said(name: str) -> None:
    case = load(name)
    for claim in case.claims:
        said = say(claim.prop, case)
        assert "{" not in said
        assert "  " not in said
        assert "_" not in said, f"{claim.prop}: {said}"


def test_names_take_their_article_inside_a_sentence(mini: Case) -> None:
    assert named("mill_strike", mini) == "the strike on Mill base"
    assert named("ford", mini) == "the Ford"
    assert named("ostia", mini) == "Ostia"
