"""Ratios, relays, dependent origins, and the draws of the tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.evidence import tables
from catspaw.evidence.likelihood import effective, log_ratio, pool, pooling, said

QUIET = settings(max_examples=60, deadline=None, derandomize=True)
PARAPHRASED = tables.RELAYS.index("paraphrased")


@QUIET
@given(a=st.floats(0.01, 0.99), b=st.floats(0.01, 0.99), k=st.floats(0, 1))
def test_the_ratio_is_the_stated_fraction(a: float, b: float, k: float) -> None:
    m = (a + b) / 2
    expected = np.log((k * a + (1 - k) * m) / (k * b + (1 - k) * m))
    assert log_ratio(np.array(a), np.array(b), np.array(k)) == pytest.approx(expected, abs=1e-9)


def pooled(strengths: list[float], institutions: list[int], sides: list[int]) -> float:
    n = len(strengths)
    middle = tables.central()
    plan = pooling(
        np.arange(n),
        np.zeros(n, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        institution=np.array(institutions),
        side=np.array(sides),
        count=np.ones(n, dtype=np.int64),
        strength=np.array(strengths),
        rho_institution=0.7,
        rho_side=0.3,
    )
    assert plan.weight @ np.array(strengths)[plan.statement] == pytest.approx(
        pool(plan, np.array(strengths)[:, None], middle, targets=1)[0, 0]
    )
    return float(pool(plan, np.array(strengths)[:, None], middle, targets=1)[0, 0])


@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_equal_origins_count_as_n_effective(n: int) -> None:
    assert pooled([1.5] * n, [0] * n, [0] * n) == pytest.approx(1.5 * n / (1 + (n - 1) * 0.7))
    assert pooled([1.5] * n, list(range(n)), [0] * n) == pytest.approx(1.5 * n / (1 + (n - 1) * 0.3))
    assert pooled([1.5] * n, list(range(n)), list(range(n))) == pytest.approx(1.5 * n)


@QUIET
@given(
    st.lists(st.tuples(st.floats(0, 4), st.integers(0, 3)), min_size=1, max_size=8),
    st.floats(0, 4),
    st.integers(0, 3),
)
def test_one_more_origin_never_lowers_the_sum(rows: list[tuple[float, int]], more: float, place: int) -> None:
    strengths, institutions = [r[0] for r in rows], [r[1] for r in rows]
    sides = [i // 2 for i in institutions]
    before = pooled(strengths, institutions, sides)
    after = pooled([*strengths, more], [*institutions, place], [*sides, place // 2])
    assert before - 1e-9 <= after <= before + more + 1e-9


def test_a_count_is_so_many_speakers_of_one_institution() -> None:
    assert float(effective(2, 0.7) - effective(0, 0.7)) == pytest.approx(2 / 1.7)


def test_witnesses_to_a_speech() -> None:
    relay = tables.central().relay
    one = ((PARAPHRASED,),)
    assert said(one, relay)[0] == pytest.approx(0.85)
    assert said((*one, *one), relay)[0] == pytest.approx(1 - 0.15**2)
    assert said(((PARAPHRASED, PARAPHRASED),), relay)[0] == pytest.approx(0.85**2)
    assert said(((),), relay)[0] == 1.0


def test_the_printed_tables() -> None:
    pairs = tables.pair_table()
    assert pairs[tables.cell("charges", "none", "C")] == (0.65, 0.20)
    assert pairs[tables.cell("clears", "for", "C")] == (0.95, 0.88)
    a, b = pairs[tables.cell("charges", "against", "C")]
    assert a / b == pytest.approx(30)
    for stance in tables.STANCES:
        for interest in tables.INTERESTS:
            row = [pairs[tables.cell(stance, interest, g)] for g in tables.ORDER]
            assert [a for a, _ in row] == sorted((a for a, _ in row), reverse=True)
            assert [b for _, b in row] == sorted(b for _, b in row)
            assert all(a >= b for a, b in row)


def test_draws_keep_the_order_of_grades_and_the_named_spreads() -> None:
    drawn = tables.drawn(400, seed=1)
    rows = [tables.cell("charges", "none", g) for g in tables.ORDER]
    assert np.all(np.diff(drawn.if_true[rows], axis=0) <= 0)
    assert np.all(np.diff(drawn.if_false[rows], axis=0) >= 0)
    assert drawn.relay[PARAPHRASED].mean() == pytest.approx(0.85, abs=0.01)
    assert drawn.relay[PARAPHRASED].std() == pytest.approx((0.85 * 0.15 / 21) ** 0.5, rel=0.1)
    assert np.all(drawn.relay[0] == 1.0)
    assert np.all(np.diff(drawn.relay, axis=0) <= 0)
    assert drawn.rho_institution.mean() == pytest.approx(0.7, abs=0.02)
    assert drawn.rho_side.mean() == pytest.approx(0.3, abs=0.02)
    spread = np.log(drawn.if_true[rows[0]] / (1 - drawn.if_true[rows[0]])).std()
    assert 0.25 < spread < 0.6


def test_a_longer_run_of_draws_begins_with_the_shorter() -> None:
    short, long = tables.drawn(5, seed=1), tables.drawn(9, seed=1)
    assert np.array_equal(short.if_true, long.if_true[:, :5])
    assert np.array_equal(short.relay, long.relay[:, :5])


def test_discounted_accusations_weigh_like_denials() -> None:
    found = tables.discounted(tables.central())
    accuse, deny = tables.cell("charges", "for", "B"), tables.cell("clears", "for", "B")
    assert found.if_true[accuse] == found.if_true[deny]
    assert found.if_false[accuse] == found.if_false[deny]
