"""A fitted engine: from a panel to coefficients with what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.draws import prior_weights
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.effects.base import Prior
from catspaw.fit.engine.columns import Columns, at_channels, columns
from catspaw.fit.engine.design import Design, Term, design
from catspaw.fit.engine.fitting import estimate
from catspaw.fit.engine.gain import Held, hold
from catspaw.fit.engine.halflives import HalfLives, profile, spread_of_choice
from catspaw.fit.engine.panel import KINDS, Panel
from catspaw.fit.engine.posterior import Mode, Spreads, memory, mode
from catspaw.fit.engine.world import Ties, world
from catspaw.network.model import Model, Weights

#: Contraction below which a coefficient is said to have kept its prior.
KEPT = 0.1
_ROUNDS = 2  # of holding the gain and letting the levels follow


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of the fit.

    Attributes
    ----------
    effect, kind : str
    group : int
        Group of the engine.
    mean, sd : float
        Posterior, with the gain of memory held below .9: log rate per unit of x.
    free, free_sd : float
        The same without that limit.
    prior : Prior
        In the fit.
    within : float
        Variance of x within dyads; 0 where x stands still and is part of the dyad's level.
    contraction : float
        1 - posterior / prior variance, without the limit on memory, which is no knowledge from the data.
    missing : float
        Of a fit over imputations (`imputing`): share of the free variance that is not knowing who did it.
    """

    effect: str
    kind: str
    group: int
    mean: float
    sd: float
    free: float
    free_sd: float
    prior: Prior
    within: float
    contraction: float
    missing: float = 0.0

    @property
    def verdict(self) -> str:
        """``fitted``, or ``prior kept``."""
        return "fitted" if self.contraction >= KEPT else "prior kept"


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fit of the engine to a panel.

    Attributes
    ----------
    panel : Panel
    model : Model
        The panel as a model: arranged, at the day before the panel begins, with the fitted weights and levels.
    terms : tuple of Term
    mode : Mode
        Levels and tempo, at the held coefficients.
    spreads : Spreads
    held : Held
        Coefficients within the limit of memory.
    free : ndarray (K,)
        Their mode without it, and
    free_covariance : ndarray (K, K)
        With what the choice of half-lives adds.
    free_loglik : float
        Log-likelihood there.
    half_lives : tuple of HalfLives
        Other half-lives, the engine's own pair first; empty where they were not tried.
    still : tuple of (str, str)
        Effects that the panel cannot show, and why.
    """

    panel: Panel
    model: Model
    terms: tuple[Term, ...]
    mode: Mode
    spreads: Spreads
    held: Held
    free: Floats
    free_covariance: Floats
    free_loglik: float
    half_lives: tuple[HalfLives, ...]
    still: tuple[tuple[str, str], ...]

    @property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """The table of coefficients."""
        sd, free_sd = np.sqrt(np.diag(self.held.covariance)), np.sqrt(np.diag(self.free_covariance))
        rows = zip(self.terms, self.held.mean, sd, self.free, free_sd, strict=True)
        return tuple(
            Coefficient(
                term.effect,
                term.kind,
                term.group,
                float(mean),
                float(error),
                float(free),
                float(free_error),
                term.prior,
                term.within,
                1.0 - float(free_error) ** 2 / term.prior.sd**2,
            )
            for term, mean, error, free, free_error in rows
        )


def fit_engine(
    panel: Panel, *, ties: Ties | None = None, effects: Sequence[Effect] = EFFECTS, grid: bool = True
) -> Fitted:
    """Fit the engine's effects to a panel.

    Parameters
    ----------
    panel : Panel
    ties : Ties, optional
        Standing ties: friends for solidarity, and covariates of the dyads' levels.
    effects : sequence of Effect
        All of the engine's by default; which of them the panel can show is found out.
    grid : bool
        Try other half-lives of memory, and let the errors allow for the choice.

    Raises
    ------
    ModelError
        A panel too thin to be fitted.
    """
    model = world(panel, ties)
    replayed = world(panel, ties, typed=True) if panel.types else model
    seen = at_channels(columns(replayed, panel, effects=effects), replayed, model)
    of = design(panel, model, seen, ties=ties, effects=effects)
    free, spreads = estimate(of)
    k = len(of.terms)
    tried = profile(panel, model, of, free, spreads, effects=effects) if grid and k else ()
    choice = spread_of_choice(tried) if tried else np.zeros((k, k))
    covariance = free.dense[len(free.dense) - k :, len(free.dense) - k :] + choice
    found, held = held_back(of, free, spreads, choice)
    return Fitted(
        panel=panel,
        model=_levelled(model, of, found, spreads, held),
        terms=of.terms,
        mode=found,
        spreads=spreads,
        held=held,
        free=free.point.theta,
        free_covariance=covariance,
        free_loglik=free.loglik,
        half_lives=tried,
        still=_still(of, seen, effects),
    )


def held_back(of: Design, free: Mode, spreads: Spreads, choice: Floats) -> tuple[Mode, Held]:
    """Hold the gain, and let levels and tempo follow; `choice` is what half-lives add to the covariance, (K, K)."""
    k, found = len(of.terms), free
    held = Held(np.zeros(0), np.zeros((0, 0)))
    if not k:
        return found, held
    for _ in range(_ROUNDS):
        covariance = found.dense[len(found.dense) - k :, len(found.dense) - k :] + choice
        held = hold(found.goal, covariance, groups=[memory(of, kind) for kind in range(len(KINDS))])
        before = found.point.theta
        found = mode(of, replace(found.point, theta=held.mean), spreads, held=True)
        if float(np.abs(held.mean - before).max()) < 1e-3:
            break
    return found, held


def _levelled(model: Model, of: Design, found: Mode, spreads: Spreads, held: Held) -> Model:
    """Give the model its fitted levels, weights and tempo.

    The engine's base rate is the mean of a channel's, not its mode, and its tempo has the mean 1.  The acts of a panel's
    futures have no type: effects that read what types do stand at their mean in the panel.
    """
    base = found.point.level(of) + found.level / 2.0 + spreads.tempo**2 / 2.0 + _of_types(of, held)
    return replace(
        model,
        channels=replace(model.channels, log_base=base),
        weights=fitted_weights(of.terms, held, of_types=False),
        settings=replace(model.settings, tempo_sd=spreads.tempo, tempo_persistence=spreads.persistence),
    )


def _of_types(of: Design, held: Held) -> Floats:
    """Sum of weight times mean x of the effects that read what types of act do, (C,)."""
    total, first = np.zeros(len(of.fixed)), 0
    for rows, x in zip(of.rows, of.x, strict=True):
        for k in range(x.shape[1]):
            if of.terms[first + k].of_types:
                total[rows] += held.mean[first + k] * x[:, k].mean(axis=1)
        first += x.shape[1]
    return total


def fitted_weights(terms: Sequence[Term], held: Held, *, of_types: bool = True) -> Weights:
    """Put fitted coefficients in the places of the priors; what was not fitted has weight 0, as in the fit.

    Parameters
    ----------
    terms : sequence of Term
    held : Held
    of_types : bool
        With those of effects that read what types of act do.
    """
    prior = prior_weights()
    mean, sd = np.zeros_like(prior.mean), np.zeros_like(prior.sd)
    for k, term in enumerate(terms):
        if term.of_types and not of_types:
            continue
        row = prior.effects.index(term.effect)
        mean[row, term.group], sd[row, term.group] = held.mean[k], np.sqrt(held.covariance[k, k])
    return replace(prior, mean=mean, sd=sd)


def _still(of: Design, seen: Columns, effects: Sequence[Effect]) -> tuple[tuple[str, str], ...]:
    """Say of each effect without a term why it has none."""
    fitted = {term.effect for term in of.terms}
    found = []
    for one in effects:
        if one.name in fitted:
            continue
        still = seen.still.get(one.name)
        if still is not None and not still.any():
            why = "the panel holds nothing of what it reads"
        elif still is not None:
            why = "constant within dyads, so part of their level"
        else:
            why = "it stands still on the panel's classes, which are no single type of act"
        found.append((one.name, why))
    return tuple(found)
