"""One addressed draw: Philox4x32-10 of `catspaw.core.random`, for one counter."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import _MULTIPLIERS, _ROUNDS, _UNIT, _WEYL
from catspaw.engine.kernel.compiling import compiled

_MASK, _HALF, _UP, _DOWN = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(20), np.uint64(12)
_M0, _M1 = np.uint64(_MULTIPLIERS[0]), np.uint64(_MULTIPLIERS[1])
_W0, _W1 = np.uint64(_WEYL[0]), np.uint64(_WEYL[1])


@compiled
def uniform_pair(key: np.uint64, name: np.uint64, replicate: np.uint64, word: int) -> tuple[float, float]:
    """Two uniforms in (0, 1) at one address."""
    c0, c1, c2, c3 = name & _MASK, name >> _HALF, replicate & _MASK, np.uint64(word) & _MASK
    k0, k1 = key & _MASK, key >> _HALF
    for _ in range(_ROUNDS):
        left, right = _M0 * c0, _M1 * c2
        c0 = (right >> _HALF) ^ c1 ^ k0
        c2 = (left >> _HALF) ^ c3 ^ k1
        c1, c3 = right & _MASK, left & _MASK
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    one = np.float64(np.int64((c1 << _UP) | (c0 >> _DOWN)))
    two = np.float64(np.int64((c3 << _UP) | (c2 >> _DOWN)))
    return (one + 0.5) * _UNIT, (two + 0.5) * _UNIT
