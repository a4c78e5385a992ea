"""A figure: its data and its Vega-Lite spec in one dictionary, drawn as SVG where a page needs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Any

#: The version of the grammar that specs are written in and drawn with.
VEGA_LITE = "5.21"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

#: Okabe and Ito's palette (2008), told apart by colour-blind readers and in print.
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, GREY = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#d55e00",
    "#aa5588",
    "#56b4e9",
    "#7a7a7a",
)
SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY)

#: `currentColor` lets the page's own text colour through, in light and dark.
CONFIG: dict[str, Any] = {
    "background": None,
    "font": "Liberation Sans, Arial, Helvetica, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "domainColor": "currentColor",
        "tickColor": "currentColor",
        "gridColor": "#9a9a9a",
        "gridOpacity": 0.3,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 340,
    },
    "header": {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": 12},
    "legend": {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": 12, "labelLimit": 300},
    "text": {"color": "currentColor", "fontSize": 12},
    "range": {"category": list(SERIES)},
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What is drawn, as data.

    Attributes
    ----------
    spec : dict
        A Vega-Lite specification with its data inside.
    says : str
        What the figure shows, in a sentence: its text for those who cannot see it.
    """

    spec: dict[str, Any]
    says: str

    def to_json(self) -> dict[str, Any]:
        """Give the whole specification."""
        return {"$schema": SCHEMA, "config": CONFIG, "description": self.says, **self.spec}

    def svg(self) -> str:
        """Draw it as one SVG element, scaling with the page."""
        import vl_convert

        drawn: str = vl_convert.vegalite_to_svg(json.dumps(self.to_json()), vl_version=VEGA_LITE)
        return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(self.says)}" ', 1)

    def to_frame(self) -> Any:
        """Give the data as a pandas frame."""
        from catspaw.core.frames import frame

        return frame(self.spec.get("data", {}).get("values", []))

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {
            "application/vnd.vegalite.v5+json": self.to_json(),
            "image/svg+xml": self.svg(),
            "text/plain": self.says,
        }
