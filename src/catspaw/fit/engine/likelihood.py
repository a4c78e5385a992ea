"""The two likelihoods of a day, with what Newton's method needs of them.

With lam = exp(level + tempo + sum of theta x) the acts of one channel on one day, and y what was recorded:

    presence    y log(1 - e^-lam) - (1 - y) lam        a Bernoulli with 1 - e^-lam
    volume      y log lam - lam                        Poisson, less log y!

Both are -lam wherever nothing happened, which is nearly everywhere; days with acts are mended one by one.
Both are concave in the linear predictor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.core.random import Floats
from catspaw.fit.engine.design import Design
from catspaw.fit.engine.panel import Ints

_ROWS = 48  # channels at once: what stays in a processor's cache
_HIGHEST = 30.0  # log rate above which a step has gone wrong; it is then halved


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """Log-likelihood and derivatives, by what the linear predictor is the sum of.

    Attributes
    ----------
    loglik : float
    level, tempo, theta : ndarray (C,), (M,), (K,)
        Gradients.
    level_level : ndarray (C,)
        Negative second derivatives, from here on.
    level_tempo : ndarray (C, M)
    level_theta : ndarray (C, K)
    tempo_theta : ndarray (M, K)
    theta_theta : ndarray (K, K)
    """

    loglik: float
    level: Floats
    tempo: Floats
    theta: Floats
    level_level: Floats
    level_tempo: Floats
    level_theta: Floats
    tempo_theta: Floats
    theta_theta: Floats


def evaluate(of: Design, *, level: Floats, tempo: Floats, theta: Floats) -> Pass:
    """Go through the panel once.

    Parameters
    ----------
    of : Design
    level : ndarray (C,)
    tempo : ndarray (M,)
    theta : ndarray (K,)
    """
    months, k = len(of.periods), len(of.terms)
    made = _empty(len(of.fixed), months, k)
    loglik, first = 0.0, 0
    for kind in range(len(of.rows)):
        last = first + of.x[kind].shape[1]
        for start in range(0, len(of.rows[kind]), _ROWS):
            loglik += _block(of, kind, slice(start, start + _ROWS), slice(first, last), (level, tempo, theta), made)
        first = last
    return Pass(loglik, *(made[name] for name in Pass.__slots__[1:]))


def _empty(channels: int, months: int, k: int) -> dict[str, Floats]:
    shapes = {
        "level": (channels,),
        "tempo": (months,),
        "theta": (k,),
        "level_level": (channels,),
        "level_tempo": (channels, months),
        "level_theta": (channels, k),
        "tempo_theta": (months, k),
        "theta_theta": (k, k),
    }
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def _block(
    of: Design, kind: int, part: slice, terms: slice, at: tuple[Floats, Floats, Floats], made: dict[str, Floats]
) -> float:
    """Add some channels of one class; gives their log-likelihood."""
    level, tempo, theta = at
    rows, x = of.rows[kind][part], of.x[kind][part]
    eta = level[rows][:, None] + tempo[of.period][None, :]
    if x.shape[1]:
        eta += np.einsum("nkd,k->nd", x, theta[terms])
    weight = np.exp(np.minimum(eta, _HIGHEST))
    slope = -weight
    loglik = -float(weight.sum())
    mine = (of.hit[kind] >= part.start) & (of.hit[kind] < part.stop)
    where = of.hit[kind][mine] - part.start, of.day[kind][mine]
    count = of.count[kind][mine]
    gain, added_slope, added_weight = hits(weight[where], eta[where], count, presence=of.measure == "presence")
    slope[where] += added_slope
    weight[where] += added_weight
    _add(made, of, rows, terms, x, slope, weight)
    return loglik + float(gain.sum())


def hits(lam: Floats, eta: Floats, count: Floats, *, presence: bool) -> tuple[Floats, Floats, Floats]:
    """Say by how much days with acts differ from -lam: log-likelihood, slope and weight.

    A record that is only believed (``count`` below 1) is so much of each.
    """
    if not presence:
        return count * eta, count, np.zeros_like(lam)
    odds = lam / np.expm1(lam)  # slope of log(1 - e^-lam)
    gain = np.log(-np.expm1(-lam)) + lam
    return count * gain, count * (odds + lam), count * (odds * (lam + odds - 1.0) - lam)


def _add(
    made: dict[str, Floats], of: Design, rows: Ints, terms: slice, x: Floats, slope: Floats, weight: Floats
) -> None:
    by_month = np.add.reduceat(weight, of.periods, axis=1)
    made["level"][rows] = slope.sum(axis=1)
    made["tempo"] += np.add.reduceat(slope.sum(axis=0), of.periods)
    made["level_level"][rows] = by_month.sum(axis=1)
    made["level_tempo"][rows] = by_month
    if not x.shape[1]:
        return
    xw = x * weight[:, None, :]
    made["theta"][terms] += np.einsum("nkd,nd->k", x, slope)
    made["level_theta"][rows, terms] = xw.sum(axis=2)
    made["tempo_theta"][:, terms] += np.add.reduceat(xw.sum(axis=0).T, of.periods, axis=0)
    made["theta_theta"][terms, terms] += np.matmul(xw, x.transpose(0, 2, 1)).sum(axis=0)
