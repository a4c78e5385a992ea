"""Who acts in the model: bodies and office holders roll up to whom they act for; groups spread to their members.

The engine knows states, organisations, armed groups, flows and groups whose members nobody names.  A wing, a force, an
office, a person and a façade act for someone, and what they do or suffer is that one's.
"""

from __future__ import annotations

from datetime import date

from catspaw.case.language import Member, Party
from catspaw.case.model import Actor, Case

#: Kinds that act for someone else.
BODIES = ("wing", "force", "office", "person", "brand", "government")
SPREADING = ("group",)


def principal(case: Case, actor: str, day: date) -> str:
    """Give the actor that an actor's acts count for on a day; itself where it acts for nobody.

    Examples
    --------
    In axis-2024 ``qassam_brigades`` act for ``hamas`` and ``us_forces`` for ``us``.
    """
    seen = {actor}
    while (above := _above(case.actors.get(actor), day)) is not None and above not in seen:
        seen.add(above)
        actor = above
    return actor


def _above(actor: Actor | None, day: date) -> str | None:
    if actor is None or actor.kind not in BODIES:
        return None
    held = [m.of for m in (*actor.acts_for, *actor.part_of) if m.holds(day)]
    return held[0] if held else None


def members(case: Case, group: str, day: date) -> tuple[str, ...]:
    """Give the members of a group on a day, groups inside it opened, in their order; empty where nobody names them."""
    found: dict[str, None] = {}
    waiting, seen = [group], {group}
    while waiting:
        actor = case.actors.get(waiting.pop(0))
        inner = [m.of for m in actor.members if m.holds(day)] if actor else []
        for name in inner:
            if name in seen:
                continue
            seen.add(name)
            opens = name in case.actors and case.actors[name].kind in SPREADING and case.actors[name].members
            if opens:
                waiting.append(name)
            else:
                found[name] = None
    return tuple(found)


def who(case: Case, party: Party, day: date) -> tuple[str, ...]:
    """Give the principals that a party stands for: a group is its members, each once, in their order."""
    found: dict[str, None] = {}
    for member in party.members:
        for name in _one(case, member, day):
            found[principal(case, name, day)] = None
    return tuple(found)


def _one(case: Case, member: Member, day: date) -> tuple[str, ...]:
    if member.quantifier == "author of" or member.id in ("unknown", "nobody"):
        return ()
    return members(case, member.id, day) or (member.id,)
