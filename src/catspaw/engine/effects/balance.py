"""Balance: friends of friends draw near, friends of enemies and enemies of friends draw apart.

The fourth triad, the enemy of an enemy, is `common_enemy`, which fades as the enemy weakens; together they are the
four of structural balance.  Nearness moves with visits, talks and agreements, and with a friend let down: blocs form
and loosen by signals that others can see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.effects.base import TOWARD, Effect, Prior, toward, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State

_SOURCE = "structural balance: Heider 1946; Cartwright and Harary 1956; signs as in events, Lerner et al. 2013"
_FROM = "judged"


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Rows of channels that have a target, and hostility with nobody hostile to itself."""

    row: NDArray[np.int64]
    author: NDArray[np.int64]
    target: NDArray[np.int64]
    pair: NDArray[np.int64]
    hostility: Floats


def pairs(frame: Frame) -> _Pairs:
    """Channels that have a target, by pair of author and target, each pair once."""
    found = np.array(toward(frame, TOWARD), dtype=np.int64).reshape(-1, 4)
    actors = len(frame.slack)
    each, pair = np.unique(found[:, 1] * actors + found[:, 2], return_inverse=True)
    hostility = np.array(frame.model.snapshot.hostility)
    np.fill_diagonal(hostility, 0.0)
    return _Pairs(found[:, 0], each // actors, each % actors, pair, hostility)


def through(state: State, rows: _Pairs, first: Floats, second: Floats) -> Floats:
    """Sum over third parties of the lesser of the two legs, (C,), third parties in their order."""
    x = zeros(state.frame)
    legs = np.minimum(first[rows.author], second[:, rows.target].T)
    x[rows.row] = np.cumsum(legs, axis=1)[rows.pair, -1]
    return x


def _friend_of_friend(state: State) -> Floats:
    return through(state, state.frame.ready("friend_of_friend"), state.nearness, state.nearness)


def _friend_of_enemy(state: State) -> Floats:
    rows: _Pairs = state.frame.ready("friend_of_enemy")
    return through(state, rows, rows.hostility, state.nearness)


def _enemy_of_friend(state: State) -> Floats:
    rows: _Pairs = state.frame.ready("enemy_of_friend")
    return through(state, rows, state.nearness, rows.hostility)


FRIEND_OF_FRIEND = Effect(
    name="friend_of_friend",
    formula="Σ_k min(nearness_ik, nearness_kj)",
    unit="full friends in common",
    ledger="public",
    priors={1: Prior(0.15, 0.1), 3: Prior(0.15, 0.1), 5: Prior(-0.1, 0.08), 7: Prior(-0.15, 0.1)},
    source=_SOURCE,
    provenance=_FROM,
    step=1.0,
    step_says="one full friend in common",
    raises="{author} and {target} had a friend in common",
    lowers="{author} and {target} had a friend in common",
    reads=frozenset({"nearness"}),
    prepare=pairs,
    x=_friend_of_friend,
)

FRIEND_OF_ENEMY = Effect(
    name="friend_of_enemy",
    formula="Σ_k min(hostility_ik, nearness_kj)",
    unit="full friends of a full enemy",
    ledger="public",
    priors={1: Prior(-0.1, 0.08), 3: Prior(-0.1, 0.08), 5: Prior(0.1, 0.08), 7: Prior(0.15, 0.1)},
    source=_SOURCE,
    provenance=_FROM,
    step=1.0,
    step_says="a target that stands with one full enemy",
    raises="{target} stood with an enemy of {author}",
    lowers="{target} stood with an enemy of {author}",
    reads=frozenset({"nearness"}),
    prepare=pairs,
    x=_friend_of_enemy,
)

ENEMY_OF_FRIEND = Effect(
    name="enemy_of_friend",
    formula="Σ_k min(nearness_ik, hostility_kj)",
    unit="full friends at odds with the target",
    ledger="public",
    priors={1: Prior(-0.1, 0.08), 3: Prior(-0.1, 0.08), 5: Prior(0.1, 0.08), 7: Prior(0.15, 0.1)},
    source=_SOURCE,
    provenance=_FROM,
    step=1.0,
    step_says="a target that is one full friend's enemy",
    raises="{target} was the enemy of a friend of {author}",
    lowers="{target} was the enemy of a friend of {author}",
    reads=frozenset({"nearness"}),
    prepare=pairs,
    x=_enemy_of_friend,
)
