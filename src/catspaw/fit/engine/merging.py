"""The many names of an event table merged into the few actors of a panel.

ICEWS names a source by its role and its country, `Police (Iran)`.  Roles fall to three sides (`roles.tsv`, stated
judgements): those who take up arms without being the state's, society, and, for every other role, the government.
What is named otherwise stands in `names.tsv`, or counts under its own name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from catspaw.events.actors import fold

_ROLE = re.compile(r"(?P<role>.+?) \((?P<of>[^()]+)\)")
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


@cache
def _names() -> tuple[Mapping[str, str], frozenset[str]]:
    rows = _rows("names.tsv")
    return {r["name"]: r["actor"] for r in rows}, frozenset(r["name"] for r in rows if r["kind"] == "group")


@cache
def _roles() -> Mapping[str, str]:
    return {r["role"]: r["side"] for r in _rows("roles.tsv")}


def _rows(name: str) -> list[dict[str, str]]:
    with files("catspaw.fit.engine").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))
