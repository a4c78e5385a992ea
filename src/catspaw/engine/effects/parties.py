"""Parties: each further party to a war makes its settlement rarer, and who joins one fights in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects.base import Effect, Prior, toward, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State

_PEACE = (1, 3)
_FORCE = (7,)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Acts that would end a war (channel, war), and acts of force (channel, author, target)."""

    ends: list[tuple[int, int]]
    force: list[tuple[int, int, int]]


def _prepare(frame: Frame) -> _Rows:
    sides, ends = frame.sides, frame.model.actions.ends[frame.model.channels.action]
    found = [
        (row, war)
        for row, author, target, _ in toward(frame, _PEACE)
        if ends[row]
        for war in range(len(sides))
        if sides[war, author] * sides[war, target] < 0.0
    ]
    enters = frame.model.actions.enters[frame.model.channels.action]
    force = [(row, author, target) for row, author, target, _ in toward(frame, _FORCE) if not enters[row]]
    return _Rows(found, force)


def _x(state: State) -> Floats:
    rows: _Rows = state.frame.ready("parties")
    x, standing = zeros(state.frame), state.frame.sides + state.joined
    fighting = np.abs(standing).sum(axis=1)
    for row, war in rows.ends:
        x[row] += fighting[war] - 2.0  # besides the two that would end it
    if state.joined.any():
        for row, i, j in rows.force:
            drawn = (state.joined[:, i] != 0.0) | (state.joined[:, j] != 0.0)
            x[row] = float(((standing[:, i] * standing[:, j] < 0.0) & drawn).any())
    return x


PARTIES = Effect(
    name="parties",
    formula="on acts that end a war between i and j: further parties that fight in it; "
    "on force: 1 if i and j stand on two sides of a war that one of them joined since",
    unit="parties",
    ledger="truth",
    priors={1: Prior(-0.35, 0.2), 3: Prior(-0.35, 0.2), 7: Prior(2.0, 0.5)},
    source="veto players and the duration of civil war: Cunningham 2006",
    provenance="judged, Cunningham 2006 has the sign of the first, not this size",
    step=1.0,
    step_says="having joined a war against it",
    raises="{author} and {target} stood on two sides of a war that outsiders had joined",
    lowers="others had a say in the war between {author} and {target}",
    reads=frozenset({"joined"}),
    prepare=_prepare,
    x=_x,
)
