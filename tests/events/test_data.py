"""Real files, where they are on this machine (CATSPAW_DATA): every row accounted for, and the known break found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from catspaw.events.coverage import coverage

Take = Callable[..., Any]
Data = Callable[..., Path]


def test_icews_splits(take: Take, data: Data) -> None:
    files = [data("icews14", f"{part}.txt") for part in ("train", "valid", "test")]
    done = take(files, start="1=2014-01-01")
    assert done.done.read == 74_845 + 8_514 + 7_371
    assert done.done.reasons == {"on itself: source and target are the same": done.done.rejected}
    assert done.done.rejected < 10
    days = [r["date_first"] for r in done.rows]
    assert (min(days), max(days)) == (date(2014, 1, 1), date(2014, 12, 31))


def test_the_middle_east_core_breaks_where_two_sources_were_added_up(take: Take, data: Data, mapping: Any) -> None:
    path = mapping(
        "dataset: ICEWS, Middle East core\n"
        "columns: {date: date, source: source, target: target, cameo: cameo, relation: relation, goldstein: goldstein, origin: origin}\n"
    )
    done = take([data("mideast", "icews_mideast_2011_2015.csv.gz")], mapping=path).done
    assert (done.read, done.rejected) == (19_065, 2)
    found = coverage(done.table)
    assert [q.name for q in found if q.broken] == ["2014-Q1", "2015-Q1"]
    assert found[-8].events.keys() == {"icews14", "icews05-15(valid+test, NEC)"}


def test_ucdp_syria(take: Take, data: Data) -> None:
    done = take([data("attacks", "ucdp_ged_syria_2016_2019.csv.gz")]).done
    assert (done.read, done.kept) == (16_566, 16_566)
    assert done.notes["estimates of deaths are out of order"] == 101
