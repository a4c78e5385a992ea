"""Statistics of the two themselves: habit, answer, and how long ago."""

from __future__ import annotations

import numpy as np

from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.options import check_options, read_options, which_events
from catspaw.fit.rem.statistic import HISTORY, WHICH, Build, Read, Statistic, shaped
from catspaw.fit.rem.stores import Ties
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.world import Rows, World


def _between(*, back: bool) -> Build:
    def build(call: Call, world: World) -> Read:
        options = read_options(call, world.history.types, allowed=HISTORY)
        store = world.ties(options.memory, options.which)
        flat = store.value.reshape(-1)
        if options.form == "share":
            return _share(store, flat, back=back)
        if options.memory.halflife is not None:
            return shaped(options, lambda rows: flat[rows.back if back else rows.flat] * store.factor)
        return shaped(options, (lambda rows: flat[rows.back]) if back else (lambda rows: flat[rows.flat]))

    return build


def _share(store: Ties, flat: Floats, *, back: bool) -> Read:
    """n_ij of all that i sent, or n_ji of all that i received; 0 before there was any."""
    whole = store.received if back else store.sent

    def read(rows: Rows) -> Floats:
        part, all_of = flat[rows.back if back else rows.flat], whole[rows.sender]
        return np.asarray(part / np.where(all_of > 0, all_of, 1.0))

    return read


def _rank(*, received: bool) -> Build:
    def build(call: Call, world: World) -> Read:
        check_options(call, WHICH)
        inverse = world.ranks(which_events(call, world.history.types), received=received).inverse.reshape(-1)
        return lambda rows: inverse[rows.flat]

    return build


def _recency(call: Call, world: World) -> Read:
    check_options(call, WHICH)
    last = world.last(which_events(call, world.history.types))
    return lambda rows: np.asarray(1.0 / (1.0 + (world.now - last[rows.flat])))


_BUTTS = "Butts 2008"
DYADS: tuple[Statistic, ...] = (
    Statistic("inertia", "n_ij", _BUTTS, "dyad", HISTORY, _between(back=False)),
    Statistic("reciprocity", "n_ji", _BUTTS, "dyad", HISTORY, _between(back=True)),
    Statistic(
        "rank_sent",
        "1 / rank of j among those to whom i sent last, 0 for others",
        _BUTTS,
        "dyad",
        WHICH,
        _rank(received=False),
    ),
    Statistic(
        "rank_received",
        "1 / rank of j among those from whom i received last, 0 for others",
        _BUTTS,
        "dyad",
        WHICH,
        _rank(received=True),
    ),
    Statistic("recency", "1 / (1 + time since the last event i to j)", "remstats", "dyad", WHICH, _recency),
)
