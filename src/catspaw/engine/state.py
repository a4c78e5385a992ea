"""The state of a future: what moves, and what effects read.  `catspaw.engine.fold` says how acts change it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.frame import Frame
from catspaw.engine.memory import together

Belief = list[tuple[int, float]]  # actors and the weight on each as the author
Shares = dict[tuple[int, int], list[tuple[int, float]]]

CONFLICT = 2  # quad classes from here on are conflict
RUNGS = 11
RUNG_DAYS = 30  # the rung of a dyad is the highest of that many days; the time is the language's for `rung`
# What effects read.
PARTS = frozenset({"ledgers", "steer", "stock", "lines", "vows", "rung", "presence", "stage"}) | frozenset(
    {"nearness", "credibility", "pressure", "deals", "day", "held", "lost", "joined", "faith"}
)


class Act(NamedTuple):
    """One act.

    Attributes
    ----------
    channel : int
        Row of the (arranged) model's channels.
    day : int
        Days after as-of, from 1.
    time : float
        Time within the day, which orders the day's acts.
    word : int
        Name of the act's point on the carpet.
    signal : int
        Actor who was seen to do it, `attribution.NONE`, or `attribution.OVERT`.
    forestalled : bool
        An earlier act of the day made it impossible; it changed nothing.
    """

    channel: int
    day: int
    time: float
    word: int
    signal: int
    forestalled: bool = False


class Beliefs(NamedTuple):
    """Whose act it was, in each ledger."""

    truth: Belief
    target: Belief
    public: Belief


@dataclass(slots=True)
class Contested:
    """A deniable act whose author the public still argues about."""

    day: int
    victim: int
    quad: int
    candidates: list[int]
    belief: list[float]  # over candidates and, last, someone else


@dataclass(slots=True)
class State:
    """Everything that moves.  Ledgers hold rates in acts a day by [half-life, cell].

    Attributes
    ----------
    ledgers : ndarray (7, cells)
        Truth, each target's own belief, and the public one, each with half-lives 3 and 30; last, hostile acts
        as their victims lay them at a patron's door (the patron stands as the author; half-life 30).
    steer, believed_steer : ndarray (A, A, 4)
    stock : ndarray (A,)
    presence : ndarray (A, P)
    stage : ndarray (A,)
    lines : ndarray (L, A)
        How far each red line is crossed, by believed author.
    vows : ndarray (A, A)
        Standing public commitment of the first against the second.
    nearness : ndarray (A, A)
        How near each two are: the lasting ties, and what acts between them add or take away, as the public sees.
    credibility : ndarray (A, A)
        The second's belief that the first, its guarantor, would stand by it.
    pressure : ndarray (A, A)
        Measures of the first against the second, 0 .. 1.
    deals : ndarray (A, A)
        How far a deal between two is in force.
    believed_stage : ndarray (A,)
        `stage` as others believe.
    held : ndarray (A, P)
        Share of each place that each actor holds.
    lost : ndarray (A, A)
        Share of its ground at as-of that the first has lately lost to the second, net.
    upkeep : ndarray (A, A)
        Units of the second's stock that the first keeps up; less once it has abandoned it.
    supplied : ndarray (A,)
        Stock that each actor's suppliers and itself keep up.
    joined : ndarray (W, A)
        Side on which an outsider has joined each war since as-of: -1, +1, or 0.
    faith : ndarray (A,)
        How far its clients count on each patron; 1 in ordinary times.
    last_rung : ndarray (11, A, A)
        Last day on which the first did an act of that rung to the second.
    rung_ends : set of int
        Days on which some act's 30 days are over.
    contested : list of Contested
    pending : list
        (first row of the ledger, cell, weight) of today, for tomorrow.
    urged : list
        (pull, client, whose word) of today's restraint and encouragement, for tomorrow.
    changed : set of str
        Parts that changed since the rates were last worked out.
    x : ndarray (E, C)
        Last values of the effects.
    fresh : bool
        No x has been worked out yet.
    recalled : dict, optional
        Memory effects' x of the day, once they are asked for.
    shares : dict, optional
        `directed_shares` of the day, once they are asked for.
    """

    frame: Frame
    day: int
    ledgers: Floats
    steer: Floats
    believed_steer: Floats
    stock: Floats
    presence: Floats
    stage: Floats
    lines: Floats
    vows: Floats
    nearness: Floats
    credibility: Floats
    pressure: Floats
    deals: Floats
    believed_stage: Floats
    held: Floats
    lost: Floats
    upkeep: Floats
    supplied: Floats
    joined: Floats
    faith: Floats
    last_rung: NDArray[np.int64]
    rung_ends: set[int]
    contested: list[Contested]
    pending: list[tuple[int, int, float]]
    urged: list[tuple[float, int, Beliefs]]
    changed: set[str]
    x: Floats
    fresh: bool = True
    recalled: dict[str, Floats] | None = None
    shares: Shares | None = None

    def copy(self) -> State:
        """Copy everything that moves."""
        other = copy(self)
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray | set | list):
                setattr(other, name, value.copy())
        other.contested = [Contested(c.day, c.victim, c.quad, c.candidates, c.belief) for c in self.contested]
        return other


def recalled(state: State, name: str) -> Floats:
    """m_h of one memory effect at the start of the day, (C,); all are worked out with the first."""
    if state.recalled is None:
        state.recalled = state.frame.recall().deviations(state.ledgers)
    if name not in state.recalled:  # an effect without weight, which a decision weighs
        one = together({name: state.frame.ready(name)}, cells=state.ledgers.shape[1], floor=state.frame.floor)
        state.recalled |= one.deviations(state.ledgers)
    return state.recalled[name]
