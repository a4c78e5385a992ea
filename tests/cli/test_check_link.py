"""`catspaw check link` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Run = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Write a world of habits, 20 days to learn from and 5 each to follow."""
    draws = np.random.default_rng(5)
    habit = draws.integers(0, 12, size=12)
    lines: dict[str, list[str]] = {"train": [], "valid": [], "test": []}
    for day in range(30):
        part = "train" if day < 20 else "valid" if day < 25 else "test"
        acts = {(int(s), int(habit[s])) for s in draws.integers(0, 12, size=6)}
        lines[part] += [f"{s}\t{s % 2}\t{o}\t{24 * day}" for s, o in sorted(acts)]
    for part, text in lines.items():
        (tmp_path / f"{part}.txt").write_text("\n".join(text) + "\n")
    (tmp_path / "entities.txt").write_text("".join(f"Police_(Land{i})\t{i}\n" for i in range(12)))
    (tmp_path / "relations.txt").write_text("visit\t0\naccuse\t1\n")
    return [a for name in (*lines, "entities", "relations") for a in (f"--{name}", str(tmp_path / f"{name}.txt"))]


def test_json(catspaw: Run, files: list[str]) -> None:
    found = catspaw("check", "link", *files, "--explain", 2, "--json").json
    assert {"mrr", "hits1", "hits3", "hits10", "by_stratum", "n", "seconds", "peak_mb", "weights"} <= set(found)
    assert found["mrr"] > 40
    assert 0 < found["mrr_error"] < 20
    assert set(found["by_stratum"]) == {"recurrent", "known dyad", "cold"}
    assert found["n"] == sum(s["n"] for s in found["by_stratum"].values())
    assert "same act, 30 d" in found["weights"]["common"]
    assert len(found["forecasts"]) == 2
    assert "Police (Land" in found["forecasts"][0]["question"]


def test_text(catspaw: Run, files: list[str]) -> None:
    result = catspaw("check", "link", *files, "--multi-step", "--without-names", "--explain", 1)
    assert result.code == 0
    assert result.out.splitlines()[0].split() == ["MRR", "H@1", "H@3", "H@10", "n"]
    assert "country" not in result.out
    assert "day 25: " in result.out


def test_a_missing_file_is_one_line(catspaw: Run, files: list[str]) -> None:
    result = catspaw("check", "link", *files[:4], "--test", "nowhere.txt")
    assert result.code == 1
    assert result.err == "catspaw: nowhere.txt: cannot be read (No such file or directory); give a file of facts\n"


def test_exchanged_files_are_noticed(catspaw: Run, files: list[str]) -> None:
    result = catspaw("check", "link", "--train", files[1], "--valid", files[5], "--test", files[3], "--json")
    assert result.code == 1
    assert "the parts must follow each other in time" in result.json["error"]["message"]
