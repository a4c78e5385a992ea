"""Propositions said in English, with the names that readers know.

The phrases stand in ``phrases.tsv``, one for yes and one for no; keys follow as their prepositions.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from catspaw.case.codebook import rung_sense, words
from catspaw.case.language import Arg, Call, Member, Party, Prop
from catspaw.case.model import Case

_LEADING = (" people of", " nobody of", " and", " with", " towards", " in", " on", " of", " beside", " against", " to")
_SIGNS = {">": "positive", ">=": "positive or none", "<": "negative", "<=": "negative or none"}
_OPERATORS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": ""}
_LEADS = {
    "at": "at",
    "on": "on",
    "from": "from",
    "to": "to",
    "for": "for",
    "of": "of",
    "via": "through",
    "with": "with",
    "that": "that",
    "about": "about",
    "how": "–",
    "often": "– often",
    "n": "–",
    "trend": "– trend",
}
_QUANTIFIERS = {
    "some of": "some of",
    "most of": "most of",
    "each of": "each of",
    "one of": "one of",
    "other of": "another of",
    "only": "only",
}
_CHOICE = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
#: Last words of names that speak in the plural, and of names that take an article.
_PLURAL = frozenset({"Houthis", "Forces", "forces", "Brigades", "Guards", "Kurds", "Taliban", "rebels", "officials"})
_ARTICLE = _PLURAL | frozenset(
    {"States", "Emirates", "Force", "Corps", "Guard", "Army", "House", "Pentagon", "Department", "Kingdom", "Accords"}
)
_NATION = re.compile(r"^[A-Z].*(?:ian|ish|[^aeiou]i|ese|can|ench|QF|US|UN|ISIS)$|^(?:US|UN|UK|EU|ISIS|IRGC|PMF)$")
_PLURAL_KINDS = ("group", "population")


@cache
def _phrases() -> dict[str, tuple[str, str]]:
    with files("catspaw.case").joinpath("phrases.tsv").open(encoding="utf-8") as lines:
        return {r["word"]: (r["says"], r["says_not"]) for r in csv.DictReader(lines, delimiter="\t")}


def say(prop: Prop, case: Case) -> str:
    """Say a proposition in English, without a capital or a full stop.

    Examples
    --------
    ``did(one of iran_backed_groups, tower_22)`` in axis-2024: "one of the groups that Iran backs carried out the drone
    strike on Tower 22".
    """
    if prop.word == "effect":
        return _effect(prop, case)
    positive, negative = _phrases()[prop.word]
    facts = "the fact that " if prop.word == "led_to" else ""
    found = [e for a in prop.call.positional for e in (a.end, a.target) if e is not None]
    ends = [(facts if isinstance(e, Prop) else "") + _end(e, case) for e in found]
    phrase = _agree(negative if prop.negated else positive, plural=_plural(prop, case))
    text = _fill(phrase, ends, _level(prop, case))
    keyed = [_keyed(a, case) for a in prop.call.args if a.key]
    return " ".join([text, *keyed, *_times(prop)])


def _times(prop: Prop) -> list[str]:
    """Say how often an act is counted: `strike(a -> b) > 20`."""
    if prop.op is None or words()[prop.word].family != "act":
        return []
    return [f"{_OPERATORS[prop.op]} {prop.level} times".replace("  ", " ").strip()]


def _effect(prop: Prop, case: Case) -> str:
    """Say which way a mechanism works, in the words of the claim."""
    verb = {"positive": "raises", "negative": "lowers"}.get(_level(prop, case), "does not change")
    cause, of, on = (prop.call.positional[0].end, prop.call.value("of"), prop.call.value("on"))
    whose = f" of {_matter(of, case)}" if of else ""
    return f"{_matter(cause, case)}{whose} {verb} {_matter(on or 'the outcome', case)}"


def _matter(matter: Party | Prop | str, case: Case) -> str:
    return say(matter, case) if isinstance(matter, Prop) else str(matter).replace("_", " ")


def _plural(prop: Prop, case: Case) -> bool:
    first = prop.call.positional[0].end if prop.call.positional else None
    if not isinstance(first, Party):
        return False
    one = first.members[0]
    if one.quantifier in ("one of", "each of", "other of", "author of"):
        return False
    kind = case.actors[one.id].kind if one.id in case.actors else ""
    return (
        len(first.members) > 1 or one.quantifier is not None or kind in _PLURAL_KINDS or _ends_in(case, one.id, _PLURAL)
    )


def _agree(phrase: str, *, plural: bool) -> str:
    """Choose in every ``[singular|plural]``."""
    return _CHOICE.sub(lambda m: m[2] if plural else m[1], phrase)


def _ends_in(case: Case, name: str, last_words: frozenset[str]) -> bool:
    return case.name_of(name).rsplit(" ", 1)[-1] in last_words


def _fill(phrase: str, ends: list[str], level: str) -> str:
    first = ends[0] if ends else "someone"
    second = ends[1] if len(ends) > 1 else ""
    if "{b}" in phrase and not second:
        phrase = _without_second(phrase)
    return phrase.replace("{a}", first).replace("{b}", second).replace("{level}", level)


def _without_second(phrase: str) -> str:
    """Drop the second end and the words that only lead to it."""
    head, tail = phrase.split("{b}", 1)
    dropped = head.rstrip()
    for lead in _LEADING:
        if dropped.endswith(lead):
            dropped = dropped.removesuffix(lead)
            break
    return dropped + tail


def say_party(party: Party, case: Case) -> str:
    """Say a party: joint names with `and`, quantifiers in words."""
    return _end(party, case)


def _end(end: Party | Prop | str, case: Case) -> str:
    if isinstance(end, Prop):
        return say(end, case)
    if isinstance(end, str):
        return named(end, case)
    names = [_member(m, case) for m in end.members]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _member(member: Member, case: Case) -> str:
    if member.quantifier == "author of":
        return f"whoever carried out {named(member.id, case)}"
    if member.id == "unknown":
        return "someone unknown"
    lead = f"{_QUANTIFIERS[member.quantifier]} " if member.quantifier else ""
    return lead + named(member.id, case)


def named(name: str, case: Case) -> str:
    """Give a name as it stands inside a sentence: an incident or a group with its article, in small letters."""
    shown = case.name_of(name)
    if shown.startswith(("The ", "A ", "An ")):
        return shown[0].lower() + shown[1:]
    if _ends_in(case, name, _ARTICLE):
        return f"the {shown}"
    kind = case.actors[name].kind if name in case.actors else ""
    if name not in case.incidents and kind not in _PLURAL_KINDS:
        return shown
    first = shown.split(" ", 1)[0]
    if first.endswith(("'s", "s'", "’s")):
        return shown
    proper = _NATION.search(first) or first in _proper(case) or not first[:1].isupper()
    return f"the {shown}" if proper else f"the {first[0].lower()}{shown[1:]}"


@cache
def _words_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(part for name in names for part in name.split())


def _proper(case: Case) -> frozenset[str]:
    """Give words that are names wherever they stand: those of states, groups under arms, people and places."""
    kept = [a.name for a in case.actors.values() if a.kind in ("state", "armed_group", "person")]
    return _words_of((*kept, *(p.name for p in case.places.values() if p.kind in ("country", "city"))))


def _keyed(arg: Arg, case: Case) -> str:
    if arg.key in ("how", "often", "n", "trend"):
        return f"({arg.key} {arg.end})" if arg.key in ("often", "n", "trend") else f"({_end(arg.end, case)})"
    timed = isinstance(arg.end, str) and arg.key in ("on", "from", "to") and arg.end not in case.places
    return f"{_LEADS[str(arg.key)]} {str(arg.end).replace('_', ' ') if timed else _end(arg.end, case)}"


def _level(prop: Prop, case: Case) -> str:
    if prop.op is None:
        return "how far?"
    ladder = words()[prop.word].ladder or ""
    if ladder == "sign":
        return _SIGNS.get(prop.op, "none")
    level = say(Prop(prop.level), case) if isinstance(prop.level, Call) else _rung(ladder, str(prop.level))
    return f"{_OPERATORS[prop.op]} {level}".strip()


def _rung(ladder: str, level: str) -> str:
    sense = rung_sense(ladder, level)
    shown = level.replace("_", " ")
    if sense == level:
        return f"rung {level}" if ladder == "rung" else shown
    return f"‘{shown}’ ({sense})"


def sentence(text: str) -> str:
    """Give a text a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
