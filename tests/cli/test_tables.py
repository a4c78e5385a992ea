"""`catspaw export` and `catspaw import` as their users call them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catspaw.case.load import load

Run = Callable[..., Any]


@pytest.mark.parametrize("name", ["tables", "tables.xlsx"])
def test_out_and_in(catspaw: Run, small: Path, tmp_path: Path, name: str) -> None:
    out = catspaw("export", small, "--out", tmp_path / name)
    assert out.code == 0
    assert out.out.splitlines()[0].startswith(str(tmp_path / name))
    back = catspaw("import", tmp_path / "back", tmp_path / name)
    assert back.code == 0
    assert "reports/one.yaml" in back.out.splitlines()
    assert load(tmp_path / "back").digest == load(small).digest
    again = catspaw("import", tmp_path / "back", tmp_path / name, "--json")
    assert again.json == {"files": [], "written": True}


def test_a_dry_run(catspaw: Run, small: Path, tmp_path: Path) -> None:
    catspaw("export", small, "--out", tmp_path / "tables")
    result = catspaw("import", tmp_path / "back", tmp_path / "tables", "--dry-run", "--json")
    assert result.json["written"] is False
    assert len(result.json["files"]) == 11
    assert not (tmp_path / "back").exists()


def test_errors_name_sheet_and_row(catspaw: Run, small: Path, tmp_path: Path) -> None:
    catspaw("export", small, "--out", tmp_path / "tables")
    path = tmp_path / "tables" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("did(c, raid)", "did(d, raid)", 1), encoding="utf-8")
    result = catspaw("import", tmp_path / "back", tmp_path / "tables")
    assert result.code == 1
    assert "claims:2: error: column `says`: `d` is not an actor of this case" in result.err
    assert not (tmp_path / "back").exists()


def test_a_taken_place(catspaw: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.xlsx").write_text("x")
    result = catspaw("export", small, "--out", tmp_path / "taken.xlsx")
    assert result.code == 1
    assert "is there already and is left as it is" in result.err
