"""Which rows, how many by what, and where the counting changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from catspaw.core.errors import CatspawError, UnknownName
from catspaw.events.coverage import JUMP, breaks, coverage
from catspaw.events.queries import Filter, counts, how_many, record_of, select
from catspaw.events.summing import summary

Take = Callable[..., Any]


@pytest.fixture
def table(take: Take, make: SimpleNamespace) -> Path:
    text = make.icews(
        {"Event Date": "2015-03-02"},
        {"Event Date": "2015-03-02", "CAMEO Code": "190"},
        {"Event Date": "2015-03-30", "Source Name": "Iraq", "Target Name": "Iran"},
        {"Event Date": "2014-12-31", "Target Name": ""},
        {"Event Date": "2015-05", "Source Name": "Iraq", "Target Name": "Iran", "CAMEO Code": "190"},
    )
    return Path(take(text).done.table)


def rows(table: Path, **where: Any) -> list[int]:
    return [r["row"] for r in select(table, where=Filter(**where), columns=("row",)).to_pylist()]


def test_rows_come_in_the_order_of_days(table: Path) -> None:
    assert rows(table) == [5, 2, 3, 4, 6]
    assert select(table, limit=2).num_rows == 2
    assert how_many(table) == 5


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"since": date(2015, 3, 30)}, [4, 6]),
        ({"since": date(2015, 5, 20)}, [6]),
        ({"until": date(2015, 3, 2)}, [5, 2, 3]),
        ({"actor": "iraq"}, [2, 3, 4, 6]),
        ({"source": "IRAN"}, [5, 2, 3]),
        ({"target": "Iran", "action": "strike"}, [6]),
        ({"quad": "material_conflict"}, [3, 6]),
        ({"origin": "icews", "actor": "nobody"}, []),
        ({"actor": "x' OR 1=1 --"}, []),
    ],
)
def test_filters(table: Path, where: dict[str, Any], found: list[int]) -> None:
    assert rows(table, **where) == found
    assert how_many(table, where=Filter(**where)) == len(found)


def test_counts_by_day_dyad_and_class(table: Path) -> None:
    found = counts(table, by=("day", "source", "target", "quad"), where=Filter(since=date(2015, 1, 1)))
    assert [tuple(r.values()) for r in found] == [
        (date(2015, 3, 2), "Iran", "Iraq", "material_conflict", 1, None),
        (date(2015, 3, 2), "Iran", "Iraq", "verbal_conflict", 1, None),
        (date(2015, 3, 30), "Iraq", "Iran", "verbal_conflict", 1, None),
        (date(2015, 5, 1), "Iraq", "Iran", "material_conflict", 1, None),
    ]
    assert [(r["month"], r["origin"], r["n"]) for r in counts(table, by=("month", "origin"))] == [
        ("2014-12", "icews", 1),
        ("2015-03", "icews", 3),
        ("2015-05", "icews", 1),
    ]


def test_deaths_are_summed(take: Take, make: SimpleNamespace) -> None:
    table = take(make.ucdp({}, {"best": "5", "high": "9"}, {"side_b": "SDF"})).done.table
    assert [(r["target"], r["n"], r["deaths"]) for r in counts(table, by=("target",))] == [("IS", 2, 7), ("SDF", 1, 2)]


def test_names_that_are_not_there(table: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"`months` is no thing to count by; allowed: day, .*; nearest known: month"):
        counts(table, by=("months",))
    with pytest.raises(UnknownName, match=r"`strik` is no type of act; .*nearest known: strike"):
        select(table, where=Filter(action="strik"))
    with pytest.raises(UnknownName, match=r"`hostile` is no class of acts; allowed: verbal_cooperation"):
        how_many(table, where=Filter(quad="hostile"))
    with pytest.raises(UnknownName, match=r"`dat` is no column"):
        select(table, columns=("dat",))
    with pytest.raises(CatspawError, match=r"nowhere.parquet is not there: `catspaw events import FILE --out"):
        how_many(tmp_path / "nowhere.parquet")
    (tmp_path / "text.parquet").write_text("text")
    with pytest.raises(CatspawError, match="is not a table of events"):
        record_of(tmp_path / "text.parquet")
    parquet.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(CatspawError, match="did not make"):
        how_many(tmp_path / "other.parquet")


def test_quarters_without_events_are_there(table: Path) -> None:
    assert [(q.name, q.total) for q in coverage(table)] == [("2014-Q4", 1), ("2015-Q1", 3), ("2015-Q2", 1)]
    later = coverage(table, where=Filter(action="strike"))
    assert [(q.name, q.events) for q in later] == [("2015-Q1", {"icews": 1}), ("2015-Q2", {"icews": 1})]


def quarters(*volumes: dict[str, int]) -> list[tuple[bool, bool]]:
    return [(q.changed, q.broken) for q in breaks([(f"q{i}", v) for i, v in enumerate(volumes)])]


def test_a_break_is_a_change_of_origins_with_a_jump() -> None:
    assert quarters({"a": 100}, {"a": 100}, {"a": 90, "b": 100}, {"a": 100, "b": 95}) == [
        (False, False),
        (False, False),
        (True, True),
        (False, False),
    ]
    assert quarters({"a": 100}, {"b": 100}) == [(False, False), (True, False)]
    assert quarters({"a": 100}, {"a": 400}, {"a": 20}) == [(False, False)] * 3
    assert quarters({"a": 100}, {"a": 100, "b": 4}) == [(False, False), (False, False)]
    assert quarters({"a": 100, "b": 100}, {"b": 100}) == [(False, False), (True, True)]
    assert quarters({"a": 100}, {}, {"a": 100}) == [(False, False), (True, True), (True, False)]


def test_the_jump_counts_both_ways_at_its_size() -> None:
    up, down = round(100 * JUMP), round(100 / JUMP) - 1
    assert quarters({"a": 100}, {"b": up})[1] == (True, True)
    assert quarters({"a": 100}, {"b": up - 1})[1] == (True, False)
    assert quarters({"a": 100}, {"b": down})[1] == (True, True)


def test_summary(table: Path) -> None:
    found = summary(table)
    assert (found.events, found.first, found.last, found.rejected) == (5, date(2014, 12, 31), date(2015, 5, 31), 0)
    assert found.actions == {"accuses": 3, "strike": 2}
    assert found.precisions == {"day": 4, "month": 1}
    assert (found.named, found.resolved, found.case, found.unresolved) == (9, 0, None, ())
    assert summary(table, where=Filter(actor="nobody")).first is None
