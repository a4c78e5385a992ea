"""What each origin brings to a question, in bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log
from typing import TYPE_CHECKING, Any

from catspaw.case.model import Claim
from catspaw.evidence import variables as v
from catspaw.evidence.likelihood import said
from catspaw.evidence.origins import NOBODY, Origin
from catspaw.evidence.tables import FACE, GRADES, INTERESTS, STANCES, central
from catspaw.evidence.words import answer_set

if TYPE_CHECKING:
    from catspaw.evidence.beliefs import Beliefs

_BIT = log(2.0)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one origin brings to a question.

    Attributes
    ----------
    origin, name : str
        Cluster id and how it is called.
    says : str
        The answers that it supports, as `answers` lists them.
    bits : float
        Log2 of its ratio after pooling: toward yes for a yes-or-no question (negative toward no), else toward
        the answers that it supports.
    stance, interest, grade : str
        Row of the pair table; grade ``face`` for a voice taken at its word.
    said : float
        q, the probability that it said so, after all relays.
    sure : float
        Its own sureness.
    witnesses : int
        Independent chains through which its word came.
    claims : tuple of str
        Keys of its claims, private ones left out: they weigh, and are never shown.
    repeats : int
        Claims among them that added nothing.
    """

    origin: str
    name: str
    says: str
    bits: float
    stance: str
    interest: str
    grade: str
    said: float
    sure: float
    witnesses: int
    institution: str
    side: str
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    repeats: int
    answers: tuple[str, ...]

    def supports(self, answer: str) -> bool:
        """Whether it speaks for an answer."""
        return answer in self.answers

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def contributions(beliefs: Beliefs, q: int) -> tuple[Contribution, ...]:
    """Give what each origin brings to one variable, strongest first."""
    return tuple(sorted((_contribution(beliefs, int(i)) for i in beliefs.statements_of(q)), key=_by_weight))


def _by_weight(contribution: Contribution) -> tuple[float, str]:
    return -abs(contribution.bits), contribution.origin


def _contribution(beliefs: Beliefs, i: int) -> Contribution:
    book, s = beliefs.book, beliefs.solution
    st = s.statements
    q, mask = book.masks[int(st.mask[i])]
    x = book.space.variables[q]
    says = answer_set(x.answers, mask)
    weight = float(st.weight[i])
    sign = -1.0 if x.kind == v.PROPOSITION and says == v.NO else 1.0
    origin = book.origins.clusters[book.sheet.origin_ids[int(st.origin[i])]]
    rows = st.entries(i)
    claims = tuple(dict.fromkeys(book.claims[int(book.sheet.columns.claim[r])] for r in rows))
    recipe = st.recipes[int(st.recipe[i])]
    stance, interest, grade = _cell(int(st.cell[i]))
    shown = [c for c in claims if not c.private]
    hidden = any(m in book.case.voices and book.case.voices[m].private for m in origin.members)
    return Contribution(
        origin="private" if hidden or not shown else origin.id,
        name=_speakers(beliefs, claims, origin) if shown else "a private source",
        says=says,
        bits=sign * weight * float(st.strength[i]) / _BIT,
        stance=stance,
        interest=interest,
        grade=grade,
        said=float(said(recipe, central().relay)[0]),
        sure=float(st.sure[i]),
        witnesses=len(recipe),
        institution=origin.institution,
        side=origin.side,
        claims=tuple(c.key for c in shown),
        reports=tuple(dict.fromkeys(c.report for c in shown)),
        repeats=max(0, len(rows) - len(recipe)),
        answers=tuple(a for a, inside in zip(x.answers, mask, strict=True) if inside),
    )


def _speakers(beliefs: Beliefs, claims: Sequence[Claim], origin: Origin) -> str:
    """Name who of a cluster said it."""
    known = beliefs.book.origins
    names = [
        known.name(chain[0]) if chain[0].id not in NOBODY else origin.name
        for claim in claims
        for chain in claim.by
        if known.cluster(claim, chain) == origin.id
    ]
    return " and ".join(dict.fromkeys(names))


def _cell(cell: int) -> tuple[str, str, str]:
    if cell == FACE:
        return "charges", "none", "face"
    row, grade = divmod(cell, len(GRADES))
    stance, interest = divmod(row, len(INTERESTS))
    return STANCES[stance], INTERESTS[interest], GRADES[grade]
