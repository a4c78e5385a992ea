"""One future told as a dated narrative: what turned it, why, and what went on besides.

Not every act is worth a paragraph.  Told are the acts with which outcomes came about, the chains of acts that led to
them, and of the rest the rarest and the highest on the ladder; what remains is counted by month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from textwrap import fill
from typing import Any

from catspaw.core.elementary import exp, log
from catspaw.engine.decide import Choice
from catspaw.engine.draws import world_row
from catspaw.engine.lineage import WORTH, Explanation, Opened, explained, first_act, followed, open_future, reasons_of
from catspaw.engine.outcomes import NEVER
from catspaw.engine.reference import _DECIDED
from catspaw.engine.result import Ensemble
from catspaw.engine.words import MONTHS, at_times, channel_says, date_of, deed, name_of, on_day, upper
from catspaw.network.model import Model

WIDTH = 100
_LINKS = 3  # acts of a chain that are told
_RARE = 1.5  # acts within the horizon at the ordinary rate; one of a kind that is commoner is no news
_HIGH = 5  # rung from which an act is news where its kind is rare
_BESIDES = 4  # kinds of act that are counted in a month
_FACTS = ("did", "ordered", "planned", "approved", "involved", "informed")  # propositions about incidents


@dataclass(frozen=True, slots=True)
class Came:
    """An outcome in this future: when it came about; no day: it did not; day 0: it was so already."""

    id: str
    says: str
    day: int | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Took:
    """A decision taken in this future: by whom, which, which option."""

    date: date
    actor: str
    decision: str
    option: str


@dataclass(frozen=True, slots=True)
class Told:
    """One act of the story, why it happened, and which outcomes came about with it."""

    date: date
    says: str
    why: Explanation
    brings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Besides:
    """How often a kind of act happened in a month, and how often it ordinarily does."""

    month: str
    says: str
    acts: int
    ordinary: float


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """One future told.

    Attributes
    ----------
    model : Model
    future : int
    acts : int
        Of the future, told or not; without those that were forestalled.
    world : tuple of str
        Contested propositions about incidents that are true in this future.
    outcomes : tuple of Came
    took : tuple of Took
    told : tuple of Told
        In their order.
    besides : tuple of Besides
        By month.
    """

    model: Model
    future: int
    acts: int
    world: tuple[str, ...]
    outcomes: tuple[Came, ...]
    took: tuple[Took, ...]
    told: tuple[Told, ...]
    besides: tuple[Besides, ...]

    @property
    def text(self) -> str:
        """The narrative."""
        blocks = ["\n".join(_head(self))]
        months = dict.fromkeys(
            [
                *(_month(one.date) for one in self.took),
                *(_month(one.date) for one in self.told),
                *(one.month for one in self.besides),
            ]
        )
        blocks += ["\n".join(_chapter(self, month)) for month in sorted(months, key=_order)]
        return "\n\n".join(blocks)

    def to_json(self) -> dict[str, Any]:
        """Give the story as JSON has it."""
        return {
            "future": self.future,
            "as_of": self.model.as_of.isoformat(),
            "horizon_days": self.model.horizon_days,
            "acts": self.acts,
            "world": list(self.world),
            "outcomes": [
                {"id": o.id, "says": o.says, "day": o.day, "date": o.date and o.date.isoformat()} for o in self.outcomes
            ],
            "decisions": [asdict(one) | {"date": one.date.isoformat()} for one in self.took],
            "told": [_told_json(self.model, one) for one in self.told],
            "besides": [
                {"month": b.month, "says": b.says, "acts": b.acts, "ordinary": round(b.ordinary, 2)}
                for b in self.besides
            ],
        }

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre style='white-space: pre-wrap'>{escape(self.text)}</pre>"


def story(
    ensemble: Ensemble,
    future: int,
    *,
    says: Mapping[str, str] | None = None,
    fact: Callable[[str], str] = str,
    most: int = 16,
) -> Story:
    """Tell one future.

    Parameters
    ----------
    ensemble : Ensemble
        In which it was run.
    future : int
    says : mapping, optional
        Outcome id to how it is to be called, such as the case's question; default: its proposition.
    fact : callable, optional
        Gives the words for a proposition about an incident that is true in the future's world; default: the proposition.
    most : int
        Acts that are told, as far as outcomes and their chains need no more.

    Raises
    ------
    ModelError
        A number that was not run.
    """
    opened = open_future(ensemble, future)
    says = says or {}
    came = [_came(ensemble, future, at, says) for at in range(len(ensemble.model.outcomes))]
    first = {one.id: first_act(ensemble, future, one.id) for one in came if one.day and _asked(one.id)}
    chosen: dict[int, Explanation] = {}
    for index in sorted({at for at in first.values() if at is not None}):
        for link in followed(opened, explained(opened, index), links=_LINKS, least=WORTH):
            chosen.setdefault(link.index, link)
    for index in _news(ensemble.model, opened):
        if len(chosen) >= most:
            break
        chosen.setdefault(index, explained(opened, index))
    brings = {index: tuple(one.says for one in came if first.get(one.id) == index) for index in chosen}
    return Story(
        model=ensemble.model,
        future=future,
        acts=sum(not act.forestalled for act in opened.acts),
        world=tuple(fact(name) for name in _world(ensemble, future)),
        outcomes=tuple(came),
        took=tuple(_took(ensemble.model, choice) for choice in ensemble.choices[future - ensemble.first]),
        told=tuple(_told(ensemble.model, chosen[index], brings[index]) for index in sorted(chosen)),
        besides=tuple(_besides(ensemble.model, opened, set(chosen))),
    )


def _came(ensemble: Ensemble, future: int, at: int, says: Mapping[str, str]) -> Came:
    spec = ensemble.model.outcomes[at]
    day = int(ensemble.passage[future - ensemble.first, at])
    if day == NEVER or day > spec.within_days:
        return Came(spec.id, says.get(spec.id, spec.says), None, None)
    return Came(spec.id, says.get(spec.id, spec.says), day, date_of(ensemble.model, day))


def _took(model: Model, choice: Choice) -> Took:
    decision = model.decisions[choice.decision]
    actor = name_of(model, model.snapshot.actors.index(decision.actor))
    return Took(date_of(model, choice.day), actor, decision.id, decision.options[choice.option].id)


def _told(model: Model, why: Explanation, brings: tuple[str, ...]) -> Told:
    return Told(date_of(model, why.act.day), deed(model, why.act), why, brings)


def _news(model: Model, opened: Opened) -> list[int]:
    """Acts of a kind that is rare and high on the ladder, the greatest news first; of each channel the first of 60 days."""
    expected = model.channels.ordinary * model.horizon_days
    rung = model.actions.rung[model.channels.action]
    seen: dict[int, int] = {}
    found: list[tuple[float, int]] = []
    for index, act in enumerate(opened.acts):
        c = act.channel
        if act.forestalled or expected[c] > _RARE or rung[c] < _HIGH or act.day - seen.get(c, -60) < 60:
            continue
        seen[c] = act.day
        found.append((float(log(expected[c])) - float(rung[c]) / 2, index))
    return [index for _, index in sorted(found)]


def _world(ensemble: Ensemble, future: int) -> tuple[str, ...]:
    model = ensemble.model
    row = world_row(model, seed=ensemble.seed, draw=ensemble.scheme.of(future).world)
    if row < 0:
        return ()
    true = [name for name, bit in zip(model.worlds.propositions, model.worlds.bits[row], strict=True) if bit]
    return tuple(name for name in true if name.partition("(")[0] in _FACTS)


def _besides(model: Model, opened: Opened, told: set[int]) -> list[Besides]:
    """Count what else happened, month by month, the most frequent first."""
    months: dict[str, dict[int, int]] = {}
    for index, act in enumerate(opened.acts):
        if index not in told and not act.forestalled:
            here = months.setdefault(_month(date_of(model, act.day)), {})
            here[act.channel] = here.get(act.channel, 0) + 1
    days: dict[str, int] = {}
    for day in range(1, model.horizon_days + 1):
        name = _month(date_of(model, day))
        days[name] = days.get(name, 0) + 1
    return [
        Besides(month, channel_says(model, channel), n, float(model.channels.ordinary[channel]) * days[month])
        for month, counts in months.items()
        for channel, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_BESIDES]
        if n > 1
    ]


def _asked(outcome: str) -> bool:
    """Whether the case asks for an outcome; the reports' own forecasts have a colon in their ids."""
    return ":" not in outcome


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _order(month: str) -> tuple[int, int]:
    name, year = month.split()
    return int(year), MONTHS.index(name)


