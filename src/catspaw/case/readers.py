"""Readers: a YAML node in, a typed value out, or a word on what is allowed.

Each kind of field (`schema.Field.kind`) has one reader, registered by its name.  Dates stay text here, since an
incident may anchor them; `resolve` makes them intervals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catspaw.case.language import Party, Prop, parse, parse_party
from catspaw.case.schema import GRADES, ODDS, Field
from catspaw.case.tree import Mapping, Node, Scalar, Sequence
from catspaw.core.dates import parse_interval
from catspaw.core.errors import Problem, nearest

ID = re.compile(r"[a-z][a-z0-9_]*\Z")
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_NUMBER = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})\Z")
_DAYS = re.compile(r"([0-9]{1,5})\s*([dwmy])\Z")
_UNIT = {"d": 1, "w": 7, "m": 30, "y": 365}
_PARAGRAPHS = re.compile(r"p([0-9]{1,6})(?:\s*-\s*p?([0-9]{1,6}))?\Z")
LONGEST_TEXT = 20_000
#: Fewest acts in 90 days that an anchor may state: one in 250 million years is as good as never.
RAREST = 1e-9
MOST_PARAGRAPHS = 100_000


class Bad(Exception):
    """A value that cannot be taken; the message says what is allowed."""


@dataclass
class Log:
    """Where problems go while one file is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str, *, level: str = "error", fix: tuple[str, str] | None = None) -> None:
        """Note one problem."""
        self.problems.append(Problem(self.file, line, message, level, fix))


def scalar(node: Node) -> str:
    """Give the text of a scalar.

    Raises
    ------
    Bad
        For a list or a mapping.
    """
    if isinstance(node, Scalar):
        if not node.text:
            raise Bad("has no value: write one or delete the key")
        if len(node.text) > LONGEST_TEXT:
            raise Bad(f"has {len(node.text):,} characters; at most {LONGEST_TEXT:,}")
        return node.text
    raise Bad("must be one value" + (", not a list" if isinstance(node, Sequence) else ", not keys with values"))


def several(node: Node) -> list[Node]:
    """Give the items of a list; one value counts as a list of one."""
    return list(node.items) if isinstance(node, Sequence) else [node]


def _text(node: Node, _field: Field, _log: Log) -> str:
    return scalar(node)


def _id(node: Node, _field: Field, _log: Log) -> str:
    text = scalar(node)
    if not ID.match(text):
        raise Bad(f"{text!r} is no id: ids are a-z, 0-9 and _, and begin with a letter")
    if text in ("unknown", "nobody", "not"):
        raise Bad(f"{text!r} is reserved; choose another id")
    return text


def _slug(node: Node, _field: Field, _log: Log) -> str:
    text = scalar(node)
    if not SLUG.match(text):
        raise Bad(f"{text!r} is no name for a file: use a-z, 0-9, - and _")
    return text


def _choice(node: Node, field: Field, _log: Log) -> str:
    text = scalar(node)
    if text not in field.allowed:
        raise Bad(f"{text!r} is not allowed; allowed: {', '.join(field.allowed)}{nearest(text, field.allowed)}")
    return text


def _prop(node: Node, _field: Field, _log: Log) -> Prop:
    return parse(scalar(node))


def _party(node: Node, _field: Field, _log: Log) -> Party:
    return parse_party(scalar(node))


def _about(node: Node, _field: Field, _log: Log) -> Prop | str:
    text = scalar(node)
    if text.startswith("author of "):
        return text.removeprefix("author of ").strip()
    return parse(text)


def _yesno(node: Node, _field: Field, _log: Log) -> bool:
    text = scalar(node)
    if text not in ("yes", "no"):
        raise Bad(f"{text!r} is not allowed; allowed: yes, no")
    return text == "yes"


