"""ACLED exports: commas, a header, political violence and protest.

The order of the two actors says who acted only for some sub-event types (`acled.tsv`).
"""

from __future__ import annotations

from catspaw.events.acts import Act, of_acled
from catspaw.events.chunk import Chunk
from catspaw.events.dates import Unreadable
from catspaw.events.layouts.base import MOST_DEATHS, Draft, Layout, Reading, acts, coordinates, days, numbers

#: ACLED's codes of time precision: the day, the week, the month.
PRECISION = {"1": "day", "2": "week", "3": "month"}


def _act(sub_event: str | None) -> Act:
    if sub_event is None:
        raise Unreadable("no event type")
    return of_acled(sub_event)


def read(chunk: Chunk, reading: Reading) -> Draft:
    """Read its columns."""
    import pyarrow as pa

    when = chunk.text("event_date")
    return {
        "id": chunk.text("event_id_cnty"),
        **days(
            chunk, [when, pa.nulls(len(chunk), pa.string()), chunk.text("time_precision")], reading, precise=PRECISION
        ),
        "source_raw": chunk.text("actor1"),
        "source_code": chunk.text("assoc_actor_1"),
        "target_raw": chunk.text("actor2"),
        "target_code": chunk.text("assoc_actor_2"),
        **acts(chunk, [chunk.text("sub_event_type")], _act),
        "deaths_best": numbers(chunk, chunk.text("fatalities"), "deaths_best", low=0, high=MOST_DEATHS),
        "place": chunk.text("location"),
        "country": chunk.text("country"),
        **coordinates(chunk, chunk.text("latitude"), chunk.text("longitude")),
    }


ACLED = Layout(
    name="acled",
    title="ACLED",
    licence="ACLED's terms of use: attribution, and no passing on of the data",
    read=read,
    delimiter=",",
    quoted=True,
    needs=(("event_date",), ("sub_event_type",), ("actor1",), ("actor2",), ("fatalities",)),
)
