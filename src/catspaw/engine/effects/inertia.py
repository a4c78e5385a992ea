"""Inertia: who has been doing a thing goes on doing it."""

from __future__ import annotations

from catspaw.engine.effects.base import EVERY, FIVEFOLD, MEMORY_PROVENANCE, MEMORY_UNIT, Effect, recall, same
from catspaw.engine.frame import Frame
from catspaw.engine.memory import HALF_LIVES, LONG, SHORT, TRUTH, Gather, gather
from catspaw.engine.state import recalled


def _cells(frame: Frame) -> Gather:
    return gather([(row, int(cell), 1.0) for row, cell in enumerate(frame.own)], size=len(frame.own))


def _make(half_life: int, *, mean: float, sd: float) -> Effect:
    days = int(HALF_LIVES[half_life])
    name = f"inertia_{days}"

    return Effect(
        name=name,
        formula=f"m_{days} of i's own acts of the class toward j",
        unit=MEMORY_UNIT,
        ledger="truth",
        priors=same(EVERY, mean, sd),
        source="relational event models, Butts 2008; self-excitation in Iraq, Lewis et al. 2012",
        provenance=MEMORY_PROVENANCE,
        step=FIVEFOLD,
        step_says=f"doing five times as much of the kind as ordinarily (half-life {days} days)",
        raises="{author} had lately done more of the kind than usual",
        lowers="{author} had lately done less of the kind than usual",
        reads=frozenset({"ledgers"}),
        prepare=recall(_cells, TRUTH + half_life),
        x=lambda state: recalled(state, name),
        memory=True,
    )


INERTIA_3 = _make(SHORT, mean=0.10, sd=0.05)
INERTIA_30 = _make(LONG, mean=0.20, sd=0.07)
