"""Blocks: the statistics of many choices side by side, as the likelihoods take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.times import Floats

#: Bytes of statistics in a block: large enough to spread the cost of a call, small enough to stay in cache.
BLOCK_BYTES = 2 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Choices side by side: N alternatives in S sets.

    Attributes
    ----------
    x : ndarray (p, N)
        Statistics, one row for each coefficient.
    starts : ndarray of int (S,)
        First alternative of each set.
    sizes : ndarray of int (S,)
    hits : ndarray of int (H,)
        Alternatives that happened; one that happened twice stands twice.
    hit_set : ndarray of int (H,)
        The set of each hit.
    exposure : ndarray (S,)
        Time each set was at risk.
    log_weight : ndarray (N,) or None
        Log of how many alternatives a sampled one stands for, where likelihoods need it.
    levels : ndarray of int (v, N)
        Group of each alternative, for every coefficient that varies.
    varying : ndarray (v, N)
        Statistics of coefficients that vary.
    """

    x: Floats
    starts: Ints
    sizes: Ints
    hits: Ints
    hit_set: Ints
    exposure: Floats
    log_weight: Floats | None
    levels: Ints
    varying: Floats

    @property
    def set_of(self) -> Ints:
        """The set of each alternative, (N,)."""
        return np.repeat(np.arange(len(self.starts)), self.sizes)

    @property
    def events(self) -> Floats:
        """Events of each set, (S,)."""
        return np.bincount(self.hit_set, minlength=len(self.starts)).astype(np.float64)

    @property
    def nbytes(self) -> int:
        """Memory that it holds."""
        held = (self.x, self.starts, self.sizes, self.hits, self.hit_set, self.exposure, self.levels, self.varying)
        return sum(a.nbytes for a in held) + (0 if self.log_weight is None else self.log_weight.nbytes)


@dataclass(slots=True, eq=False)
class Filler:
    """A block being filled: room for `capacity` alternatives."""

    columns: int
    varying: int
    capacity: int
    weighted: bool
    centred: bool
    used: int = 0
    x: Floats = field(init=False)
    v: Floats = field(init=False)
    level: Ints = field(init=False)
    weight: Floats = field(init=False)
    starts: list[int] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    hit_set: list[int] = field(default_factory=list)
    exposure: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.x = np.empty((self.columns, self.capacity))
        self.v = np.empty((self.varying, self.capacity))
        self.level = np.empty((self.varying, self.capacity), dtype=np.int64)
        self.weight = np.zeros(self.capacity if self.weighted else 0)

    def open(self, size: int, hits: Sequence[int], exposure: float) -> slice:
        """Take room for one set and note what happened in it."""
        first = self.used
        self.hits.extend(first + h for h in hits)
        self.hit_set.extend([len(self.starts)] * len(hits))
        self.starts.append(first)
        self.exposure.append(exposure)
        self.used = first + size
        return slice(first, self.used)

    def block(self) -> Block:
        """Close it.

        Where only differences within a set count, statistics are centred, so that the information loses no digits
        to a large common level.
        """
        if self.centred:
            self.x[:, : self.used] -= self.x[:, : self.used].mean(axis=1, keepdims=True)
        starts = np.array(self.starts, dtype=np.int64)
        n = self.used
        return Block(
            self.x[:, :n],
            starts,
            np.diff(starts, append=n),
            np.array(self.hits, dtype=np.int64),
            np.array(self.hit_set, dtype=np.int64),
            np.array(self.exposure),
            self.weight[:n] if self.weighted else None,
            self.level[:, :n],
            self.v[:, :n],
        )
