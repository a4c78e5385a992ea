"""Documents of every kind are taken in, or refused with what to do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading.intake import take
from catspaw.reading.intake.convert import convert
from catspaw.reading.intake.fetch import Fetched
from catspaw.reading.intake.pages_pdf import paragraphs

BODY = (
    "Ostia denied on Monday that it had armed the Reed Front, a militia that holds the mill near the river. "
    "Two officials of the Marl said the weapons came over the border at night and were hidden in barges."
)
PAGE = f"""<html><head><title>The mill</title><meta property="article:published_time" content="2020-06-24T08:00:00Z">
</head><body><script>document.location='http://evil.example'</script><nav>Home</nav><article><h1>The mill</h1>
<p>{BODY}</p><p>{BODY.replace("Monday", "Tuesday")}</p></article></body></html>"""


def pdf(text: str) -> bytes:
    """Make the smallest PDF with one page and one line of text on it."""
    stream = f"BT /F1 12 Tf 20 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        start,
    )


def test_a_text_is_taken_in_with_hash_time_and_day(tmp_path: Path) -> None:
    file = tmp_path / "mill.txt"
    file.write_text(f"The mill\n24 June 2020\n\n{BODY}\n", "utf-8")
    taken = take(file, retrieved=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert (taken.dated, taken.dated_by) == (date(2020, 6, 24), "from the line '24 June 2020'")
    assert taken.retrieved == "2026-01-02T03:04:05+00:00"
    assert (taken.paragraphs, taken.title, taken.language.code) == (3, "The mill", "en")
    assert taken.original == file.read_bytes()
    assert taken.digest == taken.original_digest


def test_a_page_gives_its_article_and_its_day(tmp_path: Path) -> None:
    file = tmp_path / "mill.html"
    file.write_text(PAGE, "utf-8")
    taken = take(file)
    assert taken.dated == date(2020, 6, 24)
    assert taken.text.startswith("The mill\n")
    assert BODY in taken.text
    assert "evil" not in taken.text
    assert "Home" not in taken.text


def test_an_address_is_fetched_only_through_the_fetcher(tmp_path: Path) -> None:
    page = Fetched(PAGE.replace("2020-06-24T08", "x").encode(), "text/html", "https://paper.example/2020/06/25/mill")
    taken = take("https://paper.example/x", fetcher=lambda _: page)
    assert (taken.where, taken.dated, taken.dated_by) == (page.url, date(2020, 6, 25), "from the address")


def test_a_pdf_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mill.pdf"
    file.write_bytes(pdf("Ostia denied that it had armed the Reed Front."))
    assert take(file).text == "Ostia denied that it had armed the Reed Front."


def test_lines_of_a_page_become_paragraphs() -> None:
    lines = "Ostia denied that it had armed the mili-\ntia that holds the mill near the river\nand left.\nThe Marl said so too."
    assert paragraphs(lines) == (
        "Ostia denied that it had armed the militia that holds the mill near the river and left.\nThe Marl said so too."
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("scan.pdf", pdf(""), "has no text on its 1 pages, so it is a scan; put a text layer in"),
        ("broken.pdf", b"%PDF-1.4 nothing", "is no PDF that can be read"),
        ("empty.txt", b" \n ", "empty.txt has no text in it"),
        ("table.xlsx", b"PK", ".xlsx is not read; .txt, .text, .md, .markdown, .html, .htm, .pdf are"),
        ("page.html", b"<html><body></body></html>", "has no article in it that could be found"),
        ("bomb.html", b"<div>" * 200_000, "bomb.html"),
        ("long.txt", b"word " * 250_000, "holds 1,250,000 characters of text; at most 1,000,000 are read: split it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(CatspawError) as refused:
        take(file)
    assert message in str(refused.value)
    assert file.read_bytes() == data


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as out:
        out.truncate(50_000_000)
    with pytest.raises(CatspawError, match="has 50,000,000 bytes; at most 20,000,000 are read: give the report alone"):
        take(file)
    with pytest.raises(CatspawError, match=r"nothing.txt is not there"):
        take(tmp_path / "nothing.txt")


def test_another_language_is_told(tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text(
        "قال مسؤولون إن الجماعة المسلحة لم تكن وراء الهجوم الذي وقع ليلة الأحد على القاعدة قرب الحدود", "utf-8"
    )
    assert take(file).language.name == "Arabic"


def test_taking_apart_is_bounded_in_time() -> None:
    with pytest.raises(CatspawError, match="could not be taken apart within 0 seconds"):
        convert(PAGE.encode(), "html", seconds=0)
