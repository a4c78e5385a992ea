"""`catspaw check` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
QUICK = ("--model", "none", "--horizon", "30", "--draws", "50")


@pytest.fixture
def table(tmp_path: Path, small: Path, catspaw: Run) -> Path:
    """Two years and three months of acts around the day of the small case."""
    rows = ["day,who,whom,act"]
    for k in range(0, 820, 9):
        day = date(2022, 2, 1) + timedelta(k)
        rows += [f"{day},State B,State A,meets", f"{day + timedelta(3)},Movement C,State A,strike"]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "m.yaml").write_text("dataset: made\ncolumns: {date: day, source: who, target: whom, action: act}\n")
    done = catspaw(
        *("events", "import", tmp_path / "t.csv", "--mapping", tmp_path / "m.yaml"),
        *("--out", tmp_path / "t.parquet", "--case", small),
    )
    assert done.code == 0, done.err
    return tmp_path / "t.parquet"


def test_a_table_is_scored(catspaw: Run, table: Path, tmp_path: Path) -> None:
    done = catspaw("check", table, *QUICK, "--pictures", tmp_path / "pictures")
    assert done.code == 0, done.err
    assert "each dyad and class, next 30 days: 12 windows x 12 series" in done.out
    assert {p.name for p in (tmp_path / "pictures").iterdir()} == {
        f"{name}.{end}" for name in ("reliability-30", "pit-30") for end in ("svg", "vl.json")
    }


def test_a_case_is_scored_in_json_and_options_may_come_first(catspaw: Run, table: Path, small: Path) -> None:
    done = catspaw("check", "--json", "--events", table, small, *QUICK, "--futures", "8")
    assert done.code == 0, done.err
    followed = {f["id"]: f for f in done.json["followed"]}
    assert followed["strikes"]["happened"] is True
    assert followed["strikes"]["on"] == "2024-02-03"
    assert followed["many"]["why_not"] == "the target (ships) is named in no event of the table"
    assert {n["level"] for n in done.json["outcomes"]["lines"]} == {"outcomes"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "2031-01-01"), "from 2031-01-01"),
        (("--to", "2031"), "--to 2031-12-31 lies beyond the data, which end on 2024-0"),
        (("--origin", "nobody"), "no event is left to score"),
    ],
)
def test_what_cannot_be_scored_is_said_in_a_line(
    catspaw: Run, table: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = catspaw("check", table, *QUICK, *arguments)
    assert done.code == 1
    assert message in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_no_event_table_says_how_to_make_one(catspaw: Run, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no")
    done = catspaw("check", tmp_path / "x.parquet")
    assert (done.code, "is not a table of events: `catspaw events import FILE" in done.err) == (1, True)


def test_without_a_target_the_use_is_told(catspaw: Run) -> None:
    assert catspaw("check").code == 2
    told = catspaw("check", "--help")
    assert told.code == 0
    assert "check CASE|TABLE [OPTIONS]" in told.out
    assert "link  Forecast links" in told.out


def test_like_tells_precedents_beside_the_simulated_number(catspaw: Run, table: Path, small: Path) -> None:
    incident = "- {id: last_strike, name: The last strike, kind: strike, on: 2024-01, against: a, public: yes}\n"
    book = small / "incidents.yaml"
    book.write_text((book.read_text() if book.exists() else "") + incident)
    done = catspaw("like", small, "last_strike", "--events", table, "--futures", "8")
    assert done.code == 0, done.err
    assert "The last strike: strike on State A. Answered within 30 days by material conflict" in done.out
    assert "strike on State A: 0 of 20 (0% to " in done.out
    assert "the same in 8 futures" in done.out
    told = catspaw("like", small, "last_strik", "--events", table, "--json")
    assert told.code == 1
    assert "nearest known: last_strike" in told.json["error"]["message"]
