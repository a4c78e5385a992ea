"""Dates in words: a table of expressions with the days that they mean."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.core.dates import parse_interval
from catspaw.reading.dates import find_dates

TABLE = Path(__file__).parent / "dates.tsv"
with TABLE.open(encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["text"][:40])
def test_the_table_of_expressions(row: dict[str, str]) -> None:
    found = find_dates(row["text"], published=date.fromisoformat(row["published"]))
    assert " ".join(d.written for d in found) == row["days"]
    for dated in found:
        assert dated.interval.text in " ".join(row["text"][dated.start : dated.end].split())


@given(st.text(max_size=80), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_dates_that_can_be(text: str, published: date) -> None:
    for dated in find_dates(text, published=published):
        first, last = dated.interval.first, dated.interval.last
        assert first is None or last is None or first <= last


@given(
    st.sampled_from([row["text"] for row in ROWS]),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)
def test_what_is_written_reads_back_as_the_same_days(text: str, published: date) -> None:
    for dated in find_dates(text, published=published):
        again = parse_interval(dated.written)
        assert (again.first, again.last) == (dated.interval.first, dated.interval.last)
