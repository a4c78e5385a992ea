"""A faithful part of the engine as plain arrays, for what is compared with it.

It has the channels, base rates and caps of a model; inertia and reciprocity at half-lives of 3 and 30 days with their
weights; kinds that count and kinds that happen or not.  Left out: whatever else moves a rate, hidden authors, stocks,
tempo, worlds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from catspaw.engine.arrange import arrange
from catspaw.engine.draws import prior_weights
from catspaw.engine.effects import EFFECTS
from catspaw.engine.frame import Frame, frame
from catspaw.engine.memory import DECAY, ROW_HALF_LIFE, WEIGHT
from catspaw.network.model import History, Model, RedLines, SwitchTable, Worlds

KEPT = ("inertia_3", "inertia_30", "reciprocity_3", "reciprocity_30")
ROWS = 4  # ledgers of truth and of targets, at both half-lives


def part_of(model: Model) -> Model:
    """Keep what the rivals have: memory of acts whose author everybody knows."""
    weights = prior_weights()
    kept = np.isin(np.array(weights.effects), KEPT)[:, None]
    none, blank = np.zeros(0, np.int64), np.zeros(0)
    kinds = model.actions
    return replace(
        model,
        actions=replace(
            kinds,
            deniable=np.zeros_like(kinds.deniable),
            cost=kinds.cost * 0,
            delivers=kinds.delivers * 0,
            speaks=kinds.speaks * 0,
        ),
        history=History(1, none, none, none, none, none, blank, blank, blank),
        red_lines=RedLines(none, none, none, none, none, blank, blank, none),
        weights=replace(weights, mean=weights.mean * kept, sd=weights.sd * 0),
        settings=replace(model.settings, tempo_sd=0.0),
        switches=SwitchTable((), none, np.zeros((0, 3), np.int64), blank, blank),
        worlds=Worlds((), np.zeros((0, 0), np.uint8)),
        outcomes=(),
        decisions=(),
    )


class Arrays:
    """The model as arrays over channels, for both rivals."""

    def __init__(self, made: Frame) -> None:
        recall, model = made.recall(), made.model
        self.channels = len(made.hashes)
        self.days = model.horizon_days
        self.floor, self.ordinary = recall.floor, recall.ordinary.reshape(len(recall.names), -1)
        self.theta = np.array([made.coefficients[[e.name for e in EFFECTS].index(name)] for name in recall.names])
        cells, given = len(made.ordinary), recall.gather
        self.read = csr_matrix(
            (given.weights, (given.rows, given.cells)), shape=(len(recall.names) * self.channels, 7 * cells)
        )[:, : ROWS * cells].tocsr()
        self.steady = np.concatenate([made.steady(row) for row in range(ROWS)])
        self.keep = np.repeat([DECAY[ROW_HALF_LIFE[row]] for row in range(ROWS)], cells)
        adds = [WEIGHT[ROW_HALF_LIFE[row]] for row in range(ROWS)]
        self.adds = np.repeat(adds, self.channels)
        self.into = (made.own + np.arange(ROWS)[:, None] * cells).reshape(-1)
        self.log_base, self.cap = model.channels.log_base, made.cap
        self.counted = model.actions.counted[model.channels.action]
        self.author = model.channels.author


def arrays_of(model: Model) -> Arrays:
    """Lay a part out as arrays, with the weights that it has."""
    weights = np.zeros((len(EFFECTS), 8))
    for row, name in enumerate(model.weights.effects):
        weights[[effect.name for effect in EFFECTS].index(name)] = model.weights.mean[row]
    return Arrays(frame(arrange(model), effects=EFFECTS, coefficients=weights))
