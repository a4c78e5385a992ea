"""`catspaw like`: has this happened before, what followed, and what do the case's own futures say.

A reference class is all acts like an incident: of its kind on its target, of its class on its target, of its kind on
anybody.  Acts of one pair within 30 days of the first make one episode, so that one bombardment is not thirty precedents.
An episode is *answered* where its target then acts in kind on its author within 30 days, after the day of the first act:
by material conflict where the incident is hostile, by any cooperation where it is not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from catspaw.case.codebook import actions
from catspaw.case.model import Case, Incident
from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.engine.result import Ensemble
from catspaw.fit.card.reading import Row
from catspaw.network.channels import COUNTS_AS
from catspaw.network.principals import who

#: Days within which an answer counts, and within which acts of one pair are one episode.
WITHIN = 30
#: The range is 5 to 95 %, by Jeffreys' prior.
_TAILS = (0.05, 0.95)
HOSTILE = ("verbal_conflict", "material_conflict")


class Dated(NamedTuple):
    """One act, dated by a number of days: in the record an ordinal, in a future days from as-of."""

    day: int
    source: str
    target: str
    action: str
    quad: str


@dataclass(frozen=True, slots=True)
class Precedents:
    """A reference class.

    Attributes
    ----------
    says : str
        What the episodes have in common.
    answered, episodes : int
        n of N.
    low, high : float or None
        5-95 % range of the share; None without an episode.
    ordinary : float or None
        Share of all stretches of 30 days of the record, for the same pairs, that hold such an answer: what no
        connection at all would give.
    last : tuple of date
        First days of the last few episodes; empty for simulated ones.
    """

    says: str
    answered: int
    episodes: int
    low: float | None
    high: float | None
    ordinary: float | None
    last: tuple[date, ...] = ()

    @property
    def share(self) -> float | None:
        """Answered episodes among all."""
        return self.answered / self.episodes if self.episodes else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """An incident, its reference classes from the narrowest to the widest, and the case's own futures.

    Attributes
    ----------
    incident, says, answer : str
        Id; the act; what counts as an answer.
    since, until : date
        Of the record that was looked at: nothing after the case's own day.
    classes : tuple of Precedents
    simulated : Precedents or None
    why_not : str
        Why nothing is simulated; empty where it is.
    """

    incident: str
    says: str
    answer: str
    since: date
    until: date
    classes: tuple[Precedents, ...]
    simulated: Precedents | None
    why_not: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        told = asdict(self)
        for row in (*told["classes"], *([told["simulated"]] if told["simulated"] else [])):
            row["last"] = [day.isoformat() for day in row["last"]]
        return {**told, "since": self.since.isoformat(), "until": self.until.isoformat()}

    def __str__(self) -> str:
        head = f"{self.says}. Answered within {WITHIN} days by {self.answer}, in the record from {self.since} to {self.until}:"
        rows = [f"  {_told(one)}" for one in self.classes]
        own = f"  {_told(self.simulated)}" if self.simulated else f"  {self.why_not}"
        return "\n".join((head, *rows, "In the case's own futures:", own))


def _told(one: Precedents) -> str:
    if one.low is None or one.high is None:
        return f"{one.says}: no episode"
    ordinary = "" if one.ordinary is None else f"; in any {WITHIN} days {one.ordinary:.0%}"
    last = f"; the last on {', '.join(map(str, one.last))}" if one.last else ""
    return f"{one.says}: {one.answered:,} of {one.episodes:,} ({one.low:.0%} to {one.high:.0%}){ordinary}{last}"


def like(case: Case, name: str, rows: Sequence[Row], ensemble: Ensemble | None) -> Likeness:
    """Find the precedents of an incident.

    Parameters
    ----------
    case : Case
    name : str
        Id of the incident.
    rows : sequence of Row
        The record; what lies after the case's day is not looked at.
    ensemble : Ensemble or None
        Futures of the case's model.

    Raises
    ------
    UnknownName
        No such incident.
    ModelError
        An incident whose kind is no act, or that has no target; or no record before the case's day.
    """
    incident = _incident(case, name)
    assert incident.against is not None
    targets = frozenset(who(case, incident.against, case.as_of))
    past = [r for r in rows if r.day <= case.as_of]
    if not past:
        raise ModelError(f"the record holds nothing up to {case.as_of}, the day of the case")
    record = [act for r in past for act in _dated(r)]
    end = min(case.as_of, max(r.day for r in rows)).toordinal()
    kinds = frozenset(COUNTS_AS.get(incident.kind, (incident.kind,)))
    quad = actions()[incident.kind].quad
    answers = _answers(quad)
    whom, what = ", ".join(case.name_of(t) for t in sorted(targets)), incident.kind.replace("_", " ")
    found = (
        (f"{what} on {whom}", lambda a: a.action in kinds and a.target in targets),
        (f"{quad.replace('_', ' ')} on {whom}", lambda a: a.quad == quad and a.target in targets),
        (f"{what} on anybody", lambda a: a.action in kinds),
    )
    classes = tuple(_precedents(says, record, of, answers, end) for says, of in found)
    simulated = _simulated(ensemble, kinds, targets, answers) if ensemble is not None else None
    why_not = "no futures were run" if ensemble is None else "" if simulated else "the case's model has no such act"
    return Likeness(
        incident=name,
        says=f"{incident.name or name}: {what} on {whom}",
        answer=f"{' or '.join(q.replace('_', ' ') for q in sorted(answers))} of the target on the author",
        since=min(r.day for r in past),
        until=date.fromordinal(end),
        classes=classes,
        simulated=simulated,
        why_not=why_not,
    )


def _dated(row: Row) -> Iterator[Dated]:
    """Give a row as an act; nothing for one without an author, a target or a type, or on itself."""
    if row.source and row.target and row.action and row.quad and row.source != row.target:
        yield Dated(row.day.toordinal(), row.source, row.target, row.action, row.quad)


def _incident(case: Case, name: str) -> Incident:
    if name not in case.incidents:
        known = ", ".join(sorted(case.incidents)) or "none"
        raise UnknownName(f"`{name}` is no incident of {case.id}{nearest(name, case.incidents)}; incidents: {known}")
    incident = case.incidents[name]
    if incident.kind not in actions() or incident.against is None or not who(case, incident.against, case.as_of):
        raise ModelError(
            f"`{name}` ({incident.kind}) has no target that acts: only an act of somebody on somebody has precedents; "
            "give it `against` in incidents.yaml"
        )
    return incident


def _answers(quad: str) -> frozenset[str]:
    hostile = quad in HOSTILE
    return frozenset({"material_conflict"} if hostile else {"verbal_cooperation", "material_cooperation"})


Chosen = Callable[[Dated], bool]
Pair = tuple[str, str]


def _precedents(says: str, record: Sequence[Dated], of: Chosen, answers: frozenset[str], end: int) -> Precedents:
    first = min((a.day for a in record), default=end)
    days = _days_of(record, answers)
    begun = [(pair, day) for pair, day in episodes(record, of) if day + WITHIN <= end]
    answered = sum(answered_after(days.get(pair[::-1], ()), day) for pair, day in begun)
    stretches = range(first, max(end - WITHIN, first) + 1)
    share = {
        pair: sum(answered_after(days.get(pair[::-1], ()), d) for d in stretches) / len(stretches)
        for pair in {pair for pair, _ in begun}
    }
    ordinary = sum(share[pair] for pair, _ in begun) / len(begun) if begun else None
    last = tuple(date.fromordinal(day) for _, day in sorted(begun, key=lambda e: -e[1])[:3])
    return _counted(says, answered, len(begun), ordinary, last)


def episodes(record: Iterable[Dated], of: Chosen) -> list[tuple[Pair, int]]:
    """Give the episodes of a record: the pair and the first day; later acts of the pair within 30 days belong to it."""
    begun: dict[Pair, list[int]] = {}
    for act in sorted(record):
        if of(act):
            days = begun.setdefault((act.source, act.target), [])
            if not days or act.day > days[-1] + WITHIN:
                days.append(act.day)
    return [(pair, day) for pair, days in begun.items() for day in days]


def answered_after(days: Sequence[int], day: int) -> bool:
    """Whether one of some sorted days lies within 30 days after a day, the day itself left out."""
    at = bisect_right(days, day)
    return at < len(days) and days[at] <= day + WITHIN


def _days_of(record: Iterable[Dated], answers: frozenset[str]) -> Mapping[Pair, Sequence[int]]:
    found: dict[Pair, set[int]] = {}
    for act in record:
        if act.quad in answers:
            found.setdefault((act.source, act.target), set()).add(act.day)
    return {pair: sorted(days) for pair, days in found.items()}


def _simulated(
    ensemble: Ensemble, kinds: frozenset[str], targets: frozenset[str], answers: frozenset[str]
) -> Precedents | None:
    """Count the same in futures: episodes that leave 30 days to the horizon."""
    model, names = ensemble.model, ensemble.model.snapshot.actors
    parts = [channel.split("|") for channel in model.channels.ids]
    if not any(action in kinds and target in targets for _, action, target in parts):
        return None
    quads = {a.action: a.quad for a in actions().values()}
    done = ~ensemble.acts.forestalled
    future, channel, at = ensemble.acts.future[done], ensemble.acts.channel[done], ensemble.acts.day[done]
    answered = total = 0
    edges = np.flatnonzero(np.diff(future, prepend=-1, append=-1))
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        acts = [
            Dated(int(d), a, t, k, quads[k])
            for c, d in zip(channel[start:stop].tolist(), at[start:stop].tolist(), strict=True)
            for a, k, t in (parts[c],)
            if t in names
        ]
        answering = _days_of(acts, answers)
        for pair, day in episodes(acts, lambda a: a.action in kinds and a.target in targets):
            if day + WITHIN <= model.horizon_days:
                total += 1
                answered += answered_after(answering.get(pair[::-1], []), day)
    return _counted(f"the same in {ensemble.futures:,} futures", answered, total, None, ())


def _counted(says: str, answered: int, n: int, ordinary: float | None, last: tuple[date, ...]) -> Precedents:
    from scipy.stats import beta

    if not n:
        return Precedents(says, 0, 0, None, None, None)
    low, high = (float(beta.ppf(q, answered + 0.5, n - answered + 0.5)) for q in _TAILS)
    return Precedents(says, answered, n, 0.0 if answered == 0 else low, 1.0 if answered == n else high, ordinary, last)
