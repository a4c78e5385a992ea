"""Ground: what a client has lately lost pulls its patrons in, toward the one who took it and to the client's help."""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine.effects.base import Effect, Prior
from catspaw.engine.effects.patronage import aid, sakes
from catspaw.engine.frame import Frame
from catspaw.engine.memory import Gather, gather
from catspaw.engine.state import State


def _prepare(frame: Frame) -> Gather:
    clients, actors = frame.model.snapshot.clients, len(frame.slack)
    terms = [
        (row, client * actors + enemy, float(clients[author, client]))
        for row, author, client, against in sakes(frame)
        for enemy in against
    ]
    terms += [
        (row, client * actors + enemy, float(clients[author, client]))
        for row, author, client in aid(frame)
        for enemy in range(actors)
    ]
    return gather(terms, size=len(frame.own))


def _x(state: State) -> Floats:
    found: Gather = state.frame.ready("ground")
    return found.read(state.lost.reshape(-1))


GROUND = Effect(
    name="ground",
    formula="Σ_k commitment_ik · share of its ground that k has lately lost to j, net (half-life 60 days); "
    "on help to k itself to anybody",
    unit="shares of the client's ground",
    ledger="truth",
    priors={3: Prior(2.0, 1.0), 5: Prior(2.0, 1.0), 7: Prior(4.0, 2.0)},
    source="intervention to save a failing ally: Altfeld and Bueno de Mesquita 1979; territory: Vasquez 1993",
    provenance="judged",
    step=0.1,
    step_says="a committed patron's client having lately lost a tenth of its ground",
    raises="{target} had taken ground from one that {author} backs",
    lowers="{target} had taken ground from one that {author} backs",
    reads=frozenset({"lost"}),
    prepare=_prepare,
    x=_x,
)