def _number(node: Node, field: Field, _log: Log) -> float:
    text = scalar(node)
    if not _NUMBER.match(text):
        raise Bad(f"{text!r} is not a number")
    value = float(text)
    if not field.low <= value <= field.high:
        raise Bad(f"{text} is out of range: {field.low:g} to {field.high:g}")
    return value


def _integer(node: Node, field: Field, _log: Log) -> int:
    text = scalar(node)
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise Bad(f"{text!r} is not a whole number")
    if not field.low <= int(text) <= field.high:
        raise Bad(f"{text} is out of range: {field.low:g} to {field.high:g}")
    return int(text)


def days(text: str) -> int:
    """Read a span of time such as 90d, 12w, 6m or 1y, in days.

    Raises
    ------
    Bad
        For any other form.
    """
    match = _DAYS.match(text)
    if not match or not 0 < (found := int(match[1]) * _UNIT[match[2]]) <= 3650:
        raise Bad(f"{text!r} is no span of time: write 90d, 12w, 6m or 1y, at most ten years")
    return found


def _days(node: Node, _field: Field, _log: Log) -> int:
    return days(scalar(node))


def _within(node: Node, _field: Field, _log: Log) -> int | None:
    text = scalar(node)
    return None if text == "unstated" else days(text)


def _odds(node: Node, _field: Field, _log: Log) -> str:
    text = scalar(node)
    if text in ODDS:
        return text
    if not _NUMBER.match(text) or not 0 <= float(text) <= 1:
        raise Bad(f"{text!r} is not allowed; allowed: a number from 0 to 1, or {', '.join(ODDS)}")
    return text


def _day(node: Node, _field: Field, _log: Log) -> date:
    text = scalar(node)
    found = parse_interval(text)
    if found.first is None or found.first != found.last:
        raise Bad(f"{text!r} must be one day, such as 2024-01-31")
    return found.first


def _range(node: Node, field: Field, log: Log) -> tuple[float, float]:
    items = several(node)
    if len(items) != 2:
        raise Bad("must be two numbers: [low, high]")
    low, high = (_number(i, Field(field.key, "number", low=0, high=1e6), log) for i in items)
    if low > high or high < RAREST:
        raise Bad(
            f"[{low:g}, {high:g}] must run from the lower to the higher number, and the higher be {RAREST:g} or more"
        )
    return low, high


def _texts(node: Node, _field: Field, _log: Log) -> tuple[str, ...]:
    return tuple(scalar(i) for i in several(node))


def _some(node: Node, _field: Field, _log: Log) -> tuple[str, ...]:
    """Read a list that must not be empty."""
    found = tuple(scalar(i) for i in several(node))
    if not found:
        raise Bad("is empty: name at least one, or delete the key")
    return found


def _texts_by_key(node: Node, _field: Field, _log: Log) -> dict[str, str]:
    if not isinstance(node, Mapping):
        raise Bad("must be keys with values")
    return {k: scalar(v) for k, v in node.items.items()}


def _props(node: Node, _field: Field, _log: Log) -> tuple[Prop, ...]:
    return tuple(parse(scalar(i)) for i in several(node))


def _grounds(node: Node, _field: Field, _log: Log) -> tuple[str, ...]:
    return tuple(str(parse(t)) if "(" in (t := scalar(i)) else t for i in several(node))


def _paragraphs(node: Node, _field: Field, _log: Log) -> tuple[int, ...]:
    found: list[int] = []
    for item in several(node):
        for part in scalar(item).split(","):
            found += paragraphs(part.strip())
    return tuple(sorted(set(found)))


def paragraphs(text: str) -> range:
    """Read ``p11`` or ``p5-p7``.

    Raises
    ------
    Bad
        For any other form.
    """
    match = _PARAGRAPHS.match(text)
    if not match:
        raise Bad(f"{text!r} is no paragraph: write p11, p18,p38 or p5-p7")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= MOST_PARAGRAPHS:
        raise Bad(f"{text!r}: paragraphs run from 1, the lower first")
    return range(first, last + 1)


