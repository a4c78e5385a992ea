"""Friction: rungs already climbed are easy to climb again, and hard to come down from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.effects.base import FRIENDLY, HOSTILE, Effect, Prior, toward, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import RUNG_DAYS, State

_RUNGS = np.arange(11, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    row: NDArray[np.int64]
    author: NDArray[np.int64]
    target: NDArray[np.int64]
    rung: Floats


def _prepare(frame: Frame, groups: tuple[int, ...]) -> _Rows:
    found = np.array(toward(frame, groups), dtype=np.int64).reshape(-1, 4)
    rung = frame.model.actions.rung[frame.model.channels.action]
    return _Rows(found[:, 0], found[:, 1], found[:, 2], rung[found[:, 0]])


def _height(state: State, rows: _Rows) -> Floats:
    """Highest rung that the author stood on toward the target in the last 30 days."""
    recent = state.last_rung[:, rows.author, rows.target] >= state.day - RUNG_DAYS
    return np.asarray((recent * _RUNGS[:, None]).max(axis=0))


def _climb(state: State) -> Floats:
    rows: _Rows = state.frame.ready("climb")
    x = zeros(state.frame)
    x[rows.row] = np.minimum(rows.rung, _height(state, rows)) / 10.0
    return x


def _descent(state: State) -> Floats:
    rows: _Rows = state.frame.ready("descent")
    x = zeros(state.frame)
    x[rows.row] = _height(state, rows) / 10.0
    return x


CLIMB = Effect(
    name="climb",
    formula="min(rung of the act, highest rung of i toward j in 30 days) / 10: steps that need not be taken again",
    unit="tenths of the ladder",
    ledger="truth",
    priors={5: Prior(0.4, 0.2), 7: Prior(1.0, 0.4)},
    source="escalation ladder: Kahn 1965; thresholds: Schelling 1966",
    provenance="judged",
    step=0.7,
    step_says="having struck within the month",
    raises="{author} had already come as far against {target}, or nearly",
    lowers="{author} had already come as far against {target}, or nearly",
    reads=frozenset({"rung"}),
    prepare=lambda frame: _prepare(frame, HOSTILE),
    x=_climb,
)

DESCENT = Effect(
    name="descent",
    formula="highest rung of i toward j in 30 days / 10, on acts of cooperation",
    unit="tenths of the ladder",
    ledger="truth",
    priors={1: Prior(-0.6, 0.3), 3: Prior(-1.0, 0.4)},
    source="friction of de-escalation: Kahn 1965; commitment: Fearon 1994",
    provenance="judged",
    step=0.7,
    step_says="having struck within the month",
    raises="{author} had little to come down from toward {target}",
    lowers="{author} had climbed too high against {target} to come down at once",
    reads=frozenset({"rung"}),
    prepare=lambda frame: _prepare(frame, FRIENDLY),
    x=_descent,
)
