"""One question in full: answers, words, and the sum in bits that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from catspaw.case.language import Prop
from catspaw.evidence import variables as v
from catspaw.evidence.contributions import Contribution, contributions
from catspaw.evidence.interest import DENYING
from catspaw.evidence.space import located_text
from catspaw.evidence.words import CONFLICT, answer_set, confidence, likelihood, phrase

if TYPE_CHECKING:
    from catspaw.evidence.beliefs import Beliefs

_BIT = log(2.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a question.

    Attributes
    ----------
    belief, low, high : float
        Probability, and its 5–95 % range over the draws of the tables.
    prior : float
        Before any claim.
    discounted : float
        If serving accusations were discounted as much as serving denials are.
    """

    says: str
    belief: float
    low: float
    high: float
    word: str
    prior: float
    discounted: float

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Question:
    """A question with what is believed of it.

    Attributes
    ----------
    id, ask, kind, about : str
        As `variables.Variable`; kind ``series`` for the authors of many acts, of which several may be true.
    prop : Prop or None
        The proposition or measure.
    answers : tuple of Answer
    confidence : str
        none, low, moderate or high: how much the belief rests on.
    n_origins, n_claims : int
        Origin clusters and claims that counted.
    contributions : tuple of Contribution
        Strongest first; with the prior, fading and links they make up the sum.
    prior_bits, linked_bits, faded_bits : float
        Log-odds in bits of yes, or of the leading answer, from the prior; what linked questions add; what
        time has taken away.
    contested : bool
        Whether origins stand against each other.
    denied_by, silent : tuple of str
        Who denies or doubts; who declined to say.
    repeats : int
        Claims that only repeat an origin, and added nothing.
    experts, ours : tuple of str
        What experts in the texts say, and the analyst's own judgement; neither is blended in.
    spoken : bool
        Under an account: whether its voices speak here; elsewhere the pooled book stands.
    public : bool
        That it happened is public record and not weighed.
    since, until : date or None
        First and last sighting.
    exact : bool
        False where links were too many for the exact joint and a sampler stood in.
    """

    id: str
    ask: str
    kind: str
    about: str
    prop: Prop | None
    answers: tuple[Answer, ...]
    confidence: str
    n_origins: int
    n_claims: int
    contributions: tuple[Contribution, ...]
    prior_bits: float
    linked_bits: float
    faded_bits: float
    contested: bool
    denied_by: tuple[str, ...]
    silent: tuple[str, ...]
    repeats: int
    experts: tuple[str, ...]
    ours: tuple[str, ...]
    spoken: bool
    public: bool
    since: date | None
    until: date | None
    exact: bool
    asked: bool

    @property
    def leading(self) -> Answer:
        """The likeliest answer."""
        return max(self.answers, key=lambda a: a.belief)

    @property
    def main(self) -> Answer:
        """The answer that a single number is about: yes, or the likeliest."""
        return self.answers[0] if self.kind == v.PROPOSITION else self.leading

    @property
    def belief(self) -> float:
        """Probability of `main`."""
        return self.main.belief

    @property
    def low(self) -> float:
        """Lower end of the range of `main`."""
        return self.main.low

    @property
    def high(self) -> float:
        """Upper end of the range of `main`."""
        return self.main.high

    @property
    def word(self) -> str:
        """Likelihood word of `main`."""
        return self.main.word

    @property
    def phrase(self) -> str:
        """Word and numbers of `main`: ``likely (about 60, 40–75)``."""
        return phrase(self.belief, low=self.low, high=self.high)

    @property
    def claims(self) -> tuple[str, ...]:
        """Keys of the claims that counted."""
        return tuple(dict.fromkeys(k for c in self.contributions for k in c.claims))

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "id": self.id,
            "ask": self.ask,
            "kind": self.kind,
            "about": self.about,
            "asked": self.asked,
            "answers": [a.to_json() for a in self.answers],
            "leading": self.leading.says,
            "phrase": self.phrase,
            "confidence": self.confidence,
            "contested": self.contested,
            "n_origins": self.n_origins,
            "n_claims": self.n_claims,
            "contributions": [c.to_json() for c in self.contributions],
            "prior_bits": self.prior_bits,
            "linked_bits": self.linked_bits,
            "faded_bits": self.faded_bits,
            "denied_by": list(self.denied_by),
            "silent": list(self.silent),
            "repeats": self.repeats,
            "experts_say": list(self.experts),
            "we_say": list(self.ours),
            "spoken": self.spoken,
            "public": self.public,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "exact": self.exact,
        }


def describe(beliefs: Beliefs, question: str) -> Question:
    """Describe one question of a weighed case."""
    space = beliefs.book.space
    if question in space.panels:
        return _panel(beliefs, question)
    return _variable(beliefs, space.index[question])


def _variable(beliefs: Beliefs, q: int) -> Question:
    book, solution = beliefs.book, beliefs.solution
    x = book.space.variables[q]
    first = int(book.sheet.offsets[q])
    brought = contributions(beliefs, q)
    answers = tuple(_answer(beliefs, first + i, a) for i, a in enumerate(x.answers))
    main = 0 if x.kind == v.PROPOSITION else int(np.argmax([a.belief for a in answers]))
    prior, alone, final = (float(p[first + main]) for p in (book.sheet.prior, solution.alone, solution.belief))
    whole = _unfaded(beliefs, q, main)
    incident = book.case.incidents.get(x.about)
    since, until = beliefs.sightings(q)
    return Question(
        id=x.id,
        ask=x.ask,
        kind=x.kind,
        about=x.about,
        prop=x.prop,
        answers=answers,
        **_standing(beliefs, [q], brought, max(answers, key=lambda a: a.belief).says),
        contributions=brought,
        prior_bits=_logit(prior),
        linked_bits=_logit(final) - _logit(alone),
        faded_bits=_logit(alone) - _logit(whole),
        public=incident is not None and incident.public,
        since=since,
        until=until,
        exact=int(book.sheet.component_of[q]) not in solution.sampled,
        asked=x.declared,
    )


