"""Memory held: the posterior of the coefficients inside the region where nothing feeds on itself without end.

With m = log((eps + r) / (eps + rbar)) the sum of |theta| of the memory terms of a class bounds the gain around any loop.
Left free the fit runs to sums above 1, and most futures with it explode.  The posterior is therefore cut off at .9: a
normal within sum |theta| <= .9, drawn by Gibbs sampling, one coefficient at a time, from many chains at once.  Its
means and standard deviations are what the fit reports: a mode on the boundary would set most coefficients to 0 and
claim to know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from catspaw.core.random import Floats, stable_hash, uniforms
from catspaw.engine.draws import GAIN
from catspaw.fit.engine.panel import Ints

_CHAINS, _WARM, _KEPT = 256, 70, 40
_TURNS, _BISECTIONS, _SWEEPS, _FLAT = 2, 14, 8, 1e-6
_EDGE = 8.0  # standard deviations: beyond, a normal's tail has no bits left and is taken as exponential


class Held(NamedTuple):
    """Means (K,) and covariance (K, K) of the coefficients within the limit."""

    mean: Floats
    covariance: Floats


def hold(mean: Floats, covariance: Floats, *, groups: Sequence[Ints], limit: float = GAIN, seed: int = 0) -> Held:
    """Cut a normal off where the sum of |theta| of a group exceeds the limit.

    Parameters
    ----------
    mean : ndarray (K,)
    covariance : ndarray (K, K)
    groups : sequence of ndarray
        Terms of memory of each class.
    limit : float
    seed : int
    """
    kept = _gibbs(mean, covariance, groups=groups, limit=limit, seed=seed)
    return Held(kept.mean(axis=0), np.atleast_2d(np.cov(kept, rowvar=False)))


def _gibbs(mean: Floats, covariance: Floats, *, groups: Sequence[Ints], limit: float, seed: int) -> Floats:
    precision: Floats = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    size = len(mean)
    here = np.tile(within(mean, precision, groups, limit), (_CHAINS, 1))
    kept = []
    for sweep in range(_WARM + _KEPT):
        luck = uniforms(
            seed, "gain", np.uint64(stable_hash("gain")), np.arange(_CHAINS)[:, None], sweep * size + np.arange(size)
        )
        for k in range(size):
            rest = here - mean
            rest[:, k] = 0.0
            middle = mean[k] - rest @ precision[:, k] / precision[k, k]
            room = np.full(_CHAINS, np.inf)
            for group in groups:
                if k in group:
                    others = np.abs(here[:, group]).sum(axis=1) - np.abs(here[:, k])
                    room = np.maximum(limit - others, 0.0)
            here[:, k] = between(luck[:, k], middle, float(precision[k, k]) ** -0.5, -room, room)
        if sweep >= _WARM:
            kept.append(here.copy())
    return np.concatenate(kept)


def within(mean: Floats, precision: Floats, groups: Sequence[Ints], limit: float) -> Floats:
    """Find the normal's highest point within the limit, where the chains begin.

    Coordinate descent with a soft threshold for each group (the lasso), its height found by bisection.
    """
    height = np.zeros(len(mean))
    found = mean
    for _ in range(_TURNS):
        for group in groups:
            low, high = 0.0, float(np.abs(precision @ mean).max() + 1.0)
            for _ in range(_BISECTIONS):
                height[group] = (low + high) / 2.0
                found = _thresholded(found, mean, precision, height)
                low, high = (height[group][0], high) if np.abs(found[group]).sum() > limit else (low, height[group][0])
            if high < _FLAT:
                height[group] = 0.0
    return _scaled(_thresholded(found, mean, precision, height), groups, 0.999 * limit)


def _thresholded(start: Floats, mean: Floats, precision: Floats, height: Floats) -> Floats:
    now = start.copy()
    for _ in range(_SWEEPS):
        for k in range(len(now)):
            pull = precision[k] @ (now - mean) - precision[k, k] * (now[k] - mean[k])
            free = mean[k] * precision[k, k] - pull
            now[k] = np.sign(free) * max(abs(free) - height[k], 0.0) / precision[k, k]
    return now


def _scaled(values: Floats, groups: Sequence[Ints], limit: float) -> Floats:
    begun = values.copy()
    for group in groups:
        begun[group] *= min(1.0, limit / max(float(np.abs(begun[group]).sum()), 1e-12))
    return begun


def between(luck: Floats, mean: Floats, sd: float, low: Floats, high: Floats) -> Floats:
    """Turn uniforms into normals between two bounds, by the inverse of the distribution.

    Bounds far in the upper tail are mirrored, where the distribution function still has its digits.
    """
    a, b = (low - mean) / sd, (high - mean) / sd
    flip = a > 0
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    luck = np.where(flip, 1.0 - luck, luck)
    below, above = ndtr(a), ndtr(b)
    far = b < -_EDGE  # all of it in the tail: exponential with the tail's own rate, from its nearer end
    z = np.where(
        far, np.maximum(a, b + np.log(luck) / np.abs(b)), ndtri(np.clip(below + luck * (above - below), 1e-300, 1.0))
    )
    z = np.clip(z, a, b)
    return np.asarray(mean + sd * np.where(flip, -z, z))
