"""Structural balance: the fewest ties that must be crossed to split a network into two camps.

The line index of balance (Harary 1959), computed exactly: reduction, then negative-cycle cuts, then an
integer program of the exclusive-or form (Aref, Mason and Wilson 2020, "A modeling and computational study
of the frustration index in signed networks", Networks 75(1)), solved with HiGHS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from catspaw.network.cuts import split_core
from catspaw.network.graph import SignedGraph, SignedPair
from catspaw.network.reduction import Edge, agree, blocks, reduce, restore

TIME_LIMIT = 60.0  # seconds of HiGHS per block; a choice of comfort, and running out of it is reported
_TINY = 1e-6


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
    edges = [(numbers[p.a], numbers[p.b], p.sign * cost) for p, cost in zip(pairs, costs, strict=True)]
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
    return agree(relations), bound


def _solve_block(block: Sequence[Edge], *, time_limit: float) -> tuple[dict[int, int], float]:
    reduced = reduce(block)
    signs, left = split_core(reduced.core, time_limit=time_limit) if reduced.core else ({}, 0.0)
    weight = sum(abs(w) for _, _, w in block)
    rest = sum(abs(w) for _, _, w in reduced.core)
    return restore(reduced, signs), left + (weight - reduced.gain - rest) / 2


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
