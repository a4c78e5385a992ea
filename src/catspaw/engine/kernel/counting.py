"""Outcomes of a future, counted as they happen: `catspaw.engine.outcomes` over flat arrays."""

from __future__ import annotations

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine import outcomes
from catspaw.engine.kernel.compiling import compiled
from catspaw.engine.kernel.scratch import Lately, Moving
from catspaw.engine.kernel.tables import KINDS, Integers, Tables
from catspaw.engine.state import RUNG_DAYS

NEVER, _BELIEVED = outcomes.NEVER, outcomes._BELIEVED
_FIRST, _COUNT, _RUNG, _STAGE = (KINDS.index(kind) for kind in ("first", "count", "rung", "stage"))
_TRUTH = -2


@compiled
def start(given: Tables, now: Moving, passage: Integers) -> None:
    """Open the tally at as-of, with what already is so."""
    wanted, channels = given.wanted, given.channels
    passage[:] = NEVER
    for c in range(len(channels.author)):
        for at in range(wanted.listen_start[c], wanted.listen_start[c + 1]):
            outcome = wanted.listen[at]
            kind, threshold = wanted.kind[outcome], wanted.threshold[outcome]
            if kind == _STAGE and now.stage[channels.author[c]] >= threshold:
                passage[outcome] = 0
            if kind == _RUNG and _on_rung(now, channels.author[c], channels.target[c], threshold):
                passage[outcome] = 0


@compiled
def _on_rung(now: Moving, author: int, target: int, threshold: float) -> bool:
    for rung in range(int(np.ceil(threshold)), now.rungs.shape[2]):
        if now.rungs[author, target, rung] > 0 - RUNG_DAYS:  # day 1
            return True
    return False


@compiled
def count(
    given: Tables,
    now: Moving,
    lately: Lately,
    c: int,
    many: int,
    overt: bool,
    day: int,
    passage: Integers,
    tally: Floats,
) -> None:
    """Count an act for every outcome that listens."""
    wanted = given.wanted
    for at in range(wanted.listen_start[c], wanted.listen_start[c + 1]):
        outcome = wanted.listen[at]
        if wanted.reader[outcome] == _TRUTH:
            _reach(given, now, outcome, c, day, passage, tally)
    for at in range(len(wanted.readers)):
        reader = wanted.readers[at]
        for k in range(many):
            weight = lately.target_belief[k] if reader == given.channels.target[c] else lately.public_belief[k]
            if weight >= _BELIEVED:
                row = c if overt else given.suspects.channel[given.suspects.start[c] + k]
                _hear(given, now, reader, row, day, passage, tally)


@compiled
def _hear(given: Tables, now: Moving, reader: int, c: int, day: int, passage: Integers, tally: Floats) -> None:
    for at in range(given.wanted.listen_start[c], given.wanted.listen_start[c + 1]):
        outcome = given.wanted.listen[at]
        if given.wanted.reader[outcome] == reader:
            _reach(given, now, outcome, c, day, passage, tally)


@compiled
def _reach(given: Tables, now: Moving, outcome: int, c: int, day: int, passage: Integers, tally: Floats) -> None:
    wanted = given.wanted
    if day > wanted.within[outcome]:
        return
    tally[outcome] += 1.0
    if passage[outcome] != NEVER:
        return
    kind, threshold = wanted.kind[outcome], wanted.threshold[outcome]
    if (
        kind == _FIRST
        or (kind == _COUNT and tally[outcome] > threshold)
        or (kind == _RUNG and given.kinds.rung[given.channels.action[c]] >= threshold)
        or (kind == _STAGE and now.stage[given.channels.author[c]] >= threshold)
    ):
        passage[outcome] = day
