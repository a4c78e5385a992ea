"""Where actors stand in a picture: once for all dates, so that nothing jumps.

Stress majorisation (Gansner, Koren and North 2004) on shortest paths through the network of all times, then
removal of overlaps.  Deterministic.  Cost grows with the square of the actors drawn, which a picture bounds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.network.graph import Network, signed, standing_edges

Point = tuple[float, float]
Positions = dict[str, Point]
Floats = NDArray[np.float64]

WIDTH, HEIGHT = 1200.0, 780.0
MARGIN = 56.0
# Lengths of a step: what belongs together stands together.  Stated judgement, of looks alone.
STANDING, FRIENDLY, GROUND, HOSTILE = 0.55, 1.0, 0.8, 1.9
APART = 0.65  # of the longest way: how far those stand whom nothing joins
SWEEPS = 400
FULL = 0.65  # share of the canvas; a choice of looks
_NEAR = 1e-9


def layout(network: Network, *, keep: Mapping[str, Point] | None = None) -> Positions:
    """Place the actors and places of a network.

    Pass the network of all times, with every tie ever believed: the result then depends on no date, and
    serves the picture of any.

    Parameters
    ----------
    network : Network
    keep : mapping, optional
        Positions that must not change, as an earlier layout gave them, returned with the rest; newcomers are
        fitted in between.

    Returns
    -------
    dict
        Id to (x, y) in ``[0, WIDTH] x [0, HEIGHT]``; left out are nodes without a tie, and places of one party alone.
    """
    lengths = _lengths(network)
    ids = sorted({end for pair in lengths for end in pair})
    held = keep or {}
    if set(ids) <= set(held):
        return dict(held)
    fixed = np.array([node in held for node in ids])
    names = {node.id: node.name for node in network.nodes}
    boxes = np.array([_box(names[node]) for node in ids])
    far = _distances(ids, lengths)
    points = _fit(_turn(majorise(far, start=_classical(far))))
    if fixed.any():
        points = _settle(points, ids=ids, lengths=lengths, keep=held)
    points = part(points, boxes=boxes if fixed.any() else _roomy(boxes), fixed=fixed)
    placed = zip(ids, points.round(1).tolist(), strict=True)
    return {**{node: (x, y) for node, (x, y) in placed}, **held}


def to_json(positions: Mapping[str, Point]) -> str:
    """Write positions as the text of a position file."""
    return json.dumps({node: list(positions[node]) for node in sorted(positions)}, indent=0) + "\n"


def from_json(text: str) -> Positions:
    """Read the text of a position file.

    Raises
    ------
    ModelError
        If it is not an object of ids to pairs of numbers.
    """
    try:
        return {str(node): (float(x), float(y)) for node, (x, y) in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(f'position file: {error}; allowed: {{"id": [x, y], ...}} as `to_json` writes it') from None


def majorise(far: Floats, *, start: Floats) -> Floats:
    """Move points until their distances fit, by majorising the stress ``sum w (|p_i - p_j| - d_ij)^2``.

    Parameters
    ----------
    far : float array (n, n)
        Wanted distances d; the weight is w = 1 / d^2.
    start : float array (n, 2)

    Returns
    -------
    float array (n, 2)
    """
    off = ~np.eye(len(far), dtype=bool)
    weight = np.divide(1.0, far**2, out=np.zeros_like(far), where=off)
    total = weight.sum(axis=1, keepdims=True) + _NEAR
    points = start.copy()
    for _ in range(SWEEPS):
        apart = points[:, None, :] - points[None, :, :]
        length = np.maximum(np.linalg.norm(apart, axis=2), _NEAR)
        wanted = points[None, :, :] + apart * (far / length)[:, :, None]
        points = (weight[:, :, None] * wanted).sum(axis=1) / total
    return points


def part(points: Floats, *, boxes: Floats, fixed: NDArray[np.bool_]) -> Floats:
    """Push boxes around the points apart until none overlap, or 300 rounds have passed.

    Parameters
    ----------
    points : float array (n, 2)
    boxes : float array (n, 2)
        Width and height.
    fixed : bool array (n,)
        Points that stay.
    """
    points = points.copy()
    room = (boxes[:, None, :] + boxes[None, :, :]) / 2
    free = np.where(fixed, 0.0, 1.0)
    share = free[:, None] / np.maximum(free[:, None] + free[None, :], 1.0)
    for _ in range(300):
        apart = points[:, None, :] - points[None, :, :]
        lack = room - np.abs(apart)
        hit = (lack > 0.5).all(axis=2) & ~np.eye(len(points), dtype=bool)
        if not hit.any():
            break
        across = lack[:, :, 0] < lack[:, :, 1]
        way = np.where(apart == 0, np.sign(np.arange(len(points))[:, None] - np.arange(len(points)))[:, :, None], 0)
        push = lack * np.sign(apart + way) * np.stack([across, ~across], axis=2)
        points += 0.5 * (push * (hit * share)[:, :, None]).sum(axis=1)
        points = np.where(fixed[:, None], points, np.clip(points, _low(boxes), _high(boxes)))
    return points


def _low(boxes: Floats) -> Floats:
    return boxes / 2 + 4


def _high(boxes: Floats) -> Floats:
    return np.array([WIDTH, HEIGHT]) - boxes / 2 - 4


def _box(name: str) -> Point:
    return max(96.0, 7.6 * min(len(name), 16) + 22), 74.0


def _roomy(boxes: Floats) -> Floats:
    """Widen the boxes while together they fill less than `FULL` of the canvas."""
    filled = boxes.prod(axis=1).sum() / (WIDTH * HEIGHT)
    return boxes * float(np.clip(np.sqrt(FULL / filled), 1.0, 2.0))


def _lengths(network: Network) -> dict[tuple[str, str], float]:
    graph = signed(network, structure=False)
    lengths = {(pair.a, pair.b): HOSTILE if pair.sign < 0 else FRIENDLY for pair in graph.pairs}
    _shorten(lengths, _ground(network), GROUND)
    _shorten(lengths, standing_edges(network.nodes), STANDING)
    return lengths


def _ground(network: Network) -> list[tuple[str, str]]:
    """Give who is where or holds what; a place with one party alone joins nobody and is left out."""
    places = {node.id for node in network.nodes if node.kind == "place"}
    there = [(p.actor, p.place) for p in network.presences]
    there += [(tie.source, tie.target) for tie in network.ties if tie.sign == 0 and tie.source != tie.target]
    parties = Counter(place for _, place in set(there))
    return [(actor, place) for actor, place in there if place not in places or parties[place] > 1]


def _shorten(lengths: dict[tuple[str, str], float], pairs: Iterable[tuple[str, str]], length: float) -> None:
    for a, b in pairs:
        key = (min(a, b), max(a, b))
        lengths[key] = min(lengths.get(key, length), length)


def _distances(ids: list[str], lengths: Mapping[tuple[str, str], float]) -> Floats:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    place = {node: k for k, node in enumerate(ids)}
    ends = np.array([(place[a], place[b]) for a, b in sorted(lengths)])
    values = np.array([lengths[key] for key in sorted(lengths)])
    graph = csr_array((values, (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
    far = np.asarray(dijkstra(graph, directed=False), dtype=float)
    reach = far[np.isfinite(far)].max()
    return np.where(np.isfinite(far), far, APART * reach)


def _classical(far: Floats) -> Floats:
    """Classical scaling (Torgerson 1952), as a start that needs no chance."""
    centre = np.eye(len(far)) - 1 / len(far)
    values, vectors = np.linalg.eigh(-0.5 * centre @ far**2 @ centre)
    points = vectors[:, [-1, -2]] if len(far) > 1 else np.zeros((1, 2))
    scale = np.sqrt(np.maximum(values[[-1, -2]], _NEAR)) if len(far) > 1 else np.ones(2)
    return _upright(np.asarray(points * scale))


def _turn(points: Floats) -> Floats:
    """Lay the longest extent along x."""
    centred = points - points.mean(axis=0)
    return _upright(centred @ np.linalg.svd(centred, full_matrices=False)[2].T) if len(points) > 1 else centred


def _upright(points: Floats) -> Floats:
    """Mirror each axis so that its farthest point is positive: signs of eigenvectors mean nothing."""
    far = np.abs(points.round(6)).argmax(axis=0)
    return points * np.where(points[far, [0, 1]] < 0, -1.0, 1.0)


def _fit(points: Floats) -> Floats:
    """Scale to the canvas, each axis by itself."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array([WIDTH, HEIGHT]) - 2 * MARGIN
    span = np.where(high - low > _NEAR, high - low, 1.0)
    scaled = MARGIN + (points - low) / span * room
    return np.where(high - low > _NEAR, scaled, np.array([WIDTH, HEIGHT]) / 2)


def _settle(
    points: Floats, *, ids: list[str], lengths: Mapping[tuple[str, str], float], keep: Mapping[str, Point]
) -> Floats:
    """Put kept points back and each newcomer amid its neighbours (Tutte 1963), near ones pulling more."""
    place = {node: k for k, node in enumerate(ids)}
    pull = np.zeros((len(ids), len(ids)))
    for (a, b), length in lengths.items():
        pull[place[a], place[b]] = pull[place[b], place[a]] = length**-2
    fixed = np.array([node in keep for node in ids])
    points = np.where(fixed[:, None], [keep.get(node, (WIDTH / 2, HEIGHT / 2)) for node in ids], points)
    for _ in range(SWEEPS):
        amid = pull @ points / pull.sum(axis=1, keepdims=True)
        points = np.where(fixed[:, None], points, amid)
    return points
