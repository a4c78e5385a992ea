from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.network.blocs import blocs
from catspaw.network.graph import LAYERS, Network, Node, Presence, Tie
from catspaw.network.labels import place, wrap
from catspaw.network.layout import layout
from catspaw.network.lines import bundle, routes
from catspaw.network.picture import breadth, dash, picture
from catspaw.network.strokes import arrowhead, curve, lengths, trim, zigzag

SVG = "{http://www.w3.org/2000/svg}"
NODES = (Node("a", "A <b>&", "state"), Node("b", 'B "x"', "armed_group"), Node("c", "C", "wing"))


def tie(source: str, target: str, word: str = "arms", sign: int = 1, belief: float = 0.9, origins: int = 3) -> Tie:
    layer = {"arms": "backing", "funds": "backing", "fights": "hostility", "leaks": "leakage"}[word]
    return Tie(source, target, word, layer, sign, belief, belief - 0.1, belief, origins, claims=("k<1>",))


def small(*ties: Tie) -> Network:
    return Network(date(2024, 1, 31), NODES, ties)


def titles(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter(f"{SVG}title")]


def test_it_is_one_well_formed_picture_without_script_id_or_outside_reference(axis: Network) -> None:
    svg = picture(axis, blocs=blocs(axis, worlds=5))
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert "Network of 30 actors and places" in root.attrib["aria-label"]
    assert root.attrib["viewBox"].startswith("0 0 1200")
    assert not [e for e in root.iter() if e.tag.endswith(("script", "image", "use", "a", "style"))]
    assert not [k for e in root.iter() for k in e.attrib if k == "id" or k.startswith("on") or "href" in k]


def test_all_text_is_escaped() -> None:
    svg = picture(small(tie("a", "b")), title="<script>alert('1')</script> & co")
    assert "<script" not in svg
    assert any('A <b>& arms B "x" (90 %)' in title for title in titles(svg))
    assert 'data-claims="k&lt;1&gt;"' in svg


def test_a_tooltip_says_belief_range_and_origins() -> None:
    (line,) = bundle(small(tie("a", "b", origins=1)))
    assert line.words == ('A <b>& arms B "x" (90 %), range 80 % to 90 %, one origin alone',)
    assumed = replace(tie("a", "b", origins=2), assumed=True)
    assert bundle(small(assumed))[0].words[0].endswith("set by the analyst, without a source")
    assert bundle(small(assumed))[0].origins == 0


def test_parallel_ties_are_one_line_for_each_style_and_direction() -> None:
    ties = (tie("a", "b"), tie("a", "b", "funds", belief=0.4), tie("b", "a", origins=1), tie("a", "b", "fights", -1))
    lines = bundle(small(*ties))
    assert [(ln.source, ln.target, ln.style, ln.ends) for ln in lines] == [
        ("a", "b", "hostile", 1),
        ("a", "b", "support", 1),
        ("b", "a", "support", 1),
    ]
    assert lines[1].belief == 0.9
    assert len(lines[1].words) == 2


def test_both_ways_is_one_line_only_where_it_rests_on_equally_much() -> None:
    both = bundle(small(tie("a", "b", "fights", -1), tie("b", "a", "fights", -1, 0.5)))
    assert [(ln.ends, ln.belief, len(ln.words)) for ln in both] == [(2, 0.9, 2)]
    assert len(bundle(small(tie("a", "b", "fights", -1), tie("b", "a", "fights", -1, origins=1)))) == 2


def test_presences_of_one_party_at_one_place_are_one_line() -> None:
    nodes = (*NODES, Node("p", "P", "place"))
    there = (Presence("a", "p", 0.5, 1, ("x",)), Presence("a", "p", 0.8, 2, ("y",)))
    (line,) = bundle(Network(date(2024, 1, 31), nodes, (), there))
    assert (line.belief, line.origins, line.claims) == (0.8, 2, ("x", "y"))
    assert line.words[0] == "A <b>& is at P (80 %), 2 independent origins"


def test_sign_shows_without_colour() -> None:
    drawn = {
        style: picture(small(tie("a", "b", word, sign)), layers=None)
        for style, word, sign in (("support", "arms", 1), ("hostile", "fights", -1), ("leak", "leaks", 0))
    }
    shafts = {}
    for style, svg in drawn.items():
        (group,) = [g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("data-source") == "a"]
        paths = [p for p in group.iter(f"{SVG}path") if p.get("stroke-opacity") != "0"]
        shafts[style] = (len(paths[0].attrib["d"].split(" ")), len(list(group.iter(f"{SVG}circle"))))
    assert shafts["hostile"][0] > 1.5 * shafts["support"][0]
    assert shafts["leak"][1] > 0 == shafts["support"][1] == shafts["hostile"][1]


