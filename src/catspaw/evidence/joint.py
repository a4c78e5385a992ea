"""The joint of linked questions: exact, by a tree of cliques over their valid states.

A component is a set of questions with links "x in S implies y in T".  States that break a link have weight 0,
the others the product of one factor per question.  Questions are eliminated one by one, fewest new pairs first
(Rose 1970; Lauritzen and Spiegelhalter 1988); the clique of each holds only valid states, so that chains,
lists that exclude each other and stars of any size stay small.  All passes run over a batch of B factors at
once (draws of the tables, or alike components).

The limit is `LARGEST` valid states in a clique: any 20 yes-or-no propositions fit, however they are linked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Most valid states of one clique for the exact joint.
LARGEST = 1 << 20

#: (question, its answers as a mask, question, its answers): the first implies the second.
Link = tuple[int, tuple[bool, ...], int, tuple[bool, ...]]


class TooLargeError(Exception):
    """A clique has more than `LARGEST` valid states: the sampler takes over."""


@dataclass(frozen=True)
class Clique:
    """One question with the neighbours that it had when it was eliminated.

    Attributes
    ----------
    question : int
        The question, last column of the states.
    others : tuple of int
        The neighbours, first columns.
    states : ndarray of int (V, 1 + len(others))
        Valid states, in lexicographic order.
    starts : ndarray of int (P,)
        Where each state of the neighbours begins.
    group : ndarray of int (V,)
        State of the neighbours of each state.
    parent : int
        Clique that takes the message, or -1.
    at_parent : ndarray of int (V of the parent,)
        State of the neighbours in each of the parent's states; P where none is valid.
    """

    question: int
    others: tuple[int, ...]
    states: Ints
    starts: Ints
    group: Ints
    parent: int
    at_parent: Ints


@dataclass(frozen=True)
class Tree:
    """Cliques in the order of elimination; `offsets` places each question's answers among flat ones."""

    cliques: tuple[Clique, ...]
    offsets: Ints
    arities: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many states its cliques have together."""
        return sum(len(c.states) for c in self.cliques)


@lru_cache(maxsize=4096)
def tree(arities: tuple[int, ...], links: tuple[Link, ...]) -> Tree:
    """Build the tree of a component.

    Parameters
    ----------
    arities : tuple of int
        Number of answers of each question.
    links : tuple of Link
        What implies what.

    Raises
    ------
    TooLargeError
        Where a clique has more than `LARGEST` valid states.
    ModelError
        Where no state satisfies the links.
    """
    allowed = compatibility(arities, links)
    plan = _elimination(len(arities), set(allowed))
    found = [_clique(v, others, arities, allowed) for v, others in plan]
    place = {v: i for i, (v, _) in enumerate(plan)}
    cliques = tuple(_joined(c, found, place) for c in found)
    if any(not len(c.states) for c in cliques):
        raise ModelError("links leave no answer to some questions")
    return Tree(cliques, np.concatenate([[0], np.cumsum(arities)]).astype(np.int64), arities)


def compatibility(arities: Sequence[int], links: Sequence[Link]) -> dict[tuple[int, int], Bools]:
    """Give, for each linked pair (lower index first), which answers may stand together."""
    found: dict[tuple[int, int], Bools] = {}
    for a, premise, b, conclusion in links:
        broken = np.outer(np.array(premise), ~np.array(conclusion))
        pair, table = ((a, b), ~broken) if a < b else ((b, a), ~broken.T)
        found[pair] = found.get(pair, np.ones((arities[pair[0]], arities[pair[1]]), dtype=bool)) & table
    return found


def _elimination(n: int, edges: set[tuple[int, int]]) -> list[tuple[int, tuple[int, ...]]]:
    """Order by fewest new pairs, then fewest neighbours, then index."""
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    left, plan = set(range(n)), []
    cost = {v: _fill(v, near) for v in left}
    while left:
        v = min(left, key=lambda i: (*cost[i], i))
        others = tuple(sorted(near[v]))
        plan.append((v, others))
        left.remove(v)
        touched = set(others)
        for a in others:
            near[a].discard(v)
            near[a].update(o for o in others if o != a)
            touched |= near[a]
        for a in touched & left:
            cost[a] = _fill(a, near)
    return plan


def _fill(v: int, near: list[set[int]]) -> tuple[int, int]:
    around = near[v]
    missing = sum(len(around) - 1 - len(around & near[a]) for a in around)
    return missing, len(around)


def _clique(v: int, others: tuple[int, ...], arities: Sequence[int], allowed: dict[tuple[int, int], Bools]) -> Clique:
    columns = (*others, v)
    states = np.zeros((1, 0), dtype=np.int64)
    for i, q in enumerate(columns):
        if len(states) * arities[q] > LARGEST * 4:
            raise TooLargeError
        states = np.hstack(
            [np.repeat(states, arities[q], axis=0), np.tile(np.arange(arities[q]), len(states))[:, None]]
        )
        for j, p in enumerate(columns[:i]):
            pair = (p, q) if p < q else (q, p)
            if pair in allowed:
                table = allowed[pair] if p < q else allowed[pair].T
                states = states[table[states[:, j], states[:, i]]]
    if len(states) > LARGEST:
        raise TooLargeError
    change = np.ones(len(states), dtype=bool)
    change[1:] = (states[1:, :-1] != states[:-1, :-1]).any(axis=1)
    group = np.cumsum(change) - 1
    return Clique(v, others, states, np.flatnonzero(change), group, -1, np.zeros(0, dtype=np.int64))


def _joined(clique: Clique, found: list[Clique], place: dict[int, int]) -> Clique:
    """Connect a clique to that of the neighbour eliminated next."""
    if not clique.others:
        return clique
    parent = min(place[o] for o in clique.others)
    target = found[parent]
    columns = [(*target.others, target.question).index(o) for o in clique.others]
    known = clique.states[clique.starts, :-1]
    at_parent = find_rows(known, target.states[:, columns])
    return Clique(clique.question, clique.others, clique.states, clique.starts, clique.group, parent, at_parent)


def find_rows(known: Ints, wanted: Ints) -> Ints:
    """Give the index in `known` (distinct rows) of each row wanted; len(known) where it is not there."""
    both = np.vstack([known, wanted])
    code = np.zeros(len(both), dtype=np.int64)
    for column in both.T:
        code = np.unique(code * (int(column.max()) + 1) + column, return_inverse=True)[1].reshape(-1)
    at = np.full(int(code.max()) + 1, len(known), dtype=np.int64)
    at[code[: len(known)]] = np.arange(len(known))
    return at[code[len(known) :]]


def upward(plan: Tree, factors: Floats) -> list[Floats]:
    """Collect: the unnormalised table of each clique with everything below it.

    Parameters
    ----------
    plan : Tree
    factors : ndarray (A, B)
        Factor of each flat answer, largest of a question 1.

    Returns
    -------
    list of ndarray (V, B)
        By clique, each column scaled to a largest of 1.
    """
    tables = [factors[plan.offsets[c.question] + c.states[:, -1]] for c in plan.cliques]
    for i, clique in enumerate(plan.cliques):
        tables[i] = tables[i] / tables[i].max(axis=0)
        if clique.parent >= 0:
            message = _message(clique, tables[i])
            tables[clique.parent] = tables[clique.parent] * _padded(message)[clique.at_parent]
    return tables


def _message(clique: Clique, table: Floats) -> Floats:
    return np.add.reduceat(table, clique.starts, axis=0)


def _padded(message: Floats) -> Floats:
    return np.vstack([message, np.zeros((1, message.shape[1]))])


def marginals(plan: Tree, log_factors: Floats) -> Floats:
    """Give the probability of every answer.

    Parameters
    ----------
    plan : Tree
    log_factors : ndarray (A, B)
        Log factor of each flat answer in each of B settings.

    Returns
    -------
    ndarray (A, B)
    """
    tables = upward(plan, as_factors(plan, log_factors))
    found = np.empty_like(log_factors)
    for i in reversed(range(len(plan.cliques))):
        clique = plan.cliques[i]
        if clique.parent >= 0:
            tables[i] = tables[i] * _downward(clique, tables[i], tables[clique.parent])[clique.group]
        tables[i] = tables[i] / tables[i].sum(axis=0)
        first = plan.offsets[clique.question]
        for x in range(plan.arities[clique.question]):
            found[first + x] = tables[i][clique.states[:, -1] == x].sum(axis=0)
    return found


def as_factors(plan: Tree, log_factors: Floats) -> Floats:
    """Exponentiate, each question's largest at 1; nothing below 1e-100, so that products never vanish."""
    top = np.maximum.reduceat(log_factors, plan.offsets[:-1], axis=0)
    return np.asarray(np.exp(np.maximum(log_factors - np.repeat(top, plan.arities, axis=0), -230.0)))


