"""Where the statistics of a fit come from at each pass: kept where they fit into the memory allowed, else made anew.

Nothing grows with events x dyads x statistics: beyond the memory allowed, every step of Newton's method streams
through the history again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import lgamma

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.blocks import Block
from catspaw.fit.rem.moments import moments
from catspaw.fit.rem.plan import Plan
from catspaw.fit.rem.stream import blocks
from catspaw.fit.rem.times import Floats

#: Alternatives that one pass may look at; at 20 to 60 ns each a fit of some eight passes then takes minutes.
MOST_ALTERNATIVES = 2e9
#: Bytes of arrays over dyads that the past may hold; a judgement for a laptop.
MOST_STATE = 4 << 30
#: Nanoseconds an alternative costs in a pass (measured, benchmarks/rem_speed.py); for the message of refusal only.
_COST = 40e-9


@dataclass(slots=True)
class Census:
    """What a pass saw: events explained, choices, alternatives, the sum of log y!, events that share a set.

    `reach` and `varying_reach` hold the range of each statistic.
    """

    events: int = 0
    choices: int = 0
    alternatives: int = 0
    log_factorials: float = 0.0
    shared: int = 0
    reach: Floats = field(default_factory=lambda: np.zeros(0))
    varying_reach: Floats = field(default_factory=lambda: np.zeros(0))

    def count(self, block: Block) -> None:
        """Take in one block."""
        self.events += len(block.hits)
        self.choices += len(block.starts)
        self.alternatives += block.x.shape[1]
        repeats = np.unique(block.hits, return_counts=True)[1]
        self.log_factorials += sum(lgamma(y + 1.0) for y in repeats[repeats > 1].tolist())
        self.reach = _larger(self.reach, np.ptp(block.x, axis=1))
        self.varying_reach = _larger(self.varying_reach, np.abs(block.varying).max(axis=1))
        together = np.bincount(block.hit_set)
        self.shared += int(together[together > 1].sum())


def _larger(a: Floats, b: Floats) -> Floats:
    return np.maximum(a, b) if len(a) else b


@dataclass(slots=True, eq=False)
class Tape:
    """The blocks of a plan, as often as wanted.

    Attributes
    ----------
    plan : Plan
    memory : int
        Bytes that may be kept.
    passes : int
        How often the history was gone through.
    census : Census
        Of the last pass.
    """

    plan: Plan
    memory: int
    passes: int = 0
    census: Census = field(default_factory=Census)
    _kept: list[Block] = field(default_factory=list)
    _whole: bool = False

    def __iter__(self) -> Iterator[Block]:
        if self._whole:
            yield from self._kept
            return
        self.passes += 1
        self._kept, self.census, held, keep = [], Census(), 0, self.passes == 1
        for block in blocks(self.plan):
            self.census.count(block)
            held += block.nbytes
            keep = keep and held <= self.memory
            if keep:
                self._kept.append(block)
            elif self._kept:
                self._kept = []
            yield block
        self._whole = keep


def tape(of: Plan, memory: float) -> Tape:
    """Check the size of a plan and make its tape.

    Parameters
    ----------
    of : Plan
    memory : float
        MiB of statistics that may be kept between passes.

    Raises
    ------
    ModelError
        Too many alternatives, with the sampling to use; too many actors for arrays over dyads.
    """
    if not memory >= 0:
        raise ModelError(f"memory is {memory!r}; allowed: MiB from 0")
    n = len(of.history.actors)
    stores = 1 + sum(len(c.factors) for c in (*of.columns, *of.formula.varying))
    if 8 * n * n * stores > MOST_STATE:
        raise ModelError(
            f"{n} actors make {n * n:,} dyads, and {stores} arrays over them need {8 * n * n * stores / 2**30:.0f} GiB; "
            f"at most {MOST_STATE / 2**30:.0f}: keep the actors that matter, or use fewer statistics"
        )
    _refuse_large(of, n)
    return Tape(of, int(memory * 2**20))


def _refuse_large(of: Plan, n: int) -> None:
    events = len(of.history)
    sets = events if of.likelihood != "counts" else sum(1 for m in moments(of) if m.observed)
    of_one = {"tie": n * (n - 1), "choice": n - 1, "rate": n}[of.model]
    if of.allowed is not None and of.model == "tie":
        of_one = int(of.allowed.sum())
    of_one *= len(of.history.types) if of.by_type else 1
    total = sets * min(of_one, (of.sample or of_one) + 1)
    if total > MOST_ALTERNATIVES:
        fits = max(int(MOST_ALTERNATIVES / 10 / sets), 1)
        raise ModelError(
            f"{sets:,} choices among {of_one:,} alternatives are {total:.1e} to look at in each pass (about "
            f"{total * _COST / 3600:.1f} hours a pass); at most {MOST_ALTERNATIVES:.0e}: draw controls with "
            f"sample={min(fits, 20)} ({sets * (1 + min(fits, 20)):,} to look at)"
        )
