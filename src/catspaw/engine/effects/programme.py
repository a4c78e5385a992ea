"""The nuclear programme: how far it is, how far a rival's is believed to be, a deal in force, the option to buy.

Scenario logic and no forecast: theory does not sign what more nuclear powers do to the risk of war (Brito and
Intriligator 1996), nor what delay or better watching does to a programme (Bas and Coe 2016).  The priors reach to
both sides of 0, and the table of mechanisms shows both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.effects.base import FORCE, Effect, Prior, zeros
from catspaw.engine.frame import Frame
from catspaw.engine.state import State

ARMING = 6  # material conflict without a target: acts of a programme are of this group
TOP = 4.0  # of the ladder of stages
_UNSIGNED = "judged, both signs, since theory does not sign it (Brito and Intriligator 1996)"


@dataclass(frozen=True, slots=True, eq=False)
class Programmes:
    """Channels by which a programme goes up its ladder, those that buy, and those that leave a deal; with authors."""

    arming: NDArray[np.int64]
    armed: NDArray[np.int64]
    buying: NDArray[np.int64]
    buyer: NDArray[np.int64]
    leaving: NDArray[np.int64]
    leaver: NDArray[np.int64]
    hostility: Floats


def programmes(frame: Frame) -> Programmes:
    """Find the channels of programmes and deals."""
    channels, actions = frame.model.channels, frame.model.actions
    stages, group = actions.stages[channels.action], actions.group[channels.action]
    arming = np.flatnonzero((stages > 0.0) & (group == ARMING))
    buying = np.flatnonzero((stages >= TOP) & (group == ARMING))
    leaving = np.flatnonzero((actions.bargains[channels.action] < 0.0) & np.isin(group, FORCE))
    hostility = np.array(frame.model.snapshot.hostility)
    np.fill_diagonal(hostility, 0.0)
    return Programmes(
        arming, channels.author[arming], buying, channels.author[buying], leaving, channels.author[leaving], hostility
    )


def _own_stage(state: State) -> Floats:
    rows: Programmes = state.frame.ready("own_stage")
    x = zeros(state.frame)
    x[rows.arming] = state.stage[rows.armed] / TOP
    return x


def _rival_stage(state: State) -> Floats:
    rows: Programmes = state.frame.ready("rival_stage")
    threat = np.cumsum(rows.hostility * (state.believed_stage / TOP), axis=1)[:, -1]
    x = zeros(state.frame)
    x[rows.arming], x[rows.leaving] = threat[rows.armed], threat[rows.leaver]
    return x


def _deal(state: State) -> Floats:
    rows: Programmes = state.frame.ready("deal")
    x = zeros(state.frame)
    x[rows.arming] = state.deals.max(axis=1)[rows.armed]
    return x


def _option_to_buy(state: State) -> Floats:
    rows: Programmes = state.frame.ready("option_to_buy")
    x = zeros(state.frame)
    x[rows.buying] = state.frame.model.snapshot.purchase[rows.buyer]
    return x


OWN_STAGE = Effect(
    name="own_stage",
    formula="stage_i / 4, on acts of i's own programme",
    unit="share of the ladder",
    ledger="truth",
    priors={ARMING: Prior(0.5, 0.5)},
    source="technical capacity: Singh and Way 2004; Bas and Coe 2016",
    provenance=_UNSIGNED,
    step=0.5,
    step_says="a programme half-way up",
    raises="{author}'s programme had come far",
    lowers="{author}'s programme had come far",
    reads=frozenset({"stage"}),
    prepare=programmes,
    x=_own_stage,
)

RIVAL_STAGE = Effect(
    name="rival_stage",
    formula="Σ_j hostility_ij · stage_j as believed / 4, on acts of i's own programme and on leaving a deal",
    unit="full enemies with the bomb",
    ledger="public",
    priors={ARMING: Prior(0.8, 0.8), 7: Prior(0.8, 0.8)},
    source="reactive proliferation: Singh and Way 2004; Bas and Coe 2016",
    provenance=_UNSIGNED,
    step=0.5,
    step_says="a full enemy half-way up",
    raises="{author} believed that a rival's programme had come far",
    lowers="{author} believed that a rival's programme had come far",
    reads=frozenset({"stage"}),
    prepare=programmes,
    x=_rival_stage,
)

DEAL = Effect(
    name="deal",
    formula="max_j deal_ij in force, on acts of i's own programme",
    unit="a deal in force, 0 .. 1",
    ledger="public",
    priors={ARMING: Prior(-0.7, 0.6)},
    source="bargains over arming: Bas and Coe 2016",
    provenance=_UNSIGNED,
    step=1.0,
    step_says="a deal in full force",
    raises="a deal bound {author}",
    lowers="a deal bound {author}",
    reads=frozenset({"deals"}),
    prepare=programmes,
    x=_deal,
)

OPTION_TO_BUY = Effect(
    name="option_to_buy",
    formula="chance that somebody would sell i a weapon, on acquiring one",
    unit="sellers, 0 .. 1",
    ledger="state",
    priors={ARMING: Prior(1.0, 0.8)},
    source="supply of sensitive means: Kroenig 2009",
    provenance=_UNSIGNED,
    step=0.5,
    step_says="even odds that somebody would sell",
    raises="{author} had somebody to buy from",
    lowers="{author} had somebody to buy from",
    reads=frozenset(),
    prepare=programmes,
    x=_option_to_buy,
)
