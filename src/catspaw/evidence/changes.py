"""What moved since a day, and which claim moved it; that nothing moved is a result too."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from typing import Any

import numpy as np

from catspaw.case.english import say, sentence
from catspaw.case.model import Case, Claim
from catspaw.core.frames import frame
from catspaw.evidence.beliefs import Beliefs
from catspaw.evidence.book import Book, make_book
from catspaw.evidence.variables import Variable
from catspaw.evidence.weighing import weigh

#: Changes that are printed; all of them are in the JSON and the frame.
SHOWN = 25
#: From what change of a probability a belief counts as moved.  A judgement.
MOVED = 0.02


@dataclass(frozen=True, slots=True)
class Mover:
    """One claim that moved a belief.

    Attributes
    ----------
    key, report : str
    by : str
        Who vouches.
    bits : float
        What its origin brings now, or brought before it was taken back; negative toward no.
    what : str
        ``new``, ``taken back``, or ``new, on a linked question``.
    """

    key: str
    report: str
    by: str
    says: str
    bits: float
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """One belief that moved.

    Attributes
    ----------
    says : str
        The answer that moved most.
    movers : tuple of Mover
        Strongest first; empty where only time passed.
    """

    question: str
    ask: str
    says: str
    before: float
    after: float
    tie: bool
    movers: tuple[Mover, ...]

    @property
    def because(self) -> str:
        """In words, what moved it."""
        if not self.movers:
            return "time since the last sighting"
        return "; ".join(f"{m.by} ({m.report}, {m.key}): {m.says}, {m.what}" for m in self.movers)


@dataclass(frozen=True)
class Changes:
    """Everything that moved between two days, the largest change first."""

    case: str
    since: date
    until: date
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "case": self.case,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "moved": [asdict(c) for c in self.changes],
        }

    def to_frame(self) -> Any:
        """Give a data frame with a row for every change."""
        return frame(
            {"question": c.question, "says": c.says, "before": c.before, "after": c.after, "because": c.because}
            for c in self.changes
        )

    def __str__(self) -> str:
        head = f"{self.case}, {self.since} to {self.until}"
        if not self.changes:
            return f"{head}: nothing moved"
        rows = [f"  {c.ask} {c.says}: {c.before:.0%} → {c.after:.0%}; {c.because}" for c in self.changes[:SHOWN]]
        more = len(self.changes) - SHOWN
        return "\n".join(
            [head, *rows, *([f"  and {more} smaller changes; --json prints all of them"] if more > 0 else [])]
        )

    def _repr_html_(self) -> str:
        if not self.changes:
            return f"<p>{escape(str(self))}</p>"
        rows = "".join(
            f"<tr><td>{escape(c.ask)}</td><td>{escape(c.says)}</td><td>{c.before:.2f}</td><td>{c.after:.2f}</td>"
            f"<td>{escape(c.because)}</td></tr>"
            for c in self.changes
        )
        return f"<table><tbody>{rows}</tbody></table>"


def since(case: Case | Book, day: date, *, until: date | None = None) -> Changes:
    """List the beliefs and ties that moved since a day.

    Parameters
    ----------
    case : Case or Book
    day : date
        What was known then is compared with what is known at `until`.
    until : date, optional
        Default: the case's as-of.
    """
    book = case if isinstance(case, Book) else make_book(case)
    end = until or book.case.as_of
    before, after = (weigh(book, as_of=d, draws=0) for d in (day, end))
    gap = np.abs(after.solution.belief - before.solution.belief)
    found = []
    for q, x in enumerate(book.space.variables):
        part = book.sheet.part(q)
        if gap[part].max() >= MOVED:
            answer = int(gap[part].argmax()) if len(x.answers) > 2 else 0
            found.append(_change(before, after, q, answer))
    return Changes(book.case.id, day, end, tuple(sorted(found, key=lambda c: (-abs(c.after - c.before), c.question))))


def _change(before: Beliefs, after: Beliefs, q: int, answer: int) -> Change:
    x = after.book.space.variables[q]
    at = int(after.book.sheet.offsets[q]) + answer
    return Change(
        question=x.id,
        ask=_asked(after.book.case, x),
        says=x.answers[answer],
        before=float(before.solution.belief[at]),
        after=float(after.solution.belief[at]),
        tie=x.half_life is not None,
        movers=_movers(before, after, q),
    )


def _asked(case: Case, x: Variable) -> str:
    """Say what a belief is about: the question as asked, or the proposition in English."""
    return x.ask if x.declared or x.prop is None else f"{sentence(say(x.prop, case)).rstrip('.')}:"


def _movers(before: Beliefs, after: Beliefs, q: int) -> tuple[Mover, ...]:
    own = _fresh(before, after, q, "")
    if own:
        return own
    sheet = after.book.sheet
    group = int(sheet.component_of[q])
    linked = sheet.components[group] if group >= 0 else ()
    return tuple(m for other in linked if other != q for m in _fresh(before, after, other, ", on a linked question"))


def _fresh(before: Beliefs, after: Beliefs, q: int, where: str) -> tuple[Mover, ...]:
    """Give claims that count on one of the two days only, with what their origin brings on that day."""
    old, new = set(before.claims_of(q)), set(after.claims_of(q))
    claims = {c.key: c for c in after.claims_about([q])}
    found = [_mover(claims[k], after, q, f"new{where}") for k in sorted(new - old)]
    found += [_mover(claims[k], before, q, f"taken back{where}") for k in sorted(old - new)]
    return tuple(sorted(found, key=lambda m: (-abs(m.bits), m.key)))


def _mover(claim: Claim, beliefs: Beliefs, q: int, what: str) -> Mover:
    said = [c for c in beliefs[beliefs.book.space.variables[q].id].contributions if claim.key in c.claims]
    by = ", ".join(dict.fromkeys(c.name for c in said))
    return Mover(claim.key, claim.report, by, said[0].says, sum(c.bits for c in said), what)
