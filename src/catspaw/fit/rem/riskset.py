"""Who could have acted: the alternatives of every moment, all of them or a sample of controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import stream_key, uniform_pairs
from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.times import Floats
from catspaw.fit.rem.world import Rows

#: Sets whose uniforms are drawn together; a matter of speed alone, since draws are addressed by the set.
_AHEAD = 2048


@dataclass(frozen=True, slots=True, eq=False)
class RiskSet:
    """The dyads that can have an event while nobody comes or goes.

    Attributes
    ----------
    size : int
        Number of actors n.
    cells : ndarray of int (R,)
        Dyads at risk as sender * n + receiver, rising.
    starts : ndarray of int (n + 1,)
        Where each sender's cells begin.
    place : ndarray of int32 (n * n,)
        Row of each dyad in `cells`, -1 where it is not at risk.
    """

    size: int
    cells: Ints
    starts: Ints
    place: NDArray[np.int32]


def risk_set(size: int, present: Ints, allowed: NDArray[np.bool_] | None, group: int) -> RiskSet:
    """List the dyads of actors who are there; the actor that stands for everybody never sends."""
    mask = np.zeros((size, size), dtype=bool)
    mask[np.ix_(present, present)] = True
    np.fill_diagonal(mask, False)
    if allowed is not None:
        mask &= allowed
    if group >= 0:
        mask[group] = False
    flat = mask.reshape(-1)
    place = np.cumsum(flat, dtype=np.int32)
    place -= 1
    place[~flat] = -1
    starts = np.concatenate([[0], np.cumsum(mask.sum(axis=1))])
    return RiskSet(size, np.flatnonzero(flat), starts, place)


def cells_of(risk: RiskSet, model: str, ego: int) -> Ints:
    """List the alternatives: senders (rate), dyads of sender `ego` (choice), or all dyads (tie)."""
    if model == "rate":
        return np.flatnonzero(np.diff(risk.starts))
    return risk.cells[risk.starts[ego] : risk.starts[ego + 1]] if model == "choice" else risk.cells


def rows_of(cells: Ints, picked: Ints | None, size: int, model: str, ego: int, types: int) -> Rows:
    """Make rows of alternatives; `picked` numbers them as type * R + cell, None for all."""
    kind: Ints | int = 0
    if types > 1:
        every = np.arange(len(cells) * types) if picked is None else picked
        kind, chosen = np.divmod(every, len(cells))
        cells = cells[chosen]
    elif picked is not None:
        cells = cells[picked]
    if model == "rate":
        return Rows(cells, cells, cells, cells, kind)
    if model == "choice":
        receiver = cells - ego * size
        return Rows(cells, receiver * size + ego, ego, receiver, kind)
    sender, receiver = np.divmod(cells, size)
    return Rows(cells, receiver * size + sender, sender, receiver, kind)


@dataclass(slots=True, eq=False)
class Sampler:
    """Draws controls without replacement, addressed by the number of the set."""

    key: int
    controls: int
    _from: int = 0
    _ahead: Floats | None = None

    def draw(self, number: int, size: int, hits: Sequence[int]) -> Ints:
        """Draw controls for set `number` out of `size` alternatives; the hits come first and are never controls.

        Floyd's algorithm (Bentley and Floyd 1987): every subset is equally likely.
        """
        taken = sorted(set(hits))
        left = size - len(taken)
        found: dict[int, None] = {}
        if left <= self.controls:
            found = dict.fromkeys(range(left))
        else:
            for top, u in enumerate(self._uniforms(number), left - self.controls):
                at = int(u * (top + 1))
                found[top if at in found else at] = None
        drawn = list(found)
        for hit in taken:
            drawn = [d + (d >= hit) for d in drawn]
        return np.array(taken + drawn, dtype=np.int64)

    def _uniforms(self, number: int) -> list[float]:
        if self._ahead is None or not self._from <= number < self._from + _AHEAD:
            self._from = number - number % _AHEAD
            sets = np.arange(self._from, self._from + _AHEAD, dtype=np.uint64)[:, None]
            words = np.arange((self.controls + 1) // 2, dtype=np.uint64)[None, :]
            self._ahead = np.concatenate(uniform_pairs(self.key, sets, 0, words), axis=1)
        row: list[float] = self._ahead[number - self._from, : self.controls].tolist()
        return row


def sampler(seed: int, controls: int) -> Sampler:
    """Make a sampler of that many controls."""
    return Sampler(stream_key(seed, "fit/rem/controls"), controls)
