"""Words and phrases that say what one party does to another, by PLOVER type and by the project's own words.

``acts.tsv`` beside this module is the project's own writing, after the definitions of the PLOVER codebook.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from catspaw.reading.lexicon import noun_forms, verb_forms

#: Most words of a phrase.
LONGEST = 4
_ENDINGS = ("ies", "ied", "ing", "ed", "es", "s")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase may say: one or several types, each with the project's word for it."""

    kind: str
    meanings: tuple[tuple[str, str], ...]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with files("catspaw.reading.acts").joinpath("acts.tsv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _bases() -> dict[str, str]:
    """Give the base form of every form of every word of the table; verbs before nouns."""
    found: dict[str, str] = {}
    for row in _rows():
        for phrase in (row["verbs"] + " " + row["phrases"]).split():
            first = phrase.split("_")[0]
            found |= {form: first for form in verb_forms(first) if form not in found}
    for row in _rows():
        for noun in row["nouns"].split():
            found |= {form: noun for form in noun_forms(noun) if form not in found}
    return found


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Give the base form of a word: exact for the words of the table, by its ending for others.

    Examples
    --------
    >>> stem("struck"), stem("Bombing"), stem("villages")
    ('strike', 'bomb', 'villag')
    """
    lower = word.lower().replace("’", "'")
    if lower in _bases():
        return _bases()[lower]
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            return lower[: -len(ending)]
    return lower[:-1] if lower.endswith("e") and len(lower) > 4 else lower


@cache
def entries() -> dict[tuple[str, ...], Entry]:
    """Give every entry by the stems of its words."""
    found: dict[tuple[str, ...], dict[str, list[tuple[str, str]]]] = {}
    for row in _rows():
        for kind in ("verbs", "nouns", "phrases"):
            for phrase in row[kind].split():
                parts = phrase.split("_")
                key = tuple(stem(part) for part in parts)
                name = "phrase" if len(parts) > 1 else kind[:-1]
                found.setdefault(key, {}).setdefault(name, []).append((row["root"], row["word"]))
    return {
        key: Entry("+".join(sorted(kinds)), tuple(dict.fromkeys(m for ms in kinds.values() for m in ms)))
        for key, kinds in found.items()
    }
