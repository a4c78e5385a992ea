"""Occasion: elections, votes, deadlines, anniversaries and visits move certain acts around their day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.effects.base import EVERY, Effect, same, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State
from catspaw.network.model import NOBODY, Model

SPAN = 21  # days to either side, judged: half a campaign, and what a session of parliament holds


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which channels occasions move: pairs of channel and occasion, occasions in their order for each channel."""

    channel: NDArray[np.int64]
    day: NDArray[np.int64]
    weight: Floats


def calendar(model: Model) -> Calendar:
    """Find the channels that each occasion of a model moves."""
    given, channels = model.occasions, model.channels
    none = np.zeros(0, dtype=np.int64)
    if given is None or not len(given.day):
        return Calendar(none, none, np.zeros(0))
    told = ((given.author, channels.author), (given.action, channels.action), (given.target, channels.target))
    meant = np.ones((len(channels.ids), len(given.day)), dtype=np.bool_)
    for wanted, has in told:
        meant &= (wanted[None] == NOBODY) | (wanted[None] == has[:, None])
    channel, occasion = np.nonzero(meant)
    return Calendar(channel, given.day[occasion], given.weight[occasion])


def on_day(found: Calendar, day: int, *, size: int) -> Floats:
    """Sum of weight * nearness in time for each channel, (size,)."""
    near = np.maximum(0.0, 1.0 - np.abs(day - found.day) / SPAN)
    return np.asarray(np.bincount(found.channel, weights=found.weight * near, minlength=size), dtype=np.float64)


def _prepare(frame: Frame) -> Calendar:
    return calendar(frame.model)


def _x(state: State) -> Floats:
    found: Calendar = state.frame.ready("occasion")
    return on_day(found, state.day, size=len(zeros(state.frame)))


OCCASION = Effect(
    name="occasion",
    formula="Σ over occasions of weight · max(0, 1 − |day − its day| / 21), on the acts that it moves",
    unit="full occasions",
    ledger="state",
    priors=same(EVERY, 0.7, 0.3),
    source="elections: Hafner-Burton et al. 2014; calendars: Reese, Ruby and Pape 2017; deadlines: Roth et al. 1988",
    provenance="judged",
    step=1.0,
    step_says="the day of an occasion of full weight",
    raises="a date drew near that moves {author}",
    lowers="a date drew near that holds {author} back",
    reads=frozenset({"day"}),
    prepare=_prepare,
    x=_x,
)
