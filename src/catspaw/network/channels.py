"""Which acts can happen in the model, how often in ordinary times, and what counts as an outcome.

An act can happen where the case anchors it, where an outcome asks for it, or where a patron can steer a client.  What
no anchor states is rare by a stated judgement (`RARE`, `STEERING`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from catspaw.case.codebook import actions, rung_level, words
from catspaw.case.language import Party, Prop
from catspaw.case.model import Anchor as CaseAnchor
from catspaw.case.model import Case, Outcome
from catspaw.core.errors import ModelError
from catspaw.network.model import NOBODY, Anchor, Channels, OutcomeSpec
from catspaw.network.principals import who

#: Acts in 90 ordinary days of a channel that an outcome asks for and no anchor states.  Judged: once in ten years.
RARE = 0.025  # acts in 90 days

#: Acts in 90 ordinary days by which a patron steers one client, where no anchor states them.  Judged.
STEERING: Mapping[str, float] = {"supplies": 1.0, "encourages": 0.5, "restrains": 0.5}

#: Acts that are also another, for outcomes: a retaliation by arms and an open war are strikes too.
COUNTS_AS: Mapping[str, tuple[str, ...]] = {"strike": ("strike", "retaliates", "assault")}

#: Acts by which a tie comes about, for forecasts whose condition is a tie.
BRINGS: Mapping[str, tuple[str, ...]] = {
    "fights": ("strike", "retaliates", "assault"),
    "sanctions": ("imposes",),
    "deal": ("agrees", "settles"),
    "normalises": ("recognises",),
}

#: Acts by which a nuclear programme goes up its ladder.
PROGRAMME = ("advances", "acquires")

Key = tuple[str, str, str | None]


@dataclass
class Rates:
    """Ordinary acts a day of each channel, as they are gathered.

    Attributes
    ----------
    a_day : dict
        (author, action, target) to acts a day.
    anchors : list of Anchor
        What was stated, each with the channels that it speaks of.
    """

    a_day: dict[Key, float] = field(default_factory=dict)
    anchors: list[Anchor] = field(default_factory=list)

    def add(self, keys: list[Key], low: float, high: float, ground: str) -> None:
        """Spread acts in 90 days evenly over channels; what was stated first of a channel stays."""
        fresh = [k for k in dict.fromkeys(keys) if k not in self.a_day]
        for key in fresh:
            self.a_day[key] = max((low + high) / 2 / 90 / len(fresh), 1e-9)
        if fresh:
            self.anchors.append(Anchor(fresh[0][1], low, high, ground, tuple(map(channel_id, fresh))))


def channel_keys(case: Case, prop: Prop, day: date) -> list[Key]:
    """Give the channels that a proposition about an act speaks of: every author with every target, never itself."""
    ends = prop.call.positional
    authors = who(case, ends[0].end, day) if isinstance(ends[0].end, Party) else ()
    target = ends[0].target
    if isinstance(target, Party):
        targets: tuple[str | None, ...] = _targets(case, target, day)
    elif len(authors) > 1:  # several jointly: each with each, but not the members of one group among themselves
        return [(a, prop.word, b) for a, b in _jointly(case, ends[0].end, authors, day)]
    else:
        targets = (None,)
    return [(a, prop.word, t) for a in authors for t in targets if a != t]


def _jointly(case: Case, end: object, authors: tuple[str, ...], day: date) -> list[tuple[str, str]]:
    """Pair those who do something together, both ways: across the parties that are named, or within the only one."""
    assert isinstance(end, Party)
    parties = [who(case, Party((member,)), day) for member in end.members]
    if len(parties) == 1:
        return [(a, b) for a in authors for b in authors if a != b]
    apart = {
        (a, b) for i, one in enumerate(parties) for j, other in enumerate(parties) if i != j for a in one for b in other
    }
    return [(a, b) for a in authors for b in authors if a != b and (a, b) in apart]


def _targets(case: Case, target: Party, day: date) -> tuple[str | None, ...]:
    """Give principals; a place counts as its host or the state it lies in."""
    named: dict[str | None, None] = {}
    for name in who(case, target, day):
        named[name if name in case.actors else state_of(case, name)] = None
    return tuple(named)


def state_of(case: Case, place: str) -> str | None:
    """Give the state on whose soil a place lies: its host, or the first actor that it is inside of; None if neither."""
    seen: set[str] = set()
    while place in case.places and place not in seen:
        seen.add(place)
        host = case.places[place].host or case.places[place].inside
        if host is None:
            return None
        place = host
    return place if place in case.actors else None


def gather(case: Case, day: date, *, patrons: Iterable[tuple[str, str]]) -> Rates:
    """Gather the ordinary rates of all channels.

    Parameters
    ----------
    case : Case
    day : date
        As of when groups have members.
    patrons : iterable of (str, str)
        Patron and client, principals both.
    """
    rates = Rates()
    for anchor in case.anchors:
        rates.add(_anchored(case, anchor, day), anchor.low, anchor.high, anchor.ground)
    for outcome in case.outcomes:
        if outcome.prop.word in actions():  # those that count as it need an anchor of their own
            keys = [k for k in channel_keys(case, outcome.prop, day) if k not in rates.a_day]
            rates.add(keys, 0.0, 2 * RARE, "judged: no anchor states it")
    for patron, client in sorted(set(patrons)):
        for action, acts in STEERING.items():
            if patron != client:
                rates.add([(patron, action, client)], 0.5 * acts, 1.5 * acts, "judged: no anchor states it")
    if not rates.a_day:
        raise ModelError(
            f"case {case.id}: nothing can happen in it; state `anchors` in case.yaml (docs/case-format.md)"
        )
    return rates


def _anchored(case: Case, anchor: CaseAnchor, day: date) -> list[Key]:
    keys = channel_keys(case, anchor.prop, day)
    if not keys:
        raise ModelError(f"case.yaml:{anchor.line}: `{anchor.prop}` names nobody who acts in the model")
    return keys


def channels(rates: Rates, index: Mapping[str, int], places: Mapping[str, int], homes: Mapping[str, str]) -> Channels:
    """Lay the channels out as arrays, sorted by id; an act happens where its target is at home, if that is a place."""
    keys = sorted(rates.a_day, key=channel_id)
    names = list(actions())
    where = [places.get(homes.get(t or a, ""), NOBODY) for a, _, t in keys]
    return Channels(
        ids=tuple(map(channel_id, keys)),
        author=np.array([index[a] for a, _, _ in keys], dtype=np.int64),
        action=np.array([names.index(w) for _, w, _ in keys], dtype=np.int64),
        target=np.array([NOBODY if t is None else index[t] for _, _, t in keys], dtype=np.int64),
        place=np.array(where, dtype=np.int64),
        ordinary=np.array([rates.a_day[k] for k in keys]),
        log_base=np.log(np.array([rates.a_day[k] for k in keys])),
    )


def channel_id(key: Key) -> str:
    """Give a channel its id: ``author|action|target``, the target empty where there is none."""
    return "|".join((key[0], key[1], key[2] or ""))


def outcome_specs(case: Case, rates: Rates, day: date) -> Iterator[OutcomeSpec]:
    """Compile the outcomes of a case.

    Raises
    ------
    ModelError
        For an outcome that can never be, since no channel brings it about.
    """
    for outcome in case.outcomes:
        yield outcome_spec(case, outcome, rates, day)


def outcome_spec(case: Case, outcome: Outcome, rates: Rates, day: date, *, file: str = "case.yaml") -> OutcomeSpec:
    """Compile one outcome, of a line of a file.

    Raises
    ------
    ModelError
        For an outcome that can never be, since no channel brings it about.
    """
    known = set(rates.a_day)
    keys = [k for k in _outcome_keys(case, outcome, known, day) if k in known]
    if not keys:
        raise ModelError(
            f"{file}:{outcome.line}: `{outcome.prop}` can never come about: no act of the model brings it; "
            "anchor one, or ask about actors that the model has"
        )
    kind, threshold = _threshold(outcome)
    highest = max(actions()[action].rung for _, action, _ in keys)
    if kind == "rung" and highest < threshold:
        raise ModelError(
            f"{file}:{outcome.line}: `{outcome.prop}` can never come about: the highest act between them that the "
            f"model has is of rung {highest:g}; anchor a higher one, or ask for less"
        )
    return OutcomeSpec(
        id=outcome.id,
        says=str(outcome.prop),
        kind=kind,  # type: ignore[arg-type]
        channels=tuple(sorted(map(channel_id, keys))),
        threshold=threshold,
        within_days=outcome.within_days,
        ledger="public" if outcome.ledger == "reported" else outcome.ledger,
    )


def expectation_specs(case: Case, rates: Rates, day: date) -> Iterator[OutcomeSpec]:
    """Compile the reports' own forecasts, as far as acts of the model can bring them: ``expects:KEY`` and ``if:KEY``.

    A forecast that something will not happen is compiled as the happening; who reads it turns it round.  A condition
    that is a tie is compiled as the acts that bring it about (`BRINGS`), where the model has them.
    """
    for claim in case.claims:
        if claim.kind != "expects" or claim.unless is not None:
            continue
        within = min(claim.within_days or case.horizon_days, case.horizon_days)
        wanted = _forecast(case, f"expects:{claim.key}", claim.prop, rates, within, day)
        if wanted is None:
            continue
        yield wanted
        given = _forecast(case, f"if:{claim.key}", claim.given, rates, case.horizon_days, day) if claim.given else None
        if given is not None:
            yield given


def _forecast(case: Case, name: str, prop: Prop, rates: Rates, within: int, day: date) -> OutcomeSpec | None:
    if prop.word not in (*actions(), *BRINGS) and words()[prop.word].ladder not in ("rung", "stage"):
        return None
    outcome = Outcome(name, "", prop, within)
    keys = [k for k in _outcome_keys(case, outcome, set(rates.a_day), day) if k in rates.a_day]
    if not keys or (prop.op is not None and prop.op not in (">", ">=")):
        return None
    kind, threshold = _threshold(outcome)
    return OutcomeSpec(
        id=name,
        says=str(prop),
        kind=kind,  # type: ignore[arg-type]
        channels=tuple(sorted(map(channel_id, keys))),
        threshold=threshold,
        within_days=within,
    )


def _outcome_keys(case: Case, outcome: Outcome, known: set[Key], day: date) -> list[Key]:
    if words()[outcome.prop.word].ladder == "rung":
        arg = outcome.prop.call.positional[0]
        a = set(who(case, arg.end, day)) if isinstance(arg.end, Party) else set()
        b = set(who(case, arg.target, day)) if isinstance(arg.target, Party) else set()
        return [k for k in known if (k[0] in a and k[2] in b) or (k[0] in b and k[2] in a)]
    if words()[outcome.prop.word].ladder == "stage":
        first = outcome.prop.call.positional[0].end
        owners = set(who(case, first, day)) if isinstance(first, Party) else set()
        return [k for k in known if k[0] in owners and k[1] in PROGRAMME]
    pairs = {(a, t) for a, _, t in channel_keys(case, outcome.prop, day)}
    word = outcome.prop.word
    counted = BRINGS.get(word) or COUNTS_AS.get(word, (word,))
    return [k for k in known if k[1] in counted and (k[0], k[2]) in pairs]


def _threshold(outcome: Outcome) -> tuple[str, float]:
    prop = outcome.prop
    level = str(prop.level) if prop.op else ""
    if words()[prop.word].ladder == "rung":
        return "rung", _rung(level)
    if words()[prop.word].ladder == "stage":
        return "stage", rung_level("stage", level)
    if prop.op is None:
        return "first", 0.0
    if prop.op not in (">", ">="):
        raise ModelError(f"case.yaml:{outcome.line}: `{prop}`: a count is compared with > or >=")
    return "count", float(level) - (1.0 if prop.op == ">=" else 0.0)


def _rung(level: str) -> float:
    return float(level) if level.replace(".", "").isdigit() else rung_level("rung", level)
