"""How large a run will be, before it starts: a few of its own futures are run, measured, and scaled up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from catspaw.engine.effects import EFFECTS
from catspaw.engine.ensemble import run
from catspaw.engine.kernel import Engine, chosen
from catspaw.engine.result import Ensemble, clustered_error
from catspaw.network.model import Model

_FEW = 16  # futures of the pilot: enough to know the mean acts within some ten per cent
_ROW = 57  # bytes of an act in memory: seven columns


@dataclass(frozen=True, slots=True)
class Size:
    """What a run will take.

    Attributes
    ----------
    futures : int
    engine : str
        Which engine would play it.
    acts, acts_error : float
        Expected acts in all, and the standard error of that.
    seconds : float
        On the clock, with as many workers as were named, if these are cores of their own; without the solving of
        base rates, which is over when this is known.
    memory_mb : float
        For the acts, where the run is kept in memory; in a folder it does not grow with the run.
    disk_mb : float or None
        Of the folder; None where pyarrow is not installed, without which there is none.
    runaway : int
        Futures of the pilot that ran away.
    pilot : int
        Futures that were measured.
    """

    futures: int
    engine: str
    acts: float
    acts_error: float
    seconds: float
    memory_mb: float
    disk_mb: float | None
    runaway: int
    pilot: int

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)

    @property
    def says(self) -> str:
        """Say it in a sentence."""
        disk = "no folder without pyarrow" if self.disk_mb is None else f"{_mega(self.disk_mb)} in a folder"
        return (
            f"{self.futures:,} futures: about {_round(self.acts)} acts (± {_round(self.acts_error)}), "
            f"{_time(self.seconds)} with the {self.engine} engine, {_mega(self.memory_mb)} of memory for them or {disk}; "
            f"measured on {self.pilot} of them"
        )


def size(model: Model, *, futures: int, seed: int, workers: int = 1, engine: Engine = "auto") -> Size:
    """Estimate a run of a model by running a few of its futures.

    Raises
    ------
    ModelError
        What `run` would refuse too.
    """
    kind = chosen(engine, model, EFFECTS, futures=futures)
    few = min(_FEW, futures)
    run(model, futures=1, seed=seed, engine=kind)  # loads, and compiles where that was never done
    begun = perf_counter()
    pilot = run(model, futures=few, seed=seed, engine=kind)
    each = (perf_counter() - begun) / few
    rows = pilot.acts.future - pilot.first
    acts = np.bincount(rows, minlength=few).astype(np.float64)
    error = clustered_error(acts, pilot.clusters) or 0.0
    scale = futures / few
    return Size(
        futures=futures,
        engine="compiled" if kind == "kernel" else "readable",
        acts=float(acts.sum()) * scale,
        acts_error=error * futures,
        seconds=each * futures / max(1, min(workers, futures)),
        memory_mb=float(acts.sum()) * scale * _ROW / 1e6,
        disk_mb=_on_disk(pilot) * scale / 1e6 if find_spec("pyarrow") else None,
        runaway=int(pilot.runaway.sum()),
        pilot=few,
    )


def _on_disk(pilot: Ensemble) -> int:
    """Bytes of the pilot as a shard."""
    from catspaw.engine.part import Part
    from catspaw.engine.shards import shard_bytes

    part = Part(pilot.first, pilot.acts, pilot.choices, pilot.counts)
    return sum(len(data) for data in shard_bytes(pilot.model, part))


def _round(number: float) -> str:
    """Two figures that count: 1,234 is 1,200."""
    if number < 1:
        return f"{number:.1g}"
    digits = len(str(int(number)))
    return f"{round(number, 2 - digits):,.0f}"


def _mega(size: float) -> str:
    return f"{_round(size / 1000)} GB" if size >= 1000 else f"{_round(size)} MB"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{_round(seconds)} s"
    return f"{_round(seconds / 60)} minutes" if seconds < 5400 else f"{_round(seconds / 3600)} hours"
