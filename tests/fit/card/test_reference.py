from datetime import date, timedelta

import pytest

from catspaw.case.load import load
from catspaw.core.errors import ModelError, UnknownName
from catspaw.fit.card.reading import Row
from catspaw.fit.card.reference import Dated, answered_after, episodes, like

AS_OF = date(2024, 1, 31)


def row(days_before: int, source: str, target: str, action: str, quad: str) -> Row:
    return Row(AS_OF - timedelta(days_before), source, target, action, quad, True, False, 1)


def strikes(*days: int, by: str = "kataib_hezbollah", on: str = "us") -> list[Row]:
    return [row(d, by, on, "strike", "material_conflict") for d in days]


def test_acts_of_a_pair_within_thirty_days_are_one_episode() -> None:
    acts = [Dated(d, "a", "b", "strike", "material_conflict") for d in (40, 1, 10, 31, 32)]
    acts.append(Dated(5, "c", "b", "strike", "material_conflict"))
    assert episodes(acts, lambda a: a.target == "b") == [(("a", "b"), 1), (("a", "b"), 32), (("c", "b"), 5)]


def test_an_answer_comes_after_the_day_and_within_thirty() -> None:
    assert not answered_after([10], 10)
    assert answered_after([11], 10)
    assert answered_after([40], 10)
    assert not answered_after([41], 10)
    assert not answered_after([], 10)


def test_precedents_are_counted_with_their_range_beside_what_any_thirty_days_give() -> None:
    rows = [*strikes(400, 395, 300, 200, 100), *strikes(10, 4)]  # the last episode has no thirty days yet
    rows += [*strikes(390, 195, by="us", on="kataib_hezbollah")]
    found = like(load("axis-2024"), "tower_22", sorted(rows, key=lambda r: r.day), None)
    narrow, same_class, anybody = found.classes
    assert (narrow.answered, narrow.episodes) == (2, 4)
    assert narrow.last == tuple(AS_OF - timedelta(d) for d in (100, 200, 300))
    assert narrow.low == pytest.approx(0.165, abs=0.001), "Jeffreys: the 5 % quantile of beta(2.5, 2.5)"
    assert narrow.high == pytest.approx(1 - 0.165, abs=0.001)
    assert narrow.ordinary == pytest.approx(40 / 367, abs=0.001)
    assert (same_class.answered, same_class.episodes) == (2, 4)
    assert anybody.episodes == 6, "those of the United States count there"
    assert "2 of 4 (17% to 83%)" in str(found)
    assert found.simulated is None
    assert str(found).endswith("no futures were run")
    assert found.to_json()["classes"][0]["last"][0] == "2023-10-23"


def test_nothing_after_the_day_of_the_case_is_looked_at() -> None:
    rows = [*strikes(100), *strikes(90, by="us", on="kataib_hezbollah"), *strikes(-5, -50)]
    found = like(load("axis-2024"), "tower_22", rows, None)
    assert found.until <= AS_OF
    assert found.classes[0].episodes == 1
    with pytest.raises(ModelError, match="the record holds nothing up to 2024-01-31"):
        like(load("axis-2024"), "tower_22", strikes(-5), None)


def test_a_class_without_an_episode_says_so() -> None:
    found = like(load("axis-2024"), "tower_22", [row(9, "iran", "us", "meets", "verbal_cooperation")], None)
    assert str(found).count("no episode") == 3


def test_an_incident_that_is_none_or_has_no_target_is_named() -> None:
    case = load("axis-2024")
    with pytest.raises(UnknownName, match="`tower22` is no incident of axis-2024; nearest known: tower_22"):
        like(case, "tower22", strikes(9), None)
    with pytest.raises(ModelError, match="has no target that acts"):
        like(case, "unity_conference", strikes(9), None)
