from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.network.graph import Network, Node, Tie
from catspaw.network.layout import HEIGHT, WIDTH, from_json, layout, majorise, part, to_json


def test_everybody_with_a_tie_and_every_shared_place_stands_on_the_canvas(axis: Network) -> None:
    spots = layout(axis)
    lonely = {"tower_22_site", "tartus"}  # one party alone is there
    assert set(spots) == {node.id for node in axis.nodes} - lonely
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in spots.values())


def test_no_two_stand_on_each_other(axis: Network) -> None:
    points = np.array(list(layout(axis).values()))
    apart = np.abs(points[:, None] - points[None])
    clear = (apart[:, :, 0] > 60) | (apart[:, :, 1] > 50) | np.eye(len(points), dtype=bool)
    assert clear.all()


def test_order_and_beliefs_move_nobody(axis: Network) -> None:
    shuffled = replace(
        axis,
        nodes=axis.nodes[::-1],
        ties=tuple(replace(tie, since=date(2020, 1, 1)) for tie in axis.ties[::-1]),
        worlds=None,
    )
    assert layout(shuffled) == layout(axis)


def test_friends_stand_nearer_than_enemies(axis: Network) -> None:
    spots = {node: np.array(point) for node, point in layout(axis).items()}

    def apart(a: str, b: str) -> float:
        return float(np.linalg.norm(spots[a] - spots[b]))

    assert apart("us", "us_forces") < apart("us", "iran")
    assert apart("hamas", "qassam") < apart("hamas", "us")


def test_kept_positions_stay_and_a_newcomer_stands_near_its_own(axis: Network) -> None:
    before = layout(axis)
    new = Node("new", "Newcomer", "armed_group", part_of=("houthis",))
    after = layout(replace(axis, nodes=(*axis.nodes, new)), keep=before)
    assert {node: after[node] for node in before} == before
    far = np.linalg.norm(np.subtract(after["new"], list(before.values())), axis=1)
    assert list(before)[int(far.argmin())] == "houthis"
    assert layout(axis, keep=before) == before


def test_stress_finds_what_fits_exactly() -> None:
    square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    far = np.linalg.norm(square[:, None] - square[None], axis=2)
    rng = np.random.default_rng(1)
    points = majorise(far, start=square + 0.3 * rng.standard_normal((4, 2)))
    assert np.linalg.norm(points[:, None] - points[None], axis=2) == pytest.approx(far, abs=1e-6)


def test_boxes_part_and_fixed_ones_stay() -> None:
    points = np.array([[400.0, 300.0], [400.0, 300.0], [410.0, 305.0]])
    boxes = np.full((3, 2), [80.0, 40.0])
    moved = part(points, boxes=boxes, fixed=np.array([True, False, False]))
    apart = np.abs(moved[:, None] - moved[None])
    assert ((apart[:, :, 0] > 79) | (apart[:, :, 1] > 39) | np.eye(3, dtype=bool)).all()
    assert moved[0].tolist() == [400.0, 300.0]


def test_one_pair_and_nobody() -> None:
    nodes = (Node("a", "A", "state"), Node("b", "B", "state"))
    tie = Tie("a", "b", "arms", "backing", 1, 0.5, 0.5, 0.5)
    pair = layout(Network(date(2024, 1, 1), nodes, (tie,)))
    assert pair["a"] != pair["b"]
    assert layout(Network(date(2024, 1, 1), nodes, ())) == {}


def test_positions_go_to_a_file_and_back() -> None:
    spots = {"b": (1.5, 2.0), "a": (0.1, 3.0)}
    assert from_json(to_json(spots)) == spots
    assert to_json(spots) == to_json(dict(reversed(spots.items())))


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', '{"a": ["x", 2]}'])
def test_a_bad_position_file_is_named(text: str) -> None:
    with pytest.raises(ModelError, match=r"position file: .*allowed"):
        from_json(text)
