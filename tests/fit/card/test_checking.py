import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from catspaw import jobs
from catspaw.case.load import load
from catspaw.core.errors import CatspawError, ModelError, UnknownName
from catspaw.fit.card.checking import Asked, Checked, case_names, check_case, own_rows
from catspaw.fit.card.outcomes import Forecast, least, shown
from catspaw.fit.card.reading import Row
from catspaw.fit.card.show import brier_scores, checked
from catspaw.network.model import OutcomeSpec

Table = Callable[..., Path]
QUICK = Asked(horizons=(30,), models=("rates",), draws=50)
DAY = date(2015, 6, 22)


def around(case_day: date) -> list[tuple[str, str, str, str]]:
    """Meetings of Iran and the United States every six days, an agreement every 40, sanctions just after the day."""
    days = [case_day + timedelta(k) for k in range(-700, 200)]
    rows = [(d.isoformat(), "Iran", "United States", "meets") for d in days[::6]]
    rows += [(d.isoformat(), "Iran", "United States", "agrees") for d in days[::40] if d <= case_day]
    rows += [(d.isoformat(), "Barack Obama", "Iran", "imposes") for d in days[3::50]]
    return rows


def test_a_table_is_scored_and_shows_itself(table: Table, acts: list[tuple[str, str, str, str]]) -> None:
    found = jobs.check(table(acts), asked=QUICK)
    assert found.card is not None
    assert found.card.title == "made.parquet: dyads by class of act"
    assert (found.card.first, found.card.history) == (date(2013, 12, 29), date(2013, 1, 1))
    told = checked(found)
    assert "dyad rates against the baselines, each dyad and class, next 30 days, 12 blocks of time" in told
    json.dumps(found.to_json(), allow_nan=False)


def spec(name: str, *channels: str, kind: str = "first", within: int = 90) -> OutcomeSpec:
    return OutcomeSpec(name, name, kind, channels, 0.0, within, "truth")  # type: ignore[arg-type]


OUTCOMES = [
    (spec("deal_struck", "iran|agrees|us", "us|agrees|iran"), "Will they agree?"),
    (spec("new_measures", "us|imposes|iran"), "New measures?"),
    (spec("militia_strike", "kataib_hezbollah|meets|us"), "Will a militia meet them?"),
    (spec("us_hits_back", "us|retaliates|iran"), "Will they strike back?"),
    (spec("saudi_buys", "saudi_arabia|acquires|", kind="stage"), "A bomb?"),
]
FORECASTS = {one.id: Forecast(np.array([-1, 30, 20, 89] * 4), 0.01) for one, _ in OUTCOMES}


def follow(table: Table, rows: list[tuple[str, str, str, str]]) -> Checked:
    case = load("taqaddum-2015")
    return check_case(case, OUTCOMES, FORECASTS, table=table(rows, case=case), asked=QUICK)


def test_a_case_is_scored_on_what_followed_its_day(table: Table) -> None:
    found = follow(table, around(DAY))
    by = {f.id: f for f in found.followed}
    assert by["militia_strike"].why_not == "who acts (kataib_hezbollah) is named in no event of the table"
    assert by["saudi_buys"].why_not == "its acts have no target, and event data record who did what to whom"
    assert by["us_hits_back"].why_not == "the table has no act of the kind retaliates"
    deal, measures = by["deal_struck"], by["new_measures"]
    assert (deal.happened, deal.before, deal.seen_days) == (False, 18, 90)
    assert (measures.happened, measures.on) == (True, date(2015, 6, 25))
    assert (measures.simulated, measures.error) == (0.75, 0.0)
    assert measures.ordinary == pytest.approx(1 - np.exp(-0.9))
    assert set(measures.baselines or {}) >= {"zero", "last value", "own history", "fading rate", "Hawkes"}
    told = checked(found)
    assert "no record for this kind of outcome" in told
    assert told.index("What these data can show") < told.index("What followed") < told.index("own outcomes, by naive")
    assert "Brier score over 2 resolved outcomes, too few to tell forecasters apart: case 0.312" in told


