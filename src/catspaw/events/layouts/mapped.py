"""Any other table, described by a mapping file: which of its columns is what.

dataset: SIGACTS, Iraq
licence: public domain
columns: {date: time, target: target, action: event_type, place: city}
values:
  action: {IED: strike, Small Arms: strike}
constants: {country: Iraq}
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catspaw.case.tree import Mapping, Node, Scalar, Sequence, read_tree
from catspaw.core.errors import CatspawError, Problem, nearest
from catspaw.events.acts import Act, of_action, of_cameo, of_plover, of_relation
from catspaw.events.chunk import Chunk
from catspaw.events.dates import ORDERS, Unreadable
from catspaw.events.layouts.base import (
    Draft,
    Layout,
    Reading,
    acts,
    coordinates,
    days,
    deaths,
    folded,
    numbers,
    reported,
)
from catspaw.events.schema import PRECISIONS

#: What a mapping file may hold, with what each key is.
KEYS = {
    "dataset": "what the table is called",
    "version": "its release",
    "origin": "whose coding, where the whole table is of one",
    "licence": "what its publisher asks of users",
    "delimiter": "`,`, `;`, `|` or `tab`; a comma by default",
    "header": "the names of the columns, where the file has no header",
    "dates": "`dmy` or `mdy`, where dates are numbers with the year last",
    "nulls": "what stands for nothing",
    "directed": "`no` where the table only says that two took part",
    "duplicates": "`keep` where two equal rows are two events",
    "columns": "which column is what",
    "values": "for one of these, their word to ours",
    "constants": "what holds for every row",
}
#: What a column can be.
PARTS = (
    *("id", "date", "date_last", "precision", "reported", "origin", "version", "source", "target"),
    *("source_code", "target_code", "action", "cameo", "relation", "plover", "mode", "goldstein"),
    *("deaths_low", "deaths_best", "deaths_high", "place", "country", "lat", "lon", "mentions"),
)
_DELIMITERS = {",": ",", ";": ";", "|": "|", "tab": "\t", "\\t": "\t"}
_ACTS = ("action", "cameo", "relation", "plover", "mode")


@dataclass(slots=True)
class Mapped:
    """What a mapping file says."""

    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def read_mapping(path: Path) -> Layout:
    """Read a mapping file into a layout.

    Raises
    ------
    CatspawError
        With everything that is wrong with it, each with line and what is allowed.
    """
    problems: list[Problem] = []
    tree = read_tree(path, str(path), problems)
    found = Mapped()
    if isinstance(tree, Mapping):
        _fill(found, tree, str(path), problems)
        _check(found, str(path), problems)
    elif not problems:
        problems.append(Problem(str(path), 1, f"a mapping file has keys: {', '.join(KEYS)}"))
    if problems:
        raise CatspawError("\n".join(str(p) for p in problems))
    return _layout(found)


def order_of(path: Path) -> str:
    """Give the order of dates that a mapping file tells."""
    tree = read_tree(path, str(path), [])
    told = tree.items.get("dates") if isinstance(tree, Mapping) else None
    return told.text if isinstance(told, Scalar) else "auto"


def _fill(found: Mapped, tree: Mapping, name: str, problems: list[Problem]) -> None:
    for key, node in tree.items.items():
        line = tree.lines[key]
        if key not in KEYS:
            hint = nearest(key, KEYS)
            problems.append(Problem(name, line, f"`{key}` is no key of a mapping; allowed: {', '.join(KEYS)}{hint}"))
        elif key in ("columns", "constants"):
            getattr(found, key).update(_parts(key, node, name, problems))
        elif key == "values":
            found.values.update(_values(node, name, problems))
        elif key in ("header", "nulls") and isinstance(node, Sequence):
            found.lists[key] = tuple(i.text for i in node.items if isinstance(i, Scalar))
        elif isinstance(node, Scalar) and key not in ("header", "nulls"):
            found.texts[key] = node.text
        else:
            problems.append(Problem(name, line, f"`{key}` is {KEYS[key]}: {_shape(key)}"))


def _shape(key: str) -> str:
    return "write a list in […]" if key in ("header", "nulls") else "write one text"


def _parts(key: str, node: Node, name: str, problems: list[Problem]) -> dict[str, str]:
    if not isinstance(node, Mapping):
        problems.append(Problem(name, node.line, f"`{key}` takes lines like `date: event_date`"))
        return {}
    found = {}
    for part, value in node.items.items():
        if part not in PARTS:
            hint = nearest(part, PARTS)
            problems.append(
                Problem(
                    name, node.lines[part], f"`{part}` is nothing a column can be; allowed: {', '.join(PARTS)}{hint}"
                )
            )
        elif not isinstance(value, Scalar):
            problems.append(Problem(name, value.line, f"`{part}` takes one name"))
        else:
            found[part] = value.text
    return found


def _values(node: Node, name: str, problems: list[Problem]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if isinstance(node, Mapping):
        for part, table in node.items.items():
            if part in PARTS and isinstance(table, Mapping):
                found[part] = {k: v.text for k, v in table.items.items() if isinstance(v, Scalar)}
                continue
            problems.append(Problem(name, node.lines[part], f"`{part}` takes lines of their word and ours"))
    else:
        problems.append(Problem(name, node.line, "`values` takes, for a part, lines of their word and ours"))
    return found


def _check(found: Mapped, name: str, problems: list[Problem]) -> None:
    def say(message: str) -> None:
        problems.append(Problem(name, 0, message))

    if not found.texts.get("dataset"):
        say("`dataset` is missing: what the table is called")
    if "date" not in found.columns:
        say("`columns` names no `date`: every event has one")
    if not {"source", "target"} & {*found.columns, *found.constants}:
        say("neither `source` nor `target` is a column: an event has at least one actor")
    for key, allowed in (
        ("delimiter", tuple(_DELIMITERS)),
        ("dates", ORDERS),
        ("directed", ("yes", "no")),
        ("duplicates", ("keep", "reject")),
    ):
        if key in found.texts and found.texts[key] not in allowed:
            say(f"`{key}: {found.texts[key]}`: allowed are {', '.join(allowed)}")
    for part in {*found.columns} & {*found.constants}:
        say(f"`{part}` is both a column and a constant; keep one")


def _layout(found: Mapped) -> Layout:
    directed = found.texts.get("directed") != "no"
    names = tuple(folded(n) for n in found.lists.get("header", ()))

    def read(chunk: Chunk, reading: Reading) -> Draft:
        return _read(_Columns(chunk, found), reading, directed=directed)

    keep = found.texts.get("duplicates") == "keep"
    return Layout(
        name="mapping",
        title=found.texts["dataset"],
        version=found.texts.get("version"),
        origin=found.texts.get("origin", found.texts["dataset"]),
        licence=found.texts.get("licence", "not stated"),
        read=read,
        delimiter=_DELIMITERS[found.texts.get("delimiter", ",")],
        quoted=True,
        columns=names,
        needs=() if names else tuple((folded(c),) for c in found.columns.values()),
        nulls=found.lists.get("nulls", ()),
        unique=("row",) if keep else ("id",) if "id" in found.columns else (),
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    chunk: Chunk
    found: Mapped

    def get(self, part: str) -> Any:
        """Give a part as text: from its column, with their words made ours, or the constant."""
        import pyarrow as pa

        if part in self.found.columns:
            column = self.chunk.text(folded(self.found.columns[part]))
            table = self.found.values.get(part)
            return column if table is None else self._ours(column, table)
        constant = self.found.constants.get(part) or None
        return pa.array([constant] * len(self.chunk), pa.string())

    def _ours(self, column: Any, table: Map[str, str]) -> Any:
        import pyarrow as pa

        return self.chunk.translate([column], lambda v: (table.get(v, v) if v else v,), [pa.string()])[0]


def _read(columns: _Columns, reading: Reading, *, directed: bool) -> Draft:
    chunk, get = columns.chunk, columns.get
    draft: Draft = {
        **days(chunk, [get("date"), get("date_last"), get("precision")], reading, precise={p: p for p in PRECISIONS}),
        "reported": reported(chunk, get("reported")),
        "source_raw": get("source"),
        "target_raw": get("target"),
        **{name: get(name) for name in ("id", "origin", "source_code", "target_code", "place", "country")},
        **acts(
            chunk, [get(p) for p in _ACTS], _act_reader(columns.found, directed=directed), goldstein=get("goldstein")
        ),
        **deaths(chunk, get("deaths_low"), get("deaths_best"), get("deaths_high")),
        **coordinates(chunk, get("lat"), get("lon")),
        "mentions": numbers(chunk, get("mentions"), "mentions", low=0, high=2**31 - 1),
    }
    if "version" in columns.found.columns:
        draft["version"] = get("version")
    return draft


def _act_reader(found: Mapped, *, directed: bool) -> Any:
    """Read the act from the first of action, CAMEO code, ICEWS words and PLOVER type that the row gives."""
    expected = {*found.columns, *found.constants} & {*_ACTS}

    def read(action: str | None, cameo: str | None, relation: str | None, plover: str | None, mode: str | None) -> Act:
        if action:
            act = of_action(action)
        elif cameo:
            act = of_cameo(cameo)
        elif relation:
            act = of_relation(relation)
        elif plover:
            act = of_plover(plover, mode)
        elif expected:
            raise Unreadable("no event type")
        else:
            act = Act()
        return act if directed else Act(act.action, act.cameo, act.plover, act.mode, act.quad, act.goldstein, False)

    return read
