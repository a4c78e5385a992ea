"""What can cease to be so: evidence as of a day."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.evidence import weigh

P = "fights(red -> blue)"  # half-life 365 days, prior .20


def belief(small: SimpleNamespace, *claims: object, day: str = "2024-01-31") -> float:
    case = small.case(claims, as_of=date.fromisoformat(day))
    return float(weigh(case, draws=0).belief(P))


def seen(small: SimpleNamespace, when: str, by: str = "w1", **more: object) -> object:
    return small.claims()(P, by, on=when, learnt=date(2010, 1, 1), key=f"{by}{when}{more}", **more)


FRESH = 0.2 * 3.25 / (0.2 * 3.25 + 0.8)


def test_fresh_sightings_do_not_fade(small: SimpleNamespace) -> None:
    assert belief(small, seen(small, "2024-01-31")) == pytest.approx(FRESH)
    assert belief(small, seen(small, "2020..2025")) == pytest.approx(FRESH)


@pytest.mark.parametrize("when", ["2023-01-31", "2025-01-30"])
def test_after_one_half_life_half_is_left_both_ways(small: SimpleNamespace, when: str) -> None:
    assert belief(small, seen(small, when)) == pytest.approx(0.2 + 0.5 * (FRESH - 0.2), abs=1e-3)


def test_a_denial_fades_toward_the_prior_too(small: SimpleNamespace) -> None:
    fresh = belief(small, seen(small, "2024-01-31", act="deny"))
    old = belief(small, seen(small, "2014-01-31", act="deny"))
    assert fresh < old < 0.2
    assert old == pytest.approx(0.2, abs=1e-3)


def test_sightings_pass_through_the_chain_in_the_order_of_their_days(small: SimpleNamespace) -> None:
    def step(p: float, days: int) -> float:
        return 0.2 + 2 ** (-days / 365) * (p - 0.2)

    def told(p: float, ratio: float) -> float:
        return p * ratio / (p * ratio + 1 - p)

    p = told(step(told(0.2, 3.25), 365), 1 / 3.25)
    found = belief(small, seen(small, "2022-01-31"), seen(small, "2023-01-31", "w2", act="deny"))
    assert found == pytest.approx(step(p, 365), abs=1e-9)


def test_a_tie_that_ended_and_was_seen_to_have_ended(small: SimpleNamespace) -> None:
    earlier = [seen(small, "2014..2017", f"w{i}") for i in range(1, 6)]
    assert belief(small, *earlier, day="2017-06-01") > 0.9
    assert belief(small, *earlier, seen(small, "2019", "w9", act="deny"), day="2019-06-01") < 0.25


def test_past_and_future_meet_on_the_day(small: SimpleNamespace) -> None:
    def ratio(p: float) -> float:
        return (p / 0.2) / ((1 - p) / 0.8)

    past, future = seen(small, "2023-01-31"), seen(small, "2025-01-30", "w2")
    each = [belief(small, c) for c in (past, future)]
    odds = 0.25 * ratio(each[0]) * ratio(each[1])
    assert belief(small, past, future) == pytest.approx(odds / (1 + odds))


def test_the_same_origin_seen_again_is_refreshed_not_doubled(small: SimpleNamespace) -> None:
    old, new = seen(small, "2020-01-31"), seen(small, "2024-01-31")
    assert belief(small, old, new) == pytest.approx(FRESH)


def test_what_happened_on_a_day_does_not_fade(small: SimpleNamespace) -> None:
    claim = small.claims()("aided(grey, attack)", "w1", learnt=date(2010, 1, 1))
    case = small.case([claim], as_of=date(2030, 1, 1))
    expected = 0.3 * 3.25 / (0.3 * 3.25 + 0.7)
    assert weigh(case, draws=0).belief("aided(grey, attack)") == pytest.approx(expected)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 4000), st.integers(0, 4000), st.booleans())
def test_time_only_pulls_toward_the_prior(small: SimpleNamespace, near: int, far: int, deny: bool) -> None:
    near, far = sorted((near, far))
    act = "deny" if deny else "assert"
    days = [date.fromordinal(date(2024, 1, 31).toordinal() - d).isoformat() for d in (near, far)]
    closer, further = (abs(belief(small, seen(small, d, act=act)) - 0.2) for d in days)
    assert further <= closer + 1e-12