def test_fewer_origins_are_thinner_and_never_look_like_more() -> None:
    drawn = [dash(origins) for origins in range(4)]
    assert len(set(drawn)) == 4
    assert dash(3) == dash(7) == ("", 1.0, 1.0)
    parts = [[float(part) for part in pattern.split()] or [1.0] for pattern, _, _ in drawn]
    inked = [part[0] / sum(part) * opacity * thin for part, (_, opacity, thin) in zip(parts, drawn, strict=True)]
    assert inked == sorted(inked)
    assert breadth(0.2) < breadth(0.6) < breadth(0.95)


def test_weak_lines_are_counted_and_not_drawn() -> None:
    svg = picture(small(tie("a", "b"), tie("b", "c", belief=0.15)))
    assert "1 ties in 1 lines; 1 believed less than 20% not drawn" in svg
    assert len([t for t in titles(svg) if "arms" in t]) == 1


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_one_layer_can_be_drawn_alone(axis: Network, layer: str) -> None:
    svg = picture(axis, layers=[layer], positions=layout(axis))
    words = {t.word for t in axis.ties if t.layer == layer}
    drawn = [e for e in ET.fromstring(svg).iter(f"{SVG}g") if "data-source" in e.attrib]
    assert 0 < len(drawn) <= len([t for t in axis.ties if t.layer == layer]) + len(axis.presences)
    assert words


def test_an_unknown_layer_is_named() -> None:
    with pytest.raises(ModelError, match=r"no layer 'baking'; allowed: backing.*nearest layer: backing"):
        picture(small(tie("a", "b")), layers=["baking"])


def test_nobody_moves_from_date_to_date(axis: Network) -> None:
    spots = layout(axis)
    earlier = replace(axis, as_of=date(2015, 6, 1), ties=axis.ties[:30], worlds=None)

    def where(svg: str) -> dict[str, str]:
        marks = [e for e in ET.fromstring(svg).iter(f"{SVG}g") if "data-node" in e.attrib]
        return {e.attrib["data-node"]: e.find(f"{SVG}path").attrib["d"] for e in marks}  # type: ignore[union-attr]

    assert where(picture(axis, positions=spots)) == where(picture(earlier, positions=spots))


def test_a_newcomer_is_fitted_in(axis: Network) -> None:
    few = replace(axis, ties=axis.ties[:30], worlds=None)
    few = replace(few, nodes=tuple(n for n in axis.nodes if n.id != "shipping"))
    assert "Red Sea" in picture(axis, positions=layout(few))


def test_an_empty_network_draws_its_legend() -> None:
    svg = picture(small())
    assert "0 ties in 0 lines" in svg
    assert "opposes, fights or sanctions" in svg


def test_the_same_network_is_the_same_picture(axis: Network) -> None:
    turned = replace(axis, nodes=axis.nodes[::-1], worlds=None, presences=axis.presences[::-1])
    assert picture(turned) == picture(axis)


def test_lines_run_past_other_nodes() -> None:
    spots = {"a": (100.0, 300.0), "b": (500.0, 300.0), "c": (300.0, 303.0)}
    lines = bundle(small(tie("a", "b")))
    points = routes(lines, positions=spots, radii=dict.fromkeys("abc", 15.0))[lines[0]]
    assert np.linalg.norm(points - [300, 303], axis=1).min() > 20


def test_names_keep_clear_of_lines_and_of_each_other() -> None:
    spots = {"a": (300.0, 300.0), "b": (340.0, 300.0)}
    below = np.stack([np.full(30, 300.0), np.linspace(305, 360, 30)], axis=1)
    labels = place({"a": "Alpha", "b": "Beta"}, positions=spots, radii={"a": 15.0, "b": 15.0}, crowd=below)
    left, top, right, bottom = labels["a"].box
    assert not ((below > (left, top)) & (below < (right, bottom))).all(axis=1).any()
    other = labels["b"].box
    assert min(right, other[2]) <= max(left, other[0]) or min(bottom, other[3]) <= max(top, other[1])
    assert wrap("Popular Mobilization Forces") == ("Popular", "Mobilization Forces")


def test_strokes_keep_their_ends() -> None:
    line = curve((0.0, 0.0), (100.0, 0.0), bend=20.0)
    assert line[24].tolist() == pytest.approx([50.0, 20.0])
    cut = trim(line, head=10, tail=5)
    assert lengths(cut)[-1] == pytest.approx(lengths(line)[-1] - 15, rel=0.01)
    saw = zigzag(cut)
    assert (saw[0].tolist(), saw[-1].tolist()) == (cut[0].tolist(), cut[-1].tolist())
    assert arrowhead(cut, width=2).endswith("Z")
