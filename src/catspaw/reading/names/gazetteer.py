"""Small curated tables: places that reports on conflicts name, what states and their people are called, word lists."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from catspaw.case.model import Place


@dataclass(frozen=True, slots=True)
class State:
    """What a state is called.

    Attributes
    ----------
    people : tuple of str
        Adjectives and words for its people.
    stands_for : tuple of str
        Other names, and capitals that stand for its government.
    """

    id: str
    name: str
    people: tuple[str, ...]
    stands_for: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    with files("catspaw.reading.names").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split(";") if part)


@cache
def gazetteer() -> dict[str, Place]:
    """Give bases, ports, crossings, straits, cities and regions by id, with aliases and coordinates in degrees."""
    return {
        row["id"]: Place(
            row["id"],
            row["name"],
            row["kind"],
            _several(row["aliases"]),
            row["in"] or None,
            float(row["lat"]),
            float(row["lon"]),
        )
        for row in _rows("gazetteer.tsv")
    }


@cache
def states() -> dict[str, State]:
    """Give states by id."""
    return {
        row["id"]: State(row["id"], row["name"], _several(row["people"]), _several(row["stands_for"]))
        for row in _rows("states.tsv")
    }


@cache
def words(kind: str) -> frozenset[str]:
    """Give one kind of words of ``words.txt``, which says what each kind is."""
    lines = files("catspaw.reading.names").joinpath("words.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return frozenset(word for row in rows if row[:1] == [kind] for word in row[1:])
