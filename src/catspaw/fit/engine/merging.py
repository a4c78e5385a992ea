"""The many names of an event table merged into the few actors of a panel.

ICEWS names a source by its role and its country, `Police (Iran)`.  Roles fall to three sides (`roles.tsv`, stated
judgements): those who take up arms without being the state's, society, and, for every other role, the government.
What is named otherwise stands in `names.tsv`, or counts under its own name.  Tables of standing ties name states and
groups; a group that is no actor of a panel counts there as what it is `within`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from catspaw.events.actors import fold

_ROLE = re.compile(r"(?P<role>.+?) \((?P<of>[^()]+)\)")
#: "Government of Yemen (North Yemen)": the state.
_GOVERNMENT = re.compile(r"^Government of |(?<=\w) \([^()]*\)$")
_SIDES: Mapping[str, str] = {"armed": "_armed", "society": "_society"}


def merged(name: str) -> str:
    """Give the actor of a panel that a name of an event table falls to.

    Examples
    --------
    >>> merged("Armed Rebel (Syria)"), merged("Police (Iran)"), merged("Benjamin Netanyahu")
    ('syria_armed', 'iran', 'israel')
    """
    known, group = _names()
    if name in known:
        return known[name]
    shape = _ROLE.fullmatch(name)
    if shape is None:
        return fold(name).replace(" ", "_")
    of = shape["of"]
    actor = known.get(of, fold(of).replace(" ", "_"))
    return actor if of in group else actor + _SIDES.get(_roles().get(shape["role"], ""), "")


def party(name: str, actors: Collection[str]) -> str | None:
    """Give the actor of a panel that a table of standing ties means, or None.

    Examples
    --------
    >>> party("Government of Yemen (North Yemen)", {"yemen"}), party("Hezbollah", {"lebanon_armed"})
    ('yemen', 'lebanon_armed')
    """
    plain = _GOVERNMENT.sub("", name)
    known = {row["name"]: row for row in _rows("names.tsv")}
    if name in known or plain in known:
        row = known.get(name) or known[plain]
        return next((actor for actor in (row["actor"], row["within"]) if actor in actors), None)
    actor = fold(plain).replace(" ", "_")
    return actor if actor in actors else None


@cache
def _names() -> tuple[Mapping[str, str], frozenset[str]]:
    rows = _rows("names.tsv")
    return {r["name"]: r["actor"] for r in rows}, frozenset(r["name"] for r in rows if r["kind"] == "group")


@cache
def _roles() -> Mapping[str, str]:
    return {r["role"]: r["side"] for r in _rows("roles.tsv")}


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with files("catspaw.fit.engine").joinpath(name).open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t"))
