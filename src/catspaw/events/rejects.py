"""Rows kept apart: each with its file, line, reason and text, in a CSV beside the table."""

from __future__ import annotations

import csv
from collections import Counter
from typing import IO, Any

#: Characters of a rejected record that the file keeps.
KEPT = 20_000
HEADER = ("file", "line", "reason", "text")


class Rejects:
    """Writes rejected rows and counts them by reason; values in `backticks` are left out of the count's words."""

    def __init__(self, file: IO[str]) -> None:
        self._writer: Any = csv.writer(file, lineterminator="\n")
        self._writer.writerow(HEADER)
        self.file = ""
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.first: list[str] = []

    def add(self, line: int, reason: str, text: str) -> None:
        """Keep one row apart."""
        shown = text.encode("utf-8", "backslashreplace").decode()
        self._writer.writerow((self.file, line, reason, shown[:KEPT]))
        self.count += 1
        self.reasons[kind_of(reason)] += 1
        if len(self.first) < 3:
            self.first.append(f"{self.file}:{line}: {reason}")


def kind_of(reason: str) -> str:
    """Give what reasons of one kind have in common: the words outside backticks, up to what to do about it."""
    head = reason.split(";")[0]
    parts = head.split("`")
    return " ".join("…".join(parts[::2]).split()) if len(parts) % 2 else head
