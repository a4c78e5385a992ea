"""The univariate Hawkes process as a baseline: what has just happened makes the same more likely for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.fit.card.forecaster import generator
from catspaw.fit.card.panel import Counts, Panel
from catspaw.fit.card.prior import Gamma, pooled
from catspaw.fit.card.scores import Floats

#: The values that maximum likelihood chooses among: mean offspring, and half-life of the excitation in days.
ALPHAS = tuple(round(0.05 * k, 2) for k in range(19))
HALFLIVES = (1.0, 2.0, 4.0, 7.0, 14.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Excited:
    """Each series excites itself."""

    name: str = "Hawkes"
    says: str = (
        "a Hawkes process for each series, day by day: own background, offspring and half-life common to all and chosen "
        "by likelihood; simulated"
    )

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng, prior = generator(seed, self.name, past), pooled(past.counts)
        alpha, keep = best(past.counts, prior)
        shape, days = (1.0 - alpha) * (prior.shape + past.counts.sum(axis=0)), prior.days + past.days
        background = rng.gamma(np.maximum(shape, 1e-9), 1.0 / days, size=(draws, len(shape)))
        memory = np.broadcast_to(_memory_after(past.counts, keep), background.shape).copy()
        total, found = np.zeros(background.shape, dtype=np.int64), []
        for day in range(1, max(horizons) + 1):
            acts = _acts(rng, background + alpha * memory, once=past.unit == "days")
            total += acts
            memory *= keep
            memory += (1.0 - keep) * acts
            if day in horizons:
                found.append(total.copy())
        return np.stack(found, axis=1)


def _acts(rng: np.random.Generator, rate: Floats, *, once: bool) -> Counts:
    """Draw Poisson counts of small rates, or whether there was any: one uniform each, inverted where it hits."""
    u = rng.random(rate.shape)
    none = np.exp(-rate)
    acts = (u > none).astype(np.int64)
    if once:
        return acts
    hit = np.nonzero(acts)
    mean, left = rate[hit], u[hit]
    term, below, n = none[hit] * mean, none[hit] * (1.0 + mean), np.ones(len(mean), dtype=np.int64)
    while (more := (left > below) & (term > 0.0)).any():
        n += more
        term = np.where(more, term * mean / n, term)
        below = np.where(more, below + term, below)
    acts[hit] = n
    return acts


def best(counts: Counts, prior: Gamma) -> tuple[float, float]:
    """Choose mean offspring and what the excitation keeps from day to day, by the Poisson likelihood of all series."""
    day, cell = np.nonzero(counts)
    acts, rate = counts[day, cell], (prior.shape + counts.sum(axis=0)) / (prior.days + len(counts))
    tried = {}
    for half in HALFLIVES:
        keep = 0.5 ** (1.0 / half)
        memory = _memories(counts, keep)
        at_acts, whole = memory[day, cell], float(memory.sum())
        for alpha in ALPHAS:
            background = (1.0 - alpha) * rate
            expected = float(background.sum()) * len(counts) + alpha * whole
            tried[alpha, keep] = float(acts @ np.log(background[cell] + alpha * at_acts)) - expected
    return max(tried, key=tried.__getitem__)


def _memories(counts: Counts, keep: float) -> Floats:
    """Excitation at the start of each day: (1 - keep) sum_d keep^(d - 1) y_{t-d}; one act adds up to 1 over time."""
    found, running = np.zeros(counts.shape), np.zeros(counts.shape[1])
    for k, acts in enumerate(counts):
        found[k] = running
        running = keep * running + (1.0 - keep) * acts
    return found


def _memory_after(counts: Counts, keep: float) -> Floats:
    age = np.arange(len(counts))[::-1]
    return np.asarray((1.0 - keep) * keep**age @ counts)
