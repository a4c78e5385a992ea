"""Every statistic, streamed, against its definition worked out from the list of events for every dyad and moment."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest

from catspaw.fit.rem import ALIASES, CATALOGUE, History
from catspaw.fit.rem.shifts import SHIFTS

Floats = np.ndarray


def remembered(past: History, now: float, **how: object) -> Floats:
    """n_ij from its definition: a loop over all earlier events."""
    n = np.zeros((len(past.actors), len(past.actors)))
    for t, i, j, k, w in zip(past.time, past.sender, past.receiver, past.type, past.weight, strict=True):
        if t >= now or ("type" in how and past.types[k] != how["type"]):
            continue
        if "sign" in how and w * {"positive": 1, "negative": -1}[str(how["sign"])] <= 0:
            continue
        if "window" in how and t < now - float(str(how["window"])):
            continue
        amount = abs(w) if how.get("weighted") == "yes" else 1.0
        if "halflife" in how:
            h = float(str(how["halflife"]))
            amount *= np.log(2) / h * 0.5 ** ((now - t) / h)
        for a, b in ((i, j), (j, i)) if how.get("symmetric") else ((i, j),):
            n[a, b] += amount
    return (n > 0) * 1.0 if how.get("form", "binary") == "binary" and "halflife" not in how else n


def weakest(first: Floats, second: Floats) -> Floats:
    """Sum over k of min(first_ik, second_kj)."""
    n = len(first)
    others = [[[k for k in range(n) if k not in (i, j)] for j in range(n)] for i in range(n)]
    return np.array([[sum(min(first[i, k], second[k, j]) for k in others[i][j]) for j in range(n)] for i in range(n)])


def four_cycles(a: Floats) -> Floats:
    n = len(a)
    found = np.zeros((n, n))
    for i, j in permutations(range(n), 2):
        for k in range(n):
            for other in range(n):
                if k != j and other != i:
                    found[i, j] += a[i, k] * a[other, k] * a[other, j]
    return found


def expected(name: str, past: History, now: float, **how: object) -> Floats:
    """A statistic for all (i, j)."""
    if name in ("friend_of_friend", "friend_of_enemy", "enemy_of_friend", "enemy_of_enemy"):
        second, first = name.split("_of_")
        sign = {"friend": "positive", "enemy": "negative"}
        legs = [
            remembered(past, now, **{"form": "count", **how, "sign": sign[camp], "symmetric": True})
            for camp in (first, second)
        ]
        return weakest(*legs)
    n = remembered(past, now, **how)
    into, out = n.sum(axis=0), n.sum(axis=1)
    degrees = {"indegree": into, "outdegree": out, "totaldegree": into + out}
    kind, _, end = name.partition("_")
    if kind in degrees:
        d = degrees[kind]
        return {
            "sender": d[:, None] + 0 * n,
            "receiver": d[None, :] + 0 * n,
            "dyad": d[:, None] + d[None, :],
        }[end]
    return {
        "inertia": lambda: n,
        "reciprocity": lambda: n.T,
        "transitivity": lambda: weakest(n, n),
        "cycle": lambda: weakest(n.T, n.T),
        "common_receivers": lambda: weakest(n, n.T),
        "common_senders": lambda: weakest(n.T, n),
        "four_cycle": lambda: four_cycles(n),
    }[name]()


def check(past: History, rows: list[Floats], definition: Callable[[float], Floats]) -> None:
    n = len(past.actors)
    off = ~np.eye(n, dtype=bool)
    times = np.unique(past.time)
    assert len(rows) == len(times)
    for now, found in zip(times, rows, strict=True):
        np.testing.assert_allclose(found[0], definition(float(now))[off], rtol=1e-9, atol=1e-12)


NAMES = [
    "inertia",
    "reciprocity",
    *(f"{kind}_{end}" for kind in ("indegree", "outdegree", "totaldegree") for end in ("sender", "receiver", "dyad")),
    "transitivity",
    "cycle",
    "common_receivers",
    "common_senders",
    "friend_of_friend",
    "friend_of_enemy",
    "enemy_of_friend",
    "enemy_of_enemy",
]
MEMORIES: list[dict[str, object]] = [
    {"form": "binary"},
    {"form": "count"},
    {"form": "count", "weighted": "yes"},
    {"halflife": 5},
    {"form": "binary", "window": 12},
    {"form": "count", "window": 12, "weighted": "yes"},
]


def written(name: str, how: dict[str, object]) -> str:
    inside = ", ".join(f"{key}={value}" for key, value in how.items())
    return f"{name}({inside})" if inside else name


@pytest.mark.parametrize("how", MEMORIES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_streamed_statistics_are_their_definitions(name, how, make, stream) -> None:
    past = make(3, events=45)
    check(past, stream(past, written(name, how)), lambda now: expected(name, past, now, **how))


@pytest.mark.parametrize("how", [{"type": "word"}, {"sign": "negative", "form": "count"}], ids=str)
@pytest.mark.parametrize("name", ["inertia", "totaldegree_receiver", "transitivity", "four_cycle"])
def test_statistics_of_some_events_only(name, how, make, stream) -> None:
    past = make(4)
    told = {k: v for k, v in how.items() if k != "form"} if name == "four_cycle" else how
    check(past, stream(past, written(name, told)), lambda now: expected(name, past, now, **told))


@pytest.mark.parametrize("how", [{}, {"window": 15}, {"type": "deed"}], ids=str)
def test_four_cycles_also_when_ties_end(how, make, stream) -> None:
    past = make(5, events=80)
    check(past, stream(past, written("four_cycle", how)), lambda now: expected("four_cycle", past, now, **how))


def test_a_half_life_survives_many_of_its_own_length(make, stream) -> None:
    past = make(6, events=40)
    how = {"halflife": 0.01}  # some 8,000 half-lives in all: the stores are rescaled again and again
    rows = stream(past, "inertia(halflife=0.01) + transitivity(halflife=0.01)")
    check(past, [r[:1] for r in rows], lambda now: expected("inertia", past, now, **how))
    check(past, [r[1:] for r in rows], lambda now: expected("transitivity", past, now, **how))


def test_forms_log_and_share(make, stream) -> None:
    past = make(7)
    check(past, stream(past, "inertia(form=log)"), lambda now: np.log1p(expected("inertia", past, now, form="count")))
    check(
        past,
        stream(past, "inertia(halflife=5, floor=.05)"),
        lambda now: np.log1p(expected("inertia", past, now, halflife=5) / 0.05),
    )

    def share(now: float) -> Floats:
        n = remembered(past, now, form="count")
        return n / np.maximum(n.sum(axis=1), 1)[:, None]

    def answered(now: float) -> Floats:
        n = remembered(past, now, form="count")
        return n.T / np.maximum(n.sum(axis=0), 1)[:, None]

    def degree(now: float) -> Floats:
        n = remembered(past, now, form="count")
        if not n.sum():
            return np.full_like(n, 1 / len(n))
        return (n.sum(axis=0) + n.sum(axis=1))[None, :] / (2 * n.sum()) + 0 * n

    check(past, stream(past, "inertia(form=share)"), share)
    check(past, stream(past, "reciprocity(form=share)"), answered)
    check(past, stream(past, "totaldegree_receiver(form=share)"), degree)
    check(past, stream(past, "NTDegRec"), degree)


@pytest.mark.parametrize("received", [False, True])
def test_ranks_of_last_contacts(received, make, stream) -> None:
    past = make(8, tied=False)

    def definition(now: float) -> Floats:
        n = len(past.actors)
        found = np.zeros((n, n))
        for i in range(n):
            partners: list[int] = []
            for t, a, b in zip(past.time, past.sender, past.receiver, strict=True):
                owner, partner = (b, a) if received else (a, b)
                if t < now and owner == i:
                    partners = [partner, *(p for p in partners if p != partner)]
            for place, partner in enumerate(partners, 1):
                found[i, partner] = 1 / place
        return found

    check(past, stream(past, "rank_received" if received else "rank_sent"), definition)


def test_recency(make, stream) -> None:
    past = make(9)

    def definition(now: float) -> Floats:
        found = np.zeros((len(past.actors),) * 2)
        for t, i, j in zip(past.time, past.sender, past.receiver, strict=True):
            if t < now:
                found[i, j] = 1 / (1 + now - t)
        return found

    check(past, stream(past, "recency"), definition)


SAID = {
    "AB-BA": lambda a, b, i, j: (i, j) == (b, a),
    "AB-B0": lambda a, b, i, j: i == b and j == 5,
    "AB-BY": lambda a, b, i, j: i == b and j not in (a, b, 5),
    "A0-X0": lambda a, b, i, j: i not in (a, 5) and j == 5,
    "A0-XA": lambda a, b, i, j: i not in (a, 5) and j == a,
    "A0-XY": lambda a, b, i, j: i not in (a, 5) and j not in (a, 5),
    "AB-X0": lambda a, b, i, j: i not in (a, b, 5) and j == 5,
    "AB-XA": lambda a, b, i, j: i not in (a, b, 5) and j == a,
    "AB-XB": lambda a, b, i, j: i not in (a, b, 5) and j == b,
    "AB-XY": lambda a, b, i, j: i not in (a, b, 5) and j not in (a, b, 5),
    "A0-AY": lambda a, b, i, j: i == a and j not in (a, 5),
    "AB-A0": lambda a, b, i, j: i == a and j == 5,
    "AB-AY": lambda a, b, i, j: i == a and j not in (a, b, 5),
    "AB-AB": lambda a, b, i, j: (i, j) == (a, b),
}


@pytest.mark.parametrize("shift", SHIFTS)
def test_participation_shifts(shift, make, stream) -> None:
    past = make(10, events=80)
    keep = past.sender != 5  # f stands for everybody and never sends
    past = History(
        past.time[keep], past.sender[keep], past.receiver[keep], past.type[keep], past.weight[keep], past.actors
    )
    times = np.unique(past.time)
    before = dict(zip(times[1:], times[:-1], strict=True))
    rows = stream(past, f"ps({shift})", group="f")
    for now, found in zip(times, rows, strict=True):
        last = past.time == before.get(now, np.nan)
        wanted = [
            any(
                SAID[shift](a, b, i, j) and (b == 5) == (shift[1] == "0")
                for a, b in zip(past.sender[last], past.receiver[last], strict=True)
            )
            for i in range(5)
            for j in range(6)
            if i != j
        ]
        np.testing.assert_array_equal(found[0], wanted)


def test_every_dyad_without_everybody_follows_the_last_event_in_one_way(make, stream) -> None:
    past = make(11, tied=False)
    ways = [f"ps({name})" for name in ("AB-BA", "AB-BY", "AB-XA", "AB-XB", "AB-XY", "AB-AY", "AB-AB")]
    for found in stream(past, " + ".join(ways))[1:]:
        np.testing.assert_array_equal(found.sum(axis=0), 1.0)


def test_products_are_products(make, stream) -> None:
    past = make(12)
    for found in stream(past, "inertia(form=count) + outdegree_sender + inertia(form=count):outdegree_sender"):
        np.testing.assert_allclose(found[2], found[0] * found[1])


def test_types_as_alternatives(make, planning) -> None:
    from catspaw.fit.rem.stream import blocks

    past = make(13, tied=False)
    formula = "0 + type(word) + inertia(type=same, form=count) + inertia(form=count) + inertia(type=same, form=count):type(word)"
    of = planning(past, formula, likelihood="interval", since=float(past.time[0]), by_type=True)
    block = next(iter(blocks(of)))
    off = ~np.eye(6, dtype=bool)
    for k, now in enumerate(past.time):
        found = block.x[:, block.starts[k] : block.starts[k] + block.sizes[k]]
        each = [remembered(past, now, form="count", type=kind)[off] for kind in past.types]
        np.testing.assert_array_equal(found[0], np.repeat([0.0, 1.0], 30))
        np.testing.assert_allclose(found[1], np.concatenate(each))
        np.testing.assert_allclose(found[2], np.tile(remembered(past, now, form="count")[off], 2))
        np.testing.assert_allclose(found[3], found[0] * found[1])
        hit = block.hits[k] - block.starts[k]
        cell = np.flatnonzero(off.reshape(-1))[hit % 30]
        assert (hit // 30, *divmod(int(cell), 6)) == (past.type[k], past.sender[k], past.receiver[k])


def test_choices_and_rates_read_the_same_numbers(make, planning) -> None:
    from catspaw.fit.rem.stream import blocks

    past = make(14, tied=False)
    block = next(iter(blocks(planning(past, "inertia(form=count) + transitivity + indegree", model="choice"))))
    for k, now in enumerate(past.time):
        found = block.x[:, block.starts[k] : block.starts[k] + block.sizes[k]]
        ego = past.sender[k]
        others = [j for j in range(6) if j != ego]
        wanted = [
            expected("inertia", past, now, form="count")[ego, others],
            expected("transitivity", past, now)[ego, others],
            expected("indegree_receiver", past, now)[ego, others],
        ]
        gap = found - np.array(wanted)
        np.testing.assert_allclose(gap, gap[:, :1] + 0 * gap, atol=1e-9)  # centred: alike up to a level
        assert others[block.hits[k] - block.starts[k]] == past.receiver[k]
    block = next(iter(blocks(planning(past, "0 + outdegree", model="rate", likelihood="interval"))))
    np.testing.assert_allclose(block.x[0, -6:], expected("outdegree_sender", past, past.time[-1])[:, 0])


def test_the_catalogue_is_covered() -> None:
    tested = {*NAMES, "four_cycle", "rank_sent", "rank_received", "recency", "ps", "type"}
    given = {"sender", "receiver", "total", "same", "difference", "minimum", "maximum", "tie"}  # test_covariates
    assert set(CATALOGUE) == tested | given


def test_other_programs_names_lead_into_the_catalogue() -> None:
    assert {call.name for call in ALIASES.values()} <= set(CATALOGUE)
    assert str(ALIASES["indegreeSender"]) == "indegree_sender(form=count)"
    assert str(ALIASES["NTDegRec"]) == "totaldegree_receiver(form=share)"
    assert not set(ALIASES) & set(CATALOGUE)
