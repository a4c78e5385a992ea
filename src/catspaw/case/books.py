"""Actors, places, sources, incidents and questions: entries made nouns, with the names that they use checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from catspaw.case.checking import problems_of
from catspaw.case.codebook import words
from catspaw.case.context import BOOKS, Context
from catspaw.case.language import Prop
from catspaw.case.model import Actor, Incident, Place, Question, Rating, Source
from catspaw.case.records import Entry
from catspaw.core.errors import nearest

T = TypeVar("T")

#: A grade as read: grade, topic, from, to, line.
Graded = tuple[str, str | None, str | None, str | None, int]


def collect_names(context: Context) -> None:
    """Take every id of the case's books and of the claims that name incidents, before anything is resolved."""
    for file, book in BOOKS.items():
        for entry in context.raw.entries[file]:
            if "id" in entry.values:
                context.take(entry.values["id"], file, entry.at("id"))
                getattr(context.names, book).add(entry.values["id"])
        if file in context.raw.lost:
            context.names.lost |= {book, "states"} if book == "actors" else {book}
    actors = context.raw.entries["actors.yaml"]
    context.names.states = {e.values.get("id", "") for e in actors if e.values.get("kind", "state") == "state"}
    for entry in context.raw.entries["incidents.yaml"]:
        context.calendar.announce(entry.values.get("id", ""), entry.values.get("on"), None)
    for file, report in context.raw.reports:
        _named_in_claims(context, file, report)


def _named_in_claims(context: Context, file: str, report: Entry) -> None:
    for entry in report.values.get("claims", []):
        prop = entry.values.get("says") or entry.values.get("expects")
        if prop is None or not prop.name:
            continue
        if prop.name not in context.names.incidents:
            context.take(prop.name, file, entry.at("says"))
        context.names.incidents.add(prop.name)
        on = prop.call.value("on")
        context.calendar.announce(prop.name, str(on) if on else None, report.values.get("dated"))


def _book(context: Context, file: str, make: Callable[[Context, Entry], T]) -> dict[str, T]:
    return {e.values["id"]: make(context, e) for e in context.complete(file)}


def actors(context: Context) -> dict[str, Actor]:
    """Resolve actors.yaml."""
    found = _book(context, "actors.yaml", _actor)
    lines = {a.id: a.line for a in found.values()}
    for key in ("part_of", "acts_for", "members"):
        above = {a.id: [m.of for m in getattr(a, key)] for a in found.values()}
        context.circles("actors.yaml", above, lines, key)
    return found


def _actor(context: Context, entry: Entry) -> Actor:
    values = dict(entry.values)
    for key in ("part_of", "acts_for", "members"):
        values[key] = context.memberships("actors.yaml", values.get(key, ()))
    context.ref("actors.yaml", entry.at("home"), values.get("home"), "place")
    values["reliability"] = _ratings(context, "actors.yaml", values.get("reliability", ()))
    return Actor(line=entry.line, **values)


def places(context: Context) -> dict[str, Place]:
    """Resolve places.yaml."""
    found = _book(context, "places.yaml", _place)
    above = {p.id: [p.inside] if p.inside else [] for p in found.values()}
    context.circles("places.yaml", above, {p.id: p.line for p in found.values()}, "in")
    return found


def _place(context: Context, entry: Entry) -> Place:
    values = dict(entry.values)
    context.ref("places.yaml", entry.at("in"), values.get("inside"), "place")
    context.ref("places.yaml", entry.at("host"), values.get("host"), "party")
    values["holder"] = context.memberships("places.yaml", values.get("holder", ()))
    return Place(line=entry.line, **values)


def sources(context: Context) -> dict[str, Source]:
    """Resolve sources.yaml."""
    found = _book(context, "sources.yaml", _source)
    others = {s.id: [s.institution] if s.institution not in (None, s.id) else [] for s in found.values()}
    above = {name: [o for o in shared if o] for name, shared in others.items()}
    context.circles("sources.yaml", above, {s.id: s.line for s in found.values()}, "institution")
    return found


def _source(context: Context, entry: Entry) -> Source:
    values = dict(entry.values)
    context.ref("sources.yaml", entry.at("of"), values.get("of"), "party")
    context.ref("sources.yaml", entry.at("institution"), values.get("institution"), "voice")
    values["reliability"] = _ratings(context, "sources.yaml", values.get("reliability", ()))
    return Source(line=entry.line, **values)


def _ratings(context: Context, file: str, rows: Iterable[Graded]) -> tuple[Rating, ...]:
    return tuple(_rating(context, file, *row) for row in rows)


def _rating(
    context: Context, file: str, grade: str, topic: str | None, start: str | None, end: str | None, line: int
) -> Rating:
    if topic is not None and topic not in words():
        context.add(file, line, f"topic `{topic}` is not in the predicate table{nearest(topic, words())}")
    found = Rating(grade, topic, context.when(file, line, start), context.when(file, line, end))
    context.span(file, line, found.start, found.end)
    return found


def incidents(context: Context, named: dict[str, Incident]) -> dict[str, Incident]:
    """Resolve incidents.yaml, and add the incidents that claims name."""
    found = _book(context, "incidents.yaml", _incident)
    for name, incident in named.items():
        if name in found and found[name].kind != incident.kind:
            message = f"`{name}` is `{found[name].kind}` in incidents.yaml, not `{incident.kind}`"
            context.add(incident.file, incident.line, message)
        found.setdefault(name, incident)
    return found


def _incident(context: Context, entry: Entry) -> Incident:
    file, values = "incidents.yaml", dict(entry.values)
    values["on"] = context.when(file, entry.at("on"), values.get("on"))
    context.ref(file, entry.at("at"), values.get("at"), "place")
    context.party(file, entry.at("against"), values.get("against"), "target")
    return Incident(file=file, line=entry.line, **values)


def questions(context: Context) -> dict[str, Question]:
    """Resolve questions.yaml."""
    return _book(context, "questions.yaml", _question)


def _question(context: Context, entry: Entry) -> Question:
    values, file = entry.values, "questions.yaml"
    about, one_of = values.get("about"), values.get("one_of", ())
    if ("about" in entry.lines) == ("one_of" in entry.lines):
        allowed = "either `about` (a proposition, a measure, `author of INCIDENT`) or `one_of`"
        context.add(file, entry.line, f"a question has {allowed}")
    if one_of and len(one_of) < 2:
        context.add(file, entry.at("one_of"), "`one_of` needs at least two answers; ask one with `about`")
    if "exhaustive" in values and "one_of" not in entry.lines:
        context.add(file, entry.at("exhaustive"), "`exhaustive` goes with `one_of`; delete it")
    if isinstance(about, str):
        context.ref(file, entry.at("about"), about, "act")
    elif about is not None:
        _measure(context, entry.at("about"), about)
    if len(set(map(str, one_of))) < len(one_of):
        context.add(file, entry.at("one_of"), "`one_of` has one answer twice; answers exclude each other")
    for prop in one_of:
        context.prop(file, entry.at("one_of"), prop)
    return Question(line=entry.line, **values)


def _measure(context: Context, line: int, prop: Prop) -> None:
    """Check what a question is about; a measure may stand there without a level, since its ladder gives the answers."""
    word = words().get(prop.word)
    bare = bool(word and word.ladder and not word.rung and prop.op is None)
    for message in problems_of(replace(prop, op=">=", level="0") if bare else prop, context.names):
        if not (bare and "is no rung of" in message):
            context.add("questions.yaml", line, message)
