"""The fit: L-BFGS in coordinates in which the loss is nearly round.

The loss and its gradient come from `choice`; ridges shrink the deviations by kind and by relation to nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.choice import KINDS, Cases, Floats, Weights, loss_and_gradient
from catspaw.fit.link.compiled import THREADS

SAMPLED = 24  # one question in so many; coordinates only, nothing depends on it but speed


@dataclass(frozen=True, slots=True)
class Ridges:
    """Penalties per question: half of each times the sum of squared weights.

    Attributes
    ----------
    common, kind, relation : float
        Chosen on validation.
    """

    common: float = 1e-4
    kind: float = 3e-3
    relation: float = 1e-2


class Objective:
    """Penalised loss per question of a flat vector of weights, with its gradient."""

    def __init__(self, cases: Cases, ridges: Ridges, relations: int, pool: ThreadPoolExecutor) -> None:
        self.cases, self.pool, self.relations = cases, pool, relations
        features = cases.x.shape[1]
        self.shape = (1 + KINDS + relations, features)
        self.ridge = np.repeat((ridges.common, ridges.kind, ridges.relation), (1, KINDS, relations))[:, None]
        rows = np.linspace(0, len(cases.x), THREADS + 1)
        self.cuts = np.searchsorted(cases.begin, rows).clip(0, len(cases.begin) - 1)
        self.to_kind = np.zeros((THREADS, KINDS, features))
        self.to_relation = np.zeros((THREADS, max(relations, 1), features))
        self.relation = cases.relation if relations else np.zeros_like(cases.relation)

    def __call__(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return loss and gradient, flat."""
        w = flat.reshape(self.shape)
        by_kind = (w[0] + w[1 : 1 + KINDS]).astype(np.float32)
        by_relation = (w[1 + KINDS :] if self.relations else np.zeros((1, w.shape[1]))).astype(np.float32)
        self.to_kind[:], self.to_relation[:] = 0.0, 0.0
        loss = sum(self.pool.map(lambda k: self._part(k, by_kind, by_relation), range(THREADS)))
        n = len(self.cases.begin) - 1
        to_kind = self.to_kind.sum(axis=0)
        rows = [to_kind.sum(axis=0)[None], to_kind, self.to_relation.sum(axis=0)[: self.relations]]
        gradient = np.concatenate(rows) / n + self.ridge * w
        return loss / n + 0.5 * float((self.ridge * w * w).sum()), gradient.ravel()

    def _part(self, k: int, by_kind: Floats, by_relation: Floats) -> float:
        c = self.cases
        return loss_and_gradient(
            c.x, c.begin, self.relation, c.kind, c.true, c.offset, by_kind, by_relation,
            self.cuts[k], self.cuts[k + 1], self.to_kind[k], self.to_relation[k],
        )  # fmt: skip


