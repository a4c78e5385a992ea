"""Shifts that bring average marginals to where they should be: prior of linked questions, centre of the draws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marginals = Callable[[Floats], Floats]

#: Where the search stops: largest difference of a probability, most steps, longest step (logit).
TOLERANCE, STEPS, LONGEST = 1e-8, 60, 3.0
#: Settings from which the curvature is taken, and after how many steps it is taken anew.
CURVED, ANEW = 16, 3


def softmax(logs: Floats, starts: Ints, sizes: Ints) -> Floats:
    """Normalise flat answers within questions: (A, B) for (A, B); `sizes` answers from each of `starts`."""
    top = np.maximum.reduceat(logs, starts, axis=0)
    found = np.exp(logs - np.repeat(top, sizes, axis=0))
    found /= np.repeat(np.add.reduceat(found, starts, axis=0), sizes, axis=0)
    return np.asarray(found)


def shifts(marginals: Marginals, logs: Floats, target: Floats, arities: Ints) -> Floats:
    """Find one shift for each answer after which the mean marginal over settings is the target.

    The shifts minimise the convex mean over settings of log Z(δ) - δ · target; Newton steps with the
    covariance of the answers as curvature, halved where they overshoot.  At one setting this is what
    iterative proportional fitting finds (Deming and Stephan 1940): among the joints on the valid states, the
    one with these marginals that is nearest to the product of the factors.

    Parameters
    ----------
    marginals : callable
        Gives (A, B) probabilities for (A, B) log factors.
    logs : ndarray (A, G, S)
        G alike components, each in S settings.
    target : ndarray (A, G)
    arities : ndarray of int (questions,)
        How many answers each question has; A is their sum.

    Returns
    -------
    ndarray (A, G)
    """
    shift, step, best = (np.zeros_like(target) for _ in range(3))
    error, slope = (np.full(target.shape[1], np.inf) for _ in range(2))
    pace = np.zeros(target.shape[1])
    for count in range(STEPS):
        p = _over(marginals, logs + (shift + pace * step)[:, :, None])
        gap = target - p.mean(axis=2)
        far = (gap * step).sum(axis=0) < -0.9 * slope  # past the lowest point along the step: half of it
        shift = np.where(far, shift, shift + pace * step)
        now = np.where(far, np.inf, np.abs(gap).max(axis=0))
        best, error = np.where(now < error, shift, best), np.minimum(error, now)
        if error.max() < TOLERANCE:
            break
        if count % ANEW == 0:
            curvature = covariance(marginals, logs + shift[:, :, None], arities)
        newton = np.linalg.solve(curvature, gap.T[:, :, None])[:, :, 0].T
        newton *= np.minimum(1.0, LONGEST / np.maximum(np.abs(newton).max(axis=0), 1e-300))
        step = np.where(far, step, newton)
        slope = np.where(far, slope, np.maximum((gap * newton).sum(axis=0), 0.0))
        pace = np.where(far, pace / 2, np.where(error < TOLERANCE, 0.0, 1.0))
    return best


def _over(marginals: Marginals, logs: Floats) -> Floats:
    return marginals(logs.reshape(len(logs), -1)).reshape(logs.shape)


def covariance(marginals: Marginals, logs: Floats, arities: Ints) -> Floats:
    """Give the covariance of answers, averaged over a few settings: (G, A, A), made regular.

    The answers of a question sum to one, so each question's block is singular along (1, …, 1), where no gap
    ever points; a block of ones (and a little ridge) makes the matrix regular and leaves the step unchanged.
    """
    every = max(1, logs.shape[2] // CURVED)
    some = logs[:, :, ::every]
    p = _over(marginals, some)
    question = np.repeat(np.arange(len(arities)), arities)
    same = question[:, None] == question[None, :]
    barred = np.where(same & ~np.eye(len(question), dtype=bool), -1e3, 0.0)
    given = _over(marginals, some[:, :, :, None] + barred[:, None, None, :])
    joint = p[:, None] * np.moveaxis(given, 3, 0)
    mean = (joint - p[:, None] * p[None]).mean(axis=3)
    return np.asarray(np.moveaxis(mean, 2, 0) + same + 1e-10 * np.eye(len(question)))
