"""Files that are not what their names say, and those that are, in every wrapping."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catspaw.core.errors import CatspawError

Take = Callable[..., Any]


def zipped(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def text(make: SimpleNamespace) -> str:
    return str(make.icews({"Source Name": "Türkiye"}, {}))


WRAPPED: dict[str, Callable[[str], bytes]] = {
    "plain": lambda t: t.encode(),
    "with a mark": lambda t: codecs.BOM_UTF8 + t.encode(),
    "with returns": lambda t: t.replace("\n", "\r\n").encode(),
    "old mac": lambda t: t.replace("\n", "\r").encode(),
    "no end": lambda t: t.rstrip("\n").encode(),
    "blank lines": lambda t: (t.replace("\n", "\n\n") + "\n \n").encode(),
    "utf-16": lambda t: t.encode("utf-16"),
    "utf-16 big": lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"),
    "gzip": lambda t: gzip.compress(t.encode()),
    "zip": lambda t: zipped({"events.tab": t, "README.pdf": "%PDF", "__MACOSX/events.tab": "x"}),
}


@pytest.mark.parametrize("wrapping", WRAPPED)
def test_wrappings(take: Take, text: str, wrapping: str) -> None:
    found = take(WRAPPED[wrapping](text))
    assert [r["source_raw"] for r in found.rows] == ["Türkiye", "Iran"]
    assert found.rejects == []


def test_another_encoding_is_asked_for_line_by_line(take: Take, text: str) -> None:
    found = take(text.encode("cp1252"))
    assert [r["source_raw"] for r in found.rows] == ["Iran"]
    assert found.reasons == [(2, "byte 0xfc does not fit the encoding; try --encoding cp1252")]
    assert [r["source_raw"] for r in take(text.encode("cp1252"), encoding="cp1252").rows] == ["Türkiye", "Iran"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF, not an event file"),
        (b"PAR1....", "is a Parquet file"),
        (b"\xd0\xcf\x11\xe0....", "is an old Excel workbook"),
        (b"<!DOCTYPE html><html>Log in", "is a web page (perhaps a log-in or error page)"),
        (b"  \n<html lang='en'>", "is a web page"),
        (b'{"data": []}', "is JSON: export it as CSV"),
        (b"abc\0def\0" * 99, "is a binary file"),
        (zipped({"a.csv": "x", "b.csv": "y"}), "holds 2 tables (a.csv, b.csv): unpack it"),
        (zipped({"README.md": "x"}), "holds 0 tables (none)"),
        (zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "is an Excel workbook: save its sheet as CSV"),
        (gzip.compress(b"%PDF"), "is a PDF"),
        (gzip.compress(gzip.compress(b"x" * 999)), "is a gzip archive inside another archive"),
        (gzip.compress(b"a,b\n" * 99999)[:-30], "ends too early or is damaged: download it again"),
        (zipped({"a.csv": "a,b\n" * 999})[:200], "ends too early or is damaged"),
        (b"\x1f\x8bnot really gzip", "ends too early or is damaged"),
    ],
)
def test_not_an_event_file(take: Take, tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(CatspawError) as wrong:
        take(content, name="events.csv")
    assert str(wrong.value).startswith(str(tmp_path / "events.csv"))
    assert message in str(wrong.value)
    assert [p.name for p in tmp_path.iterdir()] == ["events.csv"]


def test_not_there(take: Take, tmp_path: Path) -> None:
    with pytest.raises(CatspawError, match=r"nowhere\.csv cannot be read: No such file"):
        take([tmp_path / "nowhere.csv"])
    with pytest.raises(CatspawError, match="cannot be read: Is a directory"):
        take([tmp_path])


def test_no_such_encoding(take: Take, text: str) -> None:
    with pytest.raises(CatspawError, match="`utf-9` is no encoding; try utf-8"):
        take(text, encoding="utf-9")
