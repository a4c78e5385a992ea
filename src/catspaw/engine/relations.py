"""How acts draw actors near or apart, move what a guarantor's word is worth, put pressure on, make deals and end them.

Nearness and credibility go back to what lasts, pressure to nothing; deals stay until somebody leaves.  All are
shares of a way, so that they stay between 0 and 1 however many acts there are.  Who did it is what the public
believes; whom a measure presses knows whose it is.
"""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import halving
from catspaw.engine.state import Belief, Beliefs, State

# Half-lives in days, judged: nearness from talks and visits 60, the worth of a promise 180, a measure's bite 90.
NEARNESS, CREDIBILITY, PRESSURE = 60, 180, 90
_NEARNESS_LEFT, _CREDIBILITY_LEFT = float(halving(1 / NEARNESS)), float(halving(1 / CREDIBILITY))
_PRESSURE_LEFT = float(halving(1 / PRESSURE))
# Shares of the way, judged: to full credit where the guarantor fights one's enemy; of what it does to another
# whom it protects, that which counts for oneself (reputation).
DEFENDS, REPUTATION = 0.01, 0.3
FORCE, FORCE_RUNG = 3, 5  # class and lowest rung of an act that shows a guarantor in arms


def relate(state: State, beliefs: Beliefs, *, action: int, target: int) -> None:
    """Let an act toward somebody move nearness, credibility and deals."""
    actions = state.frame.model.actions
    step, bargain = float(actions.courts[action]), float(actions.bargains[action])
    shows = bool(actions.quad[action] == FORCE and actions.rung[action] >= FORCE_RUNG)
    for author, weight in beliefs.public if step or shows else ():
        if step:
            for a, b in ((author, target), (target, author)):
                state.nearness[a, b] += _toward(state.nearness[a, b], weight * step)
            state.changed.add("nearness")
        for protected in np.flatnonzero(state.frame.model.snapshot.guarantees[author]).tolist():
            pull = weight * _shown(state, author, protected, target, step, shows)
            state.credibility[author, protected] += _toward(state.credibility[author, protected], pull)
        state.changed.add("credibility")
    if bargain:
        for author, weight in beliefs.truth:
            _bargain(state, author, target, weight * bargain)


def _shown(state: State, guarantor: int, protected: int, target: int, step: float, shows: bool) -> float:
    """Say what an act of a guarantor tells one whom it protects: share of the way to full credit (+) or none (-)."""
    base = state.frame.model.snapshot
    if target == protected:
        return step
    if step < 0.0:
        return REPUTATION * step if base.guarantees[guarantor, target] > 0.0 else 0.0
    hostility = float(base.hostility[protected, target])
    return DEFENDS * hostility if shows else -step * hostility


def _toward(value: float, pull: float) -> float:
    """Give the change of a share that is pulled to 1 (+) or 0 (-)."""
    return pull * (1.0 - value) if pull > 0.0 else pull * value


def _bargain(state: State, author: int, target: int, pull: float) -> None:
    """Make a deal with the other, or end it: who leaves one leaves all."""
    if pull < 0.0:
        state.deals[author, :] += pull * state.deals[author, :]
        state.deals[:, author] += pull * state.deals[:, author]
    else:
        for a, b in ((author, target), (target, author)):
            state.deals[a, b] += _toward(state.deals[a, b], pull)
    state.changed.add("deals")


def press(state: State, truth: Belief, step: float, target: int) -> None:
    """Put a measure on the target, or take off part of what there is, between the two."""
    for author, weight in truth:
        ways = ((author, target),) if step > 0.0 else ((author, target), (target, author))
        for a, b in ways:
            state.pressure[a, b] += _toward(state.pressure[a, b], step * min(1.0, weight))
        state.changed.add("pressure")


def fade(state: State) -> None:
    """Let a night pass."""
    frame = state.frame
    beyond = state.nearness - frame.nearness
    doubt = state.credibility - frame.model.snapshot.credibility
    state.nearness = frame.nearness + beyond * _NEARNESS_LEFT
    state.credibility = frame.model.snapshot.credibility + doubt * _CREDIBILITY_LEFT
    state.pressure *= _PRESSURE_LEFT
    moved = {"nearness": beyond, "credibility": doubt, "pressure": state.pressure}
    state.changed.update(name for name, values in moved.items() if values.any())
