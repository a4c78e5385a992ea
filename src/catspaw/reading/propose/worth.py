"""How much each proposal would change what is believed, if it is right: what heads the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from catspaw.case.model import Case, Claim
from catspaw.core.errors import CatspawError
from catspaw.evidence.beliefs import Beliefs
from catspaw.evidence.weighing import add_claim, weigh
from catspaw.reading.propose.checking import SCRATCH, without_scratch
from catspaw.reading.propose.proposal import Proposal


def ranked(case: Case, found: Sequence[tuple[Proposal, Claim]]) -> tuple[Proposal, ...]:
    """Order proposals: those that bear on the case's questions first, each by its expected change of belief.

    Parameters
    ----------
    case : Case
        With the proposals' voices in it, as `checking.check` gives it.
    found : sequence of (Proposal, Claim)

    Returns
    -------
    tuple of Proposal
        With `moves` filled in.
    """
    if not found:
        return ()
    day = max(case.as_of, *(c.learnt for _, c in found))
    voices = case.reports[SCRATCH]
    bare = without_scratch(case)
    later = tuple(replace(c, learnt=day + timedelta(days=1)) for _, c in found)
    base = replace(
        bare,
        as_of=day,
        reports={**bare.reports, SCRATCH: replace(voices, passed={})},
        claims=(*bare.claims, *later),  # so that the book knows their propositions, and does not count them yet
    )
    beliefs = weigh(base, draws=0)
    moved = [replace(p, moves=p.score * _change(beliefs, replace(c, learnt=day))) for p, c in found]
    return tuple(sorted(moved, key=lambda p: (not p.questions, -p.moves, -p.score, p.start, p.id)))


def _change(beliefs: Beliefs, claim: Claim) -> float:
    """Give the largest change of any answer that one more claim brings, 0 to 1."""
    if claim.kind != "says" or beliefs.book.space.locate(claim.prop) is None:
        return 0.0  # a forecast or a public act: nothing is weighed
    try:
        after = add_claim(beliefs, claim)
    except CatspawError:
        return 0.0
    before, now = beliefs.solution.belief, after.solution.belief
    assert len(before) == len(now)  # every proposition is in the book already
    return float(np.abs(now - before).max(initial=0.0))
