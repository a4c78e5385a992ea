"""How far a number or a rank moves over the networks that the evidence leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from catspaw.network.graph import Network, at_rows, certain

T = TypeVar("T")
Measure = Callable[[Network], Mapping[str, float]]

WORLDS = 200  # sampled networks looked at: a share has a standard error of at most 3.5 points
QUANTILES = (0.05, 0.95)  # the range that is printed everywhere


@dataclass(frozen=True, slots=True)
class Spread:
    """One number on the pooled network and over the sampled ones.

    Attributes
    ----------
    key : str
    value, low, high : float
        Pooled; 5 % and 95 % quantile over sampled networks, where an absent key counts as 0.
    rank, rank_low, rank_high : int
        1 is the largest value; equal values share the better rank.
    share : float
        Share of sampled networks in which the value is above 0.
    """

    key: str
    value: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    share: float


def across(network: Network, function: Callable[[Network], T], *, worlds: int = WORLDS) -> list[T]:
    """Apply a function to each sampled network, once for each that differs.

    Parameters
    ----------
    network : Network
        Without ``worlds`` the pooled network is the only one.
    function : callable
        Takes a network in which each tie holds for sure.
    worlds : int
        How many of the first rows to look at.

    Returns
    -------
    list
        One result for each row, in order.
    """
    if network.worlds is None:
        return [function(network)]
    held = network.worlds[:worlds]
    there = None if network.presence_worlds is None else network.presence_worlds[:worlds]
    rows = held if there is None else np.hstack([held, there])
    _, first, inverse = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    sure = certain(network)
    results = [function(at_rows(sure, held=held[row], there=None if there is None else there[row])) for row in first]
    return [results[k] for k in inverse.ravel()]


def spread(network: Network, measure: Measure, *, worlds: int = WORLDS) -> tuple[Spread, ...]:
    """Evaluate named numbers on the pooled network and on each sampled one.

    Parameters
    ----------
    network : Network
    measure : callable
        Network to {key: number >= 0}.
    worlds : int
        How many sampled networks to look at.

    Returns
    -------
    tuple of Spread
        Best pooled rank first, then by key.
    """
    return combine(measure(network), across(network, measure, worlds=worlds))


def combine(pooled: Mapping[str, float], drawn: Sequence[Mapping[str, float]]) -> tuple[Spread, ...]:
    """Turn a pooled result and those of the sampled networks into spreads."""
    keys = sorted({*pooled, *(key for numbers in drawn for key in numbers)})
    if not keys:
        return ()
    values = np.array([[numbers.get(key, 0.0) for key in keys] for numbers in drawn])
    point = np.array([[pooled.get(key, 0.0) for key in keys]])
    low, high = np.quantile(values, QUANTILES, axis=0)
    rank_low, rank_high = np.quantile(ranks(values), QUANTILES, axis=0, method="inverted_cdf")
    rank = ranks(point)[0]
    share = (values > 0).mean(axis=0)
    spreads = [
        Spread(
            key=key,
            value=float(point[0, k]),
            low=float(low[k]),
            high=float(high[k]),
            rank=int(rank[k]),
            rank_low=int(rank_low[k]),
            rank_high=int(rank_high[k]),
            share=float(share[k]),
        )
        for k, key in enumerate(keys)
    ]
    return tuple(sorted(spreads, key=lambda s: (s.rank, s.key)))


def ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rank each row: 1 plus the number of values that are larger.

    Parameters
    ----------
    values : float array (rows, keys)

    Returns
    -------
    int array (rows, keys)
    """
    ordered = np.sort(values, axis=1)
    return np.stack(
        [row.size - np.searchsorted(line, row, side="right") + 1 for row, line in zip(values, ordered, strict=True)]
    )
