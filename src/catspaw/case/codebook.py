"""The predicate table, the ladders and the action scale: what every word means, in one place.

The tables are TSV files beside this module; code, documentation and ``catspaw codebook`` all read them.
Priors and half-lives in them are stated judgements until calibrated.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from catspaw.core.errors import UnknownName, nearest

FAMILIES = ("tie", "act", "part", "measure", "mind", "mechanism")
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


@dataclass(frozen=True, slots=True)
class Word:
    """One row of the predicate table.

    Attributes
    ----------
    word, family, shape : str
        The word, its family and what it takes.
    sign : int
        +1 friendly, -1 hostile, 0 neither (ties).
    implies, excludes : tuple of str
        Words that follow from it, and that cannot hold beside it, for the same arguments.
    ladder, rung : str or None
        The ladder that it measures on, and the rung at which a bare word stands (`approved`).
    half_life : float or None
        Days after which half of what a sighting told is gone.
    prior : float
        Probability before any claim, alone.
    rolls_up : bool
        Whether a member's case is a case of ``some of`` its group.
    """

    word: str
    family: str
    shape: str
    sign: int
    implies: tuple[str, ...]
    excludes: tuple[str, ...]
    ladder: str | None
    rung: str | None
    half_life: float | None
    prior: float
    rolls_up: bool
    plover: str
    effect: str
    definition: str
    example: str
    not_example: str

    @property
    def symmetric(self) -> bool:
        """Whether the order of the parties says nothing."""
        return self.shape.startswith("parties") or self.word in {"same", "meets", "war", "agrees", "settles"}


@dataclass(frozen=True, slots=True)
class Action:
    """One type of act on the action scale.

    Attributes
    ----------
    root, mode : str
        PLOVER event type and mode (2021), with our additions.
    quad : str
        One of `QUADS`.
    goldstein : float
        Intensity on Goldstein's scale (1992), -10 to 10.
    rung : int
        Rung of the escalation ladder, 0 to 10; a stated judgement after SWARM and EscalAItion.
    deniable, targeted, counted : bool
        Whether the author can stay hidden; whether it has a target; whether several on a day are several.
    """

    action: str
    root: str
    mode: str
    quad: str
    goldstein: float
    rung: int
    deniable: bool
    targeted: bool
    counted: bool


def _rows(name: str) -> list[dict[str, str]]:
    with files("catspaw.case").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _word(row: dict[str, str]) -> Word:
    ladder, _, rung = row["ladder"].partition(":")
    return Word(
        word=row["word"],
        family=row["family"],
        shape=row["shape"],
        sign={"+": 1, "-": -1}.get(row["sign"], 0),
        implies=_split(row["implies"]),
        excludes=_split(row["excludes"]),
        ladder=ladder or None,
        rung=rung or None,
        half_life=float(row["half_life"]) if row["half_life"] else None,
        prior=float(row["prior"] or 0.30),
        rolls_up=row["rolls_up"] == "some",
        plover=row["plover"],
        effect=row["effect"],
        definition=row["definition"],
        example=row["example"],
        not_example=row["not_example"],
    )


@cache
def words() -> dict[str, Word]:
    """Give every word of the predicate table, by name, in the table's order."""
    return {row["word"]: _word(row) for row in _rows("predicates.tsv")}


@cache
def ladders() -> dict[str, tuple[str, ...]]:
    """Give the rungs of each named ladder, lowest first."""
    found: dict[str, list[str]] = {}
    for row in _rows("ladders.tsv"):
        found.setdefault(row["ladder"], []).append(row["rung"])
    return {name: tuple(rungs) for name, rungs in found.items()}


@cache
def rung_sense(ladder: str, rung: str) -> str:
    """Say in plain words what a rung means."""
    return next((r["says"] for r in _rows("ladders.tsv") if r["ladder"] == ladder and r["rung"] == rung), rung)


@cache
def rung_level(ladder: str, rung: str) -> float:
    """Give the number at which a rung stands on its ladder."""
    return next(float(r["level"]) for r in _rows("ladders.tsv") if r["ladder"] == ladder and r["rung"] == rung)


@cache
def actions() -> dict[str, Action]:
    """Give every type of act, by name, in the table's order."""
    return {row["action"]: _action(row) for row in _rows("actions.tsv")}


def _action(row: dict[str, str]) -> Action:
    return Action(
        action=row["action"],
        root=row["root"],
        mode=row["mode"],
        quad=row["quad"],
        goldstein=float(row["goldstein"]),
        rung=int(row["rung"]),
        deniable=row["deniable"] == "yes",
        targeted=row["targeted"] == "yes",
        counted=row["occurs"] == "counted",
    )


@cache
def cameo() -> dict[str, tuple[str, float]]:
    """Map each CAMEO code to an action and its Goldstein intensity."""
    return {row["cameo"]: (row["action"], float(row["goldstein"])) for row in _rows("cameo.tsv")}


def word(name: str) -> Word:
    """Look one word up.

    Raises
    ------
    UnknownName
        With the nearest word that the table has.
    """
    try:
        return words()[name]
    except KeyError:
        raise UnknownName(
            f"`{name}` is not in the predicate table{nearest(name, words())}; `catspaw codebook` lists the words"
        ) from None
