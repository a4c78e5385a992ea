"""``catspaw read CASE FILE…``: documents in, proposals on the shelf; what cannot be read costs no other document."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Result

from catspaw.case.load import find_case

Run = Callable[..., Result]
TEXT = """The arms
The Wall Street Journal
31 January 2024
Two officials of Hamas said that Iran had armed Hezbollah. “Iran funds the Houthis,” said Norman Roule.
Iran denied that it had trained Hamas.
"""


@pytest.fixture
def axis(tmp_path: Path) -> Path:
    (tmp_path / "arms.txt").write_text(TEXT, "utf-8")
    return Path(shutil.copytree(find_case("axis-2024"), tmp_path / "axis"))


def test_reading_proposes_and_review_decides(catspaw: Run, axis: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = catspaw("read", axis, axis.parent / "arms.txt", "--json")
    assert done.code == 0, done.err
    (row,) = done.json["read"]
    assert (row["report"], row["made"], row["open"] > 0) == ("wsj-2024-01-2", True, True)
    queue = catspaw("review", axis, "--list", "--json").json["open"]
    said = {(p["claim"]["says"], str(p["claim"]["by"])) for p in queue if "says" in p["claim"]}
    assert ("arms(iran -> hezbollah)", "hamas_2") in said
    assert all(p["verified"] for p in queue)


def test_a_bad_document_costs_no_good_one(catspaw: Run, axis: Path) -> None:
    scan = axis.parent / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 nothing")
    done = catspaw("read", axis, scan, axis.parent / "arms.txt")
    assert done.code == 1
    assert "scan.pdf is no PDF that can be read" in done.err
    assert "arms.txt: made reports/wsj-2024-01-2.yaml" in done.out
    assert "next: catspaw review CASE" in done.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--dated", "2024"), "--dated '2024' must be one day, such as 2024-01-31"),
        (("--llm", "http://127.0.0.1:9/v1"), "--llm URL and --model NAME go together"),
        (("--outlet", "wjs"), "`wjs` is no source of this case; nearest known: wsj"),
        (("--report", "../x"), "a name of a file: use a-z, 0-9, - and _"),
    ],
)
def test_wrong_options(options: tuple[str, ...], message: str, catspaw: Run, axis: Path) -> None:
    done = catspaw("read", axis, axis.parent / "arms.txt", *options)
    assert done.code == 1
    assert message in done.err


def test_bundled_cases_stay_as_they_are(catspaw: Run, axis: Path) -> None:
    assert "is a bundled case and stays as it is" in catspaw("read", "axis-2024", axis.parent / "arms.txt").err


def test_a_model_that_is_not_there_leaves_the_readers_proposals(catspaw: Run, axis: Path) -> None:
    done = catspaw("read", axis, axis.parent / "arms.txt", "--llm", "http://127.0.0.1:9/v1", "--model", "m")
    assert done.code == 0
    assert "sending 5 paragraphs (" in done.err
    assert "cannot be reached" in done.out


def test_a_case_is_measured(catspaw: Run, axis: Path) -> None:
    done = catspaw("read", "eval", "--format", "case", "axis-2024", "--text", axis.parent / "arms.txt", "--json")
    assert done.json["claims"]["exact"]["gold"] > 100
    assert "the text of `wsj-2024-01` is not there" in catspaw("read", "eval", "--format", "case", "axis-2024").err
