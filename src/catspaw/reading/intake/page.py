"""A web page to plain text: the article alone, without menus, scripts and comments (trafilatura)."""

from __future__ import annotations

import re

from catspaw.core.errors import CatspawError
from catspaw.reading.intake.plain import Plain, tidy

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)


def from_html(data: bytes) -> Plain:
    """Take the article out of a page; nothing in it is executed and nothing is loaded from elsewhere.

    Raises
    ------
    CatspawError
        Where there is no article in it.
    """
    import trafilatura

    page = _decoded(data)
    found = trafilatura.bare_extraction(
        page,
        include_comments=False,
        include_tables=False,
        include_images=False,
        include_links=False,
        with_metadata=True,
    )
    text = str(getattr(found, "text", "") or "") if found is not None else ""
    if not text.strip():
        raise CatspawError("has no article in it that could be found; save its text as .txt and give that")
    clean, notes = tidy(text)
    title, published = (str(getattr(found, key, "") or "") for key in ("title", "date"))
    first = clean.lstrip().split("\n", 1)[0]
    if title and title.strip() != first.strip():
        clean = f"{tidy(title)[0].strip()}\n{clean}"
    return Plain(clean, tidy(title)[0].strip(), published, notes)


def _decoded(data: bytes) -> str:
    from catspaw.reading.intake.plain import decode

    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)[0]
