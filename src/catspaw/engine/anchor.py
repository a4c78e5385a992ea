"""Anchoring: base rates that give what the case says 90 days hold.

The base ensemble, with all effects on, worlds and coefficients drawn, must hold the middle of each anchor's
range.  What is compared is the sum of expected acts (sum of the rates, 1 - e**-rate for kinds that happen or
not), which has far less noise than counted acts, on common random numbers from round to round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catspaw.core.elementary import exp, log
from catspaw.core.errors import ModelError
from catspaw.core.random import Floats
from catspaw.engine import outcomes
from catspaw.engine.arrange import arrange
from catspaw.engine.draws import check_weights, coefficients, in_world, world_row
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.fold import begin
from catspaw.engine.frame import Frame, frame
from catspaw.engine.rates import log_rates
from catspaw.engine.reference import simulate
from catspaw.engine.state import State
from catspaw.network.model import Anchor, Model

Rows = NDArray[np.int64]

DAYS = 90
_ROUNDS = 8
_CLOSE = 0.02  # stop when every anchored kind is within 2 % of its middle
_APART = 1 << 31  # numbers of the anchor's draws, away from every future's


@dataclass(frozen=True, slots=True)
class Anchored:
    """A model with its base rates solved, and what it then predicts.

    Attributes
    ----------
    model : Model
        Arranged and anchored.
    table : tuple of Predicted
        One row for each anchor.
    expected : ndarray (futures, anchors)
        Expected acts in 90 days of each anchoring future, that the table sums up.
    rounds : int
        Rounds that solving took.
    """

    model: Model
    table: tuple[Predicted, ...]
    expected: Floats
    rounds: int


@dataclass(frozen=True, slots=True)
class Predicted:
    """Prior prediction of one kind of act over 90 days, beside what the case says.

    Attributes
    ----------
    action, channels, low, high, ground
        The anchor.
    mean : float
        Expected acts in 90 days.
    least, most : float
        Smallest and largest of the anchoring futures' expected acts.
    inside : bool
        Whether the mean lies in the anchor's range.
    """

    action: str
    channels: tuple[str, ...]
    low: float
    high: float
    ground: str
    mean: float
    least: float
    most: float
    inside: bool


def anchor(model: Model, *, seed: int = 0, futures: int = 16, effects: Sequence[Effect] = EFFECTS) -> Anchored:
    """Solve the base rates.

    Parameters
    ----------
    model : Model
    seed : int
        Root seed.
    futures : int
        Futures of 90 days per round.
    effects : sequence of Effect

    Returns
    -------
    Anchored

    Raises
    ------
    ModelError
        An anchored kind of act without any channel.
    """
    model = _ordinary(arrange(model))
    check_weights(model.weights, effects)
    rows, middle = _rows(model), np.array([(one.low + one.high) / 2 for one in model.anchors])
    model = _shift(model, rows, _at_start(model, rows, seed=seed, futures=futures, effects=effects))
    steps: list[Floats] = []
    seen: list[Floats] = []
    rounds = 0
    expected = np.zeros((futures, len(rows)))
    while rounds < _ROUNDS and len(rows):
        expected = _expected(model, rows, seed=seed, futures=futures, effects=effects)
        rounds += 1
        seen.append(log(np.maximum(expected.mean(axis=0), 1e-300)))
        gap = log(middle) - seen[-1]
        if np.abs(gap).max() < _CLOSE:
            break
        steps.append(np.clip(gap / _elasticity(seen, steps), -3.0, 3.0))
        model = _shift(model, rows, steps[-1])
    return Anchored(replace(model, anchored=True), predicted(model.anchors, expected), expected, rounds)


def _rows(model: Model) -> list[Rows]:
    """Find the channels of each anchor."""
    index = {name: row for row, name in enumerate(model.channels.ids)}
    return [_rows_of(model, one, index) for one in model.anchors]


def _rows_of(model: Model, one: Anchor, index: Mapping[str, int]) -> Rows:
    if unknown := [name for name in one.channels if name not in index]:
        raise ModelError(f"the anchor of {one.action!r} names {unknown[0]!r}, which is no channel of the model")
    here = [index[name] for name in one.channels]
    found = np.array(here, dtype=np.int64) if here else _of_kind(model, one.action)
    if not len(found):
        raise ModelError(
            f"the anchor of {one.action!r} has no channel to carry it; "
            "allowed: kinds of act that some actor can do to another (see the model's channels)"
        )
    return found


def _of_kind(model: Model, action: str) -> Rows:
    return np.flatnonzero(model.channels.action == model.actions.ids.index(action))


def _ordinary(model: Model) -> Model:
    """Scale ordinary rates to the anchors, and start the base rates there."""
    ordinary = np.array(model.channels.ordinary)
    for one, rows in zip(model.anchors, _rows(model), strict=True):
        total = float(np.cumsum(ordinary[rows])[-1])
        ordinary[rows] *= (one.low + one.high) / 2 / DAYS / total
    return replace(model, channels=replace(model.channels, ordinary=ordinary, log_base=log(ordinary)))


def _at_start(model: Model, rows: list[Rows], *, seed: int, futures: int, effects: Sequence[Effect]) -> Floats:
    """Guess the steps from the as-of state: by how much all effects together lift each anchor's rate there."""
    lifted = np.zeros(len(rows))
    for future in range(futures):
        made = _frame(model, seed=seed, number=_APART + future, effects=effects)
        rate = exp(log_rates(begin(made)))
        ordinary = made.model.channels.ordinary
        lifted += [np.cumsum(rate[here])[-1] / np.cumsum(ordinary[here])[-1] for here in rows]
    return -log(lifted / futures)


