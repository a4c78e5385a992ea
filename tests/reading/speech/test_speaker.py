"""What the words say of who speaks."""

from __future__ import annotations

import pytest

from catspaw.reading.document import Span
from catspaw.reading.speech.speaker import access, anonymity_clauses, count, rank, whose, why


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("Two high-ranking officials", "2"),
        ("at least 12 officers", "12"),
        ("several diplomats", "some"),
        ("many residents", "many"),
        ("an official", ""),
        ("the ministry of 1999", ""),
    ],
)
def test_how_many(words: str, many: str) -> None:
    assert count(words) == many


def test_how_senior_and_whose() -> None:
    assert rank("two high-ranking officers of the Front") == "high-ranking"
    assert rank("Petra Onwell") == ""
    assert whose("a Calderan diplomat") == "Calderan"
    assert whose("an adviser to the court") == ""
    assert whose("two officials at the Defence Ministry") == "the Defence Ministry"


@pytest.mark.parametrize(
    ("clause", "reason"),
    [
        ("", ""),
        ("who asked not to be named", "none"),
        ("because she was not authorized to speak", "unauthorised"),
        ("who declined to be named for fear of reprisals", "fear"),
        ("speaking on condition of anonymity to discuss a confidential report", "sensitive"),
        ("as is the custom of the house", "policy"),
    ],
)
def test_why_unnamed(clause: str, reason: str) -> None:
    assert why(clause) == reason


def test_how_they_know() -> None:
    assert access("an officer who was in the column") == "eyewitness"
    assert access("a person briefed on the talks") == "briefed"
    assert access("two officials who had seen the document") == "documents"
    assert access("a baker") == ""


@pytest.mark.parametrize(
    "clause",
    [
        "speaking on condition of anonymity because the talks were secret",
        "who asked not to be identified",
        "who spoke on the condition that they not be named",
        "declining to be named under the rules of the house",
        "who could not be named for legal reasons",
    ],
)
def test_clauses_that_withhold_a_name_are_found(clause: str) -> None:
    text = f"An aide, {clause}, said no."
    assert [span.of(text) for span in anonymity_clauses(text, Span(0, len(text)))] == [clause]


def test_ordinary_words_withhold_nothing() -> None:
    text = "He asked her name and was not identified with the cause."
    assert anonymity_clauses(text, Span(0, len(text))) == ()
