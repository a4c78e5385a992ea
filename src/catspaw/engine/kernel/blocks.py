"""Blocks of futures through the kernel: what is drawn once a future, and what comes back."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats, stream_key
from catspaw.engine.draws import draw_of
from catspaw.engine.effects import Effect
from catspaw.engine.frame import DIRECTION_GROUP, frame
from catspaw.engine.kernel.bundle import bundled
from catspaw.engine.kernel.choosing import TERMS
from catspaw.engine.kernel.days import run
from catspaw.engine.kernel.drawn import draws
from catspaw.engine.kernel.keeping import is_compiled
from catspaw.engine.kernel.scratch import FULL, Record, record, scratch
from catspaw.engine.kernel.tables import Integers, tables
from catspaw.network.model import Model

_LOG = logging.getLogger(__name__)
_ROOM = 1 << 15  # of scratch, to begin with; doubled where a future does not fit


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Futures ``first .. first + n - 1``: acts in their order, flat; where each future's end; and outcomes."""

    first: int
    acts: Record
    many: Integers
    passage: Integers
    count: Floats
    runaway: NDArray[np.bool_]


class Runner:
    """A model made ready for the kernel; blocks may run in several threads at once."""

    def __init__(self, model: Model, *, seed: int, effects: Sequence[Effect]) -> None:
        self._model, self._seed, self._effects = model, seed, effects
        self._rows = [[effect.name for effect in effects].index(name) for name in TERMS]
        made = frame(model, effects=effects, coefficients=np.zeros((len(effects), 8)))
        self._tables = tables(model, made, path_key=stream_key(seed, "path"), signal_key=stream_key(seed, "signal"))
        self._given = bundled(self._tables)
        self._bits = model.worlds.bits.astype(np.bool_) if len(model.worlds.bits) else np.zeros((1, 0), np.bool_)
        self._own = local()

    def block(self, first: int, end: int) -> Block:
        """Run futures ``first .. end - 1``."""
        room = getattr(self._own, "room", _ROOM)
        while True:
            found = self._try(first, end, room)
            if found is not None:
                return found
            room *= 2
            self._own.room, self._own.scratch = room, None

    def _try(self, first: int, end: int, room: int) -> Block | None:
        if getattr(self._own, "scratch", None) is None:
            self._own.scratch = bundled(scratch(self._tables, room=room))
            self._own.kept = record(room=room * 4)
        order = sorted(range(first, end), key=lambda n: draw_of(n)[:2])
        drawn = draws(self._model, order, seed=self._seed, effects=self._effects)
        passage = np.zeros((len(order), len(self._model.outcomes)), dtype=np.int64)
        tally = np.zeros(passage.shape)
        ends, runaway = np.zeros(len(order), dtype=np.int64), np.zeros(len(order), dtype=np.bool_)
        groups = np.ascontiguousarray(drawn.coefficients[:, self._rows])
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
            ends,
            runaway,
        )
        if code == FULL:
            return None
        if code:
            raise AssertionError("a rate rose above its bound in the compiled engine: please report this model")
        return _in_order(first, order, self._own.kept, ends, passage, tally, runaway)


def blocks(
    model: Model, parts: Sequence[tuple[int, int]], *, seed: int, effects: Sequence[Effect], workers: int
) -> Iterator[Block]:
    """Run blocks of futures, in threads, and give them in their order."""
    if not is_compiled():
        _LOG.warning("compiling the engine: about a minute, once for this version")
    runner = Runner(model, seed=seed, effects=effects)
    if workers <= 1 or len(parts) == 1:
        yield from (runner.block(*part) for part in parts)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda part: runner.block(*part), parts)


def _in_order(
    first: int,
    order: list[int],
    kept: Record,
    ends: Integers,
    passage: Integers,
    tally: Floats,
    runaway: NDArray[np.bool_],
) -> Block:
    """Copy what was kept, by number of the future."""
    starts = np.concatenate([[0], ends[:-1]])
    place = np.argsort(order)
    many = (ends - starts)[place]
    rows = np.concatenate([np.arange(starts[at], ends[at]) for at in place])

    return Block(first, Record(*(values[rows] for values in kept)), many, passage[place], tally[place], runaway[place])
