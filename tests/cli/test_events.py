"""`catspaw events` as its users call it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

MAPPING = """\
dataset: Made
columns: {date: day, source: who, target: whom, action: act, origin: by, place: place}
"""
ROWS = """\
day,who,whom,act,by,place
2015-01-05,State A,State B,strike,one,Town\x1b[31m
2015-01-06,State B,A-land,accuses,one,
2015-04-01,State B,Somebody,accuses,one,
2015-04-02,State B,State A,accuses,two,
2015-04-03,Wing of C,State A,strike,two,
not a day,State B,State A,accuses,two,
2015-04-05,State B,State A,sings,two,
"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "given.csv").write_text(ROWS)
    return tmp_path


@pytest.fixture
def table(given: Path, catspaw: Run, small: Path) -> Path:
    out = given / "t.parquet"
    result = catspaw(
        "events", "import", given / "given.csv", "--mapping", given / "m.yaml", "--out", out, "--case", small
    )
    assert result.code == 0, result.err
    return out


def test_import_says_what_it_did(given: Path, catspaw: Run, small: Path) -> None:
    out = given / "t.parquet"
    result = catspaw(
        "events", "import", given / "given.csv", "--mapping", given / "m.yaml", "--out", out, "--case", small
    )
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        f"{out}: 5 events of 7 rows (mapping)",
        f"{given}/t.rejects.csv: 2 rows kept apart",
        "          1  … is no date that can be read",
        "          1  … is no type of act",
        "9 of 10 names are actors of the case (90%)",
        "most frequent of the others (nearest actor):",
        "          1  Somebody",
    ]
    apart = (given / "t.rejects.csv").read_text().splitlines()
    assert apart[0] == "file,line,reason,text"
    assert apart[1].startswith('given.csv,7,"`not a day` is no date that can be read; ')
    assert apart[2].endswith(',"2015-04-05,State B,State A,sings,two,"')
    assert len(apart) == 3


def test_import_from_a_pipe(given: Path) -> None:
    command = (sys.executable, "-m", "catspaw", "events", "import", "-", "--mapping", "m.yaml", "--out", "t.parquet")
    done = subprocess.run(command, cwd=given, input=ROWS.encode(), capture_output=True, check=True)
    assert done.stdout.startswith(b"t.parquet: 5 events of 7 rows")
    assert done.stderr == b""


def test_import_as_json(given: Path, catspaw: Run, small: Path) -> None:
    out = given / "t.parquet"
    found = catspaw(
        *("events", "import", given / "given.csv", "--mapping", given / "m.yaml", "--out", out, "--json", "--dry-run")
    ).json
    assert (found["read"], found["kept"], found["rejected"], found["written"]) == (7, 5, 2, False)
    assert found["table"] == str(out)
    assert not out.exists()


def test_import_of_something_else(given: Path, catspaw: Run) -> None:
    (given / "page.csv").write_text("<html>log in</html>")
    result = catspaw("events", "import", given / "page.csv", "--out", given / "t.parquet")
    assert result.code == 1
    assert (
        result.err
        == f"catspaw: {given}/page.csv is a web page (perhaps a log-in or error page): download the data again\n"
    )
    as_json = catspaw("events", "import", given / "page.csv", "--out", given / "t.parquet", "--json").json
    assert "is a web page" in as_json["error"]["message"]


def test_show(table: Path, catspaw: Run) -> None:
    result = catspaw("events", "show", table, "--limit", 3)
    assert result.err == "3 of 5 events\n"
    assert result.out.splitlines() == [
        "2015-01-05  strike(a -> b)  -9.5  Town [31m  [one given.csv:2]",
        "2015-01-06  accuses(b -> a)  -2.8  [one given.csv:3]",
        "2015-04-01  accuses(b -> 'Somebody')  -2.8  [one given.csv:4]",
    ]


