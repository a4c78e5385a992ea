"""The codebook as a page: ``python -m catspaw.case.codebook_page > docs/codebook.md``; a test keeps the two alike."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from catspaw.case.codebook import FAMILIES, Action, Word, actions, cameo, ladders, rung_level, rung_sense, words
from catspaw.core.dates import SEASONS, WORDS

HEADINGS = {
    "tie": ("Ties", "hold over a time: true on any day of their span"),
    "act": ("Acts", "happen on a day; an act is coded without its author, whose part is a claim of its own"),
    "part": ("Parts", "who did what in an act; those with a rung stand on the ladder `part`"),
    "measure": ("Measures", "put a level on something; a claim is a threshold on a ladder, or a number"),
    "mind": ("Minds", "what a party wants, means, holds or is afraid of; never the thing itself"),
    "mechanism": ("Mechanisms", "what brought about what, and what is the same as what"),
}

INTRODUCTION = """# The codebook

Every word of the language of claims, made from the tables that the program itself reads (`catspaw codebook` prints
them, `catspaw codebook WORD` one of them). How words are put together is in [language.md](language.md).

Priors and half-lives are stated judgements until they are calibrated. *prior* is the belief before any claim. *half-life*
is the number of days after its last sighting by which half of what a sighting told is gone, both ways. *rolls up* says
that a member's case is a case of `some of` its group.
"""


def page() -> str:
    """Give the whole codebook as Markdown."""
    parts = [INTRODUCTION, *map(_family, FAMILIES), _ladders(), _actions(), _dates()]
    return "\n".join(parts)


def _family(family: str) -> str:
    title, what = HEADINGS[family]
    found = [w for w in words().values() if w.family == family]
    lines = [f"## {title}", "", f"{title} {what}.", ""]
    for word in found:
        lines += [f"### `{word.word}`", "", f"`{word.word}({word.shape})`: {word.definition}.", ""]
        lines += [f"- it is: `{word.example}`", f"- it is not: {word.not_example}"]
        lines += [*(f"- {note}" for note in notes(word)), ""]
    return "\n".join(lines)


def notes(word: Word) -> Iterator[str]:
    """Say what else the table has on a word, a line each."""
    if word.implies:
        yield f"implies {_coded(word.implies)}"
    if word.excludes:
        yield f"excludes {_coded(word.excludes)}"
    if word.rung:
        yield f"stands on the ladder `{word.ladder}` at `{word.rung}`"
    elif word.ladder == "number":
        yield "takes a number"
    elif word.ladder == "sign":
        yield "takes a sign: `> 0`, `< 0`"
    elif word.ladder:
        yield f"takes a rung of the ladder `{word.ladder}`"
    span = [f"half-life {word.half_life:g} days"] if word.half_life else []
    yield "; ".join([f"prior {word.prior:g}", *span, *(["rolls up"] if word.rolls_up else [])])


def _coded(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _ladders() -> str:
    lines = ["## Ladders", "", "Lowest rung first. At least a rung is at least every rung below it.", ""]
    for ladder, rungs in ladders().items():
        lines += [f"### `{ladder}`", ""]
        rows = [[f"`{r}`", f"{rung_level(ladder, r):g}", rung_sense(ladder, r)] for r in rungs]
        lines += [*table(["rung", "level", "in plain words"], rows), ""]
    return "\n".join(lines)


def _actions() -> str:
    head = """## The action scale

Root and mode after PLOVER (2021), intensity after Goldstein (1992) where the scale has the act, both with our additions;
the rung of the escalation ladder, 0 to 10, is a stated judgement. *deniable*: the author can stay hidden. *counted*:
several on one day are several."""
    rows = [_action_row(a) for a in actions().values()]
    titles = ["act", "root", "mode", "quadrant", "intensity", "rung", "deniable", "counted", "CAMEO codes"]
    return "\n".join([head, "", *table(titles, rows), ""])


def _action_row(action: Action) -> list[str]:
    codes = sum(found == action.action for found, _ in cameo().values())
    quad = action.quad.replace("_", " ")
    yes = ["yes" if flag else "" for flag in (action.deniable, action.counted)]
    return [
        f"`{action.action}`",
        action.root,
        action.mode,
        quad,
        f"{action.goldstein:g}",
        str(action.rung),
        *yes,
        str(codes),
    ]


def _dates() -> str:
    words_rows = [[f"`{word}`", str(low), str(high)] for word, (low, high) in WORDS.items()]
    season_rows = [[f"`{part}`", _month(a), _month(b)] for part, (a, b) in SEASONS.items()]
    lines = ["## Dates in words", "", "What the words of texts mean in days, a stated judgement: `weeks after X`.", ""]
    lines += [*table(["word", "from", "to"], words_rows), "", "Parts of a year: `late 2021`, `spring 2023`.", ""]
    return "\n".join([*lines, *table(["part", "from", "to"], season_rows), ""])


def _month(number: int) -> str:
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return names[(number - 1) % 12] + (" of the next year" if number > 12 else "")


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lay rows out as a Markdown table."""
    return [_line(titles), _line(["---"] * len(titles)), *map(_line, rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
