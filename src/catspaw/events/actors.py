"""Resolving the names of event data against the actors of a case: by id, name, alias, and a state's own bodies.

What a dataset calls someone is kept as it stands.  A name that fits nobody, or several, stays unresolved and counted.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from catspaw.case.model import Actor, Membership
from catspaw.core.errors import nearest

#: Kinds that act for someone else: their acts count for whom they act for.
BODIES = ("wing", "force", "office", "person", "brand", "government")
#: ACLED's years of a government: "Military Forces of Iran (1989-)".
_YEARS = re.compile(r"\s*\((?:1[89]|20)[0-9]{2}-(?:[0-9]{4})?\)\s*")


#: Names whose answers are kept at hand: more than the largest dataset has, and a bound on memory all the same.
REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Match:
    """Who a name is on a day.

    Attributes
    ----------
    actor : str or None
        Id of the actor; None where nobody or several fit.
    principal : str or None
        For whom that actor acts on the day.
    """

    actor: str | None = None
    principal: str | None = None


NOBODY = Match()


class Book:
    """The actor book of a case, by every name.

    Parameters
    ----------
    actors : mapping
        Id to actor; may be empty.
    """

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.actors = actors
        self.names: dict[str, tuple[str, ...]] = {}
        for actor in actors.values():
            for name in dict.fromkeys(fold(n) for n in (actor.id, actor.name, *actor.aliases)):
                self.names[name] = (*self.names.get(name, ()), actor.id)
        self._changing = {i for i in actors if any(_memberships(a, dated=True) for a in self._reach(i))}
        self._answers: dict[tuple[str | None, str | None], Match | None] = {}

    def candidates(self, raw: str | None, code: str | None = None) -> tuple[str, ...]:
        """Give the ids that a name may be, whatever the day; a dataset's code is asked where the name fits nobody."""
        return self._find(raw) or self._find(code)

    def always(self, raw: str | None, code: str | None = None) -> Match | None:
        """Say who a name is on every day; None where that depends on the day."""
        key = raw, code
        if key not in self._answers:
            if len(self._answers) > REMEMBERED:
                self._answers.clear()
            changes = any(i in self._changing for i in self.candidates(raw, code))
            self._answers[key] = None if changes else self.resolve(raw, code, date.min)
        return self._answers[key]

    def _find(self, name: str | None) -> tuple[str, ...]:
        if not name:
            return ()
        forms = dict.fromkeys((fold(name), *(fold(f) for f in _without_years(name))))
        found = next((self.names[f] for f in forms if f in self.names), ())
        return found or self._body(name)

    def _body(self, name: str) -> tuple[str, ...]:
        """Find a state by the form of its bodies: `Police (Iran)`, `Government of Iran`."""
        for pattern in _bodies():
            if shape := pattern.fullmatch(_YEARS.sub(" ", name).strip()):
                states = tuple(i for i in self.names.get(fold(shape[1]), ()) if self.actors[i].kind == "state")
                if states:
                    return states
        return ()

    def _reach(self, actor: str) -> Iterator[Actor]:
        """Give an actor and all above it."""
        waiting, seen = [actor], {actor}
        while waiting:
            found = self.actors.get(waiting.pop())
            if found is not None:
                yield found
                above = {m.of for m in _memberships(found)} - seen
                seen |= above
                waiting.extend(above)

    def resolve(self, raw: str | None, code: str | None, day: date) -> Match:
        """Say who a name is on a day.

        Several actors may share a name: those whose dated memberships have all ended or not begun are ruled out.
        """
        ids = self.candidates(raw, code)
        if len(ids) > 1:
            ids = tuple(i for i in ids if self._belongs(i, day))
        return Match(ids[0], self.principal(ids[0], day)) if len(ids) == 1 else NOBODY

    def _belongs(self, actor: str, day: date) -> bool:
        dated = _memberships(self.actors[actor], dated=True)
        return not dated or any(m.holds(day) for m in dated)

    def principal(self, actor: str, day: date) -> str:
        """Give the actor that an actor's acts count for on a day; itself where it acts for nobody."""
        seen = {actor}
        while (above := self._above(actor, day)) is not None and above not in seen:
            seen.add(above)
            actor = above
        return actor

    def _above(self, actor: str, day: date) -> str | None:
        found = self.actors.get(actor)
        if found is None or found.kind not in BODIES:
            return None
        return next((m.of for m in (*found.acts_for, *found.part_of) if m.holds(day)), None)

    def nearest(self, raw: str) -> str:
        """Give the id of the actor whose name is nearest; empty where none is near."""
        hint = nearest(fold(raw), self.names)
        return self.names[hint.removeprefix("; nearest known: ")][0] if hint else ""


def fold(name: str) -> str:
    """Give one form to names that differ in case, accents, signs, or a leading article.

    Examples
    --------
    >>> fold("The Hizbullāh_(Lebanon)")
    'hizbullah lebanon'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.sub(r"[\W_]+", " ", plain.casefold()).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _without_years(name: str) -> Iterator[str]:
    """Give an ACLED name without its years, and the unit that it names after them."""
    parts = _YEARS.split(name)
    if len(parts) > 1:
        if parts[-1].strip():
            yield parts[-1]
        yield " ".join(parts)


@cache
def _bodies() -> tuple[re.Pattern[str], ...]:
    with files("catspaw.events").joinpath("bodies.tsv").open(encoding="utf-8") as lines:
        forms = [row["form"] for row in csv.DictReader(lines, delimiter="\t")]
    return tuple(re.compile(re.escape(f).replace(r"\{\}", "(.+)"), re.IGNORECASE) for f in forms)


def _memberships(actor: Actor, *, dated: bool = False) -> tuple[Membership, ...]:
    found = (*actor.acts_for, *actor.part_of)
    return tuple(m for m in found if m.start or m.end) if dated else found