def test_show_filtered(table: Path, catspaw: Run) -> None:
    result = catspaw("events", "show", table, "--source", "c", "--from", "2015-04", "--to", "2015", "--json").json
    assert (result["events"], result["shown"]) == (1, 1)
    row = result["rows"][0]
    assert (row["date_first"], row["source"], row["source_principal"]) == ("2015-04-03", "c_wing", "c")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "soon"), "`soon` is no date that can be read"),
        (("--from", "03/04/2015"), "`03/04/2015` can be two days"),
        (("--action", "striek"), "`striek` is no type of act; allowed:"),
    ],
)
def test_show_asked_wrongly(table: Path, catspaw: Run, arguments: tuple[str, str], message: str) -> None:
    result = catspaw("events", "show", table, *arguments)
    assert result.code == 1
    assert message in result.err
    assert "Traceback" not in result.err


def test_stats(table: Path, catspaw: Run) -> None:
    result = catspaw("events", "stats", table)
    assert result.err == "BREAK: the origins change and the volume with them; do not compare counts across it\n"
    assert result.out.splitlines() == [
        "events     5",
        "days       2015-01-05 to 2015-04-03",
        "rejected   2 at import",
        "names      9 of 10 are actors of the case base",
        "acts       accuses 3, strike 2",
        "classes    verbal_conflict 3, material_conflict 2",
        "precision  day 5",
        "unresolved Somebody 1",
        "",
        "quarter  one  two  all",
        "2015-Q1  2    0    2",
        "2015-Q2  1    2    3    BREAK (x 1.5)",
    ]


def test_stats_as_json(table: Path, catspaw: Run) -> None:
    found = catspaw("events", "stats", table, "--json").json
    assert [q["broken"] for q in found["coverage"]] == [False, True]
    assert found["coverage"][1]["events"] == {"one": 1, "two": 2}
    assert found["actions"] == {"accuses": 3, "strike": 2}


def test_counts(table: Path, catspaw: Run) -> None:
    result = catspaw("events", "stats", table, "--by", "month", "--by", "dyad", "--by", "quad", "--target", "a")
    assert result.out.splitlines() == [
        "month    source  target  quad               events  deaths",
        "2015-01  b       a       verbal_conflict    1",
        "2015-04  b       a       verbal_conflict    1",
        "2015-04  c_wing  a       material_conflict  1",
    ]
    found = catspaw("events", "stats", table, "--by", "principals", "--action", "strike", "--json").json
    assert found["by"] == ["source_principal", "target_principal"]
    assert [tuple(r.values()) for r in found["counts"]] == [("a", "b", 1, None), ("c", "a", 1, None)]


def test_a_table_that_is_not_there(catspaw: Run, tmp_path: Path) -> None:
    for command in ("show", "stats"):
        result = catspaw("events", command, tmp_path / "no.parquet")
        assert (result.code, "is not there" in result.err) == (1, True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nothing_half_written(given: Path, how: signal.Signals) -> None:
    os.mkfifo(given / "endless.csv")
    command = ("events", "import", "endless.csv", "--mapping", "m.yaml", "--out", "t.parquet")
    process = subprocess.Popen([sys.executable, "-m", "catspaw", *command], cwd=given, stderr=subprocess.DEVNULL)
    pipe = os.open(given / "endless.csv", os.O_RDWR)  # for both, so that opening waits for nobody
    os.write(pipe, ROWS.encode())
    while process.poll() is None and not any(p.name.startswith(".t.parquet") for p in given.iterdir()):
        time.sleep(0.01)
    process.send_signal(how)
    assert process.wait(timeout=30) == 130
    os.close(pipe)
    assert sorted(p.name for p in given.iterdir()) == ["endless.csv", "given.csv", "m.yaml"]


def test_every_option_and_column_is_documented() -> None:
    from catspaw.cli.events import command
    from catspaw.events.layouts import NAMES as LAYOUTS
    from catspaw.events.layouts.mapped import KEYS, PARTS
    from catspaw.events.queries import BY
    from catspaw.events.schema import NAMES

    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
    options = {o for c in command.commands.values() for p in c.params for o in p.opts if o.startswith("--")}  # type: ignore[attr-defined]
    missing = [n for n in (*options, *NAMES, *LAYOUTS, *KEYS, *PARTS, *BY) if f"`{n}`" not in page]
    assert missing == []
