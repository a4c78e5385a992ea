"""Whose power is going: from measures of power beside their own past."""

from __future__ import annotations

from catspaw.case.language import Party
from catspaw.case.model import Case
from catspaw.evidence.beliefs import Beliefs

#: Share of its power that an actor has lost at each rung beside its own past.  Judged.
LOST = {"far_below": 0.8, "below": 0.4}


def fading(case: Case, beliefs: Beliefs) -> dict[str, float]:
    """Give the expected share of its power that each actor has lost, where claims measure it.

    Parameters
    ----------
    case : Case
    beliefs : Beliefs

    Returns
    -------
    dict
        Actor to a share in (0, 1]; power beside somebody else's is no fading.
    """
    found: dict[str, float] = {}
    for prop, levels in beliefs.measures("power"):
        arg = prop.call.positional[0]
        if arg.target is None and isinstance(arg.end, Party) and len(arg.end.members) == 1:
            name = arg.end.members[0].id
            lost = sum(share * levels.get(rung, 0.0) for rung, share in LOST.items())
            if name in case.actors and lost > 0:
                found[name] = max(found.get(name, 0.0), lost)
    return found
