"""Statistics of what is given from outside: properties of actors and dyads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.covariates import Live
from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.options import check_options
from catspaw.fit.rem.statistic import Build, Read, Statistic
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.world import Rows, World

Join = Callable[[Floats, Floats], Floats]


def _given(call: Call, held: Mapping[str, Live], what: str) -> Live:
    check_options(call, frozenset({"is", "back"}), arguments=1)
    name = call.arguments[0]
    if name not in held:
        known = f"there are {', '.join(held)}" if held else f"none was given; pass {what}s={{{name!r}: ...}}"
        raise UnknownName(f"{call}: no {what} covariate {name!r}; {known}{nearest(name, held)}")
    return held[name]


def _prepared(call: Call, one: Live, *, category: bool = False) -> Callable[[], Floats]:
    """Values as of now: numbers, categories (rows of levels), or whether they are the one that ``is`` says."""
    wanted = dict(call.options).get("is")
    series = one.series
    if wanted is not None:
        if wanted not in series.levels:
            raise UnknownName(
                f"{call}: {series.name} is never {wanted!r}; it is {', '.join(series.levels) or 'a number'}"
                f"{nearest(wanted, series.levels)}"
            )
        row = float(series.levels.index(wanted))
        return lambda: np.where(np.isnan(one.now), np.nan, one.now == row)
    if series.levels and not category:
        raise ModelError(
            f"{call}: {series.name} is a category ({', '.join(series.levels)}); say {call.name}({series.name}, "
            f"is={series.levels[0]}), or same({series.name})"
        )
    return lambda: one.now


def _whole(values: Floats, call: Call, world: World, who: Ints | int) -> Floats:
    """Refuse a missing value, naming whose it is."""
    if np.isnan(values).any():
        missing, actors = np.broadcast_arrays(np.isnan(values), np.asarray(who))
        first = int(actors.reshape(-1)[int(np.argmax(missing.reshape(-1)))])
        raise ModelError(
            f"{call}: no value for {world.history.actors[first]} at time {world.now:g}; give one, or leave that actor "
            "out with actors= or present="
        )
    return values


def _end(name: str) -> Build:
    def build(call: Call, world: World) -> Read:
        values = _prepared(call, _given(call, world.actors, "actor"))
        if name == "sender":
            return lambda rows: _whole(values()[rows.sender], call, world, rows.sender)
        return lambda rows: _whole(values()[rows.receiver], call, world, rows.receiver)

    return build


def _both(join: Join, *, category: bool = False) -> Build:
    def build(call: Call, world: World) -> Read:
        values = _prepared(call, _given(call, world.actors, "actor"), category=category)

        def read(rows: Rows) -> Floats:
            now = values()
            sender = _whole(now[rows.sender], call, world, rows.sender)
            return join(sender, _whole(now[rows.receiver], call, world, rows.receiver))

        return read

    return build


def _tie(call: Call, world: World) -> Read:
    one = _given(call, world.dyads, "dyad")
    values = _prepared(call, one)
    back = dict(call.options).get("back", "no")
    if back not in ("yes", "no"):
        raise ModelError(f"{call}: back is {back!r}; allowed: yes (from receiver to sender), no")
    if back == "yes":
        return lambda rows: _whole(values().reshape(-1)[rows.back], call, world, rows.receiver)
    return lambda rows: _whole(values().reshape(-1)[rows.flat], call, world, rows.receiver)


_IS = frozenset({"is"})
GIVEN: tuple[Statistic, ...] = (
    Statistic("sender", "x_i", "Butts 2008", "sender", _IS, _end("sender"), "actor covariate"),
    Statistic("receiver", "x_j", "Butts 2008", "receiver", _IS, _end("receiver"), "actor covariate"),
    Statistic("total", "x_i + x_j", "relevent (CovInt)", "dyad", _IS, _both(np.add), "actor covariate"),
    Statistic(
        "same",
        "1 where x_i = x_j",
        "remstats",
        "dyad",
        _IS,
        _both(lambda a, b: (a == b) * 1.0, category=True),
        "actor covariate",
    ),
    Statistic(
        "difference", "|x_i - x_j|", "remstats", "dyad", _IS, _both(lambda a, b: np.abs(a - b)), "actor covariate"
    ),
    Statistic("minimum", "min(x_i, x_j)", "remstats", "dyad", _IS, _both(np.minimum), "actor covariate"),
    Statistic("maximum", "max(x_i, x_j)", "remstats", "dyad", _IS, _both(np.maximum), "actor covariate"),
    Statistic(
        "tie", "x_ij, or x_ji with back=yes", "remstats", "dyad", frozenset({"is", "back"}), _tie, "dyad covariate"
    ),
)
