"""Statistics of third and fourth actors: two-paths, signed triads, four-cycles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.options import check_options, read_options, type_row
from catspaw.fit.rem.statistic import HISTORY, WHICH, Build, Read, Statistic, shaped
from catspaw.fit.rem.world import Which, World

CAMPS = ("friend", "enemy")
_SIGNED = (HISTORY - WHICH) | frozenset(CAMPS)
_FOUR = WHICH | {"window"}


def _paths(*, turn_first: bool, turn_second: bool) -> Build:
    def build(call: Call, world: World) -> Read:
        options = read_options(call, world.history.types, allowed=HISTORY)
        _no_share(call, options.form)
        paths, legs = world.paths(
            options.memory, options.which, options.which, turn_first=turn_first, turn_second=turn_second
        )
        flat = paths.value.reshape(-1)
        return shaped(options, lambda rows: flat[rows.flat] * legs.factor)

    return build


def _no_share(call: Call, form: str) -> None:
    if form == "share":
        raise ModelError(f"{call}: two-paths have no share; form is binary, count or log")


def _signed(first: str, second: str) -> Build:
    """Leg i-k of the last word of the name, leg k-j of the first: a friend of an enemy is my enemy's friend."""

    def build(call: Call, world: World) -> Read:
        check_options(call, _SIGNED)
        plain = replace(call, options=tuple(pair for pair in call.options if pair[0] not in CAMPS))
        options = read_options(plain, world.history.types, allowed=_SIGNED, default="count")
        _no_share(call, options.form)
        memory = replace(options.memory, symmetric=True)
        paths, legs = world.paths(memory, _camp(call, world, first), _camp(call, world, second))
        flat = paths.value.reshape(-1)
        return shaped(options, lambda rows: flat[rows.flat] * legs.factor)

    return build


def _camp(call: Call, world: World, camp: str) -> Which:
    """Events of friends or enemies: by the type that the call names, else by the sign of the weight."""
    named = dict(call.options).get(camp)
    if named is not None:
        return Which(type=type_row(call, named, world.history.types))
    sign = 1 if camp == "friend" else -1
    if not np.any(world.history.weight * sign > 0):
        raise ModelError(
            f"{call}: no event has a {'positive' if sign > 0 else 'negative'} weight; give events signed weights, or "
            f"say which type it is: {call.name}(friend=..., enemy=...), types being {', '.join(world.history.types)}"
        )
    return Which(sign=sign)


def _four(call: Call, world: World) -> Read:
    options = read_options(call, world.history.types, allowed=_FOUR)
    paths = world.four(options.memory, options.which)
    return lambda rows: paths.closing(rows.flat, rows.sender, rows.receiver)


def _two(name: str, formula: str, *, turn_first: bool, turn_second: bool) -> Statistic:
    build = _paths(turn_first=turn_first, turn_second=turn_second)
    return Statistic(name, formula, "Butts 2008", "dyad", HISTORY, build)


TRIADS: tuple[Statistic, ...] = (
    _two("transitivity", "sum_k min(n_ik, n_kj)", turn_first=False, turn_second=False),
    _two("cycle", "sum_k min(n_jk, n_ki)", turn_first=True, turn_second=True),
    _two("common_receivers", "sum_k min(n_ik, n_jk)", turn_first=False, turn_second=True),
    _two("common_senders", "sum_k min(n_ki, n_kj)", turn_first=True, turn_second=False),
    *(
        Statistic(
            f"{second}_of_{first}",
            f"sum_k min({first[0]}_ik, {second[0]}_kj), {first[0]} and {second[0]} summed over both directions",
            "Lerner, Bussmann, Snijders and Brandes 2013",
            "dyad",
            _SIGNED,
            _signed(first, second),
        )
        for second in CAMPS
        for first in CAMPS
    ),
    Statistic("four_cycle", "number of i to k, l to k, l to j with k not j, l not i", "goldfish", "dyad", _FOUR, _four),
)
