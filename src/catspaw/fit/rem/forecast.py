"""A fit used: the log score of events it has not seen, and the rates or chances of every alternative at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.catalogue import reader
from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.covariates import present_now
from catspaw.fit.rem.history import History, history
from catspaw.fit.rem.likelihood import kernel, value
from catspaw.fit.rem.plan import fresh_world
from catspaw.fit.rem.result import Fit
from catspaw.fit.rem.riskset import cells_of, risk_set, rows_of
from catspaw.fit.rem.tape import tape
from catspaw.fit.rem.times import Floats, read_times


@dataclass(frozen=True, slots=True)
class Score:
    """Log-likelihood of events that a fit has not seen.

    Attributes
    ----------
    loglik : float
    events : int
    per_event : float
        Mean log score.
    """

    loglik: float
    events: int
    per_event: float


def score(fit: Fit, events: object = None, *, since: object, until: object = None) -> Score:
    """Score a fit on later events, those before `since` being history.

    Parameters
    ----------
    fit : Fit
        Without varying coefficients.
    events : optional
        A history of the same actors and types; None takes that of the fit.
    since, until : number or date

    Raises
    ------
    ModelError
        Other actors or types, no event between the two, or a fit with varying coefficients.
    """
    if fit.levels:
        raise ModelError("a fit with varying coefficients cannot be scored here; fit with common coefficients")
    past = fit.plan.history if events is None else _same(history(events), fit.plan.history)
    ends = [float("nan") if end is None else float(read_times([end]).value[0]) for end in (since, until)]
    source = tape(replace(fit.plan, history=past, since=ends[0], until=ends[1]), 0.0)
    found = value(source, fit.coef, kernel(fit.likelihood))
    n = source.census.events
    if not n:
        raise ModelError(f"no event between {since} and {until if until is not None else 'the end'} to score")
    loglik = found.loglik - (source.census.log_factorials if fit.likelihood == "counts" else 0.0)
    return Score(loglik, n, loglik / n)


def _same(new: History, old: History) -> History:
    if new.actors != old.actors or new.types != old.types:
        raise ModelError(
            "events to score must have the actors and types of the fit; read them with actors=history.actors"
        )
    return new


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """What a fit expects at one time.

    Attributes
    ----------
    sender, receiver, kind : ndarray of int (R,)
        Alternatives, as rows of actors and types; the receiver is the sender in a rate model.
    value : ndarray (R,)
        Events per unit of time (a period of counts); for an ordinal model the chance to be next.
    """

    sender: Ints
    receiver: Ints
    kind: Ints
    value: Floats


def rates(fit: Fit, *, at: object, sender: str | None = None) -> Rates:
    """Expect the next event, from the history before `at`.

    Parameters
    ----------
    fit : Fit
    at : number or date
    sender : str, optional
        The actor who chooses, in a choice model.
    """
    plan = fit.plan
    if (plan.model == "choice") != (sender is not None):
        raise ModelError("say who chooses with sender=... in a choice model, and only there")
    time = float(read_times([at]).value[0])
    world = fresh_world(plan)
    reads = [reader(column, world, plan.model) for column in plan.columns]
    n = len(plan.history.actors)
    for k in np.unique(plan.history.time[plan.history.time < time]):
        world.advance(float(k))
        world.record(*(int(e) for e in np.searchsorted(plan.history.time, [k, np.nextafter(k, np.inf)])))
    world.advance(time)
    at_risk = risk_set(n, present_now(world.present, n), plan.allowed, plan.group)
    ego = -1 if sender is None else plan.history.actors.index(sender)
    kinds = len(plan.history.types) if plan.by_type else 1
    rows = rows_of(cells_of(at_risk, plan.model, ego), None, n, plan.model, ego, kinds)
    shape = rows.receiver.shape
    eta = sum(
        (c * np.broadcast_to(read(rows), shape) for c, read in zip(fit.coef, reads, strict=True)), np.zeros(shape)
    )
    if not plan.clocked:
        eta = eta - np.log(np.sum(np.exp(eta - eta.max()))) - eta.max()
    return Rates(
        np.broadcast_to(np.asarray(rows.sender), shape),
        rows.receiver,
        np.broadcast_to(np.asarray(rows.kind), shape),
        np.exp(eta),
    )
