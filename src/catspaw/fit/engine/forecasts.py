"""What comes next, by the engine itself: a fitted model and a history in, simulated acts out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catspaw.engine.ensemble import run
from catspaw.engine.kernel import Engine
from catspaw.fit.engine.fitted import Fitted
from catspaw.fit.engine.panel import KINDS, Panel
from catspaw.fit.engine.world import remembered
from catspaw.network.model import Model, Occasions

Dyad = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """Simulated acts.

    Attributes
    ----------
    as_of : date
        The day before the first that is simulated.
    dyads : tuple of (str, str)
        Author and target.
    kinds : tuple of str
    counts : ndarray of uint16 (draws, days, dyads, kinds)
        Acts of each day; 0 or 1 where presence is what was fitted.
    """

    as_of: date
    dyads: tuple[Dyad, ...]
    kinds: tuple[str, ...]
    counts: NDArray[np.uint16]


def _later(model: Model, days: int) -> Occasions | None:
    return None if model.occasions is None else replace(model.occasions, day=model.occasions.day - days)


def simulate_ahead(
    fitted: Fitted,
    *,
    days: int,
    draws: int,
    history: Panel | None = None,
    as_of: date | None = None,
    seed: int = 0,
    workers: int = 1,
    engine: Engine = "auto",
) -> Simulated:
    """Simulate the days after a day, with coefficients, tempo and luck drawn anew in each draw.

    Parameters
    ----------
    fitted : Fitted
        Its levels and coefficients stay as they were fitted.
    days, draws : int
    history : Panel, optional
        What is known up to `as_of`, of the same actors; default: the panel of the fit.
    as_of : date, optional
        Default: the history's last day.
    seed : int
    workers : int
    engine : {"auto", "reference", "kernel"}
    """
    known = fitted.panel if history is None else history
    day = as_of or known.last
    model = replace(
        fitted.model,
        as_of=day,
        horizon_days=days,
        history=remembered(fitted.model, known, as_of=day),
        occasions=_later(fitted.model, (day - fitted.model.as_of).days),
    )
    made = run(model, futures=draws, seed=seed, workers=workers, engine=engine)
    author, target = model.channels.author, model.channels.target
    n = len(known.actors)
    dyads = tuple((a, t) for a in known.actors for t in known.actors if a != t)
    places = {(known.actors.index(a), known.actors.index(t)): k for k, (a, t) in enumerate(dyads)}
    names = model.snapshot.actors
    order = {name: known.actors.index(name) for name in names}
    dyad = np.array([places[order[names[a]], order[names[t]]] for a, t in zip(author, target, strict=True)])
    kind = np.array([tuple(KINDS).index(model.actions.ids[k]) for k in model.channels.action])
    counts = np.zeros((draws, days, n * (n - 1), len(KINDS)), dtype=np.uint16)
    done = ~made.acts.forestalled
    channel = made.acts.channel[done]
    np.add.at(counts, (made.acts.future[done], made.acts.day[done] - 1, dyad[channel], kind[channel]), 1)
    return Simulated(day, dyads, tuple(KINDS), counts)
