from datetime import date

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.card.forecaster import generator
from catspaw.fit.card.panel import Cell, Panel

PANEL = Panel(date(2015, 1, 1), np.arange(20).reshape(10, 2), (Cell("a", "b", "conflict"), Cell("", "", "outcome")))


def test_the_past_ends_the_day_before() -> None:
    past = PANEL.before(date(2015, 1, 4))
    assert (past.days, past.end) == (3, date(2015, 1, 4))
    assert past.counts.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert [str(c) for c in past.cells] == ["a -> b: conflict", "outcome"]
    assert past.kinds == ("conflict", "outcome")


def test_what_follows_is_summed_from_the_day_on() -> None:
    assert PANEL.ahead(date(2015, 1, 4), 2).tolist() == [6 + 8, 7 + 9]


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2015, 1, 1), date(2015, 1, 12)])
def test_no_past_outside_the_record(day: date) -> None:
    with pytest.raises(ModelError, match="outside the record, 2015-01-01 to 2015-01-10"):
        PANEL.before(day)


def test_a_horizon_beyond_the_record_is_refused() -> None:
    with pytest.raises(ModelError, match="7 days from 2015-01-05 reach beyond the record"):
        PANEL.ahead(date(2015, 1, 5), 7)


def test_the_stream_of_draws_depends_on_seed_name_and_day() -> None:
    first = generator(1, "zero", PANEL).random()
    assert generator(1, "zero", PANEL).random() == first
    others = {generator(2, "zero", PANEL).random(), generator(1, "last", PANEL).random()}
    assert first not in {*others, generator(1, "zero", PANEL.before(date(2015, 1, 5))).random()}