class Frame:
    """Coordinates in which the loss is nearly round, so that few iterations are needed.

    Each block of weights is turned into the eigenvectors of its own curvature and stretched by its roots; a relation
    is given its share of the curvature that all have in common.
    """

    def __init__(self, objective: Objective, w: NDArray[np.float64]) -> None:
        ridge = objective.ridge[:, 0]
        self.turns, stretches = [], []
        curved = curvature(objective.cases, w[0] + w[1 : 1 + KINDS])
        for block, least in zip(curved, ridge[: 1 + KINDS], strict=True):
            values, turn = np.linalg.eigh(block)
            self.turns.append(turn)
            stretches.append(1.0 / np.sqrt(np.maximum(values, 0.0) + least))
            if not stretches[1:]:
                common = np.maximum(values, 0.0)
        n = np.bincount(objective.relation, minlength=objective.relations)[: objective.relations]
        share = n / max(1, n.sum())
        own = 1.0 / np.sqrt(share[:, None] * common + ridge[1 + KINDS :, None])
        self.stretch: NDArray[np.float64] = np.concatenate([np.array(stretches), own])
        self.objective = objective

    def weights(self, flat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weights at some coordinates, shape (1 + kinds + relations, features)."""
        v = flat.reshape(self.stretch.shape) * self.stretch
        blocks = [turn @ row for turn, row in zip(self.turns, v[: 1 + KINDS], strict=True)]
        w: NDArray[np.float64] = np.concatenate([np.array(blocks), v[1 + KINDS :] @ self.turns[0].T])
        return w

    def coordinates(self, w: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the coordinates of some weights, flat."""
        return (self._turned(w) / self.stretch).ravel()

    def _turned(self, w: NDArray[np.float64]) -> NDArray[np.float64]:
        blocks = [row @ turn for turn, row in zip(self.turns, w[: 1 + KINDS], strict=True)]
        turned: NDArray[np.float64] = np.concatenate([np.array(blocks), w[1 + KINDS :] @ self.turns[0]])
        return turned

    def __call__(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return loss and gradient at some coordinates, flat."""
        loss, gradient = self.objective(self.weights(flat).ravel())
        return loss, (self._turned(gradient.reshape(self.stretch.shape)) * self.stretch).ravel()


def curvature(cases: Cases, by_kind: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the second derivatives of the loss by the common weights and by those of each kind.

    From one question in `SAMPLED`, and with every candidate a rival: good enough to choose coordinates by.

    Returns
    -------
    ndarray, shape (1 + kinds, features, features)
    """
    features = cases.x.shape[1]
    total = np.zeros((1 + KINDS, features, features))
    chosen = range(0, len(cases.begin) - 1, SAMPLED)
    for i in range(0, len(chosen), 256):
        some = chosen[i : i + 256]
        spans = [slice(cases.begin[k], cases.begin[k + 1]) for k in some]
        x = np.concatenate([cases.x[s] for s in spans])
        kind, offset = (np.concatenate([column[s] for s in spans]) for column in (cases.kind, cases.offset))
        begin = np.cumsum([0] + [s.stop - s.start for s in spans])[:-1]
        score = np.einsum("rf,rf->r", x, by_kind.astype(np.float32)[kind]) + offset
        of = np.repeat(np.arange(len(spans)), np.diff([*begin, len(x)]))
        p = np.exp(score - np.maximum.reduceat(score, begin)[of])
        p /= np.add.reduceat(p, begin)[of]
        pulled = x * np.sqrt(p)[:, None]
        for k in range(1 + KINDS):
            here = pulled if k == 0 else pulled * (kind == k - 1)[:, None]
            mean = np.add.reduceat(here * np.sqrt(p)[:, None], begin)
            total[k] += here.T @ here - mean.T @ mean
    curved: NDArray[np.float64] = total / len(chosen)
    return curved


def fit(cases: Cases, *, features: tuple[str, ...], relations: int, ridges: Ridges, rounds: tuple[int, int]) -> Weights:
    """Fit the weights: first those common to all relations, then all of them from there.

    Parameters
    ----------
    cases : Cases
        Its features are scaled in place, the large ones, to a root mean square of 1.
    features : tuple of str
        Names of the columns.
    relations : int
        With inverses; 0: no weights by relation.
    ridges : Ridges
    rounds : (int, int)
        Most L-BFGS iterations of the two steps.

    Returns
    -------
    Weights
        On the features' own scale.
    """
    from scipy.optimize import minimize

    scale = np.sqrt(np.mean(cases.x[:: max(1, len(cases.x) // 100_000)].astype(np.float64) ** 2, axis=0))
    scale = np.maximum(scale, 1.0)  # rare features stay small, so that the ridges hold them more firmly
    np.divide(cases.x, scale.astype(np.float32), out=cases.x)
    w = np.zeros((1 + KINDS, len(features)))
    taken, loss = 0, np.nan
    with ThreadPoolExecutor(THREADS) as pool:
        for more, limit in zip((0, relations), rounds, strict=True):
            if limit == 0 or (more == 0 and taken > 0):
                continue
            w = np.concatenate([w, np.zeros((more, len(features)))])
            frame = Frame(Objective(cases, ridges, more, pool), w)
            found = minimize(
                frame, frame.coordinates(w), jac=True, method="L-BFGS-B", options={"maxiter": limit, "maxcor": 10}
            )
            w, loss, taken = frame.weights(found.x), float(found.fun), taken + int(found.nit)
    deviations = w[1 + KINDS :]
    return Weights(features, w[0] / scale, w[1 : 1 + KINDS] / scale, deviations / scale, loss, taken)
