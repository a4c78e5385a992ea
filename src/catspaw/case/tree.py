"""YAML read safely, with a line for every value.

Only what a case needs: mappings, lists and scalars, all scalars as text.  Anchors, aliases, tags, duplicate keys,
several documents, deep nesting and huge files are refused, so that no file can grow, execute or hide anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from catspaw.core.errors import Problem

LARGEST_FILE = 20_000_000
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list and its line."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values; `lines` has the line of each key."""

    items: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


#: Control characters, and marks that turn the direction of the text after them: nobody sees them, nobody needs them.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_ESCAPED = re.compile(f"\r|{HIDDEN.pattern}")  # in a file itself, a carriage return ends a line
HIDDEN_MESSAGE = "a character that nobody sees stands here; delete it"

Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """Read a text file of bounded size as UTF-8; what is wrong goes to `problems`."""
    try:
        if not path.is_file() and path.exists():
            problems.append(Problem(name, 0, "is no file; put the file itself there"))
            return None
        size = path.stat().st_size
        if size > LARGEST_FILE:
            problems.append(
                Problem(name, 0, f"{size:,} bytes; at most {LARGEST_FILE:,}: split it into several reports")
            )
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, f"byte {error.start} is not UTF-8; save the file as UTF-8"))
    except OSError as error:
        problems.append(Problem(name, 0, f"cannot be read: {error.strerror}"))
    return None


def read_tree(path: Path, name: str, problems: list[Problem]) -> Node | None:
    """Read a YAML file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        How messages call it.
    problems : list of Problem
        Receives what is wrong.

    Returns
    -------
    Node or None
        None where the file could not be read or is empty.
    """
    text = read_text(path, name, problems)
    return None if text is None else parse_tree(text, name, problems)


def has_hidden(text: str, name: str, problems: list[Problem]) -> bool:
    """Note a character in a file that nobody sees; whether there is one."""
    found = HIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        problems.append(Problem(name, line, f"{HIDDEN_MESSAGE} ({found[0]!r})"))
    return found is not None


def parse_tree(text: str, name: str, problems: list[Problem]) -> Node | None:
    """Read YAML text; like `read_tree`."""
    if has_hidden(text, name, problems):
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(yaml.parse(text, Loader=loader), name, problems).document()
    except _Refused as refused:
        problems.append(Problem(name, refused.line, refused.message))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.append(Problem(name, mark.line + 1 if mark else 0, _explain(error)))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        problems.append(Problem(name, line, "a control character stands here; delete it"))
    except yaml.YAMLError as error:
        problems.append(Problem(name, 0, f"is not YAML: {error}"))
    return None


def _explain(error: yaml.MarkedYAMLError) -> str:
    what = error.problem or "cannot be read"
    if "mapping values are not allowed" in what:
        return "a colon stands inside a value: put the value in 'quotes'"
    if "expected ',' or" in what:
        return f"{what}: inside {{…}} and […] put a proposition in 'quotes', since it contains commas"
    if "cannot start any token" in what or "found a tab" in what:
        return f"{what}: indent with spaces, never tabs, and put text with special signs in 'quotes'"
    return f"is not YAML here: {what}"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    """Builds the tree from parser events, refusing what a case never needs."""

    def __init__(self, events: Iterator[yaml.Event], name: str, problems: list[Problem]) -> None:
        self.events, self.name, self.problems = events, name, problems

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(
                        _line(event),
                        "a second document begins with `---`; one file, one document",
                    )
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, 0)
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                line,
                "YAML anchors (&) and aliases (*) are not allowed; write the value out, or put it in 'quotes'",
            )
        if (tag := getattr(event, "tag", None)) not in (None, "!"):
            raise _Refused(line, f"the YAML tag {tag} is not allowed; write plain text")
        if depth > DEEPEST:
            raise _Refused(line, f"nested more than {DEEPEST} deep; no file of a case is")
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and (hidden := _ESCAPED.search(event.value)):
                raise _Refused(line, f"{HIDDEN_MESSAGE} ({hidden[0]!r})")
            return Scalar(event.value.strip(), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.children(yaml.SequenceEndEvent, depth)), line)
        return self.mapping(line, depth)

    def children(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield self.node(event, depth + 1)

    def mapping(self, line: int, depth: int) -> Mapping:
        found = Mapping({}, line)
        keys = self.children(yaml.MappingEndEvent, depth)
        for key in keys:
            value = next(keys)
            if not isinstance(key, Scalar):
                raise _Refused(key.line, "a key must be plain text")
            if key.text in found.items:
                first = found.lines[key.text]
                self.problems.append(
                    Problem(self.name, key.line, f"`{key.text}` stands twice (first in line {first}); keep one")
                )
                continue
            found.items[key.text] = value
            found.lines[key.text] = key.line
        return found
