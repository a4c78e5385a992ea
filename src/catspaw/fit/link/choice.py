"""Conditional choice: a softmax over the candidates, with weights by kind of candidate and by relation.

The score of candidate y for question (x, q) is Σ_f (w_f + k_f[kind of y] + d_f[q]) · x_f, where the kind says whether
the triple, only the pair, or nothing is known.  A true answer competes with the candidates that are not true answers
of the same question (the filtered softmax of the protocol).  ``k`` and ``d`` are deviations, shrunk to 0 by ridges
of their own; the likelihood is concave, and L-BFGS finds its top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.compiled import compiled_sums, in_threads

KINDS = 3
LEAST_PULL = 1e-6  # a candidate that pulls less on the weights is passed over in the gradient

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cases:
    """What the weights are fitted on.

    Attributes
    ----------
    x : ndarray of float32, shape (rows, features)
        Scaled features.
    begin : ndarray of int64, shape (questions + 1,)
    relation : ndarray of int32, shape (questions,)
    kind : ndarray of int8, shape (rows,)
    true : ndarray of bool, shape (rows,)
    offset : ndarray of float32, shape (rows,)
        Log of how many candidates a sampled one stands for.
    """

    x: Floats
    begin: NDArray[np.int64]
    relation: NDArray[np.int32]
    kind: NDArray[np.int8]
    true: NDArray[np.bool_]
    offset: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights, on the features' own scale.

    Attributes
    ----------
    features : tuple of str
    common : ndarray, shape (features,)
    kind : ndarray, shape (3, features)
        Deviations where the same act, the dyad, or nothing is known.
    relation : ndarray, shape (relations, features)
        Deviations by relation asked (inverses after all others).
    loss : float
        Mean negative log-likelihood per question, with the penalties.
    rounds : int
        Iterations that the fit took.
    """

    features: tuple[str, ...]
    common: NDArray[np.float64]
    kind: NDArray[np.float64]
    relation: NDArray[np.float64]
    loss: float
    rounds: int

    def of_relation(self, q: int) -> NDArray[np.float64]:
        """Return the deviations of a relation; zeros where none were fitted."""
        return self.relation[q] if len(self.relation) else np.zeros(len(self.features))


@compiled_sums
def score(
    x: Floats, begin: NDArray[np.int64], relation: NDArray[np.int32], kind: NDArray[np.int8],
    by_kind: Floats, by_relation: Floats, first: int, last: int, out: Floats,
) -> None:  # fmt: skip
    """Write the scores of questions ``first`` to ``last - 1``; shapes as in `Cases`."""
    for i in range(first, last):
        own = by_kind + by_relation[relation[i]]
        for r in range(begin[i], begin[i + 1]):
            total = np.float32(0.0)
            for f in range(x.shape[1]):
                total += x[r, f] * own[kind[r], f]
            out[r] = total


@compiled_sums
def pull(score: Floats, true: NDArray[np.bool_]) -> float:
    """Turn the scores of one question into the loss's derivatives by them, in place; return the loss.

    Each true answer a has the loss -log(e^a / (e^a + Z)), where Z sums e^score over candidates that are not true.
    """
    top, rest = score.max(), 0.0
    for k in range(len(score)):
        score[k] = np.exp(score[k] - top)
        rest += 0.0 if true[k] else score[k]
    loss, inverse = 0.0, 0.0
    for k in range(len(score)):
        if true[k]:
            loss -= np.log(score[k] / (score[k] + rest) + 1e-30)
            inverse += 1.0 / (score[k] + rest)
            score[k] = -rest / (score[k] + rest)
    for k in range(len(score)):
        if not true[k]:
            score[k] *= inverse
    return loss


@compiled_sums
def loss_and_gradient(
    x: Floats, begin: NDArray[np.int64], relation: NDArray[np.int32], kind: NDArray[np.int8],
    true: NDArray[np.bool_], offset: Floats, by_kind: Floats, by_relation: Floats, first: int, last: int,
    to_kind: NDArray[np.float64], to_relation: NDArray[np.float64],
) -> float:  # fmt: skip
    """Return the loss of questions ``first`` to ``last - 1`` and add to its gradients.

    Parameters
    ----------
    x, begin, relation, kind, true, offset
        As in `Cases`; every question has a true candidate.
    by_kind : ndarray, shape (3, features)
    by_relation, to_relation : ndarray, shape (relations, features)
    to_kind : ndarray, shape (3, features)
    """
    loss, part = 0.0, np.empty(x.shape[1], np.float32)
    for i in range(first, last):
        a, b, q = begin[i], begin[i + 1], relation[i]
        own, scores = by_kind + by_relation[q], offset[a:b].copy()
        for r in range(a, b):
            total = np.float32(0.0)
            for f in range(x.shape[1]):
                total += x[r, f] * own[kind[r], f]
            scores[r - a] += total
        loss += pull(scores, true[a:b])
        for group in range(by_kind.shape[0]):
            part[:] = 0.0
            for r in range(a, b):
                if kind[r] == group and abs(scores[r - a]) > LEAST_PULL:
                    for f in range(x.shape[1]):
                        part[f] += scores[r - a] * x[r, f]
            for f in range(x.shape[1]):
                to_kind[group, f] += part[f]
                to_relation[q, f] += part[f]
    return loss


def scores(cases: Cases, by_kind: NDArray[np.float64], by_relation: NDArray[np.float64]) -> Floats:
    """Return the scores of all rows, offsets left out."""
    out = np.empty(len(cases.x), np.float32)
    relation = cases.relation if len(by_relation) else np.zeros_like(cases.relation)
    deviations = by_relation if len(by_relation) else np.zeros((1, cases.x.shape[1]))
    fixed = cases.x, cases.begin, relation, cases.kind, by_kind.astype(np.float32), deviations.astype(np.float32)
    in_threads(lambda a, b: score(*fixed, a, b, out), len(cases.begin) - 1)
    return out
