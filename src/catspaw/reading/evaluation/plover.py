"""Reading sentences with a marked pair and the PLOVER type of what passes between them: PLOVER's records and PLV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catspaw.core.errors import CatspawError
from catspaw.reading.document import Span

#: The 15 types of PLV, to which older and finer names are folded.
ROOTS = (
    *("ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE"),
    *("PROTEST", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN", "YIELD"),
)
FOLDED = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
} | {root: root for root in ROOTS}
_MARK = re.compile(r"\((SRC/TAR|SRC|TAR|EVT|LOC|DATE)[^:()]*: ?([^()]*)\)")
_TAG = re.compile(r"</?[st]>")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the places of its two parties, and the type of what passes between them."""

    text: str
    source: Span
    target: Span
    root: str


def read_plover(path: Path) -> tuple[Pair, ...]:
    """Read PLOVER's gold standard records (JSON, CC BY-SA 4.0); a record without a type of the 15 is left out.

    Raises
    ------
    CatspawError
        Where the file is not such a list.
    """
    try:
        return plover_pairs(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise CatspawError(f"{path}: no PLOVER records: {error}") from None


def plover_pairs(text: str) -> tuple[Pair, ...]:
    """Read the records from their JSON."""
    records = json.loads(text)
    return tuple(_record(r) for r in records if r.get("event") in FOLDED and isinstance(r.get("textInfo"), dict))


def _record(record: dict[str, dict[str, str]]) -> Pair:
    marked, text = record["textInfo"]["markup"], ""
    source: list[Span] = []
    target: list[Span] = []
    at, joint = 0, False
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        span = Span(len(text), len(text) + len(match[2]))
        if "SRC" in match[1] and not source:
            source.append(span)
        elif not target and ("TAR" in match[1] or joint):  # of joint parties the second is the target
            target.append(span)
        joint = joint or match[1] == "SRC/TAR"
        text += match[2]
        at = match.end()
    nothing = [Span(0, 0)]
    return Pair(text + marked[at:], (source or nothing)[0], (target or nothing)[0], FOLDED[str(record["event"])])


def read_plv(path: Path) -> tuple[Pair, ...]:
    """Read PLV's table of marked sentences.

    Raises
    ------
    CatspawError
        Where a column is missing.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return marked_pairs(lines)
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CatspawError(f"{path}: no PLV table with marked_sentence and gold_root: {error}") from None


def marked_pairs(lines: Iterable[str]) -> tuple[Pair, ...]:
    """Read a table of sentences in which `<s>` and `<t>` mark the two parties, with the type of each."""
    return tuple(_marked(row) for row in csv.DictReader(lines, delimiter="\t") if row["gold_root"] in FOLDED)


def _marked(row: dict[str, str]) -> Pair:
    spans: dict[str, Span] = {}
    text, at, start = "", 0, 0
    for match in _TAG.finditer(row["marked_sentence"]):
        text += row["marked_sentence"][at : match.start()]
        at = match.end()
        if match.group()[1] != "/":
            start = len(text)
        else:
            spans[match.group()[2]] = Span(start, len(text))
    text += row["marked_sentence"][at:]
    nothing = Span(0, 0)
    return Pair(text, spans.get("s", nothing), spans.get("t", nothing), FOLDED[row["gold_root"]])


def macro(gold: list[str], found: list[str]) -> dict[str, object]:
    """Give macro-F1, accuracy and F1 by class."""
    by_class = {root: dict(_one(root, gold, found)) for root in sorted(set(gold))}
    return {
        "macro_f1": sum(c["f1"] for c in by_class.values()) / len(by_class),
        "accuracy": sum(g == f for g, f in zip(gold, found, strict=True)) / len(gold),
        "by_class": by_class,
    }


def _one(root: str, gold: list[str], found: list[str]) -> Iterator[tuple[str, float]]:
    right = sum(g == f == root for g, f in zip(gold, found, strict=True))
    said, there = found.count(root), gold.count(root)
    yield "precision", right / said if said else 0.0
    yield "recall", right / there if there else 0.0
    yield "f1", 2 * right / (said + there) if right else 0.0
    yield "n", float(there)
