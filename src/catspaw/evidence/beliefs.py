"""What weighing answers: beliefs with ranges, words, origins in bits, and joint worlds to draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.case.codebook import words
from catspaw.case.language import Party, Prop, parse
from catspaw.case.model import Claim
from catspaw.core.errors import UnknownName, nearest
from catspaw.core.frames import frame
from catspaw.evidence import variables as v
from catspaw.evidence.book import Book
from catspaw.evidence.describe import Question, describe
from catspaw.evidence.sample import draw_worlds
from catspaw.evidence.solve import Solution, solve
from catspaw.evidence.space import Located
from catspaw.evidence.statements import selection
from catspaw.evidence.tables import central, discounted
from catspaw.plots.charts import beliefs as chart
from catspaw.plots.figure import Figure

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TieBelief:
    """Belief in one proposition, as the network takes it.

    Attributes
    ----------
    id : str
        Of its question.
    prop : Prop
        Its identity: without date, manner and `not`.
    belief, low, high : float
        Probability that it holds, and the 5–95 % range.
    origins : int
        Independent origin clusters that speak to it.
    claims : tuple of str
        Keys of the claims that carry it.
    since, until : date or None
        First and last sighting.
    """

    id: str
    prop: Prop
    belief: float
    low: float
    high: float
    origins: int
    claims: tuple[str, ...]
    since: date | None
    until: date | None


@dataclass(frozen=True, eq=False)
class Beliefs(Mapping[str, Question]):
    """A weighed case: question id to what is believed.

    Questions are described when they are asked for; iteration gives those of questions.yaml first.

    Attributes
    ----------
    book : Book
        What was weighed.
    solution : Solution
    as_of : date
    account : str or None
        Whose word is taken at face value; None for the pooled book.
    experts : bool
        Whether opinions count.
    """

    book: Book
    solution: Solution
    as_of: date
    account: str | None = None
    experts: bool = False

    def __getitem__(self, question: str) -> Question:
        if question not in self._described:
            self._described[question] = describe(self, self.find(question))
        return self._described[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, question: object) -> bool:
        return question in self.book.space.index or question in self.book.space.panels

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        space = self.book.space
        asked = [q for q in self.book.case.questions if q in space.index or q in space.panels]
        return (*asked, *(x.id for x in space.variables if not x.declared))

    @cached_property
    def _described(self) -> dict[str, Question]:
        return {}

    def find(self, question: str) -> str:
        """Give the id of a question from its id or from a proposition.

        Raises
        ------
        UnknownName
            With the nearest question.
        """
        if question in self:
            return question
        if "(" in question:
            place = self.book.space.locate(parse(question))
            if place is not None:
                return self.book.space.variables[place.variable].id
        raise UnknownName(
            f"`{question}` is no question of `{self.book.case.id}`{nearest(question, self._ids)}; "
            "`catspaw weigh` lists the questions"
        )

    # propositions

    def belief(self, prop: Prop | str) -> float:
        """Give the probability of a proposition that the case speaks of.

        Raises
        ------
        UnknownName
            For a proposition that nothing is known about.
        """
        place = self._located(prop)
        part = self.book.sheet.part(place.variable)
        return float(self.solution.belief[part][list(place.mask)].sum())

    def _located(self, prop: Prop | str) -> Located:
        known = self._places.get(prop) if isinstance(prop, str) else None
        place = known or self.book.space.locate(parse(prop) if isinstance(prop, str) else prop)
        if place is None:
            raise UnknownName(f"nothing in `{self.book.case.id}` speaks of `{prop}`{nearest(str(prop), self._places)}")
        return place

    def propositions(self) -> frozenset[str]:
        """Give the identity, as text, of everything that the case speaks of."""
        return frozenset(self._places)

    @cached_property
    def _places(self) -> dict[str, Located]:
        space = self.book.space
        found = {}
        for prop in [x.prop for x in space.variables if x.prop is not None and x.kind == v.PROPOSITION]:
            place = space.locate(prop)
            if place is not None:
                found[str(prop)] = place
        for text, (at, answer) in space.listed.items():
            found[text] = Located(at, tuple(i == answer for i in range(len(space.variables[at].answers))))
        for at, parties in space.parties.items():
            for i, party in enumerate(parties):
                mask = tuple(j == i for j in range(len(space.variables[at].answers)))
                found[author_proposition(party, space.variables[at].about)] = Located(at, mask)
        for claim in self.book.claims:
            place = space.locate(claim.prop)
            if place is not None:
                found.setdefault(str(replace(claim.prop, negated=False, name=None)), _plain(place, claim.prop))
        return found

    def ties(self) -> dict[str, TieBelief]:
        """Give every tie and state of mind that claims speak of: identity to belief, as the network takes it."""
        return self._of_families(("tie", "mind"))

    def _of_families(self, families: Sequence[str]) -> dict[str, TieBelief]:
        found = {}
        for q, x in enumerate(self.book.space.variables):
            if x.kind == v.PROPOSITION and x.prop is not None and words()[x.word].family in families:
                found[str(x.prop)] = self._tie(q, x.prop, 0)
        for text, (at, answer) in self.book.space.listed.items():
            prop = self.book.case.questions[self.book.space.variables[at].id].one_of[answer]
            if words()[prop.word].family in families:
                found[text] = self._tie(at, parse(text), answer)
        return found

    def _tie(self, q: int, prop: Prop, answer: int) -> TieBelief:
        at = int(self.book.sheet.offsets[q]) + answer
        s = self.solution
        sights = self.sightings(q)
        return TieBelief(
            id=self.book.space.variables[q].id,
            prop=prop,
            belief=float(s.belief[at]),
            low=float(s.low[at]),
            high=float(s.high[at]),
            origins=len({int(s.statements.origin[i]) for i in self.statements_of(q)}),
            claims=self.claims_of(q),
            since=sights[0],
            until=sights[1],
        )

    def measures(self, word: str) -> list[tuple[Prop, dict[str, float]]]:
        """Give the measures of one word: each with the probability of every rung."""
        found = []
        for q, x in enumerate(self.book.space.variables):
            if x.word == word and x.prop is not None and x.kind in (v.LADDER, v.NUMBER):
                part = self.solution.belief[self.book.sheet.part(q)]
                found.append((x.prop, dict(zip(x.answers, map(float, part), strict=True))))
        return found

    def authors(self, incident: str) -> dict[str, float]:
        """Give the probability that each candidate did an incident; empty where nobody speaks of its author.

        The key is the candidate as a party; `author_proposition` makes it the proposition that `bits` draws.
        """
        space = self.book.space
        at = space.keys.get((v.AUTHOR, incident))
        if at is not None:
            part = self.solution.belief[self.book.sheet.part(at)]
            return {str(p): float(b) for p, b in zip(space.parties[at], part, strict=False)}
        found = {}
        for q, x in enumerate(space.variables):
            party = v.party_of(x.prop) if x.prop is not None and x.word == "did" else None
            if x.kind == v.PROPOSITION and party and x.prop and _incident(x.prop) == incident:
                found[str(party)] = float(self.solution.belief[self.book.sheet.offsets[q]])
        return found

    # claims

    def statements_of(self, variable: int) -> NDArray[np.int64]:
        """Give the indices of the statements on one variable."""
        order, ends = self._by_variable
        return order[ends[variable] : ends[variable + 1]]

    @cached_property
    def _by_variable(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        of_mask = np.array([q for q, _ in self.book.masks], dtype=np.int64)
        about = of_mask[self.solution.statements.mask] if len(of_mask) else np.zeros(0, dtype=np.int64)
        order = np.argsort(about, kind="stable")
        return order, np.searchsorted(about[order], np.arange(len(self.book.space.variables) + 1))

    def claims_of(self, variable: int) -> tuple[str, ...]:
        """Give the keys of the claims that counted for one variable, in the order of the case."""
        rows = [r for i in self.statements_of(variable) for r in self.solution.statements.entries(int(i))]
        numbers = sorted({int(self.book.sheet.columns.claim[r]) for r in rows})
        return tuple(self.book.claims[n].key for n in numbers)

    def claims_about(self, variables: Sequence[int]) -> tuple[Claim, ...]:
        """Give every claim on some variables, counted or not."""
        numbers = sorted({n for q in variables for n in self._claims_by_variable.get(q, ())})
        return tuple(self.book.claims[n] for n in numbers)

    @cached_property
    def _claims_by_variable(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, claim in enumerate(self.book.claims):
            place = self.book.space.locate(claim.prop)
            if place is not None:
                found.setdefault(place.variable, []).append(number)
        return found

    def sightings(self, variable: int) -> tuple[date | None, date | None]:
        """Give the first and the last day that counted claims on a variable are about."""
        rows = [r for i in self.statements_of(variable) for r in self.solution.statements.entries(int(i))]
        if not rows:
            return None, None
        c = self.book.sheet.columns
        return date.fromordinal(int(c.first[rows].min())), date.fromordinal(int(c.last[rows].max()))

    @cached_property
    def discounted(self) -> Floats:
        """Central beliefs if serving accusations were discounted as much as serving denials: (F,)."""
        chosen = selection(self.book.sheet, day=self.as_of, experts=self.experts)
        return solve(self.book.sheet, chosen, draws=0, middle=discounted(central())).belief

    def add(self, claim: Claim) -> Beliefs:
        """Weigh one more claim, solving only what it touches.

        Parameters
        ----------
        claim : Claim
            Not yet in the case.
        """
        from catspaw.evidence.weighing import add_claim

        return add_claim(self, claim)

    # worlds

    def sample(self, *, worlds: int, seed: int = 0) -> NDArray[np.int16]:
        """Draw worlds: the answer of every question in each.

        Parameters
        ----------
        worlds : int
            W.
        seed : int

        Returns
        -------
        ndarray of int16 (W, Q)
            Index of the answer, columns as ``book.space.variables``.
        """
        return draw_worlds(self.solution, range(len(self.book.space.variables)), worlds=worlds, seed=seed)

    def bits(self, propositions: Sequence[str | Prop], *, worlds: int, seed: int = 0) -> NDArray[np.uint8]:
        """Draw worlds: which propositions hold in each.

        Returns
        -------
        ndarray of uint8 (W, propositions)

        Raises
        ------
        UnknownName
            For a proposition that nothing is known about.
        """
        places = [self._located(p) for p in propositions]
        needed = sorted({p.variable for p in places})
        drawn = draw_worlds(self.solution, needed, worlds=worlds, seed=seed)
        column = {q: i for i, q in enumerate(needed)}
        found = np.zeros((worlds, len(places)), dtype=np.uint8)
        for i, place in enumerate(places):
            found[:, i] = np.array(place.mask, dtype=np.uint8)[drawn[:, column[place.variable]]]
        return found

    # showing

    def asked(self) -> tuple[Question, ...]:
        """Give the questions of questions.yaml."""
        return tuple(self[q] for q in self.book.case.questions if q in self)

    def to_json(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "case": self.book.case.id,
            "as_of": self.as_of.isoformat(),
            "account": self.account,
            "experts": self.experts,
            "draws": self.solution.draws,
            "questions": [self[q].to_json() for q in self],
            "public_record": list(self.book.unplaced),
        }

    def plot(self) -> Figure:
        """Chart of the questions asked: the main answer of each with its range."""
        rows: list[dict[str, Any]] = [
            {"label": f"{q.ask} {q.main.says}", "kind": "evidence", "belief": q.belief, "low": q.low, "high": q.high}
            for q in self.asked()
        ]
        says = "; ".join(f"{r['label']}: {r['belief']:.0%}" for r in rows)
        return chart(rows, says=says, order=[r["label"] for r in rows])

    def to_frame(self) -> Any:
        """Give a data frame with a row for every answer of every question.

        Raises
        ------
        MissingProgram
            Where pandas is not installed.
        """
        return frame(self._rows())

    def _rows(self) -> Iterable[dict[str, Any]]:
        for question in self.values():
            for answer in question.answers:
                yield {
                    "question": question.id,
                    "ask": question.ask,
                    **answer.to_json(),
                    "confidence": question.confidence,
                    "origins": question.n_origins,
                    "claims": question.n_claims,
                }

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(q.ask)}</td><td>{escape(q.leading.says)}</td><td>{escape(q.phrase)}</td>"
            f"<td>{escape(q.confidence)}</td><td>{q.n_origins}</td></tr>"
            for q in (self.asked() or tuple(self[x] for x in self._ids[:50]))
        )
        head = "".join(f"<th>{h}</th>" for h in ("Question", "Answer", "Belief", "Confidence", "Origins"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def author_proposition(party: Party | str, incident: str) -> str:
    """Give the proposition that a candidate did an incident.

    Examples
    --------
    >>> author_proposition("hamas", "oct_7")
    'did(hamas, oct_7)'
    """
    return f"did({party}, {incident})"


def _incident(prop: Prop) -> str | None:
    party = v.party_of(prop, 1)
    return party.members[0].id if party else None


def _plain(place: Located, prop: Prop) -> Located:
    return place.opposite() if prop.negated else place
