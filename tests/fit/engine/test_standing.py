from datetime import date, timedelta

import numpy as np
import pytest

from catspaw.core.errors import CatspawError
from catspaw.fit.engine.columns import columns
from catspaw.fit.engine.merging import party
from catspaw.fit.engine.panel import Row, panel
from catspaw.fit.engine.standing import standing_ties
from catspaw.fit.engine.world import world

FIRST = date(2014, 1, 1)
ACTORS = ("iran", "israel", "lebanon_armed", "syria_armed")
SUPPORT = "year,supporter,recipient\n2014,Government of Iran,Hezbollah\n2009,Government of Israel,Hezbollah\n2014,Government of Chad,Hezbollah\n"
RIVALS = "rivalry,start,end\nIran-Israel 2,1979.0,2020.0\nIran-Iraq 2,1958.0,2003.0\n"
LINKS = """id,type,group1,group2,date,description
1,all,81,523,2011-00-00,They fought together
2,riv,81,523,2013-05-00,They fought each other
3,all,81,523,2016-00-00,Known later
4,all,81,523,2013-12-00,Black September and others
"""
NAMES = "group_id,name,basis\n81,Hezbollah (Lebanon),x\n523,Ahrar al-Sham,x\n"


@pytest.fixture
def made():
    rows = [Row(FIRST + timedelta(k), ACTORS[k % 4], ACTORS[(k + 1) % 4], 2) for k in range(60)]
    return panel(rows, actors=ACTORS)


@pytest.fixture
def files(tmp_path):
    for name, text in (
        ("support.csv", SUPPORT),
        ("rivals.csv", RIVALS),
        ("links.csv", LINKS),
        ("group_names_partial.csv", NAMES),
    ):
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in ("support.csv", "rivals.csv", "links.csv")]


def test_ties_of_the_panels_time_among_its_actors(made, files):
    ties = standing_ties(made, *files)
    at = {name: k for k, name in enumerate(made.actors)}
    assert np.argwhere(ties.clients).tolist() == [[at["iran"], at["lebanon_armed"]]]
    assert ties.hostility[at["iran"], at["israel"]] == ties.hostility[at["israel"], at["iran"]] == 1.0
    assert ties.hostility[at["lebanon_armed"], at["syria_armed"]] == 1.0  # the latest that was known, of their own
    assert not ties.alliance.any()
    assert ties.sources == ("UCDP External Support", "strategic rivalries", "Mapping Militants")


def test_a_friend_makes_solidarity_move(made, files):
    moved = columns(world(made, standing_ties(made, *files)), made).x
    assert "solidarity" in moved
    assert "solidarity" not in columns(world(made), made).x


def test_a_party_is_a_state_a_group_or_what_the_group_is_within():
    assert party("Government of Yemen (North Yemen)", {"yemen"}) == "yemen"
    assert party("Hezbollah", {"hezbollah", "lebanon_armed"}) == "hezbollah"
    assert party("Hezbollah", {"lebanon_armed"}) == "lebanon_armed"
    assert party("Hezbollah", {"iran"}) is None


def test_other_tables_are_refused_by_name(made, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CatspawError, match=r"other.csv has the columns a, b; allowed: tables of UCDP External Support"):
        standing_ties(made, tmp_path / "other.csv")
