"""What one pass over a folder needs everywhere: the names, the calendar, and where problems go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catspaw.case.checking import problems_of
from catspaw.case.dating import Calendar
from catspaw.case.files import Raw
from catspaw.case.language import Party, Prop
from catspaw.case.model import Membership
from catspaw.case.propositions import Names, missing
from catspaw.case.records import Entry
from catspaw.core.dates import Interval
from catspaw.core.errors import Problem

#: The files whose entries share one namespace, and the book of names that each fills.
BOOKS = {
    "actors.yaml": "actors",
    "places.yaml": "places",
    "sources.yaml": "sources",
    "incidents.yaml": "incidents",
    "questions.yaml": "questions",
}

Dated = tuple[str, str | None, str | None, int]


@dataclass
class Context:
    """Names, calendar and problems of one case.

    Attributes
    ----------
    first : dict
        Where each id of the shared namespace stands first: file and line.
    """

    raw: Raw
    names: Names = field(default_factory=Names)
    calendar: Calendar = field(default_factory=Calendar)
    first: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, file: str, line: int, message: str, level: str = "error") -> None:
        """Note a problem."""
        self.raw.problems.append(Problem(file, line, message, level))

    def complete(self, file: str) -> list[Entry]:
        """Give the entries of a file that have all they need."""
        return [e for e in self.raw.entries[file] if e.complete]

    def when(self, file: str, line: int, text: str | None, *, report: str | None = None) -> Interval | None:
        """Read a date, or note what is wrong with it; `report` is the date of the report that it stands in."""
        return self.calendar.read(text, lambda message: self.add(file, line, message), report=report)

    def span(self, file: str, line: int, start: Interval | None, end: Interval | None) -> None:
        """Note a time that ends before it begins."""
        if start and end and start.first and end.last and end.last < start.first:
            self.add(file, line, f"from {start} to {end} ends before it begins: write the earlier date first")

    def ref(self, file: str, line: int, name: str | None, role: str) -> str | None:
        """Note a name that may not stand in a role; give it back."""
        if name is not None and (problem := missing(name, role, self.names)):
            self.add(file, line, problem)
        return name

    def party(self, file: str, line: int, party: Party | None, role: str) -> None:
        """Note the members of a party that may not stand in a role."""
        for member in party.members if party else ():
            self.ref(file, line, member.id, role)

    def prop(self, file: str, line: int, prop: Prop) -> None:
        """Note everything that is wrong with a proposition."""
        for message in problems_of(prop, self.names):
            self.add(file, line, message)

    def memberships(self, file: str, rows: Iterable[Dated]) -> tuple[Membership, ...]:
        """Resolve ids with dates."""
        return tuple(self._membership(file, *row) for row in rows)

    def _membership(self, file: str, of: str, start: str | None, end: str | None, line: int) -> Membership:
        self.ref(file, line, of, "party")
        found = Membership(of, self.when(file, line, start), self.when(file, line, end))
        self.span(file, line, found.start, found.end)
        return found

    def take(self, name: str, file: str, line: int) -> None:
        """Claim an id of the shared namespace; note where it is taken."""
        if name in self.first:
            where = "{}:{}".format(*self.first[name])
            self.add(file, line, f"`{name}` is taken ({where}): an id means one thing in a case")
        self.first.setdefault(name, (file, line))

    def unique(self, file: str, entries: Iterable[Entry]) -> None:
        """Note ids that stand twice in a list with a namespace of its own."""
        lines: dict[str, int] = {}
        for entry in entries:
            name = entry.values.get("id", "")
            if name in lines:
                self.add(file, entry.at("id"), f"`{name}` stands twice (first in line {lines[name]}); rename one")
            lines.setdefault(name, entry.at("id"))

    def circles(self, file: str, above: Mapping[str, Iterable[str]], lines: Mapping[str, int], key: str) -> None:
        """Note ids that stand above themselves."""
        for circle in circles(above):
            if len(circle) == 1:
                self.add(file, lines[circle[0]], f"`{circle[0]}` cannot stand in its own `{key}`")
            else:
                path = " → ".join([*circle, circle[0]])
                self.add(file, lines[circle[0]], f"`{key}` runs in a circle: {path}; take one of them out")


def circles(above: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Give each circle that following `above` runs into, once, from the member that is met first.

    Parameters
    ----------
    above : mapping
        Each name to the names that it leads to.

    Returns
    -------
    list of tuple of str
    """
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for name in above:
        _follow(name, above, done, found)
    return found


def _follow(start: str, above: Mapping[str, Iterable[str]], done: set[str], found: list[tuple[str, ...]]) -> None:
    """Walk depth first without recursion, since membership may be as long as a case makes it."""
    path: dict[str, None] = {}
    todo = [(start, False)]
    while todo:
        name, leaving = todo.pop()
        if leaving:
            path.pop(name)
            done.add(name)
        elif name in path:
            members = list(path)
            found.append(tuple(members[members.index(name) :]))
        elif name not in done:
            path[name] = None
            todo.append((name, True))
            todo += [(n, False) for n in above.get(name, ())]
