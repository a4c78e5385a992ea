"""A document comes into a case with its text, its original and a report; nothing is decided and nothing is lost."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from catspaw.case.load import examine, find_case
from catspaw.core.errors import CatspawError
from catspaw.reading.admit import admit
from catspaw.reading.intake import take

TEXT = """The arms
By our staff, The Wall Street Journal
31 January 2024
Iran armed Hamas for years. Hamas was trained by the Quds Force.
On Sunday a drone strike in Jordan killed three US troops.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_case("axis-2024"), tmp_path / "axis"))


def read(folder: Path, text: str = TEXT, **more: object) -> object:
    source = folder.parent / "in.txt"
    source.write_text(text, "utf-8")
    return admit(folder, take(source), lambda _: (), **more)  # type: ignore[arg-type]


def test_a_document_comes_in(folder: Path) -> None:
    done = read(folder)
    assert done.shelf.report == "wsj-2024-01-2"  # type: ignore[attr-defined]
    assert (folder / "reports" / "wsj-2024-01-2.txt").read_text("utf-8") == TEXT
    assert (folder / "reading" / "wsj-2024-01-2.original.txt").read_text("utf-8") == TEXT
    assert (folder / ".gitignore").read_text("utf-8").splitlines() == ["reports/*.txt", "reading/"]
    assert not [p for p in examine(folder)[1] if p.level == "error"]
    record = json.loads((folder / "reading" / "wsj-2024-01-2.json").read_text("utf-8"))
    assert record["document"]["dated_by"] == "from the line '31 January 2024'"
    says = [p["claim"]["says"] for p in record["proposals"]]
    assert {"arms(iran -> hamas)", "trains(quds_force -> hamas)"} <= set(says)
    assert all(0 <= p["moves"] <= 1 for p in record["proposals"])


def test_reading_again_adds_nothing_and_keeps_decisions(folder: Path) -> None:
    first = read(folder)
    again = read(folder, report="wsj-2024-01-2")
    assert again.made is False  # type: ignore[attr-defined]
    assert again.shelf.proposals == first.shelf.proposals  # type: ignore[attr-defined]
    with pytest.raises(CatspawError, match="was read from another text already; give this one another name"):
        read(folder, TEXT + "More.", report="wsj-2024-01-2")


def test_a_reprint_is_proposed_as_one_origin(folder: Path) -> None:
    body = "\n".join(
        f"Sentence number {n} tells of barges that carried weapons over the river at night." for n in range(4)
    )
    read(folder, TEXT + body)
    twin = read(folder, "A reprint\nThe Wall Street Journal\n1 February 2024\n" + body)
    assert next(str(t) for t in twin.twins).startswith("wsj-2024-01-2 and wsj-2024-02 share ")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("The arms\nThe Wall Street Journal\nIran armed Hamas.", r"does not tell its day of publication; give it: --dated"),
        ("The arms\n31 January 2024\nIran armed Hamas.", r"does not tell who published it; give it: --outlet ID. Outlets of the case: wsj"),
        ("قال مسؤولون إن الجماعة المسلحة لم تكن وراء الهجوم الذي وقع ليلة الأحد على القاعدة", "is in Arabic; only English is read"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for(text: str, message: str, folder: Path) -> None:
    before = sorted(p.name for p in (folder / "reports").iterdir())
    with pytest.raises(CatspawError, match=message):
        read(folder, text)
    assert sorted(p.name for p in (folder / "reports").iterdir()) == before


def test_what_is_given_wins(folder: Path) -> None:
    done = read(folder, "Iran armed Hamas.", outlet="wsj", dated=date(2024, 1, 30))
    assert "dated: 2024-01-30" in (folder / "reports" / f"{done.shelf.report}.yaml").read_text("utf-8")  # type: ignore[attr-defined]
    with pytest.raises(CatspawError, match="`wjs` is no source of this case; nearest known: wsj"):
        read(folder, outlet="wjs")
