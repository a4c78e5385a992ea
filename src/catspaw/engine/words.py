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
    "seizes": "took ground from",
    "abducts": "took captives of",
    "storms": "stormed a place of",
    "arrests": "arrested people of",
    "destroyed": "destroyed",
    "weakens": "weakened",
    "war": "was at open war with",
    "answers": "hit back at",
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
    "leaves": "left",
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


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def name_of(model: Model, actor: int) -> str:
    """Name of an actor, or its id."""
    key = model.snapshot.actors[actor]
    return model.names.get(key, key)


def date_of(model: Model, day: int) -> date:
    """Date of a day after as-of."""
    return model.as_of + timedelta(days=day)


def on_day(model: Model, day: int) -> str:
    """Write the date of a day after as-of: 3 February 2024."""
    found = date_of(model, day)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def deed(model: Model, act: Act) -> str:
    """Say who did what to whom, without the day."""
    lost = ", too late: an earlier act of the day had made it impossible" if act.forestalled else ""
    return channel_says(model, act.channel) + lost


def channel_says(model: Model, channel: int) -> str:
    """Say who did what to whom, for a channel."""
    channels = model.channels
    action, target = model.actions.ids[channels.action[channel]], int(channels.target[channel])
    verb = PAST.get(action, f"did an act of the kind {action!r}" + (" to" if target != NOBODY else ""))
    if model.actions.enters[channels.action[channel]] and model.conflicts and target in model.conflicts.war:
        verb = "joined"
    whom = f" {name_of(model, target)}" if target != NOBODY else ""
    return f"{name_of(model, int(channels.author[channel]))} {verb}{whom}"


def clause(text: str, *, author: str, target: str) -> str:
    """Fill a clause with names; an s at the end of a name takes the apostrophe alone.

    >>> clause("people of {target} were within {author}'s reach", author="the Houthis", target="Iran")
    "people of Iran were within the Houthis' reach"
    """
    for name in ("author", "target"):
        text = text.replace("{" + name + "}'s", "{" + name + "_s}")
    return text.format(author=author, target=target, author_s=_of(author), target_s=_of(target))


def _of(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")


def at_times(times: float) -> str:
    """Say at which rate something happened, beside its ordinary rate.

    >>> at_times(1.04), at_times(3.12), at_times(0.4), at_times(14.2)
    ('at about its ordinary rate', 'at 3.1 times its ordinary rate', 'at 0.4 times its ordinary rate', 'at 14 times its ordinary rate')
    """
    for low, high, word in ((0.9, 1.1, "about"), (1.9, 2.1, "twice"), (0.48, 0.52, "half")):
        if low <= times <= high:
            return f"at {word} its ordinary rate"
    return f"at {times:.0f} times its ordinary rate" if times >= 10 else f"at {times:.2g} times its ordinary rate"


def upper(text: str) -> str:
    """Begin a sentence with a capital."""
    return text[:1].upper() + text[1:]
