"""The case's questions first: what a passage says of an open question is proposed in the question's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catspaw.case.language import Prop
from catspaw.case.model import Case, Question
from catspaw.case.propositions import identity, names_of
from catspaw.reading.propose.making import Made, names_in
from catspaw.reading.propose.passage import Passage
from catspaw.reading.propose.triggers import find_triggers

#: Words for speakers and whom they count in.
_OURSELVES = frozenset({"we", "us", "our", "ours"})

#: Words whose nested parties may stand elsewhere in the paragraph.
_MINDS = frozenset({"wants", "intends", "plans", "considers", "believes", "fears"})

#: Words that turn what follows into its opposite.
NEGATIONS = frozenset({"not", "n't", "n’t", "no", "never", "without", "neither", "nor"})

#: What is asked about, and the questions that ask.
Asked = Mapping[str, tuple[str, ...]]

#: Words that say a word of the table without being triggers of a relation.
_ALSO = {
    "intends": ("intend", "intention", "aim", "seek", "enter", "plan", "move"),
    "wants": ("want", "wish", "seek", "hope"),
    "fears": ("fear", "worry", "concern", "risk"),
    "colocated": ("share", "sharing", "both", "base", "alongside"),
    "led_to": ("manifestation", "instrumental", "result", "led", "because", "important"),
    "trust": ("trust", "confidence", "assurances"),
    "control": ("control", "command"),
    "attended": ("met", "meeting", "participated", "attended"),
    "present": ("deployed", "based", "soldiers", "presence"),
    "stage": ("nuclear", "bomb", "weapon", "weapons"),
    "informed": ("timing", "scope", "details", "date", "kept", "knew"),
    "joins": ("entry", "enter", "intervention", "involvement"),
}


def of_questions(case: Case, passage: Passage) -> Iterator[Made]:
    """Give what a passage may say of the case's questions.

    A question's proposition is proposed where the passage names every party of it and holds a word for its predicate.
    """
    words = [t.word.lower() for t in passage.tokens]
    triggers = {h.trigger.word for h in find_triggers(passage.tokens)}
    named = {m.meaning.actor for m in passage.mentions} | {m.meaning.place for m in passage.mentions}
    told = {m.incident for m in passage.incidents if m.sure}
    if _OURSELVES & set(words) and passage.attribution is not None:  # who `we` are is not resolved, so no party is sure
        return
    for question in case.questions.values():
        for prop in propositions(question):
            needed = names_in(prop) - {"unknown"}
            also = set(_ALSO.get(prop.word, ())) & set(words)
            said = prop.word in triggers or also
            here = needed & (named | told)
            reach = named | told | (passage.near if prop.word in _MINDS else frozenset())
            if said and prop.word != "part" and 2 * len(here) >= len(needed) and needed <= reach:
                negated = not prop.negated and any(_denied(words, word) for word in also)
                why = f"all parties of the question `{question.id}`, and a word for it"
                yield Made(f"not {prop}" if negated else str(prop), 0.45, why)


def _denied(words: list[str], word: str) -> bool:
    at = words.index(word)
    return bool(NEGATIONS & set(words[max(0, at - 3) : at]))


def propositions(question: Question) -> tuple[Prop, ...]:
    """Give the propositions that a question asks about; none for the author of an incident."""
    if question.one_of:
        return question.one_of
    return (question.about,) if isinstance(question.about, Prop) else ()


def bearing(case: Case, asked: Asked, prop: Prop) -> tuple[str, ...]:
    """Give the questions that a proposition bears on: the same but for date, manner and polarity, or a part of theirs.

    Parameters
    ----------
    asked : mapping
        From `index`.
    """
    mine = _key(case, prop)
    hits = set(asked.get(mine, ()))
    part = prop.call.positional[1].end if prop.word in _PARTS and len(prop.call.positional) > 1 else None
    if part is not None:
        hits |= set(asked.get(f"part({prop.call.positional[0].end}, {part})", ()))
        if prop.word in ("did", "involved", "aided"):
            hits |= set(asked.get(f"author of {part}", ()))
    return tuple(q for q in case.questions if q in hits)


_PARTS = frozenset(
    {"did", "involved", "aided", "unaware", "aware", "informed", "approved", "planned", "ordered", "opposed", "forbade"}
)


def index(case: Case) -> Asked:
    """Give, for what questions ask about, which questions they are."""
    found: dict[str, list[str]] = {}
    for question in case.questions.values():
        if isinstance(question.about, str):
            found.setdefault(f"author of {question.about.removeprefix('author of ')}", []).append(question.id)
        for prop in propositions(question):
            found.setdefault(_key(case, prop), []).append(question.id)
            if prop.word in _PARTS:
                a, b = prop.call.positional[0].end, prop.call.positional[1].end
                found.setdefault(f"part({a}, {b})", []).append(question.id)
    return {key: tuple(ids) for key, ids in found.items()}


def _key(case: Case, prop: Prop) -> str:
    """Write what claims share, without a level or a date of an act."""
    bare = identity(prop, names_of(case))
    text = str(bare.call)
    return text.split(", on ")[0] + (")" if ", on " in text else "")
