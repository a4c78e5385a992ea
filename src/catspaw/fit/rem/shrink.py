"""Coefficients that vary by group, shrunk to their common value by a variance that the data choose.

b_g ~ N(0, tau**2) for every level g of a group.  Given tau the penalised likelihood is concave; tau**2 is the fixed
point of sum of b_g**2 over the effective number of levels, sum of 1 - Var(b_g) / tau**2, with Laplace's approximation
(Schall 1991; MacKay 1992): the same point as that of EM, reached in fewer rounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.likelihood import Value
from catspaw.fit.rem.newton import Evaluate, Optimum, maximise
from catspaw.fit.rem.plan import Plan
from catspaw.fit.rem.times import Floats

#: Most coefficients together, for a dense information matrix of 32 MB and its inverse.
MOST_LEVELS = 2_000
_START = 1.0  # first standard deviation: coefficients are log rates per unit
_SMALLEST = 1e-3  # a standard deviation below this is none
_ENOUGH = 1e-3  # relative change of every standard deviation
_MOST_ROUNDS = 100
_HIGHEST = 500.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the levels of each varying coefficient stand after the p common ones.

    Attributes
    ----------
    common : int
    offsets : tuple of int
        First place of each varying coefficient, and the end.
    labels : tuple of tuple of str
        Names of levels.
    names : tuple of str
        ``column | group``.
    """

    common: int
    offsets: tuple[int, ...]
    labels: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]


def layout(of: Plan) -> Layout:
    """Give every level its number.

    Raises
    ------
    ModelError
        More than can be handled.
    """
    actors, labels = of.history.actors, []
    for column in of.formula.varying:
        if column.group == "dyad":
            labels.append(tuple(f"{a} > {b}" for a in actors for b in actors))
        else:
            labels.append(of.history.types if column.group == "type" else actors)
    offsets = np.cumsum([len(of.columns), *map(len, labels)]).tolist()
    if offsets[-1] > MOST_LEVELS:
        raise ModelError(
            f"{offsets[-1]:,} coefficients with all levels; at most {MOST_LEVELS:,}: let fewer vary, or by a coarser group"
        )
    names = tuple(f"{column} | {column.group}" for column in of.formula.varying)
    return Layout(len(of.columns), tuple(offsets), tuple(labels), names)


def varying_value(blocks: Iterable[Block], theta: Floats, at: Layout, ordinal: bool) -> Value:
    """Log-likelihood and derivatives with varying coefficients; theta is (p + levels,)."""
    size, p = len(theta), at.common
    total = Value(0.0, np.zeros(size), np.zeros((size, size)), np.zeros((p, p)))
    for block in blocks:
        total = total + _of_block(block, theta, at, ordinal)
    return total


def _of_block(block: Block, theta: Floats, at: Layout, ordinal: bool) -> Value:
    p, d = at.common, block.events
    z = design(block, at, len(theta))
    eta = theta[:p] @ block.x + z @ theta[p:]
    w, loglik = _weights(block, eta, d, ordinal)
    sets = _by_sets(block)
    xw, zw = block.x * w, z.multiply(w[:, None]).tocsr()
    expected = np.vstack([(sets @ xw.T).T, (sets @ zw).toarray().T])
    information = np.block([[xw @ block.x.T, (zw.T @ block.x.T).T], [zw.T @ block.x.T, (zw.T @ z).toarray()]])
    if ordinal:
        information -= (expected / d) @ expected.T
    hits = np.concatenate([block.x[:, block.hits].sum(axis=1), np.asarray(z[block.hits].sum(axis=0)).reshape(-1)])
    return Value(loglik, hits - expected.sum(axis=1), information, np.zeros((p, p)))


def _weights(block: Block, eta: Floats, d: Floats, ordinal: bool) -> tuple[Floats, float]:
    """Give the expected events of each alternative, and the log-likelihood."""
    set_of = block.set_of
    if ordinal:
        top = np.maximum.reduceat(eta, block.starts)
        w = np.exp(eta - top[set_of])
        total = np.add.reduceat(w, block.starts)
        return w * (d / total)[set_of], float(eta[block.hits].sum() - d @ (top + np.log(total)))
    mu = np.exp(np.minimum(eta if block.log_weight is None else eta + block.log_weight, _HIGHEST))
    mu *= block.exposure[set_of]
    return mu, float(eta[block.hits].sum() - mu.sum())


