"""Circles in what belongs to what are found, each once, however deep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.case.context import circles

names = st.integers(0, 7)
graphs = st.dictionaries(names, st.lists(names, max_size=3, unique=True), max_size=8).map(
    lambda found: {str(k): [str(v) for v in above] for k, above in found.items()}
)


@given(graphs)
def test_what_is_reported_is_a_circle(above: dict[str, list[str]]) -> None:
    for circle in circles(above):
        assert len(set(circle)) == len(circle)
        for name, following in zip(circle, [*circle[1:], circle[0]], strict=True):
            assert following in above[name]


@given(graphs)
def test_nothing_is_reported_only_where_all_can_be_put_in_order(above: dict[str, list[str]]) -> None:
    left = {name: {n for n in following if n in above} for name, following in above.items()}
    while free := [name for name, following in left.items() if not following & set(left)]:
        for name in free:
            del left[name]
    assert bool(left) == bool(circles(above))


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({"a": ["a"]}, [("a",)]),
        ({"a": ["b"], "b": ["a"]}, [("a", "b")]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"x": ["a"], "a": ["b"], "b": ["a"]}, [("a", "b")]),
    ],
)
def test_examples(above: dict[str, list[str]], found: list[tuple[str, ...]]) -> None:
    assert circles(above) == found


def test_a_chain_of_any_length_is_walked() -> None:
    chain = {str(n): [str(n + 1)] for n in range(100_000)}
    assert circles(chain) == []
    (circle,) = circles({**chain, "100000": ["0"]})
    assert len(circle) == 100_001
