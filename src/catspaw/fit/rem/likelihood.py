"""The likelihoods: value, score and information of one block, for any coefficients.

Ordinal (Butts 2008, eq. 4; a conditional logit): with d events among a set R of alternatives

    l = sum over events of x theta - d log sum_R exp(x theta)

Interval and counts (Butts 2008, eq. 2; Poisson): with time t at risk

    l = sum over events of x theta - t sum_R exp(x theta)

All are concave.  Several events of a moment share one set (Breslow 1974).  Sampled controls stand for log_weight
others in the second; in the first a simple random sample needs no weight (McFadden 1978; Borgan, Goldstein and
Langholz 1995).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.times import Floats

#: Linear predictors above this are a step gone wrong: exp would overflow; the step is then halved.
_HIGHEST = 500.0


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A log-likelihood with its derivatives.

    Attributes
    ----------
    loglik : float
    score : ndarray (p,)
        Its gradient.
    information : ndarray (p, p)
        Its negative second derivatives.
    meat : ndarray (p, p)
        Sum over sets of the outer product of their scores, for robust errors.
    """

    loglik: float
    score: Floats
    information: Floats
    meat: Floats

    def __add__(self, other: Value) -> Value:
        return Value(
            self.loglik + other.loglik,
            self.score + other.score,
            self.information + other.information,
            self.meat + other.meat,
        )


Kernel = Callable[[Block, Floats], Value]


def ordinal(block: Block, theta: Floats) -> Value:
    """Conditional logit of one block.

    Parameters
    ----------
    block : Block
        N alternatives in S sets, statistics (p, N).
    theta : ndarray (p,)
    """
    d, set_of = block.events, block.set_of
    eta = theta @ block.x
    top = np.maximum.reduceat(eta, block.starts)
    w = np.exp(eta - top[set_of])
    z = np.add.reduceat(w, block.starts)
    w *= (d / z)[set_of]
    xw = block.x * w
    expected = np.add.reduceat(xw, block.starts, axis=1)
    loglik = float(eta[block.hits].sum() - d @ (top + np.log(z)))
    information = xw @ block.x.T - (expected / d) @ expected.T
    scores = _by_set(block, block.x[:, block.hits]) - expected
    return Value(loglik, scores.sum(axis=1), information, scores @ scores.T)


def timed(block: Block, theta: Floats) -> Value:
    """Poisson of one block: waiting times, or counts with exposure 1 (without the log of factorials)."""
    set_of = block.set_of
    eta = theta @ block.x
    mu = np.exp(np.minimum(eta if block.log_weight is None else eta + block.log_weight, _HIGHEST))
    mu *= block.exposure[set_of]
    xmu = block.x * mu
    loglik = float(eta[block.hits].sum() - mu.sum())
    scores = _by_set(block, block.x[:, block.hits]) - np.add.reduceat(xmu, block.starts, axis=1)
    return Value(loglik, scores.sum(axis=1), xmu @ block.x.T, scores @ scores.T)


def _by_set(block: Block, of_hits: Floats) -> Floats:
    """Give sums over the hits of each set, (p, S)."""
    sets = len(block.starts)
    return np.array([np.bincount(block.hit_set, weights=row, minlength=sets) for row in of_hits])


def kernel(likelihood: str) -> Kernel:
    """Give the likelihood of that name."""
    return ordinal if likelihood == "ordinal" else timed


def value(blocks: Any, theta: Floats, one: Kernel) -> Value:
    """Sum a likelihood over blocks."""
    p = len(theta)
    total = Value(0.0, np.zeros(p), np.zeros((p, p)), np.zeros((p, p)))
    for block in blocks:
        total = total + one(block, theta)
    return total
