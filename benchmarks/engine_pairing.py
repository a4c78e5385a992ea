"""How much of the noise between two arms each way of drawing luck takes away, on the bundled cases.

Run: python benchmarks/engine_pairing.py [futures of an arm, 200]

Variance of the paired difference of conflict acts in 180 days, against arms drawn independently: how many times smaller it
is with one stream of draws a future, shared by both arms; with a draw at an address of its own for every channel and
day; and with the engine's carpet.  Levers: half the rate of one actor's conflict; half the rate of all conflict.
Regimes: the case at its own rates; the same with memory near-critical (weights of memory scaled to a gain of .88).
The model is the part of each case in `memory_model`, the same for all three.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from memory_model import Arrays, arrays_of, part_of
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from catspaw import jobs
from catspaw.core.random import stable_hashes, uniforms
from catspaw.engine.arrange import arrange
from catspaw.engine.ensemble import run
from catspaw.engine.load import SEED
from catspaw.network.model import Interventions, Model

Floats = NDArray[np.float64]
Draw = Callable[[int, int, Floats], NDArray[np.int64]]


def near_critical(model: Model) -> Model:
    """Scale the weights of memory until those of each group add up to .88."""
    total = np.abs(model.weights.mean).sum(axis=0)
    scale = np.where(total > 0, 0.88 / np.maximum(total, 1e-9), 0.0)
    return replace(model, weights=replace(model.weights, mean=model.weights.mean * scale))


def arm(model: Model, rows: NDArray[np.int64]) -> Model:
    """Halve the rate of some channels on all days."""
    one, none = np.ones(len(rows), np.int64), np.zeros(0, np.int64)
    change = Interventions(rows, one, one * model.horizon_days, one * 0.5, none, none)
    return replace(model, interventions=change)


def played(arrays: Arrays, factor: Floats, draw: Draw, *, futures: int, counts: NDArray[np.bool_]) -> Floats:
    """Play futures one by one with given draws; give acts of the counted channels, (futures,)."""
    write = csr_matrix(
        (arrays.adds, (arrays.into, np.tile(np.arange(arrays.channels), 4))), (len(arrays.steady), arrays.channels)
    )
    found = np.zeros(futures)
    for future in range(futures):
        ledgers = arrays.steady.copy()
        for day in range(arrays.days):
            recalled = np.log(arrays.floor + (arrays.read @ ledgers).reshape(arrays.theta.shape)) - arrays.ordinary
            rate = np.minimum(np.exp(arrays.log_base + (arrays.theta * recalled).sum(axis=0)) * factor, arrays.cap)
            count = draw(future, day, rate)
            count[~arrays.counted] = count[~arrays.counted] > 0
            found[future] += count[counts].sum()
            ledgers = (ledgers + write @ count) * arrays.keep
    return found


def stream(seed: int) -> Draw:
    """One generator a future: every draw uses up what the next would have had."""
    now: dict[int, np.random.Generator] = {}

    def draw(future: int, day: int, rate: Floats) -> NDArray[np.int64]:
        if day == 0:
            now.clear()
            now[future] = np.random.default_rng([seed, future])
        return now[future].poisson(rate)

    return draw


def keyed(names: NDArray[np.uint64]) -> Draw:
    """Turn a uniform at (channel, future, day) into a count."""

    def draw(future: int, day: int, rate: Floats) -> NDArray[np.int64]:
        u = uniforms(SEED, "keyed", names, future, day)
        count, mass = np.zeros(len(rate), np.int64), np.exp(-rate)
        below = mass.copy()
        while (more := u > below).any() and count.max() < 500:
            count[more] += 1
            mass = mass * rate / np.maximum(count, 1)
            below = np.where(more, below + mass, below)
        return count

    return draw


def line(case: str, regime: str, model: Model, futures: int) -> None:
    arrays, channels, kinds = arrays_of(model), model.channels, model.actions
    conflict = kinds.quad[channels.action] >= 2
    loudest = int(np.bincount(channels.author[conflict], weights=np.exp(channels.log_base[conflict])).argmax())
    names, same = stable_hashes(channels.ids), np.ones(len(channels.ids))
    for lever, chosen in (("one actor", conflict & (channels.author == loudest)), ("all conflict", conflict)):
        factor = np.where(chosen, 0.5, 1.0)

        def ours(draw: Draw, factor: Floats = same) -> Floats:
            return played(arrays, factor, draw, futures=futures, counts=conflict)

        apart = np.var(ours(stream(SEED)) - ours(stream(SEED + 1), factor))
        gains = [apart / np.var(ours(draw) - ours(draw, factor)) for draw in (stream(SEED), keyed(names))]
        base, other = (_carpet(m, conflict, futures) for m in (model, arm(model, np.flatnonzero(chosen))))
        gains.append(apart / np.var(base - other))
        print(f"{case:16} {regime:14} {lever:13}" + "".join(f"{gain:10.1f}" for gain in gains), flush=True)


def _carpet(model: Model, counted: NDArray[np.bool_], futures: int) -> Floats:
    made = run(model, futures=futures, seed=SEED, engine="kernel")
    of = {name: bool(counted[row]) for row, name in enumerate(model.channels.ids)}
    mine = np.array([of[name] for name in made.model.channels.ids])[made.acts.channel]
    return np.bincount(made.acts.future[mine], minlength=futures).astype(float)


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"variance of arms drawn apart over that of the pair, {futures} futures an arm")
    print(f"{'case':16} {'regime':14} {'lever':13}{'stream':>10}{'keyed':>10}{'carpet':>10}")
    for case in sorted(jobs.cases()):
        part = arrange(part_of(jobs.lay_out(case).model().model))
        for regime, model in (("own rates", part), ("near-critical", near_critical(part))):
            line(case, regime, model, futures)


if __name__ == "__main__":
    main()
