"""The actor book as a reader uses it: every form of every name of a case, folded, and what it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from catspaw.case.model import Actor, Case, Source
from catspaw.reading.names.folding import fold, same_name, stem
from catspaw.reading.names.gazetteer import gazetteer, states, words
from catspaw.reading.segmenting import tokenize

Key = tuple[str, ...]

#: Words too common to be taken for a last name.
_COMMON = words("no_last_name")
_TITLES = words("title")


#: Last words of a paper's name by which alone it is called.
_PAPERS = ("Journal", "Times", "Post", "Guardian", "Herald", "Gazette", "Courier", "Tribune")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form may mean: an actor, a place, a source; each an id, or empty.

    Attributes
    ----------
    people : bool
        Whether it is an adjective or a word for a people, as `Iranian`.
    upper : bool
        Whether the words must be written in capitals (`US`, unlike `us`); initial capitals are asked of all names.
    plain : bool
        Whether it may be written small (`axis of resistance`).
    """

    actor: str = ""
    place: str = ""
    source: str = ""
    people: bool = False
    upper: bool = False
    plain: bool = False

    def joined(self, other: Meaning) -> Meaning:
        """Put two meanings of one form together; the earlier one of a role stays."""
        return Meaning(
            self.actor or other.actor,
            self.place or other.place,
            self.source or other.source,
            self.people or (other.people and not self.actor),
            self.upper and other.upper,
            self.plain or other.plain,
        )


@dataclass(frozen=True)
class NameBook:
    """Forms of names, and what they mean.

    Attributes
    ----------
    forms : dict
        Folded words to meaning.
    first : frozenset of str
        Words that a form begins with, in the singular and plural that `mentions` takes for them too.
    longest : int
        Words of the longest form.
    loose : tuple
        Single-word names and last names, for other spellings of them.
    kinds : tuple of (tuple of str, Meaning)
        Groups by the words of their names and ids: what `Iran-backed militias` may mean.
    """

    case: Case
    day: date
    forms: dict[Key, Meaning] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    longest: int = 1
    loose: tuple[tuple[str, Meaning], ...] = ()
    kinds: tuple[tuple[Key, Meaning], ...] = ()

    def other_spelling(self, word: str) -> Meaning | None:
        """Find the one name that a word spells in another way; None where there is none or are several."""
        folded = fold(word)
        found = {id(m): m for name, m in self.loose if name != folded and same_name(name, folded)}
        return next(iter(found.values())) if len(found) == 1 else None


def words_of(name: str) -> Key:
    """Fold a name into words; clitics and punctuation go."""
    return tuple(w for t in tokenize(name) if (w := fold(t.word)) and w[0].isalnum() and w != "s")


def make_names(case: Case, *, day: date | None = None) -> NameBook:
    """Collect the names of a case.

    Parameters
    ----------
    case : Case
    day : date, optional
        The day of the document: roles that an actor did not hold then are left out; default: as-of.
    """
    when = day or case.as_of
    forms: dict[Key, Meaning] = {}
    for form, meaning in _every_form(case, when):
        key = words_of(form)
        while key and key[0] in ("the", "a", "an"):
            key = key[1:]
        if key:
            forms[key] = forms[key].joined(meaning) if key in forms else meaning
    single = {k[0]: m for k, m in forms.items() if len(k) == 1 and not m.people and not m.upper}
    first = frozenset(w for k in forms for w in (k[0], *((k[0] + "s", k[0].removesuffix("s")) if len(k) == 1 else ())))
    longest = max(map(len, forms), default=1)
    return NameBook(case, when, forms, first, longest, tuple(sorted(single.items())), tuple(_kinds(case)))


def _every_form(case: Case, day: date) -> Iterator[tuple[str, Meaning]]:
    """Give forms with meanings: the case's own names first, so that they win; then facts, then last names."""
    for actor in case.actors.values():
        for name in (actor.name, *actor.aliases):
            yield from _written(name, Meaning(actor=actor.id))
    for source in case.sources.values():
        whole = source.name.split(",")[0]
        last = whole.split()[-1] if source.kind == "outlet" and whole.split()[-1] in _PAPERS else whole
        for name in (whole, last, *source.aliases):
            yield from _written(name, Meaning(source=source.id))
    known = gazetteer()
    for place in case.places.values():
        more = (known[place.id].name, *known[place.id].aliases) if place.id in known else ()
        for name in (place.name, *place.aliases, *more):
            yield from _written(name, Meaning(place=place.id))
    yield from _of_states(case)
    yield from _roles(case, day)
    yield from _last_names((*case.actors.values(), *case.sources.values()))


