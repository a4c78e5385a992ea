"""Dates as texts give them: every form, what cannot be, and the words in days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.core.dates import SEASONS, WORDS, Interval, parse_interval
from catspaw.core.errors import DateError

SETTINGS = settings(deadline=None, derandomize=True)

RAID = Interval(date(2024, 1, 10), date(2024, 1, 12))
KNOWN = {"raid": RAID, "once": Interval(None, date(2020, 5, 5)), "never": Interval(None, None)}


def span(text: str) -> tuple[str, str]:
    found = parse_interval(text, anchors=KNOWN.get)
    return str(found.first), str(found.last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-01-28", "2024-01-28", "2024-01-28"),
        ("2024-1-8", "2024-01-08", "2024-01-08"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("~2017-10-05", "2017-09-28", "2017-10-12"),
        ("~2017-10", "2017-09-01", "2017-11-30"),
        ("~2017", "2016-01-02", "2018-12-31"),
        ("2023-11..2023-12", "2023-11-01", "2023-12-31"),
        ("2023-11 .. 2023-12", "2023-11-01", "2023-12-31"),
        ("2022-08..", "2022-08-01", "None"),
        ("..2022-05", "None", "2022-05-31"),
        ("../2015", "None", "2015-12-31"),
        ("2015/..", "2015-01-01", "None"),
        ("early 2023", "2023-01-01", "2023-04-30"),
        ("mid 2015", "2015-05-01", "2015-08-31"),
        ("late 2021", "2021-09-01", "2021-12-31"),
        ("spring of 2023", "2023-03-01", "2023-05-31"),
        ("winter 2015", "2015-12-01", "2016-02-29"),
        ("weeks after 2024-01-10", "2024-01-17", "2024-03-06"),
        ("weeks after raid", "2024-01-17", "2024-03-08"),
        ("3 days before raid", "2024-01-07", "2024-01-09"),
        ("2 weeks after raid", "2024-01-21", "2024-01-29"),
        ("days after once", "2020-05-06", "2020-05-18"),
        ("during raid", "2024-01-10", "2024-01-12"),
        ("raid", "2024-01-10", "2024-01-12"),
        ("after raid", "2024-01-10", "None"),
        ("since 2014-06", "2014-06-01", "None"),
        ("before raid", "None", "2024-01-12"),
        ("until 2019", "None", "2019-12-31"),
        ("raid..2024-02", "2024-01-10", "2024-02-29"),
        ("~2015-07-24..2015-07-31", "2015-07-17", "2015-07-31"),
        ("weeks after never", "None", "None"),
    ],
)
def test_forms(text: str, first: str, last: str) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2023-02-30", "2023-02 has 28 days"),
        ("2023-04-31", "2023-04 has 30 days"),
        ("2024-13", "there is no month 13"),
        ("2024-00", "there is no month 0"),
        ("2024-01-00", "2024-01 has 31 days"),
        ("9999", "the year must lie between 1800 and 2200"),
        ("0001-01-01", "the year must lie between"),
        ("31-01-2024", "is not a date that can be read here"),
        ("01/02/2024", "is not a date that can be read here"),
        ("2024-02..2024-01", "ends before it begins"),
        ("..", "has no end"),
        ("sometime 2023", "'sometime' is not a part of a year"),
        ("sumer 2023", "nearest known: summer"),
        ("fortnights after raid", "'fortnights' is not one of"),
        ("3 blinks after raid", "'blinks' is not days, weeks, months or years"),
        ("weeks after nothing", "'nothing' is neither a date nor an incident"),
        ("yesterday", "a date is 2024-01-28"),
        ("", "is not a date"),
        ("٢٠٢٤", "is not a date"),
        ("2024-01-28T10:00", "is not a date"),
        ("99999 years after raid", "is beyond what a calendar holds"),
        ("2024-01-28..x..2025", "is not a date"),
    ],
)
def test_dates_that_cannot_be(text: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_interval(text, anchors=KNOWN.get)
    assert message in str(caught.value)


days = st.dates(date(1801, 1, 1), date(2199, 12, 31))
points = days.map(str) | days.map(lambda d: f"{d:%Y-%m}") | days.map(lambda d: f"~{d.year}")
ranges = st.tuples(days, days).map(lambda p: f"{min(p)}..{max(p)}")
seasons = st.builds("{} {}".format, st.sampled_from(sorted(SEASONS)), st.integers(1800, 2199))
leaning = st.builds("{} {} {}".format, st.sampled_from(sorted(WORDS)), st.sampled_from(["after", "before"]), points)


@SETTINGS
@given(points | ranges | seasons | leaning)
def test_what_is_printed_reads_the_same(text: str) -> None:
    found = parse_interval(text)
    assert parse_interval(str(found)) == found
    assert found.first is not None
    assert found.last is not None
    assert found.first <= found.last


@SETTINGS
@given(st.text(alphabet="0123456789-.~/ afterbefoduingsc", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_interval(text)
    except DateError:
        return
    assert found.first is None or found.last is None or found.first <= found.last


@SETTINGS
@given(days, days)
def test_intervals_overlap_as_their_days_do(a: date, b: date) -> None:
    first, second = Interval(a, a + timedelta(9)), Interval(b, b + timedelta(9))
    assert first.overlaps(second) == second.overlaps(first) == (abs((a - b).days) <= 9)


def test_middle_and_length() -> None:
    assert RAID.middle == date(2024, 1, 11)
    assert RAID.days == 3
    assert Interval(None, date(2020, 1, 1)).middle == date(2020, 1, 1)
    assert Interval(None, None).middle is None
    assert Interval(None, date(2020, 1, 1)).days is None
    assert str(Interval(date(2020, 1, 1), None)) == "2020-01-01.."
