"""What the book as a whole shows: contradictions, single origins, sources never rated, speakers who changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from catspaw.evidence.beliefs import Beliefs


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A question on which origins stand against each other: who says what, with bits."""

    question: str
    ask: str
    camps: tuple[tuple[str, tuple[str, ...], float], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A speaker who said one thing and then another, with the claims in the order of their days."""

    speaker: str
    question: str
    said: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Findings:
    """What to look at in a book.

    Attributes
    ----------
    contradictions : tuple of Contradiction
    single_origin : tuple of str
        Questions that rest on one origin.
    unrated : tuple of str
        Speakers that nobody rated, the most heard first.
    changed : tuple of Changed
    fallen : tuple of (str, str)
        Claims that count while a ground of theirs was taken back: key and ground.
    unreviewed : tuple of str
        Keys of claims that a reader proposed and nobody looked at.
    """

    contradictions: tuple[Contradiction, ...]
    single_origin: tuple[str, ...]
    unrated: tuple[str, ...]
    changed: tuple[Changed, ...]
    fallen: tuple[tuple[str, str], ...]
    unreviewed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def findings(beliefs: Beliefs) -> Findings:
    """Look a weighed book through."""
    return Findings(
        contradictions=tuple(_contradictions(beliefs)),
        single_origin=tuple(q for q in _variables(beliefs) if beliefs[q].n_origins == 1),
        unrated=_unrated(beliefs),
        changed=tuple(_changed(beliefs)),
        fallen=tuple(_fallen(beliefs)),
        unreviewed=tuple(c.key for c in beliefs.book.claims if not c.reviewed and c.learnt <= beliefs.as_of),
    )


def _variables(beliefs: Beliefs) -> list[str]:
    return [x.id for x in beliefs.book.space.variables]


def _contradictions(beliefs: Beliefs) -> Iterator[Contradiction]:
    for name in _variables(beliefs):
        q = beliefs[name]
        if not q.contested:
            continue
        camps: dict[str, list[tuple[str, float]]] = {}
        for c in q.contributions:
            camps.setdefault(c.says, []).append((c.name, abs(c.bits)))
        rows = [(says, tuple(n for n, _ in each), sum(b for _, b in each)) for says, each in camps.items()]
        yield Contradiction(q.id, q.ask, tuple(sorted(rows, key=lambda r: -r[2])))


def _unrated(beliefs: Beliefs) -> tuple[str, ...]:
    heard: dict[str, int] = {}
    reliability = beliefs.book.clerk.reliability
    for claim in beliefs.book.claims:
        for chain in claim.by:
            if claim.kind == "says" and not reliability.is_rated(chain[0]):
                name = beliefs.book.case.name_of(chain[0].id)
                heard[name] = heard.get(name, 0) + 1
    return tuple(sorted(heard, key=lambda n: (-heard[n], n)))


def _changed(beliefs: Beliefs) -> Iterator[Changed]:
    """Give origins whose answers to one question cannot all be true."""
    book, s = beliefs.book, beliefs.solution.statements
    said: dict[tuple[int, int], list[int]] = {}
    for i in range(len(s.mask)):
        question, _ = book.masks[int(s.mask[i])]
        said.setdefault((int(s.origin[i]), question), []).append(i)
    for (origin, question), rows in said.items():
        masks = [book.masks[int(s.mask[i])][1] for i in rows]
        if len(rows) > 1 and not any(all(column) for column in zip(*masks, strict=True)):
            name = book.origins.clusters[book.sheet.origin_ids[origin]].name
            yield Changed(name, book.space.variables[question].id, _statements(beliefs, rows))


def _statements(beliefs: Beliefs, rows: list[int]) -> tuple[tuple[str, str, str], ...]:
    book, s = beliefs.book, beliefs.solution.statements
    numbers = {int(book.sheet.columns.claim[r]) for i in rows for r in s.entries(i)}
    claims = sorted((book.claims[n] for n in numbers), key=lambda c: (c.said.last or c.learnt, c.key))
    return tuple((str(c.said.last or c.learnt), c.key, f"{c.act} {c.prop}") for c in claims)


def _fallen(beliefs: Beliefs) -> Iterator[tuple[str, str]]:
    gone = {c.key for c in beliefs.book.claims if c.retracted is not None and c.retracted <= beliefs.as_of}
    for claim in beliefs.book.claims:
        for ground in claim.grounds:
            if ground in gone and claim.key not in gone:
                yield claim.key, ground
