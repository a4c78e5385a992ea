"""Reciprocity: what one gets, as one believes to have got it, one gives."""

from __future__ import annotations

from catspaw.engine.effects.base import (
    ANSWERS,
    FIVEFOLD,
    MEMORY_PROVENANCE,
    MEMORY_UNIT,
    TOWARD,
    Effect,
    recall,
    same,
    toward,
)
from catspaw.engine.frame import Frame
from catspaw.engine.memory import HALF_LIVES, LONG, SHORT, TARGET, Gather, gather
from catspaw.engine.state import recalled


def _cells(frame: Frame) -> Gather:
    terms = [
        (row, frame.cell(target, author, answered), 1.0)
        for row, author, target, quad in toward(frame, TOWARD)
        for answered in ANSWERS[quad]
    ]
    return gather(terms, size=len(frame.own))


def _make(half_life: int, *, mean: float, sd: float) -> Effect:
    days = int(HALF_LIVES[half_life])
    name = f"reciprocity_{days}"

    return Effect(
        name=name,
        formula=f"m_{days} of acts by j toward i of the same sign, as i believes them",
        unit=MEMORY_UNIT,
        ledger="target",
        priors=same(TOWARD, mean, sd),
        source="relational event models, Butts 2008; Haushofer, Biletzki and Kanwisher 2010",
        provenance=MEMORY_PROVENANCE,
        step=FIVEFOLD,
        step_says=f"getting five times as much of the kind as ordinarily (half-life {days} days)",
        raises="{target} had lately done the like, as {author} saw it",
        lowers="{author} had got less of the kind from {target} than usual",
        reads=frozenset({"ledgers"}),
        prepare=recall(_cells, TARGET + half_life),
        x=lambda state: recalled(state, name),
        memory=True,
    )


RECIPROCITY_3 = _make(SHORT, mean=0.15, sd=0.06)
RECIPROCITY_30 = _make(LONG, mean=0.15, sd=0.06)
