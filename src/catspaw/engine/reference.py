"""The readable engine: every channel's points, day by day; and the same fold over recorded acts.

`simulate` draws acts and applies them, `replay` applies recorded ones.  Both evaluate the same x from the
state at the start of the day, so a replayed future gives its own log rates back, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catspaw.core.random import Floats, stream_key, uniform_pair
from catspaw.engine import attribution, carpet, decide, outcomes
from catspaw.engine.authorship import signal_of
from catspaw.engine.decide import Choice
from catspaw.engine.draws import tempo
from catspaw.engine.fold import apply, begin, next_day, possible
from catspaw.engine.frame import Frame
from catspaw.engine.outcomes import Plan, Tally
from catspaw.engine.rates import log_rates, rates
from catspaw.engine.state import Act, State

_FORCED, _DECIDED = 62 << 26, 63 << 26  # bands that no point has: words of acts that are not from the carpet
_SLOT_SHIFT = 9
Watch = Callable[[State, Floats, Floats], None]


@dataclass(frozen=True, slots=True)
class Future:
    """One future.

    Attributes
    ----------
    acts : tuple of Act
        In the order in which they were applied.
    choices : tuple of Choice
    tally : Tally
    runaway : bool
        Stopped at the limit of acts.
    at_cap : tuple of int
        Channel of each act that was drawn while its rate was at the cap.
    """

    acts: tuple[Act, ...]
    choices: tuple[Choice, ...]
    tally: Tally
    runaway: bool
    at_cap: tuple[int, ...] = ()


class Day(NamedTuple):
    """One replayed day, before its acts: state, log rates without tempo (C,), and x (E, C)."""

    state: State
    log_rate: Floats
    x: Floats


class _Carpet:
    """Points of all channels of one future, by day; bands are opened when a rate first needs them."""

    def __init__(self, frame: Frame, *, seed: int, path: int, days: int) -> None:
        self._frame, self._path = frame, path
        self._key = stream_key(seed, "path")
        self._first = carpet.day_number(frame.model.as_of) + 1
        self._open = np.zeros(len(frame.hashes), dtype=np.int64)
        self._edge = np.zeros(len(frame.hashes))
        self._days: list[list[tuple[float, int, float, int]]] = [[] for _ in range(days)]

    def below(self, rate: Floats, day: int) -> list[tuple[float, int, int]]:
        """Points of a day under the rates: (time, channel, word), in their order."""
        if (rate > self._edge).any():
            self._lift(rate)
        found = self._days[day - 1]
        return sorted((time, row, word) for time, row, height, word in found if height < rate[row])

    def _lift(self, rate: Floats) -> None:
        """Open the bands that the rates need, and one above: sooner or later changes no point."""
        wanted = np.minimum(carpet.bands_for(rate) + 1, carpet.BANDS)
        rows = np.flatnonzero(rate > self._edge)
        many = wanted[rows] - self._open[rows]
        channel = np.repeat(rows, many)
        band = np.arange(len(channel)) - np.repeat(np.cumsum(many) - many, many) + self._open[channel]
        last = self._first + len(self._days) - 1
        found = carpet.points(
            self._key,
            self._frame.hashes[channel],
            band,
            replicate=self._path,
            first_day=self._first,
            last_day=last,
        )
        columns = (found.day - self._first, found.time, channel[found.row], found.height, found.word)
        for at, *point in zip(*(column.tolist() for column in columns), strict=True):
            self._days[at].append(tuple(point))
        self._open[rows] = wanted[rows]
        self._edge[rows] = [carpet.upper_edge(int(band) - 1) for band in wanted[rows]]


def simulate(
    frame: Frame,
    *,
    seed: int,
    path: int,
    days: int,
    plan: Plan,
    start: State | None = None,
    watch: Watch | None = None,
) -> Future:
    """Draw one future.

    Parameters
    ----------
    frame : Frame
        World and coefficients.
    seed : int
        Root seed.
    path : int
        Number of the future: its luck.
    days : int
        Days after as-of.
    plan : Plan
        From `outcomes.plan`.
    start : State, optional
        `begin(frame)`, if it is at hand; not changed.
    watch : callable, optional
        Called each day with the state, the log rates and the rates, before the day's acts.

    Returns
    -------
    Future
    """
    model = frame.model
    state = start.copy() if start is not None else begin(frame)
    tally = outcomes.start(state, plan)
    points = _Carpet(frame, seed=seed, path=path, days=days)
    first = carpet.day_number(model.as_of) + 1
    pace = tempo(model, seed=seed, path=path, first_day=first, days=days)
    signals = stream_key(seed, "signal")
    acts: list[Act] = []
    choices: list[Choice] = []
    at_cap: list[int] = []
    for day in range(1, days + 1):
        log_rate = log_rates(state)
        rate = rates(state, log_rate, tempo=float(pace[day - 1]), factor=_factor(frame, day))
        if watch is not None:
            watch(state, log_rate, rate)
        chosen = _decide(state, tally, choices, seed=seed, path=path, calendar_day=first + day - 1)
        due = [*_forced(frame, day, first + day - 1), *chosen, *points.below(rate, day)]
        for time, channel, word in _once(frame, due):
            act = _act(state, channel, time, word, key=signals, path=path)
            acts.append(act)
            if not act.forestalled:
                outcomes.count(tally, plan, state, act, apply(state, act))
                if word < _FORCED and rate[channel] >= frame.cap[channel]:
                    at_cap.append(channel)
        next_day(state)
        if len(acts) > model.settings.act_limit:
            break
    wild = len(acts) > model.settings.act_limit
    return Future(tuple(acts), tuple(choices), tally, wild, tuple(at_cap))


def replay(frame: Frame, acts: Iterable[Act], *, days: int) -> Iterator[Day]:
    """Fold recorded acts, and give the state, log rates and x at the start of each day 1 .. days.

    The state that is given is the one that the fold goes on with: read it, or copy it.
    """
    by_day: dict[int, list[Act]] = {}
    for act in acts:
        by_day.setdefault(act.day, []).append(act)
    state = begin(frame)
    for day in range(1, days + 1):
        log_rate = log_rates(state)
        yield Day(state, log_rate, state.x)
        for act in by_day.get(day, []):
            if not act.forestalled:
                apply(state, act)
        next_day(state)


def _act(state: State, channel: int, time: float, word: int, *, key: int, path: int) -> Act:
    if not possible(state, channel):
        return Act(channel, state.day, time, word, attribution.OVERT, forestalled=True)
    u = 0.5
    if len(state.frame.candidates[channel]):
        u, _ = uniform_pair(key, int(state.frame.hashes[channel]), path, word)
    return Act(channel, state.day, time, word, signal_of(state, channel, u))


def _once(frame: Frame, due: list[tuple[float, int, int]]) -> Iterator[tuple[float, int, int]]:
    """Acts of the day; of a kind that happens or not, only the first on each channel."""
    counted, action = frame.model.actions.counted, frame.model.channels.action
    seen: set[int] = set()
    for time, channel, word in due:
        if counted[action[channel]] or channel not in seen:
            seen.add(channel)
            yield time, channel, word


def _factor(frame: Frame, day: int) -> Floats:
    factor = np.ones(len(frame.hashes))
    change = frame.model.interventions
    if change is not None:
        for row in np.flatnonzero((change.first_day <= day) & (day <= change.last_day)):
            factor[change.channel[row]] *= change.factor[row]
    return factor


def _forced(frame: Frame, day: int, calendar_day: int) -> list[tuple[float, int, int]]:
    change = frame.model.interventions
    if change is None:
        return []
    rows = np.flatnonzero(change.forced_day == day)
    due: list[tuple[float, int, int]] = []
    for channel in change.forced_channel[rows].tolist():
        nth = sum(other == channel for _, other, _ in due)
        due.append((0.0, channel, (_FORCED | calendar_day << _SLOT_SHIFT) + nth))
    return due


def _decide(
    state: State, tally: Tally, choices: list[Choice], *, seed: int, path: int, calendar_day: int
) -> list[tuple[float, int, int]]:
    model = state.frame.model
    taken = {choice.decision for choice in choices}
    due = []
    for at, decision in enumerate(model.decisions):
        if at in taken or not decide.is_open(decision, model, tally, state.day):
            continue
        option = decide.choose(decision, state, seed=seed, path=path, calendar_day=calendar_day)
        choices.append(Choice(at, option, state.day))
        channel = decision.options[option].channel
        if channel:
            row = model.channels.ids.index(channel)
            due.append((0.0, row, _DECIDED | calendar_day << _SLOT_SHIFT))
    return due
