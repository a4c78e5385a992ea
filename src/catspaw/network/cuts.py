"""The least cost of a signed graph that no reduction shrinks: negative-cycle cuts, then an integer program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from catspaw.network.reduction import Edge, agree

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TINY = 1e-6
_STALL = 1e-4  # relative gain of a cut round below which the integer program takes over: time, not truth


def split_core(core: Sequence[Edge], *, time_limit: float) -> tuple[dict[int, int], float]:
    """Split the nodes of a graph in two at the least cost; return the signs and a lower bound of the cost."""
    nodes = sorted({node for i, j, _ in core for node in (i, j)})
    place = {node: k for k, node in enumerate(nodes)}
    ends = np.array([(place[i], place[j]) for i, j, _ in core], dtype=np.int64)
    weights = np.array([w for _, _, w in core])
    cycles, lengths, closed = _negative_cycles(ends, weights, size=len(nodes))
    bound = float(np.abs(weights) @ lengths)
    if closed and np.all(np.abs(lengths - np.round(lengths)) < _TINY):
        signs = _signs_of(ends, weights, lengths, size=len(nodes))
    else:
        signs, least = _program(ends, weights, cycles, size=len(nodes), time_limit=time_limit)
        bound = max(bound, least)
    return {node: int(signs[place[node]]) for node in nodes}, bound


def _negative_cycles(ends: Ints, weights: Floats, *, size: int) -> tuple[list[list[int]], Floats, bool]:
    """Solve the linear program of covering all negative cycles, adding those that are missed.

    A set of ties whose loss balances the graph meets every cycle with an odd number of negative ties, and
    conversely (Harary 1953).

    Parameters
    ----------
    ends : int array (ties, 2)
    weights : float array (ties,)
    size : int
        Number of nodes.

    Returns
    -------
    cycles : list of lists of ties
    lengths : float array (ties,), in [0, 1]
        The program's solution.
    closed : bool
        Every negative cycle is covered.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    lengths = np.zeros(len(weights))
    cycles: list[list[int]] = []
    known: set[tuple[int, ...]] = set()
    value = -1.0
    while True:
        fresh = _missed(ends, weights, lengths, size=size) - known
        gained, value = np.abs(weights) @ lengths - value, float(np.abs(weights) @ lengths)
        if not fresh or gained <= _STALL * value:
            return cycles, lengths, not fresh
        known |= fresh
        cycles += [list(cycle) for cycle in sorted(fresh)]
        rule = LinearConstraint(_rows(cycles, len(weights)), lb=1.0)
        result = milp(np.abs(weights), bounds=Bounds(0, 1), constraints=rule)
        lengths = np.asarray(result.x, dtype=float)


