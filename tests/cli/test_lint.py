"""`catspaw lint` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_nothing_wrong(catspaw: Run, small: Path) -> None:
    result = catspaw("lint", small)
    assert (result.code, result.out, result.err) == (0, "", "base: 5 claims; nothing wrong\n")


def test_errors_have_file_line_and_what_is_allowed(catspaw: Run, small: Path) -> None:
    (small / "accounts.yaml").write_text("- {id: x, nmae: X, believe: [towo]}\n")
    result = catspaw("lint", small)
    assert result.code == 1
    first, second = result.out.splitlines()
    allowed = "`nmae` is no key of an account; allowed: id, name, believe, note; nearest known: name"
    assert first == f"accounts.yaml:1: error: {allowed}"
    assert second == "accounts.yaml:1: error: this account has no `name`: the name that readers see"
    assert result.err == "base: 5 claims; 2 errors, 0 warnings\n"


def test_fix_says_what_it_mended(catspaw: Run, small: Path) -> None:
    (small / "accounts.yaml").write_text("- {id: x, nmae: X, believe: [two]}   # stays\n")
    result = catspaw("lint", small, "--fix")
    assert (result.code, result.out) == (0, "accounts.yaml:1: mended: `nmae` is now `name`\n")
    assert (small / "accounts.yaml").read_text() == "- {id: x, name: X, believe: [two]}   # stays\n"


def test_json(catspaw: Run, small: Path) -> None:
    (small / "accounts.yaml").write_text("- {id: x, nmae: X, believe: [towo]}\n")
    found = catspaw("lint", small, "--fix", "--json").json
    assert found["case"] == "base"
    assert found["mended"] == [{"file": "accounts.yaml", "line": 1, "found": "nmae", "put": "name"}]
    assert [(p["file"], p["line"], p["level"]) for p in found["problems"]] == [("accounts.yaml", 1, "error")]
    assert "`towo` is not a voice" in found["problems"][0]["message"]
    assert "nearest voice: two" in found["problems"][0]["message"]


def test_a_case_that_is_not_there(catspaw: Run) -> None:
    result = catspaw("lint", "axis-2042")
    assert result.code == 1
    assert "`axis-2042` is neither a folder nor a bundled case; nearest known: axis-2024" in result.err
    assert "Traceback" not in result.err
