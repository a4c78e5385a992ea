"""Lines of a picture: parallel ties bundled, bent past what they do not touch, said in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from catspaw.network.graph import Network, Presence, Tie, standing_edges
from catspaw.network.reasons import percent, tie_phrase
from catspaw.network.strokes import Floats, Point, curve

STYLES = ("standing", "ground", "support", "hostile", "leak")  # in the order of drawing
BENDS = (0.0, 18.0, -18.0, 36.0, -36.0, 60.0, -60.0)
CLEAR = 9.0  # between a line and a node that it passes
GAP = 9.0  # between parallel lines of one pair, in units of the canvas


@dataclass(frozen=True, slots=True)
class Line:
    """All ties of one style and direction between two nodes.

    Attributes
    ----------
    source, target : str
    style : str
        One of `STYLES`.
    ends : int
        Arrowheads: 0, 1 (at the target) or 2 (both do it).
    belief : float
        Of the strongest.
    origins : int
        Most independent origins that any one of them has.
    claims : tuple of str
    words : tuple of str
        What the tooltip says, one row each.
    """

    source: str
    target: str
    style: str
    ends: int
    belief: float
    origins: int
    claims: tuple[str, ...]
    words: tuple[str, ...]


def bundle(network: Network, *, layers: Collection[str] | None = None, least: float = 0.0) -> list[Line]:
    """Bundle the ties and presences of a network.

    Parameters
    ----------
    network : Network
    layers : collection of str, optional
        Keep only these.
    least : float
        Leave out lines whose strongest tie is believed less.

    Returns
    -------
    list of Line
        Sorted by ends, style and direction.
    """
    names = {node.id: node.name for node in network.nodes}
    grouped: dict[tuple[str, str, str, bool], list[Tie]] = defaultdict(list)
    for tie in network.ties:
        if (layers is None or tie.layer in layers) and tie.source != tie.target:
            ends = (tie.source, tie.target) if tie.directed else sorted((tie.source, tie.target))
            grouped[ends[0], ends[1], style_of(tie), tie.directed].append(tie)
    lines = [_line(key, ties, names) for key, ties in sorted(grouped.items())]
    if layers is None:
        lines += _standing(network, names)
    if layers is None or "ground" in layers:
        lines += _presences(network, joined={(line.source, line.target) for line in lines}, names=names)
    strong = [line for line in lines if line.belief >= least]
    return sorted(_mutual(strong), key=lambda line: (line.source, line.target, line.style, line.ends))


def style_of(tie: Tie) -> str:
    """Return how a tie is drawn: leaks and spies have their own style, whatever their sign."""
    if tie.layer == "leakage":
        return "leak"
    return {1: "support", -1: "hostile", 0: "ground"}[tie.sign]


def _line(key: tuple[str, str, str, bool], ties: Sequence[Tie], names: Mapping[str, str]) -> Line:
    strongest = sorted(ties, key=lambda tie: (-tie.belief, tie.word))
    claims = tuple(sorted({claim for tie in ties for claim in tie.claims}))
    belief, origins = strongest[0].belief, max(0 if tie.assumed else tie.origins for tie in ties)
    source, target, style, directed = key
    words = tuple(_said(tie, names) for tie in strongest)
    return Line(source, target, style, int(directed and style != "ground"), belief, origins, claims, words)


def _mutual(lines: Sequence[Line]) -> list[Line]:
    """Draw what two do to each other as one line, where both directions rest on equally many origins."""
    by_ends = {(line.source, line.target, line.style): line for line in lines if line.ends}
    merged = [line for line in lines if not line.ends]
    for (source, target, style), line in sorted(by_ends.items()):
        back = by_ends.get((target, source, style))
        if back is None or well_sourced(line) != well_sourced(back):
            merged.append(line)
        elif source < target:
            merged.append(_both(line, back))
    return merged


def _both(line: Line, back: Line) -> Line:
    return replace(
        line,
        ends=2,
        belief=max(line.belief, back.belief),
        origins=max(line.origins, back.origins),
        claims=tuple(sorted({*line.claims, *back.claims})),
        words=line.words + back.words,
    )


def well_sourced(line: Line) -> int:
    """Return the class by which a line is dashed: 0, 1, 2, or 3 for three origins and more."""
    return min(3, line.origins)


def _standing(network: Network, names: Mapping[str, str]) -> list[Line]:
    edges = sorted({(min(edge), max(edge)): edge for edge in standing_edges(network.nodes)}.values())
    said = [(a, b, f"{names[a]} is part of, or acts for, {names[b]} (undisputed)") for a, b in edges]
    return [Line(a, b, "standing", 0, 1.0, 3, (), (words,)) for a, b, words in said]


def _presences(network: Network, *, joined: Collection[tuple[str, str]], names: Mapping[str, str]) -> list[Line]:
    grouped: dict[tuple[str, str], list[Presence]] = defaultdict(list)
    for presence in network.presences:
        if (presence.actor, presence.place) not in joined and presence.actor != presence.place:
            grouped[presence.actor, presence.place].append(presence)
    return [_ground(key, there, names) for key, there in sorted(grouped.items())]


def _ground(key: tuple[str, str], there: Sequence[Presence], names: Mapping[str, str]) -> Line:
    strongest = sorted(there, key=lambda presence: (-presence.belief, presence.proposition))
    where = f"{names[key[0]]} is at {names[key[1]]}"
    claims = tuple(sorted({claim for presence in there for claim in presence.claims}))
    words = tuple(f"{where} ({percent(p.belief)}), {sourced(p.origins)}" for p in strongest)
    return Line(*key, "ground", 0, strongest[0].belief, max(p.origins for p in there), claims, words)


def _said(tie: Tie, names: Mapping[str, str]) -> str:
    doubt = f", range {percent(tie.low)} to {percent(tie.high)}" if tie.low < tie.high else ""
    return f"{tie_phrase(tie, names=names)}{doubt}, {sourced(0 if tie.assumed else tie.origins)}"


def sourced(origins: int) -> str:
    """Say how many independent origins there are."""
    if origins == 0:
        return "set by the analyst, without a source"
    return "one origin alone" if origins == 1 else f"{origins} independent origins"


def routes(lines: Sequence[Line], *, positions: Mapping[str, Point], radii: Mapping[str, float]) -> dict[Line, Floats]:
    """Bend each line past the nodes that it does not touch; parallel ones run side by side.

    Returns
    -------
    dict
        Line to points, float array (samples, 2), from the centre of its source to that of its target.
    """
    pairs: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        pairs[min(line.source, line.target), max(line.source, line.target)].append(line)
    found: dict[Line, Floats] = {}
    for (a, b), parallel in sorted(pairs.items()):
        bend = _clearest(a, b, positions, radii)
        for k, line in enumerate(parallel):
            points = curve(positions[a], positions[b], bend=bend + GAP * (k - (len(parallel) - 1) / 2))
            found[line] = points if line.source == a else points[::-1]
    return found


def _clearest(a: str, b: str, positions: Mapping[str, Point], radii: Mapping[str, float]) -> float:
    """Return the bend that runs into the fewest other nodes, the straighter the better."""
    others = [node for node in sorted(radii) if node not in (a, b)]
    centres = np.array([positions[node] for node in others]).reshape(-1, 2)
    room = np.array([radii[node] + CLEAR for node in others])
    near = _apart(curve(positions[a], positions[b], bend=0.0)[::6], centres) < room + max(BENDS)
    if not near.any():
        return 0.0
    centres, room = centres[near], room[near]

    def cost(bend: float) -> tuple[float, float]:
        apart = _apart(curve(positions[a], positions[b], bend=bend)[3:-3], centres)
        return float(np.maximum(room - apart, 0).sum()) + 0.04 * abs(bend), abs(bend)

    return min(BENDS, key=cost)


def _apart(points: Floats, centres: Floats) -> Floats:
    """Return the distance of each centre from the nearest point, shape (centres,)."""
    return np.asarray(np.linalg.norm(points[:, None] - centres[None], axis=2).min(axis=0))


def crowd(routes: Iterable[Floats]) -> Floats:
    """Gather the points of all lines, float array (points, 2), for labels to keep clear of."""
    listed = list(routes)
    return np.concatenate([points[::3] for points in listed]) if listed else np.zeros((0, 2))
