"""`catspaw add` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_one_line(catspaw: Run, small: Path) -> None:
    line = "says: funds(a -> c); by: new via paper; where: p3; key: money"
    result = catspaw("add", small, line, "--voice", "new: 2 of c, unnamed")
    assert (result.code, result.out) == (0, "money reports/one.yaml:36\n")
    assert catspaw("lint", small).code == 0


def test_the_short_form_with_options(catspaw: Run, small: Path) -> None:
    options = ["--by", "two via paper", "--where", "p3", "--act", "deny", "--key", "no_money", "--said", "2024-01"]
    result = catspaw("add", small, "funds(a -> c)", *options, "--report", "one", "--json")
    assert result.json == {"keys": ["no_money"], "file": "reports/one.yaml", "line": 35, "written": True}
    assert "- says: funds(a -> c)\n  by: two via paper\n  act: deny\n" in (small / "reports/one.yaml").read_text()


def test_a_dry_run(catspaw: Run, small: Path) -> None:
    before = (small / "reports" / "one.yaml").read_bytes()
    result = catspaw("add", small, "funds(a -> c)", "--by", "paper", "--dry-run")
    assert result.code == 0
    assert result.out.endswith(" reports/one.yaml:35\n")
    assert (small / "reports" / "one.yaml").read_bytes() == before


def test_errors_are_those_of_lint(catspaw: Run, small: Path) -> None:
    before = (small / "reports" / "one.yaml").read_bytes()
    result = catspaw("add", small, "funds(a -> d)", "--by", "paper")
    assert result.code == 1
    assert result.err.startswith("reports/one.yaml:35: error: `d` is not an actor of this case")
    assert (small / "reports" / "one.yaml").read_bytes() == before
    found = catspaw("add", small, "funds(a -> d)", "--by", "paper", "--json").json
    assert found["error"]["problems"][0]["line"] == 35
