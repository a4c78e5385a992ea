"""Why an act happened: the effects that raised its rate, and the earlier acts that contributed.

Lineage is rebuilt by replay, for the futures that are to be explained.  A parent's contribution is the act's
log rate with it less its log rate without it, everything else as recorded.  That is *contributed*, not
caused: causes come from comparing arms on the same carpet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.ensemble import frame_of
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.frame import Frame
from catspaw.engine.outcomes import NEVER
from catspaw.engine.rates import log_rates
from catspaw.engine.result import Ensemble
from catspaw.engine.state import Act, State
from catspaw.engine.words import name_of, says
from catspaw.network.model import NOBODY, Model

_SMALL = 0.02  # log rate; below that a contribution is not told
_WINDOW, _CANDIDATES = 60, 25  # judged: days back, and how many of the latest related acts are tried as parents


@dataclass(frozen=True, slots=True)
class Cause:
    """One effect's part in an act: its name, its term of the log rate, and the clause that says it."""

    effect: str
    term: float
    says: str


@dataclass(frozen=True, slots=True)
class Parent:
    """An earlier act that contributed, and how much of the log rate goes with it."""

    index: int
    act: Act
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """One act explained.

    Attributes
    ----------
    index : int
        Which act of its future.
    act : Act
    causes : tuple of Cause
        Effects with a part worth telling, strongest first.
    parents : tuple of Parent
        Earlier acts, strongest first.
    times : float
        The act's rate over its base rate, tempo left out.
    says : str
        All this in one sentence.
    """

    index: int
    act: Act
    causes: tuple[Cause, ...]
    parents: tuple[Parent, ...]
    times: float
    says: str


def explain(ensemble: Ensemble, future: int, index: int, *, effects: Sequence[Effect] = EFFECTS) -> Explanation:
    """Explain one act of one future.

    Parameters
    ----------
    ensemble : Ensemble
    future : int
        Number of the future.
    index : int
        Which of its acts, from 0.

    Raises
    ------
    ModelError
        No such future or act.
    """
    acts = ensemble.acts_of(future)
    if not 0 <= index < len(acts):
        raise ModelError(f"future {future} has no act {index}; allowed: 0 to {len(acts) - 1}")
    frame = frame_of(ensemble.model, future, seed=ensemble.seed, effects=effects)
    act, days = acts[index], _mornings(frame, acts, acts[index].day)
    level, terms = _terms(days[act.day], act.channel)
    parents = []
    for at in _related(frame, acts, index):
        without = level - _without(days, acts, at, act)
        if abs(without) >= _SMALL:
            parents.append(Parent(at, acts[at], without))
    parents.sort(key=lambda parent: -parent.contribution)
    causes = _causes(frame, act, terms)
    times = float(exp(level - frame.model.channels.log_base[act.channel]))
    sentence = _sentence(frame.model, act, causes, parents, times)
    return Explanation(index, act, causes, tuple(parents), times, sentence)


def chain(
    ensemble: Ensemble, future: int, index: int, *, links: int = 5, effects: Sequence[Effect] = EFFECTS
) -> tuple[Explanation, ...]:
    """Follow an act back through its strongest parents; oldest first."""
    found = [explain(ensemble, future, index, effects=effects)]
    while len(found) < links and found[-1].parents and found[-1].parents[0].contribution > 0.0:
        found.append(explain(ensemble, future, found[-1].parents[0].index, effects=effects))
    return tuple(reversed(found))


def first_act(ensemble: Ensemble, future: int, outcome: str) -> int | None:
    """Index of the act with which an outcome came about in a future; None where it did not, or was so already.

    Raises
    ------
    UnknownName
        No such outcome.
    """
    ids = [one.id for one in ensemble.model.outcomes]
    if outcome not in ids:
        raise UnknownName(f"no outcome is called {outcome!r}{nearest(outcome, ids)}")
    spec = ensemble.model.outcomes[ids.index(outcome)]
    day = int(ensemble.passage[future - ensemble.first, ids.index(outcome)])
    if day in (NEVER, 0):
        return None
    kinds = {tuple(name.split("|")[1:]) for name in spec.channels}
    rungs = ensemble.model.actions.rung[ensemble.model.channels.action]
    found = None
    for at, act in enumerate(ensemble.acts_of(future)):
        name = ensemble.model.channels.ids[act.channel]
        fits = name in spec.channels if spec.ledger == "truth" else tuple(name.split("|")[1:]) in kinds
        high = spec.kind != "rung" or rungs[act.channel] >= spec.threshold
        if act.day == day and fits and high and not act.forestalled:
            found = at
            if spec.kind == "first":
                break
    return found


