"""The charts of a report card: do chances mean what they say, are intervals right, who beat whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catspaw.plots.figure import BLUE, GREY, VERMILION, Figure

Row = Mapping[str, Any]


def reliability(rows: Sequence[Row], *, says: str) -> Figure:
    """Draw reliability diagrams, one small panel for each forecaster; on the line, chances mean what they say.

    Parameters
    ----------
    rows : sequence of mapping
        ``forecaster``, ``forecast``, ``happened`` in [0, 1], ``n``.
    says : str
        What the chart shows.
    """
    percent = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    x = {"field": "forecast", **percent, "axis": {"format": "%", "title": "chance given", "tickCount": 3}}
    y = {"field": "happened", **percent, "axis": {"format": "%", "title": "came about", "tickCount": 3}}
    line = {
        "data": {"values": [{"forecast": 0, "happened": 0}, {"forecast": 1, "happened": 1}]},
        "mark": {"type": "line", "color": GREY, "strokeDash": [4, 3]},
        "encoding": {"x": x, "y": y},
    }
    points = {
        "mark": {"type": "line", "point": {"filled": True, "size": 40}, "color": BLUE},
        "encoding": {"x": x, "y": y},
    }
    return Figure(_panels(rows, [line, points]), says)


def pit(rows: Sequence[Row], *, says: str) -> Figure:
    """Draw PIT histograms, one small panel for each forecaster; flat is right, a hump too wide, a bowl too narrow.

    Parameters
    ----------
    rows : sequence of mapping
        ``forecaster``, ``bin`` (its left edge), ``share``.
    says : str
        What the chart shows.
    """
    bars = {
        "mark": {"type": "bar", "color": BLUE},
        "encoding": {
            "x": {"field": "bin", "type": "ordinal", "axis": {"title": "place in the forecast", "labels": False}},
            "y": {"field": "share", "type": "quantitative", "axis": {"format": "%", "title": None, "tickCount": 3}},
        },
    }
    even = {"data": {"values": [{"share": 0.1}]}, "mark": {"type": "rule", "color": GREY, "strokeDash": [4, 3]}}
    rule = {**even, "encoding": {"y": {"field": "share", "type": "quantitative"}}}
    return Figure(_panels(rows, [bars, rule]), says)


def _panels(rows: Sequence[Row], layer: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    order = list(dict.fromkeys(r["forecaster"] for r in rows))
    return {
        "data": {"values": [dict(r) for r in rows]},
        "facet": {"field": "forecaster", "type": "nominal", "sort": order, "title": None},
        "columns": 3,
        "spec": {"width": 150, "height": 120, "layer": list(layer)},
    }


def gains(rows: Sequence[Row], *, says: str) -> Figure:
    """Draw gains over the baselines with their ranges: right of 0 is won, left is lost.

    Parameters
    ----------
    rows : sequence of mapping
        ``label``, ``gain``, ``low``, ``high`` (shares of the baseline's loss), ``verdict``.
    says : str
        What the chart shows.
    """
    y = {"field": "label", "type": "nominal", "sort": [r["label"] for r in rows], "axis": {"title": None}}
    axis = {"format": "+%", "title": "gain, share of the baseline's loss"}
    colour = {
        "field": "verdict",
        "type": "nominal",
        "scale": {"domain": ["won", "not told apart", "lost"], "range": [BLUE, GREY, VERMILION]},
        "legend": {"title": None, "orient": "top"},
    }
    span = {
        "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.6},
        "encoding": {
            "y": y,
            "x": {"field": "low", "type": "quantitative", "axis": axis},
            "x2": {"field": "high"},
            "color": colour,
        },
    }
    dot = {
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
        "encoding": {
            "y": y,
            "x": {"field": "gain", "type": "quantitative", "axis": axis},
            "color": colour,
            "shape": {"field": "verdict", "type": "nominal", "legend": None},
        },
    }
    zero = {
        "data": {"values": [{"gain": 0}]},
        "mark": {"type": "rule", "color": GREY},
        "encoding": {"x": {"field": "gain", "type": "quantitative"}},
    }
    return Figure(
        {"width": 360, "height": {"step": 22}, "data": {"values": [dict(r) for r in rows]}, "layer": [zero, span, dot]},
        says,
    )
