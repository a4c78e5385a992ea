"""Addressed randomness: a draw is a function of where it stands, never of what was drawn before.

Every number comes from Philox4x32 with ten rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random
numbers: as easy as 1, 2, 3"), checked against the published vectors.  The address of a draw is

    key      64 bits   hash of the root seed and the namespace (world, parameters, path, tempo, signal, ...)
    counter  64 bits   stable hash of an id (a channel, a proposition, an effect)
             32 bits   replicate
             32 bits   word: whatever tells the draws of one id and replicate apart (band, cell and slot of a
                       point; a period; an index)

and the block found there gives two uniforms of 52 bits each, strictly inside (0, 1).  The scalar and the
vectorised form agree bit for bit.  Hashes, packing and the functions below are part of the format of results.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catspaw.core.elementary import exp, log
from catspaw.core.errors import ModelError

_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)  # Salmon et al. 2011, table 2
_WEYL = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
_MASK = 0xFFFFFFFF
_UNIT = 2.0**-52

Floats = NDArray[np.float64]
Hashes = NDArray[np.uint64]
Words = tuple[int, int, int, int]


def stable_hash(text: str) -> int:
    """64-bit hash of a text, the same on every machine and in every version."""
    return int.from_bytes(blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


def stable_hashes(ids: Iterable[str]) -> Hashes:
    """Hash ids, refusing two different ids with one hash.

    Raises
    ------
    ModelError
        An id twice, or two ids whose hashes collide (one chance in 10**12 for 6,000 ids).
    """
    seen: dict[int, str] = {}
    for name in ids:
        value = stable_hash(name)
        if value in seen:
            raise ModelError(_collision(name, seen[value]))
        seen[value] = name
    return np.array(list(seen), dtype=np.uint64)


def _collision(name: str, other: str) -> str:
    if name == other:
        return f"the id {name!r} stands twice; ids must differ, since every draw is found by its id"
    return f"the ids {name!r} and {other!r} have the same 64-bit hash; rename one of them"


def stream_key(seed: int, namespace: str) -> int:
    """64-bit key of one namespace under one root seed (any integer)."""
    return stable_hash(f"catspaw:{seed:d}:{namespace}")


def philox(counter: Words, key: tuple[int, int]) -> Words:
    """One Philox4x32-10 block, in Python integers.

    Parameters
    ----------
    counter : four 32-bit words
    key : two 32-bit words

    Returns
    -------
    four 32-bit words
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(_ROUNDS):
        left, right = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (right >> 32) ^ c1 ^ k0, right & _MASK, (left >> 32) ^ c3 ^ k1, left & _MASK
        k0, k1 = (k0 + _WEYL[0]) & _MASK, (k1 + _WEYL[1]) & _MASK
    return c0, c1, c2, c3


def uniform_pair(key: int, id_hash: int, replicate: int, word: int = 0) -> tuple[float, float]:
    """Two uniforms in (0, 1) at one address; bit for bit what `uniform_pairs` gives there."""
    counter = (id_hash & _MASK, id_hash >> 32, replicate & _MASK, word & _MASK)
    w0, w1, w2, w3 = philox(counter, (key & _MASK, key >> 32))
    return ((w1 << 20 | w0 >> 12) + 0.5) * _UNIT, ((w3 << 20 | w2 >> 12) + 0.5) * _UNIT


def uniform_pairs(key: int, ids: ArrayLike, replicates: ArrayLike, words: ArrayLike = 0) -> tuple[Floats, Floats]:
    """Two uniforms in (0, 1) at each address.

    Parameters
    ----------
    key : int
        From `stream_key`.
    ids : array_like of uint64
        Hashes of ids.
    replicates, words : array_like of int, 0 .. 2**32 - 1
        Broadcast against `ids`.

    Returns
    -------
    two ndarrays of float64, of the broadcast shape
    """
    hashes, replicate, word = np.broadcast_arrays(
        np.asarray(ids, dtype=np.uint64),
        np.asarray(replicates, dtype=np.uint64),
        np.asarray(words, dtype=np.uint64),
    )
    mask, half = np.uint64(_MASK), np.uint64(32)
    w0, w1, w2, w3 = _philox_array((hashes & mask, hashes >> half, replicate & mask, word & mask), key)
    return _unit(w1, w0), _unit(w3, w2)


