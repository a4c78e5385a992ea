"""The whole fit: spreads, coefficients, tempo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from catspaw.core.random import Floats
from catspaw.fit.engine.design import Design
from catspaw.fit.engine.panel import KINDS
from catspaw.fit.engine.posterior import Mode, Point, Spreads, mode, start, tempo_precision

_FIRST = Spreads(np.array([1.0, 1.0]), np.array([1.0, 1.0]), np.array([1.0, 1.0]), 0.2, 0.5)
_SMALLEST, _LARGEST = 0.02, 5.0
_ENOUGH = 0.02  # relative change of every spread
_MOST_ROUNDS = 40
_LAST = 60  # steps of Newton's method, once the spreads stand
#: Persistences of the tempo that are tried.
PERSISTENCES = (0.0, 0.25, 0.5, 0.75, 0.9)


def estimate(of: Design, *, at: Point | None = None, spreads: Spreads | None = None) -> tuple[Mode, Spreads]:
    """Fit coefficients, levels and tempo together, and the spreads of what is pooled; memory is not held yet.

    Each spread is the fixed point of its levels' mean square plus their mean variance (the EM of Laplace's
    approximation), in the quicker form of Schall (1991): the sum of squares over the effective number of levels.

    Parameters
    ----------
    of : Design
    at, spreads : optional
        Where to begin.
    """
    now = spreads or _FIRST
    found = mode(of, at or start(of), now, steps=3)
    for _ in range(_MOST_ROUNDS):
        better = renewed(of, found, now)
        close = _change(now, better) < _ENOUGH
        now = better
        found = mode(of, found.point, now, seen=found.at, steps=_LAST if close else 1)
        if close:
            break
    return found, now


def renewed(of: Design, found: Mode, before: Spreads) -> Spreads:
    """Give the spreads that a mode asks for."""
    diagonal = np.diag(found.dense)
    sides = {
        side: np.array(
            [
                _spread(found.point.shared[at], diagonal[at], getattr(before, side)[k])
                for k, at in enumerate(of.groups[f"{side} of {kind}"] for kind in KINDS)
            ]
        )
        for side in ("author", "target")
    }
    own = np.array([_spread(found.point.own[rows], found.own[rows], before.own[k]) for k, rows in enumerate(of.rows)])
    tempo, persistence = _tempo(of, found)
    return replace(before, **sides, own=own, tempo=tempo, persistence=persistence)


def _spread(values: Floats, variances: Floats, before: float) -> float:
    effective = len(values) - float(variances.sum()) / before**2
    return float(np.clip(np.sqrt(float(values @ values) / max(effective, 1e-3)), _SMALLEST, _LARGEST))


def _tempo(of: Design, found: Mode) -> tuple[float, float]:
    """Choose the tempo's spread and persistence: the expected log prior's maximum, over a grid of the latter."""
    f, m = of.fixed.shape[1], len(of.periods)
    tempo = found.point.tempo
    second = np.outer(tempo, tempo) + found.dense[f : f + m, f : f + m]

    def fit(persistence: float) -> tuple[float, float]:
        precision = tempo_precision(m, persistence)
        variance = max(float(np.sum(precision * second)) / m, _SMALLEST**2)
        return 0.5 * float(np.linalg.slogdet(precision)[1]) - 0.5 * m * np.log(variance), float(np.sqrt(variance))

    best = max(PERSISTENCES, key=lambda p: fit(p)[0])
    return float(np.clip(fit(best)[1], _SMALLEST, _LARGEST)), best


def _change(before: Spreads, after: Spreads) -> float:
    pairs: Iterable[tuple[Floats, Floats]] = (
        (np.atleast_1d(getattr(before, name)), np.atleast_1d(getattr(after, name)))
        for name in ("author", "target", "own", "tempo")
    )
    return max(float(np.max(np.abs(a - b) / a)) for a, b in pairs)
