"""Link forecasting: fit on the last days before a part, forecast that part, measure.

Protocol (all of it): both directions; every entity a candidate; time-aware filter; ties at their mean rank; in
single-step the facts of earlier days of the part are history while the weights stay; in multi-step history ends
where the part begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.peak import peak_mb
from catspaw.fit.link import design as designs
from catspaw.fit.link.ahead import compiling_ahead
from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.choice import Cases, Weights, scores
from catspaw.fit.link.estimation import Ridges, fit
from catspaw.fit.link.explain import Explanation, explain, relation_name
from catspaw.fit.link.history import History, index_history
from catspaw.fit.link.queries import STRATA, Queries, ask
from catspaw.fit.link.ranking import Measures, by_stratum, measures, ranks, standard_error
from catspaw.fit.link.sampling import SPREAD, TOP, sample, truths
from catspaw.fit.link.splits import FactsError, Splits

AT_ONCE = 600  # questions per table: bounds the memory
LARGEST = 10  # deviations of a relation that are shown
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to forecast; all chosen on the validation part of ICEWS14.

    Attributes
    ----------
    fit_days, fit_facts : int
        Days before the part on which the weights are fitted; fewer where they hold more facts than this (but one
        day at least), so that time and memory do not grow with the density of the data.
    listed, listed_in_fit : int
        Candidates per question.
    ridges : Ridges
    rounds : (int, int)
        Most iterations: weights common to all relations, then all weights.
    use_names : bool
        Read country and sector from the entities' names.
    left_out : tuple of str
        Families of features to leave out.
    """

    fit_days: int = 60
    fit_facts: int = 30_000
    listed: int = 256
    listed_in_fit: int = 200
    ridges: Ridges = field(default_factory=Ridges)
    rounds: tuple[int, int] = (8, 16)
    use_names: bool = True
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Measures of a forecast.

    Attributes
    ----------
    all : Measures
    error : float
        Standard error of the MRR, in percent, by days.
    strata : dict of str to Measures
    weights : Weights
    weights_by_name : dict
        The same for reading: see `named_weights`.
    seconds, cpu_seconds, peak_mb : float
    dropped : dict of str to int
        Duplicates left out of each part.
    explained : tuple of Explanation
        Forecasts in full, as many as asked for.
    """

    all: Measures
    error: float
    strata: dict[str, Measures]
    weights: Weights
    weights_by_name: dict[str, Any]
    seconds: float
    cpu_seconds: float
    peak_mb: float
    dropped: Mapping[str, int] = field(default_factory=dict)
    explained: tuple[Explanation, ...] = ()


def forecast(
    splits: Splits,
    *,
    part: str = "test",
    multi_step: bool = False,
    settings: Settings | None = None,
    explained: int = 0,
) -> Report:
    """Fit, forecast one part, and measure.

    Parameters
    ----------
    splits : Splits
    part : str
        ``test``; or ``valid``, for tuning, where nothing of the test part is read.
    multi_step : bool
        History ends where the part begins.
    settings : Settings, optional
    explained : int
        How many forecasts to return in full, evenly over the part.

    Returns
    -------
    Report

    Raises
    ------
    FactsError
        Where there are too few days to fit on.
    """
    with compiling_ahead():
        return _forecast(splits, part, multi_step, settings or Settings(), explained)


def _forecast(splits: Splits, part: str, multi_step: bool, chosen: Settings, explained: int) -> Report:
    began, cpu = time.perf_counter(), time.process_time()
    history, first, last = history_of(splits, part)
    stretch = last - first if multi_step else None
    begins = fit_first(history, first, chosen)
    design = designs.start(history, names=splits.entity_names if chosen.use_names else (), left_out=chosen.left_out)
    cases = gather(design, ask(history, first=begins, last=first, stretch=stretch), most=chosen.listed_in_fit)
    weights = fit(
        cases, features=design.features, relations=history.relations, ridges=chosen.ridges, rounds=chosen.rounds
    )
    del cases
    queries = ask(history, first=first, last=last, stretch=stretch)
    rank, told = rank_all(design, queries, weights, splits=splits, most=chosen.listed, explained=explained)
    return Report(
        all=measures(rank),
        error=standard_error(rank, np.repeat(queries.day, np.diff(queries.begin))),
        strata=by_stratum(rank, queries.stratum),
        weights=weights,
        weights_by_name=named_weights(weights, splits),
        seconds=time.perf_counter() - began,
        cpu_seconds=time.process_time() - cpu,
        peak_mb=peak_mb(),
        dropped=splits.dropped,
        explained=tuple(told),
    )


def history_of(splits: Splits, part: str) -> tuple[History, int, int]:
    """Index what may be read for a part; return it with the part's first day and the day after its last."""
    if part == "valid":
        early = splits.facts[splits.facts[:, 3] < splits.test_from]
        splits = Splits(early, splits.valid_from, splits.test_from, splits.entities, splits.relations)
    history = index_history(splits)
    first = splits.valid_from if part == "valid" else splits.test_from
    if first < 2:
        raise FactsError("the training part spans one day; at least two are needed to fit on")
    return history, first, history.days


