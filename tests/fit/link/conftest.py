"""A small world of facts: a few habits, a few rivals, some noise, all from addressed arithmetic."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from catspaw.fit.link.splits import Splits, splits_from

ENTITIES, RELATIONS, DAYS = 30, 4, 60
NAMES = tuple(f"Police_(Land{i % 5})" if i % 3 else f"Army_(Land{i % 5})" for i in range(ENTITIES - 5)) + tuple(
    f"Land{i}" for i in range(5)
)


def small_facts(seed: int = 7) -> np.ndarray:
    """Draw facts in which actors keep to a few partners, and answer acts on the next day."""
    draws = np.random.default_rng(seed)
    rows: set[tuple[int, int, int, int]] = set()
    habit = draws.integers(0, ENTITIES, size=(ENTITIES, 3))
    yesterday: list[tuple[int, int, int]] = []
    for day in range(DAYS):
        today = [(o, (r + 1) % RELATIONS, s) for s, r, o in yesterday if draws.random() < 0.5]
        for _ in range(12):
            s = int(draws.integers(ENTITIES))
            o = int(habit[s, draws.integers(3)]) if draws.random() < 0.8 else int(draws.integers(ENTITIES))
            today.append((s, int(draws.integers(RELATIONS)), o))
        rows |= {(*fact, day) for fact in today}
        yesterday = today[-12:]
    return np.array(sorted(rows, key=lambda f: f[3]), dtype=np.int64)


def split(facts: np.ndarray, names: tuple[str, ...] = NAMES) -> Splits:
    """Cut facts at days 40 and 50."""
    day = facts[:, 3]
    return splits_from(
        facts[day < 40],
        valid=facts[(day >= 40) & (day < 50)],
        test=facts[day >= 50],
        entity_names=names,
        relation_names=("visit", "accuse", "fight", "deny"),
    )


@pytest.fixture(scope="session")
def facts() -> np.ndarray:
    """Draw the facts of the small world, shape (n, 4)."""
    return small_facts()


@pytest.fixture(scope="session")
def cut() -> Callable[..., Splits]:
    """Cut any facts into the three parts."""
    return split


@pytest.fixture(scope="session")
def small() -> Splits:
    """Split the small world."""
    return split(small_facts())
