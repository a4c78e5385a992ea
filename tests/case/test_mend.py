"""`lint --fix` mends what is certain and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catspaw.case.load import examine
from catspaw.case.mend import mend, mend_text
from catspaw.core.errors import CatspawError, Problem

MakeCase = Callable[..., Path]


def swap(base: Path, old: str, new: str, file: str = "reports/one.yaml") -> dict[str, str]:
    text = (base / file).read_text(encoding="utf-8")
    assert old in text
    return {file: text.replace(old, new)}


def test_a_key_and_a_choice_are_mended_in_place(base: Path, make_case: MakeCase) -> None:
    files = swap(base, "  act: deny", "  atc: deny  # really")
    files["actors.yaml"] = (base / "actors.yaml").read_text().replace("kind: wing", "kind: wign")
    folder = make_case(files)
    done = mend(folder)
    assert [str(m) for m in done] == [
        "actors.yaml:7: mended: `wign` is now `wing`",
        "reports/one.yaml:21: mended: `atc` is now `act`",
    ]
    report = (folder / "reports" / "one.yaml").read_text()
    assert report == files["reports/one.yaml"].replace("atc:", "act:")
    assert examine(folder)[1] == ()
    assert mend(folder) == []


def test_doubtful_words_stay(base: Path, make_case: MakeCase) -> None:
    # fo: `for`, `of`, `to`? strke: a proposition is never mended. reliabilty stands twice on its line.
    files = swap(base, "for: [who_raid]", "fo: [who_raid]")
    files |= swap(base, "reliability: B}", "reliabilty: B, name: reliabilty}", "sources.yaml")
    files["questions.yaml"] = "- {id: q, ask: Q?, about: 'strke(a -> b)'}\n"
    folder = make_case(files)
    assert mend(folder) == []
    assert {p: (folder / p).read_text() for p in files} == files


def test_line_ends_and_a_byte_order_mark_stay(base: Path, make_case: MakeCase) -> None:
    text = (base / "places.yaml").read_text().replace("kind: base", "knid: base").replace("\n", "\r\n")
    folder = make_case({"places.yaml": b"\xef\xbb\xbf" + text.encode()})
    assert [m.put for m in mend(folder)] == ["kind"]
    expected = text.replace("knid", "kind").encode()
    assert (folder / "places.yaml").read_bytes() == b"\xef\xbb\xbf" + expected
    assert examine(folder)[1] == ()


def test_a_mend_that_would_not_parse_is_not_made() -> None:
    text = "- id: x\n  kind: wing\n  knid: wing\n"
    problem = Problem("actors.yaml", 3, "", fix=("knid", "kind"))
    assert mend_text(text, [problem]) == (text, [])


def test_one_bad_mend_does_not_keep_a_good_one_back() -> None:
    text = "- id: x\n  kind: wing\n  knid: wing\n- id: y\n  knid: wing\n"
    problems = [Problem("a", 3, "", fix=("knid", "kind")), Problem("a", 5, "", fix=("knid", "kind"))]
    mended, done = mend_text(text, problems)
    assert mended == text[:-11] + "kind: wing\n"
    assert [m.line for m in done] == [5]


def test_a_bundled_case_stays_as_it_is() -> None:
    with pytest.raises(CatspawError, match="is a bundled case and stays as it is"):
        mend("axis-2024")
