"""The network and its analyses as plain values, for JSON and data frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from html import escape
from typing import TYPE_CHECKING, Any

from catspaw.network.graph import Network, Node, Presence, Tie

if TYPE_CHECKING:
    from catspaw.network.blocs import Bloc
    from catspaw.network.flashpoints import FlashPoint


def plain(record: Node | Tie | Presence) -> dict[str, Any]:
    """Give the fields of a node, tie or presence; dates as ISO text."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: _plain(value) for name, value in values.items()}


def network_values(network: Network) -> dict[str, Any]:
    """Give a network without its draws."""
    return {
        "as_of": network.as_of.isoformat(),
        "worlds": 0 if network.worlds is None else len(network.worlds),
        "nodes": [plain(node) for node in network.nodes],
        "ties": [plain(tie) for tie in network.ties],
        "presences": [plain(presence) for presence in network.presences],
    }


def bloc_values(bloc: Bloc) -> dict[str, Any]:
    """Give a bloc."""
    return {
        "name": bloc.name,
        "leader": bloc.leader,
        "members": [asdict(member) for member in bloc.members],
        "against": [[pair.a, pair.b] for pair in bloc.against],
    }


def flash_point_values(point: FlashPoint) -> dict[str, Any]:
    """Give a flash point with its rank, score and what is behind it."""
    spread = asdict(point.spread)
    return {
        "rank": spread.pop("rank"),
        "score": spread.pop("value"),
        "kind": point.kind,
        "actors": list(point.actors),
        "place": point.place,
        "reason": point.reason,
        **spread,
        "ties": [tie.proposition for tie in point.ties],
        "claims": list(point.claims),
    }


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write an HTML table, all text escaped."""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
