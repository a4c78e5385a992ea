"""The decisions of a case → the engine's: options as channels, odds as utilities, openings as outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catspaw.case.model import Case, Outcome, Way
from catspaw.case.model import Decision as CaseDecision
from catspaw.core.elementary import log
from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.network.channels import RARE, Key, Rates, channel_id, channel_keys, outcome_spec
from catspaw.network.model import OWN, Decision, Option, OutcomeSpec, Weights
from catspaw.network.principals import principal

#: What opens a decision stands among the outcomes under this name.
OPENS = "opens:"


def option_rates(case: Case, rates: Rates, day: date) -> None:
    """Add the acts that options are, and that open decisions, to the ordinary rates: rare where no anchor states them."""
    for decision in case.decisions:
        for way in decision.ways:
            if way.act is not None:
                rates.add([_key(case, decision, way, day)], 0.0, 2 * RARE, "judged: no anchor states it")
        if decision.opens is not None:
            keys = channel_keys(case, decision.opens, day)
            rates.add(keys, 0.0, 2 * RARE, "judged: no anchor states it")


def _key(case: Case, decision: CaseDecision, way: Way, day: date) -> Key:
    keys = [] if way.act is None else channel_keys(case, way.act, day)
    if len(keys) != 1:
        raise ModelError(
            f"decisions.yaml:{decision.line}: the option `{way.id}`, `{way.act}`, is {len(keys)} acts; "
            "allowed: one, of one actor toward one other"
        )
    return keys[0]


def openings(case: Case, rates: Rates, day: date) -> Iterator[OutcomeSpec]:
    """Compile what opens the decisions of a case, one outcome each.

    Raises
    ------
    ModelError
        For what can never come about, since no channel brings it.
    """
    for decision in case.decisions:
        if decision.opens is not None:
            asked = Outcome(
                f"{OPENS}{decision.id}", decision.ask, decision.opens, case.horizon_days, line=decision.line
            )
            yield outcome_spec(case, asked, rates, day, file="decisions.yaml")


def decisions(case: Case, day: date, *, index: dict[str, int], weights: Weights) -> tuple[Decision, ...]:
    """Compile the decisions of a case, in the order of its file.

    Parameters
    ----------
    case : Case
    day : date
        As of when groups have members.
    index : dict
        Row of each actor of the model.
    weights : Weights
        Names the effects that may weigh on an option.

    Raises
    ------
    UnknownName
        An effect that the engine does not have, or somebody who does not act in the model.
    """
    return tuple(_decision(case, one, day, index, weights) for one in case.decisions)


def _decision(case: Case, one: CaseDecision, day: date, index: dict[str, int], weights: Weights) -> Decision:
    actor = principal(case, one.who, day)
    if actor not in index:
        raise UnknownName(f"decisions.yaml:{one.line}: `{one.who}` does not act in the model{nearest(actor, index)}")
    for way in one.ways:
        for effect in way.weighs:
            if effect not in weights.effects:
                near = nearest(effect, weights.effects)
                raise UnknownName(f"decisions.yaml:{one.line}: `{effect}` is no effect of the engine{near}")
    return Decision(
        id=one.id,
        actor=actor,
        options=tuple(_option(case, one, way, day) for way in one.ways),
        on_day=None if one.on is None else (one.on - day).days,
        after_outcome=None if one.opens is None else f"{OPENS}{one.id}",
    )


def _option(case: Case, one: CaseDecision, way: Way, day: date) -> Option:
    channel = "" if way.act is None else channel_id(_key(case, one, way, day))
    weighs = tuple((name, OWN if weight is None else weight) for name, weight in way.weighs.items())
    return Option(way.id, float(log(way.odds)), channel, weighs)
