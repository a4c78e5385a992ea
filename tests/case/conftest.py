"""A small case that has everything once, and ways to vary it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

#: The same examples on every machine, however busy it is.
settings.register_profile("same everywhere", deadline=None, derandomize=True)
settings.load_profile("same everywhere")

BASE = Path(__file__).parent / "corpus" / "base"

MakeCase = Callable[..., Path]


@pytest.fixture
def base() -> Path:
    """The folder of the base case; not to be written to."""
    return BASE


@pytest.fixture
def make_case(tmp_path: Path) -> MakeCase:
    """Copy the base case with some files replaced (text, bytes) or left out (None)."""

    def make(files: Mapping[str, str | bytes | None] | None = None, *, name: str = "made") -> Path:
        folder = tmp_path / name
        shutil.copytree(BASE, folder)
        for path, content in (files or {}).items():
            place(folder / path, content)
        return folder

    return make


def place(path: Path, content: str | bytes | None) -> None:
    """Write a file, or delete it for None."""
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
