"""Ground and wars: how acts take places, bring outsiders into a war, and cost a patron the faith of its clients.

Ground is held in shares of places.  An act that takes ground moves a share of what its target holds at the place where
it happens, or, where that is no place that can be held, everywhere within the author's reach.  What an actor has lately
lost to another, before as-of too, is kept as a share of what it held at as-of, and fades.  Who joins a war stays in it.
A patron that lets a client fall keeps up less of its stock from then on, and is less believed by the others for a while.
"""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import halving
from catspaw.core.random import Floats
from catspaw.engine.state import State
from catspaw.network.model import LOST, NOBODY

# Half-life in days, judged: a patron's good name among its clients.
FAITH = 180
_LOST_LEFT, _FAITH_LEFT = float(halving(1 / LOST)), float(halving(1 / FAITH))


def apply(state: State, *, author: int, action: int, target: int, place: int) -> None:
    """Let an act toward somebody move ground, parties and faith."""
    actions = state.frame.model.actions
    if actions.takes[action]:
        _take(state, author, target, float(actions.takes[action]), place)
    if actions.enters[action]:
        _enter(state, author, target)
    if actions.forsakes[action]:
        state.faith[author] -= actions.forsakes[action] * state.faith[author]
        _cut(state, author, target, float(actions.forsakes[action]))
        state.changed |= {"faith", "stock"}


def fade(state: State) -> None:
    """Let a night pass."""
    moved = {"lost": state.lost, "faith": state.faith != 1.0}
    state.changed.update(name for name, values in moved.items() if values.any())
    state.lost *= _LOST_LEFT
    state.faith = 1.0 + (state.faith - 1.0) * _FAITH_LEFT


def dangers(state: State) -> Floats:
    """How far each actor is from what it was: 1 - its strength * the share of its ground that is left, (A,).

    Strength is stock over reference, at most 1; ground is what it held at as-of, at most all of it.
    """
    base = state.frame.model.snapshot
    first = state.frame.ground
    left = np.where(first > 0.0, grounds(state.held, base.worth) / np.where(first > 0.0, first, 1.0), 1.0)
    return np.asarray(1.0 - np.minimum(1.0, state.stock / base.reference) * np.minimum(1.0, left))


def grounds(held: Floats, worth: Floats) -> Floats:
    """Ground of each actor, in main places: the sum of worth * share held, (A,)."""
    total = np.zeros(held.shape[0])
    for place in range(held.shape[1]):
        total = total + worth[place] * held[:, place]
    return total


def _take(state: State, author: int, target: int, share: float, place: int) -> None:
    base, first = state.frame.model.snapshot, state.frame.ground
    here = place != NOBODY and base.worth[place] > 0.0 and state.held[target, place] > 0.0
    moved = 0.0
    for p in [place] if here else range(len(base.worth)):
        step = share * (1.0 if here else float(base.reach[author, p])) * float(state.held[target, p])
        if base.worth[p] > 0.0:
            state.held[target, p] -= step
            state.held[author, p] += step
            moved += float(base.worth[p]) * step
    if first[target] > 0.0:
        state.lost[target, author] = min(1.0, state.lost[target, author] + moved / first[target])
    if first[author] > 0.0:
        state.lost[author, target] = max(0.0, state.lost[author, target] - moved / first[author])
    state.changed |= {"held", "lost"}


def _cut(state: State, patron: int, client: int, share: float) -> None:
    """Let a patron keep up less of a client's stock from now on."""
    cut = share * float(state.upkeep[patron, client])
    state.upkeep[patron, client] -= cut
    state.supplied[client] -= cut


def _enter(state: State, author: int, target: int) -> None:
    """Join each war that the target stands for, on the side of one's own, or against a target that fights in it."""
    base, sides = state.frame.model.snapshot, state.frame.sides
    wars = state.frame.wars
    for war in range(len(sides)):
        if sides[war, author] != 0.0 or state.joined[war, author] != 0.0:
            continue
        side = -sides[war, target]
        if wars[war] == target:
            drawn = 0.0
            for k in range(sides.shape[1]):
                drawn += sides[war, k] * (
                    base.clients[author, k] + base.alliance[author, k] - base.hostility[author, k]
                )
            side = 1.0 if drawn > 0.0 else -1.0 if drawn < 0.0 else 0.0
        if side != 0.0:
            state.joined[war, author] = side
            state.changed.add("joined")
