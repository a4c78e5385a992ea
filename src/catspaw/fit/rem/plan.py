"""The plan of a fit: everything that was asked for, read and checked, before any number is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.fit.rem.columns import label
from catspaw.fit.rem.covariates import Series, actor_series, dyad_series, live, presence_series
from catspaw.fit.rem.formula import Column, Formula
from catspaw.fit.rem.history import History
from catspaw.fit.rem.times import read_times
from catspaw.fit.rem.world import World

MODELS = ("tie", "choice", "rate")
LIKELIHOODS = ("ordinal", "interval", "counts")
_REASONS = {
    ("choice", "interval"): "a choice of receiver takes no time: fit the sender's rate with model='rate'",
    ("choice", "counts"): "counts are of dyads or senders: use model='tie' or model='rate'",
}


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to fit.

    Attributes
    ----------
    history : History
    formula : Formula
    columns : tuple of Column
        Common coefficients, the intercept first where there is one.
    model, likelihood : str
    actors, dyads : mapping of str to Series
    present : Series or None
    allowed : ndarray of bool (n, n), or None for every dyad
    group : int
        Row of the actor that stands for everybody; -1 for none.
    by_type : bool
        Alternatives are told apart by type.
    sample : int or None
        Controls drawn for each moment.
    seed : int
    since, until : float
        Events before `since` are history only; observation ends at `until` (nan: with the last event).
    period : float
        Length of a period of counts.
    """

    history: History
    formula: Formula
    columns: tuple[Column, ...]
    model: str
    likelihood: str
    actors: Mapping[str, Series]
    dyads: Mapping[str, Series]
    present: Series | None
    allowed: NDArray[np.bool_] | None
    group: int
    by_type: bool
    sample: int | None
    seed: int
    since: float
    until: float
    period: float

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the common coefficients."""
        return tuple("(intercept)" if not column.factors else str(column) for column in self.columns)

    @property
    def clocked(self) -> bool:
        """Whether time, not only order, is modelled."""
        return self.likelihood != "ordinal"


def plan(
    history: History,
    formula: Formula,
    *,
    model: str,
    likelihood: str,
    actors: Mapping[str, object],
    dyads: Mapping[str, object],
    present: object,
    risk: object,
    group: str | None,
    by_type: bool,
    sample: int | None,
    seed: int,
    since: object,
    until: object,
    period: float,
) -> Plan:
    """Check what was asked for and read the covariates.

    Raises
    ------
    ModelError, UnknownName
    """
    _check_kind(model, likelihood, sample, period)
    names = history.actors
    intercept = likelihood != "ordinal" if formula.intercept is None else formula.intercept
    return Plan(
        history=history,
        formula=formula,
        columns=((Column(()),) if intercept else ()) + formula.columns,
        model=model,
        likelihood=likelihood,
        actors={name: actor_series(name, given, names) for name, given in actors.items()},
        dyads={name: dyad_series(name, given, names) for name, given in dyads.items()},
        present=None if present is None else presence_series(present, names),
        allowed=_allowed(risk, history),
        group=-1 if group is None else _actor(group, names),
        by_type=by_type,
        sample=sample,
        seed=seed,
        since=_moment("since", since),
        until=_moment("until", until),
        period=float(period),
    )


def _check_kind(model: str, likelihood: str, sample: int | None, period: float) -> None:
    for what, value, allowed in (("model", model, MODELS), ("likelihood", likelihood, LIKELIHOODS)):
        if value not in allowed:
            raise ModelError(f"{what} is {value!r}; allowed: {', '.join(allowed)}{nearest(value, allowed)}")
    if (model, likelihood) in _REASONS:
        raise ModelError(f"model {model!r} has no likelihood {likelihood!r}: {_REASONS[model, likelihood]}")
    if sample is not None and (isinstance(sample, bool) or sample != int(sample) or sample < 1):
        raise ModelError(f"sample is {sample!r}; allowed: a whole number of controls from 1, or None for all")
    if not 0 < period < np.inf:
        raise ModelError(f"period is {period!r}; allowed: a time above 0, in the unit of the events' times")


def _actor(name: str, names: tuple[str, ...]) -> int:
    if label(name) not in names:
        raise UnknownName(f"group names {name!r}, who is no actor of the history{nearest(label(name), names)}")
    return names.index(label(name))


def _moment(what: str, value: object) -> float:
    if value is None:
        return float("nan")
    found = float(read_times([value]).value[0])
    if not np.isfinite(found):
        raise ModelError(f"{what} is {value!r}, which is no time")
    return found


def _allowed(risk: object, history: History) -> NDArray[np.bool_] | None:
    """Which directed dyads can ever have an event."""
    n = len(history.actors)
    if isinstance(risk, str):
        if risk not in ("full", "active"):
            raise ModelError(
                f"risk is {risk!r}; allowed: 'full', 'active', an array (n, n), or (sender, receiver) pairs"
            )
        if risk == "full":
            return None
        mask = np.zeros((n, n), dtype=bool)
        mask[history.sender, history.receiver] = True
        return mask
    if isinstance(risk, np.ndarray) and risk.shape == (n, n):
        return risk.astype(bool)
    if isinstance(risk, Iterable) and not isinstance(risk, np.ndarray):
        return dyad_series("risk", [(a, b, 1.0) for a, b in risk], history.actors).base > 0
    raise ModelError(f"risk is neither 'full', 'active', an array {(n, n)} nor (sender, receiver) pairs")


def fresh_world(of: Plan) -> World:
    """Start before the first event."""
    return World(
        of.history,
        {name: live(series) for name, series in of.actors.items()},
        {name: live(series) for name, series in of.dyads.items()},
        None if of.present is None else live(of.present),
        of.group,
    )
