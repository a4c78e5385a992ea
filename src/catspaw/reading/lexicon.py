"""Words that report, and words for those who speak: two small tables of the project's own, read once.

``cues.tsv`` gives the words by which somebody says, thinks or wants, with what they do (stance) and how surely;
``people.tsv`` the nouns for speakers by kind; ``irregular.txt`` the forms of irregular verbs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cue:
    """What a reporting word does.

    Attributes
    ----------
    lemma : str
        Its base form; the words of a phrase are joined by ``_``.
    noun : bool
        Whether it is a noun: ``denial``, ``claim``.
    stance, sure : str
        See `catspaw.reading.scheme`.
    """

    lemma: str
    noun: bool
    stance: str
    sure: str


def _rows(name: str) -> list[dict[str, str]]:
    with files("catspaw.reading").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    lines = files("catspaw.reading").joinpath("irregular.txt").read_text("utf-8").splitlines()
    return {words[0]: tuple(words) for words in (line.split() for line in lines if not line.startswith("#"))}


def verb_forms(base: str) -> tuple[str, ...]:
    """Give the forms of a verb, British and American.

    Examples
    --------
    >>> verb_forms("deny")
    ('deny', 'denies', 'denied', 'denying')
    >>> verb_forms("criticise")[-1]
    'criticizing'
    """
    if base in _irregular():
        return _irregular()[base]
    forms = tuple(_regular(base))
    return forms + tuple(f.replace("is", "iz", 1) for f in forms) if base.endswith("ise") and len(base) > 5 else forms


def _regular(base: str) -> Iterator[str]:
    yield base
    if base.endswith("y") and base[-2] not in "aeou":
        yield from (base[:-1] + "ies", base[:-1] + "ied", base + "ing")
    elif base.endswith("e"):
        yield from (base + "s", base + "d", base[:-1] + "ing")
    else:
        yield from (base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s"), base + "ed", base + "ing")


def noun_forms(base: str) -> tuple[str, ...]:
    """Give singular and plural of a noun.

    Examples
    --------
    >>> noun_forms("speech"), noun_forms("country"), noun_forms("threat")
    (('speech', 'speeches'), ('country', 'countries'), ('threat', 'threats'))
    """
    if base.endswith("y") and base[-2] not in "aeou":
        return base, base[:-1] + "ies"
    return base, base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")


@cache
def cue_words() -> dict[str, Cue]:
    """Give every form of every reporting word, in lower case; a verb's form is kept before a noun's."""
    found: dict[str, Cue] = {}
    for row in _rows("cues.tsv"):
        for lemma in row["verbs"].split():
            first, _, rest = lemma.partition("_")
            for form in verb_forms(first):
                found.setdefault(f"{form}_{rest}" if rest else form, Cue(lemma, False, row["stance"], row["sure"]))
    for row in _rows("cues.tsv"):
        for lemma in (row["nouns"] or "").split():
            for form in noun_forms(lemma):
                found.setdefault(form, Cue(lemma, True, row["stance"], row["sure"]))
    return found


@cache
def speaker_nouns() -> dict[str, str]:
    """Give the kind of speaker that a noun names, in lower case; the first row that has it counts."""
    found: dict[str, str] = {}
    for row in _rows("people.tsv"):
        for word in row["words"].split():
            found.setdefault(word, row["kind"])
    return found
