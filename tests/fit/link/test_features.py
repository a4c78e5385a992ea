"""Features, against reading them off the list of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from catspaw.fit.link import design as designs
from catspaw.fit.link import standing
from catspaw.fit.link.compiled import LAGS, lag_bucket
from catspaw.fit.link.history import index_history
from catspaw.fit.link.queries import ask
from catspaw.fit.link.splits import Splits

Facts = list[tuple[int, int, int, int]]


class Bench:
    """All features of the questions of one day, and the facts before it."""

    def __init__(self, splits: Splits, day: int) -> None:
        self.h = index_history(splits)
        self.design = designs.start(self.h, names=splits.entity_names)
        self.queries = ask(self.h, first=day, last=day + 1)
        designs.go_to(self.design, day)
        n = len(self.queries.x)
        self.rows, self.x = designs.table(self.design, self.queries, 0, n, most=40, select=lambda rows: rows)
        past = self.h.t < day
        self.day = day
        self.facts: Facts = list(
            zip(*(c[past].tolist() for c in (self.h.x, self.h.q, self.h.y, self.h.t)), strict=True)
        )

    def column(self, name: str) -> np.ndarray:
        return self.x[:, self.design.features.index(name)]

    def expected(self, value: Callable[[int, int, int], float]) -> list[float]:
        of = self.rows.query
        return [
            value(int(self.queries.x[of[r]]), int(self.queries.q[of[r]]), int(self.rows.y[r])) for r in range(len(of))
        ]

    def faded(self, wanted: Callable[[int, int, int], bool], half_life: float) -> float:
        return float(sum(0.5 ** ((self.day - t) / half_life) for x, q, y, t in self.facts if wanted(x, q, y)))


@pytest.fixture(scope="module")
def bench(small: Splits) -> Bench:
    return Bench(small, 45)


def logged(bench: Bench, wanted: Callable[..., bool], half_life: float) -> Callable[[int, int, int], float]:
    return lambda x, q, y: np.log(bench.faded(lambda a, b, c: wanted(x, q, y, a, b, c), half_life) + 0.1)


def inverse(q: int) -> int:
    return (q + 4) % 8


@pytest.mark.parametrize(
    ("name", "half_life", "wanted"),
    [
        ("same act, 7 d", 7.0, lambda x, q, y, a, b, c: (a, b, c) == (x, q, y)),
        ("acts out, 30 d", 30.0, lambda x, q, y, a, b, c: (a, c) == (x, y) and b < 4),
        ("acts back, ever", np.inf, lambda x, q, y, a, b, c: (a, c) == (x, y) and b >= 4),
        ("relation falls on it, 120 d", 120.0, lambda x, q, y, a, b, c: (b, c) == (q, y)),
        ("activity, 2 d", 2.0, lambda x, q, y, a, b, c: a == y),
    ],
)
def test_fading_counts(bench: Bench, name: str, half_life: float, wanted: Callable[..., bool]) -> None:
    np.testing.assert_allclose(bench.column(name), bench.expected(logged(bench, wanted, half_life)), atol=2e-5)


def test_lag_buckets_hold_the_last_day(bench: Bench) -> None:
    def last(x: int, q: int, y: int) -> float:
        days = [t for a, b, c, t in bench.facts if (a, b, c) == (x, q, y)]
        return float(LAGS.index(LAGS[lag_bucket(bench.day - max(days))])) if days else -1.0

    marked = np.stack([bench.column(f"same act, last {lag}") for lag in LAGS], axis=1)
    found = np.where(marked.any(axis=1), marked.argmax(axis=1), -1)
    assert found.tolist() == bench.expected(last)


def test_buckets_of_lags() -> None:
    days = [1, 2, 3, 4, 7, 8, 14, 15, 30, 31, 60, 61, 120, 121]
    assert [lag_bucket(d) for d in days] == [0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8]


def test_hazards_are_counts_over_dyad_days(bench: Bench) -> None:
    """Walk all days: how often q came, and how many dyad-days were spent, with g last seen in bucket b."""
    came: Counter[tuple[int, int, int]] = Counter()
    spent: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, int, int], int] = {}
    for day in range(bench.day):
        today = [fact[:3] for fact in bench.facts if fact[3] == day]
        cells = {k: (k[1], lag_bucket(day - d)) for k, d in last.items()}
        spent.update(cells.values())
        came.update((q, *cell) for x, q, y in today for k, cell in cells.items() if (k[0], k[2]) == (x, y))
        last.update(dict.fromkeys(today, day))

    def back(q: int, b: int) -> float:
        top = sum(n for (p, _, c), n in came.items() if (p, c) == (q, b)) + 1e-3
        return float(top / (sum(n for (_, c), n in spent.items() if c == b) + 1.0))

    def strongest(x: int, q: int, y: int) -> float:
        best = 1e-6
        for (a, g, c), d in last.items():
            if (a, c) == (x, y):
                b = lag_bucket(bench.day - d)
                best = max(best, (came[q, g, b] + 20 * back(q, b)) / (spent[g, b] + 20))
        return float(np.log(best))

    np.testing.assert_allclose(bench.column("strongest cue"), bench.expected(strongest), atol=1e-5)


def newest_roles(facts: Facts, who: int) -> list[tuple[int, int]]:
    """Return the roles of an actor with the day that each was last seen on, the newest first."""
    last = {q: t for x, q, _, t in facts if x == who}
    return sorted(last.items(), key=lambda item: -item[1])


def test_states_are_hazards_of_actors(bench: Bench) -> None:
    """The same walk, with actors in place of dyads; each role of an actor is one cell."""
    came: Counter[tuple[int, int, int]] = Counter()
    spent: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, int], int] = {}
    for day in range(bench.day):
        today = [fact[:2] for fact in bench.facts if fact[3] == day]
        cells = {k: (k[1], lag_bucket(day - d)) for k, d in last.items()}
        spent.update(cells.values())
        came.update((q, *cell) for x, q in today for k, cell in cells.items() if k[0] == x)
        last.update(dict.fromkeys(today, day))

    def strongest(x: int, q: int, y: int) -> float:
        best = 1e-6
        for g, t in newest_roles(bench.facts, y):
            b, asked = lag_bucket(bench.day - t), inverse(q)
            back = sum(n for (p, _, c), n in came.items() if (p, c) == (asked, b)) + 1e-3
            back /= sum(n for (_, c), n in spent.items() if c == b) + 1.0
            best = max(best, (came[asked, g, b] + 50 * back) / (spent[g, b] + 50))
        return float(np.log(best))

    np.testing.assert_allclose(bench.column("strongest cue of its state"), bench.expected(strongest), atol=1e-5)


def smoothed(days: list[int], hits: set[int], keep: float) -> float:
    """Smooth what happened over the occasions on some days."""
    value = 0.0
    for day in days:
        value = keep * value + (1 - keep) * (day in hits)
    return value


@pytest.mark.parametrize(
    ("name", "keep", "mine", "hit"),
    [
        (
            "sender did this to it, last times",
            0.4,
            lambda x, q, y, a, b, c: (a, b) == (x, q),
            lambda x, y, a, c: c == y,
        ),
        ("sender dealt with it, few last times", 0.75, lambda x, q, y, a, b, c: a == x, lambda x, y, a, c: c == y),
        (
            "this was done by sender, last times",
            0.4,
            lambda x, q, y, a, b, c: (a, b) == (y, inverse(q)),
            lambda x, y, a, c: c == x,
        ),
        ("it dealt with sender, many last times", 0.93, lambda x, q, y, a, b, c: a == y, lambda x, y, a, c: c == x),
    ],
)
def test_occasions(bench: Bench, name: str, keep: float, mine: Callable[..., bool], hit: Callable[..., bool]) -> None:
    def value(x: int, q: int, y: int) -> float:
        own = [f for f in bench.facts if mine(x, q, y, *f[:3])]
        days = sorted({f[3] for f in own})
        return float(np.log(smoothed(days, {f[3] for f in own if hit(x, y, f[0], f[2])}, keep) + 0.01))

    np.testing.assert_allclose(bench.column(name), bench.expected(value), atol=1e-4)


def test_partners_and_counterparts(bench: Bench) -> None:
    def partners(x: int, q: int, y: int) -> float:
        return float(np.log(len({c for a, _, c, _ in bench.facts if a == y}) + 1))

    def counterparts(x: int, q: int, y: int) -> float:
        return float(np.log(len({c for a, b, c, _ in bench.facts if (a, b) == (y, inverse(q))}) + 1))

    np.testing.assert_allclose(bench.column("its partners"), bench.expected(partners), atol=1e-5)
    np.testing.assert_allclose(bench.column("its partners in this act"), bench.expected(counterparts), atol=1e-5)


def test_shares_of_kinds_add_up(bench: Bench) -> None:
    """Over the three kinds of candidates the sender's shares are a whole."""
    share = np.exp(bench.column("sender's share of this kind"))
    for i in range(len(bench.queries.x)):
        at = slice(bench.rows.begin[i], bench.rows.begin[i + 1])
        found = dict(zip(bench.rows.kind[at].tolist(), share[at].tolist(), strict=True))
        assert sum(found.values()) == pytest.approx(1.0, abs=1e-5) or len(found) < 3


