"""Puts new entries into a file's text and leaves every other byte of it as it is, comments and layout included."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from catspaw.case.tree import parse_tree
from catspaw.case.writing import Plain, to_flow, to_items, to_yaml
from catspaw.core.errors import CaseError, CatspawError, Problem


def insert_item(text: str, key: str, entry: Mapping[str, Plain], *, file: str) -> tuple[str, int]:
    """Add an entry at the end of the list under a key.

    Parameters
    ----------
    text : str
        The whole file, keys with values.
    key : str
        Where the list stands.
    entry : mapping
        The new entry.
    file : str
        How messages call the file.

    Returns
    -------
    text : str
        The file with the entry.
    line : int
        The line on which the entry begins, from 1.

    Raises
    ------
    CaseError
        Where the text is not YAML.
    CatspawError
        Where there is no list under the key.
    """
    value = _values(text, file).get(key)
    if not isinstance(value, yaml.SequenceNode):
        raise CatspawError(f"{file}: there is no list under `{key}:` to add to; begin each entry there with `- `")
    if not value.flow_style:
        return _after(text, value, to_items([entry], indent=value.start_mark.column))
    if value.value:
        return _behind_last(text, value, f", {to_flow(entry)}")
    return _in_place(text, value, to_items([entry]))


def insert_keys(text: str, key: str, entries: Mapping[str, Plain], *, before: str, file: str) -> str:
    """Add keys to the mapping under a key; where that is missing, it is written above the key `before`.

    Raises
    ------
    CaseError
        Where the text is not YAML.
    """
    values = _values(text, file)
    value = values.get(key)
    if value is None:
        line = values[before].start_mark.line if before in values else 0
        start = _line_start(text, _key_line(text, before, line))
        return text[:start] + f"{key}:\n{_indented(entries, 2)}" + text[start:]
    if not isinstance(value, yaml.MappingNode) or not value.value:
        return _in_place(text, value, _indented(entries, 2))[0]
    if value.flow_style:
        return _behind_last(text, value, f", {to_flow(entries)[1:-1]}")[0]
    return _after(text, value, _indented(entries, value.start_mark.column))[0]


def _values(text: str, file: str) -> dict[str, yaml.Node]:
    problems: list[Problem] = []
    parse_tree(text, file, problems)
    if problems:
        raise CaseError(problems)
    root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {k.value: v for k, v in root.value} if isinstance(root, yaml.MappingNode) else {}


def _after(text: str, value: yaml.Node, block: str) -> tuple[str, int]:
    """Put whole lines after the last line of a block."""
    at = _line_start(text, _last_line(value) + 1)
    gap = "" if not at or text[at - 1] == "\n" else "\n"
    return text[:at] + gap + block + text[at:], text.count("\n", 0, at) + len(gap) + 1


def _behind_last(text: str, value: yaml.Node, more: str) -> tuple[str, int]:
    """Put text behind the last entry of a list or mapping in brackets."""
    last = value.value[-1]
    end = _offset(text, (last[1] if isinstance(last, tuple) else last).end_mark)
    return text[:end] + more + text[end:], text.count("\n", 0, end) + 1


def _in_place(text: str, value: yaml.Node, block: str) -> tuple[str, int]:
    """Put a block in place of an empty value."""
    start, end = _offset(text, value.start_mark), _offset(text, value.end_mark)
    head, tail = text[:start].rstrip(" "), text[end:]
    gap = "" if head.endswith("\n") else "\n"
    return head + gap + block.rstrip("\n") + (tail or "\n"), head.count("\n") + len(gap) + 1


def _last_line(node: yaml.Node) -> int:
    """Give the line, from 0, on which a node's own text ends; comments after it are not its own."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    mark = node.end_mark
    return int(mark.line) - (mark.column == 0 and mark.line > node.start_mark.line)


def _key_line(text: str, key: str, line: int) -> int:
    """Give the line of a key whose value begins on a line: the same or one above it."""
    lines = text.splitlines()
    return next((n for n in range(line, -1, -1) if n < len(lines) and lines[n].startswith(key)), 0)


def _line_start(text: str, line: int) -> int:
    at = 0
    for _ in range(line):
        found = text.find("\n", at)
        if found < 0:
            return len(text)
        at = found + 1
    return at


def _offset(text: str, mark: yaml.Mark) -> int:
    return _line_start(text, mark.line) + int(mark.column)


def _indented(entries: Mapping[str, Plain], indent: int) -> str:
    lines = to_yaml(dict(entries)).splitlines(keepends=True)
    return "".join(" " * indent + line for line in lines)
