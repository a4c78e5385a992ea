"""`catspaw agree` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_figures_fields_and_what_only_one_has(catspaw: Run, small: Path, tmp_path: Path) -> None:
    text = (small / "reports" / "one.yaml").read_text()
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("act: deny", "act: doubt").replace("strike(b -> c)", "kills(b -> c)"))
    result = catspaw("agree", small, other)
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "6 paragraphs read by both; 4 units in both, 1 only in A, 1 only in B"
    assert lines[1].startswith("precision 0.80  recall 0.80  F1 0.80 [")
    assert any(line.split()[:2] == ["act", "3/4"] for line in lines)
    assert any(line.split()[1:] == ["4/4", "one", "value", "throughout"] for line in lines)
    assert "  strike         kills          1" in lines
    assert any(line.endswith("p5 strike(b -> c), by expert") for line in lines[lines.index("only in A:") :])
    found = catspaw("agree", small, other, "--json").json
    assert (found["f1"], found["matched"], len(found["only_a"])) == (0.8, 4, 1)
    assert {f["field"] for f in found["fields"]} >= {"act", "sure", "polarity", "level", "date", "chain"}


def test_a_report_that_is_not_there(catspaw: Run, small: Path) -> None:
    result = catspaw("agree", small, small, "--report", "tow")
    assert result.code == 1
    assert "has no report `tow`; reports: one" in result.err
