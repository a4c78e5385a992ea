"""What a statistic is.

In formulas i is the sender and j the receiver of an alternative, and n_ij is what is remembered of events from i to
j strictly before now: 0 or 1 (binary), their number (count), or their fading rate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.options import Options
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.world import Rows, World

Read = Callable[[Rows], Floats]
Build = Callable[[Call, World], Read]

WHICH = frozenset({"type", "sign"})  # which events are remembered
HISTORY = WHICH | {"form", "window", "halflife", "weighted", "floor"}  # and how


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic of the catalogue.

    Attributes
    ----------
    name, formula, source : str
    reads : str
        ``sender``, ``receiver``, ``dyad`` or ``type``: what of an alternative it depends on.
    options : frozenset of str
    build : callable
        (call, world) -> reader of rows.
    argument : str
        What its one argument names; empty for none.
    """

    name: str
    formula: str
    source: str
    reads: str
    options: frozenset[str]
    build: Build
    argument: str = ""


def shaped(options: Options, raw: Read) -> Read:
    """Give a reading the form that was asked for: log(1 + x / floor), or as it is."""
    if options.form == "log":
        return lambda rows: np.log1p(raw(rows) / options.floor)
    return raw
