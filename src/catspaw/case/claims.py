"""Claims of the reports: voices, chains, keys and follow-ups resolved."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from catspaw.case.dating import Calendar
from catspaw.case.language import Party, Prop
from catspaw.case.model import Chain, Claim, Incident, Report, Voice
from catspaw.case.propositions import Names, missing, problems_of, time_text
from catspaw.case.readers import Bad, Entry
from catspaw.case.voices import parse_chain, parse_voice
from catspaw.core.dates import Interval
from catspaw.core.errors import Problem, nearest

_KINDS = ("says", "expects", "again", "retracts")
_PLAIN = (
    "act",
    "sure",
    "relay",
    "odds",
    "interest",
    "hindsight",
    "private",
    "note",
    "where",
    "given",
    "unless",
    "within_days",
    "grounds",
)


class ClaimReader:
    """Reads report after report; `follow_ups` once all keys are known; `finished` gives the claims."""

    def __init__(self, names: Names, calendar: Calendar, problems: list[Problem]) -> None:
        self.names, self.calendar, self.problems = names, calendar, problems
        self.reports: list[Report] = []
        self.voices: dict[str, Voice] = {}
        self.named_incidents: dict[str, Incident] = {}
        self._claims: dict[str, Claim] = {}
        self._file = ""
        self._report: Report | None = None
        self._waiting: list[tuple[str, Report, Entry]] = []

    def report(self, file: str, entry: Entry) -> None:
        """Read one report's head and its claims."""
        self._file, values = file, entry.values
        dated = self.calendar.read(values["dated"], lambda m: self._add(entry.at("dated"), m)) or Interval(None, None)
        coded = values["coded"].values if values.get("coded") else {}
        keep = ("id", "title", "outlet", "author", "url", "paragraphs", "passed", "private", "note")
        report = Report(
            dated=dated,
            coded={k: _text(v) for k, v in coded.items()},
            file=file,
            **{"title": "", **{k: values[k] for k in keep if k in values}},
        )
        self._report = report
        if problem := missing(report.outlet, "voice", self.names):
            self._add(entry.at("outlet"), problem)
        self._voices(report, values.get("voices", {}))
        for claim in values["claims"]:
            self._claim(claim)
        self._passages(entry, coded.get("blocks", ()))
        self.reports.append(replace(report, voices=tuple(v for v in self.voices.values() if v.report == report.id)))

    def _add(self, line: int, message: str, level: str = "error") -> None:
        self.problems.append(Problem(self._file, line, message, level))

    def _voices(self, report: Report, described: dict[str, tuple[str, int]]) -> None:
        for name, (text, line) in described.items():
            try:
                voice = parse_voice(name, text, report.id, line)
            except Bad as bad:
                self._add(line, str(bad))
                continue
            if problem := missing(voice.of, "voice", self.names):
                self._add(line, f"voice `{name}`: {problem}")
            for other in (*voice.maybe, *voice.distinct):
                if other not in described:
                    self._add(line, f"voice `{name}`: `{other}` is no voice of this report{nearest(other, described)}")
            if name in self.names.actors | self.names.sources:
                self._add(line, f"voice `{name}` has the name of an actor or source; choose another")
            self.voices[voice.id] = voice

    def _claim(self, entry: Entry) -> None:
        kinds = [k for k in _KINDS if k in entry.lines]
        if not entry.complete or any(k not in entry.values for k in kinds):  # said where it was read
            return
        if len(kinds) != 1:
            found = f"found {', '.join(kinds)}" if kinds else "found none"
            self._add(entry.line, f"a claim begins with one of {', '.join(_KINDS)}; {found}")
        elif kinds[0] in ("again", "retracts"):
            assert self._report is not None
            self._waiting.append((self._file, self._report, entry))
        else:
            self._statement(entry, kinds[0])

    def _statement(self, entry: Entry, kind: str) -> None:
        prop: Prop = entry.values[kind]
        before = len(self.problems)
        self._check(entry, kind, prop)
        claim = self._build(entry, kind, prop)
        if len(self.problems) > before:
            return
        if prop.name:
            self.named_incidents.setdefault(prop.name, self._incident(prop, claim))
        self._keep(claim)

    def _check(self, entry: Entry, kind: str, prop: Prop) -> None:
        for key, value in ((kind, prop), ("if", entry.values.get("given")), ("unless", entry.values.get("unless"))):
            for message in problems_of(value, self.names) if value is not None else ():
                self._add(entry.at(key), message)
        for member in entry.values["to"].members if "to" in entry.values else ():
            if problem := missing(member.id, "party", self.names):
                self._add(entry.at("to"), problem)
        if "at_incident" in entry.values and (problem := missing(entry.values["at_incident"], "act", self.names)):
            self._add(entry.at("in"), problem)
        if kind == "says" and "odds" in entry.values:
            self._add(entry.at("odds"), "`odds` goes with `expects`; a claim's own certainty is `sure`")

    def _build(self, entry: Entry, kind: str, prop: Prop, again: str | None = None) -> Claim:
        values, report = entry.values, self._report
        assert report is not None
        day = report.dated.last or date.max
        said = self._date(entry, "said", values.get("said")) or Interval(None, day, "by the report's day")
        claim = Claim(
            key=values.get("key", "") if again is None else "",
            kind=kind,
            prop=prop,
            report=report.id,
            by=self._chains(entry),
            said=said,
            learnt=day,
            to=values.get("to"),
            at_incident=values.get("at_incident"),
            again=again,
            file=self._file,
            line=entry.line,
            **{k: values[k] for k in _PLAIN if k in values},
            **self._times(entry, prop),
        )
        if report.private:
            claim = replace(claim, private=True)
        return claim if claim.key else replace(claim, key=_content_key(claim))

    def _times(self, entry: Entry, prop: Prop) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, name in (("on", "on"), ("from", "start"), ("to", "end")):
            found[name] = self._date(entry, "says", time_text(prop.call, key, self.names))
        return found

    def _date(self, entry: Entry, key: str, text: str | None) -> Interval | None:
        dated = self._report.dated.text if self._report else None
        return self.calendar.read(text, lambda message: self._add(entry.at(key), message), report=dated)

    def _chains(self, entry: Entry) -> tuple[Chain, ...]:
        found = []
        for text in entry.values["by"]:
            try:
                found.append(parse_chain(text, self._speaker))
            except Bad as bad:
                self._add(entry.at("by"), str(bad))
        return tuple(found)

    def _speaker(self, name: str) -> str:
        assert self._report is not None
        local = f"{self._report.id}/{name}"
        if local in self.voices:
            return local
        if problem := missing(name, "voice", self.names):
            here = [v.name for v in self.voices.values() if v.report == self._report.id]
            raise Bad(f"{problem}{nearest(name, here, 'voice')}" if "nearest" not in problem else problem)
        return name

    def _incident(self, prop: Prop, claim: Claim) -> Incident:
        arrow = next((a.target for a in prop.call.positional if isinstance(a.target, Party)), None)
        at, means, number = (prop.call.value(k) for k in ("at", "with", "n"))
        return Incident(
            id=prop.name or "",
            kind=prop.word,
            on=claim.on,
            at=str(at) if at else None,
            against=arrow,
            means=str(means or ""),
            n=str(number or ""),
            series=bool(number),
            declared=False,
            file=claim.file,
            line=claim.line,
        )

    def _keep(self, claim: Claim) -> None:
        known = self._claims.get(claim.key)
        if known is not None:
            self._add(claim.line, _twice(claim, known))
            return
        self._claims[claim.key] = claim

    def follow_ups(self) -> None:
        """Read `again` and `retracts` of all reports so far, once every key is known."""
        waiting, self._waiting = self._waiting, []
        for self._file, self._report, entry in waiting:
            which = "again" if "again" in entry.values else "retracts"
            for key in entry.values[which]:
                if key not in self._claims:
                    self._add(entry.at(which), f"no claim has the key `{key}`{nearest(key, self._claims)}")
                elif which == "again":
                    self._again(entry, self._claims[key])
                else:
                    self._retract(self._claims[key])

    def _again(self, entry: Entry, earlier: Claim) -> None:
        claim = self._build(entry, earlier.kind, earlier.prop, again=earlier.key)
        keep = {k: getattr(earlier, k) for k in ("on", "start", "end", "given", "unless", "odds", "within_days")}
        speech = {k: entry.values.get(k, getattr(earlier, k)) for k in ("act", "sure")}
        claim = replace(claim, **keep, **speech)
        self._keep(replace(claim, key=_content_key(claim)))

    def _retract(self, earlier: Claim) -> None:
        assert self._report is not None
        day = self._report.dated.last
        self._claims[earlier.key] = replace(earlier, retracted=day)

    def _passages(self, entry: Entry, blocks: tuple[int, ...]) -> None:
        values = entry.values
        total = values.get("paragraphs")
        coded = {p for c in values["claims"] for p in c.values.get("where", ())}
        passed = set(values.get("passed", {}))
        if total is not None and (beyond := sorted(p for p in coded | passed if p > total)):
            self._add(entry.at("paragraphs"), f"p{beyond[0]} is beyond the report's {total} paragraphs")
        if left := sorted(set(blocks) - coded - passed):
            shown = ", ".join(f"p{p}" for p in left[:8]) + (" …" if len(left) > 8 else "")
            self._add(entry.at("coded"), f"{shown}: neither coded nor passed; say in `passed` why", "warning")
        if both := sorted(coded & passed):
            self._add(entry.at("passed"), f"p{both[0]} is passed although claims come from it", "warning")

    def finished(self) -> tuple[Claim, ...]:
        """Give all claims, with grounds checked."""
        known = set(self._claims) | self.names.incidents
        for claim in self._claims.values():
            self._file = claim.file
            for ground in claim.grounds:
                if "(" not in ground and ground not in known:
                    self._add(
                        claim.line,
                        f"ground `{ground}` is neither a claim's key nor an incident{nearest(ground, known)}",
                    )
        return tuple(self._claims.values())


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"p{v}" if isinstance(v, int) else str(v) for v in value)
    return str(value)


def _twice(claim: Claim, known: Claim) -> str:
    there = f"{known.file}:{known.line}"
    if claim.key == _content_key(claim):
        return f"{there} says the same on the same word; delete one, or give this claim a `key`"
    return f"the key `{claim.key}` is taken ({there}); give this claim another"


def _content_key(claim: Claim) -> str:
    by = "; ".join(" via ".join(map(str, chain)) for chain in claim.by)
    parts = (claim.report, claim.kind, claim.prop, by, claim.act, claim.sure, claim.said, claim.given, claim.again)
    content = "|".join(map(str, parts))
    return "c" + hashlib.sha256(content.encode()).hexdigest()[:9]
