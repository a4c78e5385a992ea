"""Propositions said in English, with the names that readers know.

The phrases stand in ``phrases.tsv``, one for yes and one for no; keys follow as their prepositions.
"""

from __future__ import annotations

import csv
import re
from calendar import month_name
from functools import cache
from importlib.resources import files

from catspaw.case.codebook import rung_sense, words
from catspaw.case.language import Arg, Call, Member, Party, Prop, parse_party
from catspaw.case.model import Case
from catspaw.core.dates import SEASONS

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
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")
_CHOICE = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
#: Last words of names that speak in the plural, and of names that take an article.
_PLURAL = frozenset({"Houthis", "Forces", "forces", "Brigades", "Guards", "Kurds", "Taliban", "rebels", "officials"})
_ARTICLE = _PLURAL | frozenset(
    {"States", "Emirates", "Force", "Corps", "Guard", "Army", "House", "Pentagon", "Department", "Kingdom", "Accords"}
)
_NATION = re.compile(r"^[A-Z].*(?:ian|ish|[^aeiou]i|ese|can|ench|QF|US|UN|ISIS)$|^(?:US|UN|UK|EU|ISIS|IRGC|PMF)$")
#: Short names that keep their capitals inside free words such as ``us_arms``.
_SHORT = {
    "us": "US",
    "uk": "UK",
    "un": "UN",
    "eu": "EU",
    "isis": "ISIS",
    "irgc": "IRGC",
    "pmf": "PMF",
    "iran": "Iran",
    "gaza": "Gaza",
}
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
    if (wish := _own_wish(prop)) is not None:
        return _wish(prop, wish, case)
    return _said(prop, case, plural=_plural(prop, case))


def _said(prop: Prop, case: Case, *, plural: bool) -> str:
    positive, negative = _phrases()[prop.word]
    facts = "the fact that " if prop.word == "led_to" else ""
    found = [e for a in prop.call.positional for e in (a.end, a.target) if e is not None]
    ends = [(facts if isinstance(e, Prop) else "") + _end(e, case) for e in found]
    phrase = _agree(negative if prop.negated else positive, plural=plural or "{of}" in positive)
    text = _fill(phrase.replace("{of}", _what(prop, case)), ends, _level(prop, case))
    keyed = [_keyed(a, case) for a in prop.call.args if a.key and not (a.key == "of" and "{of}" in positive)]
    return " ".join([text, *keyed, *_times(prop)])


def _what(prop: Prop, case: Case) -> str:
    """Say of what: what leaks, what was fired or sent."""
    of = prop.call.value("of")
    return _matter(of, case) if of else {"leaks": "arms or knowledge"}.get(prop.word, "those")


#: How a state of mind goes on when it is about one's own acts.
_WISHES = {
    "wants": "would like",
    "intends": "mean[s|]",
    "plans": "[is|are] preparing",
    "considers": "[is|are] considering whether",
    "can": "[is|are] able",
}


def _own_wish(prop: Prop) -> Prop | None:
    """Give the act that a mind has in view where it is its own; None elsewhere."""
    if prop.word not in _WISHES or prop.negated or len(prop.call.positional) < 2:
        return None
    wish = prop.call.positional[1].end
    if not isinstance(wish, Prop) or not wish.call.positional or words()[wish.word].ladder:
        return None
    own = str(wish.call.positional[0].end) == str(prop.call.positional[0].end)
    return wish if own and _infinitive(wish) is not None else None


def _infinitive(prop: Prop) -> str | None:
    """Turn a phrase into its infinitive, the subject left out; None where its form does not allow it."""
    phrase = _phrases()[prop.word][1 if prop.negated else 0]
    if not phrase.startswith("{a} "):
        return None
    rest = phrase.removeprefix("{a} ").replace("[is|are]", "be", 1).replace("[does|do] not", "not", 1)
    rest = rest.replace("be fighting", "fight").replace("be normalising", "normalise")
    return None if rest.split(" ", 1)[0] in ("would", "would like") else _CHOICE.sub(lambda m: m[2], rest)


def _wish(prop: Prop, wish: Prop, case: Case) -> str:
    """Say a mind about its own act: ``Iran means to strike Israel``."""
    holder = _end(prop.call.positional[0].end, case)
    verb = _agree(_WISHES[prop.word], plural=_plural(prop, case))
    target = [_end(e, case) for a in wish.call.positional for e in (a.target,) if e is not None]
    act = _fill(_infinitive(wish) or "", [holder, *target], "").replace("{of}", _what(wish, case))
    keyed = [_keyed(a, case) for p in (wish, prop) for a in p.call.args if a.key]
    to = "not to " if wish.negated and act.startswith("not ") else "to "
    return " ".join([holder, verb, to + act.removeprefix("not "), *keyed])


