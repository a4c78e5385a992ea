"""What is remembered of past events, kept up to date event by event.

A `Ties` store holds one number per directed dyad: whether there was an event (binary), how many (count), how many
within a window, or their rate fading with a half-life.  Everything else that is quadratic in the actors (two-paths,
four-cycles, degrees) follows the changes of a `Ties` store, so that an event costs O(actors) at most and no array
has events in one direction and dyads in the other.

Fading needs no work between events.  A store with half-life h keeps v * 2**((t - t0) / h), which only events
change, and a reading is multiplied by 2**(-(t - t0) / h); t0 moves up before the factor leaves the range of floats.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Change = Callable[[int, int, float, float], None]

LN2 = 0.6931471805599453
#: Half-lives after which stores are rescaled: 2**256 is far inside the range of float64 (2**1023).
_RESCALE_AFTER = 256.0


@dataclass(frozen=True, slots=True)
class Memory:
    """How past events are remembered.

    Attributes
    ----------
    form : str
        ``binary`` (was there one), ``count`` (how many, or the sum of weights).
    window : float or None
        Only events of the last `window` units of time.
    halflife : float or None
        Rate that fades: (ln 2 / h) * sum of weight * 2**(-age / h), events per unit of time.
    symmetric : bool
        An event counts for both directions of its dyad.
    weighted : bool
        Events add their absolute weight, not 1.
    """

    form: str = "binary"
    window: float | None = None
    halflife: float | None = None
    symmetric: bool = False
    weighted: bool = False


@dataclass(slots=True, eq=False)
class Ties:
    """One number per directed dyad, its row and column sums, and who follows its changes.

    Attributes
    ----------
    value : ndarray (n, n)
        Scaled values; multiply by `factor` for the value now.
    sent, received : ndarray (n,)
        Row and column sums of `value`.
    total : float
        Sum of `value`.
    """

    memory: Memory
    value: Floats
    sent: Floats
    received: Floats
    total: float = 0.0
    factor: float = 1.0
    followers: list[Change] = field(default_factory=list)
    scaled: list[Floats] = field(default_factory=list)
    _turned: Floats | None = None
    _origin: float | None = None
    _gain: float = 1.0
    _queue: deque[tuple[float, int, int, float]] = field(default_factory=deque)
    _counts: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def turned(self) -> Floats:
        """The transpose of `value`, kept beside it so that columns too lie together in memory."""
        if self._turned is None:
            self._turned = np.ascontiguousarray(self.value.T)
            self.scaled.append(self._turned)
        return self._turned

    def add(self, sender: int, receiver: int, weight: float, time: float) -> None:
        """Take one event into the memory."""
        amount = abs(weight) if self.memory.weighted else 1.0
        if self.memory.window is not None:
            self._queue.append((time, sender, receiver, amount))
        self._put(sender, receiver, amount)
        if self.memory.symmetric:
            self._put(receiver, sender, amount)

    def advance(self, time: float) -> None:
        """Move to `time`: forget what left the window, fade what fades."""
        if self.memory.halflife is not None:
            self._fade(time, self.memory.halflife)
        if self.memory.window is not None:
            self._forget(time - self.memory.window)

    def _put(self, a: int, b: int, amount: float) -> None:
        old = float(self.value[a, b])
        if self.memory.halflife is not None:
            self._change(a, b, old, old + amount * self._gain)
        elif self.memory.form == "count":
            self._change(a, b, old, old + amount)
        else:
            self._put_binary(a, b, old)
        if self.memory.window is not None:
            self._counts[a, b] = self._counts.get((a, b), 0) + 1

    def _put_binary(self, a: int, b: int, old: float) -> None:
        if not old:
            self._change(a, b, 0.0, 1.0)

    def _change(self, a: int, b: int, old: float, new: float) -> None:
        self.value[a, b] = new
        if self._turned is not None:
            self._turned[b, a] = new
        step = new - old
        self.sent[a] += step
        self.received[b] += step
        self.total += step
        for follow in self.followers:
            follow(a, b, old, new)

    def _fade(self, time: float, halflife: float) -> None:
        if self._origin is None:
            self._origin = time
        age = (time - self._origin) / halflife
        if age > _RESCALE_AFTER:
            self._rescale(0.5 ** min(age, 1000.0))
            self._origin, age = time, 0.0
        self.factor = 0.5**age
        self._gain = (LN2 / halflife) * 2.0**age

    def _rescale(self, by: float) -> None:
        for array in (self.value, self.sent, self.received, *self.scaled):
            array *= by
        self.total *= by

    def _forget(self, before: float) -> None:
        while self._queue and self._queue[0][0] < before:
            _, a, b, amount = self._queue.popleft()
            self._take(a, b, amount)
            if self.memory.symmetric:
                self._take(b, a, amount)

    def _take(self, a: int, b: int, amount: float) -> None:
        left = self._counts[a, b] = self._counts[a, b] - 1
        old = float(self.value[a, b])
        if left == 0:
            self._change(a, b, old, 0.0)
        elif self.memory.form == "count":
            self._change(a, b, old, old - amount)


def ties(n: int, memory: Memory) -> Ties:
    """Make an empty store for n actors."""
    return Ties(memory, np.zeros((n, n)), np.zeros(n), np.zeros(n))


@dataclass(slots=True, eq=False)
class TwoPaths:
    """Sum over third actors k of min(first leg i-k, second leg k-j), for every (i, j).

    With binary legs it is the number of two-paths; with counts or fading rates the strength of the weaker leg
    (Brandes, Lerner and Snijders 2009; remstats).  Both legs fade alike, so one factor serves the sum.

    Attributes
    ----------
    value : ndarray (n, n)
        Of i and j.
    into : ndarray (n, n)
        First legs, of k and i.
    out_of : ndarray (n, n)
        Second legs, of k and j.
    """

    value: Floats
    into: Floats
    out_of: Floats

    def first_changed(self, i: int, k: int, old: float, new: float) -> None:
        """Follow a change of leg i-k: all (i, j) whose other leg there is."""
        ends = (self.out_of[k] > 0.0).nonzero()[0]
        other = self.out_of[k, ends]
        self.value[i, ends] += np.minimum(other, new) - np.minimum(other, old)

    def second_changed(self, k: int, j: int, old: float, new: float) -> None:
        """Follow a change of leg k-j: all (i, j) whose other leg there is."""
        starts = (self.into[k] > 0.0).nonzero()[0]
        other = self.into[k, starts]
        self.value[starts, j] += np.minimum(other, new) - np.minimum(other, old)


def two_paths(first: Ties, second: Ties, *, turn_first: bool = False, turn_second: bool = False) -> TwoPaths:
    """Follow two stores (or one twice): leg i-k is an event i to k, or k to i where turned; k-j likewise."""
    paths = TwoPaths(
        np.zeros_like(first.value),
        first.value if turn_first else first.turned,
        second.turned if turn_second else second.value,
    )
    first.followers.append(_turned(paths.first_changed, turn_first))
    second.followers.append(_turned(paths.second_changed, turn_second))
    first.scaled.append(paths.value)
    return paths


def _turned(follow: Change, turn: bool) -> Change:
    if not turn:
        return follow
    return lambda a, b, old, new: follow(b, a, old, new)


@dataclass(slots=True, eq=False)
class FourPaths:
    """A A' A for a binary network A: the three-paths i to k, l to k, l to j of every (i, j).

    Those with k = j or l = i are no four-cycles; `closing` leaves them out.
    """

    value: Floats
    network: Ties

    def changed(self, a: int, b: int, old: float, new: float) -> None:
        """Follow one tie switched on or off: (A + dE)(A + dE)'(A + dE) multiplied out, E = e_a e_b'."""
        step = new - old
        network, turned = self.network.value, self.network.turned
        network[a, b] = turned[b, a] = old
        senders, receivers = (turned[b] > 0.0).nonzero()[0], (network[a] > 0.0).nonzero()[0]
        row = network[senders].sum(axis=0) * step + network[a]
        column = turned[receivers].sum(axis=0) * step + turned[b]
        self.value[np.ix_(senders, receivers)] += step
        self.value[a] += row
        self.value[:, b] += column
        self.value[a, b] += old + step
        network[a, b] = turned[b, a] = new

    def closing(self, flat: NDArray[np.int64], sender: NDArray[np.int64] | int, receiver: NDArray[np.int64]) -> Floats:
        """Four-cycles that a tie at each row would close."""
        net = self.network
        extra = net.sent[sender] + net.received[receiver] - 1.0
        return np.asarray(self.value.reshape(-1)[flat] - net.value.reshape(-1)[flat] * extra)


def four_paths(network: Ties) -> FourPaths:
    """Follow a binary store."""
    paths = FourPaths(np.zeros_like(network.value), network)
    network.followers.append(paths.changed)
    return paths


@dataclass(slots=True, eq=False)
class Ranks:
    """For every actor, its partners in the order of their last contact: 1 / rank, 0 for those never met.

    ``received`` ranks those from whom the actor received; otherwise those to whom it sent.
    """

    received: bool
    rank: NDArray[np.int64]
    inverse: Floats

    def add(self, sender: int, receiver: int) -> None:
        """Put the partner of one event first."""
        owner, partner = (receiver, sender) if self.received else (sender, receiver)
        row = self.rank[owner]
        old = row[partner]
        behind = (row > 0) if old == 0 else (row > 0) & (row < old)
        row += behind
        row[partner] = 1
        np.divide(1.0, row, out=self.inverse[owner], where=row > 0)


def ranks(n: int, *, received: bool) -> Ranks:
    """Make empty ranks for n actors."""
    return Ranks(received, np.zeros((n, n), dtype=np.int64), np.zeros((n, n)))
