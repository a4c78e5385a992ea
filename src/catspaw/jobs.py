"""One function for each job: what the command line, a notebook and the workbench all call.

Every function takes a case as its name, its folder or a loaded `Case`, and gives a result that can show itself:
``to_json()``, ``to_frame()``, ``_repr_html_()``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from catspaw.case.load import bundled, load
from catspaw.case.model import Case
from catspaw.case.resolve import with_weights
from catspaw.core.dates import parse_interval
from catspaw.core.errors import DateError
from catspaw.desk import Desk

if TYPE_CHECKING:
    from catspaw.brief.expects import Expected
    from catspaw.brief.write import Written
    from catspaw.engine.chains import Chains
    from catspaw.engine.load import Measured
    from catspaw.engine.result import Ensemble
    from catspaw.engine.sizing import Size
    from catspaw.engine.story import Story
    from catspaw.evidence.beliefs import Beliefs
    from catspaw.evidence.changes import Changes
    from catspaw.evidence.explain import Explanation
    from catspaw.fit.card.checking import Asked, Checked
    from catspaw.fit.card.reference import Likeness
    from catspaw.network.flashpoints import FlashPoints
    from catspaw.network.graph import Network
    from catspaw.network.model import Model, OutcomeSpec

Progress = Callable[[int, int], None]
CaseLike = str | Path | Case

#: Futures of a run where nobody says how many: about a minute for a bundled case on one core.
FUTURES = 400


def cases() -> Mapping[str, Path]:
    """Give the bundled cases: name to folder."""
    return bundled()


def _cores() -> int:
    return min(os.cpu_count() or 1, 8)


def lay_out(case: CaseLike, *, as_of: str | date | None = None, weights: str | None = None) -> Desk:
    """Load a case and lay it out to work with.

    Parameters
    ----------
    case : str, Path or Case
    as_of : str or date, optional
        Only what was known by this day counts; default: the case's.
    weights : str, optional
        A set of weights (a bundled one, or a file) instead of the one that the case names.

    Raises
    ------
    CaseError, UnknownName, DateError
    """
    loaded = case if isinstance(case, Case) else load(case)
    if weights is not None:
        loaded = with_weights(loaded, weights)
    return Desk(loaded, _day(as_of) if as_of is not None else loaded.as_of)


def _day(text: str | date) -> date:
    if isinstance(text, date):
        return text
    found = parse_interval(text)
    if found.first is None or found.first != found.last:
        raise DateError(f"{text!r} must be one day, such as 2024-01-31")
    return found.first


def weigh(
    case: CaseLike, *, as_of: str | date | None = None, account: str | None = None, experts: bool = False
) -> Beliefs:
    """Weigh the claims of a case: what to believe, how surely, on whose word."""
    return lay_out(case, as_of=as_of).beliefs(account, experts=experts)


def why(case: CaseLike, question: str, *, as_of: str | date | None = None, account: str | None = None) -> Explanation:
    """Say why a belief is what it is, origin by origin."""
    from catspaw.evidence.explain import why as explain

    return explain(weigh(case, as_of=as_of, account=account), question)


def since(case: CaseLike, day: str | date) -> Changes:
    """Say what moved since a day, and which claim moved it."""
    from catspaw.evidence.changes import since as changes

    return changes(lay_out(case).book, _day(day))


def network(case: CaseLike, *, as_of: str | date | None = None, layers: Sequence[str] | None = None) -> Network:
    """Build the network as of a date, all of it or some of its layers.

    Raises
    ------
    ModelError
        For a layer that is not known.
    """
    from catspaw.network.graph import only

    found = lay_out(case, as_of=as_of).network
    return found if layers is None else only(found, layers)


def picture(case: CaseLike, *, as_of: str | date | None = None, layers: Sequence[str] | None = None) -> str:
    """Draw the network as SVG; positions do not depend on the date."""
    from catspaw.network.picture import picture as draw

    laid = lay_out(case, as_of=as_of)
    return draw(laid.network, positions=laid.positions, blocs=laid.blocs, layers=layers)


def flashpoints(case: CaseLike, *, as_of: str | date | None = None) -> FlashPoints:
    """Rank the ties where the network could break."""
    return lay_out(case, as_of=as_of).flashpoints


def run(
    case: CaseLike,
    *,
    futures: int | None = None,
    seed: int | None = None,
    account: str | None = None,
    weights: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    same_world: int | None = None,
    same_luck: int | None = None,
    out: str | Path | None = None,
    executor: str | None = None,
) -> Ensemble:
    """Run many futures of a case.

    Parameters
    ----------
    case : str, Path or Case
    futures : int, optional
        Default `FUTURES`.
    seed : int, optional
        Root of all randomness; default: the case's.
    account : str, optional
        Take this account's word for what is contested.
    weights : str, optional
        A set of weights (a bundled one, or a file) instead of the one that the case names.
    workers : int, optional
        Processes; they change no number.  Default: one for each core, at most 8.
    progress : callable, optional
        Called with futures done and futures asked for.
    same_world, same_luck : int, optional
        Every future has the world and coefficients, or the luck, of this one.
    out : str or Path, optional
        Folder for the acts, in shards; an interrupted run goes on from there.
    executor : str, optional
        ``dask://HOST:PORT``: the blocks are played by the workers of a Dask scheduler.

    Raises
    ------
    CaseError, UnknownName, ModelError, MissingProgram, RunStopped
    """
    from catspaw.engine.draws import scheme
    from catspaw.engine.ensemble import run as simulate
    from catspaw.engine.executors import cluster

    scheme(same_world, same_luck)  # refuses before the model is solved, which takes seconds
    laid = lay_out(case, weights=weights)
    root = laid.case.seed if seed is None else seed
    ask = partial(simulate, futures=futures or FUTURES, seed=root, progress=progress, out=out)
    ask = partial(ask, same_world=same_world, same_luck=same_luck)
    if executor is None:
        return ask(laid.model(account, seed=root).model, workers=workers or _cores())
    with cluster(executor) as (pool, cores):
        return ask(laid.model(account, seed=root).model, workers=workers or cores, executor=pool)


def story(
    case: CaseLike,
    *,
    future: int,
    seed: int | None = None,
    account: str | None = None,
    weights: str | None = None,
    folder: str | Path | None = None,
) -> Story:
    """Tell one future of a case as a dated narrative.

    Parameters
    ----------
    case : str, Path or Case
    future : int
        Its number.
    seed : int, optional
    account, weights : str, optional
        As for `run`.
    folder : str or Path, optional
        Read it from a run that was kept there, of the same weights; `seed` and `account` are then those of the run.

    Raises
    ------
    CaseError, UnknownName, ModelError, RunStopped
    """
    from catspaw.case.english import say
    from catspaw.case.language import parse
    from catspaw.engine.story import story as tell

    laid = lay_out(case, weights=weights)
    ensemble = _futures(laid, 1, seed=seed, account=account, first=future) if folder is None else _kept(laid, folder)
    asked = {outcome.id: outcome.ask for outcome in laid.case.outcomes}
    return tell(ensemble, future, says=asked, fact=lambda name: say(parse(name), laid.case))


def chains(
    case: CaseLike,
    *,
    outcome: str,
    futures: int | None = None,
    follow: int = 60,
    seed: int | None = None,
    account: str | None = None,
    weights: str | None = None,
    workers: int | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
) -> Chains:
    """Give the commonest chains of acts to an outcome of a case.

    Parameters
    ----------
    case : str, Path or Case
    outcome : str
        Its id.
    futures : int, optional
        How many to run; default `FUTURES`.
    follow : int
        How many of those in which it came about are followed back.
    seed, account, weights, workers, folder
        As for `run` and `story`.
    progress : callable, optional
        Called with futures followed and futures to follow.

    Raises
    ------
    CaseError, UnknownName, ModelError, RunStopped
    """
    from catspaw.core.errors import UnknownName, nearest
    from catspaw.engine.chains import chains as follow_back

    laid = lay_out(case, weights=weights)
    asks = {one.id: one.ask for one in laid.case.outcomes}
    if outcome not in asks:  # before a run that takes long
        allowed = ", ".join(asks) or "none, since case.yaml states no outcomes"
        raise UnknownName(f"no outcome is called {outcome!r}{nearest(outcome, asks)}; allowed: {allowed}")
    if folder is None:
        ensemble = _futures(laid, futures or FUTURES, seed=seed, account=account, workers=workers or _cores())
    else:
        ensemble = _kept(laid, folder)
    return follow_back(ensemble, outcome, says=asks[outcome], most=follow, progress=progress)


def _futures(
    laid: Desk, futures: int, *, seed: int | None, account: str | None, first: int = 0, workers: int = 1
) -> Ensemble:
    from catspaw.engine.ensemble import run as simulate

    root = laid.case.seed if seed is None else seed
    model = laid.model(account, seed=root).model
    return simulate(model, futures=futures, seed=root, first=first, workers=workers)


def _kept(laid: Desk, folder: str | Path) -> Ensemble:
    """Open a run that was kept, and make sure that it is of this case as it stands."""
    from catspaw.core.errors import ModelError
    from catspaw.engine.folder import open_run

    found = open_run(folder)
    if found.model.source_hash != laid.case.digest:
        raise ModelError(
            f"{folder} holds a run of another case than {laid.case.id}, of it before it was changed, or under other weights"
        )
    return found


def standard_load(
    *, futures: int | None = None, workers: int | None = None, progress: Progress | None = None
) -> Measured:
    """Measure the engine by the standard load: the largest bundled network at 1,000 acts a future."""
    from catspaw.engine.load import CASE, measure, standard

    load = standard(lay_out(CASE).model().model)
    return measure(load, futures=futures or FUTURES, workers=workers or _cores(), progress=progress)


def size(
    case: CaseLike,
    *,
    futures: int | None = None,
    seed: int | None = None,
    account: str | None = None,
    weights: str | None = None,
    workers: int | None = None,
) -> Size:
    """Estimate what a run would take, acts, seconds, memory and disk, by running a few of its futures."""
    from catspaw.engine.sizing import size as estimate

    laid = lay_out(case, weights=weights)
    root = laid.case.seed if seed is None else seed
    model = laid.model(account, seed=root).model
    return estimate(model, futures=futures or FUTURES, seed=root, workers=workers or _cores())


def expects(
    case: CaseLike,
    *,
    futures: int | None = None,
    seed: int | None = None,
    weights: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Expected:
    """Put the reports' own forecasts and mechanism claims beside the model's answer.

    Parameters
    ----------
    case, futures, seed, weights, workers, progress
        As for `run`.
    """
    from catspaw.brief.expects import expects as answered
    from catspaw.engine.ensemble import run as simulate

    laid = lay_out(case, weights=weights)
    root = laid.case.seed if seed is None else seed
    model = laid.model(seed=root).model
    ensemble = simulate(model, futures=futures or FUTURES, seed=root, workers=workers or _cores(), progress=progress)
    return answered(laid, ensemble)


def brief(
    case: CaseLike,
    *,
    out: str | Path,
    futures: int | None = None,
    since: str | date | None = None,
    events: str | Path | None = None,
    weights: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write the briefing of a case: one HTML page, or a PDF where the name ends so.

    With `events`, an event table, it holds a report card of the year before the case's day.

    Raises
    ------
    MissingProgram
        For a PDF where no Chromium is installed.
    """
    from catspaw.brief.write import check_target, write
    from catspaw.engine.ensemble import run as simulate

    laid, path, day = lay_out(case, weights=weights), Path(out), None if since is None else _day(since)
    check_target(path)
    anchored = laid.model()
    checked = _card_before(laid, anchored.model, events) if events is not None else None
    ensemble = simulate(
        anchored.model, futures=futures or FUTURES, seed=laid.case.seed, workers=workers or _cores(), progress=progress
    )
    return write(laid, anchored, ensemble, out=path, since=day, checked=checked)


