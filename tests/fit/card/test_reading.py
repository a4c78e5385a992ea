from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.events.queries import Filter
from catspaw.fit.card.reading import BOTH, ONE_ACTOR, OTHERS, SELF, dyads, read_rows, refuse_breaks

Table = Callable[..., Path]
ROWS = [
    ("2014-01-02", "Iran", "Iraq", "meets"),
    ("2014-01-02", "Iran", "Iraq", "meets"),
    ("2014-01-02", "Iran", "Iraq", "praises"),
    ("2014-01-04", "Iraq", "Iran", "strike"),
    ("2014-01-05", "Police (Iran)", "Iraq", "threatens"),
    ("2014-01-06", "Police (Iran)", "Iran", "meets"),
    ("2014-01-07", "Iran", "", "meets"),
    ("2014-01-08", "Oman", "Iran", "meets"),
]


def test_a_panel_counts_days_or_acts_of_merged_actors(table: Table) -> None:
    rows = read_rows(table(ROWS))
    days = dyads(rows, actors=("iran", "iraq"))
    assert (days.start, days.days, days.unit) == (date(2014, 1, 2), 7, "days")
    found = {str(c): days.counts[:, k].nonzero()[0].tolist() for k, c in enumerate(days.cells)}
    assert found == {
        "iran -> iraq: cooperation": [0],
        "iraq -> iran: cooperation": [],
        "iran -> iraq: conflict": [3],
        "iraq -> iran: conflict": [2],
    }
    assert days.counts.max() == 1
    acts = dyads(rows, actors=("iran", "iraq"), unit="acts")
    assert acts.counts.sum(axis=0).tolist() == [3, 0, 1, 1]
    assert days.notes == {ONE_ACTOR: 1, SELF: 1, OTHERS: 1}


def test_four_classes_are_the_quads(table: Table) -> None:
    panel = dyads(read_rows(table(ROWS)), actors=("iran", "iraq"), classes=4)
    assert panel.kinds == ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


def test_acts_without_direction_count_for_the_pair_once(table: Table) -> None:
    panel = dyads(read_rows(table(ROWS[3:4], directed=False)), unit="acts")
    assert {str(c): int(n) for c, n in zip(panel.cells, panel.counts.sum(axis=0), strict=True) if n} == {
        "iran -> iraq: conflict": 1
    }
    assert panel.notes == {BOTH: 1}


def test_the_actors_are_the_most_active_before_the_test_and_not_in_it(table: Table) -> None:
    late = [(f"2015-02-{d:02}", "Israel", "Syria", "strike") for d in range(1, 20)]
    rows = read_rows(table([*ROWS, *late]))
    assert {c.source for c in dyads(rows, most=2, known=date(2015, 1, 1)).cells} == {"iran", "iraq"}
    assert {c.source for c in dyads(rows, most=2).cells} == {"israel", "syria"}


def test_events_out_of_order_and_twice_make_the_same_panel(table: Table) -> None:
    one, other = (dyads(read_rows(table(r, name=n))) for r, n in ((ROWS, "a"), ([*reversed(ROWS), ROWS[0]], "b")))
    assert (one.counts == other.counts).all()
    assert one.cells == other.cells


def test_no_event_left_is_named(table: Table) -> None:
    with pytest.raises(ModelError, match="no event is left to score; see what the table holds"):
        read_rows(table(ROWS), where=Filter(origin="another"))


def test_one_actor_is_no_panel(table: Table) -> None:
    rows = read_rows(table([("2014-01-07", "Iran", "", "meets"), ("2014-01-08", "Iran", "Police (Iran)", "meets")]))
    with pytest.raises(ModelError, match="a panel needs two actors that act on each other; the table has 0"):
        dyads(rows)


def test_an_actor_that_is_not_there_is_named_with_the_nearest(table: Table) -> None:
    with pytest.raises(UnknownName, match="`irak` is no actor of the table; nearest known: ira"):
        dyads(read_rows(table(ROWS)), actors=("iran", "irak"))


def test_a_break_in_the_origins_is_refused_with_the_origins_to_choose(table: Table) -> None:
    rows = [(f"2013-{m:02}-{d:02}", "Iran", "Iraq", "meets", "one") for m in range(1, 13) for d in range(1, 11)]
    more = [(f"2014-{m:02}-{d:02}", "Iran", "Iraq", "meets", "two") for m in range(1, 4) for d in range(1, 29)]
    path = table([*rows, *more])
    with pytest.raises(ModelError, match=r"the counting changed in 2014-Q1 .*--origin: 'one' \(120 events\), 'two'"):
        refuse_breaks(path)
    refuse_breaks(path, where=Filter(origin="one"))
