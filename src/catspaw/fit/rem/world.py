"""The state of the past that statistics read: stores, ranks, last events and covariates as of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.covariates import Live
from catspaw.fit.rem.history import History
from catspaw.fit.rem.stores import FourPaths, Memory, Ranks, Ties, TwoPaths, four_paths, ranks, ties, two_paths
from catspaw.fit.rem.times import Floats


class Rows(NamedTuple):
    """The alternatives of one choice.

    Attributes
    ----------
    flat, back : ndarray of int (R,)
        sender * n + receiver, and receiver * n + sender.
    sender : ndarray of int (R,) or int
        One number where all alternatives have the same sender.
    receiver : ndarray of int (R,)
    kind : ndarray of int (R,) or int
        Type of the alternative; 0 unless types are told apart.
    """

    flat: Ints
    back: Ints
    sender: Ints | int
    receiver: Ints
    kind: Ints | int


@dataclass(frozen=True, slots=True)
class Which:
    """Which events a store takes: of one type, of one sign, or all (None)."""

    type: int | None = None
    sign: int | None = None


@dataclass(slots=True, eq=False)
class World:
    """Everything that statistics read; made anew for every pass over the history.

    Attributes
    ----------
    now : float
        Time up to which, and not including which, events count.
    shifts : list of (sender, receiver)
        Events of the last moment.
    group : int
        The row of the actor that stands for everybody (untargeted acts); -1 for none.
    """

    history: History
    actors: Mapping[str, Live]
    dyads: Mapping[str, Live]
    present: Live | None
    group: int = -1
    now: float = -np.inf
    shifts: list[tuple[int, int]] = field(default_factory=list)
    _ties: dict[tuple[Memory, Which], Ties] = field(default_factory=dict)
    _paths: dict[object, TwoPaths] = field(default_factory=dict)
    _four: dict[tuple[Memory, Which], FourPaths] = field(default_factory=dict)
    _ranks: dict[tuple[bool, Which], Ranks] = field(default_factory=dict)
    _last: dict[Which, Floats] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of actors."""
        return len(self.history.actors)

    def ties(self, memory: Memory, which: Which) -> Ties:
        """Give the store of that memory, made at its first use."""
        if (memory, which) not in self._ties:
            self._ties[memory, which] = ties(self.size, memory)
        return self._ties[memory, which]

    def paths(
        self, memory: Memory, first: Which, second: Which, *, turn_first: bool = False, turn_second: bool = False
    ) -> tuple[TwoPaths, Ties]:
        """Give the two-paths over two stores, and a store whose factor is theirs."""
        key = (memory, first, second, turn_first, turn_second)
        legs = self.ties(memory, first), self.ties(memory, second)
        if key not in self._paths:
            self._paths[key] = two_paths(*legs, turn_first=turn_first, turn_second=turn_second)
        return self._paths[key], legs[0]

    def four(self, memory: Memory, which: Which) -> FourPaths:
        """Give the three-paths over a binary store."""
        if (memory, which) not in self._four:
            self._four[memory, which] = four_paths(self.ties(memory, which))
        return self._four[memory, which]

    def ranks(self, which: Which, *, received: bool) -> Ranks:
        """Give the ranks of partners by their last contact."""
        if (received, which) not in self._ranks:
            self._ranks[received, which] = ranks(self.size, received=received)
        return self._ranks[received, which]

    def last(self, which: Which) -> Floats:
        """Give the time of the last event of every dyad, flattened; -inf where there was none."""
        if which not in self._last:
            self._last[which] = np.full(self.size * self.size, -np.inf)
        return self._last[which]

    def advance(self, time: float) -> None:
        """Move to `time`: fade, forget, apply changes from outside."""
        self.now = time
        for one in self._ties.values():
            if one.memory.halflife is not None or one.memory.window is not None:
                one.advance(time)
        for given in (*self.actors.values(), *self.dyads.values()):
            given.advance(time)
        if self.present is not None:
            self.present.advance(time)

    def record(self, first: int, last: int) -> None:
        """Take events first .. last - 1, all of the moment `now`, into every store."""
        past = self.history
        senders, receivers = past.sender[first:last].tolist(), past.receiver[first:last].tolist()
        weights, kinds = past.weight[first:last].tolist(), past.type[first:last].tolist()
        for (_, which), store in self._ties.items():
            for s, r, w, k in zip(senders, receivers, weights, kinds, strict=True):
                if takes(which, w, k):
                    store.add(s, r, w, self.now)
        for (_, which), order in self._ranks.items():
            for s, r, w, k in zip(senders, receivers, weights, kinds, strict=True):
                if takes(which, w, k):
                    order.add(s, r)
        for which, last_time in self._last.items():
            for s, r, w, k in zip(senders, receivers, weights, kinds, strict=True):
                if takes(which, w, k):
                    last_time[s * self.size + r] = self.now
        self.shifts = list(zip(senders, receivers, strict=True))


def takes(which: Which, weight: float, kind: int) -> bool:
    """Whether a store of that kind takes an event of this weight and type."""
    return (which.type is None or which.type == kind) and (which.sign is None or which.sign * weight > 0)
