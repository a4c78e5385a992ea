"""The names of a case, and the form of a proposition that claims share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from catspaw.case.codebook import Word, words
from catspaw.case.language import Arg, Call, Party, Prop
from catspaw.case.model import Case
from catspaw.core.errors import nearest

TIME_KEYS = ("on", "from", "to")
RESERVED = ("unknown", "nobody")

#: Nearest names looked for in one case: enough to mend by, few enough to keep a large and broken case quick.
MOST_HINTS = 500

#: Keys that say how often or how much, but not which proposition it is.
MANNER_KEYS = ("how", "often", "n", "trend")


@dataclass
class Names:
    """Every id of a case and what it is.

    Attributes
    ----------
    states : set of str
        Actors that are places too.
    lost : set of str
        Books whose file could not be read, so that no name of theirs is called unknown.
    hints : int
        How many nearest names were looked for.
    """

    actors: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    hints: int = 0

    def near(self, name: str, known: Callable[[], Iterable[str]] | Iterable[str], what: str = "known") -> str:
        """Say which name is nearest, as `errors.nearest`; no more once a case has had very many hints."""
        self.hints += 1
        if self.hints > MOST_HINTS:
            return ""
        return nearest(name, known() if callable(known) else known, what)

    def known(self, role: str) -> set[str]:
        """Give the ids that may stand in a role; for messages, since it builds a set."""
        return set().union(RESERVED if role in _UNNAMED else (), *(getattr(self, book) for book in _BOOKS[role]))

    def has(self, name: str, role: str) -> bool:
        """Whether an id may stand in a role; any may where the file that would tell is lost."""
        if role in _UNNAMED and name in RESERVED:
            return True
        return any(book in self.lost or name in getattr(self, book) for book in _BOOKS[role])


#: Where the ids of each role stand, and the roles that may be unknown.
_BOOKS = {
    "party": ("actors",),
    "target": ("actors", "places", "incidents"),
    "place": ("places", "states"),
    "act": ("incidents",),
    "voice": ("sources", "actors"),
    "question": ("questions",),
}
_UNNAMED = ("party", "target", "voice")
WHAT = {
    "party": "an actor",
    "target": "an actor, a place or an incident",
    "place": "a place",
    "act": "an incident",
    "voice": "a voice, a source or an actor",
    "question": "a question",
}
FILE_OF = {
    "party": "actors.yaml",
    "target": "actors.yaml or places.yaml",
    "place": "places.yaml",
    "act": "incidents.yaml",
    "voice": "the report's voices, sources.yaml or actors.yaml",
    "question": "questions.yaml",
}


def missing(name: str, role: str, names: Names) -> str | None:
    """Say that a name is not there, with the nearest that is; None where it is."""
    if names.has(name, role):
        return None
    near = names.near(name, lambda: names.known(role))
    return f"`{name}` is not {WHAT[role]} of this case{near}; add it to {FILE_OF[role]}"


def is_place(arg: Arg, names: Names) -> bool:
    """Whether a place stands under ``from`` or ``to``, where a date may stand as well."""
    return arg.key in ("from", "to") and names.has(str(arg.end), "target")


def time_text(call: Call, key: str, names: Names) -> str | None:
    """Give the date under `on`, `from` or `to` as text; None where there is none or a place stands there."""
    arg = next((a for a in call.args if a.key == key), None)
    if arg is None or isinstance(arg.end, Prop) or call.word == "effect" or is_place(arg, names):
        return None
    return str(arg.end)


def identity(prop: Prop, names: Names) -> Prop:
    """Give the proposition that claims share, whatever their dates, manner, order of equals and polarity.

    An act keeps its date, since two acts on two days are two; ``as`` and ``not`` are dropped.

    Examples
    --------
    ``coordinates(russia + iran, at syria, how deep)`` and ``coordinates(iran + russia, at syria)`` are one.
    """
    word = words()[prop.word]
    return replace(prop, call=_identity_call(prop.call, word, names), negated=False, name=None)


def _identity_call(call: Call, word: Word, names: Names) -> Call:
    kept = []
    for arg in call.args:
        if arg.key in MANNER_KEYS and word.word != "led_to":
            continue
        if arg.key in TIME_KEYS and word.family != "act" and time_text(call, arg.key, names) is not None:
            continue
        kept.append(arg)
    head = [_sorted_arg(a, word) for a in kept if a.key is None]
    keyed = sorted((a for a in kept if a.key is not None), key=lambda a: str(a.key))
    return Call(call.word, (*head, *keyed))


def _sorted_arg(arg: Arg, word: Word) -> Arg:
    def ordered(end: Party | Prop | str | None) -> Party | Prop | str | None:
        if isinstance(end, Party):
            return Party(tuple(sorted(end.members, key=str)))
        return end

    end, target = ordered(arg.end), ordered(arg.target)
    if word.symmetric and target is not None and str(target) < str(end):
        end, target = target, end
    return replace(arg, end=end, target=target)  # type: ignore[arg-type]


def names_of(case: Case) -> Names:
    """Give the names of a resolved case."""
    return Names(
        actors=set(case.actors),
        places=set(case.places),
        sources=set(case.sources),
        incidents=set(case.incidents),
        questions=set(case.questions),
        states={a.id for a in case.actors.values() if a.kind == "state"},
    )
