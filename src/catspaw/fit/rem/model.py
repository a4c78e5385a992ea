"""Fit a relational event model: one function."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.dispersion import Dispersion, dispersion
from catspaw.fit.rem.formula import parse_formula
from catspaw.fit.rem.history import history
from catspaw.fit.rem.identify import check_collinearity, receding
from catspaw.fit.rem.likelihood import Value, kernel, value
from catspaw.fit.rem.newton import Optimum, maximise
from catspaw.fit.rem.plan import Plan, plan
from catspaw.fit.rem.result import Fit, Level
from catspaw.fit.rem.shrink import Layout, Shrunk, design, layout, shrink, varying_value
from catspaw.fit.rem.tape import Tape, tape
from catspaw.fit.rem.times import Floats


def rem(
    events: object,
    formula: str,
    *,
    model: str = "tie",
    likelihood: str = "ordinal",
    actors: Mapping[str, object] | None = None,
    dyads: Mapping[str, object] | None = None,
    present: object = None,
    risk: object = "full",
    group: str | None = None,
    by_type: bool = False,
    sample: int | None = None,
    seed: int = 0,
    since: object = None,
    until: object = None,
    period: float = 1.0,
    ridge: float | Mapping[str, float] = 0.0,
    memory: float = 256.0,
) -> Fit:
    """Fit a relational event model.

    Parameters
    ----------
    events : History, mapping of columns, data frame, or iterable of rows
        As for `catspaw.fit.rem.history.history`.
    formula : str
        Statistics, as in ``"inertia + reciprocity(halflife=30) + sender(power) + (inertia | sender)"``; the
        catalogue is in docs/fit-rem.md.  Names of goldfish, relevent and remstats are understood.
    model : str
        ``tie``: which dyad; ``choice``: which receiver, given the sender; ``rate``: which sender.
    likelihood : str
        ``ordinal``: the order of events; ``interval``: their times; ``counts``: their numbers by period.
    actors, dyads : mapping of str to covariate, optional
        Properties of actors and of dyads, which may change (`catspaw.fit.rem.covariates`).
    present : optional
        Who is there when: mapping actor -> (from, to), or rows (time, actor, present).
    risk : optional
        ``full``, ``active`` (dyads of the history), an array (n, n) of bool, or (sender, receiver) pairs.
    group : str, optional
        The actor that stands for everybody, as receiver of untargeted acts.
    by_type : bool
        Whether a dyad's types of event are different alternatives.
    sample : int, optional
        Controls drawn for each choice; None takes all alternatives.
    seed : int
        Of the draw of controls.
    since, until : number or date, optional
        Events before `since` are history only; observation ends at `until`.
    period : float
        Length of a period of counts, in the unit of time of the events.
    ridge : float or mapping of name to float
        Precision of a normal prior around 0, for each coefficient but the intercept.
    memory : float
        MiB of statistics kept between passes; beyond it each pass goes through the history again.

    Returns
    -------
    Fit

    Raises
    ------
    LanguageError
        A formula that cannot be read.
    UnknownName
        A statistic, option, type, actor or covariate that is not there.
    ModelError
        Events that cannot be used, collinear statistics, separation, or more alternatives than can be looked at.

    References
    ----------
    Butts 2008 (ordinal, interval); Stadtfeld and Block 2017 (rate and choice); Vu, Pattison and Robins 2015
    (case-control sampling).
    """
    past = history(events)
    parsed = parse_formula(formula)
    made = plan(
        past,
        parsed,
        model=model,
        likelihood=likelihood,
        actors=actors or {},
        dyads=dyads or {},
        present=present,
        risk=risk,
        group=group,
        by_type=by_type,
        sample=sample,
        seed=seed,
        since=since,
        until=until,
        period=period,
    )
    return fit_plan(made, formula, ridge=ridge, memory=memory)


def fit_plan(made: Plan, formula: str, *, ridge: float | Mapping[str, float], memory: float) -> Fit:
    """Fit a plan."""
    penalty = _penalty(made, ridge)
    source = tape(made, memory)
    zero = np.zeros(len(made.columns))
    first = value(source, zero, kernel(made.likelihood))
    if not source.census.events:
        raise ModelError("no event is observed; since= and until= must leave some, and the first starts the clock")
    check_collinearity(first, made.names, penalty, not made.clocked)
    start = _start(made, source, first)
    if made.formula.varying:
        return _fit_varying(made, formula, source, start, penalty, first)
    one = kernel(made.likelihood)
    best = maximise(
        lambda theta: value(source, theta, one),
        start,
        first if not start.any() else value(source, start, one),
        penalty=penalty,
        reach=source.census.reach,
        recede=lambda direction: receding(source, direction, made.names, ordinal=not made.clocked),
    )
    return _result(made, formula, source, best, penalty, first)


def _penalty(made: Plan, ridge: float | Mapping[str, float]) -> Floats:
    if isinstance(ridge, Mapping):
        for name in ridge:
            if name not in made.names:
                raise UnknownName(
                    f"ridge names {name!r}; coefficients are {', '.join(made.names)}{nearest(name, made.names)}"
                )
        penalty = np.array([float(ridge.get(name, 0.0)) for name in made.names])
    else:
        penalty = np.array([float(ridge) if column.factors else 0.0 for column in made.columns])
    if not np.all((penalty >= 0) & np.isfinite(penalty)):
        raise ModelError(f"ridge is {ridge!r}; allowed: a precision from 0, or a mapping of name to precision")
    return penalty


def _start(made: Plan, source: Tape, first: Value) -> Floats:
    """Begin with one rate for all, where there is an intercept; else at 0."""
    start = np.zeros(len(made.columns))
    if made.clocked and not made.columns[0].factors:
        start[0] = np.log(source.census.events / -first.loglik)
    return start


def _null(made: Plan, source: Tape, first: Value) -> float:
    """All alternatives alike: equal chances, or one rate for all."""
    if not made.clocked:
        return first.loglik
    events, exposure = source.census.events, -first.loglik
    return float(events * np.log(events / exposure) - events) + _constant(made, source)


def _constant(made: Plan, source: Tape) -> float:
    """Give the part of the log-likelihood of counts that no coefficient moves: minus the log of their factorials."""
    return -source.census.log_factorials if made.likelihood == "counts" else 0.0


def _result(
    made: Plan,
    formula: str,
    source: Tape,
    best: Optimum,
    penalty: Floats,
    first: Value,
    shrunk: tuple[Shrunk, Layout] | None = None,
) -> Fit:
    p = len(made.columns)
    whole = best.covariance
    effective = float(np.trace(whole @ best.value.information)) if shrunk or penalty.any() else float(p)
    robust = made.sample is not None and made.clocked and shrunk is None
    cov = whole @ best.value.meat @ whole if robust else whole
    return Fit(
        formula=formula,
        model=made.model,
        likelihood=made.likelihood,
        names=made.names,
        coef=best.theta[:p],
        cov=cov[:p, :p],
        loglik=best.value.loglik + _constant(made, source),
        null_loglik=_null(made, source, first),
        events=source.census.events,
        choices=source.census.choices,
        alternatives=source.census.alternatives,
        actors=len(made.history.actors),
        parameters=effective,
        ridge=tuple(penalty.tolist()),
        robust=robust,
        steps=best.steps,
        passes=source.passes,
        dispersion=_dispersion(made, source, best.theta, effective, shrunk),
        spread={} if shrunk is None else dict(zip(shrunk[1].names, shrunk[0].spread.tolist(), strict=True)),
        levels=() if shrunk is None else _levels(*shrunk),
        notes=_notes(made, source),
        plan=made,
    )


def _fit_varying(made: Plan, formula: str, source: Tape, start: Floats, penalty: Floats, first: Value) -> Fit:
    at = layout(made)
    ordinal = not made.clocked
    found = shrink(
        lambda theta: varying_value(source, theta, at, ordinal),
        np.concatenate([start, np.zeros(at.offsets[-1] - at.common)]),
        at,
        penalty=penalty,
        reach=np.concatenate([source.census.reach, np.repeat(source.census.varying_reach, np.diff(at.offsets))]),
        events=source.census.events,
    )
    return _result(made, formula, source, found.optimum, penalty, first, (found, at))


def _levels(found: Shrunk, at: Layout) -> tuple[Level, ...]:
    error = np.sqrt(np.diag(found.optimum.covariance))
    return tuple(
        Level(name, label, float(found.optimum.theta[first + k]), float(error[first + k]))
        for name, labels, first in zip(at.names, at.labels, at.offsets, strict=False)
        for k, label in enumerate(labels)
        if found.seen[first + k - at.common]
    )


def _dispersion(
    made: Plan, source: Tape, theta: Floats, parameters: float, shrunk: tuple[Shrunk, Layout] | None
) -> Dispersion | None:
    if made.likelihood != "counts":
        return None

    def predict(block: Block) -> Floats:
        p = len(made.columns)
        eta = theta[:p] @ block.x
        return eta if shrunk is None else eta + design(block, shrunk[1], len(theta)) @ theta[p:]

    return dispersion(source, predict, parameters)


def _notes(made: Plan, source: Tape) -> tuple[str, ...]:
    notes = list(made.history.notes)
    tied = source.census.shared
    if tied and made.likelihood != "counts":
        notes.append(
            f"{tied} events share their time with others; each moment's statistics are from strictly before it"
        )
    if made.sample is not None and made.clocked and made.formula.varying:
        notes.append("standard errors of a fit with varying coefficients do not allow for the draw of controls")
    if made.clocked and made.columns[0].factors:
        notes.append("no intercept: the statistics alone carry the level of the rate")
    return tuple(notes)
