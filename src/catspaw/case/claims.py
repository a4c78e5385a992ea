"""Claims of the reports: chains, keys and follow-ups resolved."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from catspaw.case.context import Context
from catspaw.case.language import Party, Prop
from catspaw.case.model import Chain, Claim, Incident, Report, Voice
from catspaw.case.propositions import missing, time_text
from catspaw.case.readers import Bad
from catspaw.case.records import Entry
from catspaw.case.reports import check_passages, read_head
from catspaw.case.voices import parse_chain
from catspaw.core.dates import Interval
from catspaw.core.errors import nearest

#: The words of a date of speech that no text gives.
BY_THE_REPORT = "by the report's day"

_KINDS = ("says", "expects", "again", "retracts")
_PLAIN = (
    "act",
    "sure",
    "relay",
    "odds",
    "interest",
    "hindsight",
    "private",
    "reviewed",
    "note",
    "where",
    "given",
    "unless",
    "within_days",
    "grounds",
)


class ClaimReader:
    """Reads report after report; `follow_ups` once all keys are known; `finished` gives the claims."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.reports: list[Report] = []
        self.voices: dict[str, Voice] = {}
        self.named_incidents: dict[str, Incident] = {}
        self._claims: dict[str, Claim] = {}
        self._waiting: list[tuple[Report, Entry]] = []
        self._report: Report

    def report(self, file: str, entry: Entry) -> None:
        """Read one report's head and its claims."""
        self._report = read_head(self.context, file, entry)
        self.voices |= {v.id: v for v in self._report.voices}
        for claim in entry.values["claims"]:
            self._claim(claim)
        check_passages(self.context, file, entry)
        self.reports.append(self._report)

    def _add(self, line: int, message: str) -> None:
        self.context.add(self._report.file, line, message)

    def _claim(self, entry: Entry) -> None:
        kinds = [k for k in _KINDS if k in entry.lines]
        if not entry.complete or any(k not in entry.values for k in kinds):  # said where it was read
            return
        if len(kinds) != 1:
            found = f"found {', '.join(kinds)}" if kinds else "found none"
            self._add(entry.line, f"a claim begins with one of {', '.join(_KINDS)}; {found}")
        elif kinds[0] in ("again", "retracts"):
            self._waiting.append((self._report, entry))
        else:
            self._statement(entry, kinds[0])

    def _statement(self, entry: Entry, kind: str) -> None:
        prop: Prop = entry.values[kind]
        before = len(self.context.raw.problems)
        self._check(entry, kind, prop)
        if len(self.context.raw.problems) > before:
            self._chains(entry)
            self._said(entry)
            return
        claim = self._build(entry, kind, prop)
        if len(self.context.raw.problems) > before:
            return
        if prop.name:
            self.named_incidents.setdefault(prop.name, _incident(prop, claim))
        self._keep(claim, entry.at("key"))

    def _check(self, entry: Entry, kind: str, prop: Prop) -> None:
        for key, value in ((kind, prop), ("if", entry.values.get("given")), ("unless", entry.values.get("unless"))):
            if value is not None:
                self.context.prop(self._report.file, entry.at(key), value)
            if value is not None and value.name and key != kind:
                self._add(entry.at(key), f"`as {value.name}`: an incident is named where it is said, not in `{key}`")
        if kind == "says" and "odds" in entry.values:
            self._add(entry.at("odds"), "`odds` goes with `expects`; a claim's own certainty is `sure`")
        self._check_setting(entry)

    def _check_setting(self, entry: Entry) -> None:
        self.context.party(self._report.file, entry.at("to"), entry.values.get("to"), "party")
        self.context.ref(self._report.file, entry.at("in"), entry.values.get("at_incident"), "act")

    def _build(self, entry: Entry, kind: str, prop: Prop, again: str | None = None) -> Claim:
        values, report = entry.values, self._report
        day = report.dated.last or date.min  # an undated report is an error that is said at its head
        claim = Claim(
            key=values.get("key", "") if again is None else "",
            kind=kind,
            prop=prop,
            report=report.id,
            by=self._chains(entry),
            said=self._said(entry) or Interval(None, day, BY_THE_REPORT),
            learnt=day,
            to=values.get("to"),
            at_incident=values.get("at_incident"),
            again=again,
            file=report.file,
            line=entry.line,
            **{k: values[k] for k in _PLAIN if k in values},
            **self._times(entry, prop),
        )
        if report.private:
            claim = replace(claim, private=True)
        return claim if claim.key else replace(claim, key=_content_key(claim))

    def _said(self, entry: Entry) -> Interval | None:
        said, dated = self._date(entry, "said", entry.values.get("said")), self._report.dated
        if said and said.first and dated.last and said.first > dated.last:
            self._add(entry.at("said"), f"`said`: {said} is after the report, which is of {dated}")
        return said

    def _times(self, entry: Entry, prop: Prop) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, name in (("on", "on"), ("from", "start"), ("to", "end")):
            found[name] = self._date(entry, "says", time_text(prop.call, key, self.context.names))
        self.context.span(self._report.file, entry.at("says"), found["start"], found["end"])
        return found

    def _date(self, entry: Entry, key: str, text: str | None) -> Interval | None:
        return self.context.when(self._report.file, entry.at(key), text, report=self._report.dated.text or None)

    def _chains(self, entry: Entry) -> tuple[Chain, ...]:
        found = []
        for text in entry.values["by"]:
            try:
                found.append(parse_chain(text, self._speaker))
            except Bad as bad:
                self._add(entry.at("by"), str(bad))
        if len(set(found)) < len(found):
            self._add(entry.at("by"), "`by` names one witness twice; keep one")
        return tuple(found)

    def _speaker(self, name: str) -> str:
        local = f"{self._report.id}/{name}"
        if local in self.voices:
            return local
        if problem := missing(name, "voice", self.context.names):
            here = [v.name for v in self._report.voices]
            raise Bad(f"{problem}{nearest(name, here, 'voice')}" if "nearest" not in problem else problem)
        return name

    def _keep(self, claim: Claim, line: int) -> None:
        known = self._claims.get(claim.key)
        if known is not None:
            self._add(line, _twice(claim, known))
            return
        self._claims[claim.key] = claim

    def follow_ups(self) -> None:
        """Read `again` and `retracts` of all reports so far, once every key is known."""
        waiting, self._waiting = self._waiting, []
        for self._report, entry in waiting:
            self._check_setting(entry)
            which = "again" if "again" in entry.values else "retracts"
            for key in entry.values[which]:
                if key not in self._claims:
                    near = self.context.names.near(key, self._claims)
                    self._add(entry.at(which), f"no claim that `says` or `expects` has the key `{key}`{near}")
                elif which == "again":
                    self._again(entry, self._claims[key])
                else:
                    self._retract(entry, self._claims[key])

    def _again(self, entry: Entry, earlier: Claim) -> None:
        claim = self._build(entry, earlier.kind, earlier.prop, again=earlier.key)
        keep = {k: getattr(earlier, k) for k in ("on", "start", "end", "given", "unless", "odds", "within_days")}
        speech = {k: entry.values.get(k, getattr(earlier, k)) for k in ("act", "sure")}
        claim = replace(claim, **keep, **speech)
        self._keep(replace(claim, key=_content_key(claim)), entry.line)

    def _retract(self, entry: Entry, earlier: Claim) -> None:
        self._chains(entry)
        day = self._report.dated.last
        if day and day < earlier.learnt:
            there = f"{earlier.file}:{earlier.line}"
            self._add(entry.at("retracts"), f"`{earlier.key}` ({there}) is of {earlier.learnt}, later than this report")
        self._claims[earlier.key] = replace(earlier, retracted=day)

    def finished(self) -> tuple[Claim, ...]:
        """Give all claims, with grounds checked."""
        known = set(self._claims) | self.context.names.incidents
        for claim in self._claims.values():
            for ground in claim.grounds:
                if "(" not in ground and ground not in known:
                    near = self.context.names.near(ground, known)
                    message = f"ground `{ground}` is neither a claim's key nor an incident{near}"
                    self.context.add(claim.file, claim.line, message)
                if ground == claim.key:
                    self.context.add(claim.file, claim.line, f"`{ground}` cannot be its own ground")
        return tuple(self._claims.values())


def _incident(prop: Prop, claim: Claim) -> Incident:
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
