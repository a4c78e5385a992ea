"""Facts from s-r-o-t files: train, validation and test, checked before anything is computed.

A fact is (subject, relation, object, time).  Times become days from 0, whatever unit the files count in (days, or
hours in steps of 24), so that a lag of one is the smallest step in which the files move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from catspaw.core.errors import CatspawError

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = ("train", "valid", "test")
COLUMNS = "subject, relation, object, time"
LARGEST_ID = 10_000_000  # beyond this a number is no running id but something else (a date, a hash)
LARGEST_RELATIONS = 1_000  # tables of relations by relations are held
LARGEST_ROLES = 100_000_000  # entities times relations: one number each is held


class FactsError(CatspawError):
    """Facts that cannot be forecast from: which file, which line, what is allowed."""


@dataclass(frozen=True, slots=True)
class Splits:
    """Three consecutive stretches of facts.

    Attributes
    ----------
    facts : ndarray of int64, shape (n, 4)
        Subject, relation, object, day; by day; without duplicates.
    valid_from, test_from : int
        First day of the validation part and of the test part.
    entities, relations : int
        How many there are; ids run below these.
    entity_names, relation_names : tuple of str
        Empty where no file of names was given.
    dropped : dict
        Part to the number of duplicates left out.
    """

    facts: NDArray[np.int64]
    valid_from: int
    test_from: int
    entities: int
    relations: int
    entity_names: tuple[str, ...] = ()
    relation_names: tuple[str, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)


def read_splits(
    train: str | Path,
    *,
    valid: str | Path,
    test: str | Path,
    entities: str | Path | None = None,
    relations: str | Path | None = None,
) -> Splits:
    """Read three s-r-o-t files, and names where there are any.

    Parameters
    ----------
    train, valid, test : path
        Integers between tabs or spaces: subject, relation, object, time.  A fifth column is let pass where it
        holds one value throughout (some published copies have it).
    entities, relations : path, optional
        ``name<TAB>id``, one per line.

    Raises
    ------
    FactsError
        Where a file is missing, empty, malformed or out of range, or where the parts overlap in time.
    """
    named = [_names(Path(p), kind) for p, kind in ((entities, "entity"), (relations, "relation")) if p is not None]
    entity_names = named[0] if entities is not None else ()
    relation_names = named[-1] if relations is not None else ()
    paths = {part: Path(path) for part, path in zip(PARTS, (train, valid, test), strict=True)}
    tables = {part: _table(path) for part, path in paths.items()}
    for part, path in paths.items():
        _within(tables[part], path, column=0, names=entity_names, what="entity")
        _within(tables[part], path, column=2, names=entity_names, what="entity")
        _within(tables[part], path, column=1, names=relation_names, what="relation")
    _consecutive(tables, paths)
    return splits_from(
        tables["train"],
        valid=tables["valid"],
        test=tables["test"],
        entity_names=entity_names,
        relation_names=relation_names,
    )


def splits_from(
    train: NDArray[np.int64],
    *,
    valid: NDArray[np.int64],
    test: NDArray[np.int64],
    entity_names: tuple[str, ...] = (),
    relation_names: tuple[str, ...] = (),
) -> Splits:
    """Put three tables of facts, shape (n, 4), on one calendar of days; duplicates are counted and left out."""
    unique = {part: np.unique(table, axis=0) for part, table in zip(PARTS, (train, valid, test), strict=True)}
    dropped = {p: len(t) - len(unique[p]) for p, t in zip(PARTS, (train, valid, test), strict=True)}
    facts = np.concatenate([unique[part] for part in PARTS])
    _not_too_many(facts, entities=len(entity_names), relations=len(relation_names))
    start = int(facts[:, 3].min())
    step = max(1, int(np.gcd.reduce(facts[:, 3] - start)))
    facts[:, 3] = (facts[:, 3] - start) // step
    facts = facts[np.argsort(facts[:, 3], kind="stable")]
    return Splits(
        facts=facts,
        valid_from=(int(unique["valid"][:, 3].min()) - start) // step,
        test_from=(int(unique["test"][:, 3].min()) - start) // step,
        entities=len(entity_names) or int(facts[:, [0, 2]].max()) + 1,
        relations=len(relation_names) or int(facts[:, 1].max()) + 1,
        entity_names=entity_names,
        relation_names=relation_names,
        dropped=dropped,
    )


def _not_too_many(facts: NDArray[np.int64], *, entities: int, relations: int) -> None:
    """Raise where there are more relations, or more roles, than fit into memory: mostly ids that do not run."""
    entities, relations = entities or int(facts[:, [0, 2]].max()) + 1, relations or int(facts[:, 1].max()) + 1
    if relations > LARGEST_RELATIONS:
        raise FactsError(
            f"{relations:,} relations (of which {len(np.unique(facts[:, 1])):,} occur); at most {LARGEST_RELATIONS:,} "
            "are taken: is the relation in the second column, with ids running from 0?"
        )
    if entities * relations > LARGEST_ROLES:
        raise FactsError(
            f"{entities:,} entities times {relations:,} relations; at most {LARGEST_ROLES:,} roles are taken "
            f"({len(np.unique(facts[:, [0, 2]])):,} entities occur: do their ids run from 0?)"
        )


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FactsError(f"{path}: not UTF-8 text; is this the file you meant?") from None
    except OSError as error:
        raise FactsError(f"{path}: cannot be read ({error.strerror or error}); give a file of facts") from None
    if not text.strip():
        raise FactsError(f"{path}: empty; at least one line is needed")
    return text


def _table(path: Path) -> NDArray[np.int64]:
    """Read the integers of one file as (n, 4)."""
    lines = [line.split() for line in _text(path).splitlines() if line.strip()]
    width = len(lines[0])
    if width not in (4, 5):
        raise FactsError(f"{path}:1: {width} columns; a fact has four: {COLUMNS}")
    try:
        table = np.array(lines, dtype=np.int64)
    except (ValueError, OverflowError):
        raise _malformed(path, width) from None
    if width == 5 and len(np.unique(table[:, 4])) > 1:
        raise FactsError(f"{path}: a fifth column with several values; a fact has four: {COLUMNS}")
    return table[:, :4]


def _malformed(path: Path, width: int) -> FactsError:
    """Name the first line that is no fact."""
    for number, line in enumerate(_text(path).splitlines(), start=1):
        fields = line.split()
        if fields and len(fields) != width:
            return FactsError(f"{path}:{number}: {len(fields)} columns where line 1 has {width}; needed: {COLUMNS}")
        for value in fields:
            if not value.lstrip("-").isdigit() or abs(int(value)) >= 2**63:
                return FactsError(f"{path}:{number}: `{value}` is no integer id; names go into --entities/--relations")
    return FactsError(f"{path}: cannot be read as integers; needed: {COLUMNS}")


def _names(path: Path, kind: str) -> tuple[str, ...]:
    """Read ``name<TAB>id`` lines into names in the order of ids, which must run from 0 without gaps."""
    found: dict[int, str] = {}
    lines = [line for line in _text(path).splitlines() if line.strip()]
    if len(lines) > 1 and lines[0].strip().isdigit() and int(lines[0]) == len(lines) - 1:
        lines = lines[1:]  # some published copies open with the count
    for number, line in enumerate(lines, start=1):
        name, _, tail = line.rpartition("\t") if "\t" in line else line.rpartition(" ")
        if "\t" in line and not tail.strip().isdigit():
            name, tail = line.split("\t")[:2]
        if not tail.strip().isdigit():
            raise FactsError(f"{path}:{number}: no {kind} id at the end; each line is name, tab, id")
        if int(tail) in found:
            raise FactsError(f"{path}:{number}: {kind} id {int(tail)} was given before, to `{found[int(tail)]}`")
        found[int(tail)] = name.strip()
    if max(found) != len(found) - 1:
        missing = next(i for i in range(len(found)) if i not in found)
        raise FactsError(f"{path}: {kind} id {missing} is missing; ids run from 0 to {max(found)} without gaps")
    return tuple(found[i] for i in range(len(found)))


def _within(table: NDArray[np.int64], path: Path, *, column: int, names: tuple[str, ...], what: str) -> None:
    """Raise where an id lies outside the names, is negative, or is too large to be a running id."""
    limit = len(names) or LARGEST_ID
    bad = np.flatnonzero((table[:, column] < 0) | (table[:, column] >= limit))
    if len(bad):
        value, allowed = int(table[bad[0], column]), f"0 to {limit - 1}"
        where = f"{path}: fact {int(bad[0]) + 1}"
        raise FactsError(f"{where}: {what} id {value} is out of range; allowed: {allowed} ({len(bad)} such facts)")


def _consecutive(tables: Mapping[str, NDArray[np.int64]], paths: Mapping[str, Path]) -> None:
    """Raise where a later part does not begin after the earlier one has ended."""
    for earlier, later in (("train", "valid"), ("valid", "test")):
        end, begin = int(tables[earlier][:, 3].max()), int(tables[later][:, 3].min())
        if begin <= end:
            raise FactsError(
                f"{paths[later]}: begins at time {begin}, but {paths[earlier]} runs to {end}; "
                "the parts must follow each other in time (are two files exchanged?)"
            )
