from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.card.reciprocity import Answer, Series, answers, read_scores

ALL: dict[str, tuple[date | None, date | None]] = {"all": (None, None)}


def made(cross: float, *, weeks: int = 600, seed: int = 4) -> Series:
    """The second side answers the first by `cross` in the week after; the first never answers."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    y = np.zeros((weeks, 2))
    for k in range(1, weeks):
        y[k] = np.array([0.3 * y[k - 1, 0], 0.2 * y[k - 1, 1] + cross * y[k - 1, 0]]) + rng.normal(size=2)
    return Series(tuple(date(1979, 4, 15) + timedelta(7 * k) for k in range(weeks)), ("a2b", "b2a"), y)


def of(found: list[Answer], side: str, definition: str = "scores") -> Answer:
    return next(f for f in found if (f.side, f.definition) == (side, definition))


def test_who_answers_in_kind_is_found_and_who_does_not_is_not() -> None:
    found = answers(made(0.5), periods=ALL)
    answer, silent = of(found, "b2a"), of(found, "a2b")
    assert (answer.verdict, silent.verdict) == ("in kind", "no sign")
    assert answer.p < 0.001 < silent.p
    assert answer.low < 0.5 / (0.7 * 0.8) < answer.high, "the closed form of the whole answer: cross / ((1-a)(1-b))"
    assert answer.path[0][0] == 0.0
    assert answer.path[1][0] == pytest.approx(0.5, abs=0.1)


def test_an_answer_of_the_opposite_sign_is_called_so() -> None:
    assert of(answers(made(-0.5), periods=ALL), "b2a").verdict == "the opposite"


def test_every_definition_and_period_is_told() -> None:
    periods = {"early": (None, date(1984, 1, 1)), "late": (date(1984, 1, 2), None)}
    found = answers(made(0.5), periods=periods)
    assert [(f.period, f.definition) for f in found[::2]] == [
        (p, d) for p in periods for d in ("scores", "hostility only", "any hostile week")
    ]


def test_a_period_too_short_or_without_change_is_refused() -> None:
    with pytest.raises(ModelError, match="late holds 0 weeks; an autoregression needs 60"):
        answers(made(0.5), periods={"late": (date(2020, 1, 1), None)})
    still = Series(made(0.5).weeks, ("a", "b"), np.zeros((600, 2)))
    with pytest.raises(ModelError, match="all, scores: a side never changes"):
        answers(still, periods=ALL)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1979-04-29,1", "s.csv:3: '1979-04-29,1' is no week with two scores"),
        ("yesterday,1,2", "s.csv:3: 'yesterday,1,2' is no week with two scores"),
        ("1979-05-06,1,2", "s.csv:3: the week of 1979-05-06 does not follow on that of 1979-04-22"),
    ],
)
def test_what_is_no_weekly_file_is_named_by_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"week_start,i2p,p2i\n1979-04-22,1,2\n{line}\n")
    with pytest.raises(ModelError, match=message):
        read_scores(path)


def test_israel_and_palestine_answer_each_other_in_scores(data: Callable[..., Path]) -> None:
    found = answers(read_scores(data("series", "israel_palestine_goldstein_weekly.csv")), periods=ALL)
    assert of(found, "i2p").verdict == of(found, "p2i").verdict == "in kind"
