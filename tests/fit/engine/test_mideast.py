"""The Middle East core itself; skipped where CATSPAW_DATA names no folder."""

import os
from datetime import date
from pathlib import Path

import pytest

from catspaw.core.errors import ModelError
from catspaw.events.importing import Options, import_events
from catspaw.fit.engine.tables import read_panel

MAPPING = "dataset: core\nlicence: none\ncolumns: {date: date, source: source, target: target, cameo: cameo, origin: origin}\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    if "CATSPAW_DATA" not in os.environ:
        pytest.skip("CATSPAW_DATA names no folder with the Middle East core")
    folder = tmp_path_factory.mktemp("core")
    (folder / "m.yaml").write_text(MAPPING)
    source = Path(os.environ["CATSPAW_DATA"]) / "events/mideast/icews_mideast_2011_2015.csv.gz"
    return import_events([source], out=folder / "core.parquet", options=Options(mapping=folder / "m.yaml")).table


def test_thirty_actors_of_one_origin(table):
    made = read_panel(table, to=date(2014, 12, 31), origin="icews05-15")
    assert len(made.actors) == 30
    assert {"iran", "syria_armed", "islamic_state", "united_states"} <= set(made.actors)
    assert (made.first, made.last, len(made)) == (date(2011, 10, 8), date(2014, 12, 31), 6017)


def test_two_sources_added_up_are_refused(table):
    with pytest.raises(
        ModelError, match=r"the counting changes in 2014-Q1: origins icews05-15\(valid\+test, NEC\), icews14"
    ):
        read_panel(table)
