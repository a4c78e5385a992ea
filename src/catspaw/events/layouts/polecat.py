"""POLECAT, as on Harvard Dataverse (doi:10.7910/DVN/AJGVIT): tabs, a header, PLOVER event types."""

from __future__ import annotations

from typing import Any

from catspaw.events.acts import Act, of_plover
from catspaw.events.chunk import Chunk
from catspaw.events.dates import Unreadable
from catspaw.events.layouts.base import Draft, Layout, Reading, acts, coordinates, days, reported


def _act(root: str | None, mode: str | None) -> Act:
    if root is None:
        raise Unreadable("no event type")
    return of_plover(root, mode)


def _either(chunk: Chunk, name: str, raw: str) -> Any:
    """Give the resolved name, or the words of the text where there is none."""
    import pyarrow.compute as pc

    return pc.coalesce(chunk.text(name), chunk.text(raw))


def read(chunk: Chunk, reading: Reading) -> Draft:
    """Read its columns."""
    return {
        "id": chunk.text("event_id"),
        "version": chunk.text("version"),
        **days(chunk, [chunk.text("event_date")], reading),
        "reported": reported(chunk, chunk.text("publication_date")),
        "source_raw": _either(chunk, "actor_name", "actor_name_raw"),
        "source_code": chunk.text("actor_cow", "actor_country"),
        "target_raw": _either(chunk, "recipient_name", "recipient_name_raw"),
        "target_code": chunk.text("recipient_cow", "recipient_country"),
        **acts(
            chunk,
            [chunk.text("event_type"), chunk.text("event_mode")],
            _act,
            goldstein=chunk.text("intensity", "event_intensity"),
        ),
        "place": chunk.text("placename", "city"),
        "country": chunk.text("country"),
        **coordinates(chunk, chunk.text("latitude"), chunk.text("longitude")),
    }


POLECAT = Layout(
    name="polecat",
    title="POLECAT",
    licence="terms of doi:10.7910/DVN/AJGVIT; cite Halterman et al., POLECAT",
    read=read,
    needs=(("event_date",), ("event_type",), ("event_mode",), ("actor_name",), ("recipient_name",)),
    nulls=("None", "NULL"),
    unique=("id", "source_raw", "target_raw", "plover", "mode"),  # one id may have several pairs
)
