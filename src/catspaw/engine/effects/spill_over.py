"""Spill-over: harm to flows that third parties live by, such as shipping, draws them in."""

from __future__ import annotations

import numpy as np

from catspaw.engine.effects.base import FIVEFOLD, HOSTILE, MEMORY_UNIT, Effect, recall, same, toward
from catspaw.engine.frame import Frame
from catspaw.engine.memory import LONG, PUBLIC, Gather, gather
from catspaw.engine.state import recalled

HARM = 3  # material conflict


def _cells(frame: Frame) -> Gather:
    lives_by = frame.model.snapshot.lives_by
    terms = [
        (row, frame.cell(target, int(flow), HARM), float(lives_by[author, flow]))
        for row, author, target, _ in toward(frame, HOSTILE)
        for flow in np.flatnonzero(lives_by[author])
        if flow != target
    ]
    return gather(terms, size=len(frame.own))


SPILL_OVER = Effect(
    name="spill_over",
    formula="m_30 of deeds of conflict by j on flows, weighted by how much i lives by them, as the public believes",
    unit=MEMORY_UNIT,
    ledger="public",
    priors=same(HOSTILE, 0.43, 0.19),
    source="economic stakes of third parties: Aydin 2008; contagion and intervention: Kathman 2010",
    provenance="judged, it is no part of the gain, since flows do not act and no loop runs through them",
    step=FIVEFOLD,
    step_says="five times as many attacks as ordinarily on flows that it lives by",
    raises="{target} had harmed flows that {author} lives by",
    lowers="{target} had left the flows that {author} lives by in peace",
    reads=frozenset({"ledgers"}),
    prepare=recall(_cells, PUBLIC + LONG),
    x=lambda state: recalled(state, "spill_over"),
)
