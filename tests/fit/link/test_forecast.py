"""Forecasts: nothing leaks, numbers of actors do not matter, habit is found, and every part is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from catspaw.fit.link import design as designs
from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.explain import tell
from catspaw.fit.link.forecast import Report, Settings, fit_first, forecast, tables
from catspaw.fit.link.history import index_history
from catspaw.fit.link.queries import ask
from catspaw.fit.link.sampling import SPREAD, TOP, sample, truths
from catspaw.fit.link.splits import FactsError, Splits

QUICK = Settings(fit_days=15, rounds=(30, 15))
Cut = Callable[..., Splits]


@pytest.fixture(scope="module")
def report(small: Splits) -> Report:
    return forecast(small, settings=QUICK, explained=3)


def features(splits: Splits, *, first: int, last: int, stretch: int | None = None) -> list[tuple[Rows, np.ndarray]]:
    history = index_history(splits)
    design = designs.start(history, names=splits.entity_names)
    asked = ask(history, first=first, last=last, stretch=stretch)
    return [(rows, x.copy()) for _, _, rows, x in tables(design, asked, most=40, select=lambda rows: rows)]


def test_what_comes_later_changes_nothing(facts: np.ndarray, cut: Cut) -> None:
    """Features of a day are the same whatever the facts of later days are."""
    changed = facts.copy()
    later = facts[:, 3] > 50
    changed[later, 0] = (changed[later, 0] + 7) % 30
    changed[later, 1] = (changed[later, 1] + 1) % 4
    for (a, x), (b, y) in zip(
        features(cut(facts), first=48, last=51), features(cut(changed), first=48, last=51), strict=True
    ):
        assert a.y.tolist() == b.y.tolist()
        np.testing.assert_array_equal(x, y)


def test_multi_step_reads_nothing_of_its_stretch(facts: np.ndarray, cut: Cut) -> None:
    """A question asked on the last day sees what the same question sees on the first day of the stretch."""
    later = facts[:, 3] >= 50
    shuffled = facts.copy()
    shuffled[later, 3] = 50 + (shuffled[later, 3] - 50 + 3) % 10  # the same facts on other days of the stretch
    for splits in (cut(facts), cut(shuffled)):
        history = index_history(splits)
        asked = ask(history, first=50, last=60, stretch=10)
        design = designs.start(history)
        seen: dict[tuple[int, int, int], np.ndarray] = {}
        for lo, hi, rows, x in tables(design, asked, most=40, select=lambda rows: rows):
            assert design.day == 50
            for r in range(len(rows.y)):
                i = rows.query[r]
                assert lo <= i < hi
                key = int(asked.x[i]), int(asked.q[i]), int(rows.y[r])
                np.testing.assert_array_equal(seen.setdefault(key, x[r].copy()), x[r])


def test_numbers_of_actors_do_not_matter(facts: np.ndarray, cut: Cut) -> None:
    order = np.random.default_rng(3).permutation(30)
    turned = facts.copy()
    turned[:, 0], turned[:, 2] = order[facts[:, 0]], order[facts[:, 2]]
    bare = replace(
        QUICK,
        left_out=("likeness", "standing"),  # whose start, and ties, do depend on the order
        listed_in_fit=TOP,  # and so does which of the rest are sampled
    )
    plain = forecast(cut(facts, names=()), settings=bare).all
    other = forecast(cut(turned, names=()), settings=bare).all
    assert abs(plain.mrr - other.mrr) < 0.5


def test_habit_is_found(report: Report) -> None:
    """Chance stands at MRR 13 among 30 entities."""
    assert report.all.mrr > 25
    assert report.strata["recurrent"].mrr > report.strata["cold"].mrr


def test_every_answer_is_ranked_both_ways(report: Report, small: Splits) -> None:
    tested = int((small.facts[:, 3] >= small.test_from).sum())
    assert report.all.n == 2 * tested == sum(m.n for m in report.strata.values())


def test_without_habit_there_is_little_to_find(facts: np.ndarray, cut: Cut) -> None:
    """Actors drawn anew for every fact: a forecast near chance, or something leaks."""
    noise = facts.copy()
    draws = np.random.default_rng(11)
    noise[:, 0], noise[:, 2] = draws.integers(0, 30, len(noise)), draws.integers(0, 30, len(noise))
    chance = 100 * np.mean(1 / np.arange(1, 31))
    assert forecast(cut(noise), settings=QUICK).all.mrr < chance + 5


def test_same_input_same_output(report: Report, small: Splits) -> None:
    again = forecast(small, settings=QUICK, explained=3)
    assert again.all == report.all
    assert again.weights_by_name == report.weights_by_name


def test_the_test_part_is_not_read_for_validation(facts: np.ndarray, cut: Cut) -> None:
    changed = facts.copy()
    later = facts[:, 3] >= 50
    changed[later, 2] = (changed[later, 2] + 5) % 30
    found = [forecast(cut(f), part="valid", settings=QUICK).all for f in (facts, changed)]
    assert found[0] == found[1]


def test_contributions_add_up_to_the_score(report: Report, small: Splits) -> None:
    assert len(report.explained) == 3
    for explanation in report.explained:
        assert 0 < sum(c.probability for c in explanation.candidates) <= 1 + 1e-6
        for candidate in explanation.candidates:
            sizes = [abs(c.adds) for c in candidate.contributions]
            assert sizes == sorted(sizes, reverse=True)
    lines = tell(report.explained[0])
    assert lines[0].startswith("day 50: ")
    assert any(" = " in line for line in lines)


def test_sample_keeps_answers_and_stands_for_all(small: Splits) -> None:
    history = index_history(small)
    design = designs.start(history)
    asked = ask(history, first=45, last=46)
    designs.go_to(design, 45)
    whole, _ = designs.table(design, asked, 0, len(asked.x), most=30, select=lambda rows: rows)
    thin = sample(whole, asked, 30)
    assert truths(thin, asked, 30).sum() == truths(whole, asked, 30).sum()
    assert len(thin.y) < len(whole.y)
    assert thin.weight[~truths(thin, asked, 30)].max() == SPREAD
    assert thin.weight[truths(thin, asked, 30)].max() == 1.0


def test_a_long_list_is_thinned_evenly() -> None:
    n = 100
    begin = np.array([0, n], np.int64)
    nothing = np.zeros(n, np.int32)
    rows = Rows(begin, nothing, np.arange(n, dtype=np.int32), nothing, nothing, nothing.astype(np.int8),
                nothing.astype(np.float32), np.ones(n, np.float32))  # fmt: skip
    from catspaw.fit.link.queries import Queries

    one = np.zeros(1, np.int32)
    asked = Queries(one, one, one, one, np.array([0, 1], np.int64), np.array([97], np.int32), one, begin)
    thin = sample(rows, asked, 1000)
    assert thin.y[:TOP].tolist() == list(range(TOP))
    assert 97 in thin.y
    assert abs(thin.weight.sum() - n) <= SPREAD + 1


def test_one_day_of_training_is_refused(facts: np.ndarray) -> None:
    from catspaw.fit.link.splits import splits_from

    one = facts[facts[:, 3] == 0]
    parts = [np.column_stack([one[:, :3], np.full(len(one), day)]) for day in range(3)]
    with pytest.raises(FactsError, match="at least two are needed"):
        forecast(splits_from(parts[0], valid=parts[1], test=parts[2]), part="valid", settings=QUICK)


def test_dense_facts_are_fitted_on_fewer_days(small: Splits) -> None:
    history = index_history(small)
    assert fit_first(history, 50, Settings(fit_days=15)) == 35
    dense = fit_first(history, 50, Settings(fit_days=15, fit_facts=40))
    assert 35 < dense < 50
    assert (history.day[50] - history.day[dense]) / 2 <= 40
    assert fit_first(history, 50, Settings(fit_days=15, fit_facts=1)) == 49
