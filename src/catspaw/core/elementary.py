"""Elementary functions out of IEEE additions, multiplications and divisions only.

The C library's ``exp`` and ``log`` differ in the last bit between machines and between NumPy and compiled
code.  A future is decided by comparing heights with rates, so the last bit must be the same everywhere: both
engines and every addressed draw take their functions from here.  The polynomials are part of the format of
results; a change goes under "Results may change".

The constants are mathematics, not judgements: series coefficients, and ln 2 in two parts (Cody and Waite
1980, Software Manual for the Elementary Functions).  Largest error measured against NumPy: 3 units in the
last place (tests/core/test_elementary.py).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LN2_HIGH = 6.93147180369123816490e-01  # ln 2 without its last 21 bits, so that k * _LN2_HIGH is exact
_LN2_LOW = 1.90821492927058770002e-10
_LN2 = 0.6931471805599453
_INVERSE_LN2 = 1.4426950408889634
_ROOT_HALF = 0.7071067811865476
_LOWEST, _HIGHEST = -800.0, 709.0  # exp is 0 below and would overflow above
_EXP = tuple(1.0 / math.factorial(n) for n in range(13, -1, -1))  # 1/n!, highest power first
_LOG = tuple(1.0 / (2 * n + 1) for n in range(11, -1, -1))  # atanh series in s**2, highest power first

Floats = NDArray[np.float64]


def exp(x: ArrayLike) -> Floats:
    """e**x.

    Parameters
    ----------
    x : array_like of float
        Any shape; below -800 the result is 0, above 709 it stays at exp(709).

    Returns
    -------
    ndarray of float64, same shape
    """
    x = np.minimum(np.maximum(np.asarray(x, dtype=np.float64), _LOWEST), _HIGHEST)
    k = np.rint(x * _INVERSE_LN2)
    rest = (x - k * _LN2_HIGH) - k * _LN2_LOW
    return np.ldexp(_horner(_EXP, rest), k.astype(np.int32))


def halving(x: ArrayLike) -> Floats:
    """2**-x, the share that is left after x half-lives (x >= 0, any shape)."""
    x = np.minimum(np.asarray(x, dtype=np.float64), 1100.0)
    k = np.rint(x)
    return np.ldexp(_horner(_EXP, (k - x) * _LN2), (-k).astype(np.int32))


def log(x: ArrayLike) -> Floats:
    """Natural logarithm of positive normal numbers, any shape."""
    mantissa, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    small = mantissa < _ROOT_HALF
    part = np.where(small, mantissa + mantissa, mantissa) - 1.0
    k = (exponent - small).astype(np.float64)
    s = part / (2.0 + part)
    series = (s + s) * _horner(_LOG, s * s)
    return np.asarray(k * _LN2_HIGH + (series + k * _LN2_LOW))


def log1p(x: ArrayLike) -> Floats:
    """log(1 + x) for x > -1, any shape, exact to the last places also for tiny x."""
    x = np.asarray(x, dtype=np.float64)
    one_more = 1.0 + x
    return np.asarray(log(one_more) + (x - (one_more - 1.0)) / one_more)


def _horner(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Polynomial with its highest power first; out of place once, in place after."""
    total = x * coefficients[0]
    total = np.asarray(total + coefficients[1])
    for coefficient in coefficients[2:]:
        np.multiply(total, x, out=total)
        np.add(total, coefficient, out=total)
    return total
