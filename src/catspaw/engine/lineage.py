"""Why an act happened: the effects that raised its rate, and the earlier acts that contributed.

Lineage is rebuilt by replay, for the futures that are to be explained.  A parent's contribution is the act's
log rate with it less its log rate without it, everything else as recorded.  That is *contributed*, not
caused: causes come from comparing arms on the same carpet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from catspaw.core.elementary import exp
from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.frame import Frame
from catspaw.engine.outcomes import NEVER
from catspaw.engine.rates import log_rates
from catspaw.engine.result import Ensemble
from catspaw.engine.state import Act, State
from catspaw.engine.words import at_times, clause, deed, name_of, on_day
from catspaw.engine.work import framed
from catspaw.network.model import NOBODY, Model

_SMALL = 0.02  # log rate; below that a contribution is not listed
WORTH = 0.0487901641694320  # log 1.05: what moves a rate by less than a twentieth is not worth a clause
_WINDOW, _CANDIDATES = 60, 16  # judged: days back, and of how many channels the latest act is tried as a parent
_FORCE = 3  # the quad class of material conflict
# What effects read that hardly moves within a future: what they say stands behind an act all along.
_STANDING = frozenset({"stock", "presence", "stage", "nearness"})


@dataclass(frozen=True, slots=True)
class Cause:
    """One effect's part in an act.

    Attributes
    ----------
    effect : str
    term : float
        Its term of the log rate.
    says : str
        The clause that says it.
    standing : bool
        It was so from the beginning and has not moved: a ground of the act, not its occasion.
    """

    effect: str
    term: float
    says: str
    standing: bool = False


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
    ordinary : float
        The act's rate over its ordinary rate, tempo left out.
    says : str
        All this in a few sentences.
    """

    index: int
    act: Act
    causes: tuple[Cause, ...]
    parents: tuple[Parent, ...]
    times: float
    ordinary: float
    says: str

    @property
    def occasions(self) -> tuple[Cause, ...]:
        """What had moved and raised the rate, strongest first."""
        return _merged(cause for cause in self.causes if cause.term > 0 and not cause.standing)

    @property
    def grounds(self) -> tuple[Cause, ...]:
        """What raised the rate all along, strongest first."""
        return _merged(cause for cause in self.causes if cause.term > 0 and cause.standing)

    @property
    def brakes(self) -> tuple[Cause, ...]:
        """What lowered the rate, strongest first."""
        return _merged(cause for cause in self.causes if cause.term < 0)


