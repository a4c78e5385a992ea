"""Nine engines with one mistake each, as they are made in practice; the claims of the closed forms must catch each.

A mistake is put into the readable reference, by whose bits the compiled engine is held in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from unittest.mock import patch

import engine_closed_forms as closed
import numpy as np
from verdict import Verdict

from catspaw.engine import carpet, fold, rates, reference
from catspaw.engine.memory import HALF_LIVES, ROW_HALF_LIFE
from catspaw.engine.state import Act, Beliefs, State

Mistake = Callable[[], AbstractContextManager[object]]
BAND_SHIFT = 26
Point = tuple[float, int, int]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake, how it is made, and the claims on which it is tried."""

    name: str
    mistake: Mistake
    claims: Sequence[Callable[[int], list[Verdict]]]


def _truth_for_belief() -> AbstractContextManager[object]:
    def known(_state: State, _act: Act, author: int) -> Beliefs:
        certain = [(author, 1.0)]
        return Beliefs(certain, certain, certain)

    return patch.object(fold, "beliefs_of", known)


def _today_counts() -> AbstractContextManager[object]:
    right = fold.next_day

    def early(state: State) -> None:
        today, state.pending = state.pending, []
        right(state)
        state.pending = today
        fold._settle(state)

    return patch.object(reference, "next_day", early)


def _e_fold() -> AbstractContextManager[object]:
    left = np.exp([[-1 / HALF_LIVES[half_life]] for half_life in ROW_HALF_LIFE])
    return patch.object(fold, "_LEDGERS_LEFT", left)


def _rate_for_chance() -> AbstractContextManager[object]:
    def swollen(state: State, log_rate: np.ndarray, *, tempo: float, factor: np.ndarray) -> np.ndarray:
        rate = rates.rates(state, log_rate, tempo=tempo, factor=factor)
        model = state.frame.model
        present = ~model.actions.counted[model.channels.action]
        return np.where(present, -np.log1p(-np.minimum(rate, 0.999)), rate)

    return patch.object(reference, "rates", swollen)


def _occurrence_addresses() -> AbstractContextManager[object]:
    right, count = reference._act, {}

    def counted(state: State, channel: int, time: float, _word: int, *, key: int, path: int) -> Act:
        if state.day == 1 or id(state) not in count:
            count.setdefault(id(state), {})
        nth = count[id(state)][channel] = count[id(state)].get(channel, 0) + 1
        return right(state, channel, time, nth, key=key, path=path)

    return patch.object(reference, "_act", counted)


class _Lapsing(reference._Carpet):
    """A band that a rate has left is closed at the end of its cell, and stays closed."""

    def below(self, rate: np.ndarray, day: int) -> list[Point]:
        lapsed = self.__dict__.setdefault("lapsed", set())
        found = [one for one in super().below(rate, day) if (one[1], one[2] >> BAND_SHIFT) not in lapsed]
        for row, band in enumerate(self._open):
            for b in range(1, int(band)):
                ends = (self._first + day) % 2 ** carpet.cell_bits(b) == 0
                if ends and rate[row] <= carpet.upper_edge(b - 1):
                    lapsed.add((row, b))
        return found


class _Renewing(reference._Carpet):
    """A band is renewed only after the points of the first day of its cell were read."""

    def below(self, rate: np.ndarray, day: int) -> list[Point]:
        today = self._first + day - 1
        kept = []
        for time, row, word in super().below(rate, day):
            bits = carpet.cell_bits(word >> BAND_SHIFT)
            if bits == 0 or day == 1 or today % 2**bits:
                kept.append((time, row, word))
        return kept


def _carpet(kind: type) -> Mistake:
    return lambda: patch.object(reference, "_Carpet", kind)


class _Recomputing:
    """Within a day, every act moves the rates that the later points of the day are held against."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.carpet: reference._Carpet | None = None

    def log_rates(self, state: State) -> np.ndarray:
        self.state = state
        return rates.log_rates(state)

    def made(self, *given: object, **named: object) -> reference._Carpet:
        self.carpet = self.right(*given, **named)
        return self.carpet

    def once(self, _frame: object, due: list[Point]) -> Iterator[Point]:
        reached = -1.0
        while later := [point for point in due if point[0] > reached]:
            point = later[0]
            reached = point[0]
            yield point
            assert self.state is not None
            assert self.carpet is not None
            due = self.carpet.below(self._rates(self.state), self.state.day)

    def _rates(self, state: State) -> np.ndarray:
        ahead = state.copy()
        fold._settle(ahead)
        ahead.recalled, ahead.fresh = None, True
        return rates.rates(ahead, rates.log_rates(ahead), tempo=0.0, factor=np.ones(len(state.frame.hashes)))

    def __enter__(self) -> None:
        self.right, self.stack = reference._Carpet, ExitStack()
        for name, wrong in (("log_rates", self.log_rates), ("_Carpet", self.made), ("_once", self.once)):
            self.stack.enter_context(patch.object(reference, name, wrong))

    def __exit__(self, *_: object) -> None:
        self.stack.close()


def _stale() -> AbstractContextManager[object]:
    def kept(state: State) -> np.ndarray:
        if state.day % 3:  # the memory of two days in three is taken for unchanged
            state.changed.discard("ledgers")
        return rates.log_rates(state)

    return patch.object(reference, "log_rates", kept)


def _hawkes(seed: int) -> list[Verdict]:
    return closed.linear_hawkes(0, seed)


WRONG: tuple[Wrong, ...] = (
    Wrong("truth read for belief", _truth_for_belief, (closed.belief_is_answered,)),
    Wrong("today's acts counted", _today_counts, (closed.memory_decays, _hawkes)),
    Wrong("half-life as e-fold", _e_fold, (closed.memory_decays, _hawkes)),
    Wrong("rate for 1 - e**-rate", _rate_for_chance, (closed.constant_rates,)),
    Wrong("addresses by occurrence", _occurrence_addresses, (closed.addresses_stay,)),
    Wrong("lapsed band not reopened", _carpet(_Lapsing), (_hawkes, closed.daily_counts_have_their_law)),
    Wrong("renewal day lost", _carpet(_Renewing), (closed.constant_rates, _hawkes)),
    Wrong("rates recomputed in the day", _Recomputing, (_hawkes, closed.daily_counts_have_their_law)),
    Wrong("stale effect in the cache", _stale, (closed.rates_are_the_formula, _hawkes)),
)


def caught(wrong: Wrong, *, seed: int, limit: float) -> tuple[list[Verdict], list[Verdict]]:
    """Run the claims on a wrong engine; give those that fail and all."""
    with wrong.mistake():
        every = [verdict for claim in wrong.claims for verdict in claim(seed)]
    return [verdict for verdict in every if not verdict.holds(limit)], every
