"""From likelihoods to probabilities: questions alone, linked questions together, ranges over the draws.

P(x) ∝ [links hold] Π prior factor × likelihood, within each component of linked questions (`joint`).  The draws
are shifted on the logit scale, answer by answer, until their mean is the belief at the centre (`calibrate`).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.evidence import joint, tables
from catspaw.evidence.calibrate import shifts
from catspaw.evidence.gibbs import gibbs_marginals, impossible
from catspaw.evidence.priors import joint_prior
from catspaw.evidence.sheet import Sheet

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Most numbers of one array while linked questions are solved in all draws.
_CHUNK = 4_000_000


class Answers:
    """The arrays that solving fills: probabilities with ranges, and what worlds are drawn from."""

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
            p = gibbs_marginals(arities, links, log, ids=names, seed=0)
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
