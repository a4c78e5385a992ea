"""Questions as variables: what their answers are, and what each is worth before any claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from catspaw.case.codebook import ladders, words
from catspaw.case.language import Party, Prop
from catspaw.evidence.tables import constants

PROPOSITION, LIST, LADDER, NUMBER, AUTHOR = "proposition", "list", "ladder", "number", "author"
YES, NO = "yes", "no"
SOMEONE_ELSE, NOT_HAPPENED, NONE_OF_THESE = "someone else", "did not happen", "none of these"

#: Ladders whose lowest rung is no absence: nothing speaks for a low level before the first claim.  Of control too:
#: that nobody decides is no more likely beforehand than that somebody has a say.  Judged.
LEVEL = ("power", "wealth", "support", "reach", "trust", "control")
_RUNG_NUMBERS = {"none": 0.0, "low": 3.0, "middle": 5.0, "high": 7.0, "war": 9.0}
_NOT_ID = re.compile(r"[^a-z0-9]+")

Mask = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """One question with its answers.

    Attributes
    ----------
    id : str
        Of questions.yaml, or a slug of what it is about.
    ask : str
        As asked; the proposition itself where nobody asked.
    kind : str
        proposition, list, ladder, number or author.
    about : str
        The proposition, measure or incident.
    answers : tuple of str
        All possible answers; ``yes`` and ``no`` for a proposition.
    prior : tuple of float
        Of each answer, alone, before links and claims.
    prop : Prop or None
        The proposition or the measure, without its level.
    word : str
        Word of the predicate table that it turns on; empty for a list.
    half_life : float or None
        Days, for what can cease to be so.
    declared : bool
        Whether questions.yaml asks it.
    """

    id: str
    ask: str
    kind: str
    about: str
    answers: tuple[str, ...]
    prior: tuple[float, ...]
    prop: Prop | None = None
    word: str = ""
    half_life: float | None = None
    declared: bool = False


def slug(text: str) -> str:
    """Make a readable id of a proposition: letters, digits and underscores.

    Examples
    --------
    >>> slug("backs(iran -> some of pmf, for deniability)")
    'backs_iran_some_of_pmf_for_deniability'
    """
    found = _NOT_ID.sub("_", text.lower()).strip("_")
    if len(found) <= 80:
        return found
    return found[:71] + "_" + blake2b(text.encode(), digest_size=4).hexdigest()


def odds(p: float) -> float:
    """Give p / (1 - p)."""
    return p / (1.0 - p)


def normalised(weights: Iterable[float]) -> tuple[float, ...]:
    """Scale weights to a sum of 1."""
    found = tuple(weights)
    total = sum(found)
    return tuple(w / total for w in found)


def proposition_prior(p: float) -> tuple[float, ...]:
    """Give the prior of yes and no."""
    return (p, 1.0 - p)


def ladder_prior(ladder: str, *, own: float) -> tuple[float, ...]:
    """Give the prior of each rung: the product, up to it, of the odds of each rung's own prior.

    Parameters
    ----------
    ladder : str
        Name of the ladder.
    own : float
        Prior of a rung for which the predicate table has no word.

    Examples
    --------
    >>> [round(p, 3) for p in ladder_prior("stage", own=0.3)]
    [0.58, 0.248, 0.106, 0.046, 0.02]
    """
    rungs = ladders()[ladder]
    if ladder in LEVEL:
        return normalised([1.0] * len(rungs))
    named = {w.rung: w.prior for w in words().values() if w.ladder == ladder and w.rung and w.word == w.rung}
    weights = [1.0]
    for rung in rungs[1:]:
        weights.append(weights[-1] * odds(named.get(rung, own)))
    return normalised(weights)


def author_prior(candidates: Sequence[str], *, own: float, public: bool) -> tuple[float, ...]:
    """Give the prior of each candidate, of someone else and, unless public, of `did not happen`."""
    happened = [odds(own)] * len(candidates) + [1.0]
    if public:
        return normalised(happened)
    share = constants()["happened"]
    return (*(share * p for p in normalised(happened)), 1.0 - share)


def list_prior(own: Sequence[float], *, exhaustive: bool) -> tuple[float, ...]:
    """Give the prior of answers of which at most one is true: their odds, and 1 for none of these."""
    return normalised([odds(p) for p in own] + ([] if exhaustive else [1.0]))


def rung_mask(ladder: str, op: str, level: str) -> Mask:
    """Say which rungs a threshold covers; rungs of escalation may be given as numbers."""
    rungs = ladders()[ladder]
    numbers = [_RUNG_NUMBERS.get(r, float(i)) if ladder == "rung" else float(i) for i, r in enumerate(rungs)]
    value = numbers[rungs.index(level)] if level in rungs else float(level)
    return tuple(compare(n, op, value) for n in numbers)


def compare(a: float, op: str, b: float) -> bool:
    """Compare two numbers by an operator of the language."""
    return {">=": a >= b, "<=": a <= b, ">": a > b, "<": a < b, "=": a == b}[op]


@dataclass(frozen=True, slots=True)
class Cells:
    """The line of numbers cut where claims cut it.

    Attributes
    ----------
    samples : tuple of float
        One number inside each cell.
    names : tuple of str
        What each cell is called.
    points : tuple of bool
        Whether a cell is a single number.
    """

    samples: tuple[float, ...]
    names: tuple[str, ...]
    points: tuple[bool, ...]

    def mask(self, op: str, value: float) -> Mask:
        """Say which cells a comparison covers."""
        return tuple(compare(s, op, value) for s in self.samples)


def cells(thresholds: Iterable[tuple[str, float]]) -> Cells:
    """Cut the line at the values mentioned; pieces that no mention tells apart stay together.

    Examples
    --------
    >>> cells([(">", 1200.0)]).names
    ('1200 or fewer', 'more than 1200')
    >>> cells([("=", 3.0)]).names
    ('fewer than 3', '3', 'more than 3')
    """
    known = sorted(set(thresholds))
    values = sorted({v for _, v in known})
    pieces = _pieces(values)
    groups: list[list[tuple[float, float, float]]] = []
    last: Mask | None = None
    for piece in pieces:
        sign = tuple(compare(piece[1], op, v) for op, v in known)
        if sign == last:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        last = sign
    names = tuple(_cell_name(g) for g in groups)
    return Cells(tuple(g[0][1] for g in groups), names, tuple(len(g) == 1 and g[0][0] == g[0][2] for g in groups))


def _pieces(values: list[float]) -> list[tuple[float, float, float]]:
    """Give (low, a number inside, high) of the points and the open intervals between them."""
    infinite = float("inf")
    ends = [-infinite, *values, infinite]
    found = []
    for low, high in pairwise(ends):
        inside = high - 1.0 if low == -infinite else low + 1.0 if high == infinite else (low + high) / 2.0
        found.append((low, inside, high))
        if high != infinite:
            found.append((high, high, high))
    return found


def _cell_name(group: list[tuple[float, float, float]]) -> str:
    first, last = group[0], group[-1]
    low, high = first[0], last[2]
    closed_low, closed_high = first[0] == first[2], last[0] == last[2]
    if low == high:
        return f"{low:.12g}"
    if low == -float("inf"):
        return f"{high:.12g} or fewer" if closed_high else f"fewer than {high:.12g}"
    if high == float("inf"):
        return f"{low:.12g} or more" if closed_low else f"more than {low:.12g}"
    if closed_low and closed_high:
        return f"{low:.12g} to {high:.12g}"
    left = f"{low:.12g} or more" if closed_low else f"more than {low:.12g}"
    return f"{left}, {high:.12g} or fewer" if closed_high else f"{left}, fewer than {high:.12g}"


def cells_prior(found: Cells, *, own: float) -> tuple[float, ...]:
    """Give the prior of cells: intervals share alike, a single number stands at the odds of its own prior."""
    intervals = max(1, sum(not p for p in found.points))
    return normalised([odds(own) if p else 1.0 / intervals for p in found.points])


def party_of(prop: Prop, place: int = 0) -> Party | None:
    """Give the party at a positional place, arrows flattened; None where something else stands."""
    ends = [e for a in prop.call.positional for e in (a.end, a.target) if e is not None]
    found = ends[place] if place < len(ends) else None
    return found if isinstance(found, Party) else None
