"""ICEWS coded event data, as on Harvard Dataverse (doi:10.7910/DVN/28075): tabs, a header, one event a line."""

from __future__ import annotations

from catspaw.events.acts import of_three_digits
from catspaw.events.chunk import Chunk
from catspaw.events.layouts.base import Draft, Layout, Reading, acts, coordinates, days, whole_id

LICENCE = "terms of doi:10.7910/DVN/28075; cite Boschee et al., ICEWS Coded Event Data"


def read(chunk: Chunk, reading: Reading) -> Draft:
    """Read its columns."""
    return {
        "id": whole_id(chunk.text("event_id")),
        **days(chunk, [chunk.text("event_date")], reading),
        "source_raw": chunk.text("source_name"),
        "source_code": chunk.text("source_country"),
        "target_raw": chunk.text("target_name"),
        "target_code": chunk.text("target_country"),
        **acts(
            chunk,
            [chunk.text("cameo_code"), chunk.text("event_text")],
            of_three_digits,
            goldstein=chunk.text("intensity"),
        ),
        "place": chunk.text("city"),
        "country": chunk.text("country"),
        **coordinates(chunk, chunk.text("latitude"), chunk.text("longitude")),
    }


ICEWS = Layout(
    name="icews",
    title="ICEWS",
    licence=LICENCE,
    read=read,
    needs=(("event_date",), ("source_name",), ("target_name",), ("cameo_code", "event_text"), ("intensity",)),
    nulls=("NULL",),
)
