"""Worlds for a list of propositions: what claims speak of from the joint beliefs, what is assumed on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import stable_hash, uniforms
from catspaw.evidence.beliefs import Beliefs


def draw(
    beliefs: Beliefs, propositions: Sequence[str], alone: Mapping[str, float], *, worlds: int, seed: int
) -> NDArray[np.uint8]:
    """Draw worlds.

    Parameters
    ----------
    beliefs : Beliefs
    propositions : sequence of str
        Columns.
    alone : mapping
        Belief in what no claim speaks of, drawn independently.
    worlds, seed : int

    Returns
    -------
    ndarray of uint8 (worlds, propositions)
        1 where it holds.
    """
    known = beliefs.propositions()
    bits = np.zeros((worlds, len(propositions)), dtype=np.uint8)
    joint = [i for i, p in enumerate(propositions) if p in known]
    bits[:, joint] = beliefs.bits([propositions[i] for i in joint], worlds=worlds, seed=seed)
    for i, proposition in enumerate(propositions):
        if proposition not in known:
            bits[:, i] = _alone(proposition, alone[proposition], worlds, seed)
    return bits


def _alone(proposition: str, belief: float, worlds: int, seed: int) -> NDArray[np.uint8]:
    ids = np.full(worlds, stable_hash(proposition), dtype=np.uint64)
    drawn = uniforms(seed, "world", ids, np.arange(worlds, dtype=np.uint64))
    return (drawn < belief).astype(np.uint8)
