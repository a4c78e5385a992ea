"""Pressure: measures against i take its means and move its resolve, down or up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.effects.base import FORCE, HOSTILE, Effect, Prior, toward, zeros
from catspaw.engine.effects.programme import ARMING
from catspaw.engine.frame import Frame
from catspaw.engine.state import State


@dataclass(frozen=True, slots=True, eq=False)
class _Pressed:
    """Channels and whom they press back: `target` of those toward somebody, `leaver` of those that leave a deal."""

    row: NDArray[np.int64]
    author: NDArray[np.int64]
    target: NDArray[np.int64]
    leaving: NDArray[np.int64]
    leaver: NDArray[np.int64]


def _squeezed(frame: Frame) -> _Pressed:
    channels, actions = frame.model.channels, frame.model.actions
    row = np.flatnonzero(np.isin(actions.group[channels.action], (ARMING, *FORCE)))
    none = np.zeros(0, dtype=np.int64)
    return _Pressed(row, channels.author[row], none, none, none)


def _defied(frame: Frame) -> _Pressed:
    found = np.array(toward(frame, HOSTILE), dtype=np.int64).reshape(-1, 4)
    leaves = frame.model.actions.bargains[frame.model.channels.action[found[:, 0]]] < 0.0
    given, left = found[~leaves], found[leaves]
    return _Pressed(given[:, 0], given[:, 1], given[:, 2], left[:, 0], left[:, 1])


def _all(state: State) -> Floats:
    """Pressure of all on each actor, at most 1, (A,)."""
    return np.asarray(np.minimum(1.0, np.cumsum(state.pressure, axis=0)[-1]))


def _squeeze(state: State) -> Floats:
    rows: _Pressed = state.frame.ready("squeeze")
    x = zeros(state.frame)
    x[rows.row] = _all(state)[rows.author]
    return x


def _defiance(state: State) -> Floats:
    rows: _Pressed = state.frame.ready("defiance")
    x = zeros(state.frame)
    x[rows.row] = state.pressure[rows.target, rows.author]
    x[rows.leaving] = _all(state)[rows.leaver]
    return x


SQUEEZE = Effect(
    name="squeeze",
    formula="min(1, Σ_j pressure_ji): measures of all on i, half-life 90 days",
    unit="full pressure, 0 .. 1",
    ledger="truth",
    priors={ARMING: Prior(-0.2, 0.3), 7: Prior(-0.2, 0.15)},
    source="sanctions and means: Drezner 1999; sanctions and programmes: Miller 2014",
    provenance="judged",
    step=0.5,
    step_says="half the pressure that there can be",
    raises="measures pressed {author}",
    lowers="measures took {author}'s means",
    reads=frozenset({"pressure"}),
    prepare=_squeezed,
    x=_squeeze,
)

DEFIANCE = Effect(
    name="defiance",
    formula="pressure_ji: measures of j on i, half-life 90 days; on leaving a deal, those of all",
    unit="full pressure, 0 .. 1",
    ledger="truth",
    priors={5: Prior(0.5, 0.4), 7: Prior(0.5, 0.4)},
    source="costly signals: Fearon 1997; backlash: Galtung 1967; Peksen and Drury 2010",
    provenance="judged",
    step=0.5,
    step_says="half the pressure that there can be",
    raises="{target}'s measures had hardened {author}",
    lowers="{target}'s measures had cowed {author}",
    reads=frozenset({"pressure"}),
    prepare=_defied,
    x=_defiance,
)
