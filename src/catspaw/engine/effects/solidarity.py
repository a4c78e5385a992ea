"""Solidarity: what is done to a friend is answered as if done to oneself, in part."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
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
from catspaw.engine.memory import LONG, PUBLIC, Gather, gather
from catspaw.engine.state import recalled


def _friends(frame: Frame) -> Floats:
    """How far each actor (row) is bound to each other: alliance, patronage either way, or promise, the strongest."""
    base = frame.model.snapshot
    bound = np.maximum(base.alliance, np.maximum(np.maximum(base.clients, base.clients.T), base.guarantees))
    np.fill_diagonal(bound, 0.0)
    return bound


def _cells(frame: Frame) -> Gather:
    bound = _friends(frame)
    terms = [
        (row, frame.cell(target, int(friend), answered), float(bound[author, friend]))
        for row, author, target, quad in toward(frame, HOSTILE)
        for friend in np.flatnonzero(bound[author])
        if friend != target
        for answered in ANSWERS[quad]
    ]
    return gather(terms, size=len(frame.own))


SOLIDARITY = Effect(
    name="solidarity",
    formula="m_30 of hostile acts by j on i's allies, patrons and clients, weighted by the tie, as the public believes",
    unit=MEMORY_UNIT,
    ledger="public",
    priors=same(HOSTILE, 0.07, 0.04),
    source="networks in conflict: König, Rohner, Thoenig and Zilibotti 2017",
    provenance=MEMORY_PROVENANCE,
    step=FIVEFOLD,
    step_says="five times as many hostile acts on its friends as ordinarily",
    raises="{target} had acted against friends of {author}",
    lowers="{target} had left friends of {author} in peace",
    reads=frozenset({"ledgers"}),
    prepare=recall(_cells, PUBLIC + LONG),
    x=lambda state: recalled(state, "solidarity"),
    memory=True,
)