def _card_before(laid: Desk, model: Model, events: str | Path) -> Checked:
    """Score the year before the case's day: nothing after it is looked at."""
    from catspaw.fit.card.checking import Asked, check_case

    asked = Asked(horizons=(30, 90), models=("rates",), seed=laid.case.seed)
    return check_case(laid.case, _outcomes(laid, model), None, table=events, asked=asked)


def _outcomes(laid: Desk, model: Model) -> list[tuple[OutcomeSpec, str]]:
    specs = {spec.id: spec for spec in model.outcomes}
    return [(specs[o.id], o.ask) for o in laid.case.outcomes if o.id in specs]


def check(
    target: CaseLike,
    *,
    events: str | Path | None = None,
    asked: Asked | None = None,
    futures: int | None = None,
    weights: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Score forecasts against what happened: of an event table, or of a case with one.

    Parameters
    ----------
    target : str, Path or Case
        A table that `catspaw events import` made (``*.parquet``), or a case.
    events : path, optional
        The event table that a case is scored on; default: its acts.csv.
    asked : Asked, optional
        Days, horizons, models; default: the last year, 7, 30 and 90 days, all models.
    futures : int, optional
        Of the case's own forecast; default `FUTURES`.
    weights : str, optional
        Of the case's own forecast, as for `run`.
    workers : int, optional
    progress : callable, optional
        Called with origins done and origins in all.

    Raises
    ------
    CatspawError
        A table that is not there or not usable, or a case without any acts.
    """
    from catspaw.core.errors import ModelError
    from catspaw.engine.ensemble import run as simulate
    from catspaw.fit.card.checking import Asked, check_case, check_table
    from catspaw.fit.card.outcomes import forecasts_of

    how = asked or Asked()
    if not isinstance(target, Case) and Path(target).suffix.lower() == ".parquet":
        if weights is not None:
            raise ModelError(f"the engine is fitted to {target} itself, so it takes no set of weights ({weights})")
        return check_table(target, asked=how, progress=progress)
    laid = lay_out(target, weights=weights)
    model = laid.model().model
    ensemble = simulate(model, futures=futures or FUTURES, seed=laid.case.seed, workers=workers or _cores())
    outcomes = _outcomes(laid, model)
    return check_case(laid.case, outcomes, forecasts_of(ensemble), table=events, asked=how, progress=progress)


def like(
    case: CaseLike,
    incident: str,
    *,
    events: str | Path | None = None,
    origin: str | None = None,
    futures: int | None = None,
    weights: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Likeness:
    """Say whether an incident has happened before, what followed, and what the case's own futures say.

    Parameters
    ----------
    case : str, Path or Case
    incident : str
        Id of incidents.yaml.
    events : path, optional
        The event history; default: the case's acts.csv.
    origin : str, optional
        Only rows of this origin.
    weights, futures, workers, progress
        As for `run`.

    Raises
    ------
    CatspawError
        No such incident, or no history up to the case's day.
    """
    from catspaw.events.queries import Filter
    from catspaw.fit.card.checking import case_names, own_rows
    from catspaw.fit.card.reading import read_rows
    from catspaw.fit.card.reference import like as precedents

    laid = lay_out(case, weights=weights)
    if events is None:
        rows = own_rows(laid.case)
    else:
        rows = read_rows(events, where=Filter(origin=origin), names=case_names(laid.case))
    precedents(laid.case, incident, rows, None)  # what is wrong is said before anything is simulated
    ensemble = run(laid.case, futures=futures, workers=workers, progress=progress)
    return precedents(laid.case, incident, rows, ensemble)
