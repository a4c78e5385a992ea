"""Text into records: lines are right whatever the blocks, and nothing is lost."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from catspaw.events.records import LONGEST, Dialect, split

COMMAS, TABS = Dialect(",", quoted=True), Dialect("\t", quoted=False)


def run(text: str, dialect: Dialect = COMMAS, *, block: int = 7) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    apart: list[tuple[int, str]] = []
    blocks = [text[i : i + block] for i in range(0, len(text), block)]
    found = [
        (line, record)
        for records in split(blocks, dialect, lambda line, reason, _text: apart.append((line, reason)))
        for line, record in zip(records.lines, records.texts, strict=True)
    ]
    return found, apart


cells = st.text(st.sampled_from('ab,"\n\r\t é'), max_size=6)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=6)


@given(tables, st.integers(1, 40), st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back_at_its_lines(table: list[list[str]], block: int, end: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    starts, line = [], 1
    for row in table:
        starts.append(line)
        row = [c.replace("\r", "") for c in row]
        writer.writerow(row)
        line += 1 + sum(c.count("\n") for c in row)
    found, apart = run(text.getvalue().replace("\n", end), block=block)
    assert apart == []
    assert [line for line, _ in found] == starts
    back = [next(csv.reader(io.StringIO(record, newline=""))) for _, record in found]
    assert back == [[c.replace("\r", "") for c in row] for row in table]


@given(st.text(st.sampled_from('a,"\n\r\0\udc80é'), max_size=60), st.integers(1, 70))
def test_every_line_is_a_record_or_a_reject_or_blank(text: str, block: int) -> None:
    for dialect in (COMMAS, TABS):
        found, apart = run(text, dialect, block=block)
        kept = "".join(record for _, record in found)
        assert "\0" not in kept
        assert "\udc80" not in kept
        lines = [line for line, _ in (*found, *apart)]
        assert len(lines) == len(set(lines))
        assert all(1 <= line <= text.count("\n") + text.count("\r") + 1 for line in lines)


@given(st.lists(st.text(st.sampled_from("ab\té\r"), max_size=9), max_size=9), st.integers(1, 30))
def test_blocks_make_no_difference(lines: list[str], block: int) -> None:
    text = "\n".join(lines)
    assert run(text, TABS, block=block) == run(text, TABS, block=len(text) + 1)


def test_a_stray_quote_costs_one_line_and_not_the_rest() -> None:
    found, apart = run('a,b\n1,"open\n2,x\n3,y\n4,"z"\n5,w\n')
    assert [line for line, _ in found] == [1, 3, 4, 5, 6]
    assert apart == [(2, "a quote opens in this line and is not closed")]


def test_a_quote_in_the_middle_of_a_field_is_a_letter() -> None:
    found, apart = run('a,b\n1,5" gun\n2,x\n')
    assert ([line for line, _ in found], apart) == ([1, 2, 3], [])


def test_blank_lines_are_passed_over_and_counted() -> None:
    found, apart = run("a,b\n\n1,2\n \n3,4")
    assert ([line for line, _ in found], apart) == ([1, 3, 5], [])


def test_a_line_of_nothing_but_delimiters_counts_as_blank_between_tabs() -> None:
    assert [line for line, _ in run("a\tb\n\t\n1\t2\n", TABS)[0]] == [1, 3]


def test_old_macs() -> None:
    assert run("a,b\r1,2\r3,4\r", block=1000)[0] == [(1, "a,b"), (2, "1,2"), (3, "3,4")]


def test_a_line_that_never_ends_is_one_reject() -> None:
    found, apart = run("a\tb\n" + "x" * (3 * LONGEST) + "\n1\t2\n", TABS, block=LONGEST // 3)
    assert [line for line, _ in found] == [1, 3]
    assert apart == [(2, f"longer than {LONGEST:,} characters: no event is")]


def test_bytes_that_do_not_fit() -> None:
    found, apart = run("a,b\n1,\udce9\n2,\0\n3,c\n")
    assert [line for line, _ in found] == [1, 4]
    assert apart == [
        (2, "byte 0xe9 does not fit the encoding; try --encoding cp1252"),
        (3, "holds a zero byte: the file is damaged here"),
    ]
