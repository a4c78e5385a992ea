"""What an effect is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.random import Floats
from catspaw.engine.frame import Frame
from catspaw.engine.memory import Gather, Reader, reader
from catspaw.engine.state import State

# Groups: 2 * quad class + targeted.
EVERY = tuple(range(8))
TOWARD = (1, 3, 5, 7)  # acts that have a target
HOSTILE = (5, 7)  # verbal and material conflict toward someone
FRIENDLY = (1, 3)
FORCE = (7,)  # material conflict toward someone
WORDS_OF_CONFLICT = (5,)

# Deeds are answered by deeds and by words, words by words: classes whose memory a class reads.
ANSWERS: Mapping[int, tuple[int, ...]] = {0: (0, 1), 1: (1,), 2: (2, 3), 3: (3,)}


@dataclass(frozen=True, slots=True)
class Prior:
    """Normal prior of one coefficient: log rate per unit of x."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One mechanism: a term of the log rate of every channel that it serves.

    Attributes
    ----------
    name : str
    formula : str
        What x is, in the symbols of docs/engine.md.
    unit : str
    ledger : str
        ``truth``, ``target``, ``public``, or ``state`` where no ledger is read.
    priors : mapping of int to Prior
        By group; it does not exist for other groups.
    source : str
        Where in the literature it comes from.
    provenance : str
        Where the prior's numbers come from: starts with fitted, literature or judged.
    step : float
        A typical x, for the prior in words.
    step_says : str
        What happened when x is `step`.
    raises, lowers : str
        Clauses for explanations, with {author} and {target}.
    reads : frozenset of str
        Parts of the state (`catspaw.engine.state.PARTS`); x is worked out again only after one changed.
    prepare : callable
        frame -> anything, once per world and coefficients.
    x : callable
        State at the start of its day -> ndarray (C,), 0 in an ordinary quiet state.
    memory : bool
        Whether its weights count toward the gain, which is held below .9.
    bound : callable, optional
        State -> ndarray (C,), no smaller than weight * x until a part that it reads is next touched.
    """

    name: str
    formula: str
    unit: str
    ledger: str
    priors: Mapping[int, Prior]
    source: str
    provenance: str
    step: float
    step_says: str
    raises: str
    lowers: str
    reads: frozenset[str]
    prepare: Callable[[Frame], Any]
    x: Callable[[State], Floats]
    memory: bool = False
    bound: Callable[[State], Floats] | None = None

    @property
    def groups(self) -> tuple[int, ...]:
        """Groups that it serves."""
        return tuple(sorted(self.priors))

    def in_words(self, group: int, weight: Prior | None = None) -> str:
        """Say a prior, or the weight that stands in its place, as a multiplier: mean and 5-95 % range."""
        prior = weight or self.priors[group]
        low, middle, high = (float(exp(self.step * (prior.mean + z * prior.sd))) for z in (-1.6449, 0.0, 1.6449))
        low, high = min(low, high), max(low, high)
        return f"{self.step_says} multiplies the rate by {middle:.2f} ({low:.2f}–{high:.2f})"


def same(groups: tuple[int, ...], mean: float, sd: float) -> dict[int, Prior]:
    """One prior for several groups."""
    return {group: Prior(mean, sd) for group in groups}


_ROWS = "channels with a target"

# Said of every memory effect.
MEMORY_UNIT = "log ratio of acts a day"
MEMORY_PROVENANCE = "judged, so that all memory together stays below the gain of .9 that the fit bore"
FIVEFOLD = 1.6094379124341003  # log 5: from quiet to busy


def recall(
    cells: Callable[[Frame], Gather], row: int, *, ordinary: Callable[[Frame], Floats] | None = None
) -> Callable[[Frame], Reader]:
    """Prepare a memory effect: its row of the ledgers, its cells, their ordinary rate (else the steady one)."""

    def prepare(frame: Frame) -> Reader:
        level = ordinary(frame) if ordinary else frame.steady(row)
        return reader(cells(frame), row, floor=frame.floor, ordinary=level)

    return prepare


def toward(frame: Frame, groups: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """(channel, author, target, class) of every channel of these groups that has a target."""
    if _ROWS not in frame.prepared:
        channels = frame.model.channels
        group = frame.model.actions.group[channels.action].tolist()
        rows = zip(group, channels.author.tolist(), channels.target.tolist(), strict=True)
        frame.prepared[_ROWS] = [(g, (row, a, t, g // 2)) for row, (g, a, t) in enumerate(rows) if t >= 0]
    return [found for group, found in frame.prepared[_ROWS] if group in groups]


def zeros(frame: Frame) -> Floats:
    """Make the x of an effect that serves no channel yet, (C,)."""
    return np.zeros(len(frame.own))
