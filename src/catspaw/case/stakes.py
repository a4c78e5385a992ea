"""What the analyst adds to the reports: assumptions, outcomes, anchors, occasions, judgements, accounts, dated acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catspaw.case.codebook import actions, words
from catspaw.case.context import Context
from catspaw.case.language import Prop
from catspaw.case.model import (
    Account,
    ActRow,
    Anchor,
    Assumption,
    Claim,
    Incident,
    Judgement,
    Occasion,
    Outcome,
    Voice,
)
from catspaw.case.propositions import missing
from catspaw.case.records import Entry
from catspaw.case.schema import LEDGERS
from catspaw.core.errors import nearest

JUDGEMENTS = ("same", "distinct", "together", "apart", "wording", "judge")
#: Acts at which a future of the engine ends: more can never be counted.
MOST_COUNTED = 20_000
_COUNT = re.compile("0*[1-9][0-9]{0,4}")


def assumptions(context: Context) -> tuple[Assumption, ...]:
    """Resolve assumptions.yaml."""
    return tuple(_assumption(context, entry) for entry in context.complete("assumptions.yaml"))


def _assumption(context: Context, entry: Entry) -> Assumption:
    file, values = "assumptions.yaml", dict(entry.values)
    context.prop(file, entry.at("says"), values["prop"])
    for key, name in (("from", "start"), ("to", "end")):
        values[name] = context.when(file, entry.at(key), values.get(name))
    context.span(file, entry.at("to"), values["start"], values["end"])
    return Assumption(line=entry.line, **values)


def outcomes(context: Context, entries: list[Entry], horizon_days: int) -> tuple[Outcome, ...]:
    """Resolve what the briefing forecasts."""
    context.unique("case.yaml", entries)
    return tuple(_outcome(context, entry, horizon_days) for entry in entries if entry.complete)


def _outcome(context: Context, entry: Entry, horizon_days: int) -> Outcome:
    values = entry.values
    prop, ledger = values["prop"], values.get("ledger", "truth")
    context.prop("case.yaml", entry.at("says"), prop)
    for message in _impossible(prop):
        context.add("case.yaml", entry.at("says"), f"`{prop}`: {message}")
    if values["within_days"] > horizon_days:
        message = f"`within` is {values['within_days']} days, beyond the horizon of {horizon_days}"
        context.add("case.yaml", entry.at("within"), message)
    if ledger not in LEDGERS:
        context.ref("case.yaml", entry.at("ledger"), ledger, "party")
    return Outcome(line=entry.line, **values)


def _impossible(prop: Prop) -> Iterator[str]:
    """Say why a proposition cannot be an outcome: something that comes about, later or never."""
    word = words().get(prop.word)
    if word and word.family != "act" and word.ladder not in ("rung", "stage"):
        yield f"an outcome is an act, a count of acts, a rung or a stage, not a {word.family}"
    if prop.op is not None and prop.op not in (">", ">="):
        yield "an outcome is compared with > or >=, since it comes about"
    if prop.negated:
        yield "an outcome is what comes about; leave out `not`, and read the chance the other way round"
    if prop.name:
        yield f"an outcome has its `id` for a name; for what `{prop.name}` believes write `ledger: {prop.name}`"
    level = str(prop.level)
    if word and word.family == "act" and prop.op in (">", ">=") and level.isdigit():
        if int(level) + (prop.op == ">") < 1:
            yield "it is so from the beginning; ask for one act or more"
        if int(level) > MOST_COUNTED:
            yield f"it can never be: a future ends at {MOST_COUNTED:,} acts"


def anchors(context: Context, entries: list[Entry]) -> tuple[Anchor, ...]:
    """Resolve how many acts 90 ordinary days hold."""
    return tuple(_anchor(context, entry) for entry in entries if entry.complete)


def _anchor(context: Context, entry: Entry) -> Anchor:
    prop, (low, high) = entry.values["prop"], entry.values["in_90_days"]
    context.prop("case.yaml", entry.at("act"), prop)
    if prop.word in words() and prop.word not in actions():
        message = f"`{prop}`: an anchor is a kind of act{nearest(prop.word, actions())}"
        context.add("case.yaml", entry.at("act"), message)
    return Anchor(prop, low, high, entry.values["ground"], entry.line)


def occasions(context: Context, entries: list[Entry]) -> tuple[Occasion, ...]:
    """Resolve the days that move certain acts."""
    return tuple(_occasion(context, entry) for entry in entries if entry.complete)


def _occasion(context: Context, entry: Entry) -> Occasion:
    prop = entry.values["prop"]
    context.prop("case.yaml", entry.at("moves"), prop)
    if prop.word in words() and prop.word not in actions():
        message = f"`{prop}`: an occasion moves a kind of act{nearest(prop.word, actions())}"
        context.add("case.yaml", entry.at("moves"), message)
    return Occasion(line=entry.line, **entry.values)


def accounts(context: Context, voices: dict[str, Voice]) -> dict[str, Account]:
    """Resolve accounts.yaml; a voice may be named alone where one report has it."""
    context.unique("accounts.yaml", context.raw.entries["accounts.yaml"])
    short: dict[str, list[str]] = {}
    for full in voices:
        short.setdefault(full.split("/")[1], []).append(full)
    found = {}
    for entry in context.complete("accounts.yaml"):
        believe = tuple(_believed(context, entry, name, voices, short) for name in entry.values["believe"])
        found[entry.values["id"]] = Account(line=entry.line, **{**entry.values, "believe": believe})
    return found


def _believed(context: Context, entry: Entry, name: str, voices: dict[str, Voice], short: dict[str, list[str]]) -> str:
    file, line = "accounts.yaml", entry.at("believe")
    if name in voices:
        return name
    if len(short.get(name, ())) > 1:
        context.add(file, line, f"`{name}` speaks in several reports: {', '.join(short[name])}")
    if name in short:
        return short[name][0]
    if problem := missing(name, "voice", context.names):
        context.add(file, line, f"{problem}{nearest(name, short, 'voice')}")
    return name


def judgements(context: Context, claims: Iterable[Claim], outcomes: Iterable[Outcome]) -> tuple[Judgement, ...]:
    """Resolve judgements.yaml."""
    keys = {c.key for c in claims}
    worded = context.names.questions | {o.id for o in outcomes}
    found = [_judgement(context, entry, keys, worded) for entry in context.complete("judgements.yaml")]
    return tuple(j for j in found if j)


def _judgement(context: Context, entry: Entry, keys: set[str], worded: set[str]) -> Judgement | None:
    file, values = "judgements.yaml", entry.values
    kinds = [k for k in JUDGEMENTS if k in entry.lines]
    on = context.when(file, entry.at("on"), values["on"])
    if len(kinds) != 1:
        context.add(file, entry.line, f"a judgement decides one thing: one of {', '.join(JUDGEMENTS)}")
    if len(kinds) != 1 or on is None or kinds[0] not in values:
        return None
    kind = kinds[0]
    about: tuple[str, ...] = (str(values[kind]),) if kind in ("judge", "wording") else values[kind]
    for message in _judged(context, entry, kind, about, keys, worded):
        context.add(file, entry.at(kind), message)
    rest = {k: values[k] for k in ("by", "why", "text", "belief") if k in values}
    return Judgement(kind=kind, about=about, on=on, prop=values.get("judge"), line=entry.line, **rest)


def _judged(
    context: Context, entry: Entry, kind: str, about: tuple[str, ...], keys: set[str], worded: set[str]
) -> Iterator[str]:
    """Say what is wrong with what a judgement is about."""
    if kind == "judge":
        context.prop("judgements.yaml", entry.at("judge"), entry.values["judge"])
        if "belief" not in entry.lines:
            yield "`judge` needs `belief`: how sure you are, 0–1"
    elif kind == "wording":
        if about[0] not in worded:
            yield f"`{about[0]}` is no question and no outcome of this case{nearest(about[0], worded)}"
        if "text" not in entry.lines:
            yield "`wording` needs `text`: the words"
    else:
        if len(set(about)) < 2:
            yield f"`{kind}` needs two or more"
        yield from _unknown(context, kind, about, keys)


def _unknown(context: Context, kind: str, about: tuple[str, ...], keys: set[str]) -> Iterator[str]:
    if kind in ("together", "apart"):
        for name in about:
            if name not in keys:
                yield f"no claim has the key `{name}`{context.names.near(name, keys)}"
        return
    for name in about:
        if name not in context.names.incidents and name not in context.names.actors:
            near = context.names.near(name, lambda: context.names.incidents | context.names.actors)
            yield f"`{name}` is no incident and no actor{near}"


def acts(context: Context, incidents: dict[str, Incident]) -> tuple[ActRow, ...]:
    """Resolve acts.csv."""
    rows = (_act(context, line, cells, incidents) for line, cells in context.raw.acts)
    return tuple(row for row in rows if row)


def _act(context: Context, line: int, cells: dict[str, str], incidents: dict[str, Incident]) -> ActRow | None:
    before = len(context.raw.problems)
    on = context.when("acts.csv", line, cells.get("date", ""))
    context.ref("acts.csv", line, cells.get("actor", ""), "party")
    for key, role in (("target", "target"), ("place", "place"), ("incident", "act")):
        context.ref("acts.csv", line, cells.get(key) or None, role)
    for message in _cells(cells, incidents):
        context.add("acts.csv", line, message)
    if len(context.raw.problems) > before or on is None:
        return None
    return ActRow(
        on=on,
        actor=cells["actor"],
        action=cells["action"],
        target=cells.get("target") or None,
        place=cells.get("place") or None,
        n=int(cells.get("n") or 1),
        incident=cells.get("incident") or None,
        source=cells.get("source", ""),
        note=cells.get("note", ""),
        line=line,
    )


def _cells(cells: dict[str, str], incidents: dict[str, Incident]) -> Iterator[str]:
    action, count = cells.get("action", ""), cells.get("n") or "1"
    if action not in actions():
        yield f"`{action}` is not on the action scale{nearest(action, actions())}"
    elif (incident := incidents.get(cells.get("incident", ""))) and incident.kind != action:
        yield f"the incident `{incident.id}` is `{incident.kind}`, not `{action}`: a row that names one is that one"
    if not _COUNT.fullmatch(count):
        yield f"n is {count!r}; it must be a whole number from 1 to 99,999"
