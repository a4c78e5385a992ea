from datetime import date, timedelta

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.events.importing import Options, import_events
from catspaw.fit.engine.merging import merged
from catspaw.fit.engine.panel import Row, panel
from catspaw.fit.engine.tables import read_panel

DAY = date(2014, 1, 1)


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Police (Iran)", "iran"),
        ("Armed Rebel (Syria)", "syria_armed"),
        ("Children (Palestinian Territory, Occupied)", "palestinians_society"),
        ("Combatant (Islamic State of Iraq and the Levant)", "islamic_state"),
        ("Benjamin Netanyahu", "israel"),
        ("Saudi Arabia", "saudi_arabia"),
        ("Nobody Known", "nobody_known"),
    ],
)
def test_names_are_merged_by_role_and_country(name, actor):
    assert merged(name) == actor


def test_acts_of_a_day_pair_and_class_are_one_where_presence_is_reported():
    rows = [Row(DAY, "a", "b", 2), Row(DAY, "a", "b", 3), Row(DAY, "b", "a", 0), Row(DAY + timedelta(1), "a", "b", 3)]
    presence, volume = panel(rows), panel(rows, measure="volume")
    assert presence.count.tolist() == [1, 1, 1]
    assert volume.count.tolist() == [2, 1, 1]
    assert (volume.day.tolist(), volume.kind.tolist(), volume.author.tolist()) == ([1, 1, 2], [1, 0, 1], [0, 1, 0])
    assert presence.last == DAY + timedelta(1)


def test_the_most_active_actors_are_taken_and_the_rest_counted():
    rows = [Row(DAY, "a", "b", 2)] * 3 + [Row(DAY, "c", "a", 2), Row(DAY, "a", "a", 0)]
    made = panel(rows, actors=2)
    assert made.actors == ("a", "b")
    assert made.left_out == {"toward itself": 1, "with others than the panel's actors": 1}


def test_too_little_is_said_with_what_to_look_at():
    with pytest.raises(ModelError, match=r"1 rows hold 0 acts among 0 actors; a panel needs two actors and one act"):
        panel([Row(DAY, "a", "a", 0)])


def test_a_break_in_the_counting_is_refused_and_one_side_of_it_is_not():
    before = [Row(date(2013, 10, 1) + timedelta(k % 90), "a", "b", 2, origin="one") for k in range(100)]
    after = [Row(DAY + timedelta(k % 90), "a", "b", 2, origin=("one", "two")[k % 2]) for k in range(250)]
    with pytest.raises(ModelError, match=r"the counting changes in 2014-Q1: origins one, two, 250 acts, 2\.50 times"):
        panel([*before, *after])
    assert [q.total for q in panel([*before, *after], since=DAY).quarters] == [250]


CSV = """day,who,whom,what,whose
2014-01-01,Police (Iran),Syria,meets,icews05-15(a)
2014-01-02,Syria,Armed Rebel (Syria),strike,icews05-15(b)
2014-01-03,Armed Rebel (Syria),Syria,strike,icews05-15(b)
2014-01-03,Syria,Iran,meets,icews14
2014-01,Syria,Iran,meets,icews05-15(a)
2014-01-05,Syria,Iran,,icews05-15(a)
"""


def test_an_event_table_becomes_a_panel(tmp_path):
    (tmp_path / "e.csv").write_text(CSV)
    (tmp_path / "m.yaml").write_text(
        "dataset: small\nlicence: none\ncolumns: {date: day, source: who, target: whom, action: what, origin: whose}\n"
    )
    done = import_events([tmp_path / "e.csv"], out=tmp_path / "e.parquet", options=Options(mapping=tmp_path / "m.yaml"))
    made = read_panel(done.table, origin="icews05-15")
    assert made.actors == ("iran", "syria", "syria_armed")
    assert made.left_out["of another origin"] == 1
    assert made.left_out["not dated to the day"] == 1
    assert np.array_equal(made.kind, [0, 1, 1])
    with pytest.raises(ModelError, match=r"holds no row that a panel can use \(6 of another origin\)|5 of another"):
        read_panel(done.table, origin="acled")
