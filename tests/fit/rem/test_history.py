"""Events read from whatever holds them; bad rows are counted with their reason, bad files are refused in words."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.rem import history, read_events
from catspaw.fit.rem.times import read_times

ROWS = [(1, "a", "b"), (2, "b", "c"), (3, "c", "a")]


def test_rows_columns_mappings_and_frames_are_the_same_history() -> None:
    columns = {"time": [1, 2, 3], "sender": list("abc"), "receiver": list("bca")}
    mappings = [dict(zip(columns, row, strict=True)) for row in ROWS]
    pd = pytest.importorskip("pandas")
    for events in (ROWS, columns, mappings, pd.DataFrame(columns)):
        found = history(events)
        assert found.actors == ("a", "b", "c")
        np.testing.assert_array_equal(found.time, [1, 2, 3])
        np.testing.assert_array_equal(found.receiver, [1, 2, 0])
    assert history(found) is found


def test_an_event_table_of_catspaw_is_a_history() -> None:
    pa = pytest.importorskip("pyarrow")
    days = [date(2014, 1, 31), date(2014, 2, 1), date(2014, 2, 2)]
    table = pa.table(
        {
            "date_first": days,
            "date_last": days,
            "time": pa.array([None, 3_600, None], pa.time32("s")),
            "source": ["iran", None, "iraq"],
            "target": ["iraq", "iran", "iran"],
            "action": ["accuse", "accuse", None],
        }
    )
    found = history(table)
    np.testing.assert_array_equal(found.time, [16101, 16103])
    assert found.types == ("accuse", "unknown")
    assert [(r.row, r.reason) for r in found.rejected] == [(2, "no sender")]


def test_bad_rows_are_rejected_and_counted() -> None:
    rows = [
        (1, "a", "b"),
        (2, "a", "a"),
        (None, "a", "b"),
        (3, "", "b"),
        (4, "a", None),
        (5, "z", "b"),
        (99, "a", "b"),
        (6, "b", "a"),
    ]
    found = history(rows, actors="ab", until=50)
    assert [(r.row, r.reason) for r in found.rejected] == [
        (2, "self-directed"),
        (3, "unreadable time"),
        (4, "no sender"),
        (5, "no receiver"),
        (6, "unknown actor"),
        (7, "in the future"),
    ]
    assert len(found) == 2
    assert "1 row rejected: self-directed (row 2)" in found.notes


def test_events_out_of_order_are_sorted_and_said() -> None:
    found = history([(3, "c", "a"), (1, "a", "b"), (2, "b", "c")])
    np.testing.assert_array_equal(found.time, [1, 2, 3])
    assert "1 row stood before an earlier event; sorted by time" in found.notes


def test_duplicates_are_kept_or_dropped_and_said() -> None:
    rows = [*ROWS, (2, "b", "c")]
    kept, dropped = history(rows), history(rows, duplicates="drop")
    assert (len(kept), len(dropped)) == (4, 3)
    assert any("1 row repeats another" in note and "kept" in note for note in kept.notes)
    assert any("dropped" in note for note in dropped.notes)
    with pytest.raises(ModelError, match="allowed: 'keep', 'drop'"):
        history(rows, duplicates="merge")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "there are no events"),
        ([(1, "a", "a")], "no event is left of 1 rows .rejected: 1 self-directed."),
        ([(1, "a")], "rows must all be mappings, or all"),
        ("events.csv", "events are str; .*read a file with read_events"),
        (
            {"when": [1], "sender": ["a"], "receiver": ["b"]},
            "no column for time .*the table has: when, sender, receiver",
        ),
        ({"time": [1, 2], "sender": ["a"], "receiver": ["b"]}, "columns differ in length: time 2, sender 1"),
        ([(1, "a", "b", "x", "heavy")], "a weight is no number"),
        ([(1, "a", "b", "x", float("nan"))], "a weight is missing or infinite"),
    ],
)
def test_what_holds_no_events_is_said(events, said) -> None:
    with pytest.raises(ModelError, match=said):
        history(events)


def test_columns_can_be_named() -> None:
    table = {"when": [1, 2], "who": ["a", "b"], "whom": ["b", "a"], "how": ["hit", ""]}
    found = history(table, columns={"time": "when", "sender": "who", "receiver": "whom", "type": "how"})
    assert found.types == ("hit", "unknown")
    with pytest.raises(ModelError, match=r"columns names 'tim'; allowed: .*nearest known: time"):
        history(table, columns={"tim": "when"})
    with pytest.raises(ModelError, match="no column 'when2' for time"):
        history(table, columns={"time": "when2"})


def test_numbers_as_names_sort_as_numbers() -> None:
    assert history([(1, 10, 9), (2, 9.0, 2)]).actors == ("2", "9", "10")


@pytest.mark.parametrize(
    "column",
    [
        ["2014-01-31", "2014-02-01"],
        ["20140131", "20140201"],
        [20140131, 20140201],
        ["31/01/2014", "01/02/2014"],
        ["01/31/2014", "02/01/2014"],
        ["31.01.2014", "1.2.2014"],
        ["2014-01-31T00:00", "2014-02-01 00:00:00"],
        [date(2014, 1, 31), date(2014, 2, 1)],
        [datetime(2014, 1, 31), datetime(2014, 2, 1)],
        np.array(["2014-01-31", "2014-02-01"], dtype="datetime64[D]"),
    ],
    ids=str,
)
def test_dates_in_many_forms(column) -> None:
    found = read_times(column)
    assert found.unit == "days"
    np.testing.assert_allclose(found.value, [16101, 16102])


def test_times_of_day_and_zones() -> None:
    found = read_times(["1970-01-02T12:00", "1970-01-02T12:00+06:00"])
    np.testing.assert_allclose(found.value, [1.5, 1.25])


@pytest.mark.parametrize("column", [["03/04/2014", "05/06/2014"], ["13/04/2014", "04/13/2014"]])
def test_dates_that_can_be_read_two_ways_are_not_guessed(column) -> None:
    found = read_times(column)
    assert np.isnan(found.value).all()
    with pytest.raises(ModelError, match=r"can be read two ways .*write them as 2014-01-31"):
        history({"time": column, "sender": ["a", "b"], "receiver": ["b", "a"]})


def test_numbers_stay_numbers() -> None:
    found = read_times(["1.5", "20", "bad"])
    assert found.unit == "units"
    np.testing.assert_array_equal(found.value[:2], [1.5, 20])
    assert np.isnan(found.value[2])


TEXT = "date;source;target\n2014-01-31;Türkiye;Iran\n2014-02-01;Iran;Türkiye\nbroken\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_in_many_encodings(tmp_path, encoding) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(TEXT.encode(encoding))
    found = read_events(path)
    assert found.actors == ("Iran", "Türkiye")
    assert len(found) == 2
    assert "1 line rejected: not 3 fields as in the header" in found.notes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "is a zip archive or an Excel workbook"),
        (b"PAR1rest", "is Parquet"),
        (b"%PDF-1.4", "is a PDF"),
        (b"a,b\0c", "is a binary file"),
        (b"", "has 0 lines"),
        (b"hello\nworld\n", "no column for time"),
    ],
)
def test_files_that_are_not_what_their_name_says(tmp_path, content, said) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=said):
        read_events(path)
    with pytest.raises(ModelError, match="cannot be read: No such file"):
        read_events(tmp_path / "absent.csv")
