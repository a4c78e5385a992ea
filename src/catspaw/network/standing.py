"""What stands at a date: ties and measures, from beliefs and from the analyst's assumptions, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
        Independent origins; 0 for an assumption.
    claims : tuple of str
        Keys of the claims that carry it.
    assumed : bool
        Set by the analyst.
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

    An assumption on what the reports speak of too takes its strength along but never the reports' belief: what is
    known through claims stays contested.

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
    assumed = {str(identity(a.prop, names)): a for a in case.assumptions if _holds(a, day)}
    found = [*_believed(beliefs, day, assumed), *_assumed(assumed, day, known=set(beliefs.ties()))]
    return tuple(sorted(found, key=lambda s: s.proposition))


def _holds(assumption: Assumption, day: date) -> bool:
    start = assumption.start.first if assumption.start else None
    end = assumption.end.last if assumption.end else None
    return (start is None or start <= day) and (end is None or day <= end)


def _believed(beliefs: Beliefs, day: date, assumed: dict[str, Assumption]) -> Iterator[Standing]:
    for proposition, tie in beliefs.ties().items():
        strength = assumed[proposition].strength if proposition in assumed else USUAL_STRENGTH
        yield Standing(
            proposition=proposition,
            prop=tie.prop,
            day=day,
            belief=tie.belief,
            low=tie.low,
            high=tie.high,
            strength=strength,
            origins=tie.origins,
            claims=tie.claims,
            since=tie.since,
            until=tie.until,
        )


def _assumed(assumed: dict[str, Assumption], day: date, *, known: set[str]) -> Iterator[Standing]:
    for proposition, assumption in assumed.items():
        if proposition not in known and words()[assumption.prop.word].family in ("tie", "mind"):
            yield Standing(
                proposition=proposition,
                prop=assumption.prop,
                day=day,
                belief=assumption.belief,
                low=assumption.belief,
                high=assumption.belief,
                strength=assumption.strength,
                assumed=True,
                since=assumption.start.first if assumption.start else None,
                until=assumption.end.last if assumption.end else None,
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
