"""When a speaker speaks for its own side: one rule for accuser and accused.

A proposition charges a party where its truth would be held against it: an act of conflict and every part in
one, a hostile tie, support to an armed group, the intention of any of these.  Who is charged with it and
denies, or an enemy of the charged who says it, serves its own side; who admits what its own side is charged
with, or clears an enemy, speaks against it.  Taking credit for one's own act serves too.

Enemies are found in the case's structure, never from beliefs, so that the order of claims cannot matter: two
sides are enemies where more propositions of the case set them against each other than join them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from catspaw.case.codebook import actions, words
from catspaw.case.language import Member, Party, Prop
from catspaw.case.model import Case
from catspaw.evidence.belonging import Belonging
from catspaw.evidence.space import incident_of
from catspaw.evidence.variables import party_of

CLEARING = ("unaware", "opposed", "forbade")
NO_CHARGE = ("attended",)
MINDS = ("intends", "plans", "considers", "wants", "can")
DENYING = ("deny", "doubt", "no_evidence")
ARMED = ("armed_group", "wing", "group", "organisation", "brand", "force")


@dataclass(frozen=True, slots=True)
class Charge:
    """Whom a proposition charges; `clears` where its truth speaks for them instead."""

    parties: tuple[Member, ...]
    clears: bool = False


def charge(prop: Prop, case: Case) -> Charge | None:
    """Say whom a proposition charges, or None where nobody is.

    Parameters
    ----------
    prop : Prop
        As claimed; `not` is part of it.
    case : Case
        For the kinds of incidents and actors.
    """
    found = _charge(prop, case)
    if found is None:
        return None
    turned = prop.negated != (prop.word in CLEARING or prop.op in ("<", "<="))
    return Charge(found.parties, found.clears != turned)


def _charge(prop: Prop, case: Case) -> Charge | None:
    word, first = words()[prop.word], party_of(prop)
    if first is None:
        return None
    if word.family == "part" or prop.word == "part":
        incident = incident_of(prop) or _second(prop)
        kind = case.incidents[incident].kind if incident in case.incidents else ""
        charged = prop.word not in NO_CHARGE and _conflict(kind)
        return Charge(first.members) if charged else None
    if word.family == "act":
        return Charge(first.members) if _conflict(prop.word) else None
    if word.family == "tie":
        return Charge(first.members) if _hostile_tie(prop, case) else None
    if prop.word in MINDS:
        inner = next((a.end for a in prop.call.positional if isinstance(a.end, Prop)), None)
        nested = charge(inner, case) if inner is not None else None
        return Charge(first.members, nested.clears) if nested else None
    return None


def _second(prop: Prop) -> str | None:
    party = party_of(prop, 1)
    return party.members[0].id if party else None


def _conflict(action: str) -> bool:
    known = actions().get(action)
    return known is not None and known.quad == "material_conflict"


def _hostile_tie(prop: Prop, case: Case) -> bool:
    word = words()[prop.word]
    if word.sign < 0 or prop.word == "leaks":
        return True
    target = party_of(prop, 1)
    supports = prop.word == "backs" or "backs" in word.implies
    if not supports or target is None:
        return False
    return any(m.id in case.actors and case.actors[m.id].kind in ARMED for m in target.members)


def enmities(case: Case, props: Iterable[Prop], known: Belonging) -> frozenset[frozenset[str]]:
    """Find which sides are enemies: set against each other by more propositions than join them.

    Parameters
    ----------
    props : iterable of Prop
        What claims and assumptions say, each once; what is denied by `not` does not count.
    """
    balance: Counter[frozenset[str]] = Counter()
    for prop in props:
        sign = hostility(prop)
        if sign == 0:
            continue
        for a, b in _pairs(prop, case, known):
            if a != b:
                balance[frozenset((a, b))] += sign
    return frozenset(pair for pair, n in balance.items() if n < 0)


def hostility(prop: Prop) -> int:
    """Give -1 for what sets parties against each other, +1 for what joins them, 0 for the rest and for `not`."""
    if prop.negated:
        return 0
    word = words()[prop.word]
    if word.family == "tie":
        return 0 if prop.call.value("often") else word.sign
    if word.family == "act":
        return -1 if _conflict(prop.word) else 0
    return -1 if prop.word == "did" else 0


def _pairs(prop: Prop, case: Case, known: Belonging) -> Iterable[tuple[str, str]]:
    first = party_of(prop)
    if first is None:
        return []
    second = party_of(prop, 1)
    if prop.word == "did":
        incident = case.incidents.get(incident_of(prop) or "")
        second = incident.against if incident and _conflict(incident.kind) else None
    if second is None:
        return _among(first, known)
    return list(product(_sides(first, known), _sides(second, known)))


def _among(party: Party, known: Belonging) -> list[tuple[str, str]]:
    sides = sorted(_sides(party, known))
    return [(a, b) for i, a in enumerate(sides) for b in sides[i + 1 :]]


def _sides(party: Party, known: Belonging) -> frozenset[str]:
    return frozenset().union(*(known.sides_of(m) for m in party.members))


@dataclass(frozen=True)
class Interests:
    """What decides whose interest a statement serves."""

    case: Case
    belonging: Belonging
    enemies: frozenset[frozenset[str]]

    def charge(self, prop: Prop) -> Charge | None:
        """Say whom a proposition charges; see `charge`."""
        return charge(prop, self.case)

    def of(self, found: Charge | None, *, side: str, act: str, override: str | None = None) -> tuple[str, str]:
        """Give (stance, interest) of a statement: rows of the pair table.

        Parameters
        ----------
        found : Charge or None
            Whom the proposition, as claimed, charges.
        side : str
            The speaker's.
        act : str
            The act of speech.
        override : str, optional
            ``for``, ``none`` or ``against`` as the claim has it.
        """
        says = act not in DENYING
        if found is None:
            return ("charges" if says else "clears"), override or "none"
        charges = says != found.clears
        return ("charges" if charges else "clears"), override or self._interest(found, charges, side, act)

    def _interest(self, found: Charge, charges: bool, side: str, act: str) -> str:
        charged = self._sides(found.parties)
        if side in charged:
            return "against" if charges and act == "admit" else "for"
        if any(frozenset((side, s)) in self.enemies for s in charged):
            return "for" if charges else "against"
        return "none"

    def _sides(self, parties: tuple[Member, ...]) -> frozenset[str]:
        return frozenset().union(*(self.belonging.sides_of(m) for m in parties))
