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

from catspaw.evidence.calibrate import softmax
from catspaw.evidence.sheet import Sheet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
    plain = np.flatnonzero(~fading)
    out[_ranges(sheet.offsets, found.question[plain])] = likelihood[_ranges(found.offsets, plain)]
    for side in (0, 1):
        _filter(found, np.flatnonzero(fading & (found.later == side)), likelihood, sheet, out)
    return out


def _ranges(offsets: Ints, which: Ints) -> Ints:
    """Concatenate the index ranges ``offsets[i]:offsets[i + 1]``."""
    sizes = offsets[which + 1] - offsets[which]
    place = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray(np.repeat(offsets[which], sizes) + place)


def _filter(found: Slots, which: Ints, likelihood: Floats, sheet: Sheet, out: Floats) -> None:
    """Go through the slots of one side of the day, farthest first, and add what arrives there to `out`."""
    if not len(which):
        return
    question = found.question[which]
    begins = np.flatnonzero(np.append(True, question[1:] != question[:-1]))
    lengths = np.diff(np.append(begins, len(which)))
    nearer = np.append(found.gap[which][1:], 0)
    nearer[begins + lengths - 1] = 0
    keep = 2.0 ** (-(found.gap[which] - nearer) / sheet.half_life[question])
    whole = _ranges(sheet.offsets, question[begins])
    log = np.zeros_like(out)
    log[whole] = np.log(sheet.prior[whole, None])
    for rank in range(int(lengths.max())):
        now = begins[lengths > rank] + rank
        here = _ranges(sheet.offsets, question[now])
        sizes = sheet.sizes[question[now]]
        starts = np.cumsum(sizes) - sizes
        p = softmax(log[here] + likelihood[_ranges(found.offsets, which[now])], starts, sizes)
        prior = sheet.prior[here, None]
        log[here] = np.log(prior + np.repeat(keep[now], sizes)[:, None] * (p - prior))
    out[whole] += log[whole] - np.log(sheet.prior[whole, None])
