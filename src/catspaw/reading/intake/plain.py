"""Bytes to plain text: encodings, line ends, characters that nobody sees, Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catspaw.case.tree import HIDDEN
from catspaw.core.errors import CatspawError

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Plain:
    """Text without markup: a paragraph is a line.

    Attributes
    ----------
    text : str
        Lines end in a line feed; no control characters.
    title, published : str
        As the document itself gives them, or empty.
    notes : tuple of str
        What had to be done to get there, for the user.
    """

    text: str
    title: str = ""
    published: str = ""
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Read bytes as text; a line that is not UTF-8 is read as Windows-1252, and that is said.

    Raises
    ------
    CatspawError
        For bytes that are no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _whole(data, name)
    if b"\x00" in data:
        raise CatspawError("holds NUL bytes, so it is no text; give a .txt, .md, .html or .pdf file")
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    read = [_line(line) for line in lines]
    other = [number for number, (_, utf8) in enumerate(read, 1) if not utf8]
    text = "\n".join(line for line, _ in read)
    if not other:
        return text, ()
    many = f"{len(other)} of {len(lines)} lines" if len(lines) > 1 else "the text"
    return text, (f"{many}, from line {other[0]}, not UTF-8; read as Windows-1252",)


def _whole(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(name), (f"read as {name.upper()}",)
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not {name.upper()}, though the first bytes say so; save the file as UTF-8"
        raise CatspawError(message) from None


def _line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), True
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), False


def tidy(text: str) -> tuple[str, tuple[str, ...]]:
    """Unify line ends, and take out control characters and marks that turn the direction of text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").removeprefix("\ufeff")
    clean, gone = HIDDEN.subn("", lines)
    notes = (f"{gone:,} control characters taken out",) if gone else ()
    return clean, notes


def from_text(data: bytes) -> Plain:
    """Read a text file as it stands."""
    text, notes = decode(data)
    clean, more = tidy(text)
    return Plain(clean, notes=(*notes, *more))


_FENCE = re.compile(r"^(```|~~~).*$", re.MULTILINE)
_INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^>\n]*>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)
_LEADING = re.compile(r"^ {0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}[.)]\s+)+")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")


def from_markdown(data: bytes) -> Plain:
    """Read Markdown: markup goes, the words of a link stay, lines of one paragraph become one."""
    text, notes = decode(data)
    clean, more = tidy(text)
    for pattern, put in ((_FENCE, ""), *_INLINE):
        clean = pattern.sub(put, clean)
    paragraphs = [_joined(block) for block in re.split(r"\n\s*\n", clean)]
    return Plain("\n\n".join(p for p in paragraphs if p), notes=(*notes, *more))


def _joined(block: str) -> str:
    """Join the lines of one block; a heading or an item of a list begins a line of its own."""
    lines: list[str] = []
    for line in block.split("\n"):
        if _RULE.match(line):
            continue
        words = _LEADING.sub("", line).strip()
        if lines and words and not _LEADING.match(line):
            lines[-1] += f" {words}"
        elif words:
            lines.append(words)
    return "\n".join(lines)
