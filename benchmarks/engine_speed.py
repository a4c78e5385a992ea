"""Speed of the two engines: the bundled cases at their own rates, and a standard load; and how time grows.

Run: python benchmarks/engine_speed.py [futures of the standard load, 10000] [threads, 2]

The standard load is the network of the bundled case with most channels, all effects on, with base rates shifted
together until a future holds 1,000 acts on average.  Seconds of core are process time over all threads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter, process_time
from typing import Any

import numpy as np

from catspaw import jobs
from catspaw.core.peak import peak_mb
from catspaw.engine.draws import prior_weights
from catspaw.engine.ensemble import run
from catspaw.engine.load import SEED, shifted, standard
from catspaw.engine.result import Ensemble
from catspaw.network.model import Channels, History, Model, RedLines, SwitchTable, Worlds, quiet_snapshot

CASES = ("axis-2024", "flashpoint-2019", "nexus-2015", "taqaddum-2015")


def timed(work: Callable[[], Ensemble]) -> tuple[Ensemble, float, float]:
    """Give the result, seconds on the clock and seconds of core."""
    clock, core = perf_counter(), process_time()
    made = work()
    return made, perf_counter() - clock, process_time() - core


def line(name: str, model: Model, engine: Any, futures: int, workers: int = 1) -> float:
    """Print one row; gives seconds of core a future."""
    made, clock, core = timed(lambda: run(model, futures=futures, seed=SEED, engine=engine, workers=workers))
    acts = len(made.acts.day)
    per_act = core / acts * 1e6
    print(
        f"{name:34} {engine:9} {workers} {futures:6} futures {made.mean_acts:7.0f} acts each {clock:7.2f} s "
        f"{futures / clock:8.1f} futures/s {per_act:7.2f} us core/act"
    )
    return core / futures


def sparse(like: Model, actors: int, *, degree: int = 6, acts: float) -> Model:
    """Build a generated network: every actor deals with `degree` others, three kinds of act to each."""
    rng = np.random.default_rng(3)
    names = tuple(f"actor{n:03}" for n in range(actors))
    actions = like.actions
    kinds = ("strike", "threatens", "consults")
    kinds = tuple(kind for kind in kinds if kind in actions.ids) or actions.ids[:3]
    pairs = [(a, int((a + s) % actors)) for a in range(actors) for s in rng.choice(np.arange(1, actors), degree, False)]
    rows = [
        (a, actions.ids.index(kind), b) for a, b in pairs for kind in kinds if actions.targeted[actions.ids.index(kind)]
    ]
    author, action, target = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    rate = np.full(len(rows), acts / 180 / (len(rows) / actors))
    none = np.zeros(0, dtype=np.int64)
    blank = np.zeros(0)
    alliance = np.zeros((actors, actors))
    alliance[tuple(np.array(pairs[::degree]).T)] = 0.5
    return Model(
        as_of=like.as_of,
        horizon_days=180,
        actions=actions,
        snapshot=replace(quiet_snapshot(names), alliance=alliance, hostility=alliance.T.copy()),
        channels=Channels(
            tuple(f"{names[a]}|{actions.ids[k]}|{names[b]}" for a, k, b in rows),
            author, action, target, np.full(len(rows), -1), rate, np.log(rate),
        ),
        history=History(1, none, none, none, none, none, blank, blank, blank),
        red_lines=RedLines(none, none, none, none, none, blank, blank, none),
        switches=SwitchTable((), none, np.zeros((0, 3), np.int64), blank, blank),
        worlds=Worlds((), np.zeros((0, 0), np.uint8)),
        weights=prior_weights(),
    )  # fmt: skip


def slope(name: str, sizes: list[float], seconds: list[float]) -> None:
    found = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(f"log-log slope of core time in {name}: {found:.2f} over {sizes[0]:g} .. {sizes[-1]:g}")


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    models = {case: jobs.lay_out(case).model().model for case in CASES}
    _, clock, _ = timed(lambda: run(models[CASES[0]], futures=1, seed=SEED, engine="kernel"))
    print(f"start of the compiled engine: {clock:.2f} s (with compiling, where that is said above)")
    _, clock, _ = timed(lambda: run(models[CASES[0]], futures=1, seed=SEED, engine="kernel"))
    print(f"one future once it is loaded: {clock:.3f} s")
    for case, model in models.items():
        readable = line(case, model, "reference", 16)
        print(f"{'':34} x {readable / line(case, model, 'kernel', 1000):.0f} a core")
    largest = max(models, key=lambda case: len(models[case].channels.ids))
    load = standard(models[largest])
    readable = line(f"standard load ({largest})", load, "reference", 16)
    print(f"{'':34} x {readable / line('standard load', load, 'kernel', 2000):.0f} a core")
    print(f"peak so far {peak_mb():.0f} MiB")
    line("standard load", load, "kernel", futures, threads)
    print(f"peak with the acts of {futures} futures {peak_mb():.0f} MiB")
    seconds = [line("standard load", shifted(load, by), "kernel", 500) for by in (-1.0, 0.0, 0.5)]
    means = [run(shifted(load, by), futures=100, seed=SEED, engine="kernel").mean_acts for by in (-1.0, 0.0, 0.5)]
    slope("acts", means, seconds)
    counts = [500, 1000, 2000]
    slope("futures", counts, [n * line("standard load", load, "kernel", n) for n in counts])
    actors = [20, 40, 80, 160]
    slope("actors", actors, [line(f"{n} actors", sparse(load, n, acts=25), "kernel", 200) for n in actors])


if __name__ == "__main__":
    main()
