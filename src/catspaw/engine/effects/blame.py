"""Blame on the patron: who is believed to have steered the hand that struck is answered too."""

from __future__ import annotations

from catspaw.engine.authorship import ordinary_directed
from catspaw.engine.effects.base import (
    ANSWERS,
    FIVEFOLD,
    HOSTILE,
    MEMORY_PROVENANCE,
    MEMORY_UNIT,
    Effect,
    recall,
    same,
    toward,
)
from catspaw.engine.frame import Frame
from catspaw.engine.memory import DIRECTED, Gather, gather
from catspaw.engine.state import recalled


def _cells(frame: Frame) -> Gather:
    terms = [
        (row, frame.cell(target, author, answered), 1.0)
        for row, author, target, quad in toward(frame, HOSTILE)
        for answered in ANSWERS[quad]
    ]
    return gather(terms, size=len(frame.own))


BLAME = Effect(
    name="blame",
    formula="m_30 of hostile acts on i, weighted by b_i(author = k) * beta_i(j | act of k)",
    unit=MEMORY_UNIT,
    ledger="target",
    priors=same(HOSTILE, 0.08, 0.04),
    source="principal and agent: Berman and Lake 2019; attribution: Baliga et al. 2020",
    provenance=MEMORY_PROVENANCE,
    step=FIVEFOLD,
    step_says="five times as many hostile acts laid at its door as ordinarily",
    raises="{author} laid hostile acts of others at {target}'s door",
    lowers="{author} laid less than usual at {target}'s door",
    reads=frozenset({"ledgers"}),
    prepare=recall(_cells, DIRECTED, ordinary=ordinary_directed),
    x=lambda state: recalled(state, "blame"),
    memory=True,
)
