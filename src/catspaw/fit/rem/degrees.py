"""Statistics of how busy an actor was: degrees of sender and receiver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.options import read_options
from catspaw.fit.rem.statistic import HISTORY, Build, Read, Statistic, shaped
from catspaw.fit.rem.stores import Ties
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.world import Rows, World

Degree = Callable[[Rows, Ties], Any]


def _of(kind: str, end: str) -> Degree:
    """Degrees of one end of every row, scaled as the store is."""

    def at(rows: Rows) -> Any:
        return rows.sender if end == "sender" else rows.receiver

    if kind == "indegree":
        return lambda rows, store: store.received[at(rows)]
    if kind == "outdegree":
        return lambda rows, store: store.sent[at(rows)]
    return lambda rows, store: store.received[at(rows)] + store.sent[at(rows)]


def _degree(kind: str, end: str) -> Build:
    if end == "dyad":
        of_sender, of_receiver = _of(kind, "sender"), _of(kind, "receiver")
        return _built(lambda rows, store: of_sender(rows, store) + of_receiver(rows, store), kind, ends=2)
    return _built(_of(kind, end), kind, ends=1)


def _built(of: Degree, kind: str, *, ends: int) -> Build:
    def build(call: Call, world: World) -> Read:
        options = read_options(call, world.history.types, allowed=HISTORY)
        store = world.ties(options.memory, options.which)
        if options.form == "share":
            return _share(store, of, sides=2.0 if kind == "totaldegree" else 1.0, ends=ends)
        return shaped(options, lambda rows: np.asarray(of(rows, store) * store.factor))

    return build


def _share(store: Ties, of: Degree, *, sides: float, ends: int) -> Read:
    """Degree over all there is to share; 1 / n for everybody before the first event (relevent)."""

    def read(rows: Rows) -> Floats:
        if store.total <= 0:
            return np.full(len(rows.receiver), ends / len(store.sent))
        return np.asarray(of(rows, store) / (sides * store.total))

    return read


_FORMULAS = {"indegree": "sum_k n_k{v}", "outdegree": "sum_k n_{v}k", "totaldegree": "sum_k (n_k{v} + n_{v}k)"}


def _formula(kind: str, end: str) -> str:
    if end == "dyad":
        return f"{_FORMULAS[kind].format(v='i')} + {_FORMULAS[kind].format(v='j')}"
    return _FORMULAS[kind].format(v="i" if end == "sender" else "j")


DEGREES: tuple[Statistic, ...] = tuple(
    Statistic(f"{kind}_{end}", _formula(kind, end), "Butts 2008", end, HISTORY, _degree(kind, end))
    for kind in _FORMULAS
    for end in ("sender", "receiver", "dyad")
)
