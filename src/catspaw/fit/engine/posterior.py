"""The mode of the posterior for given spreads, by Newton's method, and its curvature.

The linear predictor is level_c + tempo_m + sum of theta x, with level = fixed @ shared + own.  `own`, one for each
author, target and class, meets only itself in the prior, so it is eliminated (a Schur complement) and what is left to
solve has some two hundred unknowns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.core.random import Floats
from catspaw.engine.draws import GAIN
from catspaw.fit.engine.design import Design
from catspaw.fit.engine.likelihood import Pass, evaluate
from catspaw.fit.engine.panel import KINDS, Ints

_MOST_STEPS, _MOST_HALVINGS = 60, 30
#: Rise of the log posterior below which a step no longer matters.
ENOUGH = 1e-4
#: Largest step of a log rate at once.
_LEAP = 2.0
_CLASS_SD = 10.0  # the levels of the classes: flat
_CLASS_MEAN = -5.0
_START_SD = 2.0  # of levels on the log rate of the first days: wide
_TIES_SD = 1.0  # a standing tie, log rate: judged, wide


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Where the parameters are.

    Attributes
    ----------
    shared : ndarray (f,)
        Of the columns of `Design.fixed`.
    tempo : ndarray (M,)
    theta : ndarray (K,)
    own : ndarray (C,)
    """

    shared: Floats
    tempo: Floats
    theta: Floats
    own: Floats

    def level(self, of: Design) -> Floats:
        """Log rate of each channel with every effect and the tempo at 0, (C,)."""
        return np.asarray(of.fixed @ self.shared + self.own)


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """Standard deviations of what is pooled, log rates.

    Attributes
    ----------
    author, target, own : ndarray (2,)
        By class.
    tempo : float
        Of the common factor of 30 days.
    persistence : float
        Of the tempo, from one period to the next.
    """

    author: Floats
    target: Floats
    own: Floats
    tempo: float
    persistence: float


@dataclass(frozen=True, slots=True, eq=False)
class Mode:
    """The mode and the covariance there.

    Attributes
    ----------
    point : Point
    loglik, penalised : float
        Log-likelihood, and with the log prior (up to a constant).
    dense : ndarray
        Covariance of (shared, tempo, theta).
    own : ndarray (C,)
        Variances of `Point.own`.
    level : ndarray (C,)
        Variances of the whole level.
    goal : ndarray (K,)
        Where theta would go next if nothing held it: the maximum of the quadratic at this point.
    left : float
        Rise of the log posterior that the quadratic at this point still promises.
    steps : int
    at : Pass
        Likelihood and derivatives at the point.
    """

    point: Point
    loglik: float
    penalised: float
    dense: Floats
    own: Floats
    level: Floats
    goal: Floats
    left: float
    steps: int
    at: Pass


def start(of: Design) -> Point:
    """Begin at the means of the priors, held within the gain."""
    theta = np.array([term.prior.mean for term in of.terms])
    for k in range(len(KINDS)):
        mine = memory(of, k)
        theta[mine] *= min(1.0, 0.99 * GAIN / max(float(np.abs(theta[mine]).sum()), 1e-12))
    shared = np.zeros(of.fixed.shape[1])
    for k, (rows, count) in enumerate(zip(of.rows, of.count, strict=True)):
        shared[of.groups["class"].start + k] = np.log((count.sum() + 0.5) / (len(rows) * of.days))
    return Point(shared, np.zeros(len(of.periods)), theta, np.zeros(len(of.fixed)))


def memory(of: Design, kind: int) -> Ints:
    """Terms of memory of a class."""
    name = tuple(KINDS)[kind]
    return np.array([k for k, term in enumerate(of.terms) if term.memory and term.kind == name], dtype=np.int64)


def mode(
    of: Design,
    at: Point,
    spreads: Spreads,
    *,
    seen: Pass | None = None,
    held: bool = False,
    steps: int = _MOST_STEPS,
) -> Mode:
    """Climb to the mode.

    Parameters
    ----------
    of : Design
    at : Point
        Where to begin.
    spreads : Spreads
    seen : Pass, optional
        The likelihood there, if it is at hand.
    held : bool
        Leave theta where it is and move the rest.
    steps : int
        Most steps.

    Raises
    ------
    ModelError
        Where no step raises the posterior.
    """
    prior = _prior(of, spreads)
    now = seen or evaluate(of, level=at.level(of), tempo=at.tempo, theta=at.theta)
    height = now.loglik + prior.log(at)
    taken = 0
    while True:
        solved = _solve(of, now, prior)
        step = _step(of, at, now, prior, solved, held)
        if taken == steps or step.rise < ENOUGH:
            return _mode(of, at, now, height, solved, prior, taken)
        at, now, height = _climb(of, at, step, height, prior)
        taken += 1


@dataclass(frozen=True, slots=True, eq=False)
class _Prior:
    """Normal priors: means and precisions of the dense part, precisions of what is each channel's own."""

    mean: Floats
    precision: Floats
    own: Floats

    def log(self, at: Point) -> float:
        off = _dense(at) - self.mean
        return -0.5 * float(off @ self.precision @ off + self.own @ at.own**2)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    dense: Floats
    own: Floats
    rise: float


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """The Schur complement's inverse; cross curvature over own, and own."""

    inverse: Floats
    cross: Floats
    curvature: Floats


def _dense(at: Point) -> Floats:
    return np.concatenate([at.shared, at.tempo, at.theta])


