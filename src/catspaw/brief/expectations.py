"""What the reports themselves expect, run: P(what they expect | their condition), with its Monte-Carlo error.

The condition is looked for in the futures: as acts that came about, or as a contested proposition that was drawn true
in the future's world, or as a tie that stands in all of them.  What the model has no act for is said to be so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.case.language import Prop
from catspaw.case.model import Case, Claim
from catspaw.case.propositions import identity, names_of
from catspaw.engine.draws import world_row
from catspaw.engine.outcomes import NEVER
from catspaw.engine.result import Ensemble, clustered_error

#: Fewest futures in which a condition must have held for its forecast to be answered.
FEWEST = 20
#: From which belief on a tie that no world switches is said to stand in all futures.
STANDS = 0.95

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One forecast of a report beside the model's answer.

    Attributes
    ----------
    key : str
        The claim's.
    expects, given, unless, odds : str
        As coded; `given` and `unless` empty where nothing is said.
    within_days : int
        Days from as-of that were counted.
    probability, error : float or None
        Share of the futures in which the condition held, and its standard error (futures that share a world hang together);
        None where the model cannot answer.
    futures : int
        Futures in which the condition held.
    how : str
        How the condition was found in the futures, or why there is no answer.
    """

    key: str
    expects: str
    given: str
    unless: str
    odds: str
    within_days: int
    probability: float | None
    error: float | None
    futures: int
    how: str


def expectations(case: Case, ensemble: Ensemble, *, believed: Mapping[str, float]) -> tuple[Expectation, ...]:
    """Answer every forecast of a case's reports, in the order of its claims.

    Parameters
    ----------
    case : Case
    ensemble : Ensemble
    believed : mapping
        Belief in each tie that stands, by its proposition.
    """
    return tuple(expectation(case, ensemble, claim, believed) for claim in case.claims if claim.kind == "expects")


def expectation(case: Case, ensemble: Ensemble, claim: Claim, believed: Mapping[str, float]) -> Expectation:
    """Answer one forecast."""
    specs = {s.id: i for i, s in enumerate(ensemble.model.outcomes)}
    wanted = specs.get(f"expects:{claim.key}")
    within = min(claim.within_days or case.horizon_days, case.horizon_days)
    if wanted is None:
        why = "its `unless` is not run" if claim.unless is not None else "no act of the model brings it"
        return _said(claim, within, None, None, 0, why)
    held, since, how = _condition(case, ensemble, claim.given, specs.get(f"if:{claim.key}"), believed)
    n = int(held.sum())
    if n < FEWEST:
        return _said(claim, within, None, None, n, how if not n and how.startswith("the model") else _too_few(how, n))
    day = ensemble.passage[:, wanted]
    came = ((day != NEVER) & (day >= since)) ^ claim.prop.negated
    share, error = _share(came, held, ensemble.clusters)
    return _said(claim, within, share, error, n, how)


def _condition(
    case: Case, ensemble: Ensemble, given: Prop | None, at: int | None, believed: Mapping[str, float]
) -> tuple[Flags, NDArray[np.int64], str]:
    """Say in which futures the condition held, from which day on, and how it was found."""
    always = np.ones(ensemble.futures, dtype=np.bool_)
    start = np.zeros(ensemble.futures, dtype=np.int64)
    if given is None:
        return always, start, "in all futures"
    if at is not None:
        first = ensemble.passage[:, at]
        came = first != NEVER
        if given.negated:
            return ~came, start, "where the condition did not come about"
        return came, np.where(came, first, 0), "where the condition came about, and after it"
    name = str(identity(given, names_of(case))).removeprefix("not ")
    if name in ensemble.model.worlds.propositions:
        return _drawn(ensemble, name) ^ given.negated, start, "in the worlds where the condition holds"
    belief = believed.get(name, 0.0)
    if belief >= STANDS and not given.negated:
        return always, start, "the condition stands in all futures"
    return ~always, start, "the model does not have the condition"


def _drawn(ensemble: Ensemble, name: str) -> Flags:
    """Look a proposition up in the world of each future."""
    model = ensemble.model
    column = model.worlds.bits[:, model.worlds.propositions.index(name)].astype(np.bool_)
    futures = range(ensemble.first, ensemble.first + ensemble.futures)
    draws = [ensemble.scheme.of(n).world for n in futures]
    rows = {draw: world_row(model, seed=ensemble.seed, draw=draw) for draw in set(draws)}
    return np.array([column[rows[draw]] for draw in draws], dtype=np.bool_)


def _share(came: Flags, held: Flags, clusters: NDArray[np.int64]) -> tuple[float, float | None]:
    """Give the share of `came` among `held`, and the standard error of that ratio by linearisation."""
    share = float(came[held].mean())
    error = clustered_error(held * (came - share) / held.mean(), clusters)
    if error == 0.0:  # all agree: half a future on the other side (Jeffreys), as for outcomes
        n = int(held.sum())
        near = (share * n + 0.5) / (n + 1.0)
        return share, float(np.sqrt(near * (1.0 - near) / n))
    return share, error


def _too_few(how: str, n: int) -> str:
    return f"too few futures {how} ({n})"


def _said(claim: Claim, within: int, share: float | None, error: float | None, n: int, how: str) -> Expectation:
    return Expectation(
        key=claim.key,
        expects=str(claim.prop),
        given="" if claim.given is None else str(claim.given),
        unless="" if claim.unless is None else str(claim.unless),
        odds=claim.odds,
        within_days=within,
        probability=share,
        error=error,
        futures=n,
        how=how,
    )
