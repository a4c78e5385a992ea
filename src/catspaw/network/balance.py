"""Structural balance: the fewest ties that must be crossed to split a network into two camps.

The line index of balance (Harary 1959), computed exactly: reduction, then negative-cycle cuts, then an
integer program of the exclusive-or form (Aref, Mason and Wilson 2020, "A modeling and computational study
of the frustration index in signed networks", Networks 75(1)), solved with HiGHS.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from catspaw.network.graph import SignedGraph, SignedPair
from catspaw.network.reduction import Edge, blocks, reduce, restore

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TIME_LIMIT = 60.0  # seconds of HiGHS per block; a choice of comfort, and running out of it is reported
_TINY = 1e-6
_STALL = 5e-5  # relative gain of a cut round below which the integer program takes over: time, not truth


@dataclass(frozen=True, slots=True)
class Balance:
    """The line index of balance and what it was read from.

    Attributes
    ----------
    index : float
        Number of frustrated pairs, or their weight where weighted.
    frustrated : tuple of SignedPair
        Those pairs: friends across the line, enemies on one side of it.
    sides : (tuple of str, tuple of str)
        The two camps.  Where the graph falls into components each is turned so that its actor with the most
        ties stands in the first camp; between components the choice means nothing.
    components : tuple of tuple of str
        Actors joined by signed ties, the largest component first; actors without a tie are left out.
    pairs : int
        Pairs with a sign.
    optimal : bool
        Proved least.
    gap : float
        (index - lower bound) / index; 0 where proved.
    essential : tuple of SignedPair, optional
        Pairs frustrated in every optimum; None where not asked for.
    """

    index: float
    frustrated: tuple[SignedPair, ...]
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    components: tuple[tuple[str, ...], ...]
    pairs: int
    optimal: bool
    gap: float
    essential: tuple[SignedPair, ...] | None = None

    @property
    def unique(self) -> bool | None:
        """Whether the set of frustrated pairs is the only best one; None where not asked for."""
        return None if self.essential is None else len(self.essential) == len(self.frustrated)

    def __str__(self) -> str:
        first, second = (len(side) for side in self.sides)
        proof = "proved least" if self.optimal else f"not proved least, gap {self.gap:.0%}"
        return f"{self.index:g} of {self.pairs} ties frustrated ({proof}); camps of {first} and {second}"


def frustration(
    graph: SignedGraph, *, weighted: bool = False, essential: bool = False, time_limit: float = TIME_LIMIT
) -> Balance:
    """Compute the line index of balance.

    Parameters
    ----------
    graph : SignedGraph
        Pairs with sign 0 do not count.
    weighted : bool
        Minimise the weight of the frustrated pairs rather than their number.
    essential : bool
        Also find which pairs are frustrated in every optimum: one more solve for each frustrated pair.
    time_limit : float
        Seconds for the integer program of one block.

    Returns
    -------
    Balance
        Several optima may exist; one is returned, the same for the same graph.
    """
    pairs = tuple(pair for pair in graph.pairs if pair.sign)
    numbers = {actor: k for k, actor in enumerate(graph.actors)}
    costs = [pair.weight if weighted else 1.0 for pair in pairs]
    edges = [
        (numbers[p.a], numbers[p.b], p.sign * cost) for p, cost in zip(pairs, costs, strict=True)
    ]
    signs, bound = camps(edges, time_limit=time_limit)
    broken = [k for k, (i, j, w) in enumerate(edges) if signs[i] * signs[j] * w < 0]
    index = sum(costs[k] for k in broken)
    bound = bound if weighted else ceil(bound - _TINY)
    proved = index - bound <= _TINY * max(1.0, index)
    parts = _components(edges, actors=graph.actors)
    always = _always(edges, broken, index, time_limit=time_limit) if essential else None
    return Balance(
        index=index,
        frustrated=tuple(pairs[k] for k in broken),
        sides=_sides(parts, edges, signs, graph.actors),
        components=parts,
        pairs=len(pairs),
        optimal=proved,
        gap=0.0 if proved else (index - bound) / index,
        essential=None if always is None else tuple(pairs[k] for k in always),
    )


def camps(edges: Sequence[Edge], *, time_limit: float = TIME_LIMIT) -> tuple[dict[int, int], float]:
    """Split the nodes of a signed graph in two at the least cost.

    Parameters
    ----------
    edges : sequence of (int, int, float)
        One per pair; the weight's sign is the tie's.
    time_limit : float
        Seconds for the integer program of one block.

    Returns
    -------
    signs : dict
        Node to -1 or +1.
    bound : float
        No split costs less; equal to this one's cost where it is proved best.
    """
    relations: dict[int, list[tuple[int, int]]] = defaultdict(list)
    bound = 0.0
    for block in blocks(edges):
        signs, least = _solve_block(block, time_limit=time_limit)
        bound += least
        for i, j, _ in block:
            relations[i].append((j, signs[i] * signs[j]))
            relations[j].append((i, signs[i] * signs[j]))
    return _propagate(relations), bound


def _solve_block(block: Sequence[Edge], *, time_limit: float) -> tuple[dict[int, int], float]:
    reduced = reduce(block)
    signs, left = _solve_core(reduced.core, time_limit=time_limit) if reduced.core else ({}, 0.0)
    weight = sum(abs(w) for _, _, w in block)
    rest = sum(abs(w) for _, _, w in reduced.core)
    return restore(reduced, signs), left + (weight - reduced.gain - rest) / 2


def _propagate(relations: dict[int, list[tuple[int, int]]]) -> dict[int, int]:
    signs: dict[int, int] = {}
    for root in sorted(relations):
        if root in signs:
            continue
        signs[root] = 1
        queue = deque([root])
        while queue:
            node = queue.popleft()
            for other, relation in relations[node]:
                if other not in signs:
                    signs[other] = signs[node] * relation
                    queue.append(other)
    return signs


def _solve_core(core: Sequence[Edge], *, time_limit: float) -> tuple[dict[int, int], float]:
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


def _negative_cycles(
    ends: Ints, weights: Floats, *, size: int
) -> tuple[list[list[int]], Floats, bool]:
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
    from scipy.optimize import linprog

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
        result = linprog(
            np.abs(weights), A_ub=-_rows(cycles, len(weights)), b_ub=-np.ones(len(cycles)), bounds=(0, 1)
        )
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


def _rows(cycles: Sequence[Sequence[int]], width: int) -> object:
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle in cycles])
    columns = np.concatenate([np.asarray(cycle) for cycle in cycles])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cycles), width))


def _signs_of(ends: Ints, weights: Floats, lengths: Floats, *, size: int) -> Ints:
    """Read the camps from ties that are not frustrated."""
    relations: dict[int, list[tuple[int, int]]] = {node: [] for node in range(size)}
    for (i, j), weight, length in zip(ends.tolist(), weights, lengths, strict=True):
        if length < 0.5:
            relation = 1 if weight > 0 else -1
            relations[i].append((j, relation))
            relations[j].append((i, relation))
    signs = _propagate(relations)
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
        from scipy.sparse import csr_array, hstack

        empty = csr_array((len(cycles), size))
        constraints.append(LinearConstraint(hstack([empty, _rows(cycles, ties)], format="csr"), lb=1.0))
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


def _exclusive_or(ends: Ints, weights: Floats, *, size: int) -> tuple[object, Floats]:
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


def _always(edges: list[Edge], broken: Sequence[int], index: float, *, time_limit: float) -> list[int]:
    """Find which broken ties cannot be kept whole at the same cost, by making each one dear."""
    dear = 2 * sum(abs(w) for _, _, w in edges)
    always = []
    for k in broken:
        i, j, w = edges[k]
        tried = [*edges[:k], (i, j, w + (dear if w > 0 else -dear)), *edges[k + 1 :]]
        _, bound = camps(tried, time_limit=time_limit)
        if bound > index + _TINY * max(1.0, index):
            always.append(k)
    return always


def _components(edges: Iterable[Edge], *, actors: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    listed = list(edges)
    i = np.array([edge[0] for edge in listed], dtype=np.int64)
    j = np.array([edge[1] for edge in listed], dtype=np.int64)
    matrix = csr_array((np.ones(len(listed)), (i, j)), shape=(len(actors), len(actors)))
    _, labels = connected_components(matrix, directed=False)
    members: dict[int, list[str]] = defaultdict(list)
    for node in sorted({*i.tolist(), *j.tolist()}):
        members[int(labels[node])].append(actors[node])
    return tuple(sorted((tuple(part) for part in members.values()), key=lambda part: (-len(part), part)))


def _sides(
    parts: Iterable[Sequence[str]], edges: Iterable[Edge], signs: dict[int, int], actors: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    degree: dict[str, int] = defaultdict(int)
    for i, j, _ in edges:
        degree[actors[i]] += 1
        degree[actors[j]] += 1
    sign = {actors[node]: value for node, value in signs.items()}
    first: list[str] = []
    second: list[str] = []
    for part in parts:
        head = min(part, key=lambda actor: (-degree[actor], actor))
        for actor in part:
            (first if sign[actor] == sign[head] else second).append(actor)
    return tuple(sorted(first)), tuple(sorted(second))
