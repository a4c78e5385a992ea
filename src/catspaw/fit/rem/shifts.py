"""Statistics of the last event alone (participation shifts), and of the alternative's own type."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError, UnknownName
from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.options import check_options, type_row
from catspaw.fit.rem.statistic import Read, Statistic
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.world import Rows, World

#: Participation shifts (Gibson 2003): after A to B comes i to j; 0 is everybody, X and Y are others.
SHIFTS: Mapping[str, tuple[str, str]] = {
    "AB-BA": ("B", "A"),
    "AB-B0": ("B", "0"),
    "AB-BY": ("B", "Y"),
    "A0-X0": ("X", "0"),
    "A0-XA": ("X", "A"),
    "A0-XY": ("X", "Y"),
    "AB-X0": ("X", "0"),
    "AB-XA": ("X", "A"),
    "AB-XB": ("X", "B"),
    "AB-XY": ("X", "Y"),
    "A0-AY": ("A", "Y"),
    "AB-A0": ("A", "0"),
    "AB-AY": ("A", "Y"),
    "AB-AB": ("A", "B"),
}


def _shift(call: Call, world: World) -> Read:
    check_options(call, frozenset(), arguments=1)
    name = call.arguments[0]
    if name not in SHIFTS:
        raise UnknownName(f"{call}: no participation shift {name!r}; allowed: {', '.join(SHIFTS)}")
    if "0" in name and world.group < 0:
        raise ModelError(f"{call}: 0 is everybody; say which actor stands for everybody with group=...")
    who, whom = SHIFTS[name]
    return lambda rows: _shifted(rows, world, who, whom, untargeted=name[1] == "0")


def _shifted(rows: Rows, world: World, who: str, whom: str, *, untargeted: bool) -> Floats:
    """1 where any event of the last moment is followed so."""
    found = np.zeros(len(rows.receiver), dtype=bool)
    for a, b in world.shifts:
        if (b == world.group) == untargeted:
            sender = _plays(np.asarray(rows.sender), who, a, b, world.group)
            found |= sender & _plays(rows.receiver, whom, a, b, world.group)
    return found.astype(np.float64)


def _plays(actor: Ints, part: str, a: int, b: int, group: int) -> NDArray[np.bool_]:
    """Whether an actor plays the part of A, of B, of everybody, or of some other actor."""
    if part in "XY":
        return np.asarray((actor != a) & (actor != b) & (actor != group))
    return np.asarray(actor == {"A": a, "B": b, "0": group}[part])


def _type(call: Call, world: World) -> Read:
    check_options(call, frozenset(), arguments=1)
    row = type_row(call, call.arguments[0], world.history.types)
    return lambda rows: np.broadcast_to(np.asarray(rows.kind == row, dtype=np.float64), rows.receiver.shape)


LAST: tuple[Statistic, ...] = (
    Statistic(
        "ps", "1 where i to j so follows the last event A to B", "Gibson 2003", "dyad", frozenset(), _shift, "shift"
    ),
    Statistic("type", "1 for alternatives of that type", "remstats", "type", frozenset(), _type, "type"),
)
