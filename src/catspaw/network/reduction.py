"""Exact reductions of a signed graph, after which little is left to search.

A graph is a list of edges (i, j, w): w > 0 wants i and j on one side, w < 0 on two; |w| is the cost of not
having it.  Least cost is largest ``sum w_ij s_i s_j`` over signs s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[int, int, float]
Adjacency = dict[int, dict[int, float]]
_ZERO = 1e-12  # a weight below this is what rounding leaves of two that cancel


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left of a graph, and how to get back.

    Attributes
    ----------
    core : list of Edge
        Edges among nodes of degree 4 or more; often none.
    gain : float
        Largest ``sum w s s`` of the graph less that of the core.
    removed : list of (node, {neighbour: weight})
        In the order of removal; undo from the end.
    """

    core: list[Edge]
    gain: float
    removed: list[tuple[int, dict[int, float]]]


def blocks(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Split a graph into its biconnected components; the least costs of these add up.

    Hopcroft and Tarjan (1973), without recursion.  A bridge is a block of one edge.
    """
    neighbours = _adjacency(edges)
    depth: dict[int, int] = {}
    found: list[list[Edge]] = []
    for root in neighbours:
        if root not in depth:
            depth[root] = 0
            found += _blocks_from(root, neighbours, depth)
    return found


def _blocks_from(root: int, neighbours: Adjacency, depth: dict[int, int]) -> list[list[Edge]]:
    low = {root: 0}
    found: list[list[Edge]] = []
    open_edges: list[Edge] = []
    path = [(root, -1, iter(neighbours[root].items()))]
    while path:
        node, parent, rest = path[-1]
        step = next(rest, None)
        if step is None:
            path.pop()
            if path:
                _close(node, parent, low, depth, open_edges, found)
        elif step[0] not in depth:
            other, weight = step
            depth[other] = low[other] = depth[node] + 1
            open_edges.append((node, other, weight))
            path.append((other, node, iter(neighbours[other].items())))
        elif step[0] != parent and depth[step[0]] < depth[node]:
            low[node] = min(low[node], depth[step[0]])
            open_edges.append((node, step[0], step[1]))
    return found


def _close(
    node: int,
    parent: int,
    low: dict[int, int],
    depth: dict[int, int],
    open_edges: list[Edge],
    found: list[list[Edge]],
) -> None:
    low[parent] = min(low[parent], low[node])
    if low[node] < depth[parent]:
        return
    block: list[Edge] = []
    while not block or block[-1][:2] != (parent, node):
        block.append(open_edges.pop())
    found.append(block)


def reduce(edges: Iterable[Edge]) -> Reduced:
    """Remove every node with three neighbours or fewer, exactly.

    The best sign of such a node depends on its neighbours through a function of their products alone, and
    for up to three neighbours weights among these carry the same function (the star-triangle relation of
    the Ising model).  So the least cost is kept to the last digit while the graph shrinks.
    """
    neighbours = _adjacency(edges)
    gain = 0.0
    removed: list[tuple[int, dict[int, float]]] = []
    waiting = deque(sorted(neighbours))
    while waiting:
        node = waiting.popleft()
        if node not in neighbours or len(neighbours[node]) > 3:
            continue
        star = neighbours.pop(node)
        removed.append((node, star))
        for other in star:
            del neighbours[other][node]
        gain += _replace_star(star, neighbours)
        waiting.extend(star)
    core = [(i, j, w) for i in sorted(neighbours) for j, w in sorted(neighbours[i].items()) if i < j]
    return Reduced(core=core, gain=gain, removed=removed)


def restore(reduced: Reduced, signs: dict[int, int]) -> dict[int, int]:
    """Give each removed node the sign that suits its neighbours best.

    Parameters
    ----------
    reduced : Reduced
    signs : dict
        Node of the core to -1 or +1.
    """
    signs = dict(signs)
    for node, star in reversed(reduced.removed):
        for other in star:
            signs.setdefault(other, 1)
        pull = sum(weight * signs[other] for other, weight in star.items())
        signs[node] = 1 if pull >= 0 else -1
    return signs


def agree(relations: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Give signs that fit relations: node to (other, +1 for the same sign or -1), listed from both ends."""
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


def _replace_star(star: dict[int, float], neighbours: Adjacency) -> float:
    """Put weights among the ends of a star in its place; return the constant that goes with them."""
    ends, pulls = list(star), list(star.values())
    if len(ends) < 2:
        return abs(sum(pulls))
    pulls += [0.0] * (3 - len(pulls))
    x, y, z = pulls
    same, first, second, third = abs(x + y + z), abs(-x + y + z), abs(x - y + z), abs(x + y - z)
    _add(neighbours, ends[0], ends[1], (same + third - first - second) / 4)
    if len(ends) == 3:
        _add(neighbours, ends[0], ends[2], (same + second - first - third) / 4)
        _add(neighbours, ends[1], ends[2], (same + first - second - third) / 4)
    return (same + first + second + third) / 4


def _adjacency(edges: Iterable[Edge]) -> Adjacency:
    neighbours: Adjacency = {}
    for i, j, weight in edges:
        neighbours.setdefault(i, {})
        neighbours.setdefault(j, {})
        _add(neighbours, i, j, weight)
    return neighbours


def _add(neighbours: Adjacency, i: int, j: int, weight: float) -> None:
    total = neighbours[i].get(j, 0.0) + weight
    if abs(total) > _ZERO:
        neighbours[i][j] = neighbours[j][i] = total
    else:
        neighbours[i].pop(j, None)
        neighbours[j].pop(i, None)
