"""The page says what there is, and its code runs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from catspaw.engine.memory import DECAY, HALF_LIVES, WEIGHT
from catspaw.fit.rem import ALIASES, CATALOGUE, History

PAGE = (Path(__file__).parents[3] / "docs" / "fit-rem.md").read_text(encoding="utf-8")


def test_every_statistic_is_documented_with_its_formula_and_source() -> None:
    rows = re.findall(r"^\| `([a-z_]+)(?:\((\w+)\))?` \| (.+) \| (.+) \|$", PAGE, flags=re.MULTILINE)
    told = {name: (formula.replace("\\|", "|"), source) for name, _, formula, source in rows if name in CATALOGUE}
    assert told == {name: (one.formula, one.source) for name, one in CATALOGUE.items()}


def test_the_code_runs(capsys) -> None:
    for code in re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL):
        exec(code, {})
    assert "Relational event model of dyads" in capsys.readouterr().out


def test_names_that_the_page_gives_are_there() -> None:
    for name in ("recip", "trans", "ego", "alter", "four", "indegreeSender", "otp", "rrankSend", "psABBA", "CovInt"):
        assert name in ALIASES
        assert f"`{name}`" in PAGE


@pytest.mark.parametrize("which", range(len(HALF_LIVES)))
def test_the_memory_of_the_engine_is_a_statistic_here(which, stream) -> None:
    """r of the engine's recursion, at the start of each day, is `inertia` with its half-life."""
    rng = np.random.default_rng(3)
    day = np.sort(rng.integers(0, 90, 60)).astype(np.float64)
    past = History(day, *np.array([[0] * 60, [1] * 60, [0] * 60]), np.ones(60), ("a", "b"))
    rows = stream(past, f"inertia(halflife={HALF_LIVES[which]}) + inertia(halflife={HALF_LIVES[which]}, floor=.05)")
    acts = np.bincount(day.astype(int), minlength=91)
    r, by_day = 0.0, []
    for n in acts:
        by_day.append(r)
        r = (r + WEIGHT[which] * n) * DECAY[which]
    found = dict(zip(np.unique(day), rows, strict=True))
    for d, x in found.items():
        assert x[0, 0] == pytest.approx(by_day[int(d)], rel=1e-12)
        assert x[1, 0] == pytest.approx(np.log((0.05 + by_day[int(d)]) / 0.05), rel=1e-12)
