"""`catspaw check`: an event table, or a case with one, from what is given to the finished report card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from catspaw.case.codebook import actions
from catspaw.case.model import Case
from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.events.queries import Filter
from catspaw.fit.card.baselines import BASELINES
from catspaw.fit.card.card import Card, report_card
from catspaw.fit.card.dyad_rates import fit_dyad_rates
from catspaw.fit.card.excited import Excited
from catspaw.fit.card.forecaster import Forecaster, Refitted
from catspaw.fit.card.outcomes import Followed, Forecast, Shown, outcome_panel, shown, what_followed
from catspaw.fit.card.panel import Panel
from catspaw.fit.card.reading import MOST, Row, dyads, read_rows, refuse_breaks
from catspaw.fit.card.rolling import Progress
from catspaw.fit.card.windows import HORIZONS, windows
from catspaw.fit.engine.forecaster import fit_forecaster
from catspaw.fit.engine.merging import merged
from catspaw.network.model import OutcomeSpec
from catspaw.network.principals import principal

#: Days at the end of the record that are foretold, where nobody says; as many before them at least are history.
TESTED = 365
#: Futures of a forecast.
DRAWS = 200
MODELS = ("engine", "rates")
ALL_BASELINES: tuple[Forecaster, ...] = (*BASELINES, Excited())


@dataclass(frozen=True, slots=True)
class Asked:
    """How to check.

    Attributes
    ----------
    since, until : date or None
        First and last day foretold; default: the last year of the record.
    horizons : tuple of int
    origin : str or None
        Only this origin's rows.
    actors : int
        How many of the most active actors; those of a case are all taken, up to this number.
    classes, unit
        As for `catspaw.fit.card.reading.dyads`.
    models : tuple of str
        Of `MODELS`.
    refit : bool
        Fit the models anew at each origin, to all that preceded it; else once, to what preceded the first.
    draws, seed : int
    """

    since: date | None = None
    until: date | None = None
    horizons: tuple[int, ...] = HORIZONS
    origin: str | None = None
    actors: int = MOST
    classes: int = 2
    unit: str = "days"
    models: tuple[str, ...] = MODELS
    refit: bool = False
    draws: int = DRAWS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    card : Card or None
        Dyads by class; None where the record is too thin for it, as `why_no_card` says.
    outcomes : Card or None
        The case's own outcomes by rolling origin, naive forecasters alone.
    followed : tuple of Followed
        The case's own forecasts against what followed its day; empty for a bare table.
    case : str or None
    """

    card: Card | None
    outcomes: Card | None = None
    followed: tuple[Followed, ...] = ()
    case: str | None = None
    why_no_card: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "case": self.case,
            "card": self.card.to_json() if self.card else None,
            "why_no_card": self.why_no_card,
            "outcomes": self.outcomes.to_json() if self.outcomes else None,
            "followed": [f.to_json() for f in self.followed],
        }

    def to_frame(self) -> Any:
        """Give the scores of dyads as a pandas frame.

        Raises
        ------
        ModelError
            Nothing was scored.
        """
        if self.card is None:
            raise ModelError(f"nothing was scored: {self.why_no_card}")
        return self.card.to_frame()

    def _repr_html_(self) -> str:
        from catspaw.fit.card.show import html

        return "".join(html(c) for c in (self.card, self.outcomes) if c)


def check_table(table: str | Path, *, asked: Asked, progress: Progress | None = None) -> Checked:
    """Score the forecasts of an event table.

    Raises
    ------
    CatspawError
        The table is not there, holds no usable event, or changes its origins midway.
    """
    where = Filter(origin=asked.origin)
    refuse_breaks(table, where=where)
    rows = read_rows(table, where=where)
    return Checked(_card(rows, asked, f"{Path(table).name}: dyads by class of act", None, progress))


def check_case(
    case: Case,
    outcomes: Sequence[tuple[OutcomeSpec, str]],
    forecasts: dict[str, Forecast] | None,
    *,
    table: str | Path | None,
    asked: Asked,
    progress: Progress | None = None,
) -> Checked:
    """Score a case: its actors' dyads and its outcomes by rolling origin, and its own forecasts on what followed.

    Parameters
    ----------
    case : Case
    outcomes : sequence of (OutcomeSpec, str)
        With the question in words.
    forecasts : dict of outcome's id to Forecast, or None
        Of the case's own model; None where what followed is not to be looked at.
    table : path, optional
        Event table; default: the case's acts.csv.

    Raises
    ------
    CatspawError
        As `check_table`; or a case without acts and no table.
    """
    where = Filter(origin=asked.origin)
    if table is not None:
        refuse_breaks(table, where=where)
    rows = read_rows(table, where=where, names=case_names(case)) if table is not None else own_rows(case)
    if forecasts is None:
        rows = [r for r in rows if r.day <= case.as_of]
        if not rows:
            raise ModelError(f"the record holds nothing up to {case.as_of}, the day of the case")
    found = [(shown(spec, rows), ask) for spec, ask in outcomes]
    followed = _asked_of(found, rows) if forecasts is None else _follow(case, found, rows, forecasts, asked)
    able = [s for s, _ in found if not s.why_not]
    inside = {principal(case, a, case.as_of) for a in case.actors}
    there = {r.source for r in rows} & inside | {r.target for r in rows} & inside
    try:
        card, why = _card(rows, asked, f"{case.id}: dyads by class of act", there, progress), ""
    except ModelError as error:
        card, why = None, str(error)
    return Checked(
        card,
        _outcome_card(case, able, rows, asked) if able and card else None,
        followed,
        case.id,
        why,
    )


