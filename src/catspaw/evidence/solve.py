"""Weighing: from the entries of a book to the probability of every answer, at the centre and in each draw.

1. Entries of one origin for the same answers are one statement: a copy adds nothing, an independent witness
   makes it surer that the speaker said it (`likelihood.said`).
2. Statements' strengths are pooled over institutions and sides (`likelihood.pool`).
3. What can cease to be so fades toward its prior with the days since it was seen (`fading`).
4. P(x) ∝ [links hold] Π prior factor × likelihood, within each component of linked questions (`joint`).
5. The draws are shifted on the logit scale, answer by answer, until their mean is the belief at the centre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.evidence import joint, tables
from catspaw.evidence.calibrate import shifts
from catspaw.evidence.fading import Slots, collapse, slots
from catspaw.evidence.gibbs import gibbs_marginals, impossible
from catspaw.evidence.likelihood import Pooling, Recipe, chain_fidelity, fidelities, pool, pooling, said, strengths
from catspaw.evidence.priors import joint_prior
from catspaw.evidence.sheet import Sheet
from catspaw.evidence.tables import FACE, Tables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: How many draws of the tables, and their root seed; the range is 5–95 % over them.
DRAWS, SEED = 200, 20_240_131
#: Most numbers of one array while draws are pooled.
_CHUNK = 4_000_000


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


@cache
def drawn_tables(draws: int) -> Tables:
    """Draw the tables once for all books."""
    return tables.drawn(draws, seed=SEED)


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
    work = _Work(sheet, collapse(found, said, sheet)[:, 0], collapse(found, spread, sheet))
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


# statements


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


# beliefs


class _Work:
    """The arrays that solving fills."""

    def __init__(self, sheet: Sheet, central: Floats, spread: Floats) -> None:
        self.sheet, self.central, self.spread = sheet, central, spread
        self.single, self.belief = sheet.prior.copy(), sheet.prior.copy()
        self.low, self.high = sheet.prior.copy(), sheet.prior.copy()
        self.log_draws: list[Floats] = [np.zeros((0, 0))] * len(sheet.ids)
        self.sampled: list[int] = []

    def alone(self) -> None:
        """Solve every question by itself, by number of answers; final for those without links."""
        sizes = self.sheet.sizes
        for size in np.unique(sizes):
            group = np.flatnonzero(sizes == size)
            flat = self.sheet.offsets[group][:, None] + np.arange(size)
            log = np.log(self.sheet.prior[flat]) + self.central[flat]
            p = np.exp(log - log.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            self.single[flat] = self.belief[flat] = p
            self.low[flat] = self.high[flat] = p
            free = self.sheet.component_of[group] < 0
            if not self.spread.shape[1]:
                for q, row in zip(group, log, strict=True):
                    self.log_draws[q] = row[:, None]
            self._centre_alone(group[free], flat[free], p[free])

    def _centre_alone(self, group: Ints, flat: Ints, target: Floats) -> None:
        if not len(group) or not self.spread.shape[1]:
            return
        logs = np.log(self.sheet.prior[flat])[:, :, None] + self.spread[flat]
        if flat.shape[1] == 2:
            p = self._centre_pairs(logs, target)
        else:
            plan = joint.tree((flat.shape[1],), ())
            logs = np.ascontiguousarray(np.moveaxis(logs, 1, 0))
            logs = (
                logs + shifts(lambda x: joint.marginals(plan, x), logs, target.T, np.array([flat.shape[1]]))[:, :, None]
            )
            p = joint.marginals(plan, logs.reshape(len(logs), -1)).reshape(logs.shape).transpose(1, 0, 2)
            logs = np.moveaxis(logs, 0, 1)
        for q, log in zip(group, logs, strict=True):
            self.log_draws[q] = log
        self._range(flat, p)

    def _centre_pairs(self, logs: Floats, target: Floats) -> Floats:
        """Centre yes-or-no questions in place by Newton steps; give their draws (G, 2, R)."""
        lean = logs[:, 0] - logs[:, 1]
        shift = np.zeros(len(lean))
        left = np.arange(len(lean))
        p = tables.expit(lean)
        for _ in range(60):
            gap = target[left, 0] - p[left].mean(axis=1)
            left, gap = left[np.abs(gap) > 1e-10], gap[np.abs(gap) > 1e-10]
            if not len(left):
                break
            slope = (p[left] * (1.0 - p[left])).mean(axis=1)
            shift[left] += np.clip(gap / np.maximum(slope, 1e-12), -1.0, 1.0)
            p[left] = tables.expit(lean[left] + shift[left, None])
        logs[:, 0] += shift[:, None]
        return np.stack([p, 1.0 - p], axis=1)

    def _range(self, flat: Ints, p: Floats) -> None:
        if p.shape[1] == 2:
            ends = np.quantile(p[:, 0], (0.05, 0.95), axis=1)
            self.low[flat[:, 0]], self.high[flat[:, 0]] = ends
            self.low[flat[:, 1]], self.high[flat[:, 1]] = 1.0 - ends[1], 1.0 - ends[0]
        else:
            self.low[flat], self.high[flat] = np.quantile(p, (0.05, 0.95), axis=2)

    def together(self) -> None:
        """Solve linked questions, alike components at once."""
        alike: dict[tuple[tuple[int, ...], tuple[joint.Link, ...]], list[int]] = {}
        inside = self.sheet.inner_links
        sizes = self.sheet.sizes
        for number, members in enumerate(self.sheet.components):
            shape = tuple(int(sizes[q]) for q in members), inside[number]
            alike.setdefault(shape, []).append(number)
        for (arities, links), group in alike.items():
            self._linked(arities, links, group)

    def _linked(self, arities: tuple[int, ...], links: tuple[joint.Link, ...], group: list[int]) -> None:
        members = np.array([self.sheet.components[g] for g in group])
        spans = [[np.arange(self.sheet.offsets[q], self.sheet.offsets[q + 1]) for q in row] for row in members]
        flat = np.array([np.concatenate(row) for row in spans])
        prior = self.sheet.prior[flat]
        try:
            plan = joint.tree(arities, links)
        except ModelError:
            ids = [self.sheet.ids[q] for q in members[0]]
            raise ModelError(impossible(ids)) from None
        except joint.TooLargeError:
            self._by_sampler(arities, links, group, flat)
            return
        base = np.array([_joint_prior(arities, links, tuple(row.tolist())) for row in prior])
        log = (base + self.central[flat]).T
        belief = joint.marginals(plan, log)
        self.belief[flat.T] = belief
        if not self.spread.shape[1]:
            self.low[flat.T] = self.high[flat.T] = belief
            self._keep(members, arities, log[:, :, None])
            return
        logs = (base[:, :, None] + self.spread[flat]).transpose(1, 0, 2)
        step = max(1, _CHUNK // max(1, max(len(c.states) for c in plan.cliques)))

        def passed(x: Floats) -> Floats:
            parts = [joint.marginals(plan, x[:, i : i + step]) for i in range(0, x.shape[1], step)]
            return np.concatenate(parts, axis=1)

        logs = logs + shifts(passed, logs, belief, np.array(arities))[:, :, None]
        p = passed(logs.reshape(len(logs), -1)).reshape(logs.shape)
        self._keep(members, arities, logs)
        self.low[flat.T], self.high[flat.T] = np.quantile(p, (0.05, 0.95), axis=2)

    def _keep(self, members: Ints, arities: tuple[int, ...], logs: Floats) -> None:
        ends = np.concatenate([[0], np.cumsum(arities)])
        for g, row in enumerate(members):
            for q, low, high in zip(row, ends[:-1], ends[1:], strict=True):
                self.log_draws[q] = logs[low:high, g]

    def _by_sampler(
        self, arities: tuple[int, ...], links: tuple[joint.Link, ...], group: list[int], flat: Ints
    ) -> None:
        """Where the joint is too large: what is printed is the share of a stated sampler's worlds."""
        for number, row in zip(group, flat, strict=True):
            names = [self.sheet.ids[q] for q in self.sheet.components[number]]
            log = np.log(self.sheet.prior[row])[:, None] + (
                self.spread[row] if self.spread.shape[1] else self.central[row][:, None]
            )
            p = gibbs_marginals(arities, links, log, ids=names, seed=SEED)
            self.belief[row] = p.mean(axis=1)
            self.low[row], self.high[row] = np.quantile(p, (0.05, 0.95), axis=1)
            ends = np.concatenate([[0], np.cumsum(arities)])
            for q, low, high in zip(self.sheet.components[number], ends[:-1], ends[1:], strict=True):
                self.log_draws[q] = log[low:high]
            self.sampled.append(number)


@lru_cache(maxsize=65536)
def _joint_prior(arities: tuple[int, ...], links: tuple[joint.Link, ...], prior: tuple[float, ...]) -> Floats:
    plan = joint.tree(arities, links)
    return joint_prior(plan, np.split(np.array(prior), np.cumsum(arities)[:-1]))
