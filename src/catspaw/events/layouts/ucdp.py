"""UCDP Georeferenced Event Dataset and candidate events: commas, a header, organised violence with deaths.

Which side attacked is coded only for violence against civilians (type 3); else two sides fought.
"""

from __future__ import annotations

from catspaw.events.acts import Act, of_action
from catspaw.events.chunk import Chunk
from catspaw.events.dates import Unreadable
from catspaw.events.layouts.base import (
    Draft,
    Layout,
    Reading,
    acts,
    coordinates,
    days,
    deaths,
    numbers,
    reported,
    whole_id,
)

#: UCDP's codes of date precision: exact day; 2 to 6 days; a week; a month; more than a month, up to a year.
PRECISION = {"1": "day", "2": "days", "3": "week", "4": "month", "5": "year"}
#: State-based and non-state violence: two sides fought; one-sided: the first side attacked civilians.
DIRECTED = {"1": False, "2": False, "3": True}


def _act(kind: str | None) -> Act:
    code = (kind or "").removesuffix(".0")
    if code not in DIRECTED:
        raise Unreadable(f"`{kind}` is no type of violence; allowed: 1 state-based, 2 non-state, 3 one-sided")
    return of_action("strike", directed=DIRECTED[code])


def read(chunk: Chunk, reading: Reading) -> Draft:
    """Read its columns; releases differ in a few names."""
    when = [chunk.text("date_start"), chunk.text("date_end"), chunk.text("date_prec")]
    return {
        "id": whole_id(chunk.text("id")),
        **days(chunk, when, reading, precise=PRECISION),
        "reported": reported(chunk, chunk.text("source_date")),
        "source_raw": chunk.text("side_a"),
        "source_code": whole_id(chunk.text("side_a_new_id", "side_a_id")),
        "target_raw": chunk.text("side_b"),
        "target_code": whole_id(chunk.text("side_b_new_id", "side_b_id")),
        **acts(chunk, [chunk.text("type_of_violence")], _act),
        **deaths(chunk, chunk.text("low", "low_est"), chunk.text("best", "best_est"), chunk.text("high", "high_est")),
        "place": chunk.text("where_coordinates"),
        "country": chunk.text("country"),
        **coordinates(chunk, chunk.text("latitude"), chunk.text("longitude")),
        "mentions": numbers(chunk, chunk.text("number_of_sources"), "mentions", low=-1, high=2**31 - 1),
    }


UCDP = Layout(
    name="ucdp",
    title="UCDP GED",
    licence="CC BY 4.0; cite Sundberg and Melander (2013) and Davies et al. (latest)",
    read=read,
    delimiter=",",
    quoted=True,
    needs=(
        ("id",),
        ("type_of_violence",),
        ("side_a",),
        ("side_b",),
        ("date_start",),
        ("date_end",),
        ("best", "best_est"),
    ),
)