def _times(prop: Prop) -> list[str]:
    """Say how often an act is counted: `strike(a -> b) > 20`."""
    if prop.op is None or words()[prop.word].family != "act":
        return []
    return [f"{_OPERATORS[prop.op]} {prop.level} times".replace("  ", " ").strip()]


def _effect(prop: Prop, case: Case) -> str:
    """Say which way a mechanism works, in the words of the claim."""
    goes = {"positive": "rises", "negative": "falls"}.get(_level(prop, case), "does not change")
    cause, of, on = (prop.call.positional[0].end, prop.call.value("of"), prop.call.value("on"))
    whose = f" of {_matter(of, case)}" if of else ""
    return f"with {_matter(cause, case)}{whose}, {_matter(on or 'the outcome', case)} {goes}"


def _matter(matter: Party | Prop | str, case: Case) -> str:
    if isinstance(matter, Prop):
        return say(matter, case)
    if isinstance(matter, Party):
        known = all(m.id in case.actors or m.id in case.incidents for m in matter.members)
        return _end(matter, case) if known else _matter(str(matter), case)
    if matter in case.actors or matter in case.incidents:
        return _end(parse_party(matter), case)
    return " ".join(_SHORT.get(word, word) for word in matter.replace("_", " ").split())


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
    proper = (
        _NATION.search(first)
        or first.endswith(_PEOPLES)
        or first.split("-")[0].removesuffix("s") in _proper(case)
        or not first[:1].isupper()
    )
    return f"the {shown}" if proper else f"the {first[0].lower()}{shown[1:]}"


#: Endings of peoples in the plural: Palestinians, Israelis, Iraqis, Saudis, Yemenis.
_PEOPLES = ("ians", "elis", "aqis", "udis", "enis")
#: Names of peoples and creeds that no nation's ending gives away.
_CAPITALS = frozenset({"Shia", "Sunni", "Kurd", "Druze", "Arab", "Gulf", "West", "Western", "Congress", "Europe"})


@cache
def _words_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(part for name in names for part in name.split())


def _proper(case: Case) -> frozenset[str]:
    """Give words that are names wherever they stand: those of states, groups under arms, people and places."""
    kept = [a.name for a in case.actors.values() if a.kind in ("state", "armed_group", "person")]
    return _CAPITALS | _words_of((*kept, *(p.name for p in case.places.values() if p.kind in ("country", "city"))))


def _keyed(arg: Arg, case: Case) -> str:
    if arg.key in ("how", "often", "n", "trend"):
        return f"({arg.key} {arg.end})" if arg.key in ("often", "n", "trend") else f"({_end(arg.end, case)})"
    timed = isinstance(arg.end, str) and arg.key in ("on", "from", "to") and arg.end not in case.places
    if timed:
        return _when(str(arg.key), str(arg.end), case)
    lead = _LEADS[str(arg.key)] if arg.key != "at" else _at(str(arg.end), case)
    return f"{lead} {_end(arg.end, case)}"


def _when(key: str, text: str, case: Case) -> str:
    """Say a date: ``on 2 October 2023``, ``in spring 2023``, ``between 2003 and 2011``."""
    first, dots, last = text.partition("..")
    if dots:
        ends = [_point(e.strip(" /"), case) for e in (first, last)]
        return (
            f"between {ends[0]} and {ends[1]}" if all(ends) else f"from {ends[0]} on" if ends[0] else f"until {ends[1]}"
        )
    said = _point(text, case)
    if key != "on":
        return f"{_LEADS[key]} {said}" if key == "from" else f"until {said}"
    lead = "on" if said[:1].isdigit() and " " in said else "in"
    return f"{lead} {said}" if _DATE.match(text.lstrip("~")) or text.split(" ")[0] in SEASONS else said


def _point(text: str, case: Case) -> str:
    match = _DATE.match(text.lstrip("~"))
    if not match:
        names = {"report": "the report"}
        return " ".join(named(w, case) if w in case.incidents else names.get(w, w) for w in text.split())
    year, month, day = match.groups()
    about = "about " if text.startswith("~") else ""
    words_ = [str(int(day))] if day else []
    return about + " ".join([*words_, *([month_name[int(month)]] if month else []), year])


def _at(place: str, case: Case) -> str:
    """Choose between ``at`` a base and ``in`` a country."""
    kind = case.places[place].kind if place in case.places else "country"
    return "at" if kind in ("base", "port", "strait", "crossing", "camp", "pipeline") else "in"


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