def _panel(beliefs: Beliefs, question: str) -> Question:
    """Describe the authors of a series: several may each have done some."""
    space = beliefs.book.space
    declared, props = space.panels[question]
    places = [(p, place) for p in props if (place := located_text(p, space)) is not None]
    parts = [(p, _variable(beliefs, place.variable)) for p, place in places]
    brought = tuple(c for p, part in parts for c in _renamed(part, p))
    answers = tuple(_candidate(part, p) for p, part in parts) or (Answer("unknown", 1.0, 1.0, 1.0, "", 1.0, 1.0),)
    leading = max(answers, key=lambda a: a.belief)
    sights = [d for _, part in parts for d in (part.since, part.until) if d]
    return Question(
        id=question,
        ask=declared.ask,
        kind="series",
        about=str(declared.about),
        prop=None,
        answers=answers,
        **_standing(beliefs, [place.variable for _, place in places], brought, leading.says),
        contributions=brought,
        prior_bits=_logit(leading.prior),
        linked_bits=sum(part.linked_bits for p, part in parts if _candidate(part, p) == leading),
        faded_bits=0.0,
        public=bool(beliefs.book.case.incidents[str(declared.about)].public),
        since=min(sights, default=None),
        until=max(sights, default=None),
        exact=all(part.exact for _, part in parts),
        asked=True,
    )


def _candidate(part: Question, prop: str) -> Answer:
    a = part.answers[0]
    return Answer(_who(prop), a.belief, a.low, a.high, a.word, a.prior, a.discounted)


def _who(prop: str) -> str:
    return prop.removeprefix("did(").rpartition(", ")[0]


def _renamed(part: Question, prop: str) -> list[Contribution]:
    name = _who(prop)
    return [
        replace(c, says=name if c.says == v.YES else f"not {name}", answers=(name,) if c.says == v.YES else ())
        for c in part.contributions
    ]


def _answer(beliefs: Beliefs, flat: int, says: str) -> Answer:
    s = beliefs.solution
    p = float(s.belief[flat])
    return Answer(
        says=says,
        belief=p,
        low=float(s.low[flat]),
        high=float(s.high[flat]),
        word=likelihood(p),
        prior=float(beliefs.book.sheet.prior[flat]),
        discounted=float(beliefs.discounted[flat]),
    )


def _logit(p: float) -> float:
    p = min(max(p, 1e-12), 1.0 - 1e-12)
    return log(p / (1.0 - p)) / _BIT


def _unfaded(beliefs: Beliefs, q: int, answer: int) -> float:
    part = beliefs.book.sheet.part(q)
    weight = beliefs.book.sheet.prior[part] * np.exp(
        beliefs.solution.likelihood[part] - beliefs.solution.likelihood[part].max()
    )
    return float(weight[answer] / weight.sum())


def _standing(
    beliefs: Beliefs, questions: Sequence[int], brought: Sequence[Contribution], leading: str
) -> dict[str, Any]:
    """Give what stands around a belief: who else spoke, how far they agree, how many were rated."""
    total = sum(abs(c.bits) for c in brought)
    against = sum(abs(c.bits) for c in brought if not c.supports(leading))
    supporting = {c.side for c in brought if c.supports(leading) and abs(c.bits) > 0.005}
    rated = [c for c in brought if c.grade != "F"]
    denied, silent, experts = _voices(beliefs, questions)
    ours = [
        f"{j.text or j.belief}, {j.by}, {j.on}"
        for j in beliefs.book.case.judgements
        if j.kind == "judge" and j.prop is not None and _about(beliefs, j.prop) in questions
    ]
    share = against / total if total else 0.0
    return {
        "confidence": confidence(len(supporting), conflict=share, rated=len(rated) / len(brought) if brought else 0.0),
        "n_origins": len({c.origin for c in brought}),
        "n_claims": len({k for c in brought for k in c.claims}),
        "contested": min(share, 1.0 - share) > CONFLICT / 4,
        "denied_by": denied,
        "silent": silent,
        "experts": experts,
        "ours": tuple(ours),
        "repeats": sum(c.repeats for c in brought),
        "spoken": beliefs.account is not None and any(c.grade == "face" for c in brought),
    }


def _about(beliefs: Beliefs, prop: Prop) -> int | None:
    place = beliefs.book.space.locate(prop)
    return place.variable if place else None


def _voices(beliefs: Beliefs, questions: Sequence[int]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Give who denies, who is silent and what experts say, by name."""
    case = beliefs.book.case
    denied, silent, experts = [], [], []
    day = beliefs.as_of
    for claim in beliefs.claims_about(questions):
        if (claim.learnt > day and not claim.hindsight) or claim.kind != "says":
            continue
        names = [case.name_of(chain[0].id) for chain in claim.by]
        if claim.act in DENYING:
            denied += names
        elif claim.act == "silent":
            silent += names
        elif claim.act == "judge":
            place = beliefs.book.space.locate(claim.prop)
            assert place is not None
            says = answer_set(beliefs.book.space.variables[place.variable].answers, place.mask)
            experts += [f"{name}: {says}" for name in names]
    return tuple(dict.fromkeys(denied)), tuple(dict.fromkeys(silent)), tuple(dict.fromkeys(experts))
