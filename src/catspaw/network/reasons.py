"""Ties and flash points in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from catspaw.network.graph import Tie

if TYPE_CHECKING:
    from catspaw.network.flashpoints import Found

Names = Mapping[str, str]

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
    verb = VERBS.get(tie.word, tie.word)
    return f"{names[tie.source]} {verb} {names[tie.target]} ({percent(tie.belief)})"


def percent(share: float) -> str:
    """Say a share as a whole percentage, never as certainty that it is not."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{share * 100:.0f} %"


def sentence(found: Found, *, names: Names) -> str:
    """Say why something is a flash point, in one sentence."""
    if found.kind == "cross_pressure":
        return _cross_pressure(found, names=names)
    if found.kind == "fading_enemy":
        return _fading(found, names=names)
    return _contact(found, names=names)


def _contact(found: Found, *, names: Names) -> str:
    a, b = (names[actor] for actor in found.actors)
    if found.presences or found.place:
        where = f" at {names[found.place]}" if found.place else ""
        return f"{a} and {b} are together{where} ({percent(found.size)}), and {_quarrel(found, names=names)}."
    helping = [tie for tie in found.ties if tie.sign > 0]
    return f"{_strongest(helping, names=names)}, and yet {_quarrel(found, names=names)}."


def _cross_pressure(found: Found, *, names: Names) -> str:
    middle, a, b = found.actors
    legs = [
        _strongest([t for t in found.ties if t.sign > 0 and {t.source, t.target} == {middle, end}], names=names)
        for end in (a, b)
    ]
    return f"{legs[0]} and {legs[1]}, while {_quarrel(found, names=names)}."


def _fading(found: Found, *, names: Names) -> str:
    a, b, enemy = (names[actor] for actor in found.actors)
    return (
        f"{enemy}, which both {a} and {b} are against, is fading (by {percent(found.size)}), "
        f"and {_quarrel(found, names=names)}."
    )


def _quarrel(found: Found, *, names: Names) -> str:
    quarrel = found.quarrel
    hostile = [t for t in quarrel.ties if t.sign < 0 and {t.source, t.target} == set(quarrel.between)]
    behind = [
        f"{names[above]} stands behind {names[actor]}"
        for actor, above in zip(found.actors, quarrel.between, strict=False)
        if found.kind != "cross_pressure" and actor != above
    ]
    return "; ".join([_strongest(hostile, names=names), *behind])


def _strongest(ties: Iterable[Tie], *, names: Names) -> str:
    best = max(ties, key=lambda tie: (tie.belief, tie.word == "fights", tie.proposition))
    return tie_phrase(best, names=names)
