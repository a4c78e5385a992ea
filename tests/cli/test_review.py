"""``catspaw review``: keys from a pipe, batches marked, hostile text shown harmless."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Result
from tests.reading.review.conftest import folder  # noqa: F401 (a fixture)

Run = Callable[..., Result]


def typed(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(keys))


def test_keys_from_a_pipe_decide(catspaw: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    typed(monkeypatch, "ae says: arms(a -> c); by: paper; where: p2\nrpx?q")
    done = catspaw("review", folder, "--by", "ab")
    assert done.code == 0
    assert "2 accepted, 1 of them edited; 1 rejected; 19 keystrokes" in done.out
    assert "[5 left] reader, 90%; bears on who_raid; expected change of belief 0.30" in done.out
    assert "  a  accept\n" in done.out
    assert "«State A has armed" in done.out


def test_quitting_quits_all_reports(catspaw: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    for kind, place in (("yaml", "reports"), ("json", "reading"), ("txt", "reports")):
        text = (folder / place / f"two.{kind}").read_bytes().decode("utf-8")
        three = text if kind == "txt" else text.replace("report: two", "report: three").replace('"two"', '"three"')
        (folder / place / f"three.{kind}").write_text(three, "utf-8", newline="")
    typed(monkeypatch, "qa")
    done = catspaw("review", folder)
    assert "three: 5 left" in done.out
    assert "0 accepted" in done.out


def test_what_is_hostile_is_shown_and_not_obeyed(catspaw: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    typed(monkeypatch, "nnnn" + "p")
    done = catspaw("review", folder)
    assert "\x1b" not in done.out
    assert "NOT VERIFIED: these words do not stand in the text: '␛]0;x␇'" in done.out


def test_batches(catspaw: Run, folder: Path) -> None:  # noqa: F811
    assert catspaw("review", folder, "--yes-above", "0.65", "--json").json["two"]["accepted_unreviewed"] == 2
    assert catspaw("review", folder, "--list", "--json").json["open"][0]["claim"]["says"] == "arms(a -> c)"
    assert "reports/two.yaml" in catspaw("lint", folder).out
    assert "2 claims that nobody reviewed" in catspaw("lint", folder).out
    assert ", not reviewed)" in catspaw("why", folder, "arms(a -> c)").out


def test_wrong_names(catspaw: Run, folder: Path, small: Path) -> None:  # noqa: F811
    done = catspaw("review", folder, "--report", "tow")
    assert done.code == 1
    assert "`tow` has no proposals in this case; read so far: two; nearest known: two" in done.err
    assert "nothing was read into this case yet" in catspaw("review", small).err
    assert "is a bundled case and stays as it is" in catspaw("review", "axis-2024").err
