"""Priors of linked questions: what each is worth before any claim, once what implies it is asked too.

A link restricts the joint, so priors that were set alone no longer fit beside each other: arms at .25 cannot
imply backing at .20.  The rule, in order:

1. the special case keeps its prior, and what it implies is raised where it must be: to at least the special
   prior over `implied_most` (two thirds), and, for n special cases of mean prior p, to 1 - (1-p)^n_eff with
   n_eff = n / (1 + (n-1) ρ), ρ as within a side;
2. the prior joint is the one on the valid states with these marginals that is nearest to the product of
   the priors (`calibrate.shifts`).

So with no claim every question prints its own prior, and linking a question on which nobody has spoken
changes no other belief.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence.calibrate import shifts
from catspaw.evidence.joint import Link, Tree, marginals
from catspaw.evidence.likelihood import effective
from catspaw.evidence.tables import constants

Floats = NDArray[np.float64]
Set = tuple[int, tuple[bool, ...]]

#: No implied set is raised above this; passes over the links until nothing moves.  Judgements.
HIGHEST, PASSES = 0.9, 20


def coherent(priors: Sequence[Floats], links: Sequence[Link]) -> list[Floats]:
    """Raise what is implied until every link leaves room.

    Parameters
    ----------
    priors : sequence of ndarray
        Of each question alone.
    links : sequence of Link

    Returns
    -------
    list of ndarray
        Marginals that the links allow.
    """
    found = [np.array(p, dtype=np.float64) for p in priors]
    both = set(links)
    twin = {(a, s, b, t) for a, s, b, t in both if (b, t, a, s) in both}
    for a, s, b, t in sorted(twin):
        if a < b:  # a listed answer and its own variable: the list's prior counts
            _scale(found[b], t, _mass(found, (a, s)))
    special: dict[Set, list[Set]] = {}
    for a, s, b, t in links:
        if (a, s, b, t) not in twin:
            special.setdefault((b, t), []).append((a, s))
    for _ in range(PASSES):
        if not sum(_raise(found, general, cases) for general, cases in special.items()):
            break
    return found


def _mass(priors: list[Floats], where: Set) -> float:
    return float(priors[where[0]][list(where[1])].sum())


def _raise(priors: list[Floats], general: Set, cases: list[Set]) -> bool:
    own = [_mass(priors, c) for c in cases]
    most = constants()["implied_most"]
    n = float(effective(float(len(own)), constants()["rho_side"]))
    needed = min(HIGHEST, max(max(own) / most, 1.0 - (1.0 - float(np.mean(own))) ** n))
    if _mass(priors, general) >= needed - 1e-12:
        return False
    _scale(priors[general[0]], general[1], needed)
    return True


def _scale(prior: Floats, mask: tuple[bool, ...], mass: float) -> None:
    """Give a set of answers a mass, in place, and the others the rest."""
    inside = np.array(mask)
    if inside.all() or not inside.any():
        return
    prior[inside] *= mass / prior[inside].sum()
    prior[~inside] *= (1.0 - mass) / prior[~inside].sum()


def joint_prior(plan: Tree, priors: Sequence[Floats]) -> Floats:
    """Give log factors whose joint on the valid states has these marginals: (A,) flat."""
    target = np.concatenate(list(priors))
    logs = np.log(target)
    moved = shifts(lambda x: marginals(plan, x), logs[:, None, None], target[:, None], np.array(plan.arities))
    return np.asarray(logs + moved[:, 0])
