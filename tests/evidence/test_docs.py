"""The page of the room: its code runs, its constants are those of the table, its tests exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catspaw.evidence.tables import constants

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_its_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, space)
    assert "the sum, in bits" in capsys.readouterr().out


def test_every_constant_is_named() -> None:
    named = set(re.findall(r"[a-z]+_[a-z_]+|happened", PAGE)) | {n for n in constants() if n.startswith("sure_")}
    assert set(constants()) <= named


def test_every_test_exists() -> None:
    known = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests" / "evidence").glob("test_*.py"))
    for name in re.findall(r"`(test_[a-z_]+)`", PAGE):
        assert f"def {name}(" in known, name
