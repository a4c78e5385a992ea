"""The catalogue: every statistic by its name here, and by the names that other programs give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.fit.rem.degrees import DEGREES
from catspaw.fit.rem.dyads import DYADS
from catspaw.fit.rem.exogenous import GIVEN
from catspaw.fit.rem.formula import Call, Column
from catspaw.fit.rem.shifts import LAST, SHIFTS
from catspaw.fit.rem.statistic import Build, Read, Statistic
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.triads import TRIADS
from catspaw.fit.rem.world import Rows, World

CATALOGUE: Mapping[str, Statistic] = {one.name: one for one in (*DYADS, *DEGREES, *TRIADS, *LAST, *GIVEN)}

_COUNT = (("form", "count"),)
_SHARE = (("form", "share"),)


def _degrees(form: tuple[tuple[str, str], ...], pattern: str, kinds: Mapping[str, str]) -> dict[str, Call]:
    ends = {"sender": ("Sender", "Snd"), "receiver": ("Receiver", "Rec")}
    return {
        pattern.format(long=long, short=short, kind=kind): Call(f"{name}_{end}", (), form)
        for kind, name in kinds.items()
        for end, (long, short) in ends.items()
    }


_KINDS = {"indegree": "indegree", "outdegree": "outdegree", "totaldegree": "totaldegree"}

#: Names in goldfish, relevent and remstats, with the definition that they have there.
ALIASES: Mapping[str, Call] = {
    # goldfish
    "recip": Call("reciprocity"),
    "trans": Call("transitivity"),
    "commonSender": Call("common_senders"),
    "commonReceiver": Call("common_receivers"),
    "four": Call("four_cycle"),
    "ego": Call("sender"),
    "alter": Call("receiver"),
    "diff": Call("difference"),
    # remstats
    **_degrees(_COUNT, "{kind}{long}", _KINDS),
    "otp": Call("transitivity", (), _COUNT),
    "itp": Call("cycle", (), _COUNT),
    "osp": Call("common_receivers", (), _COUNT),
    "isp": Call("common_senders", (), _COUNT),
    "rrankSend": Call("rank_sent"),
    "rrankReceive": Call("rank_received"),
    "recencyContinue": Call("recency"),
    "send": Call("sender"),
    "receive": Call("receiver"),
    # relevent
    **_degrees(_SHARE, "N{kind}{short}", {"ID": "indegree", "OD": "outdegree", "TDeg": "totaldegree"}),
    "RSndSnd": Call("rank_sent"),
    "RRecSnd": Call("rank_received"),
    "FrPSndSnd": Call("inertia", (), _SHARE),
    "FrRecSnd": Call("reciprocity", (), _SHARE),
    "OTPSnd": Call("transitivity", (), _COUNT),
    "ITPSnd": Call("cycle", (), _COUNT),
    "OSPSnd": Call("common_receivers", (), _COUNT),
    "ISPSnd": Call("common_senders", (), _COUNT),
    "CovSnd": Call("sender"),
    "CovRec": Call("receiver"),
    "CovInt": Call("total"),
    **{f"PS{name}": Call("ps", (name,)) for name in SHIFTS},
    **{f"ps{name.replace('-', '')}": Call("ps", (name,)) for name in SHIFTS},
}
#: Degrees without an end mean the actor that the model chooses.
_SHORT = {
    "indeg": "indegree",
    "outdeg": "outdegree",
    "indegree": "indegree",
    "outdegree": "outdegree",
    "totaldegree": "totaldegree",
}
_CHOSEN = {"rate": "sender", "choice": "receiver"}


def canonical(call: Call, model: str) -> Call:
    """Translate another program's name; options that the caller gives go before the alias's own.

    Raises
    ------
    ModelError, UnknownName
        A name that is not known, or a degree that does not say whose.
    """
    if call.name in _SHORT:
        if model not in _CHOSEN:
            raise ModelError(f"{call}: whose? Say {_SHORT[call.name]}_sender or {_SHORT[call.name]}_receiver")
        return replace(call, name=f"{_SHORT[call.name]}_{_CHOSEN[model]}")
    if call.name in CATALOGUE:
        return call
    if call.name not in ALIASES:
        known = [*CATALOGUE, *ALIASES]
        raise UnknownName(f"no statistic {call.name!r}; there are {', '.join(CATALOGUE)}{nearest(call.name, known)}")
    meant = ALIASES[call.name]
    options = {**dict(meant.options), **dict(call.options)}
    return Call(meant.name, meant.arguments + call.arguments, tuple(sorted(options.items())))


def reader(column: Column, world: World, model: str) -> Read:
    """Make the reader of one column: the product of its factors; ones for the intercept."""
    reads = [_factor(canonical(call, model), world, model) for call in column.factors]
    if not reads:
        return lambda rows: np.ones(len(rows.receiver))
    if len(reads) == 1:
        return reads[0]
    return lambda rows: np.asarray(np.prod(np.broadcast_arrays(*(read(rows) for read in reads)), axis=0))


def _factor(call: Call, world: World, model: str) -> Read:
    statistic = CATALOGUE[call.name]
    if model == "rate" and statistic.reads not in ("sender", "type"):
        allowed = ", ".join(n for n, s in CATALOGUE.items() if s.reads == "sender")
        raise ModelError(f"{call} needs a receiver, and a rate model has only a sender; allowed: {allowed}")
    if dict(call.options).get("type") == "same":
        return _same_type(call, world, statistic.build)
    return statistic.build(call, world)


def _same_type(call: Call, world: World, build: Build) -> Read:
    """Read the history of each alternative's own type."""
    others = tuple(pair for pair in call.options if pair[0] != "type")
    reads = [
        build(replace(call, options=tuple(sorted((*others, ("type", name))))), world) for name in world.history.types
    ]

    def read(rows: Rows) -> Floats:
        if isinstance(rows.kind, int):
            return reads[rows.kind](rows)
        found = np.empty(len(rows.receiver))
        for k, one in enumerate(reads):
            mine = rows.kind == k
            found[mine] = one(_only(rows, mine))
        return found

    return read


def _only(rows: Rows, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Rows:
    sender = rows.sender if isinstance(rows.sender, int) else rows.sender[mine]
    kind = rows.kind if isinstance(rows.kind, int) else rows.kind[mine]
    return Rows(rows.flat[mine], rows.back[mine], sender, rows.receiver[mine], kind)
