"""Wars that others may join, and decisions that somebody is to take: wars.yaml and decisions.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from catspaw.case.codebook import actions, words
from catspaw.case.context import Context
from catspaw.case.language import Prop, parse
from catspaw.case.model import Decision, War, Way
from catspaw.case.records import Entry
from catspaw.core.errors import LanguageError, nearest

NOTHING = "nothing"
_WEIGHED = re.compile(r"([a-z][a-z0-9_]*)(?:\s+(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)))?\Z")
_ODDS = re.compile(r"(?:[0-9]{1,6}(?:\.[0-9]*)?|\.[0-9]+)\Z")


def wars(context: Context) -> tuple[War, ...]:
    """Resolve wars.yaml."""
    context.unique("wars.yaml", context.raw.entries["wars.yaml"])
    return tuple(_war(context, entry) for entry in context.complete("wars.yaml"))


def _war(context: Context, entry: Entry) -> War:
    for key in ("side", "against"):
        context.party("wars.yaml", entry.at(key), entry.values[key], "party")
    context.ref("wars.yaml", entry.at("stands"), entry.values.get("stands"), "party")
    both = {m.id for m in entry.values["side"].members} & {m.id for m in entry.values["against"].members}
    if both:
        context.add("wars.yaml", entry.at("against"), f"`{min(both)}` stands on both sides; leave it on one")
    return War(line=entry.line, **entry.values)


def decisions(context: Context, as_of: date, horizon_days: int) -> tuple[Decision, ...]:
    """Resolve decisions.yaml."""
    file = "decisions.yaml"
    context.unique(file, context.raw.entries[file])
    found = []
    for entry in context.complete(file):
        context.ref(file, entry.at("who"), entry.values["who"], "party")
        for key, message in (*_opening(context, entry, as_of, horizon_days), *_unknown(entry)):
            context.add(file, entry.at(key), message)
        ways = tuple(way for name in entry.values["options"] if (way := _way(context, entry, name)))
        kept = {k: entry.values[k] for k in ("id", "ask", "who", "ground", "on", "opens") if k in entry.values}
        if len(ways) == len(entry.values["options"]):
            found.append(Decision(ways=ways, line=entry.line, **kept))
    return tuple(found)


def _opening(context: Context, entry: Entry, as_of: date, horizon_days: int) -> Iterator[tuple[str, str]]:
    day, opens = entry.values.get("on"), entry.values.get("opens")
    if ("on" in entry.lines) == ("opens" in entry.lines):
        yield (
            "id",
            "a decision is open on a day (`on`) or after something has come about (`opens`): give one of the two",
        )
    if day is not None and not 0 < (day - as_of).days <= horizon_days:
        yield "on", f"{day} is not within the {horizon_days} days after as_of {as_of}: write a day of the horizon"
    if opens is None:
        return
    context.prop("decisions.yaml", entry.at("opens"), opens)
    word = words().get(opens.word)
    if word and word.family != "act" and word.ladder != "rung":
        yield "opens", f"`{opens}`: what opens a decision is an act, a count of acts or a rung, not a {word.family}"
    if opens.negated or (opens.op is not None and opens.op not in (">", ">=")):
        yield (
            "opens",
            f"`{opens}`: what opens a decision comes about; write it without `not`, with > or >= if with a number",
        )


def _unknown(entry: Entry) -> Iterator[tuple[str, str]]:
    options = entry.values["options"]
    if len(options) < 2:
        yield "options", "a decision has two options or more"
    for key in ("odds", "weighs"):
        for name in entry.values.get(key, {}):
            if name not in options:
                yield key, f"`{name}` is no option of this decision{nearest(name, options)}"


def _way(context: Context, entry: Entry, name: str) -> Way | None:
    file, text = "decisions.yaml", entry.values["options"][name]
    odds = entry.values["odds"].get(name, "")
    problems = []
    if not _ODDS.match(odds) or not float(odds) > 0:
        problems.append(
            ("odds", f"the odds of `{name}` are {odds!r}; write a number above 0" if odds else f"`{name}` has no odds")
        )
    weighs: dict[str, float | None] = {}
    for part in filter(None, (p.strip() for p in entry.values.get("weighs", {}).get(name, "").split(","))):
        if match := _WEIGHED.match(part):
            weighs[match[1]] = float(match[2]) if match[2] else None
        else:
            problems.append(
                (
                    "weighs",
                    f"{part!r} is no effect with its weight: write loss_of_client 2, or the effect alone for its own weight",
                )
            )
    act = _act(context, entry, name, text)
    if weighs and text == NOTHING:
        problems.append(("weighs", f"`{name}` does nothing, so that no effect can weigh on it"))
    for key, message in problems:
        context.add(file, entry.at(key), message)
    if problems or (act is None and text != NOTHING):
        return None
    return Way(name, act, float(odds), weighs)


def _act(context: Context, entry: Entry, name: str, text: str) -> Prop | None:
    if text == NOTHING:
        return None
    line = entry.at("options")
    try:
        prop = parse(text)
    except LanguageError as error:
        context.add("decisions.yaml", line, f"`{name}`: {error}; or write {NOTHING}")
        return None
    context.prop("decisions.yaml", line, prop)
    if prop.word in words() and (prop.word not in actions() or prop.negated or prop.op):
        context.add("decisions.yaml", line, f"`{prop}`: an option is an act{nearest(prop.word, actions())}")
        return None
    return prop
