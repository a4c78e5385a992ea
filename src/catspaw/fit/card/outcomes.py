"""A case's own outcomes against an event table: which it can show at all, what happened, and who had said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from catspaw.case.codebook import actions
from catspaw.core.errors import ModelError
from catspaw.engine.result import Ensemble
from catspaw.fit.card.forecaster import Forecaster
from catspaw.fit.card.panel import Cell, Counts, Panel
from catspaw.fit.card.reading import Row, lay_out
from catspaw.fit.card.scores import chance
from catspaw.network.channels import COUNTS_AS
from catspaw.network.model import OutcomeSpec

NO_RECORD = "no record for this kind of outcome"


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether a table can show an outcome.

    Attributes
    ----------
    outcome : OutcomeSpec
    pairs : frozenset of (str, str)
        Who on whom, principals.
    acts : frozenset of str
        Types of act that count.
    why_not : str
        Empty where the table can show it.
    """

    outcome: OutcomeSpec
    pairs: frozenset[tuple[str, str]]
    acts: frozenset[str]
    why_not: str

    def counts(self, row: Row) -> bool:
        """Whether acts count for the outcome; without direction, either way."""
        if row.action not in self.acts or row.source is None or row.target is None:
            return False
        pair = (row.source, row.target)
        return pair in self.pairs or (not row.directed and pair[::-1] in self.pairs)


def shown(outcome: OutcomeSpec, rows: Sequence[Row]) -> Shown:
    """Say whether a table can show an outcome: its acts occur, by anybody, and both of its sides occur in any act."""
    keys = [tuple(c.split("|")) for c in outcome.channels]
    pairs = frozenset((author, target) for author, _, target in keys if target)
    if outcome.kind == "rung":
        acts = frozenset(a.action for a in actions().values() if a.rung >= outcome.threshold)
    else:
        acts = frozenset(w for _, word, _ in keys for w in (word, *COUNTS_AS.get(word, ())))
    return Shown(outcome, pairs, acts, _why_not(outcome, pairs, acts, rows))


def _why_not(outcome: OutcomeSpec, pairs: frozenset[tuple[str, str]], acts: frozenset[str], rows: Sequence[Row]) -> str:
    if outcome.kind == "stage" or not pairs:
        return "its acts have no target, and event data record who did what to whom"
    if not any(r.action in acts for r in rows):
        return f"the table has no act of the kind {', '.join(sorted(acts))}"
    named = {name for r in rows for name in (r.source, r.target)}
    for side, whose in enumerate(("who acts", "the target")):
        names = sorted({pair[side] for pair in pairs})
        if not named.intersection(names):
            return f"{whose} ({', '.join(names[:4])}) is named in no event of the table"
    return ""


def least(outcome: OutcomeSpec) -> int:
    """Give how many acts the outcome needs."""
    return int(outcome.threshold) + 1 if outcome.kind == "count" else 1


def outcome_panel(able: Sequence[Shown], rows: Sequence[Row]) -> tuple[Panel, Counts]:
    """Lay out the acts that each outcome counts, day by day, and how many each needs."""
    cells = tuple(Cell("", "", s.outcome.id) for s in able)

    def cells_of(row: Row) -> list[int]:
        return [k for k, s in enumerate(able) if s.counts(row)]

    return lay_out(rows, cells, cells_of, unit="acts", span=None), np.array([least(s.outcome) for s in able])