def _merged(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Put causes together that say the same, such as a memory of days and one of weeks."""
    by_says: dict[str, list[Cause]] = {}
    for cause in causes:
        by_says.setdefault(cause.says, []).append(cause)
    made = [
        replace(same[0], effect=" + ".join(one.effect for one in same), term=sum(one.term for one in same))
        for same in by_says.values()
    ]
    return tuple(sorted(made, key=lambda cause: -abs(cause.term)))


@dataclass(slots=True, eq=False)
class Opened:
    """One future opened for explanations: its frame, its acts, and the state at the start of each day so far asked for."""

    frame: Frame
    acts: tuple[Act, ...]
    _mornings: list[State] = field(default_factory=list)
    _by_day: dict[int, list[int]] = field(default_factory=dict)

    def morning(self, day: int) -> State:
        """State at the start of a day; not to be changed."""
        if not self._mornings:
            self._mornings.append(begin(self.frame))
            for at, act in enumerate(self.acts):
                self._by_day.setdefault(act.day, []).append(at)
        while len(self._mornings) < day:
            state = self._mornings[-1].copy()
            self.live(state, len(self._mornings))
            self._mornings.append(state)
        return self._mornings[day - 1]

    def lived(self, first: int, day: int, *, skip: int = -1) -> State:
        """State at the start of a day, lived from the morning of an earlier one without one of the acts; none between is kept."""
        state = self.morning(first).copy()
        for passed in range(first, day):
            self.live(state, passed, skip=skip)
        return state

    def live(self, state: State, day: int, *, skip: int = -1) -> None:
        """Let a day pass, without one of its acts."""
        for at in self._by_day.get(day, ()):
            if at != skip and not self.acts[at].forestalled:
                apply(state, self.acts[at])
        next_day(state)


def open_future(ensemble: Ensemble, future: int, *, effects: Sequence[Effect] = EFFECTS) -> Opened:
    """Open one future for explanations.

    Raises
    ------
    ModelError
        A number that was not run.
    """
    acts = ensemble.acts_of(future)
    frame = framed(ensemble.model, ensemble.scheme.of(future), seed=ensemble.seed, effects=effects)
    return Opened(frame, acts)


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
    return _checked(open_future(ensemble, future, effects=effects), future, index)


def _checked(opened: Opened, future: int, index: int) -> Explanation:
    if not 0 <= index < len(opened.acts):
        raise ModelError(f"future {future} has no act {index}; allowed: 0 to {len(opened.acts) - 1}")
    return explained(opened, index)


def explained(opened: Opened, index: int) -> Explanation:
    """Explain one act of an opened future."""
    frame, act = opened.frame, opened.acts[index]
    level, terms = _terms(opened.morning(act.day), act.channel)
    parents = []
    for at in _related(opened, index):
        without = level - _without(opened, at, act)
        if abs(without) >= _SMALL:
            parents.append(Parent(at, opened.acts[at], without))
    parents.sort(key=lambda parent: -parent.contribution)
    causes = _causes(opened, act, terms)
    base, usual = frame.model.channels.log_base[act.channel], frame.model.channels.ordinary[act.channel]
    ordinary = float(exp(level)) / float(usual)
    sentence = _sentences(frame.model, act, Explanation(index, act, causes, tuple(parents), 1.0, ordinary, ""))
    return Explanation(index, act, causes, tuple(parents), float(exp(level - base)), ordinary, sentence)


def chain(
    ensemble: Ensemble, future: int, index: int, *, links: int = 5, effects: Sequence[Effect] = EFFECTS
) -> tuple[Explanation, ...]:
    """Follow an act back through its strongest parents; oldest first."""
    opened = open_future(ensemble, future, effects=effects)
    return followed(opened, _checked(opened, future, index), links=links)


def followed(opened: Opened, last: Explanation, *, links: int = 5, least: float = 0.0) -> tuple[Explanation, ...]:
    """Follow an explained act back through parents that contributed more than `least` of the log rate; oldest first."""
    found = [last]
    while len(found) < links and found[-1].parents and found[-1].parents[0].contribution > least:
        found.append(explained(opened, found[-1].parents[0].index))
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
        if seen == futures:
            break
        at = first_act(ensemble, future, outcome)
        if at is None:
            continue
        seen += 1
        opened = open_future(ensemble, future, effects=effects)
        act = opened.acts[at]
        _, terms = _terms(opened.lived(1, act.day), act.channel)
        for cause in _causes(opened, act, terms)[:3]:
            leading[cause.effect] += 1
            total[cause.effect] += cause.term  # type: ignore[assignment]
    return tuple(Reason(name, n / seen, total[name] / n) for name, n in leading.most_common())


def _without(opened: Opened, skip: int, act: Act) -> float:
    """Log rate of an act's channel on its day, had one earlier act not been."""
    return _terms(opened.lived(opened.acts[skip].day, act.day, skip=skip), act.channel)[0]


def _terms(state: State, channel: int) -> tuple[float, list[float]]:
    """Log rate of a channel, and each effect's term of it."""
    fresh = state.copy()
    fresh.fresh, fresh.recalled = True, None
    level = float(log_rates(fresh)[channel])
    return level, (fresh.frame.coefficients[:, channel] * fresh.x[:, channel]).tolist()


def _related(opened: Opened, index: int) -> list[int]:
    """Latest earlier act of each channel that can have moved an act's author: what may be its parents."""
    act, model = opened.acts[index], opened.frame.model
    author, target = int(model.channels.author[act.channel]), int(model.channels.target[act.channel])
    latest: dict[int, int] = {}
    for at in range(index - 1, -1, -1):
        earlier = opened.acts[at]
        if len(latest) == _CANDIDATES:
            break
        if act.day - earlier.day > _WINDOW and not model.actions.enters[model.channels.action[earlier.channel]]:
            continue
        fresh = earlier.day < act.day and not earlier.forestalled and earlier.channel not in latest
        if fresh and _heeds(opened.frame, author, target, earlier.channel):
            latest[earlier.channel] = at
    return list(latest.values())


def _heeds(frame: Frame, author: int, target: int, channel: int) -> bool:
    """Whether an actor, about to act on a target, heeds an act: what is done to it, between the two, or to its friends.

    Who joins a war stays in it, so that any such act is heeded, however long ago.
    """
    model, base = frame.model, frame.model.snapshot
    by, on = int(model.channels.author[channel]), int(model.channels.target[channel])
    if model.actions.enters[model.channels.action[channel]]:
        return True
    if on == author or {by, on} == {author, target} or (by == author and on == NOBODY):
        return True
    bound = base.alliance[author] + base.clients[author] + base.guarantees[author] + frame.control[author]
    force = model.actions.quad[model.channels.action[channel]] == _FORCE
    return on != NOBODY and bool(bound[on] > 0) and (by == target or bool(force))


def _causes(opened: Opened, act: Act, terms: list[float]) -> tuple[Cause, ...]:
    model = opened.frame.model
    author = name_of(model, int(model.channels.author[act.channel]))
    target = int(model.channels.target[act.channel])
    whom = name_of(model, target) if target != NOBODY else "others"
    before = _terms(opened.morning(1), act.channel)[1]
    told = [
        Cause(
            effect.name,
            term,
            clause(effect.raises if term > 0 else effect.lowers, author=author, target=whom),
            standing=effect.reads <= _STANDING and abs(term - start) < _SMALL,
        )
        for effect, term, start in zip(opened.frame.effects, terms, before, strict=True)
        if abs(term) >= _SMALL
    ]
    return tuple(sorted(told, key=lambda cause: -abs(cause.term)))


def _sentences(model: Model, act: Act, told: Explanation) -> str:
    """Say an act and its reasons: when, how likely, what moved it, what stood behind it, what held it back, what led to it."""
    parts = [f"{on_day(model, act.day)}: {deed(model, act)}, {at_times(told.ordinary)}", *reasons_of(model, told)]
    return ". ".join(parts) + "."


def reasons_of(model: Model, told: Explanation) -> list[str]:
    """Say what moved an act, what stood behind it, what held it back and what led to it, as far as it is worth telling."""
    parts = []
    for lead, causes, most in (
        ("What moved it", told.occasions, 2),
        ("What stood behind it", told.grounds, 2),
        ("What held it back", told.brakes, 1),
    ):
        if worth := [f"{one.says} ({factor(one.term)})" for one in causes if abs(one.term) >= WORTH][:most]:
            parts.append(f"{lead}: " + "; ".join(worth))
    if helped := [one for one in told.parents if one.contribution >= WORTH][:2]:
        said = (f"{deed(model, o.act)} on {on_day(model, o.act.day)} ({factor(o.contribution)})" for o in helped)
        parts.append("Contributed: " + "; ".join(said))
    return parts


def factor(term: float) -> str:
    """Write a term of the log rate as what it multiplies the rate by."""
    times = float(exp(term))
    return f"×{times:.1f}" if 0.95 <= times < 9.95 else f"×{times:.2g}"
