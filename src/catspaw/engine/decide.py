"""Decisions: not rates but choices, made once, by one softmax and one addressed draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.random import Floats, stable_hash, stream_key, uniform_pair
from catspaw.engine.outcomes import NEVER, Tally
from catspaw.engine.state import State
from catspaw.network.model import Decision, Model


class Choice(NamedTuple):
    """A decision taken: which, which option, on which day (after as-of)."""

    decision: int
    option: int
    day: int


def is_open(decision: Decision, model: Model, tally: Tally, day: int) -> bool:
    """Whether a decision is due at the start of a day: on its date, or the day after its outcome came about."""
    if decision.on_day is not None:
        return day == decision.on_day
    at = [outcome.id for outcome in model.outcomes].index(str(decision.after_outcome))
    return bool(tally.passage[at] != NEVER and tally.passage[at] < day)


def chances(decision: Decision, state: State) -> Floats:
    """Probability of each option: softmax of utility + sum of weight * x, (options,); NaN is the effect's own weight."""
    model = state.frame.model
    row = {effect.name: at for at, effect in enumerate(state.frame.effects)}
    scores = []
    for option in decision.options:
        score = option.utility
        for name, weight in option.weights:
            effect, channel = state.frame.effects[row[name]], model.channels.ids.index(option.channel)
            own = float(state.frame.coefficients[row[name], channel])
            score += (own if weight != weight else weight) * float(effect.x(state)[channel])
        scores.append(score)
    odds = exp(np.array(scores) - max(scores))
    return np.asarray(odds / float(np.cumsum(odds)[-1]))


def choose(decision: Decision, state: State, *, seed: int, path: int, calendar_day: int) -> int:
    """Draw an option, at the address (path, decision, day)."""
    u, _ = uniform_pair(stream_key(seed, "decision"), stable_hash(decision.id), path, calendar_day)
    total = np.cumsum(chances(decision, state))
    return min(int(np.searchsorted(total, u, side="right")), len(total) - 1)
