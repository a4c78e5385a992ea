"""Small histories, and every statistic worked out again from its definition, one dyad and one event at a time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from catspaw.fit.rem import History
from catspaw.fit.rem.formula import parse_formula
from catspaw.fit.rem.plan import Plan, plan
from catspaw.fit.rem.stream import blocks

Floats = np.ndarray


def made(seed: int, *, actors: int = 6, events: int = 60, tied: bool = True) -> History:
    """Make a random history with two types, signed weights and some events at one moment."""
    rng = np.random.default_rng(seed)
    gaps = rng.exponential(2.0, events)
    if tied:
        gaps[rng.random(events) < 0.2] = 0.0
    sender = rng.integers(actors, size=events)
    receiver = (sender + rng.integers(1, actors, size=events)) % actors
    return History(
        np.cumsum(gaps),
        sender,
        receiver,
        rng.integers(2, size=events),
        rng.choice([-2.0, -1.0, 1.0, 3.0], size=events),
        tuple("abcdefghijklmnopqrstuvwxyz"[:actors]),
        ("deed", "word"),
    )


def planned(past: History, formula: str, **given: object) -> Plan:
    """Make a plan with the defaults of `rem`."""
    defaults: dict[str, object] = {
        "model": "tie",
        "likelihood": "ordinal",
        "actors": {},
        "dyads": {},
        "present": None,
        "risk": "full",
        "group": None,
        "by_type": False,
        "sample": None,
        "seed": 0,
        "since": None,
        "until": None,
        "period": 1.0,
    }
    return plan(past, parse_formula(formula), **{**defaults, **given})  # type: ignore[arg-type]


def streamed(past: History, formula: str, **given: object) -> list[Floats]:
    """Give the statistics (p, R) of every moment, all dyads, uncentred."""
    of = planned(past, "0 + " + formula, likelihood="interval", since=float(past.time[0]), **given)
    found = []
    for block in blocks(of):
        ends = np.append(block.starts, block.x.shape[1])
        found += [block.x[:, a:b] for a, b in pairwise(ends)]
    return found


@pytest.fixture
def make() -> Callable[..., History]:
    return made


@pytest.fixture
def stream() -> Callable[..., list[Floats]]:
    return streamed


@pytest.fixture
def planning() -> Callable[..., Plan]:
    return planned
