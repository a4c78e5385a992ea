"""What stands at a date: ties and measures, from beliefs and from the analyst's assumptions, in one list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from catspaw.case.codebook import words
from catspaw.case.language import Arg, Party, Prop
from catspaw.case.model import Assumption, Case
from catspaw.case.propositions import identity, names_of
from catspaw.evidence.beliefs import Beliefs
from catspaw.network.principals import who

#: How much of a tie there is where nobody says.  Judged: the middle.
USUAL_STRENGTH = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """One tie, wish or presence at a date.

    Attributes
    ----------
    proposition : str
        Its identity: what worlds switch.
    prop : Prop
        The same, read.
    belief, low, high : float
        Probability that it holds, and its range.
    strength : float
        How much of it there is, 0 to 1.
    origins : int
        Independent origins; 0 for an assumption of which no claim speaks.
    claims : tuple of str
        Keys of the claims that carry it.
    assumed : bool
        Set by the analyst, and moved by claims where there are any.
    why : str
        The analyst's reason, for an assumption.
    """

    proposition: str
    prop: Prop
    day: date
    belief: float
    low: float
    high: float
    strength: float = USUAL_STRENGTH
    origins: int = 0
    claims: tuple[str, ...] = ()
    assumed: bool = False
    since: date | None = None
    until: date | None = None
    why: str = ""


def standing(case: Case, beliefs: Beliefs, *, as_of: date | None = None) -> tuple[Standing, ...]:
    """List what stands at a date.

    A proposition on which no claim counted stands only where an assumption sets it.  An assumption on what claims speak of
    too is the analyst's prior, put in the place of the word's own: odds = assumption's odds * claims' odds / prior odds.

    Parameters
    ----------
    case : Case
    beliefs : Beliefs
        As of the same date.
    as_of : date, optional
        Default: the case's.
    """
    day = as_of or case.as_of
    names = names_of(case)
    assumed = {str(identity(a.prop, names)): a for a in case.assumptions if holds(a, day)}
    found = [*_believed(beliefs, day, assumed), *_assumed(assumed, day, known=set(beliefs.ties()))]
    return tuple(sorted(found, key=lambda s: s.proposition))


def holds(assumption: Assumption, day: date) -> bool:
    """Whether an assumption is about a day."""
    start, end = _period(assumption)
    return (start is None or start <= day) and (end is None or day <= end)


def _believed(beliefs: Beliefs, day: date, assumed: Mapping[str, Assumption]) -> Iterator[Standing]:
    for proposition, tie in beliefs.ties().items():
        row = Standing(
            proposition=proposition,
            prop=tie.prop,
            day=day,
            belief=tie.belief,
            low=tie.low,
            high=tie.high,
            origins=tie.origins,
            claims=tie.claims,
            since=tie.since,
            until=tie.until,
        )
        if proposition in assumed:
            yield _combined(row, assumed[proposition], prior=_prior(beliefs, tie.prop))
        elif tie.origins:
            yield row


def _prior(beliefs: Beliefs, prop: Prop) -> float:
    """Give the probability of a proposition before any claim, as `Question.answers` has it."""
    place = beliefs.book.space.locate(prop)
    assert place is not None  # it is a tie of these beliefs
    part = beliefs.book.sheet.part(place.variable)
    return float(beliefs.book.sheet.prior[part][list(place.mask)].sum())


def _combined(row: Standing, assumption: Assumption, *, prior: float) -> Standing:
    """Put the analyst's prior in the place of the word's own, under the same claims."""
    belief, low, high = (_moved(_own(assumption), p, prior) for p in (row.belief, row.low, row.high))
    start, end = _period(assumption)
    return replace(
        row,
        belief=belief,
        low=low,
        high=high,
        strength=assumption.strength,
        assumed=True,
        since=row.since or start,
        until=row.until or end,
        why=assumption.why,
    )


def _moved(own: float, claimed: float, prior: float) -> float:
    """Give own odds * claimed odds / prior odds, as a probability; who is certain stays so."""
    holds = own * claimed * (1 - prior)
    fails = (1 - own) * (1 - claimed) * prior
    return holds / (holds + fails) if holds + fails else own


def _own(assumption: Assumption) -> float:
    return 1 - assumption.belief if assumption.prop.negated else assumption.belief


def _period(assumption: Assumption) -> tuple[date | None, date | None]:
    start = assumption.start.first if assumption.start else None
    return start, assumption.end.last if assumption.end else None


def _assumed(assumed: Mapping[str, Assumption], day: date, *, known: Collection[str]) -> Iterator[Standing]:
    for proposition, assumption in assumed.items():
        if proposition not in known and words()[assumption.prop.word].family in ("tie", "mind"):
            start, end = _period(assumption)
            yield Standing(
                proposition=proposition,
                prop=replace(assumption.prop, negated=False),
                day=day,
                belief=_own(assumption),
                low=_own(assumption),
                high=_own(assumption),
                strength=assumption.strength,
                assumed=True,
                since=start,
                until=end,
                why=assumption.why,
            )


def ends(case: Case, prop: Prop, day: date) -> list[tuple[str, str]]:
    """Give the pairs of principals that a proposition joins; joint parties each with each.

    Examples
    --------
    ``coordinates(russia + iran)`` gives (russia, iran); ``backs(iran -> axis)`` Iran with each member.
    """
    if not prop.call.positional:
        return []
    arg: Arg = prop.call.positional[0]
    first = who(case, arg.end, day) if isinstance(arg.end, Party) else ()
    if isinstance(arg.target, Party):
        return [(a, b) for a in first for b in who(case, arg.target, day) if a != b]
    return [(a, b) for i, a in enumerate(first) for b in first[i + 1 :]]
