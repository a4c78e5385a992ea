"""Reliability learnt from the book itself: expectation–maximisation over origins, never over outlets.

The one-coin model of Dawid and Skene (1979): each origin is right with a probability of its own, with a Beta
prior; the E step gives the probability of every fact, the M step that of every origin.  Copies would teach it
that whoever is copied most is right most, so it takes origins only, and only those with at least `ENOUGH`
facts on which others speak too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence.tables import expit, logit

Floats = NDArray[np.float64]

#: Facts that an origin must share with others before its reliability is learnt; a stated rule.
ENOUGH = 20
#: Beta prior of an origin's accuracy: mean .72, the weight of ten facts.  A judgement.
PRIOR = (7.2, 2.8)
#: Where the iteration stops.
TOLERANCE, STEPS = 1e-6, 200


@dataclass(frozen=True)
class Learnt:
    """What the book teaches about its origins.

    Attributes
    ----------
    accuracy : ndarray (O,)
        Probability of being right; the prior mean where too little was said.
    learnt : ndarray of bool (O,)
        Whether it was learnt.
    belief : ndarray (facts,)
        Probability that each fact is so.
    steps : int
    """

    accuracy: Floats
    learnt: NDArray[np.bool_]
    belief: Floats
    steps: int


def learn(votes: Floats, *, fact_prior: float = 0.5, prior: tuple[float, float] = PRIOR) -> Learnt:
    """Learn how often each origin is right.

    Parameters
    ----------
    votes : ndarray (O, facts)
        1 where an origin says yes, -1 where it says no, 0 where it is silent; between them by its sureness.
    fact_prior : float
        Probability of a fact before anybody speaks.
    prior : (float, float)
        Beta prior of an origin's accuracy.

    Returns
    -------
    Learnt
    """
    heard = np.abs(votes)
    shared = (votes != 0) & ((votes != 0).sum(axis=0) > 1)
    enough = shared.sum(axis=1) >= ENOUGH
    usual = prior[0] / (prior[0] + prior[1])
    accuracy = np.full(len(votes), usual)
    belief = np.full(votes.shape[1], fact_prior)
    step = 0
    while step < STEPS:
        step += 1
        before = belief
        belief = expit(logit(np.array(fact_prior)) + votes.T @ logit(accuracy))
        right = np.where(votes > 0, belief, 1.0 - belief) * heard
        fresh = (right.sum(axis=1) + prior[0]) / (heard.sum(axis=1) + sum(prior))
        accuracy = np.where(enough, np.clip(fresh, 0.5, 0.99), usual)
        if np.abs(belief - before).max() < TOLERANCE:
            break
    return Learnt(accuracy, enough, belief, step)
