"""From entries to a frozen case: names checked, dates made intervals, chains and keys resolved.

Every problem is found in one pass; a case comes out even of a folder with problems, without the bad entries, so that
`lint` can go on to the end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from catspaw.case.claims import ClaimReader
from catspaw.case.codebook import actions, words
from catspaw.case.dating import Calendar
from catspaw.case.files import Raw
from catspaw.case.language import Prop, parse
from catspaw.case.model import (
    Account,
    Actor,
    ActRow,
    Anchor,
    Assumption,
    Case,
    Claim,
    Incident,
    Judgement,
    Membership,
    Outcome,
    Place,
    Question,
    Rating,
    Source,
    Voice,
)
from catspaw.case.propositions import Names, missing, problems_of
from catspaw.case.readers import Entry
from catspaw.core.dates import Interval
from catspaw.core.errors import LanguageError, Problem, nearest

JUDGEMENTS = ("same", "distinct", "together", "apart", "wording", "judge")
_MISSING_CASE = Entry({"id": "", "title": "", "as_of": date(2000, 1, 1), "horizon_days": 90}, 0, {})


class Resolver:
    """Holds what one pass over a folder needs: the names, the calendar and the problems."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.problems = raw.problems
        self.names = Names()
        self.calendar = Calendar()

    def add(self, file: str, line: int, message: str, level: str = "error") -> None:
        """Note a problem."""
        self.problems.append(Problem(file, line, message, level))

    def case(self) -> Case:
        """Resolve everything; problems go to the raw folder's list."""
        self._collect_names()
        case = self._frame()
        reader = ClaimReader(self.names, self.calendar, self.problems)
        for file, entry in self.raw.reports:
            if entry.complete:
                reader.report(file, entry)
        reader.follow_ups()
        claims = tuple(self._seen(c, case) for c in reader.finished())
        case = replace(
            case,
            incidents=self._incidents(reader.named_incidents),
            reports={r.id: r for r in reader.reports},
            voices=reader.voices,
            claims=claims,
            accounts=self._accounts(reader.voices),
            judgements=self._judgements(claims),
        )
        return replace(case, digest=_digest(case))

    # names

    def _collect_names(self) -> None:
        first: dict[str, tuple[str, int]] = {}
        for file, book in (
            ("actors.yaml", self.names.actors),
            ("places.yaml", self.names.places),
            ("sources.yaml", self.names.sources),
            ("incidents.yaml", self.names.incidents),
            ("questions.yaml", self.names.questions),
        ):
            for entry in self.raw.entries[file]:
                if "id" in entry.values:
                    self._name(file, entry, book, first)
        actors = self.raw.entries["actors.yaml"]
        self.names.states = {e.values.get("id", "") for e in actors if e.values.get("kind", "state") == "state"}
        for entry in self._complete("incidents.yaml"):
            self.calendar.announce(entry.values["id"], entry.values.get("on"), None)
        for _, entry in self.raw.reports:
            self._named_in_claims(entry)

    def _complete(self, file: str) -> list[Entry]:
        return [e for e in self.raw.entries[file] if e.complete]

    def _name(self, file: str, entry: Entry, book: set[str], first: dict[str, tuple[str, int]]) -> None:
        name = entry.values["id"]
        if name in first:
            where = "{}:{}".format(*first[name])
            self.add(file, entry.at("id"), f"`{name}` is taken ({where}): an id means one thing in a case")
        first.setdefault(name, (file, entry.at("id")))
        book.add(name)

    def _named_in_claims(self, report: Entry) -> None:
        for entry in report.values.get("claims", []):
            prop = entry.values.get("says") or entry.values.get("expects")
            if prop is not None and prop.name:
                self.names.incidents.add(prop.name)
                on = prop.call.value("on")
                self.calendar.announce(prop.name, str(on) if on else None, report.values.get("dated"))

    # parts

    def _frame(self) -> Case:
        entry = self.raw.case if self.raw.case and self.raw.case.complete else _MISSING_CASE
        values = entry.values
        frame = Case(folder=self.raw.folder, **{k: v for k, v in values.items() if k not in ("outcomes", "anchors")})
        return replace(
            frame,
            actors=self._book("actors.yaml", self._actor),
            places=self._book("places.yaml", self._place),
            sources=self._book("sources.yaml", self._source),
            questions=self._book("questions.yaml", self._question),
            assumptions=self._assumptions(),
            outcomes=tuple(self._outcomes(values.get("outcomes", []), frame)),
            anchors=tuple(self._anchors(values.get("anchors", []))),
            acts=tuple(filter(None, map(self._act, self.raw.acts))),
        )

    def _book(self, file: str, make: Callable[[Entry], Any]) -> dict[str, Any]:
        return {e.values["id"]: make(e) for e in self._complete(file)}

    def _when(self, file: str, line: int, text: str | None) -> Interval | None:
        return self.calendar.read(text, lambda message: self.add(file, line, message))

    def _ref(self, file: str, line: int, name: str | None, role: str) -> str | None:
        if name is not None and (problem := missing(name, role, self.names)):
            self.add(file, line, problem)
        return name

    def _memberships(
        self, file: str, rows: Iterable[tuple[str, str | None, str | None, int]]
    ) -> tuple[Membership, ...]:
        found = []
        for of, start, end, line in rows:
            self._ref(file, line, of, "party")
            found.append(Membership(of, self._when(file, line, start), self._when(file, line, end)))
        return tuple(found)

    def _actor(self, entry: Entry) -> Actor:
        values = dict(entry.values)
        for key in ("part_of", "acts_for", "members"):
            values[key] = self._memberships("actors.yaml", values.get(key, ()))
            if any(m.of == values["id"] for m in values[key]):
                self.add("actors.yaml", entry.at(key), f"`{values['id']}` cannot stand in its own `{key}`")
        self._ref("actors.yaml", entry.at("home"), values.get("home"), "place")
        values["reliability"] = self._ratings("actors.yaml", values)
        return Actor(line=entry.line, **values)

    def _place(self, entry: Entry) -> Place:
        values = dict(entry.values)
        self._ref("places.yaml", entry.at("in"), values.get("inside"), "place")
        self._ref("places.yaml", entry.at("host"), values.get("host"), "party")
        values["holder"] = self._memberships("places.yaml", values.get("holder", ()))
        return Place(line=entry.line, **values)

    def _source(self, entry: Entry) -> Source:
        values = dict(entry.values)
        self._ref("sources.yaml", entry.at("of"), values.get("of"), "party")
        institution = values.get("institution")
        if institution != values["id"]:
            self._ref("sources.yaml", entry.at("institution"), institution, "voice")
        values["reliability"] = self._ratings("sources.yaml", values)
        return Source(line=entry.line, **values)

    def _ratings(self, file: str, values: dict[str, Any]) -> tuple[Rating, ...]:
        return tuple(self._rating(file, *row) for row in values.get("reliability", ()))

    def _rating(
        self, file: str, grade: str, topic: str | None, start: str | None, end: str | None, line: int
    ) -> Rating:
        if topic is not None and topic not in words():
            self.add(file, line, f"topic `{topic}` is not in the predicate table{nearest(topic, words())}")
        return Rating(grade, topic, self._when(file, line, start), self._when(file, line, end))

    def _incidents(self, named: dict[str, Incident]) -> dict[str, Incident]:
        found = {}
        for entry in self._complete("incidents.yaml"):
            values = dict(entry.values)
            values["on"] = self._when("incidents.yaml", entry.at("on"), values.get("on"))
            self._ref("incidents.yaml", entry.at("at"), values.get("at"), "place")
            for member in values["against"].members if values.get("against") else ():
                self._ref("incidents.yaml", entry.at("against"), member.id, "target")
            found[values["id"]] = Incident(file="incidents.yaml", line=entry.line, **values)
        for name, incident in named.items():
            if name in found and found[name].kind != incident.kind:
                message = f"`{name}` is `{found[name].kind}` in incidents.yaml, not `{incident.kind}`"
                self.add(incident.file, incident.line, message)
            found.setdefault(name, incident)
        return found

    def _question(self, entry: Entry) -> Question:
        values, file = entry.values, "questions.yaml"
        about, one_of = values.get("about"), values.get("one_of", ())
        if (about is None) == (not one_of):
            self.add(
                file,
                entry.line,
                "a question has either `about` (a proposition, a measure, `author of INCIDENT`) or `one_of`",
            )
        if one_of and len(one_of) < 2:
            self.add(file, entry.at("one_of"), "`one_of` needs at least two answers; ask one with `about`")
        if isinstance(about, str):
            self._ref(file, entry.at("about"), about, "act")
        elif about is not None:
            self._measure(file, entry.at("about"), about)
        for prop in one_of:
            self._prop(file, entry.at("one_of"), prop)
        return Question(line=entry.line, **values)

    def _measure(self, file: str, line: int, prop: Prop) -> None:
        word = words().get(prop.word)
        bare = word is not None and word.ladder and not word.rung and prop.op is None
        self._prop(file, line, replace(prop, op=">=", level="0") if bare else prop, ladder_ok=bool(bare))

    def _prop(self, file: str, line: int, prop: Prop, *, ladder_ok: bool = False) -> None:
        for message in problems_of(prop, self.names):
            if not (ladder_ok and "is no rung of" in message):
                self.add(file, line, message)

    def _assumptions(self) -> tuple[Assumption, ...]:
        found, file = [], "assumptions.yaml"
        for entry in self._complete(file):
            values = dict(entry.values)
            self._prop(file, entry.at("says"), values["prop"])
            for key, name in (("from", "start"), ("to", "end")):
                values[name] = self._when(file, entry.at(key), values.get(name))
            found.append(Assumption(line=entry.line, **values))
        return tuple(found)

    def _outcomes(self, entries: list[Entry], frame: Case) -> Iterable[Outcome]:
        for entry in (e for e in entries if e.complete):
            values = entry.values
            self._prop("case.yaml", entry.at("says"), values["prop"])
            word = words().get(values["prop"].word)
            if word and word.family != "act" and word.ladder != "rung":
                what = "an outcome is an act, a count of acts or a rung"
                self.add("case.yaml", entry.at("says"), f"`{values['prop']}`: {what}, not a {word.family}")
            if values["within_days"] > frame.horizon_days:
                message = f"`within` is {values['within_days']} days, beyond the horizon of {frame.horizon_days}"
                self.add("case.yaml", entry.at("within"), message)
            ledger = values.get("ledger", "truth")
            if ledger not in ("truth", "reported"):
                self._ref("case.yaml", entry.at("ledger"), ledger, "party")
            yield Outcome(line=entry.line, **values)

    def _anchors(self, entries: list[Entry]) -> Iterable[Anchor]:
        for entry in (e for e in entries if e.complete):
            prop, (low, high) = entry.values["prop"], entry.values["in_90_days"]
            self._prop("case.yaml", entry.at("act"), prop)
            if prop.word in words() and prop.word not in actions():
                message = f"`{prop}`: an anchor is a kind of act{nearest(prop.word, actions())}"
                self.add("case.yaml", entry.at("act"), message)
            yield Anchor(prop, low, high, entry.values["ground"], entry.line)

    def _act(self, row: tuple[int, dict[str, str]]) -> ActRow | None:
        line, cells = row
        before = len(self.problems)
        on = self._when("acts.csv", line, cells.get("date") or "")
        self._ref("acts.csv", line, cells.get("actor", ""), "party")
        for key, role in (("target", "target"), ("place", "place"), ("incident", "act")):
            self._ref("acts.csv", line, cells.get(key) or None, role)
        action = cells.get("action", "")
        if action not in actions():
            self.add("acts.csv", line, f"`{action}` is not on the action scale{nearest(action, actions())}")
        count = cells.get("n") or "1"
        if not re.fullmatch("0*[1-9][0-9]{0,4}", count):
            self.add("acts.csv", line, f"n is {count!r}; it must be a whole number from 1 to 99,999")
        if len(self.problems) > before or on is None:
            return None
        optional = {k: cells.get(k) or None for k in ("target", "place", "incident")}
        texts = {k: cells.get(k, "") for k in ("source", "note")}
        return ActRow(on=on, actor=cells["actor"], action=action, n=int(count), line=line, **optional, **texts)  # type: ignore[arg-type]

    def _accounts(self, voices: dict[str, Voice]) -> dict[str, Account]:
        found = {}
        short: dict[str, list[str]] = {}
        for full in voices:
            short.setdefault(full.split("/")[1], []).append(full)
        for entry in self._complete("accounts.yaml"):
            believe = [self._believed(entry, name, voices, short) for name in entry.values["believe"]]
            values = {**entry.values, "believe": tuple(believe)}
            found[values["id"]] = Account(line=entry.line, **values)
        return found

    def _believed(self, entry: Entry, name: str, voices: dict[str, Voice], short: dict[str, list[str]]) -> str:
        if name in voices:
            return name
        if len(short.get(name, ())) > 1:
            self.add(
                "accounts.yaml", entry.at("believe"), f"`{name}` speaks in several reports: {', '.join(short[name])}"
            )
        if name in short:
            return short[name][0]
        if problem := missing(name, "voice", self.names):
            self.add("accounts.yaml", entry.at("believe"), f"{problem}{nearest(name, short)}")
        return name

    def _judgements(self, claims: tuple[Claim, ...]) -> tuple[Judgement, ...]:
        keys = {c.key for c in claims}
        found = [self._judgement(entry, keys) for entry in self._complete("judgements.yaml")]
        return tuple(j for j in found if j)

    def _judgement(self, entry: Entry, keys: set[str]) -> Judgement | None:
        file, values = "judgements.yaml", entry.values
        kinds = [k for k in JUDGEMENTS if k in values]
        on = self._when(file, entry.at("on"), values["on"])
        if len(kinds) != 1 or on is None:
            if on:
                self.add(
                    file, entry.line, "a judgement decides one thing: same, distinct, together, apart, judge or wording"
                )
            return None
        kind = kinds[0]
        about: tuple[str, ...] = (str(values[kind]),) if kind in ("judge", "wording") else values[kind]
        self._judged(entry, kind, about, keys)
        rest = {k: values[k] for k in ("by", "why", "text", "belief") if k in values}
        return Judgement(kind=kind, about=about, on=on, prop=values.get("judge"), line=entry.line, **rest)

    def _judged(self, entry: Entry, kind: str, about: tuple[str, ...], keys: set[str]) -> None:
        file = "judgements.yaml"
        if kind in ("same", "distinct", "together", "apart") and len(about) < 2:
            self.add(file, entry.at(kind), f"`{kind}` needs two or more")
        for name in about:
            if kind in ("together", "apart") and name not in keys:
                self.add(file, entry.at(kind), f"no claim has the key `{name}`{nearest(name, keys)}")
            if kind in ("same", "distinct") and name not in self.names.incidents | self.names.actors:
                known = self.names.incidents | self.names.actors
                self.add(file, entry.at(kind), f"`{name}` is no incident and no actor{nearest(name, known)}")
        if kind == "judge":
            self._prop(file, entry.at("judge"), entry.values["judge"])

    def _seen(self, claim: Claim, case: Case) -> Claim:
        """Warn where a claim was learnt after as-of and is not let in."""
        if claim.learnt > case.as_of and not claim.hindsight and self.raw.case:
            late = f"learnt on {claim.learnt}, after as_of {case.as_of}"
            message = f"{late}: it does not count; mark it `hindsight: yes` to let it in"
            self.add(claim.file, claim.line, message, "warning")
        for ground in claim.grounds:
            if "(" in ground:
                self._ground(claim, ground)
        return claim

    def _ground(self, claim: Claim, ground: str) -> None:
        try:
            self._prop(claim.file, claim.line, parse(ground))
        except LanguageError as error:
            self.add(claim.file, claim.line, str(error))


def _digest(case: Case) -> str:
    parts = [case.id, str(case.as_of), str(case.horizon_days), str(case.seed)]
    for book in (case.actors, case.places, case.sources, case.incidents, case.questions, case.reports, case.accounts):
        parts += [_plain(book[k]) for k in sorted(book)]
    for rows in (case.claims, case.assumptions, case.judgements, case.outcomes, case.anchors, case.acts):
        parts += sorted(_plain(r) for r in rows)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(entry: Any) -> str:
    """Give an entry's content without where it stands, so that moving a line changes nothing."""
    fields = entry.__dataclass_fields__
    return repr([getattr(entry, f) for f in fields if f not in ("line", "file")])
