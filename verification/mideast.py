"""The Middle East core of CATSPAW_DATA as a panel with its standing ties, for verification and benchmarks."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from catspaw.events.importing import Options, import_events
from catspaw.fit.engine.panel import Panel
from catspaw.fit.engine.standing import standing_ties
from catspaw.fit.engine.tables import read_panel
from catspaw.fit.engine.world import Ties

MAPPING = """dataset: ICEWS, Middle East core
licence: Harvard Dataverse 10.7910/DVN/28075
columns: {date: date, source: source, target: target, cameo: cameo, goldstein: goldstein, origin: origin}
"""
TIES = (
    "networks/external_support/esd_support_edges.csv",
    "networks/rivalries/tss_rivalries.csv",
    "networks/mapping_militants/links.csv",
)


def table(folder: Path) -> Path:
    """Import the event table into a folder."""
    mapping, out = folder / "mideast.yaml", folder / "mideast.parquet"
    mapping.write_text(MAPPING)
    source = Path(os.environ["CATSPAW_DATA"]) / "events/mideast/icews_mideast_2011_2015.csv.gz"
    import_events([source], out=out, options=Options(mapping=mapping))
    return out


def core(folder: Path, *, to: date = date(2014, 12, 31)) -> tuple[Panel, Ties]:
    """Give the panel of one origin family to a day, and standing ties."""
    made = read_panel(table(folder), to=to, origin="icews05-15")
    root = Path(os.environ["CATSPAW_DATA"])
    return made, standing_ties(made, *(root / name for name in TIES))
