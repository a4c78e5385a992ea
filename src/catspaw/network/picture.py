"""The network as one SVG that a stranger can read, on a screen and in black and white on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from html import escape

from catspaw.network import glyphs
from catspaw.network.blocs import Blocs
from catspaw.network.graph import Network, Node, check_layers
from catspaw.network.labels import SIZE, Label, place
from catspaw.network.layout import HEIGHT, WIDTH, Positions, layout
from catspaw.network.legend import LEGEND_HEIGHT, legend
from catspaw.network.lines import STYLES, Line, bundle, crowd, routes
from catspaw.network.strokes import Floats, arrowhead, path, trim, zigzag

LEAST = 0.2  # stated judgement: ties believed less would only be clutter; their number is printed
TITLE_HEIGHT = 48.0
FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"
COLOURS = {
    "support": glyphs.SUPPORT,
    "hostile": glyphs.HOSTILE,
    "leak": glyphs.LEAK,
    "ground": glyphs.GROUND,
    "standing": glyphs.FAINT,
}
THIN = {"hostile": 0.5, "ground": 0.6, "standing": 0.25}  # a saw is broad already; the rest is background
SAW_DASHES = {"2 6": "10 8", "11 6": "34 9"}
LETTERS = "ABCDEF"


def picture(
    network: Network,
    *,
    positions: Positions | None = None,
    blocs: Blocs | None = None,
    layers: Collection[str] | None = None,
    least: float = LEAST,
    title: str | None = None,
) -> str:
    """Draw a network.

    Parameters
    ----------
    network : Network
        As of the date that is shown.
    positions : dict, optional
        From `layout` of the network of all times, so that nodes stand still from date to date; whoever is not
        in it is fitted in.
    blocs : Blocs, optional
        Colours and letters the nodes.
    layers : collection of str, optional
        Draw only these layers, keys of ``LAYERS``.
    least : float
        Leave out lines believed less.
    title : str, optional
        Over the picture.

    Returns
    -------
    str
        One ``<svg>`` element: no script, no outside reference, no id, all text escaped.

    Raises
    ------
    ModelError
        If a layer is unknown.
    """
    check_layers(layers or ())
    spots = layout(network, keep=positions)
    nodes = {node.id: node for node in network.nodes if node.id in spots}
    every = [line for line in bundle(network, layers=layers) if line.source in nodes and line.target in nodes]
    lines = [line for line in every if line.belief >= least]
    said = title or f"Who backs, fights and watches whom, as of {network.as_of.day} {network.as_of:%B %Y}"
    body = [
        _head(said, lines, hidden=len(every) - len(lines), least=least),
        f'<g transform="translate(0,{TITLE_HEIGHT:g})">',
        *_drawing(nodes, lines, spots, blocs),
        "</g>",
        legend(blocs, LETTERS, top=TITLE_HEIGHT + HEIGHT),
    ]
    return _wrapped(said, lines, nodes, "\n".join(body))


def _wrapped(title: str, lines: list[Line], nodes: Mapping[str, Node], body: str) -> str:
    tall = TITLE_HEIGHT + HEIGHT + LEGEND_HEIGHT
    said = f"{title}. Network of {len(nodes)} actors and places and {len(lines)} lines; each line says its ties."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {tall:g}" width="100%" role="img" '
        f'aria-label="{escape(said)}" font-family="{escape(FONT)}" font-size="{SIZE:g}" fill="{glyphs.INK}">\n'
        f'<rect width="{WIDTH:g}" height="{tall:g}" fill="{glyphs.PAPER}"/>\n{body}\n</svg>'
    )


def _head(title: str, lines: list[Line], *, hidden: int, least: float) -> str:
    tied = [line for line in lines if line.style != "standing"]
    note = f"{sum(len(line.words) for line in tied)} ties in {len(tied)} lines"
    if hidden:
        note += f"; {hidden} believed less than {least:.0%} not drawn"
    return (
        f'<text x="24" y="31" font-size="21" font-weight="650">{escape(title)}</text>'
        f'<text x="{WIDTH - 24:g}" y="31" text-anchor="end" fill="{glyphs.FAINT}">{escape(note)}</text>'
    )


def _drawing(nodes: Mapping[str, Node], lines: list[Line], spots: Positions, blocs: Blocs | None) -> Iterable[str]:
    radii = {node.id: glyphs.shape_of(node.kind)[1] for node in nodes.values()}
    here = {node: spots[node] for node in nodes}
    drawn = routes(lines, positions=here, radii=radii)
    busy = {end for line in lines for end in (line.source, line.target)}
    letters = _letters(blocs)
    yield from _territories(here, letters)
    for style in STYLES:
        chosen = [line for line in lines if line.style == style]
        yield f'<g data-style="{style}">' + "\n".join(_draw(line, drawn[line], radii) for line in chosen) + "</g>"
    labels = place(
        {node.id: node.name for node in nodes.values()},
        positions=here,
        radii=radii,
        crowd=crowd(drawn.values()),
    )
    for node in sorted(nodes):
        yield _mark(nodes[node], *here[node], letters.get(node, ""), labels[node], pale=node not in busy)


def _letters(blocs: Blocs | None) -> dict[str, str]:
    named = zip(LETTERS, blocs.blocs if blocs else (), strict=False)
    return {member.actor: letter for letter, bloc in named for member in bloc.members}


def _territories(spots: Positions, letters: Mapping[str, str]) -> Iterable[str]:
    """Lay soft discs under the nodes of each bloc, that run together."""
    for letter, fill in zip(LETTERS, glyphs.BLOCS, strict=True):
        inside = [spots[node] for node in sorted(spots) if letters.get(node) == letter]
        discs = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="64"/>' for x, y in inside)
        if discs:
            yield f'<g fill="{fill}" opacity=".2">{discs}</g>'


def dash(origins: int) -> tuple[str, float, float]:
    """Return dash pattern, opacity and thinness for a number of independent origins.

    Fewer origins leave less ink, and what the analyst set without any is thin and pale.
    """
    return {0: ("", 0.42, 0.5), 1: ("2 6", 0.9, 1.0), 2: ("11 6", 0.95, 1.0)}.get(origins, ("", 1.0, 1.0))


def breadth(belief: float) -> float:
    """Return the width of a line."""
    return 0.8 + 3.2 * belief**2


def stroke(style: str, points: Floats, *, belief: float, origins: int, ends: int) -> str:
    """Draw one line: a saw for hostility, beads for leaks, plain for help, thin for ground and membership."""
    dashes, opacity, thin = dash(origins)
    colour, wide = COLOURS[style], breadth(belief) * THIN.get(style, 1.0) * thin
    shaft = zigzag(points) if style == "hostile" else points
    drawn = (
        f'<path d="{path(shaft)}" fill="none" stroke="{colour}" stroke-width="{wide:.2f}" '
        f'stroke-linecap="round" stroke-linejoin="round"{_pattern(dashes, style)}/>'
    )
    beads = _beads(points, colour) if style == "leak" else ""
    heads = "".join(
        f'<path d="{arrowhead(tip, width=wide)}" fill="{colour}"/>' for tip in (points, points[::-1])[:ends]
    )
    return f'<g opacity="{opacity:g}">{drawn}{beads}{heads}</g>'


def _pattern(dashes: str, style: str) -> str:
    """Write a dash pattern; a saw needs dashes of whole teeth to stay one."""
    shown = SAW_DASHES.get(dashes, dashes) if style == "hostile" else dashes
    return f' stroke-dasharray="{shown}"' if shown else ""


def _beads(points: Floats, colour: str) -> str:
    return "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="{glyphs.PAPER}" stroke="{colour}" stroke-width="1.4"/>'
        for x, y in points[8:-6:9]
    )


def _draw(line: Line, points: Floats, radii: Mapping[str, float]) -> str:
    head, tail = (12.0 if line.ends >= k else 3.0 for k in (1, 2))
    points = trim(points, tail=radii[line.source] + tail, head=radii[line.target] + head)
    said = "\n".join(line.words)
    claims = f' data-claims="{escape(" ".join(line.claims))}"' if line.claims else ""
    return (
        f'<g data-source="{escape(line.source)}" data-target="{escape(line.target)}"{claims}>'
        f"<title>{escape(said)}</title>"
        f'<path d="{path(points)}" fill="none" stroke="#fff" stroke-opacity="0" stroke-width="14"/>'
        + stroke(line.style, points, belief=line.belief, origins=line.origins, ends=line.ends)
        + "</g>"
    )


def _mark(node: Node, x: float, y: float, letter: str, label: Label, *, pale: bool) -> str:
    kind, radius = glyphs.shape_of(node.kind)
    fill = glyphs.BLOCS[LETTERS.index(letter)] if letter else glyphs.PAPER
    front = ' stroke-dasharray="3 2.5"' if kind == "mask" else ""
    weight = "650" if node.kind == "state" else "400"
    italic = ' font-style="italic"' if node.kind == "place" else ""
    rows = "".join(
        f'<tspan x="{label.x:.1f}" y="{label.y + k * SIZE * 1.12:.1f}">{escape(row)}</tspan>'
        for k, row in enumerate(label.rows)
    )
    inside = f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="11">{letter}</text>' if letter else ""
    return (
        f'<g data-node="{escape(node.id)}" opacity="{0.4 if pale else 1:g}">'
        f"<title>{escape(_about(node, letter))}</title>"
        f'<path d="{glyphs.outline(kind, x=x, y=y, radius=radius)}" fill="{fill}" stroke="{glyphs.INK}" '
        f'stroke-width="1.5"{front}/>{inside}'
        f'<text text-anchor="middle" font-weight="{weight}"{italic} stroke="#fff" stroke-width="3.4" '
        f'stroke-linejoin="round" paint-order="stroke">{rows}</text></g>'
    )


def _about(node: Node, letter: str) -> str:
    return f"{node.name}: {node.kind.replace('_', ' ')}" + (f", bloc {letter}" if letter else "")
