"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catspaw.core.errors import CatspawError
from catspaw.core.files import write_atomic, write_folder


def test_new_and_old_files(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_atomic(path, "eins\r\nÄ\n")
    assert path.read_bytes() == "eins\r\nÄ\n".encode()
    path.chmod(0o640)
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["a.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_atomic(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CatspawError, match="a cannot be written: No space left on device"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatspawError, match="cannot be written: No such file or directory"):
        write_atomic(tmp_path / "no" / "a", "x")


def test_a_folder_comes_whole(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    write_folder(folder, {"a.txt": "1", "in/b.txt": "2"})
    assert (folder / "in" / "b.txt").read_text() == "2"
    assert [p.name for p in tmp_path.iterdir()] == ["new"]


def test_an_empty_folder_is_filled_and_a_full_one_left(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    write_folder(folder, {"a.txt": "1"})
    with pytest.raises(CatspawError, match="is there already and is left as it is"):
        write_folder(folder, {"a.txt": "2"})
    assert (folder / "a.txt").read_text() == "1"


def test_a_folder_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CatspawError, match="cannot be written"):
        write_folder(tmp_path / "new", {"a": "1", "a/b": "a is no folder"})
    assert [p.name for p in tmp_path.iterdir()] == []
