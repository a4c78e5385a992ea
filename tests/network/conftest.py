"""A sample network for the analyses: read once, never changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from catspaw.network.graph import Network, Node, Presence, Tie, layer_of

UNDIRECTED = {"coordinates", "allied", "deal", "colocated"}
AXIS = Path(__file__).with_name("axis.tsv")


def _sign(word: str) -> int:
    layer = layer_of(word)
    return {"backing": 1, "cooperation": 1, "hostility": -1}.get(layer, {"hosts": 1, "spies": -1}.get(word, 0))


def _node(key: str, name: str, kind: str, part_of: str = "", acts_for: str = "") -> Node:
    return Node(key, name, kind, tuple(part_of.split()), tuple(acts_for.split()))


def _tie(key: int, row: list[str]) -> Tie:
    source, target, word, belief, low, high, origins, *place = row
    return Tie(
        source, target, word, layer_of(word), _sign(word), float(belief), float(low), float(high), int(origins),
        claims=(f"c{key}",), proposition=f"{word}({source} -> {target})", place=place[0] if place else None,
        assumed=origins == "0", directed=word not in UNDIRECTED,
    )  # fmt: skip


def read_axis(path: Path = AXIS) -> Network:
    rows = [line.split("\t") for line in path.read_text().splitlines() if not line.startswith("#")]
    of = {kind: [row[1:] for row in rows if row[0] == kind] for kind in ("node", "tie", "there")}
    nodes = tuple(_node(*row) for row in of["node"])
    ties = tuple(_tie(k, row) for k, row in enumerate(of["tie"]))
    there = tuple(Presence(a, p, float(b), int(o), (f"p{k}",)) for k, (a, p, b, o) in enumerate(of["there"]))
    rng = np.random.default_rng(20240131)
    worlds = rng.random((100, len(ties))) < [tie.belief for tie in ties]
    bases = rng.random((100, len(there))) < [presence.belief for presence in there]
    return Network(date(2024, 1, 31), nodes, ties, there, worlds, bases)


@pytest.fixture(scope="session")
def axis() -> Network:
    return read_axis()
