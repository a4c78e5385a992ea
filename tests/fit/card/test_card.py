import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.card.baselines import BASELINES, Fading, Zero
from catspaw.fit.card.card import Card, report_card
from catspaw.fit.card.dyad_rates import fit_dyad_rates
from catspaw.fit.card.figures import figures
from catspaw.fit.card.forecaster import Refitted
from catspaw.fit.card.panel import Counts, Panel
from catspaw.fit.card.show import text
from catspaw.fit.card.windows import windows

SINCE = date(2015, 1, 1)


@dataclass(frozen=True)
class Oracle:
    """Knows the rates that the made panel was drawn from."""

    name: str = "oracle"
    says: str = "the truth <script>"

    def draw(self, past: Panel, *, horizons: object, draws: int, seed: int) -> Counts:
        rng = np.random.Generator(np.random.Philox(key=past.days))
        rates = np.geomspace(0.002, 0.3, 12)
        return np.stack([rng.poisson(rates * h, size=(draws, 12)) for h in horizons], axis=1)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Mute:
    name: str = "mute"
    says: str = "nothing"

    def draw(self, past: Panel, *, horizons: object, draws: int, seed: int) -> Counts:
        raise ModelError("has no voice")


def card(panel: Panel, **given: object) -> Card:
    laid = windows(SINCE, date(2015, 12, 31), horizons=(30,))
    how: dict[str, object] = {"models": [Oracle()], "baselines": [Zero(), Fading()], "draws": 200, "seed": 1}
    return report_card(panel, windows=laid, title="made", **how | given)  # type: ignore[arg-type]


def test_windows_follow_on_one_another_inside_the_days_asked_for() -> None:
    laid = windows(SINCE, date(2015, 12, 31))
    by = {h: [w for w in laid if w.horizon == h] for h in (7, 30, 90)}
    assert {h: len(w) for h, w in by.items()} == {7: 52, 30: 12, 90: 10}
    assert len({w.block for w in by[30]}) == 12, "2015 has twelve 30-day blocks"
    assert len({w.block for w in by[90]}) == 4
    assert max(w.first + timedelta(w.horizon - 1) for w in laid) <= date(2015, 12, 31)
    assert [w.first for w in laid] == sorted(w.first for w in laid)


def test_a_horizon_beyond_the_data_is_refused() -> None:
    with pytest.raises(ModelError, match="the horizon of 30 days reaches beyond the data: 10 days from 2015-01-01"):
        windows(SINCE, date(2015, 1, 10), horizons=(30,))
    with pytest.raises(ModelError, match="horizons are 0; allowed"):
        windows(SINCE, date(2015, 1, 10), horizons=(0,))


def test_the_truth_wins_against_zero_and_is_calibrated(steady: Panel) -> None:
    found = card(steady)
    (line,) = [n for n in found.lines if (n.forecaster, n.level, n.horizon) == ("oracle", "cells", 30)]
    assert line.windows == 12
    assert line.series == 12
    assert line.covered["0.9"] == pytest.approx(0.9, abs=0.08)
    gain = {(c.baseline, c.score): c.gain for c in found.comparisons if c.level == "cells" and c.horizon == 30}
    assert {gain["zero", score].verdict for score in ("log", "crps", "brier")} == {"won"}
    assert 0 < gain["fading rate", "log"].mean < gain["zero", "log"].mean / 3


def test_a_lost_comparison_is_printed_like_a_won_one(steady: Panel) -> None:
    told = text(card(steady, models=[Zero()], baselines=[Oracle()]))
    (line,) = [x for x in told.splitlines() if x.split()[:2] == ["oracle", "log"] and x.endswith("lost")][:1]
    assert "-" in line.split()[2]
    assert "too few" not in told


def test_who_can_say_nothing_is_named_and_costs_nobody_else(steady: Panel) -> None:
    found = card(steady, baselines=[Zero(), Mute()])
    assert found.unable == {"mute": "has no voice"}
    assert {c.baseline for c in found.comparisons} == {"zero"}
    assert "mute: no score, has no voice" in text(found)


def test_the_same_seed_gives_the_same_card(steady: Panel) -> None:
    assert json.dumps(card(steady).to_json()) == json.dumps(card(steady).to_json())
    assert card(steady, seed=2).lines != card(steady).lines


def test_outcomes_are_scored_by_what_each_needs(steady: Panel) -> None:
    found = card(steady, models=(), least=np.full(12, 3))
    assert {n.level for n in found.lines} == {"outcomes"}
    assert found.comparisons == ()
    once = {n.horizon: n.happened for n in card(steady).lines if n.level == "cells" and n.forecaster == "zero"}
    thrice = {n.horizon: n.happened for n in found.lines if n.forecaster == "zero"}
    assert thrice[30] < once[30]


def test_the_card_shows_itself(steady: Panel) -> None:
    found = card(steady)
    assert "<script>" not in found._repr_html_()
    assert len(found.to_frame()) == len(found.lines)
    drawn = figures(found)
    assert set(drawn) == {"reliability-30", "pit-30", "gains-oracle"}
    assert found.plot() == drawn["gains-oracle"]
    for figure in drawn.values():
        assert figure.svg().startswith("<svg")


def test_dyad_rates_foretell_steady_series_about_as_well_as_anybody(steady: Panel) -> None:
    model = fit_dyad_rates(steady.before(SINCE), horizons=(30,))
    found = card(steady, models=[model])
    verdicts = {(c.baseline, c.horizon): c.gain.verdict for c in found.comparisons if c.score == "log"}
    assert verdicts["zero", 30] == "won"
    drawn = model.draw(steady.before(SINCE), horizons=(30,), draws=500, seed=1)
    assert drawn.mean() == pytest.approx(30 * np.geomspace(0.002, 0.3, 12).mean(), rel=0.35)


def test_dyad_rates_name_what_they_were_not_fitted_for(steady: Panel) -> None:
    past = steady.before(SINCE)
    model = fit_dyad_rates(past, horizons=(30,))
    with pytest.raises(ModelError, match="was not fitted for 7 days, only for 30"):
        model.draw(past, horizons=(7,), draws=5, seed=1)
    with pytest.raises(ModelError, match="needs 180 days after half of the history to fit; there are 100 days"):
        fit_dyad_rates(steady.before(steady.start + timedelta(100)), horizons=(90,))


def test_all_baselines_are_told_with_their_distribution(steady: Panel) -> None:
    told = text(card(steady, models=(), baselines=BASELINES))
    for baseline in BASELINES:
        assert f"{baseline.name}: {baseline.says}" in told


def test_a_model_fitted_anew_sees_all_that_preceded_each_origin_and_nothing_else(steady: Panel) -> None:
    seen: list[date] = []

    def fit(past: Panel) -> Oracle:
        seen.append(past.end)
        return Oracle()

    laid = windows(SINCE, date(2015, 12, 31), horizons=(30,))
    found = card(steady, models=[Refitted(Oracle(), fit)])
    assert seen == [w.first for w in laid]
    assert "the truth <script>; fitted anew at each origin" in json.dumps(found.to_json())
    once = card(steady)
    assert [c.gain.mean for c in found.comparisons] == [c.gain.mean for c in once.comparisons]
