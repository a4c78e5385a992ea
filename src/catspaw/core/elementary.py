"""Elementary functions out of IEEE additions, multiplications and divisions only.

The C library's ``exp`` and ``log`` differ in the last bit between machines and between NumPy and compiled
code.  A future is decided by comparing heights with rates, so the last bit must be the same everywhere: both
engines and every addressed draw take their functions from here (the compiled engine says them again for one
number, with the constants below).  The polynomials are part of the format of
results; a change goes under "Results may change".

Reduction and polynomials are those of fdlibm (Sun Microsystems 1993, e_exp.c and e_log.c), written over arrays;
the constants are mathematics, not judgements.  Largest error measured against NumPy: 2 units in the last place
(tests/core/test_elementary.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

LN2_HIGH = 6.93147180369123816490e-01  # ln 2 without its last 21 bits, so that k * LN2_HIGH is exact
LN2_LOW = 1.90821492927058770002e-10
LN2 = 0.6931471805599453
INVERSE_LN2 = 1.4426950408889634
ROOT_HALF = 0.7071067811865476
LOWEST, HIGHEST = -800.0, 709.0  # exp is 0 below and would overflow above
EXP = (
    4.13813679705723846039e-08,
    -1.65339022054652515390e-06,
    6.61375632143793436117e-05,
    -2.77777777770155933842e-03,
    1.66666666666666019037e-01,
)  # P5 .. P1
LOG = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)  # Lg7 .. Lg1

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
    x = np.minimum(np.maximum(np.asarray(x, dtype=np.float64), LOWEST), HIGHEST)
    k = np.rint(x * INVERSE_LN2)
    return np.ldexp(_near_one(x - k * LN2_HIGH, k * LN2_LOW), k.astype(np.int32))


def halving(x: ArrayLike) -> Floats:
    """2**-x, the share that is left after x half-lives (x >= 0, any shape)."""
    x = np.minimum(np.asarray(x, dtype=np.float64), 1100.0)
    k = np.rint(x)
    return np.ldexp(_near_one((k - x) * LN2, np.zeros_like(x)), (-k).astype(np.int32))


def log(x: ArrayLike) -> Floats:
    """Natural logarithm of positive normal numbers, any shape."""
    mantissa, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    small = mantissa < ROOT_HALF
    part = np.where(small, mantissa + mantissa, mantissa) - 1.0
    k = (exponent - small).astype(np.float64)
    s = part / (2.0 + part)
    square = s * s
    half = part * part * 0.5
    rest = s * (half + square * _horner(LOG, square))
    return np.asarray(k * LN2_HIGH - ((half - (rest + k * LN2_LOW)) - part))


def log1p(x: ArrayLike) -> Floats:
    """log(1 + x) for x > -1, any shape, exact to the last places also for tiny x."""
    x = np.asarray(x, dtype=np.float64)
    one_more = 1.0 + x
    return np.asarray(log(one_more) + (x - (one_more - 1.0)) / one_more)


def _near_one(high: Floats, low: Floats) -> Floats:
    """e**(high - low) for |high - low| <= ln 2 / 2."""
    x = high - low
    square = x * x
    c = x - square * _horner(EXP, square)
    return np.asarray(1.0 - ((low - (x * c) / (2.0 - c)) - high))


def _horner(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Polynomial with its highest power first; out of place once, in place after."""
    total = x * coefficients[0]
    total = np.asarray(total + coefficients[1])
    for coefficient in coefficients[2:]:
        np.multiply(total, x, out=total)
        np.add(total, coefficient, out=total)
    return total
