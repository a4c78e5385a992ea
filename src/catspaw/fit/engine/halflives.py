"""Half-lives on a grid: how much better or worse other ones would do, and what that means for the coefficients.

The engine remembers with half-lives of 3 and 30 days.  Each is varied with the other held; the columns of memory are
made anew from the effects' own readings (`Reader`), everything else stays, and the coefficients and levels climb again
from where they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.frame import Frame
from catspaw.engine.memory import HALF_LIVES, ROW_HALF_LIFE, ROWS, Reader
from catspaw.fit.engine.columns import frame_of
from catspaw.fit.engine.design import Design
from catspaw.fit.engine.panel import KINDS, Ints, Panel
from catspaw.fit.engine.posterior import Mode, Spreads, mode
from catspaw.fit.engine.world import channel_rows
from catspaw.network.model import Model

#: Half-lives that are tried beside the engine's, in days; none above 60 beside levels of dyads, which it would copy.
SHORT, LONG = (1.0, 2.0, 5.0, 7.0), (14.0, 20.0, 45.0, 60.0)
_STEPS = 1  # of Newton's method for each pair: the rest is told by the quadratic there


@dataclass(frozen=True, slots=True, eq=False)
class HalfLives:
    """One pair of half-lives.

    Attributes
    ----------
    short, long : float
        Days.
    loglik : float
        Log posterior of the mode, less that of the engine's own pair.
    theta : ndarray (K,)
        Free coefficients there.
    """

    short: float
    long: float
    loglik: float
    theta: Floats


def profile(
    panel: Panel, model: Model, of: Design, found: Mode, spreads: Spreads, *, effects: Sequence[Effect] = EFFECTS
) -> tuple[HalfLives, ...]:
    """Vary each half-life, the other held at the engine's."""
    short, long = HALF_LIVES
    pairs = [(short, long), *((s, long) for s in SHORT), *((short, other) for other in LONG)]
    made = frame_of(model, effects=effects)
    counts = daily_counts(model, panel, made)
    of = active(of)
    fits = {}
    for pair in pairs:
        x = tuple(
            _replaced(of, k, pair, made, counts, effects, [term.effect for term in of.terms if term.kind == kind])
            for k, kind in enumerate(KINDS)
        )
        fits[pair] = mode(replace(of, x=x), found.point, spreads, steps=_STEPS)
    best = _height(fits[short, long])
    return tuple(HalfLives(*pair, _height(one) - best, one.point.theta) for pair, one in fits.items())


def _height(one: Mode) -> float:
    """Log posterior of the mode that is one step away at most."""
    return one.penalised + one.left


def active(of: Design) -> Design:
    """Keep the channels that ever had an act: of the others, memory at any half-life tells next to nothing."""
    rows, x, hit = [], [], []
    for here, columns, struck in zip(of.rows, of.x, of.hit, strict=True):
        kept = np.unique(struck)
        rows.append(here[kept])
        x.append(columns[kept])
        hit.append(np.searchsorted(kept, struck))
    return replace(of, rows=tuple(rows), x=tuple(x), hit=tuple(hit))


def spread_of_choice(tried: Sequence[HalfLives]) -> Floats:
    """Covariance that the choice of half-lives adds to the coefficients, (K, K).

    The mean square of their distance from those at the engine's own pair, over the posterior of the grid.
    """
    weight = np.exp(np.array([one.loglik for one in tried]) - max(one.loglik for one in tried))
    off = np.array([one.theta for one in tried]) - tried[0].theta
    return np.asarray((weight[:, None] * off).T @ off / weight.sum())


def daily_counts(model: Model, panel: Panel, made: Frame) -> Floats:
    """Acts of each cell of the ledgers on each day, (cells, D)."""
    counts = np.zeros((len(made.ordinary), panel.days))
    np.add.at(counts, (made.own[channel_rows(model, panel)], panel.day - 1), panel.count)
    return counts


def memory_column(reader: Reader, made: Frame, counts: Floats, half_life: float, *, rows: Ints) -> Floats:
    """Work out x of a memory effect with another half-life, (rows, D): what its own reading gives of ledgers that fade so."""
    from scipy.sparse import csr_array

    weight, left = np.log(2.0) / half_life, 0.5 ** (1.0 / half_life)
    steady = weight * left / (1.0 - left) * made.ordinary
    read = reader.gather
    matrix = csr_array((read.weights, (read.rows, read.cells)), shape=(read.size, len(steady)))[rows]
    flow = np.ascontiguousarray((matrix @ counts).T)
    held = np.asarray(matrix @ steady)
    rate = np.empty_like(flow)
    now = held
    for day, today in enumerate(flow):
        rate[day] = now
        now = (now + weight * today) * left
    return np.asarray(np.log((made.floor + rate) / (made.floor + held)).T)


def _replaced(
    of: Design,
    kind: int,
    pair: tuple[float, float],
    made: Frame,
    counts: Floats,
    effects: Sequence[Effect],
    names: Sequence[str],
) -> Floats:
    """Make the columns of a class with its memory at other half-lives."""
    known = {one.name: one for one in effects}
    x = of.x[kind].copy()
    for k, name in enumerate(names):
        if not known[name].memory:
            continue
        reader: Reader = made.ready(name)
        half_life = pair[ROW_HALF_LIFE[reader.row]]
        if half_life != HALF_LIVES[ROW_HALF_LIFE[reader.row]] and reader.row < ROWS - 1:
            x[:, k] = memory_column(reader, made, counts, half_life, rows=of.rows[kind])[:, of.warm :]
    return x
