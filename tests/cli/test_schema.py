"""`catspaw schema` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def test_the_list(catspaw: Run) -> None:
    lines = catspaw("schema").out.splitlines()
    assert len(lines) == 13
    assert lines[0].split() == ["case", "urn:catspaw:v1:case"]
    assert catspaw("schema", "--json").json["schemas"][0] == "case"
    assert lines[-1].split() == ["resolved", "urn:catspaw:v1:resolved"]


def test_one_by_the_name_of_its_file(catspaw: Run) -> None:
    assert catspaw("schema", "actors.yaml").json == catspaw("schema", "actors").json
    assert catspaw("schema", "reports/x.yaml").json["title"] == "catspaw/v1/report"
    kinds = catspaw("schema", "actors").json["items"]["properties"]["kind"]["enum"]
    assert "armed_group" in kinds


def test_an_unknown_one(catspaw: Run) -> None:
    result = catspaw("schema", "actor")
    assert result.code == 1
    assert "nearest known: actors" in result.err