def test_company_wanted_is_a_cosine(bench: Bench) -> None:
    column = bench.column("company wanted")
    assert np.abs(column).max() <= 1 + 1e-5
    assert column.std() > 0.05


def test_shared_partners(bench: Bench) -> None:
    newest: dict[tuple[int, int], int] = {}
    for x, _, y, t in bench.facts:
        newest[x, y] = max(t, newest.get((x, y), -1))
    everyone = range(bench.h.entities)

    def total(x: int, q: int, y: int) -> float:
        both = [z for z in everyone if z != x and (x, z) in newest and (y, z) in newest]
        gone = [2 * bench.day - newest[x, z] - newest[y, z] for z in both]
        return float(np.log(sum(0.5 ** (g / 15.0) for g in gone) + 0.05))

    np.testing.assert_allclose(bench.column("shared partners, 15 d"), bench.expected(total), atol=1e-5)


def test_ranks_and_shares_are_among_the_listed(bench: Bench) -> None:
    counts, rank, share = (
        bench.column(n) for n in ("same act, ever", "1 / rank: same act, ever", "share: same act, ever")
    )
    for i in range(len(bench.queries.x)):
        at = slice(bench.rows.begin[i], bench.rows.begin[i + 1])
        v = counts[at]
        mean = [1 + (v > a).sum() + 0.5 * ((v == a).sum() - 1) for a in v]
        np.testing.assert_allclose(1 / rank[at], mean, rtol=1e-5)
        plain = np.exp(v) - 0.1
        np.testing.assert_allclose(share[at], np.maximum(plain, 0) / (plain.sum() + 1e-6), atol=1e-5)


