"""From a relation in a passage to a proposition: the words of the predicate table, with parties of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catspaw.case.codebook import words
from catspaw.case.language import Party, Prop
from catspaw.case.model import Case, Incident
from catspaw.reading.names.mentions import Mention
from catspaw.reading.propose.passage import Passage
from catspaw.reading.propose.relations import Relation

#: Groups stand with a quantifier unless the text says all of them.
_GROUPS = ("group", "population")
_KILLED = re.compile(
    r"(?P<more>at least|more than|over|nearly|some)?\s*(?P<n>\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozens)\b",
    re.IGNORECASE,
)
_DEATH = re.compile(r"\b(?:kill(?:ed|ing|s)?|dead|deaths|died|fatalities)\b", re.IGNORECASE)
_NUMBERS = {
    n: str(i) for i, n in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}


@dataclass(frozen=True, slots=True)
class Made:
    """A proposition and how it was come by.

    Attributes
    ----------
    prop : str
    expects : bool
        Whether it is said of what may come, with `odds` and perhaps under a condition.
    score : float
        A prior probability that such a proposition is right; a stated judgement until proposals are calibrated.
    same_as : str
        An incident that a named one is perhaps.
    """

    prop: str
    score: float
    why: str
    expects: bool = False
    odds: str = ""
    same_as: str = ""


def party(case: Case, mention: Mention) -> str:
    """Write a party: a group with its quantifier, `some of` where the text gives none."""
    name = mention.meaning.actor
    if not name and mention.meaning.source:
        name = case.sources[mention.meaning.source].of or ""
    if not name or case.actors[name].kind not in _GROUPS:
        return name
    return f"{mention.quantifier or 'some of'} {name}"


def parties(case: Case, mentions: tuple[Mention, ...]) -> list[str]:
    """Write parties, each once."""
    return list(dict.fromkeys(p for p in (party(case, m) for m in mentions) if p))


def place(case: Case, mentions: tuple[Mention, ...]) -> str:
    """Give the place among mentions: one of the case, or a state."""
    for mention in mentions:
        if mention.meaning.place:
            return mention.meaning.place
        actor = case.actors.get(mention.meaning.actor)
        if actor is not None and actor.kind == "state":
            return actor.id
    return ""


def from_relation(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    """Make the propositions that a relation gives; none where its parties are not those that the word takes."""
    makers = {
        "to": _directed, "joint": _joint, "at": _at, "act": _act, "meeting": _meeting, "visit": _visit, "part": _part,
        "mind": _nothing,
    }  # fmt: skip
    if relation.pronoun:
        relation = replace(relation, source=meant(case, passage, relation.pronoun))
    made = makers[relation.frame](case, passage, relation)
    for one in made:
        negated = f"not {one.prop}" if relation.negated and not one.prop.startswith("not ") else one.prop
        future = bool(relation.odds) or relation.conditional
        if future and relation.frame == "part":
            continue
        yield Made(negated, one.score, one.why, future, relation.odds or ("may" if future else ""), one.same_as)


def _nothing(_case: Case, _passage: Passage, _relation: Relation) -> Iterator[Made]:
    """Make nothing of a word of mind by itself: `minds` holds it together with what is wanted."""
    return iter(())


def meant(case: Case, passage: Passage, pronoun: str) -> tuple[Mention, ...]:
    """Give whom a pronoun means: who stood first in the sentence before, where the two agree; else nobody."""
    if passage.attribution is not None:
        return ()
    found = passage.carried
    kinds = {case.actors[m.meaning.actor].kind for m in found if m.meaning.actor}
    people = kinds == {"person"}
    if pronoun in ("he", "she"):
        return found if people and len(found) == 1 else ()
    if pronoun == "it":
        return found if not people and len(found) == 1 and not kinds & set(_GROUPS) else ()
    return found if not people else ()


def speaker(case: Case, passage: Passage) -> list[str]:
    """Give the actor that speaks, where one does: who is meant where a vow or a denial names nobody."""
    who = passage.by[0].split(" via ")[0].split()[-1]
    actor = case.actors.get(who)
    if passage.attribution is None or actor is None:
        return []
    return [actor.acts_for[0].of if actor.kind == "person" and actor.acts_for else actor.id]


def _directed(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    targets = parties(case, relation.target)
    vowed = passage.attribution is not None and passage.attribution.stance in ("threaten", "promise", "mind")
    source = parties(case, relation.source) or (speaker(case, passage) if vowed else [])
    if vowed and relation.word in ("retaliates", "answers") and not targets and passage.recent:
        targets = [f"author of {passage.recent[0]}"]
    for a in source:
        for b in targets:
            if a.split()[-1] != b.split()[-1]:
                yield Made(f"{relation.word}({a} -> {b})", 0.4, f"{relation.word}: who and whom around the word")
                if relation.word == "backs":
                    yield from _in_forms(passage, a, b)


#: Words by which a speaker counts itself in.
_US = frozenset({"we", "us", "our"})


def _joint(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    found = parties(case, relation.source)
    if len(found) == 1 and _US & {t.word.lower() for t in passage.tokens}:
        found += [who for who in speaker(case, passage) if who != found[0]]
    at = place(case, tuple(m for m in passage.inside if m.meaning.place and not m.meaning.actor))
    if len({p.split()[-1] for p in found}) < 2:
        return
    if words()[relation.word].shape == "parties":
        yield Made(f"{relation.word}({' + '.join(found[:4])})", 0.4, f"{relation.word}: named together")
    else:
        yield Made(f"{relation.word}({found[0]} -> {found[1]})", 0.4, f"{relation.word}: named together")
    if at and relation.word == "coordinates":
        yield Made(f"coordinates({' + '.join(found[:4])}, at {at})", 0.3, "named together, with a place")


def _at(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    at = tuple(m for m in relation.target if not m.meaning.actor or m.meaning.place)
    found = [p for m in at if (p := place(case, (m,)))] or [
        place(case, tuple(m for m in passage.inside if m.meaning.place))
    ]
    for who in parties(case, relation.source):
        for where in dict.fromkeys(p for p in found if p):
            form = f"holds({who} -> {where})" if relation.word == "holds" else f"present({who}, at {where})"
            if who.split()[-1] not in _home(case, where):
                yield Made(form, 0.4, f"{relation.word}: who and where around the word")


def _home(case: Case, where: str) -> set[str]:
    """Give a place and all that it lies in: nobody is told to be present in their own country."""
    found = {where}
    while where in case.places and (inside := case.places[where].inside) and inside not in found:
        where = inside
        found.add(where)
    return found


def _sure(passage: Passage, case: Case, *kinds: str) -> list[str]:
    return [m.incident for m in passage.incidents if m.sure and case.incidents[m.incident].kind in kinds]


_ALIKE = {
    "strike": ("strike", "kills", "assault", "storms"),
    "kills": ("kills", "strike"),
    "assault": ("assault", "strike"),
    "storms": ("storms", "strike"),
    "seizes": ("seizes",),
    "meets": ("meets",),
    "visits": ("visits", "meets"),
}


def _act(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    """Give who did an act that the case has; one that it lacks is coded without its author, who did it beside it."""
    known = _sure(passage, case, *_ALIKE.get(relation.word, (relation.word,)))
    who = parties(case, relation.source)
    for name in _fitting(case, relation, known)[:1]:
        against = case.incidents[name].against
        victims = {m.id for m in against.members} if against else set()
        for actor in who:
            if actor.split()[-1] not in victims:
                yield Made(
                    f"did({actor}, {name})", 0.5, f"who stands before {relation.word}, of an incident of the case"
                )
    whom = parties(case, relation.target)
    if not known and whom and passage.dates and not relation.negated and not relation.odds:
        yield from _new_act(case, passage, relation.word, who, whom[0])


def _fitting(case: Case, relation: Relation, known: list[str]) -> list[str]:
    """Order incidents by how well whom the words name fits whom they were against."""
    whom = {m.meaning.actor or m.meaning.place for m in relation.target}
    who = {m.meaning.actor for m in relation.source}

    def fits(name: str) -> int:
        incident = case.incidents[name]
        victims = {m.id for m in incident.against.members} if incident.against else set()
        return 2 * bool(victims & who) - bool((victims | {incident.at}) & whom)

    return sorted(known, key=fits)


def _new_act(case: Case, passage: Passage, word: str, who: list[str], whom: str) -> Iterator[Made]:
    if words()[word].family != "act" or (who and who[0] == whom):
        return
    when = next((d.written for d in passage.dates if d.way == "on"), "")
    at = place(case, tuple(m for m in passage.inside if m.meaning.place))
    name = "_".join(x for x in (word, at or whom.split()[-1], when.split("..")[0].replace("-", "_")[:7]) if x)
    perhaps = next((m.incident for m in passage.incidents if case.incidents[m.incident].kind == word), "")
    rest = (f", at {at}" if at and at != whom else "") + (f", on {when}" if when else "")
    yield Made(
        f"{word}(unknown -> {whom}{rest}) as {name}", 0.25, f"{word}: an act that the case lacks", same_as=perhaps
    )
    for actor in who[:2]:
        yield Made(f"did({actor}, {name})", 0.25, "who did it, of an act that the case lacks", same_as=perhaps)


def _meeting(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    known = _sure(passage, case, "meets", "visits")
    found = parties(case, relation.source)
    together = len({p.split()[-1] for p in found}) > 1
    for name in known[:1]:
        if together:
            yield Made(meeting(case.incidents[name], found), 0.4, "who meets at a meeting that the case has")
        else:
            for actor in found:
                yield Made(f"attended({actor}, {name})", 0.35, "named at a meeting that the case has")
    if not known and together:
        yield Made(f"meets({' + '.join(found[:5])})", 0.35, "named together at a meeting")


def meeting(incident: Incident, found: list[str]) -> str:
    """Write a meeting that the case has with those who are named at it."""
    at = f", at {incident.at}" if incident.at else ""
    on = f", on {incident.on.text}" if incident.on and incident.on.text else ""
    return f"meets({' + '.join(found[:6])}{at}{on}) as {incident.id}"


def _visit(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    known = _sure(passage, case, "visits", "meets")
    who = parties(case, relation.source)
    for name in known[:1]:
        for actor in who[:1]:
            yield Made(f"did({actor}, {name})", 0.45, "who makes a visit that the case has")
    where = place(case, relation.target)
    for actor in who[:1] if not known and where else []:
        if actor != where:
            yield Made(f"visits({actor} -> {where})", 0.35, "who goes where")


def _part(case: Case, passage: Passage, relation: Relation) -> Iterator[Made]:
    known = [m.incident for m in passage.incidents if m.sure]
    following = next((t.word.lower() for t in passage.tokens if t.start >= relation.span.end), "")
    if not known and following not in ("a", "an", "to"):  # `planned an operation` is no operation told before
        known = list(passage.recent)
    who = parties(case, relation.source) or speaker(case, passage)
    meeting = relation.word in ("attended", "hosted")
    known = [k for k in known if (case.incidents[k].kind in ("meets", "visits")) == meeting]
    for name in known[:1]:
        for actor in who[:3]:
            yield Made(f"{relation.word}({actor}, {name})", 0.45, f"{relation.word}, of an incident of the case")


_BLAME = re.compile(r"\b(?:blam|accus)")


def of_accusations(case: Case, passage: Passage, cue: str) -> Iterator[Made]:
    """Give whom an accusation names as the author of the incident that it is about."""
    known = [m.incident for m in passage.incidents if m.sure] or list(passage.recent)
    if not _BLAME.search(cue) or not known:
        return
    against = case.incidents[known[0]].against
    victims = {m.id for m in against.members} if against else set()
    for who in parties(case, tuple(m for m in passage.inside if m.how != "people")):
        if who.split()[-1] not in victims:
            yield Made(f"did({who}, {known[0]})", 0.45, "whom an accusation names, of an incident of the case")


#: What lasting help is made of, where the text says in which form it comes.
_FORMS = {
    "arms": re.compile(r"\b(?:weapons|arms|weaponry|missiles)\b", re.IGNORECASE),
    "funds": re.compile(r"\b(?:money|funding|funds|financial|cash)\b", re.IGNORECASE),
    "trains": re.compile(r"\btraining\b", re.IGNORECASE),
}


def _in_forms(passage: Passage, a: str, b: str) -> Iterator[Made]:
    """Give the kinds of help that a sentence names beside the word for help."""
    words = " ".join(t.word for t in passage.tokens)
    for word, form in _FORMS.items():
        if form.search(words):
            yield Made(f"{word}({a} -> {b})", 0.35, "a kind of help named beside the word for help")


def of_incidents(case: Case, passage: Passage, text: str) -> Iterator[Made]:
    """Give the act itself, without an author, and its toll."""
    for match in passage.incidents:
        if not match.sure:
            continue
        incident = case.incidents[match.incident]
        if incident.kind in ("meets", "visits"):
            continue
        yield Made(f"{authorless(incident)} as {incident.id}", 0.35, "an incident of the case")
        if incident.kind in ("strike", "kills", "assault") and _DEATH.search(text) and not incident.series:
            yield from _toll(incident, text)


def authorless(incident: Incident) -> str:
    """Write an incident as an act of nobody named."""
    against = f" -> {incident.against}" if incident.against else ""
    at = f", at {incident.at}" if incident.at else ""
    on = f", on {incident.on.text}" if incident.on and incident.on.text else ""
    return f"{incident.kind}(unknown{against}{at}{on})"


def _toll(incident: Incident, text: str) -> Iterator[Made]:
    for death in _DEATH.finditer(text):
        near = text[max(0, death.start() - 25) : death.end() + 30]
        for match in _KILLED.finditer(near):
            number = _NUMBERS.get(match["n"].lower(), match["n"].replace(",", ""))
            following = near[match.end() : match.end() + 2]
            if (
                not number.isdigit()
                or (len(number) == 4 and number[:2] in ("19", "20"))
                or following.startswith(("th", ","))
            ):
                continue
            op = ">" if (match["more"] or "").lower() in ("more than", "over") else ">=" if match["more"] else "="
            yield Made(f"killed({incident.id}) {op} {number}", 0.4, "a number beside deaths")
            return


def names_in(prop: Prop) -> set[str]:
    """Give the ids that a proposition relates, those of nested ones included."""
    found: set[str] = set()
    for arg in prop.call.args:
        for end in (arg.end, arg.target):
            if isinstance(end, Prop):
                found |= names_in(end)
            elif isinstance(end, Party):
                found |= {m.id for m in end.members}
            elif isinstance(end, str) and arg.key == "at":
                found.add(end)
    return found
