"""`catspaw new` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_case_to_start_from(catspaw: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    result = catspaw("new", folder, "--title", "My case", "--as-of", "2024-05-01")
    assert result.code == 0
    assert str(folder / "case.yaml") in result.out.splitlines()
    assert f"catspaw lint {folder}" in result.err
    assert catspaw("lint", folder).code == 0


def test_with_an_actor_book(catspaw: Run, tmp_path: Path) -> None:
    result = catspaw("new", tmp_path / "mine", "--from", "middle-east", "--json")
    assert "places.yaml" in result.json["files"]
    assert catspaw("add", tmp_path / "mine", "arms(iran -> houthis)", "--by", "reuters", "--where", "p3").code == 0


def test_a_taken_folder(catspaw: Run, small: Path) -> None:
    result = catspaw("new", small)
    assert result.code == 1
    assert "is there already and is left as it is; choose another name" in result.err