def _unit(high: Hashes, low: Hashes) -> Floats:
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))
    return np.asarray((bits.astype(np.float64) + 0.5) * _UNIT)


def _philox_array(counter: tuple[Hashes, Hashes, Hashes, Hashes], key: int) -> tuple[Hashes, ...]:
    c0, c1, c2, c3 = counter
    k0, k1 = key & _MASK, key >> 32
    mask, half = np.uint64(_MASK), np.uint64(32)
    m0, m1 = (np.uint64(m) for m in _MULTIPLIERS)
    for _ in range(_ROUNDS):
        left, right = m0 * c0, m1 * c2
        c0 = (right >> half) ^ c1 ^ np.uint64(k0)
        c2 = (left >> half) ^ c3 ^ np.uint64(k1)
        c1, c3 = right & mask, left & mask
        k0, k1 = (k0 + _WEYL[0]) & _MASK, (k1 + _WEYL[1]) & _MASK
    return c0, c1, c2, c3


def uniforms(seed: int, namespace: str, ids: ArrayLike, replicates: ArrayLike, words: ArrayLike = 0) -> Floats:
    """One uniform in (0, 1) at each address.

    Parameters
    ----------
    seed : int
        Root seed.
    namespace : str
        What the draw is for; draws of different namespaces never meet.
    ids : array_like of uint64
        Hashes of ids (`stable_hashes`).
    replicates, words : array_like of int, 0 .. 2**32 - 1
        Broadcast against `ids`.

    Returns
    -------
    ndarray of float64, of the broadcast shape
    """
    return uniform_pairs(stream_key(seed, namespace), ids, replicates, words)[0]


def poisson(u: ArrayLike, *, mean: float) -> NDArray[np.int64]:
    """Poisson counts by inversion of uniforms, for means up to 64.

    Parameters
    ----------
    u : array_like of float in (0, 1)
    mean : float
        0 <= mean <= 64.

    Returns
    -------
    ndarray of int64, shape of `u`

    Raises
    ------
    ValueError
        A mean outside 0 .. 64, where summing the distribution would lose digits.
    """
    if not 0 <= mean <= 64:
        raise ValueError(f"mean of a Poisson draw is {mean}; allowed: 0 to 64")
    return np.asarray(np.searchsorted(_poisson_cdf(mean), u, side="right"), dtype=np.int64)


@cache
def _poisson_cdf(mean: float) -> Floats:
    """P(N <= n) for n = 0, 1, ... until further terms change nothing."""
    term = total = float(exp(-mean))
    cdf = [total]
    while len(cdf) <= mean or total + term != total:
        term = term * mean / len(cdf)
        total += term
        cdf.append(total)
    return np.array(cdf)


def normal(u: ArrayLike) -> Floats:
    """Return the standard normal quantile of uniforms in (0, 1), any shape.

    Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37, 477-484; relative error about 1e-16.
    """
    u = np.asarray(u, dtype=np.float64)
    q = u - 0.5
    tail = np.sqrt(-log(np.where(q < 0.0, u, 1.0 - u)))
    far = np.where(tail <= 5.0, _ratio(_NEAR, tail - 1.6), _ratio(_FAR, tail - 5.0))
    middle = q * _ratio(_MIDDLE, 0.180625 - q * q)
    return np.where(np.abs(q) <= 0.425, middle, np.where(q < 0.0, -far, far))


def _ratio(table: tuple[tuple[float, ...], tuple[float, ...]], r: Floats) -> Floats:
    above, below = np.zeros_like(r), np.zeros_like(r)
    for a, b in zip(*table, strict=True):
        above, below = above * r + a, below * r + b
    return np.asarray(above / below)


# AS 241: numerator and denominator, highest power first, for |q| <= .425, near tail, far tail.
_MIDDLE = (
    (
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665,
    ),
    (
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0,
    ),
)
_NEAR = (
    (
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835,
    ),
    (
        1.0507500716444169e-09,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0,
    ),
)
_FAR = (
    (
        2.0103343992922881e-07,
        2.7115555687434876e-05,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103,
    ),
    (
        2.0442631033899397e-15,
        1.421511758316446e-07,
        1.8463183175100548e-05,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0,
    ),
)
