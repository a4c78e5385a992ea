"""Who belongs to whom: groups, bodies that act for others, sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from catspaw.case.language import Member
from catspaw.case.model import Case, Membership


@dataclass(frozen=True)
class Belonging:
    """Actors' memberships, closed under passing on.

    Attributes
    ----------
    bodies : dict
        Actor to those whose body it is (``acts_for``), nearest first, itself not.
    members : dict
        Group to all that belong to it, directly or through smaller groups.
    sides : dict
        Actor to the side that it is on: the last of its ``acts_for`` or ``part_of``.
    """

    bodies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)

    def side(self, name: str) -> str:
        """Give the side of an actor; itself where it belongs to nobody."""
        return self.sides.get(name, name)

    def sides_of(self, member: Member) -> frozenset[str]:
        """Give the sides that a name touches: its own, and for a group those of its members."""
        inside = self.members.get(member.id, frozenset())
        return frozenset({self.side(member.id), *(self.side(m) for m in inside)})

    def larger(self, group: str) -> tuple[str, ...]:
        """Give the groups that hold all of a group; one with the same members is among them."""
        inside = self.members.get(group)
        if not inside:
            return tuple(g for g, m in self.members.items() if group in m)
        return tuple(g for g, m in self.members.items() if g != group and (group in m or inside <= m))

    def groups(self, name: str) -> tuple[str, ...]:
        """Give the groups that an actor belongs to."""
        return tuple(g for g, m in self.members.items() if name in m)


def belonging(case: Case) -> Belonging:
    """Close the memberships of a case's actors."""
    direct: dict[str, set[str]] = {}
    for actor in case.actors.values():
        direct.setdefault(actor.id, set()).update(m.of for m in actor.members)
        for whole in actor.part_of:
            direct.setdefault(whole.of, set()).add(actor.id)
    members = {g: frozenset(_reach(g, direct)) for g in direct if direct[g]}
    bodies = {a.id: tuple(_chain(a.id, case, "acts_for")) for a in case.actors.values()}
    sides = {a: _side(a, case) for a in case.actors}
    return Belonging(bodies, members, sides)


def _reach(start: str, direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in direct.get(waiting.pop(), ()):
            if name not in found and name != start:
                found.add(name)
                waiting.append(name)
    return found


def _chain(name: str, case: Case, kind: str) -> Iterable[str]:
    seen = {name}
    while name in case.actors:
        above: tuple[Membership, ...] = getattr(case.actors[name], kind)
        fresh = [m.of for m in above if m.of not in seen]
        if not fresh:
            return
        name = fresh[-1]
        seen.add(name)
        yield name


def _side(name: str, case: Case) -> str:
    seen = {name}
    while name in case.actors:
        actor = case.actors[name]
        above = [m.of for m in (*actor.part_of, *actor.acts_for) if m.of not in seen and m.of in case.actors]
        above = [a for a in above if case.actors[a].kind != "group"] or []
        if not above:
            return name
        name = above[-1]
        seen.add(name)
    return name
