"""Numbers said in words: likelihood after ICD 203, confidence, and no more digits than a range carries."""

from __future__ import annotations

from collections.abc import Sequence

#: Upper ends of the likelihood words of Intelligence Community Directive 203 (2015).
LIKELIHOOD = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)

#: From what share of the weaker side's bits a question counts as contested.  A judgement.
CONFLICT = 0.35
#: From what width of the range its numbers are rounded to 5, to 10.  Judgements.
ROUGH, ROUGHER = 0.06, 0.60


def likelihood(p: float) -> str:
    """Give the likelihood word of a probability.

    Examples
    --------
    >>> likelihood(0.6)
    'likely'
    """
    return next(word for end, word in LIKELIHOOD if p < end)


def rounded(p: float, *, low: float, high: float) -> int:
    """Give a percentage rounded to what the width of its range carries: to 1, 5 or 10; never 0 or 100."""
    width = high - low
    step = 1 if width < ROUGH else 5 if width < ROUGHER else 10
    percent = int(step * int(100.0 * p / step + 0.5))
    return min(max(percent, 1), 99)


def phrase(p: float, *, low: float, high: float) -> str:
    """Say a belief with its range.

    Examples
    --------
    >>> phrase(0.61, low=0.41, high=0.76)
    'likely (about 60, 40–75)'
    """
    numbers = [rounded(x, low=low, high=high) for x in (p, low, high)]
    span = f"{numbers[1]}–{numbers[2]}"
    return (
        f"{likelihood(p)} (about {numbers[0]}, {span})"
        if numbers[1] != numbers[2]
        else f"{likelihood(p)} ({span.partition('–')[0]})"
    )


def confidence(supporting: int, *, conflict: float, rated: float) -> str:
    """Give the confidence in a belief, a word apart from its likelihood.

    Parameters
    ----------
    supporting : int
        Sides from which independent origins support the leading answer.
    conflict : float
        Bits against it as a share of all bits.
    rated : float
        Share of the origins that somebody rated.

    Returns
    -------
    str
        ``none`` without any origin, else ``low``, ``moderate`` or ``high``.
    """
    if supporting == 0 and conflict == 0.0:
        return "none"
    points = min(supporting, 3) - (conflict > CONFLICT) - (rated < 0.5)
    return "high" if points >= 3 else "moderate" if points == 2 else "low"


def answer_set(answers: Sequence[str], mask: Sequence[bool]) -> str:
    """Name a set of answers shortly.

    Examples
    --------
    >>> answer_set(("none", "low", "enough", "high"), (False, False, True, True))
    'enough or above'
    """
    inside = [a for a, m in zip(answers, mask, strict=True) if m]
    outside = [a for a, m in zip(answers, mask, strict=True) if not m]
    if len(inside) == 1:
        return inside[0]
    if len(outside) == 1:
        return f"not {outside[0]}"
    first, last = mask.index(True), len(mask) - 1 - list(reversed(mask)).index(True)
    together = all(mask[first : last + 1])
    if together and last == len(mask) - 1:
        return f"{answers[first]} or above"
    if together and first == 0:
        return f"{answers[last]} or below"
    return " or ".join(inside)
