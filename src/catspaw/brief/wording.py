"""Sentences of the briefing: a word of likelihood always with its number, an answer always in plain English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from catspaw.case.codebook import rung_sense, words
from catspaw.case.english import named, say, say_party
from catspaw.case.language import Prop, parse, parse_party
from catspaw.case.model import Case
from catspaw.core.errors import LanguageError
from catspaw.evidence.beliefs import Beliefs
from catspaw.evidence.describe import Answer, Question
from catspaw.evidence.span import span
from catspaw.evidence.words import likelihood, rounded

Row = dict[str, Any]


def dated(day: date) -> str:
    """Write a day as readers do: 31 January 2024."""
    return f"{day.day} {day:%B %Y}"


#: What a word of likelihood wants before and after it.
_FRAMES = {"almost no chance": ("There is", "that"), "roughly even": ("The odds are", "that")}


def frame(word: str) -> tuple[str, str]:
    """Give what stands before and after a word of likelihood: ``It is likely that``, ``There is almost no chance that``."""
    return _FRAMES.get(word, ("It is", "that"))


def listed(names: list[str] | tuple[str, ...], *, most: int = 4) -> str:
    """Join names, the many after `most` counted."""
    unique = list(dict.fromkeys(names))
    if len(unique) > most:
        unique = [*unique[: most - 1], f"{len(unique) - most + 1} more"]
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1] if unique else ""


def counted(number: int, noun: str) -> str:
    """Count things: ``one origin``, ``3 origins``."""
    words = {0: "no", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
    return f"{words.get(number, f'{number:,}')} {noun}{'' if number == 1 else 's'}"


def number(p: float, low: float, high: float) -> Row:
    """Give a belief as word and number: ``likely``, ``about 60 %, 40–75``."""
    mid, a, b = (rounded(x, low=low, high=high) for x in (p, low, high))
    return {"word": likelihood(p), "number": f"about {mid} %, {a}–{b}" if a != b else f"about {mid} %"}


def percent(p: float) -> str:
    """Write a chance with as many digits as it can bear: never 0 or 100."""
    if p < 0.005:
        return "< 1 %" if p < 0.0005 else f"{100 * p:.1f} %"
    return "> 99 %" if p > 0.995 else f"{100 * p:.0f} %"


def acts(mean: float) -> str:
    """Write a number of acts: two digits, never an exponent."""
    return f"{mean:.0f}" if mean >= 10 else f"{mean:.2g}" if mean >= 0.001 else "< 0.001"


def move_text(question: Question, what: str, case: Case) -> str:
    """Say what a new claim would be: ``a new independent origin of grade B, first-hand, saying “yes”``."""
    head, told, answer = what.partition(", for: ")
    return f"{head}, saying “{answer_text(question, answer, case)}”" if told else what


def answer_text(question: Question, answer: Answer | str, case: Case) -> str:
    """Say an answer of a question in plain English."""
    says = answer if isinstance(answer, str) else answer.says
    if question.kind == "proposition":
        return says
    if question.kind == "list":
        return _parsed(says, case) or says
    if question.kind in ("author", "series"):
        return _party(says, case)
    if question.kind == "ladder" and question.prop is not None:
        return _rung(question.prop, says)
    return says


@dataclass(frozen=True, slots=True)
class Statement:
    """What a question comes to: a clause that follows "it is likely that", how likely it is, and which answers it covers."""

    says: str
    belief: float
    low: float
    high: float
    inside: frozenset[str]


def statement(beliefs: Beliefs, question: Question, case: Case) -> Statement:
    """Say what a question comes to.

    A proposition is stated as it stands, with a low number where it is unlikely, rather than turned round.  A ladder is
    stated at the rung that its strongest claim speaks to: `at least approved`, `at most aware`.
    """
    if question.kind == "ladder" and question.prop is not None:
        op, rung, inside = _threshold(question)
        says = say(Prop(question.prop.call, op=op, level=rung), case)
    else:
        inside, says = frozenset({question.main.says}), _clause(question, question.main, case)
    return Statement(says, *believed(beliefs, question, inside), inside)


def believed(beliefs: Beliefs, question: Question, inside: frozenset[str]) -> tuple[float, float, float]:
    """Give the probability that one of some answers holds, with its range."""
    if question.kind == "series":
        answer = next((a for a in question.answers if a.says in inside), question.main)
        return answer.belief, answer.low, answer.high
    return span(beliefs, question.id, inside)


def _threshold(question: Question) -> tuple[str, str, frozenset[str]]:
    """Give the rung that the strongest claim speaks to; the likeliest rung where none names a threshold."""
    rungs = [a.says for a in question.answers]
    for contribution in question.contributions:
        rung, _, way = contribution.says.partition(" or ")
        if rung in rungs and way in ("above", "below"):
            at = rungs.index(rung)
            return (">=", rung, frozenset(rungs[at:])) if way == "above" else ("<=", rung, frozenset(rungs[: at + 1]))
    return "=", question.main.says, frozenset({question.main.says})


def _clause(question: Question, answer: Answer, case: Case) -> str:
    if question.kind == "proposition" and question.prop is not None:
        return say(question.prop, case)
    if question.kind in ("author", "series"):
        if answer.says == "did not happen":
            return f"{named(question.about, case)} did not happen"
        return f"{_party(answer.says, case)} carried out {named(question.about, case)}"
    if question.kind == "list":
        return _parsed(answer.says, case) or f"none of the listed answers holds ({question.ask})"
    return f"{question.ask.rstrip('?')}: {answer.says}"


def _parsed(text: str, case: Case) -> str | None:
    if "(" not in text:
        return None
    try:
        return say(parse(text), case)
    except LanguageError:
        return None


def _party(text: str, case: Case) -> str:
    if text.startswith("another of "):
        return f"a member of {named(text.removeprefix('another of '), case)}"
    if text in ("someone else", "did not happen", "unknown", "none of these"):
        return text
    try:
        return say_party(parse_party(text), case)
    except LanguageError:
        return text


def _rung(prop: Prop, rung: str) -> str:
    sense = rung_sense(words()[prop.word].ladder or "", rung)
    return f"{rung.replace('_', ' ')}: {sense}" if sense != rung else rung
