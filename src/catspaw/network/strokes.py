"""Curves of a picture: bends, zigzags, arrowheads, as SVG path data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]

SAMPLES = 48
ZIGZAG_STEP, ZIGZAG_HEIGHT = 4.5, 2.4
ARROW_LENGTH, ARROW_WIDTH = 10.0, 8.0


def curve(start: Point, end: Point, *, bend: float) -> Floats:
    """Sample a quadratic Bézier curve whose middle stands ``bend`` beside the straight line.

    Returns
    -------
    float array (SAMPLES + 1, 2)
    """
    a, b = np.asarray(start), np.asarray(end)
    along = b - a
    length = max(float(np.hypot(*along)), 1e-9)
    side = np.array([-along[1], along[0]]) / length
    control = (a + b) / 2 + 2 * bend * side
    t = np.linspace(0, 1, SAMPLES + 1)[:, None]
    return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b)


def trim(points: Floats, *, head: float, tail: float) -> Floats:
    """Cut off what lies within ``tail`` of the first point and within ``head`` of the last, by distance."""
    walked = lengths(points)
    keep_from, keep_to = min(tail, walked[-1] / 2), max(walked[-1] - head, walked[-1] / 2)
    return at(points, np.linspace(keep_from, keep_to, SAMPLES + 1))


def lengths(points: Floats) -> Floats:
    """Return the way walked to each point."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])


def at(points: Floats, where: Floats) -> Floats:
    """Return the points at given ways along a polyline, shape (len(where), 2)."""
    walked = lengths(points)
    return np.stack([np.interp(where, walked, points[:, 0]), np.interp(where, walked, points[:, 1])], axis=1)


def zigzag(points: Floats) -> Floats:
    """Turn a polyline into a saw with straight ends."""
    total = lengths(points)[-1]
    teeth = max(2, int((total - 10) // ZIGZAG_STEP))
    where = np.linspace(5, max(total - 5, 6), teeth)
    middle = at(points, where)
    way = np.gradient(middle, axis=0)
    side = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    swing = ZIGZAG_HEIGHT * np.where(np.arange(teeth) % 2, 1.0, -1.0)
    swing[[0, -1]] = 0.0
    return np.concatenate([points[:1], middle + side * swing[:, None], points[-1:]])


def path(points: Floats) -> str:
    """Write a polyline as path data."""
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def arrowhead(points: Floats, *, width: float) -> str:
    """Write a triangle whose tip is the last point; it grows a little with the line's width."""
    tip = points[-1]
    back = at(points, np.array([max(0.0, lengths(points)[-1] - 6)]))[0]
    way = (tip - back) / max(float(np.hypot(*(tip - back))), 1e-9)
    side = np.array([-way[1], way[0]]) * (ARROW_WIDTH + width) / 2
    tip = tip + way * (ARROW_LENGTH + width - 2)
    base = points[-1] - way * 2
    return path(np.array([tip, base + side, base - side])) + "Z"
