"""Which entries count, and what each origin says, counted once.

Entries of one origin for the same answers are one statement: a copy adds nothing, an independent witness makes it
surer that the speaker said it (`likelihood.said`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence.likelihood import Recipe, chain_fidelity, said, strengths
from catspaw.evidence.sheet import Sheet
from catspaw.evidence.tables import FACE, Tables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Selection:
    """Which entries count, and how.

    Attributes
    ----------
    rows : ndarray of int
        Entries.
    face : ndarray of bool
        Of each of them, whether it is taken at face value.
    day : date
        As of when.
    """

    rows: Ints
    face: Bools
    day: date


def selection(sheet: Sheet, *, day: date, experts: bool = False, believed: Bools | None = None) -> Selection:
    """Choose the entries known by a day.

    Parameters
    ----------
    sheet : Sheet
    day : date
        What was learnt later, or taken back by then, is left out.
    experts : bool
        Whether opinions count.
    believed : ndarray of bool (entries,), optional
        Entries of an account's voices: where one speaks, only they count, at face value.
    """
    c = sheet.columns
    good = (c.learnt <= day.toordinal()) & (c.gone > day.toordinal())
    if not experts:
        good &= ~c.judged
    if believed is None:
        rows = np.flatnonzero(good)
        return Selection(rows, np.zeros(len(rows), dtype=bool), day)
    spoken = np.zeros(len(sheet.ids), dtype=bool)
    spoken[c.question[good & believed]] = True
    rows = np.flatnonzero(good & (believed | ~spoken[c.question]))
    return Selection(rows, believed[rows], day)


@dataclass(frozen=True)
class Statements:
    """What each origin says, counted once: arrays of one length.

    Attributes
    ----------
    mask, origin, cell, recipe : ndarray of int
    sure : ndarray of float
    strength : ndarray of float
        s log ratio at the central tables.
    weight : ndarray of float
        What is left of it after pooling with dependent origins, averaged over the answers that it supports.
    starts, ends, rows : ndarray of int
        Statement i is made of the entries ``rows[starts[i]:ends[i]]``.
    recipes : tuple of Recipe
    """

    mask: Ints
    origin: Ints
    cell: Ints
    recipe: Ints
    sure: Floats
    strength: Floats
    weight: Floats
    starts: Ints
    ends: Ints
    rows: Ints
    recipes: tuple[Recipe, ...]

    def entries(self, i: int) -> Ints:
        """Give the entries that a statement is made of."""
        return self.rows[self.starts[i] : self.ends[i]]


def merge(sheet: Sheet, chosen: Selection, middle: Tables) -> Statements:
    """Count what each origin says once, the strongest way that it was said."""
    c, rows = sheet.columns, chosen.rows
    cell = np.where(chosen.face, FACE, c.cell[rows])
    kappa = np.array([chain_fidelity(chain, middle.relay)[0] for chain in sheet.chains])
    fidelity = np.where(chosen.face, 1.0, kappa[c.chain[rows]] if len(kappa) else 1.0)
    one = np.ones((len(rows), 1))
    ratio = strengths(cell, fidelity[:, None], one, middle)[:, 0]
    strength = c.sure[rows] * ratio
    order = np.lexsort((rows, -fidelity, -strength, c.mask[rows], c.origin[rows]))
    mask, origin = c.mask[rows][order], c.origin[rows][order]
    starts = _changes(mask, origin)
    first = order[starts]
    recipes: dict[Recipe, int] = {}
    which = np.empty(len(starts), dtype=np.int64)
    ends = np.append(starts[1:], len(order))
    single = ends - starts == 1
    for chain in np.unique(c.chain[rows]) if len(rows) else ():
        recipes.setdefault((sheet.chains[chain],), len(recipes))
    by_chain = np.array([recipes.get((chain,), -1) for chain in sheet.chains], dtype=np.int64)
    which[:] = by_chain[c.chain[rows][first]] if len(rows) else 0
    face = chosen.face[first]
    if face.any():
        which[face] = recipes.setdefault(((),), len(recipes))
    for i in np.flatnonzero(~single & ~face):
        group = order[starts[i] : ends[i]]
        recipe = _recipe(sheet, rows[group], cell[group] == cell[group[0]], middle)
        which[i] = recipes.setdefault(recipe, len(recipes))
    q = np.array([said(r, middle.relay)[0] for r in recipes]).reshape(-1)
    final = strengths(cell[first], q[which][:, None], one[: len(first)], middle)[:, 0] if len(first) else ratio
    return Statements(
        mask=mask[starts],
        origin=origin[starts],
        cell=cell[first],
        recipe=which,
        sure=c.sure[rows][first],
        strength=c.sure[rows][first] * final,
        weight=np.ones(len(starts)),
        starts=starts,
        ends=ends,
        rows=rows[order],
        recipes=tuple(recipes),
    )


def _changes(*keys: Ints) -> Ints:
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    change = np.ones(len(keys[0]), dtype=bool)
    change[1:] = np.any([k[1:] != k[:-1] for k in keys], axis=0)
    return np.flatnonzero(change)


def _recipe(sheet: Sheet, rows: Ints, alike: Bools, middle: Tables) -> Recipe:
    """Keep the best chain of each witness to a statement; the speaker's own word needs no other."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {}
    for row in rows[alike]:
        chain = sheet.chains[sheet.columns.chain[row]]
        value = (float(chain_fidelity(chain, middle.relay)[0]), chain)
        witness = int(sheet.columns.witness[row])
        best[witness] = max(best.get(witness, (0.0, ())), value)
    if any(not chain for _, chain in best.values()):
        return ((),)
    return tuple(sorted(chain for _, chain in best.values()))