def design(block: Block, at: Layout, size: int) -> Any:
    """Sparse design of the levels, (N, levels): one entry for each varying coefficient."""
    from scipy.sparse import csr_array

    n = block.x.shape[1]
    columns = [block.levels[k] + at.offsets[k] - at.common for k in range(len(at.names))]
    rows = np.tile(np.arange(n), len(columns))
    return csr_array((block.varying.reshape(-1), (rows, np.concatenate(columns))), shape=(n, size - at.common))


def _by_sets(block: Block) -> Any:
    from scipy.sparse import csr_array

    n = block.x.shape[1]
    return csr_array((np.ones(n), np.arange(n), np.append(block.starts, n)), shape=(len(block.starts), n))


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """A fit with varying coefficients.

    Attributes
    ----------
    optimum : Optimum
    spread : ndarray (v,)
        Standard deviation of each varying coefficient.
    seen : ndarray of bool (levels,)
        Levels that occur among the alternatives.
    """

    optimum: Optimum
    spread: Floats
    seen: NDArray[np.bool_]


def shrink(evaluate: Evaluate, start: Floats, at: Layout, *, penalty: Floats, reach: Floats, events: int) -> Shrunk:
    """Fit common and varying coefficients and the spread of the latter.

    Raises
    ------
    ModelError
        Where Newton's method finds no maximum.
    """
    spread, before = np.full(len(at.names), _START), np.zeros(len(at.names))
    theta, value = start, evaluate(start)
    seen = _seen(value, at, events)
    for _ in range(_MOST_ROUNDS):
        whole = np.concatenate([penalty, *_precisions(spread, at)])
        best = maximise(evaluate, theta, value, penalty=whole, reach=reach)
        theta, value = best.theta, best.value
        step = np.array([np.log(_spread(best, at, k, spread, seen) / spread[k]) for k in range(len(spread))])
        leap, before = _leap(step, before), step
        if np.all((np.abs(leap) <= _ENOUGH) | ((spread <= _SMALLEST) & (leap <= 0.0))):
            break
        spread = np.maximum(spread * np.exp(leap), _SMALLEST)
    return Shrunk(best, spread, seen)


def _leap(step: Floats, before: Floats) -> Floats:
    """Go on where a geometric series of steps would end (Aitken 1926), by a factor of e**2 at most."""
    ratio = np.clip(np.divide(step, before, out=np.zeros_like(step), where=before != 0.0), 0.0, 0.95)
    return np.clip(step / (1.0 - ratio), -2.0, 2.0)


def _seen(value: Value, at: Layout, events: int) -> NDArray[np.bool_]:
    """Levels that the likelihood knows of; the others stay at 0."""
    diagonal = np.diag(value.information)[at.common :]
    seen = diagonal > 1e-11 * events  # what never differs leaves rounding, some 1e-15 an event
    for k, name in enumerate(at.names):
        if not seen[at.offsets[k] - at.common : at.offsets[k + 1] - at.common].any():
            raise ModelError(f"({name}) never differs among the alternatives of any choice; leave it out")
    return np.asarray(seen)


def _precisions(spread: Floats, at: Layout) -> list[Floats]:
    sizes = np.diff(at.offsets)
    return [np.full(size, 1.0 / s**2) for size, s in zip(sizes, spread, strict=True)]


def _spread(best: Optimum, at: Layout, k: int, spread: Floats, seen: NDArray[np.bool_]) -> float:
    mine = np.arange(at.offsets[k], at.offsets[k + 1])
    mine = mine[seen[mine - at.common]]
    effective = np.sum(1.0 - np.diag(best.covariance)[mine] / spread[k] ** 2)
    return float(np.sqrt(np.sum(best.theta[mine] ** 2 + 1e-30) / max(effective, 1e-12)))
