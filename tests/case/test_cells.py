"""Any value goes into a cell and comes out the same; no cell is ever run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.case.cells import from_cell, guard, to_cell, unguard
from catspaw.case.schema import ACTOR, ANCHOR, CLAIM, PLACE, SOURCE, Field, Record
from catspaw.case.writing import Plain
from catspaw.core.errors import CatspawError

texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=12)
values = (texts | st.text("=+-@'[]{};: ab\n", max_size=8)).map(str.strip).filter(bool)
ids = st.from_regex("[a-z][a-z0-9_]{0,5}", fullmatch=True)
dates = st.sampled_from(["2014-06", "~2017", "late 2021", "weeks after oct_7", "../2015", "since 2014 to x"])


def field(record: Record, key: str) -> Field:
    found = record.field(key)
    assert found is not None
    return found


def dated(first: str, *more: str) -> st.SearchStrategy[dict[str, str]]:
    optional = {"from": dates, "to": dates, **dict.fromkeys(more, ids)}
    return st.fixed_dictionaries({first: ids}, optional=optional).filter(lambda found: len(found) > 1)


def same(value: Plain, key: Field) -> None:
    assert from_cell(to_cell(value, key), key) == value


@given(st.text(max_size=9))
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''x"])
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["it's", "'tis", "a=b", "", "1", "'"])
def test_text_that_needs_no_guard_and_was_typed_stays(text: str) -> None:
    assert unguard(text) == text


@given(values)
def test_text(text: str) -> None:
    same(text, field(CLAIM, "note"))


@given(st.lists(values, min_size=2, max_size=4))
def test_lists(items: list[str]) -> None:
    same(items, field(ACTOR, "aliases"))
    same(items, field(CLAIM, "by"))


@given(values)
def test_a_list_of_one(text: str) -> None:
    assert from_cell(to_cell([text], field(CLAIM, "by")), field(CLAIM, "by")) == text
    assert from_cell(to_cell(text, field(ACTOR, "aliases")), field(ACTOR, "aliases")) == [text]


@given(st.lists(ids | dated("of"), min_size=2, max_size=3))
def test_memberships(items: list[Plain]) -> None:
    same(items, field(ACTOR, "part_of"))


@given(st.lists(ids | dated("by"), min_size=2, max_size=3))
def test_holders(items: list[Plain]) -> None:
    same(items, field(PLACE, "holder"))


@given(st.lists(st.sampled_from("ABC") | dated("grade", "topic"), min_size=2, max_size=3))
def test_grades(items: list[Plain]) -> None:
    same(items, field(SOURCE, "reliability"))


@given(st.dictionaries(values, values, min_size=1, max_size=3))
def test_attributes(pairs: dict[str, str]) -> None:
    same(pairs, field(ACTOR, "attributes"))


def test_what_cells_look_like() -> None:
    part_of = [{"of": "pmf", "from": "2014-06", "to": "2019"}, "irgc"]
    assert to_cell(part_of, field(ACTOR, "part_of")) == "pmf from 2014-06 to 2019; irgc"
    grades = [{"grade": "B", "topic": "strike", "from": "2010"}, {"grade": "C"}]
    assert to_cell(grades, field(SOURCE, "reliability")) == "B on strike from 2010; C"
    assert to_cell(["15", "40"], field(ANCHOR, "in_90_days")) == "15 to 40"
    assert from_cell("15 to 40", field(ANCHOR, "in_90_days")) == ["15", "40"]
    assert to_cell({"founded": "1990", "size": "small"}, field(ACTOR, "attributes")) == "founded: 1990; size: small"
    assert to_cell(["a; b", "c"], field(ACTOR, "aliases")) == '["a; b", "c"]'


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("[a", field(ACTOR, "aliases"), "begins like JSON and is none"),
        ("pmf since 2014", field(ACTOR, "part_of"), "has not the form `ID from DATE to DATE`"),
    ],
)
def test_a_cell_that_cannot_be_read(text: str, key: Field, message: str) -> None:
    with pytest.raises(CatspawError) as caught:
        from_cell(text, key)
    assert message in str(caught.value)