@dataclass(frozen=True, slots=True)
class Followed:
    """One outcome of a case, and what followed.

    Attributes
    ----------
    id, ask, says : str
    within_days : int
        Asked for, from as-of.
    seen_days : int
        How many of them the record holds; chances and what happened are for these.
    why_not : str
        Why the table cannot show it; then the rest is None.
    before : int or None
        Acts of the kind in the record up to as-of.
    happened : bool or None
        None also where the record ends too early to say no.
    on : date or None
        The day on which it had happened.
    simulated, error : float or None
        The case's own forecast for the days seen, and its Monte-Carlo error.
    ordinary : float or None
        If every act went on at its ordinary rate.
    baselines : dict of str to float
        Chances of the naive forecasters.
    """

    id: str
    ask: str
    says: str
    within_days: int
    seen_days: int
    why_not: str = ""
    before: int | None = None
    happened: bool | None = None
    on: date | None = None
    simulated: float | None = None
    error: float | None = None
    ordinary: float | None = None
    baselines: dict[str, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {**asdict(self), "on": self.on.isoformat() if self.on else None}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the case's own model says of an outcome: the day of first passage in each future, and ordinary rates alone.

    Attributes
    ----------
    passage : ndarray of int64 (futures,)
        Days from as-of; -1 never.
    ordinary : float
        Acts a day that count, at ordinary rates.
    """

    passage: Counts
    ordinary: float

    def by(self, days: int) -> tuple[float, float]:
        """Give the chance by a day, with its Monte-Carlo standard error (futures come in fours that share a world)."""
        came = ((self.passage >= 0) & (self.passage <= days)).astype(np.float64)
        fours = came[: len(came) // 4 * 4].reshape(-1, 4).mean(axis=1) if len(came) >= 8 else came
        return float(came.mean()), float(fours.std(ddof=1) / np.sqrt(len(fours)))


def forecasts_of(ensemble: Ensemble) -> dict[str, Forecast]:
    """Give what a run of the case's model says of each outcome."""
    channels, rung = ensemble.model.channels, ensemble.model.actions.rung
    row = {name: k for k, name in enumerate(channels.ids)}
    found = {}
    for at, spec in enumerate(ensemble.model.outcomes):
        rows = np.array([row[c] for c in spec.channels])
        if spec.kind == "rung":
            rows = rows[rung[channels.action[rows]] >= spec.threshold]
        found[spec.id] = Forecast(ensemble.passage[:, at], float(channels.ordinary[rows].sum()))
    return found


def what_followed(
    outcomes: Sequence[tuple[Shown, str]],
    rows: Sequence[Row],
    *,
    as_of: date,
    forecasts: Mapping[str, Forecast],
    baselines: Sequence[Forecaster],
    draws: int,
    seed: int,
) -> tuple[Followed, ...]:
    """Compare what a case foretold on its day with what the table holds of the days after it.

    Parameters
    ----------
    outcomes : sequence of (Shown, str)
        With the question in words.
    rows : sequence of Row
        The whole record.
    as_of : date
        The first day foretold is the next.
    forecasts : mapping of outcome's id to Forecast
    baselines : sequence of Forecaster
        They see the record to as-of.

    Raises
    ------
    ModelError
        The record ends before as-of.
    """
    able = [s for s, _ in outcomes if not s.why_not]
    last = max(r.day for r in rows)
    if last <= as_of:
        raise ModelError(
            f"the record ends on {last}, and the case asks what follows {as_of}; give --events that reach further"
        )
    panel, need = outcome_panel(able, rows) if able else (None, np.zeros(0, dtype=np.int64))
    place = {s.outcome.id: k for k, s in enumerate(able)}
    told = []
    for one, ask in outcomes:
        spec = one.outcome
        seen = min(spec.within_days, (last - as_of).days)
        head = Followed(spec.id, ask, spec.says, spec.within_days, seen, one.why_not)
        if one.why_not or panel is None:
            told.append(head)
            continue
        k = place[spec.id]
        told.append(_followed(head, panel, k, int(need[k]), as_of, forecasts[spec.id], baselines, draws, seed))
    return tuple(told)


def _followed(
    head: Followed,
    panel: Panel,
    cell: int,
    need: int,
    as_of: date,
    forecast: Forecast,
    baselines: Sequence[Forecaster],
    draws: int,
    seed: int,
) -> Followed:
    day = as_of + timedelta(days=1)
    past, at, seen = panel.before(day), (day - panel.start).days, head.seen_days
    reached = np.flatnonzero(panel.counts[at : at + seen, cell].cumsum() >= need)
    chances = {}
    for baseline in baselines:
        try:
            drawn = baseline.draw(past, horizons=(seen,), draws=draws, seed=seed)[:, 0]
        except ModelError:
            continue
        chances[baseline.name] = float(chance(drawn[:, [cell]], least=need)[0])
    simulated, error = forecast.by(seen)
    return Followed(
        **{f: getattr(head, f) for f in ("id", "ask", "says", "within_days", "seen_days")},
        before=int(past.counts[:, cell].sum()),
        happened=True if len(reached) else (False if seen == head.within_days else None),
        on=day + timedelta(days=int(reached[0])) if len(reached) else None,
        simulated=simulated,
        error=error,
        ordinary=_at_least(forecast.ordinary * seen, need),
        baselines=chances,
    )


def _at_least(mean: float, need: int) -> float:
    from scipy.stats import poisson

    return float(poisson.sf(need - 1, mean)) if mean > 0 else 0.0
