"""Newton's method for concave likelihoods, with what can go wrong said by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.likelihood import Value
from catspaw.fit.rem.times import Floats

Evaluate = Callable[[Floats], Value]
#: Looks whether a direction lowers the likelihood nowhere; None where it does.
Recede = Callable[[Floats], str | None]

#: Half the squared length of a step in standard errors at which it no longer matters: far below printed digits.
_ENOUGH = 1e-18
_MOST_STEPS = 60
_MOST_HALVINGS = 40
#: Largest change of a linear predictor by one coefficient in one step: a full step of Newton's can leap to where
#: no information is left (measured on sampled controls), and a rate changes by a factor of 20 soon enough.
_MOST_CHANGE = 3.0
#: Information left along some direction, as a share of what there was at the start, that makes separation likely.
_SUSPECT = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The maximum of a penalised log-likelihood.

    Attributes
    ----------
    theta : ndarray (p,)
    value : Value
        Log-likelihood (without the penalty) and derivatives there.
    covariance : ndarray (p, p)
        Inverse of information plus penalty.
    steps : int
    """

    theta: Floats
    value: Value
    covariance: Floats
    steps: int


def maximise(
    evaluate: Evaluate,
    start: Floats,
    first: Value,
    *,
    penalty: Floats,
    reach: Floats,
    recede: Recede | None = None,
) -> Optimum:
    """Climb to the maximum of loglik - penalty theta**2 / 2.

    Parameters
    ----------
    evaluate : callable
        theta -> Value.
    start : ndarray (p,)
    first : Value
        At the start.
    penalty : ndarray (p,)
        Precisions of normal priors around 0.
    reach : ndarray (p,)
        How far each statistic ranges, which bounds a step.
    recede : callable, optional
        Direction -> a sentence where the likelihood rises along it for ever.

    Raises
    ------
    ModelError
        Separation, or no maximum found.
    """
    theta, now = start, first
    scale = _scale(first, penalty)
    for step_number in range(1, _MOST_STEPS + 1):
        gradient = now.score - penalty * theta
        step = _bounded(_solve(now.information, penalty, gradient), reach)
        if recede is not None and step_number >= 6:
            _look_for_separation(now, penalty, scale, step, recede)
        if _arrived(gradient, step, scale, now.loglik):
            return Optimum(theta, now, inverse(now.information, penalty), step_number - 1)
        theta, now = _climb(evaluate, theta, now, step, penalty)
    raise ModelError(
        f"no maximum was found in {_MOST_STEPS} steps; bring the statistics to a like scale, leave some out, or use ridge=1"
    )


def _bounded(step: Floats, reach: Floats) -> Floats:
    """Shorten a step that moves a linear predictor too far."""
    change = float(np.max(np.abs(step) * reach, initial=0.0))
    return step * (_MOST_CHANGE / change) if change > _MOST_CHANGE else step


def _arrived(gradient: Floats, step: Floats, scale: Floats, loglik: float) -> bool:
    """Whether neither the step nor, in units of the start's information, the slope is left."""
    height = max(1.0, abs(loglik))
    return bool(gradient @ step < 2 * _ENOUGH * height and np.max(np.abs(gradient * scale)) < 1e-5 * height)


def _scale(first: Value, penalty: Floats) -> Floats:
    diagonal = np.diag(first.information) + penalty
    return np.asarray(1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0)))


def _solve(information: Floats, penalty: Floats, gradient: Floats) -> Floats:
    """Newton's step, from the scaled system so that units do not matter."""
    whole = information + np.diag(penalty)
    diagonal = np.diag(whole)
    d = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    return np.asarray(d * np.linalg.lstsq(whole * np.outer(d, d), d * gradient, rcond=1e-14)[0])


def inverse(information: Floats, penalty: Floats) -> Floats:
    """Covariance: the inverse of information plus penalty."""
    whole = information + np.diag(penalty)
    diagonal = np.diag(whole)
    d = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    scaled = np.linalg.pinv(whole * np.outer(d, d), rcond=1e-14, hermitian=True)
    return np.asarray(scaled * np.outer(d, d))


def _climb(evaluate: Evaluate, theta: Floats, now: Value, step: Floats, penalty: Floats) -> tuple[Floats, Value]:
    height = float(now.loglik - 0.5 * penalty @ theta**2)
    slack = 1e-12 * max(1.0, abs(height))
    for halving in range(_MOST_HALVINGS):
        reached = theta + step * float(0.5**halving)
        there = evaluate(reached)
        if there.loglik - 0.5 * penalty @ reached**2 >= height - slack:
            return reached, there
    raise ModelError(
        "the likelihood falls in every direction that should raise it; bring the statistics to a like scale"
    )


def _look_for_separation(now: Value, penalty: Floats, scale: Floats, step: Floats, recede: Recede) -> None:
    left = np.linalg.eigvalsh((now.information + np.diag(penalty)) * np.outer(scale, scale))
    if left[0] > _SUSPECT:
        return
    if why := recede(step):
        raise ModelError(why)
