"""A block of futures as it comes from an engine: its acts, and what was counted of them on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.acts import DTYPES, Acts
from catspaw.engine.decide import Choice
from catspaw.engine.reference import Future
from catspaw.network.model import Model

#: Days of one period of the counts.
PERIOD = 30


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What is counted of n futures, so that nobody has to go through their acts again.

    Attributes
    ----------
    passage : ndarray of int64 (n, O)
        Day of first passage of each outcome; 0 so already, -1 never within the horizon.
    count : ndarray (n, O)
        Acts that counted.
    runaway : ndarray of bool (n,)
        Stopped at the limit of acts.
    happened : ndarray of int32 (n, periods, 4)
        Acts in each whole period of 30 days, by quad class; without those that were forestalled.
    by_channel : ndarray of int64 (C,)
        Acts on each channel, over all futures; without those that were forestalled.
    at_cap : ndarray of int64 (C,)
        Those of them that were drawn while the channel's rate was at the cap of its kind of act.
    wild : ndarray of int64 (C,)
        Those of them in runaway futures.
    """

    passage: NDArray[np.int64]
    count: Floats
    runaway: NDArray[np.bool_]
    happened: NDArray[np.int32]
    by_channel: NDArray[np.int64]
    at_cap: NDArray[np.int64]
    wild: NDArray[np.int64]


#: Fields of `Counts` with one row a future; the others are sums over futures.
PER_FUTURE = ("passage", "count", "runaway", "happened")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Futures ``first, first + 1, ...``: acts, choices and counts."""

    first: int
    acts: Acts
    choices: tuple[tuple[Choice, ...], ...]
    counts: Counts


def counted(
    model: Model, first: int, acts: Acts, passage: NDArray[np.int64], count: Floats, runaway: NDArray[np.bool_],
    at_cap: NDArray[np.int64],
) -> Counts:  # fmt: skip
    """Count the acts of a block of an arranged model."""
    done = acts.rows(~acts.forestalled)
    wild = np.isin(done.future, first + np.flatnonzero(runaway))
    channels = len(model.channels.ids)
    return Counts(
        passage,
        count,
        runaway,
        _happened(model, first, len(passage), done),
        np.bincount(done.channel, minlength=channels).astype(np.int64),
        at_cap.astype(np.int64),
        np.bincount(done.channel[wild], minlength=channels).astype(np.int64),
    )


def _happened(model: Model, first: int, futures: int, done: Acts) -> NDArray[np.int32]:
    periods = model.horizon_days // PERIOD
    inside = done.day <= periods * PERIOD
    quad = model.actions.quad[model.channels.action[done.channel[inside]]]
    cell = ((done.future[inside] - first) * periods + (done.day[inside] - 1) // PERIOD) * 4 + quad
    return np.bincount(cell, minlength=futures * periods * 4).reshape(futures, periods, 4).astype(np.int32)


def part_of(model: Model, found: Sequence[Future], *, first: int) -> Part:
    """Put futures ``first, first + 1, ...`` of an arranged model together."""
    numbers = np.repeat(np.arange(first, first + len(found)), [len(one.acts) for one in found])
    rows = [(number, *act) for number, act in zip(numbers.tolist(), (a for f in found for a in f.acts), strict=True)]
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(DTYPES)
    acts = Acts(*(np.array(column, dtype=kind) for column, kind in zip(columns, DTYPES.values(), strict=True)))
    at_cap = np.array([row for one in found for row in one.at_cap], dtype=np.int64)
    return Part(
        first,
        acts,
        tuple(one.choices for one in found),
        counted(
            model,
            first,
            acts,
            np.array([one.tally.passage for one in found], dtype=np.int64),
            np.array([one.tally.count for one in found], dtype=np.float64),
            np.array([one.runaway for one in found], dtype=np.bool_),
            np.bincount(at_cap, minlength=len(model.channels.ids)),
        ),
    )


def together(counts: Sequence[Counts]) -> Counts:
    """Put the counts of consecutive blocks together."""
    whole: dict[str, Any] = {name: np.concatenate([getattr(c, name) for c in counts]) for name in PER_FUTURE}
    summed = {n: np.sum([getattr(c, n) for c in counts], axis=0) for n in ("by_channel", "at_cap", "wild")}
    return Counts(**whole, **summed)
