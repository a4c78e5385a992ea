"""The carpet's points under the bounds: bands are opened, from today to the horizon, when a bound rises into them."""

from __future__ import annotations

import numpy as np

from catspaw.engine.carpet import _BAND_SHIFT, _CELL_SHIFT, BANDS
from catspaw.engine.kernel.compiling import compiled
from catspaw.engine.kernel.drawing import uniform_pair
from catspaw.engine.kernel.scratch import FULL, POINTS, Bounds, Lately, Points
from catspaw.engine.kernel.tables import Bands, Tables


@compiled
def open_bands(given: Tables, bounds: Bounds, points: Points, lately: Lately, c: int, day: int, path: int) -> int:
    """Open the bands that a channel's bound has risen into; FULL where there is no room for their points."""
    bound = min(bounds.factor[c] * bounds.memory[c], given.channels.cap[c])
    while bounds.edge[c] < bound and bounds.open[c] < BANDS:
        if _open(given, points, lately, c, bounds.open[c], day, path) == FULL:
            return FULL
        bounds.open[c] += 1
        bounds.edge[c] = given.bands.edge[bounds.open[c]]
    return 0


@compiled
def _open(given: Tables, points: Points, lately: Lately, c: int, band: int, day: int, path: int) -> int:
    bits, rules = given.bands.bits[band], given.rules
    first, last = rules.first + day - 1, rules.first + rules.days - 1
    low, width = given.bands.edge[band], given.bands.edge[band + 1] - given.bands.edge[band]
    length = np.float64(1 << bits)
    key, name, replicate = rules.path_key, given.channels.hashes[c], np.uint64(path)
    for cell in range(first >> bits, (last >> bits) + 1):
        base = (band << _BAND_SHIFT) | (cell << _CELL_SHIFT)
        luck, _ = uniform_pair(key, name, replicate, base)
        for slot in range(1, count(given.bands, band, luck) + 1):
            word = base | slot
            u, v = uniform_pair(key, name, replicate, word)
            time = u * length
            whole = np.floor(time)
            at_day = (cell << bits) + np.int64(whole)
            if at_day < first or at_day > last:
                continue
            at = lately.n[POINTS]
            if at >= len(points.next):
                return FULL
            lately.n[POINTS] = at + 1
            when = at_day - rules.first + 1
            points.channel[at], points.word[at] = c, word
            points.time[at], points.height[at] = time - whole, low + v * width
            points.next[at] = points.head[when]
            points.head[when] = at
    return 0


@compiled
def count(bands: Bands, band: int, luck: float) -> int:
    """Poisson count of a cell, by inversion."""
    n = 0
    while bands.table[band, n] <= luck:
        n += 1
    return n
