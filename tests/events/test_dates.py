"""Dates as event files write them; what can be two days is never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.events.dates import Ambiguous, Day, Unreadable, read_day, widened

DAY = date(2024, 1, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-28",
        "2024/1/28",
        "2024.01.28",
        "20240128",
        "28/01/2024",
        "1/28/2024",
        "28.1.2024",
        "28-01-2024",
        "28 January 2024",
        "28-Jan-2024",
        "January 28, 2024",
        "Jan 28 2024",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert read_day(text) == Day(DAY, DAY)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2024-01-28 00:00:00.000", 0),
        ("2024-01-28T13:45:10Z", 49510),
        ("20240128134510", 49510),
        ("28/01/2024 9:05", 32700),
    ],
)
def test_time_of_day(text: str, seconds: int) -> None:
    assert read_day(text) == Day(DAY, DAY, "day", seconds)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"), ("2023", date(2023, 1, 1), date(2023, 12, 31), "year")],
)
def test_a_month_and_a_year(text: str, first: date, last: date, precision: str) -> None:
    assert read_day(text) == Day(first, last, precision)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_comes_back_in_every_form(day: date) -> None:
    forms = {
        "%Y-%m-%d": "auto",
        "%Y%m%d": "auto",
        "%d %B %Y": "auto",
        "%b %d, %Y": "auto",
        "%d/%m/%Y": "dmy",
        "%m/%d/%Y": "mdy",
    }
    for form, order in forms.items():
        assert read_day(day.strftime(form), order=order).first == day


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_numbers_are_read_without_being_told_exactly_where_no_other_day_is_possible(day: date) -> None:
    text = day.strftime("%d/%m/%Y")
    if day.day > 12 or day.day == day.month:
        assert read_day(text).first == day
    else:
        with pytest.raises(Ambiguous):
            read_day(text)


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("13/01/2024", "mdy", "there is no month 13"),
        ("2024-02-30", "auto", "2024-02 has 29 days"),
        ("2023-02-29", "auto", "2023-02 has 28 days"),
        ("20241301", "auto", "there is no month 13"),
        ("28 Janruary 2024", "auto", "`Janruary` is no month"),
        ("0024-01-28", "auto", "the year must lie between"),
        ("28/01/24", "auto", "a year of two digits is not read"),
        ("45319", "auto", "a spreadsheet's day number"),
        ("2024-01-28 25:00:00", "auto", "no such time of day"),
        ("yesterday", "auto", "no date that can be read"),
    ],
)
def test_what_is_no_date(text: str, order: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_day(text, order=order)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(["week", "month", "year"]))
def test_coarser_dates_hold_the_day_and_are_as_long_as_their_name(day: date, precision: str) -> None:
    wide = widened(Day(day, day), precision)
    assert wide.first <= day <= wide.last
    assert (
        wide.last - wide.first + timedelta(days=1)
        in {
            "week": {timedelta(days=7)},
            "month": {timedelta(days=d) for d in (28, 29, 30, 31)},
            "year": {timedelta(days=d) for d in (365, 366)},
        }[precision]
    )
