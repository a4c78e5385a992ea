"""Takes entries out of a file's text, or puts another value under a key, and leaves every other byte as it is."""

from __future__ import annotations

import yaml

from catspaw.case.tree import parse_tree
from catspaw.case.writing import Plain, to_yaml
from catspaw.core.errors import CaseError, CatspawError, Problem


def _root(text: str, file: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    problems: list[Problem] = []
    parse_tree(text, file, problems)
    if problems:
        raise CaseError(problems)
    root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {k.value: (k, v) for k, v in root.value} if isinstance(root, yaml.MappingNode) else {}


def remove_item(text: str, key: str, line: int, *, file: str) -> str:
    """Take out the entry of a list in blocks that begins on a line.

    Parameters
    ----------
    text : str
        The whole file.
    key : str
        Where the list stands.
    line : int
        From 1.
    file : str
        How messages call the file.

    Raises
    ------
    CatspawError
        Where no entry begins there.
    """
    _, items = _root(text, file).get(key, (None, None))
    if isinstance(items, yaml.SequenceNode) and not items.flow_style:
        for at, item in enumerate(items.value):
            if item.start_mark.line + 1 == line:
                last = items.value[at + 1].start_mark.line if at + 1 < len(items.value) else _end(text, item)
                rest = _without(text, item.start_mark.line, last)
                return rest if len(items.value) > 1 else _emptied(rest, key)
    raise CatspawError(f"{file}:{line}: no entry of `{key}` begins here; the file has changed since")


def remove_key(text: str, key: str, name: str, *, file: str) -> str:
    """Take a name out of the mapping in blocks under a key; the key goes with its last name."""
    entry = _root(text, file).get(key)
    if entry is None or not isinstance(entry[1], yaml.MappingNode) or entry[1].flow_style:
        return text
    names = entry[1].value
    for at, (found, value) in enumerate(names):
        if found.value == name and len(names) == 1:
            return _without(text, entry[0].start_mark.line, _end(text, value))
        if found.value == name:
            last = names[at + 1][0].start_mark.line if at + 1 < len(names) else _end(text, value)
            return _without(text, found.start_mark.line, last)
    return text


def put_key(text: str, key: str, value: Plain, *, before: str, file: str) -> str:
    """Put a value under a key of the file, in place of the one that stands there; a new key stands above `before`."""
    root = _root(text, file)
    block = to_yaml({key: value})
    if key in root:
        node_key, node = root[key]
        first, last = node_key.start_mark.line, _end(text, node)
    else:
        first = last = root[before][0].start_mark.line if before in root else text.count("\n")
    lines = text.splitlines(keepends=True)
    return "".join((*lines[:first], block, *lines[last:]))


def _end(text: str, node: yaml.Node) -> int:
    """Give the line behind the last line of a node, from 0; empty lines and comments behind it are not its own."""
    last = node
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        tail = last.value[-1]
        last = tail[1] if isinstance(tail, tuple) else tail
    mark = last.end_mark
    ends = mark.line + (mark.column > 0)
    lines = text.splitlines()
    while ends > last.start_mark.line + 1 and (not lines[ends - 1].strip() or lines[ends - 1].lstrip().startswith("#")):
        ends -= 1
    return ends


def _without(text: str, first: int, last: int) -> str:
    lines = text.splitlines(keepends=True)
    return "".join((*lines[:first], *lines[last:]))


def _emptied(text: str, key: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(f"{key}: []\n" if line.rstrip() == f"{key}:" else line for line in lines)