def _passed(node: Node, _field: Field, log: Log) -> dict[int, str]:
    if not isinstance(node, Mapping):
        raise Bad("must be paragraphs with reasons: `p1-p4: title and by-line`")
    found: dict[int, str] = {}
    for key, value in node.items.items():
        try:
            for part in key.split(","):
                found |= dict.fromkeys(paragraphs(part.strip()), scalar(value))
        except Bad as bad:
            log.add(node.lines[key], str(bad))
    return found


def _memberships(node: Node, _field: Field, log: Log) -> tuple[tuple[str, str | None, str | None, int], ...]:
    """Read ids with dates: (id, from, to, line); the dates still text."""
    found: list[tuple[str, str | None, str | None, int]] = []
    for item in several(node):
        if isinstance(item, Scalar):
            found.append((scalar(item), None, None, item.line))
        elif isinstance(item, Mapping):
            found.append(_dated(item, ("of", "by"), log))
        else:
            raise Bad("must be an id or a list of {of: id, from: date, to: date}")
    return tuple(found)


def _dated(node: Mapping, names: tuple[str, ...], log: Log) -> tuple[str, str | None, str | None, int]:
    known = (*names, "from", "to")
    for key in node.items:
        if key not in known:
            log.add(
                node.lines[key],
                f"`{key}` is not known here; allowed: {', '.join(known)}{nearest(key, known)}",
            )
    who = next((node.items[n] for n in names if n in node.items), None)
    if who is None:
        raise Bad(f"needs `{names[0]}`: whom")
    ends = [scalar(node.items[k]) if k in node.items else None for k in ("from", "to")]
    return scalar(who), ends[0], ends[1], node.line


def _ratings(node: Node, _field: Field, log: Log) -> tuple[tuple[str, str | None, str | None, str | None, int], ...]:
    """Read grades: (grade, topic, from, to, line)."""
    found = []
    for item in several(node):
        if isinstance(item, Scalar):
            grade, topic, start, end = scalar(item), None, None, None
        elif isinstance(item, Mapping):
            topic = scalar(item.items["topic"]) if "topic" in item.items else None
            rest = Mapping({k: v for k, v in item.items.items() if k != "topic"}, item.line, item.lines)
            grade, start, end, _ = _dated(rest, ("grade",), log)
        else:
            raise Bad("must be a grade, or a list of {grade: B, topic: strike, from: 2010}")
        if grade not in GRADES:
            raise Bad(f"{grade!r} is no grade; allowed: {', '.join(GRADES)}")
        found.append((grade, topic, start, end, item.line))
    return tuple(found)


def _voices(node: Node, _field: Field, log: Log) -> dict[str, tuple[str, int]]:
    if not isinstance(node, Mapping):
        raise Bad("must be names with descriptions: `h2: 2 high-ranking of hamas, unnamed`")
    found = {}
    for name, value in node.items.items():
        try:
            found[_id(Scalar(name, node.line), _field, log)] = (scalar(value), node.lines[name])
        except Bad as bad:
            log.add(node.lines[name], f"voice `{name}`: {bad}")
    return found


Reader = Callable[[Node, Field, Log], Any]
READERS: dict[str, Reader] = {
    "text": _text,
    "date": _text,
    "name": _text,
    "id": _id,
    "slug": _slug,
    "choice": _choice,
    "prop": _prop,
    "party": _party,
    "about": _about,
    "yesno": _yesno,
    "number": _number,
    "integer": _integer,
    "days": _days,
    "within": _within,
    "odds": _odds,
    "day": _day,
    "range": _range,
    "texts": _texts,
    "names": _some,
    "keys": _some,
    "chains": _some,
    "texts_by_key": _texts_by_key,
    "props": _props,
    "grounds": _grounds,
    "paragraphs": _paragraphs,
    "passed": _passed,
    "memberships": _memberships,
    "ratings": _ratings,
    "voices": _voices,
}
