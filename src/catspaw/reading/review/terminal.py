"""Text from reports on a terminal: nothing in it can move the cursor, change colours or write elsewhere."""

from __future__ import annotations

import re
import textwrap
import unicodedata

#: Columns that passages are wrapped at.
WIDTH = 100


def safe(text: str) -> str:
    r"""Give text that any terminal may print: control characters and marks of direction are shown, not obeyed.

    Examples
    --------
    >>> safe("a\x1b[2Jb")
    'a␛[2Jb'
    """
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else _shown(c) for c in text
    )


def _shown(character: str) -> str:
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"


def wrapped(text: str, indent: str = "    ") -> str:
    """Wrap a passage for reading."""
    return textwrap.fill(safe(" ".join(text.split())), WIDTH, initial_indent=indent, subsequent_indent=indent)


def passage(text: str, start: int, end: int, *, around: int = 0) -> str:
    """Give the passage with some paragraphs around it; the passage itself stands between guillemets.

    Parameters
    ----------
    text : str
        The document; empty where it is not kept.
    around : int
        Paragraphs before and after; with 0, the sentence alone.
    """
    if not text:
        return "    (the text of this report is not kept here)"
    if not around:
        return wrapped(text[start:end])
    spots = [m.span() for m in re.finditer(r".*\S.*", text)]
    found = next((i for i, (first, last) in enumerate(spots) if first <= start <= last), 0)
    shown = [text[first:last] for first, last in spots]
    first, last = spots[found]
    shown[found] = f"{text[first:start]}«{text[start : min(end, last)]}»{text[min(end, last) : last]}"
    return "\n\n".join(wrapped(line) for line in shown[max(0, found - around) : found + around + 1])
