"""One value of the engine's arrays that one tie or state of mind sets."""

from __future__ import annotations

from dataclasses import dataclass

from catspaw.case.language import Party, Prop

VAGUE = ("some of", "one of", "most of")
SHARED_OUT = 0.5  # judged: a tie of `some of` a group is half as strong for each member, since nobody says which


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that one tie sets; `belief` says how surely it holds, and worlds switch it by `proposition`."""

    array: str
    index: tuple[int, ...]
    value: float
    proposition: str
    belief: float


def is_vague(prop: Prop) -> bool:
    """Whether a proposition speaks of some of a group without saying which."""
    ends = (e for a in prop.call.positional for e in (a.end, a.target))
    return any(m.quantifier in VAGUE for e in ends if isinstance(e, Party) for m in e.members)
