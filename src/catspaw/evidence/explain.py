"""Why a belief is what it is: the sum in bits, answers beside voices, and what one new claim could do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from math import exp
from typing import TYPE_CHECKING, Any

from catspaw.core.frames import frame
from catspaw.evidence import variables as v
from catspaw.evidence.describe import Question
from catspaw.evidence.interest import charge
from catspaw.evidence.tables import cell, pair_table
from catspaw.evidence.words import answer_set

if TYPE_CHECKING:
    from catspaw.evidence.beliefs import Beliefs


Mask = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What one claim, new or taken back, would do.

    Attributes
    ----------
    what : str
        The claim, in words.
    before, after : float
        Belief in the main answer.
    """

    what: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: bits toward yes, or toward the leading answer."""

    what: str
    bits: float


@dataclass(frozen=True)
class Explanation:
    """Why a question stands as it does.

    Attributes
    ----------
    question : Question
    lines : tuple of Line
        For yes or no they add up to the log-odds: prior, origins, what has faded, linked questions.
    moves : tuple of Move
        Single claims, new or taken back, that would move it most, the strongest first.
    hypotheses : tuple of str
        Answers, the columns of `table`.
    table : tuple of (str, tuple of float, float)
        Analysis of competing hypotheses (Heuer 1999): voice, bits for each answer, how far it tells them apart.
    """

    question: Question
    lines: tuple[Line, ...]
    moves: tuple[Move, ...]
    hypotheses: tuple[str, ...]
    table: tuple[tuple[str, tuple[float, ...], float], ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "question": self.question.to_json(),
            "sum": [asdict(line) for line in self.lines],
            "moves": [asdict(m) for m in self.moves],
            "hypotheses": list(self.hypotheses),
            "table": [{"voice": w, "bits": list(b), "diagnosticity": d} for w, b, d in self.table],
        }

    def to_frame(self) -> Any:
        """Give a data frame: voices, answers, bits."""
        return frame(
            {"voice": w, **dict(zip(self.hypotheses, b, strict=True)), "diagnosticity": d} for w, b, d in self.table
        )

    def __str__(self) -> str:
        q = self.question
        text = [q.ask, f"  {q.main.says}: {q.phrase}; confidence {q.confidence}", "  the sum, in bits:"]
        text += [f"    {line.bits:+6.2f}  {line.what}" for line in self.lines]
        if q.repeats:
            text.append(f"  {q.repeats} further claims only repeat these origins and added nothing")
        if q.denied_by:
            text.append(f"  denied or doubted by {', '.join(q.denied_by)}")
        if q.silent:
            text.append(f"  would not say: {', '.join(q.silent)}")
        if self.moves:
            m = self.moves[0]
            text.append(f"  would move it most: {m.what} ({m.before:.0%} to {m.after:.0%})")
        return "\n".join(text)

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(x.what)}</td><td>{x.bits:+.2f}</td></tr>" for x in self.lines)
        q = self.question
        head = f"<p><b>{escape(q.ask)}</b> {escape(q.main.says)}: {escape(q.phrase)}</p>"
        return f"{head}<table><tbody>{rows}</tbody></table>"


def why(beliefs: Beliefs, question: str) -> Explanation:
    """Explain one question.

    Parameters
    ----------
    beliefs : Beliefs
    question : str
        Its id, or a proposition.

    Raises
    ------
    UnknownName
        With the nearest question.
    """
    found = beliefs[beliefs.find(question)]
    hypotheses = tuple(a.says for a in found.answers)
    unseen = {c.key for c in beliefs.book.claims if not c.reviewed}
    return Explanation(found, tuple(_lines(found, unseen)), moves(beliefs, found.id), hypotheses, _table(found))


def _lines(q: Question, unseen: set[str]) -> Iterator[Line]:
    """Give the sum; `unseen` are claims that nobody reviewed."""
    yield Line(f"prior of {q.main.says}", q.prior_bits)
    for c in q.contributions:
        told = f", said with probability {c.said:.2f}" if c.said < 1.0 else ""
        stake = {"for": ", in its interest", "against": ", against its interest", "none": ""}[c.interest]
        seen = ", not reviewed" if unseen & set(c.claims) else ""
        yield Line(f"{c.name}: {c.says} (grade {c.grade}{stake}{told}{seen})", c.bits)
    if abs(q.faded_bits) > 0.005:
        yield Line("effect of time since the last sighting", q.faded_bits)
    if abs(q.linked_bits) > 0.005:
        yield Line("effect of linked questions", q.linked_bits)


def _table(q: Question) -> tuple[tuple[str, tuple[float, ...], float], ...]:
    answers = [a.says for a in q.answers]
    rows = []
    for c in q.contributions:
        bits = tuple(abs(c.bits) if c.supports(a) else 0.0 for a in answers)
        rows.append((c.name, bits, max(bits, default=0.0) - min(bits, default=0.0)))
    return tuple(sorted(rows, key=lambda r: -r[2]))


# what one claim could do


def moves(beliefs: Beliefs, question: str) -> tuple[Move, ...]:
    """List what single claims would do to a question, the strongest first; what is taken back as if unfaded.

    Exact under links too: one more claim for a set T multiplies its odds, P'(x) ∝ P(x) · ratio^[x in T].
    """
    at = beliefs.book.space.index.get(question)
    if at is None:
        return ()
    options = [*_new_origins(beliefs, at), *_admissions(beliefs, at), *_retractions(beliefs, at)]
    found = {m.what: m for m in options if abs(m.after - m.before) > 0.005}
    return tuple(sorted(found.values(), key=lambda m: (-abs(m.after - m.before), m.what)))


def _moved(beliefs: Beliefs, at: int, mask: Mask, ratio: float, what: str) -> Move:
    p = beliefs.solution.belief[beliefs.book.sheet.part(at)]
    main = 0 if beliefs.book.space.variables[at].kind == v.PROPOSITION else int(p.argmax())
    inside = float(p[list(mask)].sum())
    total = 1.0 - inside + inside * ratio
    return Move(what, float(p[main]), float(p[main]) * (ratio if mask[main] else 1.0) / total)


def _new_origins(beliefs: Beliefs, at: int) -> Iterator[Move]:
    answers = beliefs.book.space.variables[at].answers
    a, b = pair_table()[cell("charges", "none", "B")]
    for i, answer in enumerate(answers):
        mask = tuple(j == i for j in range(len(answers)))
        yield _moved(beliefs, at, mask, a / b, f"a new independent origin of grade B, first-hand, for: {answer}")


def _admissions(beliefs: Beliefs, at: int) -> Iterator[Move]:
    """Give what an admission by a charged party would do, unless it has admitted already."""
    x = beliefs.book.space.variables[at]
    charged = charge(x.prop, beliefs.book.case) if x.prop is not None and x.kind == v.PROPOSITION else None
    if charged is None or any(c.interest == "against" for c in beliefs[x.id].contributions):
        return
    a, b = pair_table()[cell("charges", "against", "C")]
    for party in charged.parties:
        name = beliefs.book.case.name_of(party.id)
        mask = (not charged.clears, charged.clears)
        yield _moved(beliefs, at, mask, a / b, f"an admission by {name}")


def _retractions(beliefs: Beliefs, at: int) -> Iterator[Move]:
    s = beliefs.solution.statements
    for i in beliefs.statements_of(at):
        _, mask = beliefs.book.masks[int(s.mask[i])]
        origin = beliefs.book.origins.clusters[beliefs.book.sheet.origin_ids[int(s.origin[i])]]
        bits = float(s.weight[i] * s.strength[i])
        says = answer_set(beliefs.book.space.variables[at].answers, mask)
        yield _moved(beliefs, at, mask, exp(-bits), f"{origin.name} taking back: {says}")
