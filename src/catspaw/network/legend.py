"""What the lines, widths, dashes, shapes and letters of a picture mean."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import numpy as np

from catspaw.network import glyphs
from catspaw.network.blocs import Blocs
from catspaw.network.layout import WIDTH

LEGEND_HEIGHT = 172.0
_ROW = 23.0


def legend(blocs: Blocs | None, letters: str, *, top: float) -> str:
    """Draw the legend from ``top`` down, as an SVG group."""
    columns = [
        ("What runs between them", 24.0, list(_styles())),
        ("How sure it is", 316.0, list(_widths())),
        ("On how many words", 466.0, list(_dashes())),
        ("Who they are", 696.0, list(_shapes())),
        ("Who stands together", 962.0, list(_blocs(blocs, letters))),
    ]
    body = "".join(_column(heading, x, rows) for heading, x, rows in columns if rows)
    rule = f'<line x1="24" x2="{WIDTH - 24:g}" y1="2" y2="2" stroke="#C9CCD1"/>'
    return f'<g transform="translate(0,{top:g})" font-size="12.5">{rule}{body}</g>'


def _column(heading: str, x: float, rows: list[str]) -> str:
    drawn = "".join(f'<g transform="translate(0,{_ROW * k:g})">{row}</g>' for k, row in enumerate(rows))
    return (
        f'<g transform="translate({x:g},26)"><text font-weight="650">{escape(heading)}</text>'
        f'<g transform="translate(0,24)">{drawn}</g></g>'
    )


def _sample(style: str, text: str, *, belief: float = 0.95, origins: int = 3, ends: int = 1) -> str:
    from catspaw.network.picture import stroke

    points = np.stack([np.linspace(2, 40, 40), np.full(40, -4.0)], axis=1)
    return stroke(style, points, belief=belief, origins=origins, ends=ends) + _text(text, x=64)


def _text(text: str, *, x: float) -> str:
    return f'<text x="{x:g}">{escape(text)}</text>'


def _styles() -> Iterable[str]:
    yield _sample("support", "helps, hosts or works with")
    yield _sample("hostile", "opposes, fights or sanctions")
    yield _sample("leak", "spies on, or leaks to")
    yield _sample("ground", "has people there, or holds it", ends=0)
    yield _sample("standing", "is part of, or acts for", ends=0)


def _widths() -> Iterable[str]:
    for belief in (0.95, 0.6, 0.3):
        yield _sample("support", f"{belief:.0%}", belief=belief, ends=0)
    yield _text("chance that it holds", x=0)


def _dashes() -> Iterable[str]:
    for origins, text in ((3, "three or more origins"), (2, "two origins"), (1, "one origin alone")):
        yield _sample("support", text, origins=origins, ends=0)
    yield _sample("support", "set by the analyst", origins=0, ends=0)


def _shapes() -> Iterable[str]:
    half = (len(glyphs.MEANINGS) + 1) // 2
    for left, right in zip(glyphs.MEANINGS[:half], glyphs.MEANINGS[half:], strict=False):
        yield _shape(*left, x=8) + _shape(*right, x=128)


def _shape(shape: str, text: str, *, x: float) -> str:
    front = ' stroke-dasharray="3 2.5"' if shape == "mask" else ""
    drawn = glyphs.outline(shape, x=x, y=-4, radius=8)
    return f'<path d="{drawn}" fill="#fff" stroke="{glyphs.INK}" stroke-width="1.3"{front}/>' + _text(text, x=x + 15)


def _blocs(blocs: Blocs | None, letters: str) -> Iterable[str]:
    named = list(zip(letters, glyphs.BLOCS, blocs.blocs if blocs else (), strict=False))
    for letter, fill, bloc in named[:4]:
        yield (
            f'<circle cx="8" cy="-4" r="9" fill="{fill}" stroke="{glyphs.INK}"/>'
            f'<text x="8" y="0" text-anchor="middle" font-size="11">{letter}</text>' + _text(bloc.name, x=25)
        )
    if named:
        yield _text("No letter: stands alone, or a place.", x=0)
