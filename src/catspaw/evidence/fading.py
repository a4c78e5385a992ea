"""What can cease to be so: evidence as of a day, through a two-state Markov chain.

A tie seen in 2015 need not hold in 2019, nor have held in 2011.  Each kind has a half-life h; over Δ days a
belief p goes to prior + 2^(-Δ/h) (p - prior), which is the Markov chain whose rest is the prior.  Statements are
taken in the order of their days, the farthest from the day asked first: Bayes at each, the chain between them,
from the past and from the future apart; the two meet on the day (forward and backward filter, Rabiner 1989).
A statement stands on the day of its span that is nearest to the day asked; an origin's latest word counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence.sheet import Sheet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Least probability and largest log ratio, so that logarithms stay finite.
_LEAST, _MOST = 1e-300, 500.0


@dataclass(frozen=True)
class Slots:
    """Days on which something was said of each question; one alone, on the day itself, for what cannot cease.

    Attributes
    ----------
    question, gap, later : ndarray of int (S,)
        Question; days from the day asked; 1 where it lies after that day.
    offsets : ndarray of int (S + 1,)
        Where each slot's answers stand among the flat ones of all slots.
    of : ndarray of int
        Slot of each statement.
    """

    question: Ints
    gap: Ints
    later: Ints
    offsets: Ints
    of: Ints

    @property
    def flat(self) -> int:
        """How many answers all slots have together."""
        return int(self.offsets[-1])


def slots(sheet: Sheet, question: Ints, gap: Ints, later: Ints) -> Slots:
    """Find the slots of statements.

    Parameters
    ----------
    question, gap, later : ndarray of int, by statement
    """
    lasting = np.isinf(sheet.half_life[question])
    gap = np.where(lasting, 0, gap)
    later = np.where(gap == 0, 0, later)
    keys, of = np.unique(np.stack([question, later, -gap]), axis=1, return_inverse=True)
    sizes = sheet.sizes[keys[0]]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Slots(keys[0], -keys[2], keys[1], offsets, of.reshape(-1))


def collapse(found: Slots, likelihood: Floats, sheet: Sheet) -> Floats:
    """Bring the log likelihoods of all slots to the day asked.

    Parameters
    ----------
    found : Slots
    likelihood : ndarray (slots' answers, R)

    Returns
    -------
    ndarray (F, R)
        Log likelihood of every answer, up to a constant for each question.
    """
    out = np.zeros((len(sheet.prior), likelihood.shape[1]))
    several = np.bincount(found.question, minlength=len(sheet.ids)) > 1
    fading = several[found.question] | (found.gap > 0)
    sizes = sheet.sizes[found.question]
    for size in np.unique(sizes):
        answers = np.arange(size)
        plain = np.flatnonzero(~fading & (sizes == size))
        out[sheet.offsets[found.question[plain], None] + answers] = likelihood[found.offsets[plain, None] + answers]
        for side in (0, 1):
            which = np.flatnonzero(fading & (sizes == size) & (found.later == side))
            if len(which):
                _filter(found, which, likelihood, sheet, out)
    return out


def _filter(found: Slots, which: Ints, likelihood: Floats, sheet: Sheet, out: Floats) -> None:
    """Go through the slots of one side of the day, farthest first, and add what arrives there to `out`.

    All questions have the same number of answers.
    """
    question = found.question[which]
    answers = np.arange(sheet.sizes[question[0]])
    begins = np.flatnonzero(np.append(True, question[1:] != question[:-1]))
    lengths = np.diff(np.append(begins, len(which)))
    nearer = np.append(found.gap[which][1:], 0)
    nearer[begins + lengths - 1] = 0
    keep = 2.0 ** (-(found.gap[which] - nearer) / sheet.half_life[question])
    flat = sheet.offsets[question[begins], None] + answers
    prior = sheet.prior[flat][:, :, None]
    p = np.repeat(prior, likelihood.shape[1], axis=2)
    for rank in range(int(lengths.max())):
        here = np.flatnonzero(lengths > rank)
        now = begins[here] + rank
        said = likelihood[found.offsets[which[now], None] + answers]
        told = p[here]
        told[:, :-1] *= np.exp(np.clip(said[:, :-1] - said[:, -1:], -_MOST, _MOST))
        told *= keep[now, None, None] / told.sum(axis=1, keepdims=True)
        p[here] = told + (1.0 - keep[now, None, None]) * prior[here]
    out[flat] += np.log(np.maximum(p, _LEAST) / prior)