@dataclass(frozen=True, slots=True)
class Reason:
    """How often an effect is among the strongest three at an outcome's first act, and its mean term there."""

    effect: str
    share: float
    term: float


def reasons(
    ensemble: Ensemble, outcome: str, *, futures: int = 20, effects: Sequence[Effect] = EFFECTS
) -> tuple[Reason, ...]:
    """Say which effects carried an outcome, over the first `futures` futures in which it came about."""
    leading: Counter[str] = Counter()
    total: Counter[str] = Counter()
    seen = 0
    for future in range(ensemble.first, ensemble.first + ensemble.futures):
        at = first_act(ensemble, future, outcome)
        if at is None or seen == futures:
            continue
        seen += 1
        acts = ensemble.acts_of(future)
        frame = frame_of(ensemble.model, future, seed=ensemble.seed, effects=effects)
        _, terms = _terms(_mornings(frame, acts, acts[at].day)[acts[at].day], acts[at].channel)
        for cause in _causes(frame, acts[at], terms)[:3]:
            leading[cause.effect] += 1
            total[cause.effect] += cause.term  # type: ignore[assignment]
    return tuple(Reason(name, n / seen, total[name] / n) for name, n in leading.most_common())


def _mornings(frame: Frame, acts: Sequence[Act], last: int) -> dict[int, State]:
    """State at the start of each day 1 .. last."""
    state = begin(frame)
    days = {1: state.copy()}
    for day in range(1, last):
        _live(state, acts, day, skip=-1)
        days[day + 1] = state.copy()
    return days


def _live(state: State, acts: Sequence[Act], day: int, *, skip: int) -> None:
    for at, act in enumerate(acts):
        if act.day == day and at != skip and not act.forestalled:
            apply(state, act)
    next_day(state)


def _without(days: dict[int, State], acts: Sequence[Act], skip: int, act: Act) -> float:
    """Log rate of an act's channel on its day, had one earlier act not been."""
    state = days[acts[skip].day].copy()
    for day in range(acts[skip].day, act.day):
        _live(state, acts, day, skip=skip)
    return _terms(state, act.channel)[0]


def _terms(state: State, channel: int) -> tuple[float, list[float]]:
    """Log rate of a channel, and each effect's term of it."""
    fresh = state.copy()
    fresh.fresh, fresh.recalled = True, None
    level = float(log_rates(fresh)[channel])
    return level, (fresh.frame.coefficients[:, channel] * fresh.x[:, channel]).tolist()


def _related(frame: Frame, acts: Sequence[Act], index: int) -> list[int]:
    """Latest earlier acts by or on anyone whom the act's author or target heeds."""
    act, channels = acts[index], frame.model.channels
    author, target = int(channels.author[act.channel]), int(channels.target[act.channel])
    base = frame.model.snapshot
    bound = base.alliance + base.clients + base.guarantees + frame.control
    circle = {author, target, *np.flatnonzero(bound[author]).tolist(), *np.flatnonzero(bound[:, author]).tolist()}
    found = [
        at
        for at in range(index)
        if 0 < act.day - acts[at].day <= _WINDOW
        and not acts[at].forestalled
        and {int(channels.author[acts[at].channel]), int(channels.target[acts[at].channel])} & circle - {NOBODY}
    ]
    return found[-_CANDIDATES:]


def _causes(frame: Frame, act: Act, terms: list[float]) -> tuple[Cause, ...]:
    model = frame.model
    author = name_of(model, int(model.channels.author[act.channel]))
    target = int(model.channels.target[act.channel])
    whom = name_of(model, target) if target != NOBODY else "others"
    told = [
        Cause(effect.name, term, (effect.raises if term > 0 else effect.lowers).format(author=author, target=whom))
        for effect, term in zip(frame.effects, terms, strict=True)
        if abs(term) >= _SMALL
    ]
    return tuple(sorted(told, key=lambda cause: -abs(cause.term)))


def _sentence(model: Model, act: Act, causes: tuple[Cause, ...], parents: Sequence[Parent], times: float) -> str:
    text = f"{says(model, act)}, at {times:.2g} times its base rate"
    rising = [f"{cause.says} (×{float(exp(cause.term)):.2g})" for cause in causes if cause.term > 0][:3]
    if rising:
        text += f": {'; '.join(rising)}"
    helped = [
        f"{says(model, one.act)} (×{float(exp(one.contribution)):.2g})" for one in parents if one.contribution > 0
    ]
    if helped:
        text += f". Contributed: {'; '.join(helped[:2])}"
    return text + "."
