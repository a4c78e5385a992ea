"""Authors that are beliefs, by multiple imputation: who did it is drawn, the engine fitted, and the fits pooled.

Each draw gives every uncertain act one author (or nobody of the panel) with the chance that is believed, independently of
the others; coefficients are pooled by Rubin's rules (1987): their mean, and the mean variance plus (1 + 1/m) times the
variance between draws.  What beliefs share (one witness for many acts) makes the true spread larger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.core.random import stable_hashes, uniforms
from catspaw.fit.engine.fitted import Coefficient, Fitted, fit_engine
from catspaw.fit.engine.panel import Panel, Row, panel
from catspaw.fit.engine.posterior import Spreads
from catspaw.fit.engine.world import Ties

DRAWS = 20


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An act whose author is a belief.

    Attributes
    ----------
    id : str
        Under which its author is drawn.
    day : date
    target : str
    quad : int
    authors : mapping of str to float
        Belief in each; what they leave of 1 is nobody of the panel.
    origin, action : str
        As in `Row`.
    """

    id: str
    day: date
    target: str
    quad: int
    authors: Mapping[str, float]
    origin: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Imputed:
    """Fits over imputations.

    Attributes
    ----------
    coefficients : tuple of Coefficient
        Means and errors pooled by Rubin's rules.
    fits : tuple of Fitted
    """

    coefficients: tuple[Coefficient, ...]
    fits: tuple[Fitted, ...]

    @property
    def panel(self) -> Panel:
        """The first of the panels: all have the same actors and days."""
        return self.fits[0].panel

    @property
    def spreads(self) -> Spreads:
        """Those of the first fit, with the mean spread of the tempo."""
        return replace(self.fits[0].spreads, tempo=float(np.mean([fit.spreads.tempo for fit in self.fits])))

    @property
    def still(self) -> tuple[tuple[str, str], ...]:
        """Effects that the panels cannot show, and why."""
        return self.fits[0].still


def imputations(
    rows: Sequence[Row], uncertain: Sequence[Uncertain], *, draws: int = DRAWS, seed: int = 0, **how: Any
) -> Iterator[Panel]:
    """Draw authors, and make a panel of each draw.

    Parameters
    ----------
    rows : sequence of Row
        Acts of known authors.
    uncertain : sequence of Uncertain
    draws : int
    seed : int
    **how
        Options of `panel`; `actors` names them, so that all panels have the same.

    Raises
    ------
    ModelError
        Beliefs that are no chances.
    """
    for one in uncertain:
        beliefs = list(one.authors.values())
        if min(beliefs, default=0.0) < 0.0 or sum(beliefs) > 1.0 + 1e-9:
            raise ModelError(
                f"the act {one.id!r} has authors believed at {dict(one.authors)}; allowed: beliefs of 0 or more, together at most 1"
            )
    names = stable_hashes(one.id for one in uncertain)
    for draw in range(draws):
        luck = uniforms(seed, "authors", names, draw) if len(names) else np.zeros(0)
        drawn = (_drawn(one, float(u)) for one, u in zip(uncertain, luck, strict=True))
        yield panel([*rows, *(row for row in drawn if row is not None)], **how)


def _drawn(one: Uncertain, luck: float) -> Row | None:
    reached = 0.0
    for author, belief in one.authors.items():
        reached += belief
        if luck < reached:
            return Row(one.day, author, one.target, one.quad, origin=one.origin, action=one.action)
    return None


def fit_imputed(panels: Iterator[Panel] | Sequence[Panel], *, ties: Ties | None = None) -> Imputed:
    """Fit the engine to every imputation, and pool.

    Raises
    ------
    ModelError
        No panel, or one that is too thin.
    """
    fits = tuple(fit_engine(one, ties=ties, grid=False) for one in panels)
    if not fits:
        raise ModelError("no imputation was drawn; allowed: one or more")
    by_name: dict[tuple[str, str], list[Coefficient]] = {}
    for fit in fits:
        for one in fit.coefficients:
            by_name.setdefault((one.effect, one.kind), []).append(one)
    return Imputed(tuple(_pooled(found) for found in by_name.values()), fits)


def _pooled(found: list[Coefficient]) -> Coefficient:
    mean, sd, _ = rubin([one.mean for one in found], [one.sd for one in found])
    free, free_sd, missing = rubin([one.free for one in found], [one.free_sd for one in found])
    return replace(
        found[0],
        mean=mean,
        sd=sd,
        free=free,
        free_sd=free_sd,
        within=float(np.mean([one.within for one in found])),
        contraction=1.0 - free_sd**2 / found[0].prior.sd ** 2,
        missing=missing,
    )


def rubin(means: Sequence[float], sds: Sequence[float]) -> tuple[float, float, float]:
    """Pool estimates of one number: mean, standard deviation, share of the variance that lies between them."""
    m = len(means)
    between = float(np.var(means, ddof=1)) * (1.0 + 1.0 / m) if m > 1 else 0.0
    total = float(np.mean(np.square(sds))) + between
    return float(np.mean(means)), float(np.sqrt(total)), between / total if total else 0.0
