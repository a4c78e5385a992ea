"""Compilation of kernels, in one place, and the memory that most of them share: counts that fade.

Numba is imported when the first kernel is, and named where it is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import MissingProgram

try:
    from numba import njit
except ImportError:  # pragma: no cover (the tests run with it)
    raise MissingProgram(
        "link forecasting needs Numba, which is not installed; run: pip install 'catspaw[fast]'"
    ) from None

F = TypeVar("F", bound=Callable[..., object])
THREADS = 2  # kernels release the interpreter; what they write does not depend on it


def compiled(function: F) -> F:
    """Compile a kernel to machine code on its first call, kept on disk; it runs beside other threads.

    The copy on disk is renewed when the kernel's own file changes; who changes this module clears ``__pycache__``.
    """
    return cast("F", njit(cache=True, nogil=True)(function))


def compiled_sums(function: F) -> F:
    """Compile a kernel whose sums may be taken in any order, which lets the processor take several terms at once."""
    return cast("F", njit(cache=True, nogil=True, fastmath=True)(function))


def in_threads(task: Callable[[int, int], object], n: int) -> None:
    """Do a task for the items 0 to n - 1, an equal stretch in each thread."""
    cuts = np.linspace(0, n, THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(task, cuts[:-1], cuts[1:]))


class Fading(NamedTuple):
    """Counts that halve, at several half-lives, and the day on which each was last raised.

    Attributes
    ----------
    value : ndarray of float32, shape (places, half-lives + 1)
        Counts as of the day in the last column, which is -1 where a count was never raised.
    fade : ndarray of float32, shape (half-lives, days + 1)
        What is left of a count after so many days.
    """

    value: NDArray[np.float32]
    fade: NDArray[np.float32]


def fading(places: int, half_lives: tuple[float, ...], *, days: int) -> Fading:
    """Return counts of zero; an infinite half-life makes a plain count."""
    value = np.zeros((places, len(half_lives) + 1), np.float32)
    value[:, -1] = -1.0
    fade = 0.5 ** (np.arange(days + 1) / np.array(half_lives)[:, None])
    return Fading(value, fade.astype(np.float32))


@compiled
def level(counts: Fading, place: int, m: int, day: int) -> float:
    """Return a count as of a day; 0 where it has no place or was never raised."""
    if place < 0 or counts.value[place, len(counts.fade)] < 0:
        return np.float32(0.0)  # type: ignore[return-value]
    return counts.value[place, m] * counts.fade[m, day - int(counts.value[place, len(counts.fade)])]  # type: ignore[no-any-return]


@compiled
def last_day(counts: Fading, place: int) -> int:
    """Return the day on which a count was last raised; -1 where it has no place or never was."""
    return int(counts.value[place, len(counts.fade)]) if place >= 0 else -1


@compiled
def add_one(counts: Fading, place: int, day: int) -> None:
    """Raise a count by one on a day."""
    for m in range(len(counts.fade)):
        counts.value[place, m] = level(counts, place, m, day) + np.float32(1.0)
    counts.value[place, len(counts.fade)] = day


@compiled
def write_levels(counts: Fading, place: int, day: int, out: NDArray[np.float32], at: int) -> None:
    """Write the logs of a count at all half-lives into a row of features, from column ``at`` on."""
    for m in range(len(counts.fade)):
        out[at + m] = np.log(level(counts, place, m, day) + np.float32(FLOOR))


@compiled
def write_lag(counts: Fading, place: int, day: int, out: NDArray[np.float32], at: int) -> None:
    """Mark the bucket of the days since a count was last raised; none where it never was."""
    for b in range(9):
        out[at + b] = 0.0
    last = last_day(counts, place)
    if last >= 0:
        out[at + lag_bucket(day - last)] = 1.0


@compiled
def comes_before(values: NDArray[np.floating], a: int, b: int) -> bool:
    """Say whether item a stands before item b: the larger value first, then the smaller number."""
    return values[a] > values[b] or (values[a] == values[b] and a < b)


@compiled
def sift(values: NDArray[np.floating], order: NDArray[np.int64], root: int, size: int) -> None:
    """Let the root of a heap sink to its place; the first in order stands on top."""
    while 2 * root + 1 < size:
        child = 2 * root + 1
        if child + 1 < size and comes_before(values, order[child + 1], order[child]):
            child += 1
        if not comes_before(values, order[child], order[root]):
            return
        order[root], order[child] = order[child], order[root]
        root = child


@compiled
def falling(values: NDArray[np.floating], order: NDArray[np.int64]) -> None:
    """Write into ``order`` the places of the largest values, from the largest on, as many as it holds.

    A heap: it compiles in no time, and orders no more than is asked for.
    """
    size = len(values)
    heap = np.arange(size)
    for k in range(size // 2 - 1, -1, -1):
        sift(values, heap, k, size)
    for k in range(len(order)):
        order[k] = heap[0]
        heap[0] = heap[size - 1 - k]
        sift(values, heap, 0, size - 1 - k)


@compiled
def lag_bucket(lag: int) -> int:
    """Return the bucket of a lag in days: 1, 2, 3, to 7, 14, 30, 60, 120, beyond."""
    if lag <= 3:
        return max(lag, 1) - 1
    if lag <= 14:
        return 3 if lag <= 7 else 4
    if lag <= 60:
        return 5 if lag <= 30 else 6
    return 7 if lag <= 120 else 8


FLOOR = 0.1  # stated judgement: what stands for no event under a logarithm
LAGS = ("1 day", "2 days", "3 days", "4-7 days", "8-14 days", "15-30 days", "31-60 days", "61-120 days", "longer")
