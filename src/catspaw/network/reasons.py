"""Ties and flash points in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from catspaw.network.graph import Node, Tie

if TYPE_CHECKING:
    from catspaw.network.flashpoints import Found

LIKELY = 0.5  # stated judgement: from here a patron's own hostility is told, not a surer one of its enemy's
Names = Mapping[str, str]
Nodes = Mapping[str, Node]

VERBS = {
    "advises": "advises",
    "allied": "is allied with",
    "armed": "arms",
    "colocated": "shares a place with",
    "commands": "commands",
    "coordinates": "coordinates with",
    "covers": "covers",
    "deal": "has a deal with",
    "depends": "depends on",
    "guarantees": "guarantees",
    "leaks": "leaks to",
    "member": "belongs to",
    "normalises": "has or seeks normal relations with",
    "present": "is present with",
    "spies": "spies on",
}


def tie_phrase(tie: Tie, *, names: Names) -> str:
    """Say a tie and its belief: "Iran arms Hezbollah (95 %)"."""
    plain = f"{names[tie.source]} {VERBS.get(tie.word, tie.word)} {names[tie.target]}"
    return f"{tie.says or plain} ({percent(tie.belief)})"


def percent(share: float) -> str:
    """Say a share as a whole percentage, never as certainty that it is not."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{share * 100:.0f} %"


def sentence(found: Found, *, nodes: Nodes) -> str:
    """Say why something is a flash point, in one sentence."""
    says = {"cross_pressure": _cross_pressure, "fading_enemy": _fading, "drawn_in": _drawn_in}.get(found.kind, _contact)
    told = says(found, nodes)
    return told[:1].upper() + told[1:]


def _contact(found: Found, nodes: Nodes) -> str:
    a, b = (_said(nodes[actor]) for actor in found.actors)
    if found.presences or found.place:
        where = f" at {_said(nodes[found.place])}" if found.place else ""
        return f"{a} and {b} are together{where} ({percent(found.size)}), and {_quarrel(found, nodes)}."
    helping = [tie for tie in found.ties if tie.sign > 0]
    return f"{_strongest(helping, nodes)}, and yet {_quarrel(found, nodes)}."


def _cross_pressure(found: Found, nodes: Nodes) -> str:
    middle, a, b = found.actors
    legs = [
        _strongest([t for t in found.ties if t.sign > 0 and {t.source, t.target} == {middle, end}], nodes)
        for end in (a, b)
    ]
    return f"{legs[0]} and {legs[1]}, while {_quarrel(found, nodes)}."


def _fading(found: Found, nodes: Nodes) -> str:
    a, b, enemy = (nodes[actor] for actor in found.actors)
    return (
        f"{_said(enemy)}, which both {_said(a)} and {_said(b)} are against, {_is(enemy)} fading "
        f"(by {percent(found.size)}), and {_quarrel(found, nodes)}."
    )


def _drawn_in(found: Found, nodes: Nodes) -> str:
    patron, client, enemy = (nodes[actor] for actor in found.actors)
    war = f"which {_is(client)} fighting {_said(enemy)}"
    return f"{_stands(patron, behind=client)}, {war}; {_restraint(found, nodes)}."


def _restraint(found: Found, nodes: Nodes) -> str:
    """Say the quarrel of the patron and that it is no war: "Iran opposes Israel and is not fighting it yet"."""
    quarrel = found.quarrel
    patron, enemy = (nodes[actor] for actor in quarrel.between)
    cold = [t for t in quarrel.ties if t.sign < 0 and t.word != "fights"]
    best = _best([t for t in cold if t.source == patron.id and t.belief >= LIKELY] or cold)
    plain = f"{_said(nodes[best.source])} {VERBS.get(best.word, best.word)} {_said(nodes[best.target])}"
    said = best.says or plain
    if best.source == patron.id:
        return f"{said} and {_is(patron)} not fighting {'them' if enemy.plural else 'it'} yet"
    return f"{said}, and the two are not fighting each other yet"


def _quarrel(found: Found, nodes: Nodes) -> str:
    quarrel = found.quarrel
    hostile = [t for t in quarrel.ties if t.sign < 0 and {t.source, t.target} == set(quarrel.between)]
    behind = [
        _stands(nodes[above], behind=nodes[actor])
        for actor, above in zip(found.actors, quarrel.between, strict=False)
        if found.kind != "cross_pressure" and actor != above
    ]
    return "; ".join([_strongest(hostile, nodes), *behind])


def _strongest(ties: Iterable[Tie], nodes: Nodes) -> str:
    return tie_phrase(_best(ties), names={key: _said(node) for key, node in nodes.items()})


def _best(ties: Iterable[Tie]) -> Tie:
    return max(ties, key=lambda tie: (tie.belief, tie.word == "fights", tie.proposition))


def _said(node: Node) -> str:
    return node.said or node.name


def _is(node: Node) -> str:
    return "are" if node.plural else "is"


def _stands(node: Node, *, behind: Node) -> str:
    return f"{_said(node)} {'stand' if node.plural else 'stands'} behind {_said(behind)}"
