"""English for acts: who did what to whom, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from catspaw.engine.state import Act
from catspaw.network.model import NOBODY, Model

PAST: Mapping[str, str] = {
    "strike": "struck",
    "assault": "went to open war on",
    "kills": "killed people of",
    "seizes": "seized something of",
    "abducts": "took captives of",
    "storms": "stormed a place of",
    "arrests": "arrested people of",
    "destroyed": "destroyed",
    "weakens": "weakened",
    "war": "was at open war with",
    "answers": "answered",
    "retaliates": "retaliated against",
    "threatens": "threatened",
    "vows": "vowed to act against",
    "warns": "warned",
    "accuses": "accused",
    "denies": "denied its part to",
    "admits": "admitted its part to",
    "rejects": "rejected what was wanted by",
    "protests": "protested against",
    "demands": "made a demand on",
    "offers": "made an offer to",
    "agrees": "agreed with",
    "meets": "met",
    "visits": "visited",
    "praises": "praised",
    "supplies": "supplied",
    "drills": "held drills with",
    "encourages": "encouraged",
    "restrains": "restrained",
    "deploys": "deployed forces toward",
    "builds_up": "built up forces near",
    "withdraws": "withdrew from",
    "expels": "expelled",
    "votes": "voted on",
    "designates": "designated",
    "imposes": "imposed measures on",
    "leaves": "left a deal with",
    "joins": "joined the fight against",
    "abandons": "abandoned",
    "revokes": "revoked its promise to",
    "advances": "advanced its programme",
    "acquires": "acquired the weapon",
    "recognises": "recognised",
    "ceases_fire": "ceased fire toward",
    "settles": "settled with",
    "disrupts": "disrupted the flows of",
    "creates": "founded",
}


def name_of(model: Model, actor: int) -> str:
    """Name of an actor, or its id."""
    key = model.snapshot.actors[actor]
    return model.names.get(key, key)


def date_of(model: Model, day: int) -> date:
    """Date of a day after as-of."""
    return model.as_of + timedelta(days=day)


def says(model: Model, act: Act) -> str:
    """Say an act in English: who did what to whom, and when.

    >>> says(model, act)  # doctest: +SKIP
    'Kataib Hezbollah struck US forces on 2024-02-03'
    """
    channels = model.channels
    action, target = model.actions.ids[channels.action[act.channel]], int(channels.target[act.channel])
    verb = PAST.get(action, f"did an act of the kind {action!r}" + (" to" if target != NOBODY else ""))
    whom = f" {name_of(model, target)}" if target != NOBODY else ""
    lost = ", too late: an earlier act of the day had made it impossible" if act.forestalled else ""
    author = name_of(model, int(channels.author[act.channel]))
    return f"{author} {verb}{whom} on {date_of(model, act.day)}{lost}"