def fit_first(history: History, first: int, settings: Settings) -> int:
    """Return the first day to fit on."""
    dense = int(np.searchsorted(history.day, history.day[first] - 2 * settings.fit_facts))
    return min(max(1, first - settings.fit_days, dense), first - 1)


def tables(
    design: designs.Design, queries: Queries, *, most: int, select: Callable[[Rows], Rows]
) -> Iterator[tuple[int, int, Rows, Floats]]:
    """Go through the questions by the day that they know; yield (lo, hi, rows, features) of some at a time."""
    for day in np.unique(queries.known):
        designs.go_to(design, int(day))
        begin, end = int(queries.from_day[day]), int(queries.from_day[day + 1])
        for lo in range(begin, end, AT_ONCE):
            hi = min(lo + AT_ONCE, end)
            yield lo, hi, *designs.table(design, queries, lo, hi, most=most, select=select)


def gather(design: designs.Design, queries: Queries, *, most: int) -> Cases:
    """Collect the cases to fit on: a sample of candidates of every question with a listed answer."""
    n, entities = len(queries.x), design.history.entities
    room = n * (TOP + (most - TOP) // SPREAD + 2) + len(queries.answer)
    x = np.empty((room, len(design.features)), np.float32)  # pages are taken only as they are written
    kind, true, weight = np.empty(room, np.int8), np.empty(room, bool), np.empty(room, np.float32)
    sizes, asked, at = [], [], 0
    for lo, hi, rows, features in tables(design, queries, most=most, select=lambda r: sample(r, queries, entities)):
        right = truths(rows, queries, entities)
        answered = np.bincount(rows.query[right] - lo, minlength=hi - lo) > 0
        keep = np.repeat(answered, np.diff(rows.begin))
        end = at + int(keep.sum())
        x[at:end], kind[at:end], true[at:end] = features[keep], rows.kind[keep], right[keep]
        weight[at:end] = rows.weight[keep]
        sizes.append(np.diff(rows.begin)[answered])
        asked.append(queries.q[lo:hi][answered])
        at = end
    if at == 0:
        raise FactsError("no answer of the days to fit on has a past; more days of training are needed")
    begin = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64)
    return Cases(x[:at], begin, np.concatenate(asked), kind[:at], true[:at], np.log(weight[:at]))


def rank_all(
    design: designs.Design, queries: Queries, weights: Weights, *, splits: Splits, most: int, explained: int
) -> tuple[NDArray[np.float64], list[Explanation]]:
    """Forecast all questions; return the ranks of their answers, shape (answers,), and some forecasts in full."""
    found: list[NDArray[np.float64]] = [np.empty(0)]
    told: list[Explanation] = []
    wanted = np.unique(np.linspace(0, len(queries.x) - 1, explained).astype(int))
    for lo, hi, rows, x in tables(design, queries, most=most, select=lambda rows: rows):
        cases = Cases(x, rows.begin, queries.q[lo:hi], rows.kind, np.empty(0, bool), rows.weight)
        score = scores(cases, weights.common + weights.kind, weights.relation)
        found.append(ranks(queries, lo, hi, rows=rows, scores=score, entities=design.history.entities))
        told += [
            explain(splits, queries, int(i), rows=rows, first=lo, x=x, weights=weights)
            for i in wanted[(wanted >= lo) & (wanted < hi)]
        ]
    return np.concatenate(found), told


def named_weights(weights: Weights, splits: Splits) -> dict[str, Any]:
    """Return the weights by name: common, deviations by kind, and the largest deviations of each relation."""
    kinds = {
        name: dict(zip(weights.features, map(float, row), strict=True))
        for name, row in zip(STRATA, weights.kind, strict=True)
    }
    return {
        "common": dict(zip(weights.features, map(float, weights.common), strict=True)),
        "by_kind": kinds,
        f"by_relation_largest_{LARGEST}": {
            relation_name(splits, q): {weights.features[f]: float(row[f]) for f in np.argsort(-np.abs(row))[:LARGEST]}
            for q, row in enumerate(weights.relation)
            if np.any(row)
        },
    }
