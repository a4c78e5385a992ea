"""One cell of a table: any value of a case as a line of text, and back; guarded against spreadsheets that calculate.

list          a; b; c                      a name or proposition may not hold a semicolon; other lists are then JSON
memberships   pmf from 2014-06 to 2019; irgc
ratings       B on strike from 2010; C
attributes    founded: 1990; size: small
range         5 to 20
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from catspaw.case.schema import Field
from catspaw.case.writing import Plain
from catspaw.core.errors import CatspawError

#: A cell that begins so is run as a formula by spreadsheets; an apostrophe before it keeps it text.
_FORMULA = re.compile(r"[=+\-@\t\r']")
_DATED = re.compile(r"(?P<name>\S+)(?: on (?P<topic>\S+))?(?: from (?P<from>.+?))?(?: to (?P<to>.+))?$")
#: Lists that are written without brackets where they have one item.
_SINGLE = ("chains", "paragraphs", "memberships", "ratings")
_LISTS = ("texts", "names", "keys", "chains", "props", "grounds", "paragraphs", "memberships", "ratings")


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run.

    Examples
    --------
    >>> guard("=1+1")
    "'=1+1"
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Take the apostrophe off again."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


def to_cell(value: Plain, field: Field) -> str:
    """Write a value as a cell."""
    if field.kind in _LISTS:
        items = [value] if isinstance(value, str | Mapping) else list(value)
        return _listed([_item(i, field) for i in items], items)
    if isinstance(value, Mapping):
        return _keyed(value)
    if field.kind == "range" and not isinstance(value, str):
        return " to ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _listed(texts: list[str], items: list[Any]) -> str:
    simple = all(t and ";" not in t and "\n" not in t for t in texts)
    if simple and not "".join(texts).startswith("["):
        return "; ".join(texts)
    return json.dumps(items, ensure_ascii=False)


def _item(item: Plain, field: Field) -> str:
    if isinstance(item, str):
        return "" if field.kind in ("memberships", "ratings") and not re.fullmatch(r"\S+", item) else item
    if not isinstance(item, Mapping):
        return ""
    name = item.get("of") or item.get("by") or item.get("grade")
    words = [str(name)]
    for key, word in (("topic", "on"), ("from", "from"), ("to", "to")):
        if key in item:
            words += [word, str(item[key])]
    text = " ".join(words)
    return text if len(item) == 1 or _from_item(text, field) == {**item} else ""


def _keyed(value: Mapping[str, Plain]) -> str:
    pairs = {k: str(v) for k, v in value.items()}
    text = "; ".join(f"{k}: {v}" for k, v in pairs.items())
    return text if _split_keys(text) == pairs and not text.startswith("{") else json.dumps(pairs, ensure_ascii=False)


def _split_keys(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(";"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def from_cell(text: str, field: Field) -> Plain:
    """Read a cell back.

    Raises
    ------
    CatspawError
        For a cell that does not have the form of its column.
    """
    if field.kind in _LISTS:
        items = _json(text) if text.startswith("[") else _items(text, field)
        single = len(items) == 1 and isinstance(items[0], str) and field.kind in _SINGLE
        return items[0] if single else items
    if field.kind == "texts_by_key":
        return _json(text) if text.startswith("{") else _split_keys(text)
    if field.kind == "range":
        return [part.strip() for part in re.split(r"\s+to\s+|;|,", text.strip("[]"))]
    return text


def _items(text: str, field: Field) -> list[Plain]:
    return [_from_item(part.strip(), field) for part in text.split(";") if part.strip()]


def _from_item(text: str, field: Field) -> Plain:
    if field.kind not in ("memberships", "ratings") or " " not in text:
        return text
    match = _DATED.match(text)
    if not match:
        raise CatspawError(f"{text!r} has not the form `ID from DATE to DATE`")
    first = "grade" if field.kind == "ratings" else "by" if field.key == "holder" else "of"
    found = {first: match["name"], **{k: match[k] for k in ("topic", "from", "to")}}
    return {key: value for key, value in found.items() if value}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise CatspawError(f"{text!r} begins like JSON and is none: {error}") from None
