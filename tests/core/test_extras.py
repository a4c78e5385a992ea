"""Extras that are missing are asked for by name."""

from __future__ import annotations

import sys

import pytest

from catspaw.core.errors import MissingProgram
from catspaw.core.extras import need


def test_what_is_there_is_enough() -> None:
    need("events", "json", "csv")


def test_what_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "csv", None)
    with pytest.raises(MissingProgram, match=r"this needs no_such_thing and csv: pip install 'catspaw\[events\]'"):
        need("events", "no_such_thing", "json", "csv")
