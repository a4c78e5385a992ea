"""From the codes of event data to types of act: CAMEO, ICEWS's words for it, PLOVER, ACLED."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from catspaw.case.codebook import actions, cameo
from catspaw.core.errors import nearest
from catspaw.events.dates import Unreadable

#: Codes of CAMEO 1.1b3 that the package's table does not have, and the code whose act they are.
_UNDER = {
    "1213": "121",
    "1214": "121",
    "155": "154",
    "176": "170",
    "1834": "183",
    "1951": "195",
    "1952": "195",
}


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, in every scheme that the table keeps; None where the dataset's kind is no act of the scale."""

    action: str | None = None
    cameo: str | None = None
    plover: str | None = None
    mode: str | None = None
    quad: str | None = None
    goldstein: float | None = None
    directed: bool = True


def _rows(name: str) -> list[dict[str, str]]:
    with files("catspaw.events").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def relations() -> dict[str, str]:
    """Map ICEWS's words for an event type, folded, to the CAMEO code."""
    return {fold(row["relation"]): row["cameo"] for row in _rows("relations.tsv")}


@cache
def plover() -> dict[tuple[str, str], str]:
    """Map PLOVER event type and mode (empty for none) to an action."""
    return {(row["root"], row["mode"]): row["action"] for row in _rows("plover.tsv")}


@cache
def acled() -> dict[str, tuple[str, bool]]:
    """Map an ACLED sub-event type, folded, to an action (empty for none) and whether it is directed."""
    return {fold(row["sub_event_type"]): (row["action"], row["directed"] == "yes") for row in _rows("acled.tsv")}


def fold(text: str) -> str:
    """Give words that differ only in case, spacing and signs one form."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def of_action(action: str, *, directed: bool = True) -> Act:
    """Give the act of a type on the action scale, by name or by its words.

    Raises
    ------
    Unreadable
        Where the scale has no such type.
    """
    name = fold(action).replace(" ", "_")
    if name not in actions():
        raise Unreadable(f"`{action}` is no type of act{nearest(name, actions())}; `catspaw codebook` lists them")
    row = actions()[name]
    return Act(name, None, row.root, row.mode or None, row.quad, row.goldstein, directed)


@lru_cache(maxsize=10_000)
def of_cameo(code: str) -> Act:
    """Give the act of a CAMEO code.

    Raises
    ------
    Unreadable
        Where there is no such code.
    """
    known = _known_code(code)
    action, goldstein = cameo()[_UNDER.get(known, known)]
    root, mode = _plover_of(_UNDER.get(known, known))
    return Act(action, known, root, mode or None, actions()[action].quad, goldstein)


def _known_code(code: str) -> str:
    bare = code.removesuffix(".0")
    for candidate in (bare, f"0{bare}"):  # a spreadsheet drops the zero in front
        if candidate in cameo() or candidate in _UNDER:
            return candidate
    raise Unreadable(f"`{code}` is no CAMEO code{nearest(bare, cameo())}")


@cache
def _plover_table() -> dict[str, tuple[str, str]]:
    with files("catspaw.case").joinpath("cameo.tsv").open(encoding="utf-8") as lines:
        return {r["cameo"]: (r["root"], r["mode"]) for r in csv.DictReader(lines, delimiter="\t")}


def _plover_of(code: str) -> tuple[str, str]:
    return _plover_table()[code]


def of_relation(words: str) -> Act:
    """Give the act of an event type in ICEWS's words.

    Raises
    ------
    Unreadable
        Where ICEWS has no such type.
    """
    code = relations().get(fold(words))
    if code is None:
        raise Unreadable(f"`{words}` is no event type of ICEWS{nearest(fold(words), relations())}")
    return of_cameo(code)


def of_three_digits(code: str | None, words: str | None) -> Act:
    """Give the act of a code whose shortest form has three digits (ICEWS, GDELT): two digits have lost their zero.

    Raises
    ------
    Unreadable
        Where neither code nor words are known, or neither is there.
    """
    if code is None and words is None:
        raise Unreadable("no event type")
    if code is None:
        return of_relation(words or "")
    bare = code.removesuffix(".0")
    return of_cameo(f"0{bare}" if len(bare) == 2 else bare)


@lru_cache(maxsize=10_000)
def of_plover(root: str, mode: str | None) -> Act:
    """Give the act of a PLOVER event type and mode; a mode that is not known counts as none.

    Raises
    ------
    Unreadable
        Where PLOVER has no such event type.
    """
    kind, how = root.upper(), (mode or "").lower()
    if (kind, "") not in plover():
        raise Unreadable(f"`{root}` is no event type of PLOVER{nearest(kind, {r for r, _ in plover()})}")
    action = plover().get((kind, how)) or plover()[kind, ""]
    row = actions()[action]
    return Act(action, None, kind, how or None, row.quad, row.goldstein)


def of_acled(sub_event: str) -> Act:
    """Give the act of an ACLED sub-event type.

    Raises
    ------
    Unreadable
        Where ACLED has no such type.
    """
    found = acled().get(fold(sub_event))
    if found is None:
        raise Unreadable(f"`{sub_event}` is no sub-event type of ACLED{nearest(fold(sub_event), acled())}")
    action, directed = found
    return of_action(action, directed=directed) if action else Act(directed=directed)