def _asked_of(found: Sequence[tuple[Shown, str]], rows: Sequence[Row]) -> tuple[Followed, ...]:
    """Say of each outcome whether the record can show it and how often it did."""
    told = []
    for one, ask in found:
        before = sum(r.n for r in rows if one.counts(r)) if not one.why_not else None
        spec = one.outcome
        told.append(Followed(spec.id, ask, spec.says, spec.within_days, 0, one.why_not, before))
    return tuple(told)


def _follow(
    case: Case,
    found: Sequence[tuple[Shown, str]],
    rows: Sequence[Row],
    forecasts: dict[str, Forecast],
    asked: Asked,
) -> tuple[Followed, ...]:
    return what_followed(
        found,
        rows,
        as_of=case.as_of,
        forecasts=forecasts,
        baselines=ALL_BASELINES,
        draws=20 * asked.draws,
        seed=asked.seed,
    )


def case_names(case: Case) -> dict[str, str]:
    """Give the principals of a case by the merged forms of their names, for sides that the import did not resolve."""
    found: dict[str, str] = {}
    for actor in case.actors.values():
        for name in (actor.name, *actor.aliases):
            if name:
                found.setdefault(merged(name), principal(case, actor.id, case.as_of))
    return found


def own_rows(case: Case) -> list[Row]:
    """Give the acts of a case's acts.csv as rows.

    Raises
    ------
    ModelError
        It has none.
    """
    rows = [
        Row(
            act.on.first,
            principal(case, act.actor, act.on.first),
            principal(case, act.target, act.on.first) if act.target in case.actors else None,
            act.action,
            actions()[act.action].quad,
            True,
            (act.on.days or 0) > 7,
            act.n,
        )
        for act in case.acts
        if act.on.first is not None
    ]
    if not rows:
        raise ModelError(
            f"{case.id} has no acts.csv to score; give an event table with --events (`catspaw events import`)"
        )
    return sorted(rows, key=lambda r: r.day)


def _tested(rows: Sequence[Row], asked: Asked) -> tuple[date, date]:
    first, last = min(r.day for r in rows), max(r.day for r in rows)
    until = asked.until or last
    since = asked.since or max(until - timedelta(days=TESTED - 1), first + (until - first) // 2)
    if until > last:
        raise ModelError(f"--to {until} lies beyond the data, which end on {last}")
    if since <= first:
        raise ModelError(f"--from {since} leaves no history: the data begin on {first}")
    return since, until


def _card(
    rows: Sequence[Row], asked: Asked, title: str, actors: Iterable[str | None] | None, progress: Progress | None
) -> Card:
    since, until = _tested(rows, asked)
    inside = rows if actors is None else [r for r in rows if {r.source, r.target} <= set(actors)]
    span = (min(r.day for r in rows), until)
    panel = dyads(inside, most=asked.actors, known=since, classes=asked.classes, unit=asked.unit, span=span)
    laid = windows(since, until, horizons=asked.horizons)
    models, unable = _models(panel.before(since), asked)
    card = report_card(
        panel,
        models=models,
        baselines=ALL_BASELINES,
        windows=laid,
        title=title,
        draws=asked.draws,
        seed=asked.seed,
        progress=progress,
    )
    return replace(card, unable={**unable, **card.unable})


def _models(past: Panel, asked: Asked) -> tuple[list[Forecaster], dict[str, str]]:
    """Fit the models on what lay before the first forecast; what cannot be fitted says why."""
    makers: dict[str, Callable[[Panel], Forecaster]] = {
        "engine": fit_forecaster,
        "rates": partial(fit_dyad_rates, horizons=asked.horizons),
    }
    models: list[Forecaster] = []
    unable = {}
    for name in asked.models:
        if name not in makers:
            raise UnknownName(f"`{name}` is no model; allowed: {', '.join(makers)}{nearest(name, makers)}")
        try:
            first = makers[name](past)
            models.append(Refitted(first, makers[name]) if asked.refit else first)
        except ModelError as error:
            unable[name] = str(error)
    return models, unable


def _outcome_card(case: Case, able: Sequence[Shown], rows: Sequence[Row], asked: Asked) -> Card | None:
    since, until = _tested(rows, asked)
    panel, need = outcome_panel(able, rows)
    if not panel.counts.any():
        return None
    return report_card(
        panel,
        models=(),
        baselines=ALL_BASELINES,
        windows=windows(since, until, horizons=asked.horizons),
        title=f"{case.id}: its own outcomes, by naive forecasters",
        draws=asked.draws,
        seed=asked.seed,
        least=need,
    )
