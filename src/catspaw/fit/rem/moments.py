"""When something is observed: moments of events, stretches without one, periods of counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.plan import Plan
from catspaw.fit.rem.times import Floats


class Moment(NamedTuple):
    """One moment of the history.

    Attributes
    ----------
    time : float
        Up to which the past counts.
    first, last : int
        Its events are first .. last - 1.
    exposure : float
        Time since the moment before (1 for orders and counts).
    observed : bool
        Whether it enters the likelihood; otherwise its events are history only.
    """

    time: float
    first: int
    last: int
    exposure: float
    observed: bool


def moments(of: Plan) -> Iterator[Moment]:
    """Go through the moments of a plan, in the order of time."""
    return {"ordinal": _ordered, "interval": _waited, "counts": _counted}[of.likelihood](of)


def _groups(times: Floats) -> Iterator[tuple[float, int, int]]:
    """Events of equal time."""
    cuts = np.flatnonzero(np.diff(times, prepend=np.nan)).tolist()
    for first, last in zip(cuts, [*cuts[1:], len(times)], strict=False):
        yield float(times[first]), first, last


def _ordered(of: Plan) -> Iterator[Moment]:
    for time, first, last in _groups(of.history.time):
        if time > of.until:
            return
        yield Moment(time, first, last, 1.0, not time < of.since)


def _waited(of: Plan) -> Iterator[Moment]:
    """Go through waiting times; a stretch is cut where something given from outside changes.

    Without `since` the first event starts the clock and is not itself waited for (remstimate).
    """
    given = not np.isnan(of.since)
    start = before = of.since if given else float(of.history.time[0])
    changes = [t for t in _changes(of) if t > start]
    at = 0
    for time, first, last in _groups(of.history.time):
        if time > of.until:
            break
        at = last
        if time < start or (time == start and not given):
            yield Moment(time, first, last, 0.0, False)
            continue
        while changes and changes[0] <= time:
            yield _quiet(before, changes[0], first)
            before = changes.pop(0)
        yield Moment(time, first, last, time - before, True)
        before = time
    for end in [*(t for t in changes if t < of.until), of.until] if of.until > before else []:
        yield _quiet(before, end, at)
        before = end


def _quiet(before: float, after: float, at: int) -> Moment:
    """Give a stretch without events, with the state that held just before its end."""
    return Moment(float(np.nextafter(after, -np.inf)), at, at, after - before, True)


def _changes(of: Plan) -> list[float]:
    given = [*of.actors.values(), *of.dyads.values(), *([of.present] if of.present else [])]
    return sorted({float(t) for series in given for t in series.time})


def _counted(of: Plan) -> Iterator[Moment]:
    """Periods of equal length, empty ones too; the state is that of a period's start."""
    times = of.history.time
    start = of.since if not np.isnan(of.since) else float(np.floor(times[0] / of.period) * of.period)
    number = np.floor((times - start) / of.period).astype(np.int64)
    end = int(number[-1]) if np.isnan(of.until) else int(np.floor((of.until - start) / of.period))
    if end >= MOST_PERIODS:
        raise ModelError(
            f"{end + 1} periods of {of.period:g} between the first event and the last; at most {MOST_PERIODS}: "
            "choose a longer period="
        )
    for time, first, last in _groups(times[number < 0]):
        yield Moment(time, first, last, 1.0, False)
    cuts = np.searchsorted(number, np.arange(end + 2))
    for k in range(end + 1):
        yield Moment(start + k * of.period, int(cuts[k]), int(cuts[k + 1]), 1.0, True)


#: More periods than this are surely a mistaken unit (a judgement: days of 2,700 years).
MOST_PERIODS = 1_000_000
