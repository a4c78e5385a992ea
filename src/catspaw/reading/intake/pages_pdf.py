"""PDF to plain text: lines joined to paragraphs, hyphens at line ends undone (pypdf)."""

from __future__ import annotations

import io
import re
from statistics import median

from catspaw.core.errors import CatspawError
from catspaw.reading.intake.plain import Plain, tidy

#: Pages that are read; a report has fewer.
MOST_PAGES = 500

_ENDS = re.compile(r"[.!?:]['\"”’)\]]*\s*$")


def from_pdf(data: bytes) -> Plain:
    """Read the text layer of a PDF; forms, scripts and attachments are left alone.

    Raises
    ------
    CatspawError
        For a scan without text, a document under a password, or one that cannot be read.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise CatspawError("is under a password; open it, save it without one, and give that")
        if len(reader.pages) > MOST_PAGES:
            raise CatspawError(f"has {len(reader.pages):,} pages; at most {MOST_PAGES}: give the pages of the report")
        pages = [page.extract_text() or "" for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise CatspawError(f"is no PDF that can be read ({type(error).__name__})") from None
    return _plain(pages, title)


def _plain(pages: list[str], title: str) -> Plain:
    empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
    if len(empty) == len(pages):
        raise CatspawError(
            f"has no text on its {len(pages)} pages, so it is a scan; put a text layer in (ocrmypdf does) and give that"
        )
    notes = (f"no text on pages {', '.join(map(str, empty[:20]))}: scans or pictures, not read",) if empty else ()
    clean, more = tidy("\n".join(pages))
    return Plain(paragraphs(clean), tidy(title)[0].strip(), "", (*notes, *more))


def paragraphs(text: str) -> str:
    """Join lines to paragraphs: one ends at an empty line, or with a sentence on a line shorter than most.

    Parameters
    ----------
    text : str
        Lines as they stand on the page.

    Returns
    -------
    str
        One line for each paragraph.
    """
    lines = [line.strip() for line in text.split("\n")]
    usual = median([len(line) for line in lines if line] or [0])
    found: list[str] = [""]
    for line in lines:
        if not line:
            found.append("")
            continue
        found[-1] = _continued(found[-1], line)
        if _ENDS.search(line) and len(line) < 0.8 * usual:
            found.append("")
    return "\n".join(p for p in found if p)


def _continued(before: str, line: str) -> str:
    if re.search(r"[a-z]-$", before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}" if before else line
