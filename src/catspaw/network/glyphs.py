"""Marks of a picture: a shape for each kind of node, colours that the colour-blind can tell apart."""

from __future__ import annotations

from math import cos, pi, sin

# Okabe and Ito (2008), the lines in full strength, the blocs as tints that carry dark text.
SUPPORT, HOSTILE, LEAK, GROUND = "#0072B2", "#C84B00", "#8A3F78", "#6B6B6B"
INK, FAINT, PAPER = "#1B1B1B", "#767676", "#FFFFFF"
BLOCS = ("#F3D27A", "#9CCFEF", "#93D5BC", "#E6B6D0", "#D8C3A5", "#C9CCD1")

# Kind to (shape, radius).  Kinds that are not named look like organisations.
SHAPES: dict[str, tuple[str, float]] = {
    "state": ("square", 17.0),
    "organisation": ("hexagon", 15.0),
    "group": ("hexagon", 15.0),
    "government": ("hexagon", 15.0),
    "armed_group": ("diamond", 17.0),
    "wing": ("triangle", 13.0),
    "force": ("triangle", 13.0),
    "office": ("disc", 10.0),
    "office_holder": ("disc", 10.0),
    "person": ("disc", 10.0),
    "brand": ("mask", 15.0),
    "flow": ("flow", 14.0),
    "place": ("pin", 9.0),
}
MEANINGS = (
    ("square", "state"),
    ("hexagon", "organisation"),
    ("diamond", "armed group"),
    ("triangle", "wing or force"),
    ("disc", "office or person"),
    ("mask", "cover name"),
    ("flow", "flow of goods"),
    ("pin", "place"),
)


def shape_of(kind: str) -> tuple[str, float]:
    """Return the shape and radius of a kind of node."""
    return SHAPES.get(kind, SHAPES["organisation"])


def outline(shape: str, *, x: float, y: float, radius: float) -> str:
    """Write a shape as path data around (x, y)."""
    if shape == "disc":
        return (
            f"M{x - radius:.1f},{y:.1f}a{radius},{radius} 0 1 0 {2 * radius},0a{radius},{radius} 0 1 0 {-2 * radius},0Z"
        )
    if shape == "pin":
        r = radius * 0.8
        return (
            f"M{x:.1f},{y + radius:.1f}L{x - r:.1f},{y - r * 0.3:.1f}"
            f"A{r:.1f},{r:.1f} 0 1 1 {x + r:.1f},{y - r * 0.3:.1f}Z"
        )
    return _polygon(_corners(shape, radius), x, y)


def _corners(shape: str, radius: float) -> list[tuple[float, float]]:
    if shape == "square":
        side = 0.88 * radius
        return [(-side, -side), (side, -side), (side, side), (-side, side)]
    if shape == "flow":
        return [
            (-radius, 0.6 * radius),
            (-0.5 * radius, -0.6 * radius),
            (radius, -0.6 * radius),
            (0.5 * radius, 0.6 * radius),
        ]
    if shape == "triangle":
        return [(0, -radius), (radius, 0.75 * radius), (-radius, 0.75 * radius)]
    corners = 6 if shape == "hexagon" else 4
    return [(radius * sin(2 * pi * k / corners), -radius * cos(2 * pi * k / corners)) for k in range(corners)]


def _polygon(corners: list[tuple[float, float]], x: float, y: float) -> str:
    return "M" + " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners) + "Z"