def _shift(model: Model, rows: list[Rows], step: Floats) -> Model:
    log_base = np.array(model.channels.log_base)
    for here, by in zip(rows, step, strict=True):
        log_base[here] += by
    return replace(model, channels=replace(model.channels, log_base=log_base))


def _elasticity(seen: list[Floats], steps: list[Floats]) -> float:
    """Per cent more acts for a per cent higher base rates, from the last round; 2 to begin with."""
    if not steps:
        return 2.0
    moved, step = seen[-1] - seen[-2], steps[-1]
    return float(np.clip((moved * step).sum() / max(float((step * step).sum()), 1e-12), 1.0, 10.0))


def _expected(model: Model, rows: list[Rows], *, seed: int, futures: int, effects: Sequence[Effect]) -> Floats:
    """Sum the expected acts of each anchor in each future's 90 days, (futures, anchors)."""
    total = np.zeros((futures, len(rows)))
    for future in range(futures):
        by_channel = _one(model, seed=seed, number=_APART + future, effects=effects)
        total[future] = [np.cumsum(by_channel[here])[-1] for here in rows]
    return total


def _frame(model: Model, *, seed: int, number: int, effects: Sequence[Effect]) -> Frame:
    world = in_world(model, world_row(model, seed=seed, draw=number))
    return frame(world, effects=effects, coefficients=coefficients(model.weights, effects, seed=seed, draw=number))


def _one(model: Model, *, seed: int, number: int, effects: Sequence[Effect]) -> Floats:
    """Sum the expected acts of each channel over the 90 days of one future, (C,)."""
    bare = replace(model, outcomes=(), decisions=())
    made = _frame(bare, seed=seed, number=number, effects=effects)
    total = np.zeros(len(made.hashes))
    present = ~model.actions.counted[model.channels.action]

    def add(_state: State, _log_rate: Floats, rate: Floats) -> None:
        nonlocal total
        total = total + np.where(present, 1.0 - exp(-rate), rate)

    simulate(made, seed=seed, path=number, days=DAYS, plan=outcomes.plan(bare), watch=add)
    return total


def predicted(anchors: tuple[Anchor, ...], expected: Floats) -> tuple[Predicted, ...]:
    """Make the table of what is predicted, from the expected acts of each future, (futures, anchors)."""
    found = []
    for one, column in zip(anchors, expected.T, strict=True):
        mean = float(column.mean())
        inside = bool(one.low * (1 - _CLOSE) <= mean <= one.high * (1 + _CLOSE))
        found.append(
            Predicted(
                one.action,
                one.channels,
                one.low,
                one.high,
                one.ground,
                mean,
                float(column.min()),
                float(column.max()),
                inside,
            )
        )
    return tuple(found)
