"""A relational event model as forecaster: counts of a window, from what is remembered at its start.

The model is fitted once for each horizon (`catspaw.fit.rem`, counts with periods as long as the horizon), so that it
foretells windows and nothing has to be carried forward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.card.forecaster import generator
from catspaw.fit.card.panel import Counts, Panel
from catspaw.fit.card.scores import Floats
from catspaw.fit.rem.forecast import rates
from catspaw.fit.rem.history import History, history
from catspaw.fit.rem.model import rem
from catspaw.fit.rem.result import Fit

#: Memory of the own series, short and long; of the answer; of what the two sides do and suffer.  Logs of fading rates,
#: so that a forecast cannot explode.  The floor of .001 acts a day was chosen, among seven variants of this formula, on
#: forecasts of 2014 from a fit to 2013 and before; 2015 was not looked at.
FORMULA = (
    "inertia(halflife=14, floor=.001, type=same) + inertia(halflife=120, floor=.001, type=same) + "
    "reciprocity(halflife=60, floor=.001, type=same) + outdegree_sender(halflife=60, floor=.1, type=same) + "
    "indegree_receiver(halflife=60, floor=.1, type=same)"
)
#: Days of history that memory begins from before the first window is explained, at most half of all.
WARM = 365
#: Precision of the prior of coefficients around 0: keeps short histories from running away.
RIDGE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class DyadRates:
    """Log-linear dyad rates, fitted on what lay before the first forecast.

    Attributes
    ----------
    fits : mapping of int to Fit
        By horizon.
    """

    fits: Mapping[int, Fit]
    name: str = "dyad rates"
    says: str = (
        "log-linear rates of a relational event model (own memory, answer, activity of both sides), one fit for each "
        "horizon; negative binomial with the dispersion of the windows fitted"
    )

    def draw(self, past: Panel, *, horizons: Sequence[int], draws: int, seed: int) -> Counts:
        """Draw futures; see `Forecaster`."""
        rng = generator(seed, self.name, past)
        seen = events(past)
        found = []
        for horizon in horizons:
            if horizon not in self.fits:
                raise ModelError(f"was not fitted for {horizon} days, only for {', '.join(map(str, self.fits))}")
            fit = self.fits[horizon]
            found.append(_scattered(rng, _expected(fit, seen, past), _dispersion(fit), draws))
        return np.stack(found, axis=1)


def fit_dyad_rates(past: Panel, *, horizons: Sequence[int]) -> DyadRates:
    """Fit on a panel, all of which is taken for history.

    Raises
    ------
    ModelError
        A panel that is no panel of dyads, or too short or too empty to fit.
    """
    seen = events(past)
    until, fits = float(past.end.toordinal()), {}
    for horizon in horizons:
        windows = (past.days - min(WARM, past.days // 2)) // horizon
        if windows < 2:
            raise ModelError(
                f"needs {2 * horizon} days after half of the history to fit; there are {past.days} days in all"
            )
        fits[horizon] = rem(
            seen,
            FORMULA,
            likelihood="counts",
            by_type=len(seen.types) > 1,
            period=float(horizon),
            since=until - windows * horizon,
            until=until,
            ridge=RIDGE,
        )
    return DyadRates(fits)


def events(past: Panel) -> History:
    """Give a panel's acts as a history; time is in ordinal days."""
    if not all(c.source for c in past.cells):
        raise ModelError("speaks of dyads only, not of a case's outcomes")
    day, cell = np.nonzero(past.counts)
    again = past.counts[day, cell]
    day, cell = np.repeat(day, again), np.repeat(cell, again)
    cells = [past.cells[c] for c in cell]
    return history(
        {
            "time": (day + past.start.toordinal()).astype(np.float64),
            "sender": [c.source for c in cells],
            "receiver": [c.target for c in cells],
            "type": [c.kind for c in cells],
        },
        actors=sorted({name for c in past.cells for name in (c.source, c.target)}),
    )


def _expected(fit: Fit, seen: History, past: Panel) -> Floats:
    """Expect each cell's count in the coming window; of a class that never occurred, as good as nothing."""
    known = fit.plan.history
    if seen.types != known.types or seen.actors != known.actors:
        raise ModelError("the actors or classes are not those that were fitted")
    expected = rates(replace(fit, plan=replace(fit.plan, history=seen)), at=float(past.end.toordinal()))
    names, kinds = known.actors, known.types
    rows = zip(expected.sender.tolist(), expected.receiver.tolist(), expected.kind.tolist(), strict=True)
    of = dict(zip(((names[s], names[r], kinds[k]) for s, r, k in rows), expected.value.tolist(), strict=True))
    return np.array([of.get((c.source, c.target, c.kind), 1e-6) for c in past.cells])


def _dispersion(fit: Fit) -> float:
    return max(1.0, fit.dispersion.pearson if fit.dispersion else 1.0)


def _scattered(rng: np.random.Generator, mean: Floats, dispersion: float, draws: int) -> Counts:
    """Draw counts with a variance of `dispersion` times the mean (negative binomial; Poisson at 1)."""
    shape = (draws, len(mean))
    if dispersion <= 1.0 + 1e-9:
        return rng.poisson(mean, size=shape)
    scale = dispersion - 1.0
    return rng.poisson(rng.gamma(mean / scale, scale, size=shape))
