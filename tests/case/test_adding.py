"""One claim in one line: the rest of the report stays byte for byte, and nothing is written in error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catspaw.case.adding import add_claim, read_claim
from catspaw.case.load import load
from catspaw.core.errors import CaseError, CatspawError, UnknownName

MakeCase = Callable[..., Path]


def report(folder: Path) -> str:
    return (folder / "reports" / "one.yaml").read_text(encoding="utf-8")


def test_both_forms_read_the_same() -> None:
    line = "says: did(c, raid); by: [two via paper, expert]; where: p3, p5;note: so be it"
    options = {"by": "[two via paper, expert]", "where": "p3, p5", "note": "so be it"}
    claim = read_claim(line)
    assert claim == read_claim("did(c, raid)", options)
    assert claim == {"says": "did(c, raid)", "by": ["two via paper", "expert"], "where": "p3, p5", "note": "so be it"}


def test_the_claim_goes_to_the_end_and_the_rest_stays(make_case: MakeCase) -> None:
    folder = make_case()
    before = report(folder)
    added = add_claim(folder, read_claim("says: funds(a -> c); by: two via paper; where: p3; key: money"))
    assert (added.keys, added.file) == (("money",), "reports/one.yaml")
    after = report(folder)
    lines = after.splitlines()
    assert lines[added.line - 1] == "- says: funds(a -> c)"
    new = "- says: funds(a -> c)\n  by: two via paper\n  where: p3\n  key: money\n"
    assert after == before.replace("passed:\n", new + "passed:\n")
    assert load(folder).claims[-2].key == "money"


def test_a_key_comes_from_the_content(make_case: MakeCase) -> None:
    folder = make_case()
    added = add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}))
    (key,) = added.keys
    claim = next(c for c in load(folder).claims if c.key == key)
    assert (str(claim.prop), claim.line) == ("funds(a -> c)", added.line)


def test_a_new_voice_comes_with_it(make_case: MakeCase) -> None:
    folder = make_case()
    add_claim(folder, read_claim("funds(a -> c)", {"by": "new"}), voices=["new: 3 senior of b, unnamed"])
    assert load(folder).voices["one/new"].count == 3
    assert "unnamed, maybe two, because fear of reprisal\n  new: 3 senior of b, unnamed\nclaims:\n" in report(folder)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("claims: []", ""),
        ("claims: []  # none yet", "passed: {p1: title}"),
        ("claims: [{says: 'did(c, raid)', by: paper}]", "note: ok"),
        ("claims: [\n  {says: 'did(c, raid)', by: paper},\n  ]", ""),
        ("claims:\n    - says: did(c, raid)\n      by: paper", ""),
        ("claims:\n- says: did(c, raid)\n  by: paper\n  note: |\n    two\n    lines", "\n# a comment\nnote: ok"),
        ("claims:\n- {says: 'did(c, raid)',\n   by: paper}   # tail", "\nnote: نص 🕊"),
    ],
)
@pytest.mark.parametrize(
    "voices", ["", "voices:\n", "voices: {}\n", "voices: {v: 1 of c}\n", "voices:\n    v: 1 of c  # x\n"]
)
def test_any_layout_takes_one(make_case: MakeCase, head: str, tail: str, voices: str) -> None:
    text = f"report: one\ntitle: 'é 🕊 : #'\noutlet: paper\ndated: 2024-01-15\n{voices}{head}\n{tail}".rstrip("\n")
    if voices == "voices:\n":
        text = text.replace("voices:\n", "voices: {}   # later\n")
    folder = make_case({"reports/one.yaml": text, "accounts.yaml": None})
    before = load(folder)
    added = add_claim(folder, read_claim("funds(a -> c)", {"by": "[w, paper]"}), voices=["w: 2 of c, unnamed"])
    after = load(folder)
    assert len(after.claims) == len(before.claims) + 1
    assert set(after.voices) == {*before.voices, "one/w"}
    assert next(c.line for c in after.claims if c.key == added.keys[0]) == added.line
    for line in text.splitlines():
        kept = line.split("#")[0].rstrip("[]{} ,") if "[" in line or "{" in line else line
        assert kept in report(folder)


def test_a_bad_claim_is_not_written(make_case: MakeCase) -> None:
    folder = make_case()
    before = report(folder)
    with pytest.raises(CaseError) as caught:
        add_claim(folder, read_claim("says: bakcs(a -> d); by: tow; where: p9; sure: beleives"))
    said = str(caught.value)
    for part in (
        "`bakcs` is not in the predicate table; nearest known: backs",
        "`tow` is not a voice",
        "nearest voice: two",
    ):
        assert part in said
    assert "nearest known: believes" in said
    assert report(folder) == before


def test_a_bad_passage_is_not_written(make_case: MakeCase) -> None:
    folder = make_case()
    with pytest.raises(CaseError, match="p9 is beyond the report's 6 paragraphs"):
        add_claim(folder, read_claim("funds(a -> c)", {"by": "paper", "where": "p9"}))


def test_old_errors_do_not_stand_in_the_way(make_case: MakeCase) -> None:
    folder = make_case({"questions.yaml": "- {id: q, ask: Q?, about: nothing}\n"})
    assert add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"})).keys


def test_the_same_claim_twice_is_said(make_case: MakeCase) -> None:
    folder = make_case()
    add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}))
    with pytest.raises(CaseError, match=r"reports/one.yaml:35 says the same on the same word"):
        add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}))


def test_a_dry_run_writes_nothing(make_case: MakeCase) -> None:
    folder = make_case()
    before = report(folder)
    added = add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}), dry_run=True)
    assert added.keys
    assert "funds(a -> c)" in added.text
    assert report(folder) == before


def test_which_report(make_case: MakeCase) -> None:
    folder = make_case({"reports/two.yaml": "report: two\noutlet: paper\ndated: 2024-01-16\nclaims: []\n"})
    claim = read_claim("funds(a -> c)", {"by": "paper"})
    with pytest.raises(UnknownName, match="the case has 2 reports; say which with --report: one, two"):
        add_claim(folder, claim)
    with pytest.raises(UnknownName, match="`tow` is no report of this case; reports: one, two; nearest known: two"):
        add_claim(folder, claim, report="tow")
    assert add_claim(folder, claim, report="two").file == "reports/two.yaml"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("says: did(c, raid); by: a; by: b", "`by` is given twice"),
        ("says: did(c, raid); bye: a", "`bye` is no key of a claim; allowed: says, expects"),
        ("says: did(c, raid); by: [a", "`by`: '[a' is no list; write"),
    ],
)
def test_a_line_that_cannot_be_read(line: str, message: str) -> None:
    with pytest.raises(CatspawError) as caught:
        read_claim(line)
    assert message in str(caught.value)


def test_a_bundled_case_stays_as_it_is() -> None:
    with pytest.raises(CatspawError, match="is a bundled case and stays as it is"):
        add_claim("axis-2024", read_claim("funds(iran -> hamas)", {"by": "wsj"}))


def test_a_report_that_is_no_yaml(make_case: MakeCase) -> None:
    folder = make_case({"reports/one.yaml": "claims: [\n"})
    with pytest.raises(CaseError, match=r"reports/one.yaml:\d: error: is not YAML|inside"):
        add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}))


def test_line_ends_and_a_byte_order_mark_stay(make_case: MakeCase) -> None:
    folder = make_case()
    path = folder / "reports" / "one.yaml"
    text = report(folder)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}))
    new = text.replace("passed:\n", "- says: funds(a -> c)\n  by: paper\npassed:\n")
    assert path.read_bytes() == b"\xef\xbb\xbf" + new.replace("\n", "\r\n").encode()


def test_a_report_of_bad_bytes(make_case: MakeCase) -> None:
    folder = make_case({"reports/one.yaml": b"report: one\nclaims: [] # \xff\n"})
    with pytest.raises(CaseError, match="is not UTF-8"):
        add_claim(folder, read_claim("funds(a -> c)", {"by": "paper"}))
