"""Forecasts in words: who is likely to be the answer, and what each named feature adds to that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.choice import Weights
from catspaw.fit.link.queries import STRATA, Queries
from catspaw.fit.link.splits import Splits

SHOWN, CONTRIBUTIONS = 3, 6  # candidates per question, contributions per candidate


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a candidate's score, beyond what it adds to the question's candidates on average."""

    feature: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate of a question.

    Attributes
    ----------
    name : str
    probability : float
        Among all listed candidates.
    true : bool
    known : str
        ``recurrent``, ``known dyad`` or ``cold``.
    score : float
        Above the mean of the question's candidates: the sum of all contributions.
    contributions : tuple of Contribution
        The largest, by size.
    """

    name: str
    probability: float
    true: bool
    known: str
    score: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One question with its best candidates, and its answers where they are not among them."""

    question: str
    day: int
    answers: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def explain(
    splits: Splits, queries: Queries, i: int, *, rows: Rows, first: int, x: NDArray[np.float32], weights: Weights
) -> Explanation:
    """Explain the forecast of one question.

    Parameters
    ----------
    splits : Splits
        For the names.
    queries : Queries
    i : int
        The question.
    rows : Rows
        Of questions from ``first`` on.
    first : int
    x : ndarray of float32, shape (rows, features)
    weights : Weights

    Returns
    -------
    Explanation
    """
    a, b = int(rows.begin[i - first]), int(rows.begin[i - first + 1])
    own = (weights.common + weights.kind)[rows.kind[a:b]] + weights.of_relation(int(queries.q[i]))
    adds = x[a:b] * own
    adds -= adds.mean(axis=0)
    score = adds.sum(axis=1)
    probability = np.exp(score - score.max())
    probability /= probability.sum()
    answers = queries.answer[queries.begin[i] : queries.begin[i + 1]]
    chosen = np.argsort(-score, kind="stable")[:SHOWN]
    true = np.isin(rows.y[a:b], answers)
    listed = np.concatenate([chosen, np.setdiff1d(np.flatnonzero(true), chosen)])
    return Explanation(
        question=_question(splits, queries, i),
        day=int(queries.day[i]),
        answers=tuple(entity_name(splits, int(y)) for y in answers),
        candidates=tuple(
            Candidate(
                name=entity_name(splits, int(rows.y[a + k])),
                probability=float(probability[k]),
                true=bool(true[k]),
                known=STRATA[rows.kind[a + k]],
                score=float(score[k]),
                contributions=_largest(adds[k], x[a + k], weights.features),
            )
            for k in listed
        ),
    )


def _largest(adds: NDArray[np.float64], x: NDArray[np.float32], features: tuple[str, ...]) -> tuple[Contribution, ...]:
    order = np.argsort(-np.abs(adds), kind="stable")[:CONTRIBUTIONS]
    return tuple(Contribution(features[f], float(x[f]), float(adds[f])) for f in order)


def entity_name(splits: Splits, entity: int) -> str:
    """Return an entity's name, or its number where there are no names."""
    return splits.entity_names[entity].replace("_", " ") if splits.entity_names else f"#{entity}"


def relation_name(splits: Splits, relation: int) -> str:
    """Return a relation's name or number; inverses end in ``(by)``."""
    plain = relation % splits.relations
    name = splits.relation_names[plain].replace("_", " ") if splits.relation_names else f"#{plain}"
    return f"{name} (by)" if relation >= splits.relations else name


def _question(splits: Splits, queries: Queries, i: int) -> str:
    known, relation = entity_name(splits, int(queries.x[i])), int(queries.q[i])
    name = relation_name(splits, relation % splits.relations)
    return f"{known} | {name} | ?" if relation < splits.relations else f"? | {name} | {known}"


def tell(explanation: Explanation) -> list[str]:
    """Return an explanation as lines of text."""
    lines = [f"day {explanation.day}: {explanation.question}    answer: {', '.join(explanation.answers)}"]
    for candidate in explanation.candidates:
        mark = "*" if candidate.true else " "
        lines.append(f"  {mark} {candidate.probability:6.1%}  {candidate.name}  ({candidate.known})")
        lines += [f"        {c.adds:+6.2f}  {c.feature} = {c.value:.2f}" for c in candidate.contributions]
    return lines
