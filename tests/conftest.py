"""What several rooms test with: a small invented case, read once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catspaw.case.load import load
from catspaw.case.model import Case

MINI = Path(__file__).parent / "mini"


@pytest.fixture(scope="session")
def mini() -> Case:
    return load(MINI)


@pytest.fixture
def mini_folder(tmp_path: Path) -> Path:
    """A copy of the small case that a test may change."""
    return Path(shutil.copytree(MINI, tmp_path / "mini"))