def test_records_of_countries(bench: Bench, small: Splits) -> None:
    """Every actor of the small world has a country in its name."""
    land = [int(name.rstrip(")")[-1]) for name in small.entity_names]
    np.testing.assert_allclose(
        bench.column("sender, this on its country, 30 d"),
        bench.expected(logged(bench, lambda x, q, y, a, b, c: (a, b) == (x, q) and land[c] == land[y], 30.0)),
        atol=2e-5,
    )
    same = bench.expected(lambda x, q, y: float(land[x] == land[y]))
    assert bench.column("compatriots by name").tolist() == same


def test_without_names_nothing_is_read_from_them(small: Splits) -> None:
    h = index_history(small)
    assert "groups" not in [f.name for f in designs.start(h).families]
    bare = [f"x{i}" for i in range(30)]
    assert designs.start(h, names=tuple(bare)).features == designs.start(h).features


def test_shares_of_nothing_are_zero() -> None:
    """Counts that rounding brings just below and above nothing make no share, and never a NaN."""
    value = np.log(np.array([0.1, 0.1, 0.1], np.float32)) + np.array([-3e-5, 2e-6, -3e-5], np.float32)
    out = np.full((3, 2), np.nan, np.float32)
    standing.write_shares(value, np.ones(3, np.float32), out, 0)
    assert np.isfinite(out).all()
    assert (out >= 0).all()
