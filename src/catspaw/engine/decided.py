"""How decisions went, over all futures of a run: how often each was open, and what was then chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catspaw.engine.result import Ensemble, clustered_error


@dataclass(frozen=True, slots=True)
class Chosen:
    """One option: the share of the futures in which the decision was open that took it, and its standard error.

    The error allows for futures in fours, and is None where it cannot be told.
    """

    id: str
    channel: str
    share: float
    error: float | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision over a run.

    Attributes
    ----------
    id, actor : str
    opened : float
        Share of futures in which it was open within the horizon.
    error : float or None
        Standard error of that share.
    futures : int
        Futures in which it was open.
    options : tuple of Chosen
        In the order of the model; empty shares where it was never open.
    """

    id: str
    actor: str
    opened: float
    error: float | None
    futures: int
    options: tuple[Chosen, ...]


def decided(ensemble: Ensemble) -> tuple[Decided, ...]:
    """Count the decisions of a run, in the order of the model."""
    clusters = ensemble.clusters
    found = []
    for at, decision in enumerate(ensemble.model.decisions):
        option = np.full(ensemble.futures, -1)
        for future, choices in enumerate(ensemble.choices):
            option[future] = next((choice.option for choice in choices if choice.decision == at), -1)
        was_open = option >= 0
        chosen = []
        for place, one in enumerate(decision.options):
            share = float((option == place)[was_open].mean()) if was_open.any() else 0.0
            spread = was_open * ((option == place) - share) / max(float(was_open.mean()), 1e-300)
            chosen.append(Chosen(one.id, one.channel, share, clustered_error(spread, clusters)))
        opened, error = float(was_open.mean()), clustered_error(was_open.astype(np.float64), clusters)
        found.append(Decided(decision.id, decision.actor, opened, error, int(was_open.sum()), tuple(chosen)))
    return tuple(found)
