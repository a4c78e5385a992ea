"""A sampler for components whose exact joint would be too large: stated, addressed, and rarely needed.

Gibbs sampling (Geman and Geman 1984) over linked pairs: for each pair in turn, both answers are drawn from their
joint given all others, so that questions tied to each other can move together.  One chain stands under each
setting; it starts at the likeliest state that a greedy search finds, forgets `BURN` sweeps and keeps `KEPT`.
Every draw stands at (seed, ``gibbs``, pair, chain, sweep).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.core.random import stable_hash, uniforms
from catspaw.evidence.joint import Link, choose, compatibility

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Sweeps forgotten and kept; judgements.
BURN, KEPT = 60, 240


class _Chains:
    """States of all chains, and what a sweep needs."""

    def __init__(
        self, arities: Sequence[int], links: Sequence[Link], logs: Floats, ids: Sequence[str], seed: int
    ) -> None:
        self.arities, self.logs, self.seed = arities, logs, seed
        self.offsets = np.concatenate([[0], np.cumsum(arities)]).astype(np.int64)
        self.allowed = compatibility(arities, links)
        self.near: dict[int, list[tuple[int, Bools]]] = {i: [] for i in range(len(arities))}
        for (a, b), table in self.allowed.items():
            self.near[a].append((b, table))
            self.near[b].append((a, table.T))
        self.hashes = {p: stable_hash(f"{ids[p[0]]}|{ids[p[1]]}") for p in self.allowed}
        start = _valid(arities, self.near, logs.mean(axis=1), self.offsets, ids)
        self.state = np.repeat(start[:, None], logs.shape[1], axis=1)

    def sweep(self, number: int) -> None:
        chains = np.arange(self.logs.shape[1])
        for pair, table in self.allowed.items():
            weight = self._pair(pair, table)
            u = uniforms(self.seed, "gibbs", np.uint64(self.hashes[pair]), chains, number)
            found = choose(weight.reshape(-1, len(chains)).T, u)
            self.state[pair[0]], self.state[pair[1]] = np.divmod(found, self.arities[pair[1]])

    def _pair(self, pair: tuple[int, int], table: Bools) -> Floats:
        a, b = pair
        left, right = self._one(a, without=b), self._one(b, without=a)
        log = left[:, None] + right[None]
        return np.asarray(np.exp(log - log.max(axis=(0, 1))) * table[:, :, None])

    def _one(self, q: int, *, without: int) -> Floats:
        log = self.logs[self.offsets[q] : self.offsets[q + 1]].copy()
        for other, table in self.near[q]:
            if other != without:
                log[~table[:, self.state[other]]] = -1e6
        return log


def _valid(
    arities: Sequence[int],
    near: dict[int, list[tuple[int, Bools]]],
    logs: Floats,
    offsets: Ints,
    ids: Sequence[str],
) -> Ints:
    """Find a state that breaks no link: depth first, the likeliest answer first."""
    state = np.full(len(arities), -1)
    tries = [iter(_options(0, state, near, logs, offsets))]
    while tries:
        q = len(tries) - 1
        answer = next(tries[-1], None)
        state[q] = -1 if answer is None else answer
        if answer is None:
            tries.pop()
        elif len(tries) == len(arities):
            return state
        else:
            tries.append(iter(_options(q + 1, state, near, logs, offsets)))
    raise ModelError(impossible(ids))


def impossible(ids: Sequence[str]) -> str:
    """Say that links leave no answer to some questions."""
    shown = ", ".join(ids[:6]) + (" …" if len(ids) > 6 else "")
    return (
        f"no answers to these linked questions can stand together: {shown}; two listed answers in questions.yaml "
        "cover each other, or an `only` contradicts itself: ask them apart"
    )


def _options(q: int, state: Ints, near: dict[int, list[tuple[int, Bools]]], logs: Floats, offsets: Ints) -> list[int]:
    log = logs[offsets[q] : offsets[q + 1]]
    good = np.ones(len(log), dtype=bool)
    for other, table in near[q]:
        if other < q:
            good &= table[:, state[other]]
    return [int(x) for x in np.argsort(-log, kind="stable") if good[x]]


def gibbs_marginals(
    arities: Sequence[int], links: Sequence[Link], logs: Floats, *, ids: Sequence[str], seed: int
) -> Floats:
    """Estimate the probability of every answer under each setting.

    Parameters
    ----------
    logs : ndarray (A, B)
        Log factors; one chain for each of the B settings.
    ids : sequence of str
        Of the questions: they address the draws.

    Returns
    -------
    ndarray (A, B)

    Raises
    ------
    ModelError
        Where no state satisfies the links.
    """
    chains = _Chains(arities, links, logs, ids, seed)
    found = np.zeros_like(logs)
    for number in range(BURN + KEPT):
        chains.sweep(number)
        if number >= BURN:
            for q, state in enumerate(chains.state):
                found[chains.offsets[q] + state, np.arange(logs.shape[1])] += 1.0 / KEPT
    return found


def gibbs_draw(
    arities: Sequence[int], links: Sequence[Link], logs: Floats, *, setting: Ints, ids: Sequence[str], seed: int
) -> Ints:
    """Draw one state for each world: the last of a chain of its own under the world's setting.

    Returns
    -------
    ndarray of int (W, questions)
    """
    chains = _Chains(arities, links, logs[:, setting], ids, seed)
    for number in range(BURN + 1):
        chains.sweep(number)
    return chains.state.T
