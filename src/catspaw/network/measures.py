"""Measures at a date: how far a programme has come, how far one trusts another, from beliefs and assumptions.

Claims give the probability of each rung of a measure's ladder.  An assumption (`stage(iran, nuclear) >= hedging`) is
the analyst's prior on a set of rungs: the set gets its belief, and what lies inside and outside keeps its
proportions (Jeffrey 1965).  Where no claim speaks, the rungs of a programme start as evidence has them, each a third as
likely as the one below it, and those of trust alike.  What comes of it is an expected level; worlds do not switch it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catspaw.case.codebook import ladders, rung_level
from catspaw.case.language import Party, Prop
from catspaw.case.model import Case
from catspaw.evidence.beliefs import Beliefs
from catspaw.network.principals import who
from catspaw.network.standing import ends, holds

Levels = dict[str, float]

#: How far one expects another to stand by it, at each rung of trust.  Judged.
TRUST_RUNGS: Mapping[str, float] = {"none": 0.05, "low": 0.25, "enough": 0.65, "high": 0.9}
_LIKELIER = {"stage": 3.0}  # each rung beside the next one up, before anybody speaks; as in evidence


def stages(case: Case, beliefs: Beliefs, day: date) -> dict[str, float]:
    """Give each actor's expected stage of a nuclear programme, 0 none to 4 bomb, where anybody speaks of it."""
    found: dict[str, float] = {}
    for prop, levels in _measured(case, beliefs, "stage", day).items():
        owner = prop.call.positional[0].end
        matter = prop.call.positional[1].end if len(prop.call.positional) > 1 else None
        if isinstance(owner, Party) and "nuclear" in str(matter):
            expected = sum(rung_level("stage", rung) * share for rung, share in levels.items())
            found |= dict.fromkeys(who(case, owner, day), expected)
    return found


def credibility(case: Case, beliefs: Beliefs, day: date) -> dict[tuple[str, str], float]:
    """Give (guarantor, protected) how far the second expects the first to stand by it, where anybody speaks of it."""
    found: dict[tuple[str, str], float] = {}
    for prop, levels in _measured(case, beliefs, "trust", day).items():
        expected = sum(TRUST_RUNGS[rung] * share for rung, share in levels.items())
        for truster, trusted in ends(case, prop, day):
            found[trusted, truster] = expected
    return found


def _measured(case: Case, beliefs: Beliefs, word: str, day: date) -> dict[Prop, Levels]:
    """Give the measures of a word; those of groups first, so that what is said of one member stands."""
    claimed = {_bare(prop): (prop, levels) for prop, levels in beliefs.measures(word)}
    found = dict(claimed.values())
    by_text = {text: prop for text, (prop, _) in claimed.items()}
    for assumption in case.assumptions:
        prop = assumption.prop
        if prop.word != word or prop.op is None or not holds(assumption, day):
            continue
        at = by_text.setdefault(_bare(prop), prop)
        belief = 1.0 - assumption.belief if prop.negated else assumption.belief
        found[at] = _conditioned(found.get(at) or _start(word), prop, belief)
    return dict(sorted(found.items(), key=lambda row: -_breadth(case, row[0], day)))


def _bare(prop: Prop) -> str:
    return str(prop.call)


def _breadth(case: Case, prop: Prop, day: date) -> int:
    owner = prop.call.positional[0].end
    return len(who(case, owner, day)) if isinstance(owner, Party) else 0


def _start(word: str) -> Levels:
    rungs, by = list(ladders()[word]), _LIKELIER.get(word, 1.0)
    weights = [by**-at for at in range(len(rungs))]
    return {rung: weight / sum(weights) for rung, weight in zip(rungs, weights, strict=True)}


def _conditioned(levels: Levels, prop: Prop, belief: float) -> Levels:
    """Give the rungs that an assumption names its belief, and the others the rest."""
    wanted = rung_level(prop.word, str(prop.level))
    inside = {rung for rung in levels if _meets(rung_level(prop.word, rung), str(prop.op), wanted)}
    mass = sum(share for rung, share in levels.items() if rung in inside)
    if not 0.0 < mass < 1.0:
        return levels
    return {r: s * (belief / mass if r in inside else (1.0 - belief) / (1.0 - mass)) for r, s in levels.items()}


def _meets(level: float, op: str, wanted: float) -> bool:
    return {
        ">=": level >= wanted,
        "<=": level <= wanted,
        ">": level > wanted,
        "<": level < wanted,
        "=": level == wanted,
    }[op]
