"""Records: YAML mappings in, entries with typed values out; every problem with file, line, what is allowed, the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catspaw.case.readers import READERS, Bad, Log
from catspaw.case.schema import RECORDS, Field, Record
from catspaw.case.tree import Mapping, Node, Scalar, Sequence
from catspaw.core.errors import DateError, LanguageError, nearest
from catspaw.core.spelling import surely


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as read: values by attribute, and the line of each key.

    `complete` tells whether every required key has a good value; an incomplete entry still lends its id, so that
    what refers to it is not called unknown.
    """

    values: dict[str, Any]
    line: int
    lines: dict[str, int]
    complete: bool = True

    def at(self, key: str) -> int:
        """Give the line of a key, or of the entry."""
        return self.lines.get(key, self.line)


def read_record(node: Node, record: Record, log: Log) -> Entry | None:
    """Read one record; None where it is no mapping, with the problems in `log`."""
    if not isinstance(node, Mapping):
        log.add(node.line, f"must be {_a(record)} with keys: {', '.join(f.key for f in record.fields)}")
        return None
    values: dict[str, Any] = {}
    for key, value in node.items.items():
        if found := record.field(key):
            _read_field(value, found, node.lines[key], values, log)
        else:
            _unknown_key(key, value, node.lines[key], record, log)
    required = [f for f in record.fields if f.required]
    for needed in required:
        if needed.key not in node.items:
            log.add(node.line, f"this {record.name} has no `{needed.key}`: {needed.doc}")
    return Entry(values, node.line, node.lines, all(f.name in values for f in required))


def _a(record: Record) -> str:
    return f"{'an' if record.name[0] in 'aeiou' else 'a'} {record.name}"


def _unknown_key(key: str, value: Node, line: int, record: Record, log: Log) -> None:
    known = [f.key for f in record.fields]
    near = nearest(key, known)
    if value == Scalar("", value.line) and not near:
        log.add(line, f"{key!r} stands after a comma and is read as a key: put text with commas in 'quotes'")
        return
    message = f"`{key}` is no key of {_a(record)}; allowed: {', '.join(known)}{near}"
    log.add(line, message, fix=_fix(key, known))


def _read_field(node: Node, field: Field, line: int, values: dict[str, Any], log: Log) -> None:
    try:
        values[field.name] = _read_kind(node, field, log)
    except Bad as bad:
        log.add(node.line or line, f"`{field.key}` {bad}", fix=_choice_fix(node, field))
    except (LanguageError, DateError) as error:
        log.add(node.line or line, f"`{field.key}`: {error}")


def _choice_fix(node: Node, field: Field) -> tuple[str, str] | None:
    if field.kind != "choice" or not isinstance(node, Scalar):
        return None
    return _fix(node.text, field.allowed)


def _fix(found: str, known: Iterable[str]) -> tuple[str, str] | None:
    meant = surely(found, known)
    return (found, meant) if meant else None


def _read_kind(node: Node, field: Field, log: Log) -> Any:
    outer, _, inner = field.kind.partition(":")
    if outer == "list":
        return read_list(node, RECORDS[inner], log)
    if outer == "record":
        return read_record(node, RECORDS[inner], log)
    return READERS[field.kind](node, field, log)


def read_list(node: Node | None, record: Record, log: Log) -> list[Entry]:
    """Read a list of records; a bad one never costs a good one."""
    if node is None:
        return []
    if not isinstance(node, Sequence):
        log.add(node.line, f"must be a list: begin each {record.name} with `- `")
        return []
    return [entry for item in node.items if (entry := read_record(item, record, log))]
