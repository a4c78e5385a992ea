"""Who did it?  The signal that a deniable act leaves, and what it makes others believe.

A deniable act by i on j leaves a signal: i with chance q_j (1 - delta_i); a wrong candidate k with
(1 - q_j (1 - delta_i)) mu, shared by pi_k; else none.  What the ledger keeps is the posterior over the
candidates and someone else,

    b(k)  proportional to  pi_k P(signal | k)

so that a known aggressor shelters the others.  Given their own attack probabilities, chance of an opportunity
and signal matrix, the posterior is that of Baliga, Bueno de Mesquita and Wolitzky (APSR 2020).
"""

from __future__ import annotations

from collections.abc import Sequence

NONE = -1  # nobody was seen
OVERT = -2  # nothing to infer


def draw(
    u: float,
    *,
    author: int,
    candidates: Sequence[int],
    identify: Sequence[float],
    prior: Sequence[float],
    mistaken: float,
) -> int:
    """Draw the signal of one act.

    Parameters
    ----------
    u : float
        Uniform in (0, 1).
    author : int
        Position of the author among the candidates.
    candidates : sequence of int (n,)
        Actors, ascending.
    identify : sequence of float (n,)
        q_j (1 - delta_k): chance that an act of each would be known as such.
    prior : sequence of float (n,)
        pi_k, any scale.
    mistaken : float
        mu.

    Returns
    -------
    int
        The actor who was seen, or `NONE`.
    """
    seen = identify[author]
    if u < seen:
        return candidates[author]
    rest = (u - seen) / (1.0 - seen)
    total = _total(prior) - prior[author]
    if rest >= mistaken or not total > 0.0:
        return NONE
    left = rest / mistaken * total
    for at, (candidate, weight) in enumerate(zip(candidates, prior, strict=True)):
        left -= weight if at != author else 0.0
        if at != author and left < 0.0:
            return candidate
    return candidates[-1] if author != len(candidates) - 1 else candidates[-2]  # rounding left a crumb


def likelihood(
    signal: int, *, candidates: Sequence[int], identify: Sequence[float], prior: Sequence[float], mistaken: float
) -> list[float]:
    """P(signal | author) for each candidate and, last, for someone else; (n + 1,).

    Someone else is never identified: the chance of being known is 0.  Where there is no other candidate, there
    is nobody to mistake the author for.
    """
    total = _total(prior)
    found = []
    for candidate, known, own in zip((*candidates, NONE), (*identify, 0.0), (*prior, 0.0), strict=True):
        others = total - own
        wrong = mistaken if others > 0.0 else 0.0
        if signal == NONE:
            found.append((1.0 - known) * (1.0 - wrong))
        elif signal == candidate:
            found.append(known)
        else:
            named = prior[candidates.index(signal)]
            found.append((1.0 - known) * wrong * (named / others if others > 0.0 else 0.0))
    return found


def posterior(prior: Sequence[float], chance: Sequence[float]) -> list[float]:
    """Bayes: prior times likelihood, normalised; the prior where the signal is impossible for all."""
    joint = [p * c for p, c in zip(prior, chance, strict=True)]
    if not _total(joint) > 0.0:
        joint = list(prior)
    total = _total(joint)
    return [value / total for value in joint]


def spread(prior: Sequence[float], *, someone_else: float) -> list[float]:
    """Add someone else to a prior over candidates: they have the share `someone_else` of the whole; (n + 1,)."""
    return [*prior, _total(prior) * someone_else / (1.0 - someone_else)]


def reweigh(belief: Sequence[float], *, at: int, ratio: float) -> list[float]:
    """Belief over authors after a word about the one `at`, with its likelihood ratio; sums to 1."""
    changed = [value * ratio if place == at else value for place, value in enumerate(belief)]
    total = _total(changed)
    return [value / total for value in changed]


def _total(values: Sequence[float]) -> float:
    """Add term by term: `sum` compensates from Python 3.12 on, and the last bit must not depend on that."""
    total = 0.0
    for value in values:
        total += value
    return total


# Likelihood ratios of public words about an act's author, from the table by which evidence weighs claims
# (judged there): an accusation that serves the accuser, an admission against interest, a denial that serves.
ACCUSES, ADMITS, DENIES = 1, 2, 3
RATIO = {ACCUSES: 0.70 / 0.40, ADMITS: 30.0, DENIES: 0.88 / 0.95}
ABOUT_DAYS = 30  # judged: a word is about the last contested act of that many days
