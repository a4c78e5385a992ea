"""Acts whose authors are beliefs, from a case and from a table."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from catspaw import jobs
from catspaw.core.errors import CatspawError
from catspaw.fit.engine.contested import of_case, of_table

HEAD = "act,day,target,action,author,belief\n"
TWO = HEAD + "blast,2014-03-01,Police (Iraq),strike,Iran,.6\nblast,2014-03-01,Police (Iraq),strike,Syria,.3\n"


def test_an_incident_comes_with_the_belief_in_each_candidate(mini):
    laid = jobs.lay_out(mini)
    (one,) = of_case(laid.case, laid.beliefs())
    believed = laid.beliefs().authors("mill_strike")
    assert (one.id, one.day, one.target, one.quad, one.action) == (
        "mill_strike",
        date(2020, 6, 20),
        "ostia",
        3,
        "strike",
    )
    assert one.origin == "case mini"
    some, own = believed["some of marl_backed"], believed["reed_front"]  # two groups that stand for one another in part
    assert one.authors["hill_league"] == pytest.approx(some / 2 / max(1.0, some + own))
    assert sum(one.authors.values()) == pytest.approx(min(1.0, some + own))


def test_what_is_not_one_act_on_one_day_is_left_out_and_counted():
    laid, left = jobs.lay_out("axis-2024"), Counter[str]()
    found = {one.id: one for one in of_case(laid.case, laid.beliefs(), left_out=left)}
    assert set(found) == {"oct_7", "kibbutz_killings", "gaza_invasion", "tower_22"}
    assert sum(left.values()) == len(laid.case.incidents) - 4
    assert left["not dated to the day"] > 5
    assert all(sum(one.authors.values()) <= 1.0 + 1e-9 for one in found.values())
    assert "axis" not in found["tower_22"].authors  # a group's share goes to its members


def test_a_table_names_an_act_once_for_each_candidate(tmp_path: Path):
    (tmp_path / "b.csv").write_text(TWO)
    (one,) = of_table(tmp_path / "b.csv")
    assert (one.id, one.target, one.quad) == ("blast", "iraq", 3)
    assert one.authors == {"iran": 0.6, "syria": 0.3}


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("author,belief", "who,belief", r"b.csv:1: no column author; it needs: act, day, target"),
        (",.6", ",1.6", r"b.csv:2: `1.6` is no belief; allowed: 0 to 1"),
        (",.6", ",much", r"b.csv:2: `much` is no belief"),
        ("strike,Syria", "raid,Syria", r"b.csv:3: the act 'blast' has another day, target or action than before"),
        ("strike", "strikke", r"the act 'blast': `strikke` is no type of act; nearest known: strike"),
        ("2014-03-01", "March", r"`March` is no day; allowed: such as 2014-12-31"),
    ],
)
def test_mistakes_in_a_table_are_named(tmp_path: Path, wrong: str, right: str, says: str):
    (tmp_path / "b.csv").write_text(TWO.replace(wrong, right))
    with pytest.raises(CatspawError, match=says):
        of_table(tmp_path / "b.csv")


def test_a_table_that_is_not_there(tmp_path: Path):
    with pytest.raises(CatspawError, match="cannot be read as a table of beliefs"):
        of_table(tmp_path / "none.csv")
