"""The two schemas of a case as JSON Schema (draft 2020-12): what people write, file by file, and what machines read.

Both are generated: the first from the tables in `schema`, the second from the nouns in `model`. Released versions stand
in ``schemas/v1`` and do not change.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from catspaw.case import model, schema
from catspaw.case.language import LONGEST, Call, Prop
from catspaw.case.save import BOOKS, PLACE
from catspaw.core.errors import UnknownName, nearest

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "^[a-z][a-z0-9_]*$"
NUMBER = "^-?([0-9]+\\.?[0-9]*|\\.[0-9]+)$"
DAYS = "^[0-9]{1,5}\\s*[dwmy]$"
PARAGRAPHS = "^p[0-9]+(\\s*-\\s*p?[0-9]+)?(\\s*,\\s*p[0-9]+(\\s*-\\s*p?[0-9]+)?)*$"

#: Values that a YAML reader may give for a word: text as we read it, numbers and dates' years as others do.
TEXT: Schema = {"type": ["string", "number", "boolean"]}
DATE: Schema = {"type": ["string", "integer"]}
NAME: Schema = {"type": "string", "pattern": ID}
PROP: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[a-z0-9_ (),+<>=.~/\\s-]+$"}

#: Records of which one key of several must stand.
ONE_OF = {
    "claim": ("says", "expects", "again", "retracts"),
    "question": ("about", "one_of"),
    "judgement": ("same", "distinct", "together", "apart", "judge", "wording"),
}


def _number(low: float, high: float) -> Schema:
    bounds = {k: v for k, v in (("minimum", low), ("maximum", high)) if abs(v) != float("inf")}
    return {"anyOf": [{"type": "number", **bounds}, {"type": "string", "pattern": NUMBER}]}


def _several(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _dated(**keys: Schema) -> Schema:
    properties = {**keys, "from": DATE, "to": DATE}
    return {"type": "object", "properties": properties, "additionalProperties": False}


_GRADE: Schema = {"enum": list(schema.GRADES)}
_KINDS: dict[str, Schema] = {
    "text": TEXT,
    "date": DATE,
    "name": {"type": "string"},
    "id": NAME,
    "slug": {"type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9_-]*$"},
    "prop": PROP,
    "party": PROP,
    "about": PROP,
    "yesno": {"enum": ["yes", "no"]},
    "days": {"type": "string", "pattern": DAYS},
    "within": {"anyOf": [{"const": "unstated"}, {"type": "string", "pattern": DAYS}]},
    "odds": {"anyOf": [{"enum": list(schema.ODDS)}, _number(0, 1)]},
    "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"},
    "range": {"type": "array", "items": _number(0, 1e6), "minItems": 2, "maxItems": 2},
    "texts": _several(TEXT),
    "names": _several({"type": "string"}),
    "keys": _several({"type": "string"}),
    "chains": _several({"type": "string"}),
    "texts_by_key": {"type": "object", "additionalProperties": TEXT},
    "props": _several(PROP),
    "grounds": _several({"type": "string"}),
    "paragraphs": _several({"type": "string", "pattern": PARAGRAPHS}),
    "passed": {"type": "object", "propertyNames": {"pattern": PARAGRAPHS}, "additionalProperties": TEXT},
    "memberships": _several(
        {"anyOf": [NAME, {**_dated(of=NAME, by=NAME), "anyOf": [{"required": ["of"]}, {"required": ["by"]}]}]}
    ),
    "ratings": _several({"anyOf": [_GRADE, {**_dated(grade=_GRADE, topic=NAME), "required": ["grade"]}]}),
    "voices": {"type": "object", "propertyNames": {"pattern": ID}, "additionalProperties": {"type": "string"}},
}


def _field(field: schema.Field) -> Schema:
    outer, _, inner = field.kind.partition(":")
    if outer == "list":
        found: Schema = {"type": "array", "items": _record(schema.RECORDS[inner])}
    elif outer == "record":
        found = _record(schema.RECORDS[inner])
    elif field.kind == "choice":
        found = {"enum": list(field.allowed)}
    elif field.kind in ("number", "integer"):
        found = _number(field.low, field.high)
    else:
        found = _KINDS[field.kind]
    return {"description": field.doc, **found} if field.doc else dict(found)


def _record(record: schema.Record) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": {f.key: _field(f) for f in record.fields},
        "required": [f.key for f in record.fields if f.required],
        "additionalProperties": False,
    }
    if record.name in ONE_OF:
        found["oneOf"] = [{"required": [key]} for key in ONE_OF[record.name]]
    return found


def _titled(name: str, body: Schema) -> Schema:
    where = f"catspaw/v{schema.VERSION}/{name}"
    return {"$schema": DIALECT, "$id": f"urn:catspaw:v{schema.VERSION}:{name}", "title": where, **body}


@cache
def schemas() -> dict[str, Schema]:
    """Generate every schema: one for each file that people write, and ``resolved``."""
    found = {"case": _titled("case", _record(schema.CASE)), "report": _titled("report", _record(schema.REPORT))}
    for file, record in schema.FILES.items():
        name = file.removesuffix(".yaml")
        found[name] = _titled(name, {"type": "array", "items": _record(record)})
    return {**found, "resolved": _titled("resolved", _resolved())}


def find_schema(name: str) -> Schema:
    """Give one schema by its name or by the file that it is for.

    Raises
    ------
    UnknownName
        With the names that there are.
    """
    known = schemas()
    short = "report" if name.startswith("reports/") else name.removesuffix(".yaml")
    if short not in known:
        raise UnknownName(f"`{name}` has no schema; schemas: {', '.join(known)}{nearest(short, known)}")
    return known[short]


def released() -> dict[str, Schema]:
    """Read the schemas as they were released with this version."""
    folder = files("catspaw.case") / "schemas" / f"v{schema.VERSION}"
    found = {p.name: json.loads(p.read_text(encoding="utf-8")) for p in folder.iterdir() if p.name.endswith(".json")}
    return {name.removesuffix(".json"): found[name] for name in sorted(found)}


# what machines read


def _resolved() -> Schema:
    defs: dict[str, Schema] = {}
    case = _noun(model.Case, defs)
    for book in BOOKS:
        case["properties"][book] = {"type": "array", "items": case["properties"][book]["additionalProperties"]}
    count = {"type": "integer", "minimum": 0}
    withheld = {"claims": count, "reports": count, "voices": count}
    head: Schema = {
        "schema": {"const": f"catspaw/resolved/v{schema.VERSION}"},
        "catspaw": {"type": "string", "description": "the version that wrote it"},
        "withheld": {"type": "object", "properties": withheld, "required": list(withheld)},
    }
    case["properties"] |= head
    case["required"] += list(head)
    return {**case, "$defs": dict(sorted(defs.items()))}


def _noun(noun: type, defs: dict[str, Schema]) -> Schema:
    hints = get_type_hints(noun)
    kept = [f.name for f in fields(noun) if f.name not in PLACE]
    properties = {name: _type(hints[name], defs) for name in kept}
    if noun in (Prop, Call):
        properties = {"text": {"type": "string"}, **properties}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
}


def _type(hint: Any, defs: dict[str, Schema]) -> Schema:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if is_dataclass(hint):
        return _reference(hint, defs)  # type: ignore[arg-type]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is tuple:
        return {"type": "array", "items": _type(inside[0], defs)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(inside[1], defs)}
    if origin in (Union, UnionType):
        return {"anyOf": [_type(part, defs) for part in inside]}
    raise AssertionError(hint)


def _reference(noun: type, defs: dict[str, Schema]) -> Schema:
    if noun.__name__ not in defs:
        defs[noun.__name__] = {}  # propositions nest
        defs[noun.__name__] = _noun(noun, defs)
    return {"$ref": f"#/$defs/{noun.__name__}"}
