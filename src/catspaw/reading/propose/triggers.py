"""The words that say a tie or an act: a table from lemmas and phrases to words of the predicate table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from catspaw.reading.document import Token
from catspaw.reading.lexicon import noun_forms, verb_forms

FRAMES = ("to", "joint", "at", "act", "meeting", "visit", "part", "mind")
#: Acts that are done in words: a cue of speech may be one of these and still be one of speech.
SPOKEN = frozenset(
    {"praises", "warns", "demands", "accuses", "protests", "rejects", "offers", "encourages", "threatens"}
)
_CLITICS = {"n't", "n’t"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a form says.

    Attributes
    ----------
    word : str
        A word of the predicate table.
    frame : str
        How its parties stand to it, one of `FRAMES`.
    noun : bool
        Whether the form is a noun or a phrase around one.
    """

    word: str
    frame: str
    noun: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger where it stands: tokens ``start`` to ``end`` (exclusive) of its sentence."""

    start: int
    end: int
    trigger: Trigger


@cache
def triggers() -> dict[tuple[str, ...], tuple[Trigger, ...]]:
    """Give every form, in small letters, with what it may say; the table's order is the order of choice."""
    found: dict[tuple[str, ...], list[Trigger]] = {}
    with files("catspaw.reading.propose").joinpath("triggers.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            for form, noun in _forms(row):
                found.setdefault(form, []).append(Trigger(row["word"], row["frame"], noun))
    return {form: tuple(entries) for form, entries in found.items()}


def _forms(row: dict[str, str]) -> list[tuple[tuple[str, ...], bool]]:
    forms = [
        ((form, *lemma.split("_")[1:]), False)
        for lemma in row["verbs"].split()
        for form in verb_forms(lemma.split("_")[0])
    ]
    forms += [((form,), True) for lemma in row["nouns"].split() for form in noun_forms(lemma)]
    for phrase in (row["phrases"] or "").split("|"):
        first, *rest = phrase.split() or [""]
        if first:
            forms += [((form, *rest), len(rest) == 0) for form in {first, *verb_forms(first)}]
    return forms


def find_triggers(tokens: Sequence[Token]) -> tuple[Hit, ...]:
    """Find the forms in a sentence, the longest first where they overlap; of several readings the first."""
    known = triggers()
    folded = [t.word.lower() for t in tokens]
    hits: list[Hit] = []
    at = 0
    while at < len(tokens):
        for length in range(min(5, len(tokens) - at), 0, -1):
            readings = known.get(tuple(folded[at : at + length]))
            if readings:
                hits.append(Hit(at, at + length, readings[0]))
                at += length - 1
                break
        at += 1
    return tuple(hits)
