"""Opportunity and hostage: whose people and bases lie within whose reach."""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import log1p
from catspaw.core.random import Floats
from catspaw.engine.effects.base import FORCE, Effect, Prior, toward
from catspaw.engine.frame import Frame
from catspaw.engine.memory import Gather, gather
from catspaw.engine.state import State


def _prepare(frame: Frame, *, theirs: bool) -> Gather:
    """Weights are the reach of the one who strikes, cells the presence of the one who would be hit."""
    reach = frame.model.snapshot.reach
    places = reach.shape[1]
    terms = []
    for row, author, target, _ in toward(frame, FORCE):
        striker, struck = (author, target) if theirs else (target, author)
        terms += [(row, struck * places + int(p), float(reach[striker, p])) for p in np.flatnonzero(reach[striker])]
    return gather(terms, size=len(frame.own))


def _opportunity(state: State) -> Floats:
    found: Gather = state.frame.ready("opportunity")
    return log1p(found.read(state.presence.reshape(-1)))


def _hostage(state: State) -> Floats:
    found: Gather = state.frame.ready("hostage")
    return log1p(found.read(state.presence.reshape(-1)))


OPPORTUNITY = Effect(
    name="opportunity",
    formula="log(1 + Σ_p presence_jp · reach_ip)",
    unit="log of 1 + main bases in reach",
    ledger="state",
    priors={7: Prior(0.5, 0.2)},
    source="opportunity and willingness: Most and Starr 1989",
    provenance="judged",
    step=0.6931471805599453,
    step_says="one main base of the target in full reach",
    raises="people of {target} were within {author}'s reach",
    lowers="{target} had little within {author}'s reach",
    reads=frozenset({"presence"}),
    prepare=lambda frame: _prepare(frame, theirs=True),
    x=_opportunity,
)

HOSTAGE = Effect(
    name="hostage",
    formula="log(1 + Σ_p presence_ip · reach_jp)",
    unit="log of 1 + main bases in the other's reach",
    ledger="state",
    priors={7: Prior(-0.4, 0.2)},
    source="mutual vulnerability: Schelling 1966",
    provenance="judged",
    step=0.6931471805599453,
    step_says="one main base of its own in the target's full reach",
    raises="{author} had little within {target}'s reach",
    lowers="{author}'s own people were within {target}'s reach",
    reads=frozenset({"presence"}),
    prepare=lambda frame: _prepare(frame, theirs=False),
    x=_hostage,
)
