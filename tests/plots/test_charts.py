"""Charts without pixels: the data that goes in is the data that is drawn, and text stays text."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from catspaw.case.model import Case
from catspaw.evidence.weighing import weigh
from catspaw.plots import charts
from catspaw.plots.figure import Figure

ROWS = [{"label": "<b>x</b> & y", "kind": "evidence", "belief": 0.4, "low": 0.2, "high": 0.6}]
FIGURES = {
    "beliefs": lambda: charts.beliefs(ROWS, says="a < b", order=["<b>x</b> & y"]),
    "outcomes": lambda: charts.outcomes(
        [{"label": "war?", "chance": 0.02, "low": 0.0, "high": 0.1, "error": 0.02}], says="one outcome"
    ),
    "first_passage": lambda: charts.first_passage(
        [
            {"date": f"2024-0{m}-01", "chance": m / 10, "mc_low": 0.05, "mc_high": m / 9, "low": 0.0, "high": m / 8}
            for m in (1, 2, 3)
        ],
        says="grows",
    ),
    "fan": lambda: charts.fan(
        [
            {"date": f"2024-0{m}-01", "p05": 0, "p25": m, "p50": 2 * m, "p75": 3 * m, "p95": 4 * m}
            | {"low": m, "high": None if m == 2 else 3 * m}
            for m in (1, 2)
        ],
        title="acts",
        says="a fan",
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_draws_one_well_formed_picture_that_says_what_it_shows(name: str) -> None:
    figure: Figure = FIGURES[name]()
    root = ET.fromstring(figure.svg())
    assert root.tag.endswith("svg")
    assert root.get("role") == "img"
    assert root.get("aria-label") == figure.says


def test_text_is_escaped() -> None:
    drawn = FIGURES["beliefs"]().svg()
    assert "<b>" not in drawn
    assert "&lt;b&gt;x" in drawn


def test_monte_carlo_bars_stay_between_0_and_1() -> None:
    (row,) = FIGURES["outcomes"]().spec["data"]["values"]
    assert row["mc_low"] == 0.0
    assert row["mc_high"] == pytest.approx(0.06)


def test_a_notebook_gets_the_spec_and_a_frame() -> None:
    figure = FIGURES["fan"]()
    assert figure._repr_mimebundle_()["application/vnd.vegalite.v5+json"]["$schema"].endswith("v5.json")
    assert figure.to_frame()["p50"].tolist() == [2, 4]


def test_results_show_themselves(mini: Case) -> None:
    beliefs = weigh(mini)
    figure = beliefs.plot()
    assert [r["belief"] for r in figure.spec["data"]["values"]] == [q.belief for q in beliefs.asked()]
    assert "Who struck Mill base?" in figure.says