def test_a_record_that_ends_early_leaves_an_outcome_open_and_says_how_far_it_saw(table: Table) -> None:
    rows = [r for r in around(DAY) if r[0] < "2015-07-10" and r[3] != "imposes"]
    rows += [("2015-03-01", "United States", "Iran", "imposes"), ("2015-07-09", "Iran", "Iraq", "meets")]
    found = follow(table, rows)
    open_one = next(f for f in found.followed if f.id == "new_measures")
    assert (open_one.happened, open_one.seen_days, open_one.within_days) == (None, 17, 90)
    assert open_one.simulated == 0.0, "the chance by the last day of the record, not by the day asked for"
    assert brier_scores([open_one]) == {}
    assert "17 of 90" in checked(found)


def test_a_record_before_the_case_is_refused(table: Table) -> None:
    rows = [r for r in around(DAY) if r[0] < "2015-01-01"]
    with pytest.raises(ModelError, match=r"the record ends on 2014-12-\d\d, and the case asks what follows 2015-06-22"):
        follow(table, rows)


def test_a_count_needs_more_than_its_threshold() -> None:
    assert least(replace(OUTCOMES[0][0], kind="count", threshold=6.0)) == 7
    assert least(OUTCOMES[0][0]) == 1


def test_an_act_without_direction_counts_either_way() -> None:
    row = Row(DAY, "us", "iran", "agrees", "verbal_cooperation", False, False, 1)
    one = shown(spec("x", "iran|agrees|us"), [row])
    assert one.why_not == ""
    assert one.counts(row)
    assert not one.counts(replace(row, directed=True))


def test_a_rung_counts_every_act_that_high() -> None:
    row = Row(DAY, "us", "iran", "strike", "material_conflict", True, False, 1)
    high = shown(replace(spec("x", "us|warns|iran", kind="rung"), threshold=7.0), [row])
    assert high.counts(row)
    assert not high.counts(replace(row, action="warns"))


def test_a_case_without_acts_asks_for_a_table() -> None:
    bare = replace(load("nexus-2015"), acts=())
    with pytest.raises(ModelError, match=r"nexus-2015 has no acts\.csv to score; give an event table with --events"):
        own_rows(bare)


def test_the_acts_of_a_case_are_rows_of_its_principals() -> None:
    rows = own_rows(load("taqaddum-2015"))
    assert Row(date(2014, 8, 8), "us", "isis", "strike", "material_conflict", True, False, 1) in rows
    assert [r.day for r in rows] == sorted(r.day for r in rows)


def test_names_the_import_left_open_are_read_by_their_merged_form() -> None:
    names = case_names(load("nexus-2015"))
    assert names["united_states"] == "us"
    assert names["saudi_arabia"] == "saudi_arabia"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (replace(QUICK, until=date(2030, 1, 1)), "--to 2030-01-01 lies beyond the data, which end on 2014-12"),
        (replace(QUICK, since=date(2012, 1, 1)), "--from 2012-01-01 leaves no history: the data begin on 2013-01-01"),
        (replace(QUICK, horizons=(400,)), "the horizon of 400 days reaches beyond the data"),
    ],
)
def test_days_outside_the_data_are_named(
    table: Table, acts: list[tuple[str, str, str, str]], asked: Asked, message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        jobs.check(table(acts), asked=asked)


def test_a_model_that_is_none_is_named(table: Table, acts: list[tuple[str, str, str, str]]) -> None:
    with pytest.raises(UnknownName, match="`rate` is no model; allowed: engine, rates; nearest known: rates"):
        jobs.check(table(acts), asked=replace(QUICK, models=("rate",)))


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatspawError, match="is not there: `catspaw events import FILE"):
        jobs.check(tmp_path / "none.parquet")


def test_the_chance_by_a_day_comes_with_the_error_of_futures_in_fours() -> None:
    passage = np.array([-1, 3, 3, 9] * 4)
    mean, error = Forecast(passage, 0.1).by(5)
    assert (mean, error) == (0.5, 0.0), "all fours agree"
    assert Forecast(passage, 0.1).by(9)[0] == 0.75


def test_the_engine_stands_on_a_card(table: Table, acts: list[tuple[str, str, str, str]]) -> None:
    found = jobs.check(table(acts), asked=replace(QUICK, models=("engine",), since=date(2014, 11, 1)))
    assert found.card is not None
    assert "engine" in {n.forecaster for n in found.card.lines} or "engine" in found.card.unable
    anew = jobs.check(table(acts), asked=replace(QUICK, models=("rates",), refit=True, since=date(2014, 11, 1)))
    assert anew.card is not None
    assert "fitted anew at each origin" in str(anew.to_json())
