"""Importing: bad rows kept apart with line and reason, nothing half written, names resolved and counted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.core.errors import CatspawError
from catspaw.events.importing import Options, import_events
from catspaw.events.queries import record_of

Take = Callable[..., Any]


def test_every_bad_row_is_kept_apart_with_its_line_and_reason(take: Take, make: SimpleNamespace) -> None:
    found = take(
        make.icews(
            {},
            {"Event Date": ""},
            {"Event Date": "2026-05-01"},
            {"Event Date": "2015-02-30"},
            {"CAMEO Code": "999"},
            {"CAMEO Code": "", "Event Text": ""},
            {"Intensity": "-12"},
            {"Intensity": "bad"},
            {"Source Name": "", "Target Name": ""},
            {"Target Name": "Iran"},
            {"Event ID": 1},
            {"Latitude": "95", "Longitude": "5"},
            {"Source Name": ""},
        )
    )
    assert found.reasons == [
        (3, "no date"),
        (4, "`2026-05-01` is in the future; nothing after 2026-01-01 has happened yet"),
        (5, "`2015-02-30`: 2015-02 has 28 days"),
        (6, "`999` is no CAMEO code"),
        (7, "no event type"),
        (8, "goldstein does not lie between -10 and 10"),
        (9, "`bad` is no goldstein: a number is wanted"),
        (10, "no actor: neither source nor target"),
        (11, "on itself: source and target are the same; --keep-self keeps it"),
        (12, "stands before: a second row of the same event"),
        (13, "lat does not lie between -90 and 90"),
    ]
    assert [r["row"] for r in found.rows] == [2, 14]
    assert found.done.notes == {"only one actor is named": 1}
    assert (found.done.read, found.done.kept, found.done.rejected) == (13, 2, 11)
    assert sum(found.done.reasons.values()) == 11
    assert found.done.reasons["… is in the future"] == 1
    assert found.rejects[0]["file"] == "given.csv"
    assert found.rejects[0]["text"].startswith("2\t\tIran")


def test_a_row_of_another_width_is_kept_apart_with_its_text(take: Take, make: SimpleNamespace) -> None:
    text = make.icews({}, {}) + "a\tb\tc\n" + make.icews({}).splitlines()[1].replace("1\t", "9\t", 1)
    found = take(text)
    assert found.reasons == [(4, "`3` fields, and not 20 as in the first line")]
    assert found.rejects[0]["text"] == "a\tb\tc"
    assert [r["row"] for r in found.rows] == [2, 3, 5]


def test_acts_on_oneself_can_be_kept(take: Take, make: SimpleNamespace) -> None:
    assert len(take(make.icews({"Target Name": "Iran"}), keep_self=True).rows) == 1


def test_events_out_of_order_are_kept_and_counted(take: Take, make: SimpleNamespace) -> None:
    found = take(make.icews(*({"Event Date": f"2015-03-{d:02}"} for d in (5, 2, 3, 1))))
    assert found.done.notes == {"earlier than the row before": 2}
    assert found.rejects == []


def test_a_date_that_can_be_two_days_stops_the_import(take: Take, make: SimpleNamespace, tmp_path: Path) -> None:
    text = make.icews({"Event Date": "13/04/2015"}, {"Event Date": "03/04/2015"})
    with pytest.raises(CatspawError, match=r"given.csv:3: `03/04/2015` can be two days .* give --dates dmy"):
        take(text)
    assert not (tmp_path / "table.parquet").exists()
    assert [r["date_first"] for r in take(text, dates="dmy").rows] == [date(2015, 4, 13), date(2015, 4, 3)]
    found = take(text, dates="mdy")
    assert [r["date_first"] for r in found.rows] == [date(2015, 3, 4)]
    assert found.reasons == [(2, "`13/04/2015`: there is no month 13")]


def test_a_file_of_one_actor_only(take: Take, make: SimpleNamespace) -> None:
    found = take(make.icews({"Target Name": ""}, {"Target Name": ""}))
    assert found.done.notes == {"only one actor is named": 2}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "there is a header and no event below it: nothing was imported"),
        (
            [{"Source Name": "", "Target Name": ""}] * 3,
            r"none of 3 rows can be imported; nothing was written. The first:",
        ),
    ],
)
def test_a_file_without_a_single_event(
    take: Take, make: SimpleNamespace, tmp_path: Path, rows: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(CatspawError, match=message):
        take(make.icews(*rows))
    assert [p.name for p in tmp_path.iterdir()] == ["given.csv"]


def test_an_interruption_leaves_the_old_table_and_nothing_else(
    take: Take, make: SimpleNamespace, tmp_path: Path
) -> None:
    take(make.icews({}))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def stop(_file: int, _at: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_events([tmp_path / "given.csv"], out=tmp_path / "table.parquet", progress=stop)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_dry_run_counts_and_writes_nothing(make: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "given.tab").write_text(make.icews({}, {"Event Date": ""}))
    done = import_events([tmp_path / "given.tab"], out=tmp_path / "table.parquet", dry_run=True)
    assert (done.kept, done.rejected) == (1, 1)
    assert [p.name for p in tmp_path.iterdir()] == ["given.tab"]


def test_the_same_file_gives_the_same_bytes_and_says_where_they_are_from(take: Take, make: SimpleNamespace) -> None:
    first = take(make.icews({}, {"Event Date": ""})).done.table
    bytes_, record = first.read_bytes(), record_of(first)
    assert take(make.icews({}, {"Event Date": ""})).done.table.read_bytes() == bytes_
    assert (record["kept"], record["rejected"], record["reasons"], record["latest"]) == (
        1,
        1,
        {"no date": 1},
        "2026-01-01",
    )
    assert [(i["file"], i["layout"], len(i["sha256"])) for i in record["inputs"]] == [("given.csv", "icews", 64)]


def test_where_a_table_cannot_go(make: SimpleNamespace, tmp_path: Path) -> None:
    given_ = tmp_path / "given.tab"
    given_.write_text(make.icews({}))
    for out, message in (
        (tmp_path / "no" / "t.parquet", "is no folder: make it first"),
        (tmp_path, "is a folder: name a file"),
        (given_, "would be written over while it is read"),
    ):
        with pytest.raises(CatspawError, match=message):
            import_events([given_], out=out)
    with pytest.raises(CatspawError, match="no file to import"):
        import_events([], out=tmp_path / "t.parquet")
    assert given_.read_text() == make.icews({})


def test_progress_ends_at_the_size_of_the_file(make: SimpleNamespace, tmp_path: Path) -> None:
    path, told = tmp_path / "given.tab", list[tuple[int, int]]()
    path.write_text(make.icews({}))
    import_events([path, path], out=tmp_path / "t.parquet", progress=lambda i, at: told.append((i, at)))
    size = path.stat().st_size
    assert told == [(0, size), (1, size)]


cells = st.sampled_from(
    ["", "Iran", "Iraq", "190", "999", "2015-01-01", "03/13/2015", "x", '"', 'a"b', "1\x1f2", "é", "-5"]
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=6), min_size=1, max_size=8))
def test_no_row_is_dropped_in_silence(rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["date", "who", "whom", "code", "n"], *rows])
    (folder / "m.yaml").write_text(
        "dataset: x\ncolumns: {date: date, source: who, target: whom, cameo: code, mentions: n}\n"
    )
    (folder / "given.csv").write_text(text.getvalue())
    options = Options(mapping=folder / "m.yaml")
    if not any(row[0] == "2015-01-01" for row in rows):
        (folder / "given.csv").write_text(text.getvalue() + "2015-01-01,one,another,190,1\n")
        rows = [*rows, []]
    try:
        done = import_events([folder / "given.csv"], out=folder / "t.parquet", options=options)
    except CatspawError as error:
        done, refused = None, str(error)
    if done is None:
        assert f"none of {len(rows):,} rows can be imported" in refused
        return
    assert done.kept + done.rejected == done.read == len(rows)
    with done.rejects.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == done.rejected


def test_the_record_is_json_in_the_file(take: Take, make: SimpleNamespace) -> None:
    from pyarrow import parquet

    raw = parquet.read_metadata(take(make.icews({})).done.table).metadata[b"catspaw"]
    assert set(json.loads(raw)) == {
        "catspaw",
        "case",
        "digest",
        "inputs",
        "latest",
        "kept",
        "rejected",
        "notes",
        "reasons",
    }
