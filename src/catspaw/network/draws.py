"""Worlds for a list of propositions: what claims speak of from the joint beliefs, what is assumed on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import stable_hash, uniforms
from catspaw.evidence.beliefs import Beliefs

#: Beliefs that differ by less are one.
SAME = 1e-9


def draw(
    beliefs: Beliefs, propositions: Sequence[str], believed: Mapping[str, float], *, worlds: int, seed: int
) -> NDArray[np.uint8]:
    """Draw worlds.

    Parameters
    ----------
    beliefs : Beliefs
    propositions : sequence of str
        Columns.
    believed : mapping
        Belief in what stands.  What no claim speaks of, or what an assumption makes of it other than the claims do, is
        drawn on its own at this belief; the rest jointly, with all that is linked to it.
    worlds, seed : int

    Returns
    -------
    ndarray of uint8 (worlds, propositions)
        1 where it holds.
    """
    bits = np.zeros((worlds, len(propositions)), dtype=np.uint8)
    joint = _joint(beliefs, propositions, believed)
    bits[:, joint] = beliefs.bits([propositions[i] for i in joint], worlds=worlds, seed=seed)
    for i in sorted({*range(len(propositions))} - {*joint}):
        bits[:, i] = _alone(propositions[i], believed[propositions[i]], worlds, seed)
    return bits


def _joint(beliefs: Beliefs, propositions: Sequence[str], believed: Mapping[str, float]) -> list[int]:
    known = beliefs.propositions()
    own = {p: beliefs.belief(p) for p in propositions if p in known}
    return [i for i, p in enumerate(propositions) if p in own and abs(believed.get(p, own[p]) - own[p]) < SAME]


def _alone(proposition: str, belief: float, worlds: int, seed: int) -> NDArray[np.uint8]:
    ids = np.full(worlds, stable_hash(proposition), dtype=np.uint64)
    drawn = uniforms(seed, "world", ids, np.arange(worlds, dtype=np.uint64))
    return (drawn < belief).astype(np.uint8)
