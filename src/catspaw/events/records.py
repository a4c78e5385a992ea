"""From text to records with their lines: quotes that span lines, stray bytes, and lines that are too long.

A record is one line, or several where a quoted field holds a line break.  Whatever cannot be one goes to `Reject`
with its line and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

#: Longest record in characters, and most lines that one may span: beyond it, a quote has surely not been closed.
LONGEST, MOST_LINES = 1 << 20, 200
#: Characters that are looked at to tell whether lines end in returns alone, as on old Macs.
SAMPLE = 1 << 16

#: Takes line, reason and text of a record that is kept apart.
Reject = Callable[[int, str, str], None]


@dataclass(slots=True)
class Records:
    """Records of a stretch of a file, and the line on which each begins."""

    lines: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        """Append one record."""
        self.lines.append(line)
        self.texts.append(text)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How fields are told apart.

    Attributes
    ----------
    delimiter : str
        One character.
    quoted : bool
        Whether fields may stand in double quotes.
    """

    delimiter: str = ","
    quoted: bool = True

    def _field(self, *, strict: bool) -> str:
        """Match one field, as a pattern; strictly, nothing may follow the quote that closes it."""
        d = re.escape(self.delimiter)
        if not self.quoted:
            return rf"[^{d}]*+"
        after = "" if strict else rf"[^{d}]*+"
        return rf'(?:"(?:[^"]++|"")*+"{after}|[^"{d}][^{d}]*+|)'

    def closed(self, *, strict: bool) -> re.Pattern[str]:
        """Match a text in which every quoted field is closed."""
        field_ = self._field(strict=strict)
        return re.compile(rf"(?:{field_}{re.escape(self.delimiter)})*+{field_}", re.DOTALL)

    def width(self, text: str) -> int:
        """Count the fields of a record."""
        one = re.compile(self._field(strict=False) + re.escape(self.delimiter), re.DOTALL)
        at, n = 0, 1
        while found := one.match(text, at):
            at, n = found.end(), n + 1
        return n


def split(blocks: Iterable[str], dialect: Dialect, reject: Reject) -> Iterator[Records]:
    """Split text into records.

    Parameters
    ----------
    blocks : iterable of str
        The text in order, cut anywhere.
    dialect : Dialect
        How fields are told apart.
    reject : callable
        Takes what cannot be a record.

    Yields
    ------
    Records
        Blank lines left out; none holds a NUL or an undecoded byte.
    """
    carry, line, splitter = "", 1, _Splitter(dialect, reject)
    only_returns = None
    for block, last in _with_end(blocks):
        text = carry + block
        if only_returns is None:
            if len(text) < SAMPLE and not last:
                carry = text
                continue
            only_returns = "\n" not in text
        text = _line_ends(text, only_returns=only_returns, last=last)
        cut = len(text) if last else text.rfind("\n") + 1
        found, used = splitter.records(text[:cut], line, last=last)
        line += text.count("\n", 0, used)
        carry = text[used:]
        if len(carry) > 2 * LONGEST and "\n" not in carry:
            carry = carry[: LONGEST + 1]  # far too long already: it will be rejected, and must not fill the memory
        if found.lines:
            yield found


def _with_end(blocks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        yield block, False
    yield "", True


def _line_ends(text: str, *, only_returns: bool, last: bool) -> str:
    """Give every line end as a newline; a return at the very end may be half of one."""
    if "\r" not in text:
        return text
    kept = "\r" if text.endswith("\r") and not last else ""
    body = text[: len(text) - len(kept)].replace("\r\n", "\n")
    return (body.replace("\r", "\n") if only_returns else body) + kept


class _Splitter:
    """Splits complete lines into records; remembers how many fields the first one had."""

    def __init__(self, dialect: Dialect, reject: Reject) -> None:
        self.dialect, self.reject = dialect, reject
        self.closed, self.strictly = dialect.closed(strict=False), dialect.closed(strict=True)
        self.width = 0

    def records(self, text: str, line: int, *, last: bool) -> tuple[Records, int]:
        """Give the records of a text that begins on `line`, and how much of it they used up."""
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        quotes = self.dialect.quoted and '"' in text
        clean = _is_clean(text)
        if clean and not quotes and all(map(str.strip, lines)) and max(map(len, lines), default=0) <= LONGEST:
            self.width = self.width or (self.dialect.width(lines[0]) if lines else 0)
            return Records(list(range(line, line + len(lines))), lines), len(text)
        return self._carefully(lines, line, quotes=quotes, clean=clean, last=last)

    def _carefully(self, lines: list[str], line: int, *, quotes: bool, clean: bool, last: bool) -> tuple[Records, int]:
        found, i, used = Records(), 0, 0
        while i < len(lines):
            span = self._span(lines, i, last=last) if quotes and '"' in lines[i] else 1
            if span is None:
                break
            n = max(span, 1)
            record = "\n".join(lines[i : i + n])
            reason = "a quote opens in this line and is not closed" if not span else _fault(record, clean=clean)
            if reason:
                self.reject(line + i, reason, record)
            elif record.strip():
                self.width = self.width or self.dialect.width(record)
                found.add(line + i, record)
            used += len(record) + 1
            i += n
        return found, used

    def _span(self, lines: list[str], start: int, *, last: bool) -> int | None:
        """Give how many lines a record spans; 0 where its quote is never closed, None where more text may close it."""
        if self.closed.fullmatch(lines[start]):
            return 1
        size = len(lines[start]) + 1
        for n, text in enumerate(lines[start + 1 : start + MOST_LINES], 2):
            size += len(text) + 1
            if size > LONGEST:
                return 0
            if '"' in text and self.strictly.fullmatch(record := "\n".join(lines[start : start + n])):
                return n if self._fits(record) else 0
        return 0 if last or len(lines) - start >= MOST_LINES else None

    def _fits(self, record: str) -> bool:
        """Whether a record of several lines has as many fields as the first: else a stray quote joined them."""
        return not self.width or self.dialect.width(record) == self.width


def _is_clean(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fault(record: str, *, clean: bool) -> str:
    if len(record) > LONGEST:
        return f"longer than {LONGEST:,} characters: no event is"
    if clean:
        return ""
    if "\0" in record:
        return "holds a zero byte: the file is damaged here"
    wrong = next((c for c in record if "\udc80" <= c <= "\udcff"), None)
    return f"byte 0x{ord(wrong) - 0xDC00:02x} does not fit the encoding; try --encoding cp1252" if wrong else ""
