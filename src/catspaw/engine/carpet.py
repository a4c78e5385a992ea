"""The carpet: path noise as a fixed set of points, the same in every arm, world, horizon and block.

Each channel has a Poisson process of unit rate over (day, height).  Its acts of day d are its points of that
day below its rate.  An arm therefore differs from the base only at points between the two rates, and a longer
run begins with the shorter one.  What follows is part of the format of results.

Bands
    0 is [0, h0), m >= 1 is [2**(m-1) h0, 2**m h0), with h0 = 2**-11 acts a day.
Cells
    2**k calendar days from a multiple of 2**k days after 1900-01-01: the longest of at most 256 days with at
    most one expected point, never below a day.
Points
    The number of points of a cell is Poisson(width of band * days), drawn at the cell's address with slot 0;
    point n = 1, 2, ... is at slot n: its first uniform is the time within the cell, its second the height
    within the band.
Address
    key: root seed and namespace ``path``; counter: hash of the channel's id, replicate, and the word
    band << 26 | cell << 9 | slot, which also names the point in everything drawn after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.core.random import Floats, Hashes, poisson, uniform_pairs

EPOCH = date(1900, 1, 1)
BASE_HEIGHT = 2.0**-11
BANDS = 18  # the last one ends at 64 acts a day, the highest cap that a kind of act may have
_LONGEST = 8  # 2**8 = 256 days
_CELL_SHIFT, _BAND_SHIFT = 9, 26

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points of the carpet, in no order.

    Attributes
    ----------
    row : ndarray of int64
        Row of the channel among those asked for.
    day : ndarray of int64
        Calendar day, days after `EPOCH`.
    time : ndarray of float64
        Time within the day, 0 <= time < 1: the order of a day's acts.
    height : ndarray of float64
        Acts a day.
    word : ndarray of int64
        Band, cell and slot: the point's name among its channel's.
    """

    row: Integers
    day: Integers
    time: Floats
    height: Floats
    word: Integers


def day_number(day: date) -> int:
    """Days after 1900-01-01.

    Raises
    ------
    ModelError
        A date before 1900 or after 2250, which the carpet's addresses do not reach.
    """
    if not EPOCH <= day <= date(2250, 1, 1):
        raise ModelError(f"as_of is {day}; allowed: 1900-01-01 to 2250-01-01")
    return (day - EPOCH).days


def upper_edge(band: int) -> float:
    """Height at which a band ends, acts a day; one below band 0 is height 0."""
    return BASE_HEIGHT * 2.0**band if band >= 0 else 0.0


@cache
def cell_bits(band: int) -> int:
    """K of a band's cells of 2**k days."""
    width = upper_edge(band) - upper_edge(band - 1)
    return max(k for k in range(_LONGEST + 1) if k == 0 or width * 2.0**k <= 1.0)


def bands_for(rate: Floats) -> Integers:
    """Find how many bands must be open so that every point below each rate is in one of them; any shape."""
    edges = np.array([upper_edge(band) for band in range(-1, BANDS)])
    return np.asarray(np.searchsorted(edges, rate, side="left"), dtype=np.int64)


def points(key: int, hashes: Hashes, bands: Integers, *, replicate: int, first_day: int, last_day: int) -> Points:
    """All points of one band of each channel on the calendar days first_day .. last_day.

    Parameters
    ----------
    key : int
        `stream_key` of the namespace ``path``.
    hashes : ndarray of uint64, (n,)
        Hashes of channel ids.
    bands : ndarray of int64, (n,)
        The band wanted of each; a channel may stand in several rows.
    replicate : int
        Number of the future.
    first_day, last_day : int
        Calendar days after `EPOCH`, both included.

    Returns
    -------
    Points
    """
    row, cell, band = _cells(bands, first_day, last_day)
    base = (band << _BAND_SHIFT) | (cell << _CELL_SHIFT)
    luck = uniform_pairs(key, hashes[row], replicate, base)[0]
    count = _counts(luck, band)
    return _scatter(key, hashes, replicate, _repeat(row, cell, band, base, count), first_day, last_day)


def _cells(bands: Integers, first_day: int, last_day: int) -> tuple[Integers, Integers, Integers]:
    bits = np.array([cell_bits(band) for band in range(BANDS)], dtype=np.int64)[bands]
    first = first_day >> bits
    many = (last_day >> bits) - first + 1
    row = np.repeat(np.arange(len(bands), dtype=np.int64), many)
    within = np.arange(len(row), dtype=np.int64) - np.repeat(np.cumsum(many) - many, many)
    return row, first[row] + within, bands[row]


def _counts(luck: Floats, band: Integers) -> Integers:
    count = np.zeros(len(luck), dtype=np.int64)
    for one in np.unique(band):
        here = band == one
        mean = (upper_edge(int(one)) - upper_edge(int(one) - 1)) * 2.0 ** cell_bits(int(one))
        count[here] = poisson(luck[here], mean=mean)
    return count


def _repeat(
    row: Integers, cell: Integers, band: Integers, base: Integers, count: Integers
) -> tuple[Integers, Integers, Integers, Integers]:
    which = np.repeat(np.arange(len(count), dtype=np.int64), count)
    slot = np.arange(len(which), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count) + 1
    return row[which], cell[which], band[which], base[which] | slot


def _scatter(
    key: int,
    hashes: Hashes,
    replicate: int,
    found: tuple[Integers, Integers, Integers, Integers],
    first_day: int,
    last_day: int,
) -> Points:
    row, cell, band, word = found
    edges = np.array([upper_edge(b) for b in range(-1, BANDS)])
    bits = np.array([cell_bits(b) for b in range(BANDS)], dtype=np.int64)[band]
    u, v = uniform_pairs(key, hashes[row], replicate, word)
    time = np.ldexp(u, bits.astype(np.int32))
    whole = np.floor(time)
    day = (cell << bits) + whole.astype(np.int64)
    height = edges[band] + v * (edges[band + 1] - edges[band])
    kept = (day >= first_day) & (day <= last_day)
    return Points(row[kept], day[kept], (time - whole)[kept], height[kept], word[kept])