def _prior(of: Design, spreads: Spreads) -> _Prior:
    f, m = of.fixed.shape[1], len(of.periods)
    size = f + m + len(of.terms)
    mean, precision = np.zeros(size), np.zeros((size, size))
    shared = np.zeros(f)
    for name, place in of.groups.items():
        shared[place] = _precision(name, spreads)
    mean[of.groups["class"]] = _CLASS_MEAN
    precision[np.arange(f), np.arange(f)] = shared
    precision[f : f + m, f : f + m] = tempo_precision(m, spreads.persistence) / spreads.tempo**2
    mean[f + m :] = [term.prior.mean for term in of.terms]
    theta = np.arange(f + m, size)
    precision[theta, theta] = [term.prior.sd**-2 for term in of.terms]
    own = np.ones(len(of.fixed))  # channels that the design leaves out stay where they are
    for k, rows in enumerate(of.rows):
        own[rows] = spreads.own[k] ** -2
    return _Prior(mean, precision, own)


def _precision(name: str, spreads: Spreads) -> float:
    if name == "class":
        return _CLASS_SD**-2
    if name == "ties":
        return _TIES_SD**-2
    if name == "start":
        return _START_SD**-2
    side, _, kind = name.partition(" of ")
    spread: Floats = getattr(spreads, side)
    return float(spread[tuple(KINDS).index(kind)] ** -2)


def tempo_precision(months: int, persistence: float) -> Floats:
    """Precision of a stationary AR(1) of variance 1, (M, M): tridiagonal."""
    if months == 1:
        return np.ones((1, 1))
    inner = np.full(months, 1.0 + persistence**2)
    inner[[0, -1]] = 1.0
    beside = np.full(months - 1, -persistence)
    return np.asarray((np.diag(inner) + np.diag(beside, 1) + np.diag(beside, -1)) / (1.0 - persistence**2))


def _solve(of: Design, now: Pass, prior: _Prior) -> _Solved:
    weighted = of.fixed * now.level_level[:, None]
    cross = np.hstack([weighted, now.level_tempo, now.level_theta])  # (C, dense)
    curvature = now.level_level + prior.own
    left = cross / curvature[:, None]
    whole = _information(of, now, weighted) + prior.precision
    inverse: Floats = np.asarray(np.linalg.inv(whole - left.T @ cross), dtype=np.float64)
    return _Solved(inverse, left, curvature)


def _step(of: Design, at: Point, now: Pass, prior: _Prior, solved: _Solved, held: bool) -> _Step:
    slope_own = now.level - prior.own * at.own * (now.level_level > 0.0)
    slope = np.concatenate([of.fixed.T @ now.level, now.tempo, now.theta])
    slope = slope - prior.precision @ (_dense(at) - prior.mean)
    dense = solved.inverse @ (slope - solved.cross.T @ slope_own)
    if held and len(of.terms):
        k = len(of.terms)
        inner = solved.inverse[-k:, -k:]
        dense = dense - solved.inverse[:, -k:] @ np.linalg.solve(inner, dense[-k:])
    own = slope_own / solved.curvature - solved.cross @ dense
    return _Step(dense, own, float(slope @ dense + slope_own @ own))


def _information(of: Design, now: Pass, weighted: Floats) -> Floats:
    """Negative second derivatives of the dense part."""
    fixed = of.fixed
    ft, fm = fixed.T @ now.level_theta, fixed.T @ now.level_tempo
    mm = np.diag(now.level_tempo.sum(axis=0))
    return np.block(
        [
            [fixed.T @ weighted, fm, ft],
            [fm.T, mm, now.tempo_theta],
            [ft.T, now.tempo_theta.T, now.theta_theta],
        ]
    )


def _climb(of: Design, at: Point, step: _Step, height: float, prior: _Prior) -> tuple[Point, Pass, float]:
    share = min(1.0, _LEAP / max(float(np.abs(step.dense).max()), float(np.abs(step.own).max()), 1e-12))
    for _ in range(_MOST_HALVINGS):
        there = _moved(of, at, step, share)
        now = evaluate(of, level=there.level(of), tempo=there.tempo, theta=there.theta)
        reached = now.loglik + prior.log(there)
        if reached >= height - 1e-9 * abs(height):
            return there, now, reached
        share /= 2.0
    raise ModelError("the posterior falls in every direction that should raise it; the panel is too thin to be fitted")


def _moved(of: Design, at: Point, step: _Step, share: float) -> Point:
    f, m = of.fixed.shape[1], len(of.periods)
    dense = _dense(at) + share * step.dense
    return Point(dense[:f], dense[f : f + m], dense[f + m :], at.own + share * step.own)


def _mode(of: Design, at: Point, now: Pass, height: float, solved: _Solved, prior: _Prior, taken: int) -> Mode:
    step = _step(of, at, now, prior, solved, held=False)
    reach = -solved.cross  # level = fixed @ shared + own, and own goes against the dense part by this
    own = _quadratic(reach, solved.inverse)
    reach[:, : of.fixed.shape[1]] += of.fixed
    level = _quadratic(reach, solved.inverse)
    goal = at.theta + step.dense[len(step.dense) - len(of.terms) :]
    alone = 1.0 / solved.curvature
    return Mode(at, now.loglik, height, solved.inverse, alone + own, alone + level, goal, step.rise / 2.0, taken, now)


def _quadratic(rows: Floats, matrix: Floats) -> Floats:
    return np.asarray(((rows @ matrix) * rows).sum(axis=1))
