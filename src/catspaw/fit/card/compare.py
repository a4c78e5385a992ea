"""Is one forecaster better than another, or was it luck: the paired bootstrap over blocks of time.

Windows of one block share what happened in it, so whole blocks are drawn, never single windows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit  # quantiles of t; scipy.stats takes a second to import

from catspaw.core.random import stable_hash, uniforms
from catspaw.fit.card.scores import Floats

RESAMPLES = 2_000
#: Below this many blocks a range would be invented.
FEWEST = 3
LEVEL, POWER = 0.95, 0.8


@dataclass(frozen=True, slots=True)
class Gain:
    """How much lower the loss of one forecaster is than that of another.

    Attributes
    ----------
    mean : float
        Loss of the other minus own loss: above 0 is better.
    low, high : float or None
        95 % range over resampled blocks; None with fewer than 3 blocks.
    detectable : float or None
        The smallest true gain that a test of this size would call different from 0 four times out of five.
    blocks : int
    """

    mean: float
    low: float | None
    high: float | None
    detectable: float | None
    blocks: int

    @property
    def verdict(self) -> str:
        """``won``, ``lost`` or ``not told apart``."""
        if self.low is None or self.high is None or self.low <= 0.0 <= self.high:
            return "not told apart"
        return "won" if self.low > 0.0 else "lost"


def paired(own: Floats, other: Floats, blocks: list[int], *, seed: int, name: str) -> Gain:
    """Compare two forecasters on the same windows.

    Parameters
    ----------
    own, other : ndarray (windows,)
        Mean losses of each window.
    blocks : list of int
        Which block of time each window lies in.
    seed : int
    name : str
        Address of the resampling.

    Notes
    -----
    The bootstrap range is percentile, widened by the ratio of Student's and the normal quantile and by
    sqrt(B / (B - 1)), since a percentile range over few blocks is too narrow.
    """
    difference = other - own
    mean = float(difference.mean())
    labels, place = np.unique(blocks, return_inverse=True)
    b = len(labels)
    if b < FEWEST:
        return Gain(mean, None, None, None, b)
    total, size = np.bincount(place, weights=difference), np.bincount(place)
    u = uniforms(seed, "card:blocks", stable_hash(name), np.arange(RESAMPLES)[:, None], np.arange(b)[None, :])
    drawn = np.minimum((u * b).astype(np.int64), b - 1)
    means = total[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    tail, wide = (1.0 - LEVEL) / 2.0, np.sqrt(b / (b - 1.0))
    reach = wide * float(stdtrit(b - 1, 1.0 - tail)) / 1.959964
    low, high = np.quantile(means, [tail, 1.0 - tail])
    error = wide * float(means.std())
    detectable = (float(stdtrit(b - 1, 1.0 - tail)) + float(stdtrit(b - 1, POWER))) * error
    return Gain(mean, mean - reach * (mean - float(low)), mean + reach * (float(high) - mean), detectable, b)
