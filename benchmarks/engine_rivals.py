"""The compiled engine beside the same model in vectorised NumPy and in Mesa, in one run, each on one core.

Run: python benchmarks/engine_rivals.py [futures of the engine, 2000]

The model that all three have is the standard load's part in `memory_model`, over 180 days.  The mean number of acts is
printed for each, since only equal means make times comparable.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import mesa
import numpy as np
from memory_model import ROWS, Arrays, arrays_of, part_of
from scipy.sparse import csr_matrix

from catspaw import jobs
from catspaw.engine.ensemble import run
from catspaw.engine.load import CASE, SEED, standard


def in_numpy(arrays: Arrays, *, futures: int, at_once: int = 64) -> float:
    """Run all channels of many futures a day at a time; give acts a future."""
    rng, acts = np.random.default_rng(SEED), 0
    write = csr_matrix(
        (arrays.adds, (arrays.into, np.tile(np.arange(arrays.channels), ROWS))),
        shape=(len(arrays.steady), arrays.channels),
    )
    for _ in range(0, futures, at_once):
        ledgers = np.tile(arrays.steady[:, None], at_once)
        for _ in range(arrays.days):
            found = np.log(arrays.floor + (arrays.read @ ledgers).reshape(len(arrays.theta), arrays.channels, at_once))
            term = np.einsum("ec,ecf->cf", arrays.theta, found - arrays.ordinary[:, :, None])
            rate = np.minimum(np.exp(arrays.log_base[:, None] + term), arrays.cap[:, None])
            count = rng.poisson(rate)
            count[~arrays.counted] = count[~arrays.counted] > 0
            acts += int(count.sum())
            ledgers = (ledgers + write @ count) * arrays.keep[:, None]
    return acts / (-(-futures // at_once) * at_once)


class _Actor(mesa.Agent):
    """One actor, who looks at each of its channels every day."""

    def __init__(self, model: _World, channels: list[int]) -> None:
        super().__init__(model)
        self.own = channels

    def step(self) -> None:
        world = self.model
        for c in self.own:
            rate = world.rate(c)
            count = int(world.rng.poisson(rate))
            if count:
                world.done.append((c, count if world.arrays.counted[c] else 1))


class _World(mesa.Model):
    """The model as a library of agents has it: actors step, then the world remembers."""

    def __init__(self, arrays: Arrays, seed: int) -> None:
        super().__init__(rng=seed)
        self.arrays, self.done, self.acts = arrays, [], 0
        self.ledgers = arrays.steady.tolist()
        self.terms = [
            [
                (
                    float(arrays.theta[e, c]),
                    float(arrays.ordinary[e, c]),
                    list(zip(row.indices.tolist(), row.data.tolist(), strict=True)),
                )
                for e in range(len(arrays.theta))
                if arrays.theta[e, c] and (row := arrays.read[e * arrays.channels + c]).nnz
            ]
            for c in range(arrays.channels)
        ]
        self.into = arrays.into.reshape(ROWS, -1).T.tolist()
        self.gain = arrays.adds.reshape(ROWS, -1).T.tolist()
        for actor in np.unique(arrays.author):
            _Actor(self, np.flatnonzero(arrays.author == actor).tolist())

    def rate(self, c: int) -> float:
        arrays, total = self.arrays, float(self.arrays.log_base[c])
        for theta, ordinary, cells in self.terms[c]:
            total += theta * (float(np.log(arrays.floor + sum(w * self.ledgers[at] for at, w in cells))) - ordinary)
        return min(float(np.exp(total)), float(arrays.cap[c]))

    def step(self) -> None:
        self.agents.shuffle_do("step")
        for c, count in self.done:
            self.acts += count
            for at, gain in zip(self.into[c], self.gain[c], strict=True):
                self.ledgers[at] += gain * count
        self.done.clear()
        self.ledgers = [level * keep for level, keep in zip(self.ledgers, self.arrays.keep, strict=True)]


def in_mesa(arrays: Arrays, *, futures: int) -> float:
    """Run agents; give acts a future."""
    acts = 0
    for future in range(futures):
        world = _World(arrays, SEED + future)
        for _ in range(arrays.days):
            world.step()
        acts += world.acts
    return acts / futures


def timed(name: str, futures: int, work: Callable[[], Any]) -> float:
    """Print a line; give seconds of core a future."""
    began = process_time()
    acts = work()
    core = (process_time() - began) / futures
    print(f"{name:28} {futures:6} futures {acts:7.0f} acts each {core:10.4f} s of core a future", flush=True)
    return core


def main() -> None:
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    model = standard(part_of(jobs.lay_out(CASE).model().model))
    arrays = arrays_of(model)
    print(f"{arrays.channels} channels, {arrays.days} days, {mesa.__name__} {mesa.__version__}, numpy {np.__version__}")
    run(model, futures=64, seed=SEED, engine="kernel")
    ours = timed("compiled engine", futures, lambda: run(model, futures=futures, seed=SEED, engine="kernel").mean_acts)
    numpy = timed("vectorised NumPy", 64, lambda: in_numpy(arrays, futures=64))
    agents = timed("Mesa", 2, lambda: in_mesa(arrays, futures=2))
    print(f"the engine is {numpy / ours:.0f} x vectorised NumPy and {agents / ours:.0f} x Mesa, per core")


if __name__ == "__main__":
    main()