def _missed(ends: Ints, weights: Floats, lengths: Floats, *, size: int) -> set[tuple[int, ...]]:
    """Find, through each node, the shortest negative cycle, where it is shorter than 1.

    A walk in the doubled graph from a node to its twin crosses an odd number of negative ties.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    i, j = ends.T
    hop = np.where(weights < 0, size, 0)
    tails = np.concatenate([i, i + size, j, j + size])
    heads = np.concatenate([j + hop, j + size - hop, i + hop, i + size - hop])
    cost = np.tile(lengths + _TINY / 10, 4)  # a small cost per tie prefers short cycles
    doubled = csr_array((cost, (tails, heads)), shape=(2 * size, 2 * size))
    far, before = dijkstra(doubled, indices=np.arange(size), return_predecessors=True)
    tie_at = {(int(a), int(b)): k for k, (a, b) in enumerate(ends)}
    missed = (node for node in range(size) if far[node, node + size] < 1 - 100 * _TINY)
    walks = (_walk(before[node], node, node + size, tie_at, size=size) for node in missed)
    return {tuple(sorted(walk)) for walk in walks if len(set(walk)) == len(walk)}


def _walk(
    before: NDArray[np.int32], start: int, end: int, tie_at: dict[tuple[int, int], int], *, size: int
) -> list[int]:
    ties = []
    while end != start:
        previous = int(before[end])
        a, b = previous % size, end % size
        ties.append(tie_at[a, b] if (a, b) in tie_at else tie_at[b, a])
        end = previous
    return ties


def _rows(cycles: Sequence[Sequence[int]], width: int, *, first: int = 0) -> csr_array[np.float64, tuple[int, int]]:
    """One row of ones for each cycle; its ties stand in the columns from ``first`` on."""
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle in cycles])
    columns = first + np.concatenate([np.asarray(cycle) for cycle in cycles])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cycles), width))


def _signs_of(ends: Ints, weights: Floats, lengths: Floats, *, size: int) -> Ints:
    """Read the camps from ties that are not frustrated."""
    relations: dict[int, list[tuple[int, int]]] = {node: [] for node in range(size)}
    for (i, j), weight, length in zip(ends.tolist(), weights, lengths, strict=True):
        if length < 0.5:
            relation = 1 if weight > 0 else -1
            relations[i].append((j, relation))
            relations[j].append((i, relation))
    signs = agree(relations)
    return np.array([signs[node] for node in range(size)])


def _program(
    ends: Ints, weights: Floats, cycles: Sequence[Sequence[int]], *, size: int, time_limit: float
) -> tuple[Ints, float]:
    """Solve the exclusive-or integer program, tightened by the cycles found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    ties = len(weights)
    rule, above = _exclusive_or(ends, weights, size=size)
    constraints = [LinearConstraint(rule, lb=above)]
    if cycles:
        constraints.append(LinearConstraint(_rows(cycles, size + ties, first=size), lb=1.0))
    upper = np.ones(size + ties)
    upper[np.bincount(ends.ravel(), minlength=size).argmax()] = 0.0  # one node fixed: sides have no names
    result = milp(
        np.concatenate([np.zeros(size), np.abs(weights)]),
        integrality=np.concatenate([np.ones(size), np.zeros(ties)]),
        bounds=Bounds(0, upper),
        constraints=constraints,
        options={"time_limit": time_limit, "mip_rel_gap": 0.0},
    )
    found = np.zeros(size) if result.x is None else result.x[:size]
    bound = 0.0 if result.mip_dual_bound is None else max(0.0, float(result.mip_dual_bound))
    return _descend(ends, weights, 1 - 2 * np.round(found).astype(np.int64)), bound


def _exclusive_or(ends: Ints, weights: Floats, *, size: int) -> tuple[csr_array[np.float64, tuple[int, int]], Floats]:
    """Rows ``f >= |x_i - x_j|`` for friends and ``f >= |x_i + x_j - 1|`` for enemies, over (x, f)."""
    from scipy.sparse import csr_array

    ties = len(weights)
    friends = np.where(weights > 0, 1.0, -1.0)
    row = np.arange(ties)
    i, j = ends.T
    rows = np.concatenate([row, row, row, row + ties, row + ties, row + ties])
    columns = np.concatenate([size + row, i, j, size + row, i, j])
    one = np.ones(ties)
    values = np.concatenate([one, -one, friends, one, one, -friends])
    enemies = (weights < 0).astype(float)
    above = np.concatenate([-enemies, enemies])
    return csr_array((values, (rows, columns)), shape=(2 * ties, size + ties)), above


def _descend(ends: Ints, weights: Floats, signs: Ints) -> Ints:
    """Turn single nodes while that lowers the cost: mends a solution cut off by the clock."""
    i, j = ends.T
    while True:
        strain = weights * signs[i] * signs[j]
        pull = np.bincount(i, strain, len(signs)) + np.bincount(j, strain, len(signs))
        worst = int(pull.argmin())
        if pull[worst] >= -_TINY:
            return signs
        signs = signs.copy()
        signs[worst] *= -1