def _written(name: str, meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    """Give a name as it must be written: capitals where it is an abbreviation, small letters where it has none."""
    short = len(name) <= 5 and name.isupper()
    small = not any(c.isupper() for c in name)
    yield name, Meaning(meaning.actor, meaning.place, meaning.source, meaning.people, short, small)
    parts = [w for w in name.split() if w.lower() not in ("of", "the", "and")]
    initials = "".join(w[0] for w in parts)
    if len(parts) >= 3 and initials.isupper():
        yield initials, Meaning(meaning.actor, meaning.place, meaning.source, meaning.people, upper=True)


def _of_states(case: Case) -> Iterator[tuple[str, Meaning]]:
    by_name = {s.name: s for s in states().values()}
    for actor in case.actors.values():
        state = states().get(actor.id) or by_name.get(actor.name)
        if state is None or actor.kind not in ("state", "government", "organisation"):
            continue
        for name in (state.name, *state.stands_for):
            yield from _written(name, Meaning(actor=actor.id))
        for name in state.people:
            short = len(name) <= 4 and name.replace(".", "").isupper()
            yield name, Meaning(actor=actor.id, people=True, upper=short)


def _roles(case: Case, day: date) -> Iterator[tuple[str, Meaning]]:
    """Give `Quds Force commander` for the alias `commander of the Quds Force`, where the role is held on the day."""
    for actor in case.actors.values():
        if actor.kind != "person" or not all(m.holds(day) for m in actor.part_of):
            continue
        for alias in actor.aliases:
            role, _, whose = alias.partition(" of ")
            whose = whose.removeprefix("the ")
            if not whose or any(c.isdigit() for c in role):
                continue
            owners = {whose, *(p for s in states().values() if s.name == whose for p in (*s.people, *s.stands_for))}
            for owner in sorted(owners):
                for form in (f"{owner} {role}", f"{role} of {owner}"):
                    yield form, Meaning(actor=actor.id)


def _last_names(people: Iterable[Actor | Source]) -> Iterator[tuple[str, Meaning]]:
    owners: dict[str, set[tuple[str, bool]]] = {}
    for one in people:
        if one.kind not in ("person", "expert", "official"):
            continue
        for name in (one.name, *one.aliases):
            parts = [w for w in name.split(",")[0].split() if w[:1].isupper() or "-" in w]
            if len(parts) < 2 or " of " in name.split(",")[0]:
                continue
            for last in {parts[-1], parts[-1].split("-", 1)[-1]}:
                if fold(last) not in _COMMON | _TITLES and len(last) > 2 and last[:1].isupper():
                    owners.setdefault(last, set()).add((one.id, isinstance(one, Source)))
            if parts[-1][:3].lower() in ("al-", "el-"):
                owners.setdefault(parts[-1], set()).add((one.id, isinstance(one, Source)))
    for last, of in sorted(owners.items()):
        if len(of) == 1:
            ((owner, is_source),) = of
            yield last, Meaning(source=owner) if is_source else Meaning(actor=owner)


def _kinds(case: Case) -> Iterator[tuple[Key, Meaning]]:
    """Give groups, populations and offices by the words of their names and ids: what a description may mean."""
    for actor in case.actors.values():
        if actor.kind in ("group", "population", "organisation", "force", "flow"):
            for name in (actor.name, actor.id.replace("_", " "), *actor.aliases):
                yield words_of(name), Meaning(actor=actor.id)
    for source in case.sources.values():
        if source.kind in ("group", "office"):
            for name in (source.name, source.id.replace("_", " "), *source.aliases):
                yield words_of(name), Meaning(source=source.id)


_EMPTY = words("empty")


@lru_cache(maxsize=20_000)
def content_stems(said: Key, *, alike: bool = True) -> frozenset[str]:
    """Give the stems that tell what a description is of: people and states as their state's id, the rest bare.

    Words that descriptions use for one and the same (`fighters`, `militias`) become one where `alike`.

    Examples
    --------
    >>> sorted(content_stems(words_of("some Iranian security officials")))
    ['iran', 'official', 'security']
    """
    people = _people()
    found = {people.get(w) or people.get(stem(w)) or stem(w) for w in _parts(said) if w not in _EMPTY}
    return frozenset(_SAME.get(w, w) for w in found) if alike else frozenset(found)


#: Words that descriptions use for one and the same.
_SAME = {
    "shiite": "shia",
    "shi'ite": "shia",
    "fighter": "militia",
    "group": "militia",
    "militant": "militia",
    "proxy": "militia",
    "troop": "force",
    "soldier": "force",
    "military": "force",
    "backed": "back",
    "allied": "ally",
    "armed": "arm",
    "agency": "office",
    "service": "office",
}


def _parts(said: Iterable[str]) -> Iterator[str]:
    for word in said:
        yield from word.split("-") if "-" in word else (word,)


@cache
def _people() -> dict[str, str]:
    return {fold(p): s.id for s in states().values() for p in (*s.people, s.name, *s.stands_for) if " " not in p}
