"""Draws of coefficients from the normal that a likelihood and its priors come to (Laplace)."""

from __future__ import annotations

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.core.random import normal, stable_hashes, uniforms
from catspaw.fit.rem.result import Fit
from catspaw.fit.rem.times import Floats


def draws(fit: Fit, *, n: int = 1000, seed: int = 0) -> Floats:
    """Draw coefficients.

    Parameters
    ----------
    fit : Fit
    n : int
        Number of draws; a longer series begins with the shorter one.
    seed : int
        A draw is a function of seed, coefficient's name and number, never of what else is drawn.

    Returns
    -------
    ndarray (n, p)
    """
    if n < 1:
        raise ModelError(f"n is {n}; allowed: a number of draws from 1")
    ids = stable_hashes(fit.names)
    u = uniforms(seed, "parameters", ids[None, :], np.arange(n, dtype=np.uint64)[:, None])
    return np.asarray(fit.coef + normal(u) @ root(fit.cov).T)


def root(cov: Floats) -> Floats:
    """Lower-triangular root of a covariance, also where it is singular."""
    d = np.sqrt(np.where(np.diag(cov) > 0, np.diag(cov), 1.0))
    values, vectors = np.linalg.eigh(cov / np.outer(d, d))
    half = vectors * np.sqrt(np.maximum(values, 0.0))
    lower = np.asarray(np.linalg.qr(half.T, mode="r")).T
    signs = np.where(np.diag(lower) < 0, -1.0, 1.0)
    return np.asarray(d[:, None] * lower * signs)
