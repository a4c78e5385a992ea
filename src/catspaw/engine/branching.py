"""How much of what happens answers what happened: the local branching ratio.

The spectral radius of the matrix of acts in the next 360 days that one act today brings forth directly, on
each channel by each channel, at the as-of state: rate times weight times the slope of the memory effects.
Below 1 a burst dies out; near 1 it lasts; above 1 it grows until something saturates.  Stocks, red lines,
vows and rungs are left out: they saturate by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.random import Floats
from catspaw.engine.authorship import directed_shares
from catspaw.engine.draws import draw_of
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.ensemble import frame_of
from catspaw.engine.fold import begin
from catspaw.engine.frame import Frame
from catspaw.engine.memory import DECAY, DIRECTED, ROW_HALF_LIFE, STEADY, Reader
from catspaw.engine.rates import log_rates
from catspaw.engine.state import State
from catspaw.network.model import Model

DAYS = 360


@dataclass(frozen=True, slots=True)
class Branching:
    """Branching ratio over draws of world and coefficients: median and 5-95 % range."""

    median: float
    low: float
    high: float


def branching(model: Model, *, seed: int, draws: int = 8, effects: Sequence[Effect] = EFFECTS) -> Branching:
    """Work out the branching ratio of a model at its as-of state.

    Parameters
    ----------
    model : Model
        Anchored, where it has anchors.
    seed : int
        Root seed.
    draws : int
        Worlds and coefficients to look at.
    """
    seen: dict[tuple[int, int], float] = {}
    future = 0
    while len(seen) < draws:
        at = draw_of(future)[:2]
        if at not in seen:
            seen[at] = ratio(frame_of(model, future, seed=seed, effects=effects))
        future += 1
    low, median, high = (float(value) for value in np.quantile(list(seen.values()), (0.05, 0.5, 0.95)))
    return Branching(median, low, high)


def ratio(frame: Frame) -> float:
    """Spectral radius of the offspring matrix of one frame; 0 without memory."""
    matrix = offspring(frame)
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if matrix.any() else 0.0


def offspring(frame: Frame) -> Floats:
    """Acts on each channel (row) that one act on each channel (column) brings forth directly, (C, C)."""
    state = begin(frame)
    rate = np.minimum(exp(log_rates(state)), frame.cap)
    total = np.zeros((len(rate), len(rate)))
    for row, effect in enumerate(frame.effects):
        reader = frame.ready(effect.name) if effect.memory and frame.used[row] else None
        if isinstance(reader, Reader):
            total += (rate * frame.coefficients[row])[:, None] * _slope(state, reader)
    return total


def _slope(state: State, reader: Reader) -> Floats:
    """Sum over 360 days of the change of an effect's x by one more act on each channel, (C, C)."""
    frame, values = state.frame, state.ledgers[reader.row]
    half_life = ROW_HALF_LIFE[reader.row]
    kept = STEADY[half_life] * (1.0 - DECAY[half_life] ** DAYS)
    level = frame.floor + reader.gather.read(values)
    slope = np.zeros((len(frame.own), len(values)))
    np.add.at(slope, (reader.gather.rows, reader.gather.cells), reader.gather.weights)
    into = _laid_at_patrons(state) if reader.row == DIRECTED else [[(int(cell), 1.0)] for cell in frame.own]
    moved = np.zeros((len(values), len(frame.own)))
    for channel, cells in enumerate(into):
        for cell, weight in cells:
            moved[cell, channel] += weight
    return np.asarray(kept / level[:, None] * (slope @ moved))


def _laid_at_patrons(state: State) -> list[list[tuple[int, float]]]:
    frame = state.frame
    channels, shares = frame.model.channels, directed_shares(frame, state.believed_steer)
    quads = frame.model.actions.quad[channels.action]
    found: list[list[tuple[int, float]]] = []
    for author, target, quad in zip(channels.author.tolist(), channels.target.tolist(), quads.tolist(), strict=True):
        heard = shares.get((author, quad), []) if target >= 0 else []
        found.append([(frame.cell(patron, target, quad), share) for patron, share in heard if patron != target])
    return found
