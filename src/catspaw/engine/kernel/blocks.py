"""Blocks of futures through the kernel: what is drawn once a future, and what comes back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import local

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats, stream_key
from catspaw.engine.acts import DTYPES, Acts
from catspaw.engine.decide import Choice
from catspaw.engine.draws import FOURS, Scheme
from catspaw.engine.effects import Effect
from catspaw.engine.frame import DIRECTION_GROUP, frame
from catspaw.engine.kernel.bundle import bundled
from catspaw.engine.kernel.choosing import TERMS
from catspaw.engine.kernel.days import run
from catspaw.engine.kernel.drawn import Drawn, draws
from catspaw.engine.kernel.keeping import is_compiled
from catspaw.engine.kernel.scratch import FULL, Record, record, scratch
from catspaw.engine.kernel.tables import Integers, tables
from catspaw.engine.part import Part, counted
from catspaw.network.model import Model

_LOG = logging.getLogger(__name__)
_ROOM = 1 << 15  # of scratch, to begin with; doubled where a future does not fit
_AHEAD = 64  # futures drawn at a time


class Runner:
    """A model made ready for the kernel; blocks may run in several threads at once."""

    def __init__(self, model: Model, *, seed: int, effects: Sequence[Effect], scheme: Scheme = FOURS) -> None:
        if not is_compiled():
            _LOG.warning("compiling the engine: about a minute, once for this version")
        self._model, self._seed, self._effects, self._scheme = model, seed, effects, scheme
        self._rows = [[effect.name for effect in effects].index(name) for name in TERMS]
        made = frame(model, effects=effects, coefficients=np.zeros((len(effects), 8)))
        self._tables = tables(
            model, made, **{f"{stream}_key": stream_key(seed, stream) for stream in ("path", "signal", "decision")}
        )
        self._given = bundled(self._tables)
        self._bits = model.worlds.bits.astype(np.bool_) if len(model.worlds.bits) else np.zeros((1, 0), np.bool_)
        self._own = local()
        none = np.zeros(0, dtype=np.int64)
        self._ahead = 0, Drawn(none, np.zeros(0), np.zeros(0), none)

    def block(self, first: int, end: int) -> Part:
        """Run futures ``first .. end - 1``."""
        room = getattr(self._own, "room", _ROOM)
        while True:
            found = self._try(first, end, room)
            if found is not None:
                return found
            room *= 2
            self._own.room, self._own.scratch = room, None

    def _try(self, first: int, end: int, room: int) -> Part | None:
        if getattr(self._own, "scratch", None) is None:
            made = scratch(self._tables, room=room)
            self._own.scratch, self._own.at_cap = bundled(made), made.due.at_cap
            self._own.kept = record(room=room * 4)
        order = sorted(range(first, end), key=lambda n: self._scheme.of(n)[:2])
        drawn = self._draws(order)
        passage = np.zeros((len(order), len(self._model.outcomes)), dtype=np.int64)
        tally = np.zeros(passage.shape)
        taken = np.full((len(order), len(self._model.decisions), 2), -1, dtype=np.int64)
        ends, runaway = np.zeros(len(order), dtype=np.int64), np.zeros(len(order), dtype=np.bool_)
        groups = np.ascontiguousarray(drawn.coefficients[:, self._rows])
        self._own.at_cap[:] = 0
        code = run(
            self._given,
            self._own.scratch,
            bundled(self._own.kept),
            self._bits,
            drawn.world,
            groups,
            np.ascontiguousarray(groups[:, TERMS.index("direction"), DIRECTION_GROUP]),
            drawn.tempo,
            drawn.path,
            passage,
            tally,
            taken,
            ends,
            runaway,
        )
        if code == FULL:
            return None
        if code:
            raise AssertionError("a rate rose above its bound in the compiled engine: please report this model")
        return self._part(first, order, ends, passage, tally, taken, runaway)

    def _draws(self, order: list[int]) -> Drawn:
        """Draw for some blocks ahead, since draws of many futures cost little more than those of a few."""
        first, end = min(order), max(order) + 1
        start, ahead = self._ahead
        if not start <= first <= end <= start + len(ahead.path):
            start, numbers = first, range(first, max(end, first + _AHEAD))
            ahead = draws(self._model, numbers, seed=self._seed, effects=self._effects, scheme=self._scheme)
            self._ahead = start, ahead
        return Drawn(*(column[np.array(order) - start] for column in ahead))

    def _part(
        self,
        first: int,
        order: list[int],
        ends: Integers,
        passage: Integers,
        tally: Floats,
        taken: Integers,
        runaway: NDArray[np.bool_],
    ) -> Part:
        """Copy what was kept, by number of the future."""
        starts, place = np.concatenate([[0], ends[:-1]]), np.argsort(order)
        rows = np.concatenate([np.arange(starts[at], ends[at]) for at in place])
        numbers = np.repeat(np.arange(first, first + len(order)), (ends - starts)[place])
        columns = {name: getattr(self._own.kept, name)[rows].astype(DTYPES[name]) for name in Record._fields}
        acts = Acts(future=numbers, **columns)
        found = (passage[place], tally[place], runaway[place], self._own.at_cap)
        return Part(first, acts, tuple(map(_choices, taken[place])), counted(self._model, first, acts, *found))


def _choices(taken: Integers) -> tuple[Choice, ...]:
    """Give the decisions of one future in the order in which they were taken."""
    found = [Choice(at, option, day) for at, (option, day) in enumerate(taken.tolist()) if day >= 0]
    return tuple(sorted(found, key=lambda choice: (choice.day, choice.decision)))
