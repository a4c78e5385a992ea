"""Who did it?  The signal that a deniable act leaves, and what it makes others believe.

A deniable act by i on j leaves a signal: i with chance q_j (1 - delta_i); a wrong candidate k with
(1 - q_j (1 - delta_i)) mu, shared by pi_k; else none.  What the ledger keeps is the posterior over the
candidates and someone else,

    b(k)  proportional to  pi_k P(signal | k)

so that a known aggressor shelters the others.  Given their own attack probabilities, chance of an opportunity
and signal matrix, the posterior is that of Baliga, Bueno de Mesquita and Wolitzky (APSR 2020).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats

NONE = -1  # nobody was seen
OVERT = -2  # nothing to infer


def draw(
    u: float, *, author: int, candidates: NDArray[np.int64], identify: Floats, prior: Floats, mistaken: float
) -> int:
    """Draw the signal of one act.

    Parameters
    ----------
    u : float
        Uniform in (0, 1).
    author : int
        Position of the author among the candidates.
    candidates : ndarray of int64 (n,)
        Actors.
    identify : ndarray (n,)
        q_j (1 - delta_k): chance that an act of each would be known as such.
    prior : ndarray (n,)
        pi_k, any scale.
    mistaken : float
        mu.

    Returns
    -------
    int
        The actor who was seen, or `NONE`.
    """
    seen = float(identify[author])
    if u < seen:
        return int(candidates[author])
    rest = (u - seen) / (1.0 - seen)
    others = np.array(prior)
    others[author] = 0.0
    total = np.cumsum(others)
    if rest >= mistaken or not total[-1] > 0.0:
        return NONE
    return int(candidates[np.searchsorted(total, rest / mistaken * total[-1], side="right")])


def likelihood(
    signal: int, *, candidates: NDArray[np.int64], identify: Floats, prior: Floats, mistaken: float
) -> Floats:
    """P(signal | author) for each candidate and, last, for someone else; (n + 1,).

    Someone else is never identified: the chance of being known is 0.
    """
    known = np.append(identify, 0.0)
    total = float(np.cumsum(prior)[-1])
    others = np.append(total - prior, total)
    wrong = np.where(others > 0.0, mistaken, 0.0)  # with no other candidate there is nobody to mistake it for
    if signal == NONE:
        return (1.0 - known) * (1.0 - wrong)
    at = int(np.searchsorted(candidates, signal))
    share = np.divide(prior[at], others, out=np.zeros_like(others), where=others > 0.0)
    chance = (1.0 - known) * wrong * share
    chance[at] = known[at]
    return np.asarray(chance)


def posterior(prior: Floats, chance: Floats) -> Floats:
    """Bayes: prior times likelihood, normalised; the prior where the signal is impossible for all."""
    joint = prior * chance
    total = float(np.cumsum(joint)[-1])
    return np.asarray(joint / total if total > 0.0 else prior / float(np.cumsum(prior)[-1]))


def spread(prior: Floats, *, someone_else: float) -> Floats:
    """Add someone else to a prior over candidates: they have the share `someone_else` of the whole; (n + 1,)."""
    total = float(np.cumsum(prior)[-1])
    return np.append(prior, total * someone_else / (1.0 - someone_else))


def reweigh(belief: Floats, *, at: int, ratio: float) -> Floats:
    """Belief over authors after a word about the one `at`, with its likelihood ratio; sums to 1."""
    changed = np.array(belief)
    changed[at] *= ratio
    return np.asarray(changed / float(np.cumsum(changed)[-1]))


# Likelihood ratios of public words about an act's author, from the table by which evidence weighs claims
# (judged there): an accusation that serves the accuser, an admission against interest, a denial that serves.
ACCUSES, ADMITS, DENIES = 1, 2, 3
RATIO = {ACCUSES: 0.70 / 0.40, ADMITS: 30.0, DENIES: 0.88 / 0.95}
ABOUT_DAYS = 30  # judged: a word is about the last contested act of that many days
