"""GDELT event tables: tabs, no header; 57 or 58 columns in version 1.0, 61 in version 2.0."""

from __future__ import annotations

from catspaw.events.acts import Act, of_three_digits
from catspaw.events.chunk import Chunk
from catspaw.events.layouts.base import Draft, Layout, Reading, acts, coordinates, days, numbers, reported

_FIRST = ("globaleventid", "sqldate", "month_year", "year", "fraction_date")
_ACTOR = ("code", "name", "country_code", "known_group_code", "ethnic_code", "religion1_code", "religion2_code")
_TYPES = ("type1_code", "type2_code", "type3_code")
_EVENT = ("is_root_event", "event_code", "event_base_code", "event_root_code", "quad_class", "goldstein_scale")
_COUNTS = ("num_mentions", "num_sources", "num_articles", "avg_tone")
_GEO_1 = ("type", "full_name", "country_code", "adm1_code", "lat", "long", "feature_id")
_GEO_2 = ("type", "full_name", "country_code", "adm1_code", "adm2_code", "lat", "long", "feature_id")
_LAST = ("date_added", "source_url")
_LICENCE = "free for any use with a citation of the GDELT Project"


def _columns(geo: tuple[str, ...]) -> tuple[str, ...]:
    actors = tuple(f"actor{n}_{c}" for n in (1, 2) for c in (*_ACTOR, *_TYPES))
    places = tuple(f"{whose}_geo_{c}" for whose in ("actor1", "actor2", "action") for c in geo)
    return (*_FIRST, *actors, *_EVENT, *_COUNTS, *places, *_LAST)


def _act(code: str | None) -> Act:
    return of_three_digits(code, None)


def read(chunk: Chunk, reading: Reading) -> Draft:
    """Read its columns."""
    return {
        "id": chunk.text("globaleventid"),
        **days(chunk, [chunk.text("sqldate")], reading),
        "reported": reported(chunk, chunk.text("date_added")),
        "source_raw": chunk.text("actor1_name"),
        "source_code": chunk.text("actor1_code"),
        "target_raw": chunk.text("actor2_name"),
        "target_code": chunk.text("actor2_code"),
        **acts(chunk, [chunk.text("event_code")], _act, goldstein=chunk.text("goldstein_scale")),
        "place": chunk.text("action_geo_full_name"),
        "country": chunk.text("action_geo_country_code"),
        **coordinates(chunk, chunk.text("action_geo_lat"), chunk.text("action_geo_long")),
        "mentions": numbers(chunk, chunk.text("num_mentions"), "mentions", low=0, high=2**31 - 1),
    }


GDELT_1 = Layout(
    name="gdelt1", title="GDELT", version="1.0", licence=_LICENCE, read=read, columns=_columns(_GEO_1), nulls=("---",)
)
GDELT_2 = Layout(
    name="gdelt2", title="GDELT", version="2.0", licence=_LICENCE, read=read, columns=_columns(_GEO_2), nulls=("---",)
)
