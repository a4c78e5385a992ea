"""Small hand-made files in each published layout, and one way to import them."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catspaw.case.model import Case
from catspaw.events.importing import Imported, Options, import_events
from catspaw.events.layouts.gdelt import GDELT_1, GDELT_2
from catspaw.events.queries import select
from catspaw.events.rejects import HEADER

LATEST = date(2026, 1, 1)

ICEWS_COLUMNS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
POLECAT_COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    *("Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City"),
    *("District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
UCDP_COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_new_id", "conflict_name"),
    *("dyad_new_id", "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "where_prec", "where_coordinates", "adm_1"),
    *("latitude", "longitude", "country", "country_id", "region", "event_clarity", "date_prec", "date_start"),
    *("date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
)
ACLED_COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)

Row = dict[str, object]


def lines(columns: Sequence[str], rows: Sequence[Row], *, delimiter: str = "\t", header: bool = True) -> str:
    """Write rows with the named cells filled."""
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator="\n",
        quoting=csv.QUOTE_MINIMAL if delimiter != "\t" else csv.QUOTE_NONE,
        quotechar='"' if delimiter != "\t" else None,
    )
    if header:
        writer.writerow(columns)
    for row in rows:
        assert not set(row) - set(columns), set(row) - set(columns)
        writer.writerow([row.get(c, "") for c in columns])
    return text.getvalue()


def icews(*rows: Row, **common: object) -> str:
    """Give an ICEWS file; each row starts from an event that is good."""
    good = {
        "Event Date": "2015-03-02",
        "Source Name": "Iran",
        "Event Text": "Accuse",
        "CAMEO Code": "112",
        "Intensity": "-2.0",
        "Target Name": "Iraq",
        **common,
    }
    return lines(ICEWS_COLUMNS, [{"Event ID": i, **good, **r} for i, r in enumerate(rows, 1)])


def polecat(*rows: Row) -> str:
    """Give a POLECAT file."""
    good = {
        "Event Date": "2021-05-06",
        "Event Type": "ACCUSE",
        "Intensity": "-2.5",
        "Actor Name": "Iran",
        "Recipient Name": "Israel",
    }
    return lines(POLECAT_COLUMNS, [{"Event ID": f"e{i}", **good, **r} for i, r in enumerate(rows, 1)])


def ucdp(*rows: Row) -> str:
    """Give a UCDP GED file."""
    good = {
        "type_of_violence": "1",
        "side_a": "Government of Syria",
        "side_b": "IS",
        "date_prec": "1",
        "date_start": "2017-04-05 00:00:00.000",
        "date_end": "2017-04-05 00:00:00.000",
        "low": "1",
        "best": "2",
        "high": "3",
    }
    return lines(UCDP_COLUMNS, [{"id": i, **good, **r} for i, r in enumerate(rows, 1)], delimiter=",")


def acled(*rows: Row) -> str:
    """Give an ACLED export."""
    good = {
        "event_date": "28 January 2024",
        "time_precision": "1",
        "sub_event_type": "Air/drone strike",
        "actor1": "Kataib Hezbollah",
        "actor2": "Military Forces of the United States",
        "fatalities": "3",
    }
    return lines(
        ACLED_COLUMNS, [{"event_id_cnty": f"JOR{i}", **good, **r} for i, r in enumerate(rows, 1)], delimiter=","
    )


def gdelt(*rows: Row, version: int = 2, width: int | None = None) -> str:
    """Give a GDELT file, which has no header."""
    columns = (GDELT_2 if version == 2 else GDELT_1).columns[:width]
    good = {
        "sqldate": "20200103",
        "actor1_code": "USA",
        "actor1_name": "UNITED STATES",
        "actor2_code": "IRN",
        "actor2_name": "IRAN",
        "event_code": "190",
        "goldstein_scale": "-10.0",
        "num_mentions": "7",
        "date_added": "20200104" if version == 1 else "20200104013000",
    }
    return lines(columns, [{"globaleventid": i, **good, **r} for i, r in enumerate(rows, 1)], header=False)


@dataclass(frozen=True)
class Outcome:
    """What an import did, with the rows of the table and the rejects."""

    done: Imported
    rows: list[dict[str, Any]]
    rejects: list[dict[str, str]]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(int(r["line"]), r["reason"]) for r in self.rejects]


Import = Callable[..., Outcome]


@pytest.fixture
def take(tmp_path: Path) -> Import:
    """Import a text, bytes or files: `take(text, name=..., case=..., OPTION=...)`."""

    def run(
        content: str | bytes | Sequence[Path],
        *,
        name: str = "given.csv",
        case: Case | None = None,
        **options: Any,
    ) -> Outcome:
        paths = content if isinstance(content, (list, tuple)) else [tmp_path / name]
        if not isinstance(content, (list, tuple)):
            paths[0].write_bytes(content.encode() if isinstance(content, str) else content)  # type: ignore[union-attr]
        out = tmp_path / "table.parquet"
        done = import_events(paths, out=out, case=case, options=Options(**{"latest": LATEST, **options}))
        rows = sorted(select(out).to_pylist(), key=lambda r: (r["file"], r["row"]))
        with done.rejects.open(encoding="utf-8", newline="") as file:
            rejects = list(csv.DictReader(file))
            assert tuple(rejects[0] if rejects else HEADER) == HEADER
        return Outcome(done, rows, rejects)

    return run


@pytest.fixture
def mapping(tmp_path: Path) -> Callable[[str], Path]:
    """Write a mapping file."""

    def write(text: str) -> Path:
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def make() -> SimpleNamespace:
    """Give the writers of files in each layout."""
    return SimpleNamespace(icews=icews, polecat=polecat, ucdp=ucdp, acled=acled, gdelt=gdelt, lines=lines)


@pytest.fixture
def data() -> Callable[..., Path]:
    """Give a file of real event data, in the folder that CATSPAW_DATA names; skip the test where it is not there."""

    def find(*parts: str) -> Path:
        folder = os.environ.get("CATSPAW_DATA")
        path = Path(folder or "nowhere").joinpath("events", *parts)
        if not path.exists():
            pytest.skip(f"needs real event data: CATSPAW_DATA names no folder with events/{'/'.join(parts)}")
        return path

    return find
