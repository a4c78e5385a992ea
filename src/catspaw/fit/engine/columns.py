"""The columns of the fit: every effect's x on every channel and day, by replay of the engine's own effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.draws import coefficients
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.frame import Frame, frame
from catspaw.engine.reference import replay
from catspaw.fit.engine.panel import Panel
from catspaw.fit.engine.world import acts
from catspaw.network.model import Model


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the effects were, day by day.

    Attributes
    ----------
    x : mapping of str to ndarray (C, D)
        Effects whose x ever moved, at the start of each day.
    still : mapping of str to ndarray (C,)
        The others: what stands still is part of the dyad's level.
    """

    x: Mapping[str, Floats]
    still: Mapping[str, Floats]


def columns(model: Model, panel: Panel, *, effects: Sequence[Effect] = EFFECTS) -> Columns:
    """Replay a panel and keep every effect's x.

    Parameters
    ----------
    model : Model
        From `world`.
    panel : Panel
    effects : sequence of Effect
    """
    made = frame_of(model, effects=effects)
    first = np.zeros((len(effects), len(made.own)))
    moving: dict[int, Floats] = {}
    for at, day in enumerate(replay(made, acts(model, panel), days=panel.days)):
        if at == 0:
            first = day.x.copy()
        for row in range(len(effects)):
            if row not in moving and (day.x[row] != first[row]).any():
                moving[row] = np.empty((panel.days, first.shape[1]))  # by day, as it is filled
                moving[row][:at] = first[row]
            if row in moving:
                moving[row][at] = day.x[row]
    x = {effects[row].name: moving[row].T for row in sorted(moving)}
    still = {one.name: first[row] for row, one in enumerate(effects) if row not in moving}
    return Columns(x, still)


def at_channels(seen: Columns, replayed: Model, model: Model) -> Columns:
    """Keep the columns of the channels of another model, in its order."""
    if replayed is model:
        return seen
    place = {name: k for k, name in enumerate(replayed.channels.ids)}
    rows = np.array([place[name] for name in model.channels.ids], dtype=np.int64)
    x = {name: column[rows] for name, column in seen.x.items()}
    return Columns(x, {name: column[rows] for name, column in seen.still.items()})


def frame_of(model: Model, *, effects: Sequence[Effect] = EFFECTS) -> Frame:
    """Frame of a panel's model with every effect worked out."""
    drawn = coefficients(model.weights, effects, seed=0, draw=0)
    return frame(model, effects=effects, coefficients=drawn, every=True)
