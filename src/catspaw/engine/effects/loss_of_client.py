"""Loss of a client: a patron is drawn in as its client goes under, the less the greater the war that it risks."""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine.effects.base import Effect, Prior
from catspaw.engine.effects.patronage import aid, sakes
from catspaw.engine.frame import Frame
from catspaw.engine.fronts import dangers
from catspaw.engine.memory import Gather, gather
from catspaw.engine.state import State


def _prepare(frame: Frame) -> Gather:
    base = frame.model.snapshot
    terms = []
    for row, author, client, against in sakes(frame):
        hostility = answer = 0.0
        for enemy in against:
            hostility += float(base.hostility[enemy, client])
            answer += float(base.power[enemy] * base.resolve[enemy])
        spared = 1.0 - answer / (answer + float(base.power[author]))
        terms.append((row, client, float(base.clients[author, client]) * min(1.0, hostility) * spared))
    terms += [(row, client, float(base.clients[author, client])) for row, author, client in aid(frame)]
    return gather(terms, size=len(frame.own))


def _x(state: State) -> Floats:
    found: Gather = state.frame.ready("loss_of_client")
    return found.read(dangers(state))


LOSS_OF_CLIENT = Effect(
    name="loss_of_client",
    formula="Σ_k commitment_ik · hostility_jk · danger_k · (1 − risk_ij); on help to k itself commitment_ik · danger_k; "
    "danger = 1 − strength · share of its ground left; risk = power · resolve of j over that plus power of i",
    unit="clients lost, weighted",
    ledger="state",
    priors={3: Prior(0.7, 0.3), 5: Prior(0.5, 0.25), 7: Prior(1.0, 0.5)},
    source="alliance dilemma of entrapment and abandonment: Snyder 1984; limited war for clients: Schelling 1966",
    provenance="judged",
    step=0.33,
    step_says="a client half lost, with a committed patron twice as strong as what would answer",
    raises="{author} stood to lose one that it backs to {target}",
    lowers="{author} stood to lose one that it backs to {target}",
    reads=frozenset({"stock", "held"}),
    prepare=_prepare,
    x=_x,
)
