"""The charts of the briefing: beliefs, outcomes, how a chance grows with time, acts in time.

Each takes plain rows and gives a `Figure`; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catspaw.plots.figure import BLUE, GREY, ORANGE, VERMILION, Figure

Row = Mapping[str, Any]
WIDTH = 640


def _percent(title: str) -> dict[str, Any]:
    return {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "title": title, "tickCount": 5},
    }


def beliefs(rows: Sequence[Row], *, says: str, order: Sequence[str]) -> Figure:
    """Draw beliefs with their ranges, a line each.

    Parameters
    ----------
    rows : sequence of mapping
        ``label``, ``kind`` (``evidence``, or the account's name), ``belief``, ``low``, ``high`` in [0, 1].
    says : str
        What the chart shows.
    order : sequence of str
        Labels from top to bottom.
    """
    y = {"field": "label", "type": "nominal", "sort": list(order), "axis": {"title": None, "labelPadding": 8}}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["evidence", "account"], "range": [BLUE, ORANGE]},
        "legend": None,
    }
    return Figure(
        {
            "width": WIDTH - 240,
            "height": {"step": 24},
            "data": {"values": [dict(r) for r in rows]},
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.45},
                    "encoding": {
                        "y": y,
                        "x": {"field": "low", **_percent("belief")},
                        "x2": {"field": "high"},
                        "color": colour,
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                    "encoding": {
                        "y": y,
                        "x": {"field": "belief", **_percent("belief")},
                        "color": colour,
                        "shape": {"field": "kind", "type": "nominal", "legend": None},
                    },
                },
            ],
        },
        says,
    )


def outcomes(rows: Sequence[Row], *, says: str) -> Figure:
    """Draw each outcome's chance: the dot, its Monte-Carlo error (thick) and what is not known (thin).

    Parameters
    ----------
    rows : sequence of mapping
        ``label``, ``chance``, ``low``, ``high`` (across what is not known), ``error`` (Monte Carlo, one
        standard error), all in [0, 1].
    says : str
        What the chart shows.
    """
    order = [r["label"] for r in rows]
    values = [
        {**r, "mc_low": max(0.0, r["chance"] - 2 * r["error"]), "mc_high": min(1.0, r["chance"] + 2 * r["error"])}
        for r in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": order, "axis": {"title": None, "labelPadding": 8}}
    x = _percent("chance by its date")

    def rule(low: str, high: str, width: float, opacity: float) -> dict[str, Any]:
        return {
            "mark": {"type": "rule", "strokeWidth": width, "opacity": opacity, "color": BLUE},
            "encoding": {"y": y, "x": {"field": low, **x}, "x2": {"field": high}},
        }

    dot = {
        "mark": {"type": "point", "filled": True, "size": 90, "color": BLUE, "opacity": 1},
        "encoding": {"y": y, "x": {"field": "chance", **x}},
    }
    layers = [rule("low", "high", 3, 0.35), rule("mc_low", "mc_high", 7, 0.75), dot]
    return Figure({"width": WIDTH - 280, "height": {"step": 30}, "data": {"values": values}, "layer": layers}, says)


def first_passage(rows: Sequence[Row], *, says: str) -> Figure:
    """Draw how the chance that something has happened grows with time: Monte-Carlo error dark, what is not known light.

    Parameters
    ----------
    rows : sequence of mapping
        ``date`` (ISO), ``chance``, ``mc_low``, ``mc_high`` (Monte Carlo), ``low``, ``high`` (across what is not known),
        all in [0, 1].
    says : str
        What the chart shows.
    """
    x = {
        "field": "date",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": "%b %Y", "tickCount": 5},
    }
    y = {"field": "chance", **_percent("has happened")}

    def band(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "mark": {"type": "area", "opacity": opacity, "color": BLUE, "interpolate": "step-after"},
            "encoding": {"x": x, "y": {"field": low, **_percent("has happened")}, "y2": {"field": high}},
        }

    line = {
        "mark": {"type": "line", "color": BLUE, "strokeWidth": 2.2, "interpolate": "step-after"},
        "encoding": {"x": x, "y": y},
    }
    layers = [band("low", "high", 0.15), band("mc_low", "mc_high", 0.35), line]
    return Figure({"width": 270, "height": 130, "data": {"values": [dict(r) for r in rows]}, "layer": layers}, says)


def fan(rows: Sequence[Row], *, title: str, says: str) -> Figure:
    """Draw acts a month: the middle future, the bands that hold half and nine tenths of them, and the expected range.

    Parameters
    ----------
    rows : sequence of mapping
        ``date`` (ISO), ``p05``, ``p25``, ``p50``, ``p75``, ``p95``: counts; ``low``, ``high``: range of the expected
        number across what is not known, dashed; None where it is not told.
    title : str
        Of the vertical axis.
    says : str
        What the chart shows.
    """
    x = {
        "field": "date",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": "%b %Y", "tickCount": 6},
    }

    def band(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "mark": {"type": "area", "opacity": opacity, "color": BLUE, "interpolate": "monotone"},
            "encoding": {
                "x": x,
                "y": {"field": low, "type": "quantitative", "axis": {"title": title}},
                "y2": {"field": high},
            },
        }

    middle = {
        "mark": {"type": "line", "color": BLUE, "strokeWidth": 2.2, "interpolate": "monotone"},
        "encoding": {"x": x, "y": {"field": "p50", "type": "quantitative", "axis": {"title": title}}},
    }

    def edge(field: str) -> dict[str, Any]:
        return {
            "mark": {"type": "line", "color": VERMILION, "strokeWidth": 1.6, "strokeDash": [5, 3]},
            "encoding": {"x": x, "y": {"field": field, "type": "quantitative", "axis": {"title": title}}},
        }

    layers = [band("p05", "p95", 0.18), band("p25", "p75", 0.3), middle, edge("low"), edge("high")]
    return Figure(
        {"width": WIDTH - 100, "height": 190, "data": {"values": [dict(r) for r in rows]}, "layer": layers}, says
    )


def timeline(rows: Sequence[Row], *, says: str) -> Figure:
    """Draw dated incidents, each as wide as its date is uncertain.

    Parameters
    ----------
    rows : sequence of mapping
        ``label``, ``first``, ``last`` (ISO dates), ``public`` (bool).
    says : str
        What the chart shows.
    """
    order = [r["label"] for r in rows]
    y = {"field": "label", "type": "nominal", "sort": order, "axis": {"title": None, "labelPadding": 8}}
    x = {"field": "first", "type": "temporal", "scale": {"type": "utc"}, "axis": {"title": None, "grid": True}}
    colour = {
        "field": "public",
        "type": "nominal",
        "scale": {"domain": [True, False], "range": [GREY, VERMILION]},
        "legend": None,
    }
    span = {
        "mark": {"type": "rule", "strokeWidth": 7, "opacity": 0.8, "strokeCap": "round"},
        "encoding": {"y": y, "x": x, "x2": {"field": "last"}, "color": colour},
    }
    return Figure(
        {
            "width": WIDTH - 280,
            "height": {"step": 20},
            "data": {"values": [dict(r) for r in rows]},
            "layer": [span],
        },
        says,
    )
