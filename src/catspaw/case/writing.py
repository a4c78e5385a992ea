"""From plain entries to YAML in the style of the case folder: in blocks, short lists on a line, scalars as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

#: What a file of a case holds once read without types: text, lists and keys with values.
Plain = str | Sequence["Plain"] | Mapping[str, "Plain"]

LINE = 110


class _Dumper(yaml.SafeDumper):
    """Writes every scalar plain where YAML lets it, since the loader reads all of them as text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # noqa: RUF012 (PyYAML's class table)


def _list(dumper: _Dumper, items: list[Plain]) -> yaml.Node:
    short = all(isinstance(i, str) and len(i) < LINE for i in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "'" if text.startswith(("=", "~")) or not text else None  # plain for us, special to other YAML readers
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _text)


def to_yaml(content: Plain) -> str:
    """Write entries as YAML that the loader reads back to the same.

    Parameters
    ----------
    content : Plain
        Text, lists and mappings; nothing else.

    Returns
    -------
    str
        Ends in a line break.
    """
    return yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE, default_flow_style=False, indent=2
    )


def to_items(entries: Sequence[Plain], *, indent: int = 0) -> str:
    """Write entries as the items of a list, indented by so many spaces."""
    return "".join(" " * indent + line for line in to_yaml(list(entries)).splitlines(keepends=True))


def to_flow(entry: Mapping[str, Plain]) -> str:
    """Write an entry in one line, in braces."""
    return yaml.dump(
        dict(entry), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**9, default_flow_style=True
    ).strip()