def _head(told: Story) -> list[str]:
    last = on_day(told.model, told.model.horizon_days)
    lines = [f"Future {told.future}, from {on_day(told.model, 0)} to {last}: {told.acts:,} acts."]
    asked = [one for one in told.outcomes if _asked(one.id)]
    came = sorted((one.day, one.id, one.says) for one in asked if one.day)
    lines += [f"  {f'yes, on {on_day(told.model, day)}':<26} {says}" for day, _, says in came]
    lines += [f"  {'yes, from the beginning':<26} {one.says}" for one in asked if one.day == 0]
    lines += [f"  {'no':<26} {one.says}" for one in asked if one.day is None]
    if told.world:
        lines.append(wrap(f"In its world it is true that {'; that '.join(told.world)}."))
    return lines


def _chapter(told: Story, month: str) -> list[str]:
    lines = [month]
    for taken in told.took:
        if _month(taken.date) == month:
            what, chosen = (name.replace("_", " ") for name in (taken.decision, taken.option))
            lines.append(
                wrap(f"{taken.date.day} {month.split()[0]}. {upper(taken.actor)} decided on {what}: {chosen}.")
            )
    for one in told.told:
        if _month(one.date) == month:
            by_choice = one.why.act.word >= _DECIDED
            how = "by that decision" if by_choice else at_times(one.why.ordinary)
            parts = [f"{one.date.day} {month.split()[0]}. {upper(one.says)}, {how}"]
            parts += [] if by_choice else reasons_of(told.model, one.why)
            parts += [f"With this the answer is yes: {'; '.join(one.brings)}"] if one.brings else []
            lines.append(wrap(". ".join(parts) + ("" if parts[-1].endswith("?") else ".")))
    often = [one for one in told.besides if one.month == month]
    if often:
        lines.append(wrap("Besides: " + "; ".join(map(_often, often)) + "."))
    return lines


def _often(one: Besides) -> str:
    usual = f"{one.ordinary:.0f}" if one.ordinary >= 1 else "less than once"
    return f"{one.says} {times(one.acts)}" + (
        f" (ordinarily {usual})" if round(one.ordinary) != one.acts else " (as usual)"
    )


def wrap(text: str) -> str:
    """Break a paragraph into lines of a page's width, indented."""
    return fill(
        text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def times(number: int) -> str:
    """Say how often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _told_json(model: Model, one: Told) -> dict[str, Any]:
    return {
        "date": one.date.isoformat(),
        "says": one.says,
        "rung": float(model.actions.rung[model.channels.action[one.why.act.channel]]),
        "times_ordinary": one.why.ordinary,
        "causes": [
            {"effect": c.effect, "says": c.says, "times": float(exp(c.term)), "standing": c.standing}
            for c in one.why.causes
        ],
        "contributed": [
            {
                "date": date_of(model, p.act.day).isoformat(),
                "says": deed(model, p.act),
                "times": float(exp(p.contribution)),
            }
            for p in one.why.parents
        ],
        "brings": list(one.brings),
    }
