"""``catspaw codebook``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import json_option, show_json

if TYPE_CHECKING:
    from catspaw.case.codebook import Word


@click.command("codebook")
@click.argument("word", required=False)
@json_option
def command(*, word: str | None, as_json: bool) -> None:
    """Print the predicate table, the ladders, the action scale and what dates in words mean.

    With WORD, print what that word means, with an example that is it and one that is not. Without, list them all.
    """
    from catspaw.case import codebook

    if word is not None:
        found = codebook.word(word)
        if as_json:
            show_json(_json_word(found))
            return
        for line in _word_lines(found):
            click.echo(line)
        return
    if as_json:
        show_json(_json())
        return
    for line in _lines():
        click.echo(line)


def _json_word(word: Word) -> dict[str, Any]:
    from catspaw.case.codebook import actions, ladders

    scale = {"action": asdict(actions()[word.word])} if word.word in actions() else {}
    rungs = {"rungs": ladders()[word.ladder]} if word.ladder in ladders() else {}
    return {**asdict(word), **rungs, **scale}


def _json() -> dict[str, Any]:
    from catspaw.case.codebook import actions, ladders, rung_level, rung_sense, words
    from catspaw.core.dates import SEASONS, WORDS

    return {
        "words": [asdict(w) for w in words().values()],
        "ladders": {
            name: [{"rung": r, "level": rung_level(name, r), "says": rung_sense(name, r)} for r in rungs]
            for name, rungs in ladders().items()
        },
        "actions": [asdict(a) for a in actions().values()],
        "dates": {"words": WORDS, "parts_of_a_year": SEASONS},
    }


def _word_lines(word: Word) -> Iterator[str]:
    from catspaw.case.codebook import actions, ladders, rung_sense
    from catspaw.case.codebook_page import notes

    yield f"{word.word}({word.shape})  {word.family}"
    yield f"  {word.definition}"
    yield f"  it is      {word.example}"
    yield f"  it is not  {word.not_example}"
    for note in notes(word):
        yield f"  {note.replace('`', '')}"
    if action := actions().get(word.word):
        yield f"  {action.root} {action.mode}: intensity {action.goldstein:g}, rung {action.rung}".rstrip()
    for rung in ladders().get(word.ladder or "", ()):
        yield f"    {rung:<10} {rung_sense(word.ladder or '', rung)}"


def _lines() -> Iterator[str]:
    from catspaw.case.codebook import FAMILIES, actions, ladders, words
    from catspaw.case.codebook_page import HEADINGS
    from catspaw.core.dates import WORDS

    for family in FAMILIES:
        title, what = HEADINGS[family]
        yield f"{title}: {what}"
        for word in (w for w in words().values() if w.family == family):
            yield f"  {word.word:<13} {word.definition}"
        yield ""
    yield "Ladders, lowest rung first"
    for name, rungs in ladders().items():
        yield f"  {name:<13} {' < '.join(rungs)}"
    yield ""
    yield f"{'Action scale':<16}{'root':<11}{'intensity':>9}{'rung':>6}"
    for action in actions().values():
        yield f"  {action.action:<14}{action.root:<11}{action.goldstein:>9g}{action.rung:>6}"
    yield ""
    yield "Dates in words, in days"
    for word_, (low, high) in WORDS.items():
        yield f"  {word_:<13} {low} to {high}"
