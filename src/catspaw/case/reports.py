"""The head of a report: what it is, who speaks in it, and which passages were coded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catspaw.case.context import Context
from catspaw.case.model import Report, Voice
from catspaw.case.readers import Bad
from catspaw.case.records import Entry
from catspaw.case.voices import parse_voice
from catspaw.core.dates import Interval
from catspaw.core.errors import nearest

_HEAD = ("id", "title", "outlet", "author", "url", "paragraphs", "passed", "private", "note")


def read_head(context: Context, file: str, entry: Entry) -> Report:
    """Resolve a report without its claims; problems go to the context."""
    values = entry.values
    dated = context.when(file, entry.at("dated"), values["dated"])
    if dated and dated.last is None:
        context.add(file, entry.at("dated"), f"`dated`: {dated} has no latest day; a report is out by some day")
    coded = values["coded"].values if values.get("coded") else {}
    for name in coded.get("for", ()):
        context.ref(file, values["coded"].at("for"), name, "question")
    context.ref(file, entry.at("outlet"), values["outlet"], "voice")
    return Report(
        dated=dated or Interval(None, None),
        coded={k: _text(v) for k, v in coded.items()},
        voices=tuple(_voices(context, file, values["id"], values.get("voices", {}))),
        file=file,
        **{"title": "", **{k: values[k] for k in _HEAD if k in values}},
    )


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"p{v}" if isinstance(v, int) else str(v) for v in value)
    return str(value)


def _voices(context: Context, file: str, report: str, described: dict[str, tuple[str, int]]) -> Iterator[Voice]:
    for name, (text, line) in described.items():
        try:
            voice = parse_voice(name, text, report, line)
        except Bad as bad:
            context.add(file, line, str(bad))
            continue
        context.ref(file, line, voice.of, "voice")
        for message in _voice_problems(context, voice, described):
            context.add(file, line, f"voice `{name}`: {message}")
        yield voice


def _voice_problems(context: Context, voice: Voice, described: dict[str, tuple[str, int]]) -> Iterator[str]:
    for other in (*voice.maybe, *voice.distinct):
        if other not in described:
            yield f"`{other}` is no voice of this report{nearest(other, described)}"
        if other == voice.name:
            yield "is said to be, or not to be, itself; delete that"
    for other in set(voice.maybe) & set(voice.distinct):
        yield f"is both `maybe {other}` and `not {other}`; keep one"
    if voice.name in context.names.actors or voice.name in context.names.sources:
        yield "has the name of an actor or source; choose another"


def check_passages(context: Context, file: str, entry: Entry) -> None:
    """Check that every paragraph is coded or passed, and none beyond the text."""
    values = entry.values
    total = values.get("paragraphs")
    coded = {p for c in values["claims"] for p in c.values.get("where", ())}
    blocks = values["coded"].values.get("blocks", ()) if values.get("coded") else ()
    passed = set(values.get("passed", {}))
    if total is not None and (beyond := sorted(p for p in {*coded, *passed, *blocks} if p > total)):
        context.add(file, entry.at("paragraphs"), f"p{beyond[0]} is beyond the report's {total} paragraphs")
    if left := sorted(set(blocks) - coded - passed):
        shown = ", ".join(f"p{p}" for p in left[:8]) + (" …" if len(left) > 8 else "")
        message = f"{shown}: neither coded nor passed; say in `passed` why"
        context.add(file, entry.at("coded"), message, "warning")
    if both := sorted(coded & passed):
        context.add(file, entry.at("passed"), f"p{both[0]} is passed although claims come from it", "warning")
