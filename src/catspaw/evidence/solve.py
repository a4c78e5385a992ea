"""Weighing: from the entries of a book to the probability of every answer, at the centre and in each draw.

1. Entries of one origin for the same answers are one statement (`statements`).
2. Statements' strengths are pooled over institutions and sides (`likelihood.pool`).
3. What can cease to be so fades toward its prior with the days since it was seen (`fading`).
4. Questions are solved alone, linked ones together, and the draws are centred (`answers`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence import tables
from catspaw.evidence.answers import Answers
from catspaw.evidence.fading import Slots, collapse, slots
from catspaw.evidence.likelihood import Pooling, fidelities, pool, pooling, strengths
from catspaw.evidence.sheet import Sheet
from catspaw.evidence.statements import Selection, Statements, merge
from catspaw.evidence.tables import Tables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: How many draws of the tables, and their root seed; the range is 5–95 % over them.
DRAWS, SEED = 200, 20_240_131
#: Most numbers of one array while draws are pooled.
_CHUNK = 4_000_000


@dataclass(frozen=True)
class Solution:
    """A weighed sheet.

    Attributes
    ----------
    active : ndarray of int
        Entries that counted.
    statements : Statements
    likelihood : ndarray (F,)
        Central log likelihood of every answer, before fading.
    alone : ndarray (F,)
        Central probability without links.
    belief, low, high : ndarray (F,)
        Central probability with links; its 5 and 95 % points over the draws.
    log_draws : list of ndarray (answers, R)
        Centred log factors of each question in each draw: what is sampled.
    sampled : frozenset of int
        Components too large for the exact joint.
    """

    sheet: Sheet
    active: Ints
    statements: Statements
    likelihood: Floats
    alone: Floats
    belief: Floats
    low: Floats
    high: Floats
    log_draws: list[Floats]
    draws: int
    sampled: frozenset[int]


@cache
def drawn_tables(draws: int) -> Tables:
    """Draw the tables once for all books."""
    return tables.drawn(draws, seed=SEED)


def solve(
    sheet: Sheet,
    chosen: Selection,
    *,
    draws: int = DRAWS,
    middle: Tables | None = None,
) -> Solution:
    """Weigh the chosen entries of a sheet.

    Parameters
    ----------
    sheet : Sheet
    chosen : Selection
    draws : int
        R; 0 leaves the ranges at the belief.
    middle : Tables, optional
        Other central tables than the printed ones.
    """
    middle = middle or tables.central()
    statements = merge(sheet, chosen, middle)
    found = _slots(sheet, statements, chosen.day)
    plan = _plan(sheet, statements, found, middle)
    said = pool(plan, statements.strength[:, None], middle, targets=found.flat)
    spread = np.zeros((found.flat, 0))
    if draws:
        spread = _drawn_likelihood(sheet, statements, plan, drawn_tables(draws), targets=found.flat)
    statements = replace(statements, weight=_mean_weight(plan, len(statements.mask)))
    work = Answers(sheet, collapse(found, said, sheet)[:, 0], collapse(found, spread, sheet))
    work.alone()
    work.together()
    return Solution(
        sheet=sheet,
        active=chosen.rows,
        statements=statements,
        likelihood=_unfaded(sheet, found, said[:, 0]),
        alone=work.single,
        belief=work.belief,
        low=np.minimum(work.low, work.belief),
        high=np.maximum(work.high, work.belief),
        log_draws=work.log_draws,
        draws=draws,
        sampled=frozenset(work.sampled),
    )


def _slots(sheet: Sheet, statements: Statements, day: date) -> Slots:
    """Place each statement on the day nearest to the one asked on which its origin saw it so."""
    c, rows, today = sheet.columns, statements.rows, day.toordinal()
    ago, ahead = np.maximum(today - c.last[rows], 0), np.maximum(c.first[rows] - today, 0)
    nearest = 2 * np.maximum(ago, ahead) + (ahead > 0)  # of two as near, the earlier
    if len(rows):
        nearest = np.minimum.reduceat(nearest, statements.starts)
    question = c.question[rows[statements.starts]]
    return slots(sheet, question, nearest // 2, nearest % 2)


def _unfaded(sheet: Sheet, found: Slots, said: Floats) -> Floats:
    """Add the log likelihoods of all days up, as if nothing faded: (F,)."""
    sizes = sheet.sizes[found.question]
    place = np.arange(found.flat) - np.repeat(found.offsets[:-1], sizes)
    at = np.repeat(sheet.offsets[found.question], sizes) + place
    return np.asarray(np.bincount(at, weights=said, minlength=len(sheet.prior)), dtype=np.float64)


def _plan(sheet: Sheet, statements: Statements, found: Slots, middle: Tables) -> Pooling:
    sizes = np.diff(sheet.mask_starts)[statements.mask]
    statement = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(statement)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    answer = sheet.mask_answers[sheet.mask_starts[statements.mask[statement]] + place]
    question = sheet.columns.question[statements.rows[statements.starts]]
    target = found.offsets[found.of[statement]] + answer - sheet.offsets[question[statement]]
    return pooling(
        statement,
        answer,
        target,
        institution=sheet.institution[statements.origin],
        side=sheet.side[statements.origin],
        count=sheet.speakers[statements.origin],
        strength=statements.strength,
        rho_institution=float(middle.rho_institution[0]),
        rho_side=float(middle.rho_side[0]),
    )


def _mean_weight(plan: Pooling, count: int) -> Floats:
    answers = np.maximum(np.bincount(plan.statement, minlength=count), 1)
    return np.asarray(np.bincount(plan.statement, weights=plan.weight, minlength=count) / answers)


def _drawn_likelihood(sheet: Sheet, statements: Statements, plan: Pooling, drawn: Tables, *, targets: int) -> Floats:
    """Pool strengths in every draw: (targets, R)."""
    found = np.zeros((targets, drawn.draws))
    if not len(statements.mask):
        return found
    kinds, which = np.unique(
        np.stack([statements.cell, statements.origin, statements.recipe]), axis=1, return_inverse=True
    )
    which = which.reshape(-1)
    q = fidelities(statements.recipes, drawn)
    speaking, at = np.unique(kinds[1], return_inverse=True)
    lift = np.exp(tables.quality(sheet.origin_hashes[speaking], drawn))
    step = max(1, _CHUNK // max(1, len(plan.statement)))
    for low in range(0, drawn.draws, step):
        part = _slice(drawn, low, low + step)
        strength = strengths(kinds[0], q[kinds[2], low : low + step], lift[at, low : low + step], part)
        found[:, low : low + step] = pool(plan, strength[which] * statements.sure[:, None], part, targets=targets)
    return found


def _slice(drawn: Tables, low: int, high: int) -> Tables:
    return Tables(
        if_true=drawn.if_true[:, low:high],
        if_false=drawn.if_false[:, low:high],
        relay=drawn.relay[:, low:high],
        rho_institution=drawn.rho_institution[low:high],
        rho_side=drawn.rho_side[low:high],
        seed=drawn.seed,
        quality_sd=drawn.quality_sd,
    )
