"""Relational event models: speed of the likelihood pass, and a history that does not fit beside its statistics.

Run: python benchmarks/rem_speed.py [events of the large history, in thousands; 2000]

The first part is the load at which goldfish was timed elsewhere (5,000 events, 100 actors, a choice model of three
statistics: 18 s with its default engine, 6.9 s with its fastest, whole fits; goldfish itself is not run here).  The
second is case-control sampling over 2 million events among 2,300 actors, and says its peak of memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import TypeVar

import numpy as np

from catspaw.core.peak import peak_mb
from catspaw.fit import rem
from catspaw.fit.rem import History
from catspaw.fit.rem.formula import parse_formula
from catspaw.fit.rem.likelihood import kernel, value
from catspaw.fit.rem.plan import plan
from catspaw.fit.rem.tape import Tape, tape

T = TypeVar("T")
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


def timed(what: Callable[[], T]) -> tuple[T, str]:
    """Do something and say how long it took: wall, and processor time where others share the machine."""
    wall, cpu = perf_counter(), process_time()
    done = what()
    return done, f"{perf_counter() - wall:.2f} s ({process_time() - cpu:.2f} s of processor)"


def source(past: History, model: str, memory: float) -> Tape:
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
    return tape(of, memory)


def likelihood_pass(past: History, model: str, *, memory: float, elsewhere: str) -> None:
    blocks, theta, one = source(past, model, memory), np.zeros(3), kernel("ordinal")
    _, first = timed(lambda: value(blocks, theta, one))
    _, again = timed(lambda: value(blocks, theta, one))
    fit, whole = timed(lambda: rem(past, FORMULA, model=model, memory=memory))
    print(
        f"{model}, {len(past):,} events x {len(past.actors):,} actors, {fit.alternatives:,} alternatives, {memory:.0f} MiB "
        f"kept\n    statistics and likelihood {first}\n    a further pass {again}\n    whole fit {whole}; {elsewhere}\n"
        f"    peak {peak_mb():.0f} MiB"
    )


def large(events: int, actors: int, *, sample: int, memory: float) -> None:
    past = made(events, actors, partners=20)
    before = peak_mb()
    fit, whole = timed(lambda: rem(past, FORMULA, model="choice", sample=sample, memory=memory))
    coefficients = ", ".join(f"{n} {c:.4f} ({s:.4f})" for n, c, s in zip(fit.names, fit.coef, fit.se, strict=True))
    print(
        f"choice, {events:,} events x {actors:,} actors, {sample} controls, {fit.alternatives:,} alternatives\n"
        f"    whole fit {whole}, {fit.passes} pass over the history, {fit.steps} steps; peak {peak_mb():.0f} MiB "
        f"({before:.0f} before it)\n    {coefficients}"
    )


def main() -> None:
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    goldfish = "goldfish, elsewhere: 18 s by default, 6.9 s at its fastest"
    likelihood_pass(made(5_000, 100, partners=5), "choice", memory=256, elsewhere=goldfish)
    remstats = "the array of statistics alone takes 634 MB in remstats"
    likelihood_pass(made(2_000, 100, partners=5), "tie", memory=0, elsewhere=remstats)
    for part in (20, 4, 1):
        large(thousands * 1000 // part, 2_300, sample=5, memory=1024)


if __name__ == "__main__":
    main()
