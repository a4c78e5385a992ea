"""Spoiler: who has a stake in keeping two apart acts against either as they draw near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects.balance import _Pairs, pairs
from catspaw.engine.effects.base import Effect, Prior, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State


@dataclass(frozen=True, slots=True, eq=False)
class _Spoilt:
    """By pair (i, j) and third party k: how far i would spoil what is between j and k."""

    rows: _Pairs
    would: Floats


def _prepare(frame: Frame) -> _Spoilt:
    rows = pairs(frame)
    stakes = np.array(frame.model.snapshot.stakes)
    np.fill_diagonal(stakes, 0.0)
    i, j = rows.author, rows.target
    enemy = np.minimum(rows.hostility[i, j][:, None], stakes[i])
    friend = np.minimum(stakes[i, j][:, None], rows.hostility[i])
    return _Spoilt(rows, np.maximum(enemy, friend))


def _x(state: State) -> Floats:
    found: _Spoilt = state.frame.ready("spoiler")
    rows, x = found.rows, zeros(state.frame)
    x[rows.row] = np.cumsum(found.would * state.nearness[rows.target], axis=1)[rows.pair, -1]
    return x


SPOILER = Effect(
    name="spoiler",
    formula="Σ_k nearness_jk · max(min(hostility_ij, stake_ik), min(stake_ij, hostility_ik))",
    unit="full ties that it would spoil",
    ledger="public",
    priors={5: Prior(0.6, 0.3), 7: Prior(0.8, 0.4)},
    source="spoilers: Stedman 1997; Kydd and Walter 2002",
    provenance="judged",
    step=0.5,
    step_says="an enemy half-way to a tie with one whom it would keep",
    raises="{author} had a stake in spoiling what {target} was coming to with another",
    lowers="{author} had a stake in spoiling what {target} was coming to with another",
    reads=frozenset({"nearness"}),
    prepare=_prepare,
    x=_x,
)
