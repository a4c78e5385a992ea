"""Where names go in a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.network.layout import HEIGHT, WIDTH
from catspaw.network.strokes import Floats, Point

SIZE = 13.0  # of letters
_EM = 0.6  # mean width of a letter in units of its size, measured on common sans faces
Box = tuple[float, float, float, float]

_WRAP = 15  # letters, beyond which a name is set in two lines


@dataclass(frozen=True, slots=True)
class Label:
    """A placed name: its rows of text, the middle of the first one's base line, and the box around it all."""

    rows: tuple[str, ...]
    x: float
    y: float
    box: Box


def place(
    names: Mapping[str, str], *, positions: Mapping[str, Point], radii: Mapping[str, float], crowd: Floats
) -> dict[str, Label]:
    """Put each name beside its node where it covers least: lines, nodes, names already placed.

    Parameters
    ----------
    names, positions, radii : mapping
        By node.
    crowd : float array (points, 2)
        Points of lines.
    """
    glyphs = {node: _around(*positions[node], radii[node]) for node in names}
    placed: dict[str, Label] = {}
    for node in sorted(names, key=lambda n: (positions[n][1], n)):
        taken = [box for other, box in glyphs.items() if other != node] + [label.box for label in placed.values()]
        options = _options(names[node], positions[node], radii[node])
        costs = [_cost(label.box, taken, crowd) + 0.8 * k for k, label in enumerate(options)]
        placed[node] = options[int(np.argmin(costs))]
    return placed


def _options(name: str, centre: Point, radius: float) -> list[Label]:
    rows = wrap(name)
    width, height = max(map(len, rows)) * SIZE * _EM, len(rows) * SIZE * 1.12
    x, y = centre
    beside = radius + width / 2 + 6
    tops = [
        (x, y + radius + 3),
        (x, y - radius - 4 - height),
        (x + beside, y - height / 2),
        (x - beside, y - height / 2),
        (x + beside * 0.8, y + radius * 0.7),
        (x - beside * 0.8, y + radius * 0.7),
    ]
    return [Label(rows, cx, top + SIZE * 0.86, (cx - width / 2, top, cx + width / 2, top + height)) for cx, top in tops]


def wrap(name: str) -> tuple[str, ...]:
    """Set a long name in two rows, split where they come out most even."""
    if len(name) <= _WRAP or " " not in name:
        return (name,)
    words = name.split(" ")
    cuts = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    return min(cuts, key=lambda rows: max(map(len, rows)))


def _cost(box: Box, taken: Sequence[Box], crowd: Floats) -> float:
    left, top, right, bottom = box
    outside = max(0.0, 4 - left) + max(0.0, right - WIDTH + 4) + max(0.0, 4 - top) + max(0.0, bottom - HEIGHT + 4)
    overlap = sum(
        max(0.0, min(right, other[2]) - max(left, other[0])) * max(0.0, min(bottom, other[3]) - max(top, other[1]))
        for other in taken
    )
    inside = (crowd > (left - 2, top - 2)).all(axis=1) & (crowd < (right + 2, bottom + 2)).all(axis=1)
    return 20 * outside + 0.5 * overlap + float(inside.sum())


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3
