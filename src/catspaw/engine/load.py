"""The standard load: a network made busy enough to measure an engine by.

The network of the largest bundled case with all its effects, base rates shifted together until a future holds 1,000
acts on average.  It says how fast the engine is and nothing of any conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter, process_time

from catspaw.core.errors import ModelError
from catspaw.core.peak import peak_mb
from catspaw.engine.ensemble import Progress, run
from catspaw.engine.kernel import Engine, installed
from catspaw.network.model import Model

ACTS = 1000
CASE = "taqaddum-2015"  # of the bundled cases the one with most channels
SEED = 1
_SAMPLE = 64  # futures by which the shift is found, and eight times as many by which it is made sharp
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of the load took.

    Attributes
    ----------
    futures, workers : int
    days, channels : int
        Of the model.
    seconds : float
        On the clock.
    mean_acts : float
        Acts a future.
    us_core_per_act : float
        Microseconds of processor time, over all threads, for each act.
    peak_mb : float
        Most memory of the process so far, MiB.
    """

    futures: int
    workers: int
    days: int
    channels: int
    seconds: float
    mean_acts: float
    us_core_per_act: float
    peak_mb: float


def shifted(model: Model, by: float) -> Model:
    """Multiply every base rate by e**by."""
    return replace(model, channels=replace(model.channels, log_base=model.channels.log_base + by))


def standard(model: Model, *, acts: float = ACTS) -> Model:
    """Shift base rates together until a future holds so many acts, within a per cent; decisions are left out."""
    model = replace(model, decisions=())
    roughly = _shift(model, acts, -4.0, 3.0, futures=_SAMPLE)
    return shifted(model, _shift(model, acts, roughly - 0.2, roughly + 0.2, futures=8 * _SAMPLE))


def _shift(model: Model, acts: float, low: float, high: float, *, futures: int) -> float:
    """Halve a range of shifts until so many futures have the mean that is wanted."""
    middle = (low + high) / 2
    for _ in range(16):
        mean = _mean_acts(shifted(model, middle), futures)
        if abs(mean / acts - 1) < _NEAR:
            break
        low, high = (middle, high) if mean < acts else (low, middle)
        middle = (low + high) / 2
    return middle


def measure(model: Model, *, futures: int, workers: int, progress: Progress | None = None) -> Measured:
    """Run a load once more than is measured, so that what is compiled is compiled, and take its time."""
    run(model, futures=_SAMPLE, seed=SEED, workers=workers, engine=_engine())
    clock, core = perf_counter(), process_time()
    made = run(model, futures=futures, seed=SEED, workers=workers, progress=progress, engine=_engine())
    clock, core = perf_counter() - clock, process_time() - core
    acts = made.mean_acts * futures
    return Measured(
        futures=futures,
        workers=workers,
        days=model.horizon_days,
        channels=len(model.channels.ids),
        seconds=clock,
        mean_acts=made.mean_acts,
        us_core_per_act=1e6 * core / acts,
        peak_mb=peak_mb(),
    )


def _engine() -> Engine:
    """Take the compiled engine where it can be had, however short the run."""
    return "kernel" if installed() else "reference"


def _mean_acts(model: Model, futures: int) -> float:
    try:
        return run(model, futures=futures, seed=SEED, engine=_engine()).mean_acts
    except ModelError:  # too many futures run away
        return float("inf")
