"""exp, log, log1p and 2**-x of one number: `catspaw.core.elementary` again, operation for operation."""

from __future__ import annotations

import math

import numpy as np

from catspaw.core.elementary import (
    EXP,
    HIGHEST,
    INVERSE_LN2,
    LN2,
    LN2_HIGH,
    LN2_LOW,
    LOG,
    LOWEST,
    ROOT_HALF,
)
from catspaw.engine.kernel.compiling import compiled

_FRACTION, _HALF = (1 << 52) - 1, 1022 << 52
_P5, _P4, _P3, _P2, _P1 = EXP
_L7, _L6, _L5, _L4, _L3, _L2, _L1 = LOG  # Horner: highest power first


@compiled
def exp(x: float) -> float:
    """e**x, as the array function gives it."""
    x = min(max(x, LOWEST), HIGHEST)
    k = np.rint(x * INVERSE_LN2)
    return _scaled(_near_one(x - k * LN2_HIGH, k * LN2_LOW), int(k))


@compiled
def halving(x: float) -> float:
    """2**-x, as the array function gives it."""
    x = min(x, 1100.0)
    k = np.rint(x)
    return _scaled(_near_one((k - x) * LN2, 0.0), -int(k))


@compiled
def log(x: float) -> float:
    """Natural logarithm, as the array function gives it."""
    bits = np.float64(x).view(np.int64)
    biased = (bits >> 52) & 2047
    if biased == 0 or biased == 2047:
        mantissa, exponent = math.frexp(x)
    else:
        sign = bits & (-9223372036854775807 - 1)
        mantissa = np.int64(sign | (bits & _FRACTION) | _HALF).view(np.float64)
        exponent = int(biased - 1022)
    if mantissa < ROOT_HALF:
        part, k = (mantissa + mantissa) - 1.0, float(exponent - 1)
    else:
        part, k = mantissa - 1.0, float(exponent)
    s = part / (2.0 + part)
    square = s * s
    half = part * part * 0.5
    series = square * _L7
    series = series + _L6
    series = series * square + _L5
    series = series * square + _L4
    series = series * square + _L3
    series = series * square + _L2
    series = series * square + _L1
    rest = s * (half + square * series)
    return k * LN2_HIGH - ((half - (rest + k * LN2_LOW)) - part)


@compiled
def log1p(x: float) -> float:
    """log(1 + x), as the array function gives it."""
    one_more = 1.0 + x
    return log(one_more) + (x - (one_more - 1.0)) / one_more


@compiled
def _near_one(high: float, low: float) -> float:
    x = high - low
    square = x * x
    series = square * _P5
    series = series + _P4
    series = series * square + _P3
    series = series * square + _P2
    series = series * square + _P1
    c = x - square * series
    return 1.0 - ((low - (x * c) / (2.0 - c)) - high)


@compiled
def _scaled(value: float, exponent: int) -> float:
    """Scale a value near 1 by 2**exponent; rounded as the C library does where the result is not normal."""
    if -1000 < exponent < 1000:
        return value * np.int64((exponent + 1023) << 52).view(np.float64)
    return math.ldexp(value, exponent)
