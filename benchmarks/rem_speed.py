"""Relational event models: speed of the likelihood pass, and a history that does not fit beside its statistics.

Run: python benchmarks/rem_speed.py [events of the large history, in thousands; 2000]

The first part is the load at which goldfish was timed elsewhere (5,000 events, 100 actors, a choice model of three
statistics: 18 s with its default engine, 6.9 s with its fastest, whole fits; goldfish itself is not run here).  The
second is case-control sampling over 2 million events among 2,300 actors, and says its peak of memory.
"""

from __future__ import annotations

import resource
import sys
from time import perf_counter

import numpy as np

from catspaw.fit import rem
from catspaw.fit.rem import History
from catspaw.fit.rem.formula import parse_formula
from catspaw.fit.rem.likelihood import kernel, value
from catspaw.fit.rem.plan import plan
from catspaw.fit.rem.tape import tape

FORMULA = "inertia + recip + trans"


def made(events: int, actors: int, *, partners: int, seed: int = 1) -> History:
    """Make events of unequal actors, each with some regular partners."""
    rng = np.random.default_rng(seed)
    share = 1.0 / np.arange(1, actors + 1) ** 0.7
    sender = rng.choice(actors, size=events, p=share / share.sum())
    circle = rng.integers(1, actors, size=(actors, partners))
    regular = (sender + circle[sender, rng.integers(partners, size=events)]) % actors
    other = (sender + rng.integers(1, actors, size=events)) % actors
    receiver = np.where(rng.random(events) < 0.8, regular, other)
    time = np.cumsum(rng.exponential(1.0, events))
    names = tuple(f"a{k}" for k in range(actors))
    return History(time, sender, receiver, np.zeros(events, dtype=np.int64), np.ones(events), names)


def peak() -> float:
    """Largest resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def likelihood_pass(past: History, model: str, *, memory: float, goldfish: str = "") -> None:
    start = perf_counter()
    of = plan(
        past,
        parse_formula(FORMULA),
        model=model,
        likelihood="ordinal",
        actors={},
        dyads={},
        present=None,
        risk="full",
        group=None,
        by_type=False,
        sample=None,
        seed=0,
        since=None,
        until=None,
        period=1.0,
    )
    source, theta, one = tape(of, memory), np.zeros(3), kernel("ordinal")
    value(source, theta, one)
    first = perf_counter() - start
    start = perf_counter()
    value(source, theta, one)
    again = perf_counter() - start
    start = perf_counter()
    fit = rem(past, FORMULA, model=model, memory=memory)
    whole = perf_counter() - start
    print(
        f"{len(past):>9,} events x {len(past.actors):,} actors, {model}, {memory:.0f} MiB kept: statistics and likelihood "
        f"{first:.3f} s, a further pass {again:.3f} s, whole fit {whole:.2f} s ({fit.alternatives:,} alternatives, "
        f"{1e9 * first / fit.alternatives:.0f} ns each){goldfish}; peak {peak():.0f} MiB"
    )


def large(events: int, actors: int, *, sample: int, memory: float) -> None:
    past = made(events, actors, partners=20)
    before = peak()
    start = perf_counter()
    fit = rem(past, FORMULA, model="choice", sample=sample, memory=memory)
    seconds = perf_counter() - start
    print(
        f"{events:>9,} events x {actors:,} actors, choice, {sample} controls: {seconds:.1f} s, {fit.passes} pass over the "
        f"history, {fit.steps} steps, {fit.alternatives:,} alternatives; peak {peak():.0f} MiB ({before:.0f} before)"
    )
    print(fit)


def main() -> None:
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    likelihood_pass(made(5_000, 100, partners=5), "choice", memory=256, goldfish="; goldfish 18 s and 6.9 s")
    likelihood_pass(made(2_000, 100, partners=5), "tie", memory=0, goldfish="; remstats' array alone 634 MB")
    likelihood_pass(made(5_000, 100, partners=5), "tie", memory=0)
    for part in (20, 5, 1):
        large(thousands * 1000 // part, 2_300, sample=5, memory=1024)


if __name__ == "__main__":
    main()
