"""The protocol's ranks, against counting them out one entity at a time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catspaw.fit.link.ranking import _ranks_of_one, measures, standard_error

ENTITIES = 12


def counted(answers: list[int], listed: list[int], scores: list[float]) -> list[float]:
    """Rank by the definition: unlisted entities share one lowest score; other answers are no rivals."""
    score = dict.fromkeys(range(ENTITIES), -np.inf) | dict(zip(listed, scores, strict=True))
    out = []
    for a in answers:
        rivals = [score[e] for e in range(ENTITIES) if e not in answers]
        out.append(1 + sum(v > score[a] for v in rivals) + 0.5 * sum(v == score[a] for v in rivals))
    return out


@given(
    answers=st.sets(st.integers(0, ENTITIES - 1), min_size=1, max_size=4),
    listed=st.lists(st.integers(0, ENTITIES - 1), max_size=ENTITIES, unique=True),
    values=st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=ENTITIES, max_size=ENTITIES),
)
def test_ranks_are_those_of_the_definition(answers: set[int], listed: list[int], values: list[float]) -> None:
    found = _ranks_of_one(
        np.array(sorted(answers), np.int32),
        np.array(listed, np.int32),
        np.array(values[: len(listed)], np.float32),
        ENTITIES,
    )
    assert found.tolist() == counted(sorted(answers), listed, values[: len(listed)])


def test_ties_are_never_taken_at_their_best() -> None:
    """With all scores alike, an answer among n rivals stands in the middle."""
    rank = _ranks_of_one(np.array([3], np.int32), np.arange(8, dtype=np.int32), np.zeros(8, np.float32), 8)
    assert rank.tolist() == [4.5]


def test_measures() -> None:
    found = measures(np.array([1.0, 2.0, 4.0, 20.0]))
    assert (found.mrr, found.hits1, found.hits3, found.hits10, found.n) == (45.0, 25.0, 50.0, 75.0, 4)
    assert measures(np.empty(0)).n == 0


def test_error_takes_days_as_clusters() -> None:
    """One answer a day: the textbook's; the same answers ten times a day: no smaller."""
    draws = np.random.default_rng(2)
    rank, day = draws.integers(1, 9, 400).astype(float), np.arange(400, dtype=np.int32)
    textbook = 100 * np.std(1 / rank) / np.sqrt(400)
    assert abs(standard_error(rank, day) - textbook) < 1e-9
    assert abs(standard_error(np.repeat(rank, 10), np.repeat(day, 10)) - textbook) < 1e-9
    assert standard_error(np.empty(0), np.empty(0, np.int32)) == 0.0