def _downward(clique: Clique, table: Floats, parent: Floats) -> Floats:
    """Ratio of the parent's belief in each state of the neighbours to what the clique sent up."""
    total = np.zeros((len(clique.starts) + 1, table.shape[1]))
    np.add.at(total, clique.at_parent, parent)
    message = _message(clique, table)
    return np.divide(total[:-1], message, out=np.zeros_like(message), where=message > 0)


def draw(plan: Tree, log_factors: Floats, *, setting: Ints, u: Floats) -> Ints:
    """Draw states from the joint, one question after another against the order of elimination.

    Each question has its own uniform, so that a world's answer changes only where its conditional does.

    Parameters
    ----------
    plan : Tree
    log_factors : ndarray (A, B)
    setting : ndarray of int (W,)
        Which of the B settings each world stands under.
    u : ndarray (W, questions)
        Uniforms in (0, 1).

    Returns
    -------
    ndarray of int (W, questions)
    """
    tables = upward(plan, as_factors(plan, log_factors))
    worlds = np.zeros((len(setting), len(plan.arities)), dtype=np.int64)
    for i in reversed(range(len(plan.cliques))):
        clique = plan.cliques[i]
        known = clique.states[clique.starts, :-1]
        group = find_rows(known, worlds[:, list(clique.others)]) if clique.others else np.zeros_like(setting)
        at = np.full((len(clique.starts), plan.arities[clique.question]), len(clique.states))
        at[clique.group, clique.states[:, -1]] = np.arange(len(clique.states))
        weight = _padded(tables[i])[at[group], setting[:, None]]
        worlds[:, clique.question] = choose(weight, u[:, clique.question])
    return worlds


def choose(weight: Floats, u: Floats) -> Ints:
    """Pick one column a row, with probability in proportion to its weight: (W,) from (W, A) and (W,)."""
    total = np.cumsum(weight, axis=1)
    return np.asarray((total < (u * total[:, -1])[:, None]).sum(axis=1).clip(max=weight.shape[1] - 1))
