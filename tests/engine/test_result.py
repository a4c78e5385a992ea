import json
import sys
from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import MissingProgram, ModelError
from catspaw.engine.ensemble import run
from catspaw.engine.result import clustered_error, in_fours, split_variance
from catspaw.network.model import OutcomeSpec

HIT = "client|strike|enemy"


@pytest.fixture(scope="module")
def ensemble(full):
    return run(full, futures=40, seed=3)


def test_constant_rates_are_poisson(kit):
    hit = OutcomeSpec("hit", "strike(client -> enemy)", "first", (HIT,), 0, 20)
    late = OutcomeSpec("late", "the same, later", "first", (HIT,), 0, 40)
    ensemble = run(kit.make([HIT], rate=0.05, horizon=40, outcomes=(hit, late)), futures=600, seed=1)
    for row, days in zip(ensemble.outcomes, (20, 40), strict=True):
        want = 1 - np.exp(-0.05 * days)
        assert abs(row.probability - want) < 4 * np.sqrt(want * (1 - want) / 600)
        assert row.error == pytest.approx(np.sqrt(want * (1 - want) / 600), rel=0.1)
        assert row.low is None  # nothing but luck: no range across worlds can be told, and the bound on it is narrow
        assert 0 < row.widest_low < row.probability < row.widest_high < 1
        assert row.range_says == f"within {100 * row.widest_low:.0f}–{100 * row.widest_high:.0f} %"
        assert row.luck == pytest.approx(1.0, abs=4 * 1.5 * row.share_error)
    assert ensemble.outcomes[1].mean_count == pytest.approx(2.0, abs=4 * np.sqrt(2 / 600))


def test_what_differs_between_worlds_is_told_from_luck(kit):
    """Half the worlds have an agenda that multiplies the rate by e**3: the chance is a mixture of two."""
    from catspaw.network.model import SwitchTable, Worlds

    hit = OutcomeSpec("hit", "hit", "first", (HIT,), 0, 40)
    model = kit.make([HIT], rate=0.005, horizon=40, outcomes=(hit,), weights=kit.only("agenda", {7: 3.0}))
    model = replace(
        model,
        switches=SwitchTable(("agenda",), np.array([0]), np.array([[1, 3, 0]]), np.array([1.0]), np.array([0.0])),
        worlds=Worlds(("wants(client)",), np.array([[0], [1]], dtype=np.uint8)),
    )
    row = run(model, futures=480, seed=1).outcomes[0]
    chances = 1 - np.exp(-0.005 * 40 * np.array([1.0, np.exp(3.0)]))
    p = chances.mean()
    assert row.probability == pytest.approx(p, abs=4 * row.error)
    between = chances.var() / (p * (1 - p))
    assert row.world == pytest.approx(between, abs=0.25)
    assert row.coefficients == pytest.approx(0.0, abs=0.25)
    assert row.low < 0.35
    assert row.high > 0.85
    assert row.widest_low is None
    assert row.range_says == f"{100 * row.low:.0f}–{100 * row.high:.0f} %"


def test_split_recovers_known_parts():
    rng = np.random.default_rng(1)
    n = 40_000
    w, w2, t, t2 = (rng.normal(0, s, n) for s in (1.0, 1.0, 0.5, 0.5))
    luck = rng.normal(0, 2.0, (n, 4))
    fours = np.stack([w + t, w + t, w + t2, w2 + t], axis=1) + luck
    split = split_variance(fours)
    assert split.world == pytest.approx(1.0, abs=0.08)
    assert split.coefficients == pytest.approx(0.25, abs=0.08)
    assert split.both == pytest.approx(1.25, abs=0.1)
    assert split.total == pytest.approx(5.25, abs=0.1)


def test_clusters_widen_the_error():
    rng = np.random.default_rng(1)
    shared = np.repeat(rng.normal(0, 1, 500), 4)
    values = shared + rng.normal(0, 0.1, 2_000)
    clusters = np.repeat(np.arange(500), 4)
    assert clustered_error(values, clusters) == pytest.approx(1 / np.sqrt(500), rel=0.15)
    assert clustered_error(values, np.arange(2_000)) == pytest.approx(1 / np.sqrt(2_000), rel=0.15)
    assert clustered_error(np.ones(8), np.repeat([0, 1], 4)) == 0.0
    assert clustered_error(np.array([0.0, 1.0]), np.array([0, 0])) == pytest.approx(0.5)


def test_one_future_has_no_error(kit):
    hit = OutcomeSpec("hit", "hit", "first", (HIT,), 0, 5)
    told = json.loads(run(kit.make([HIT], horizon=5, outcomes=(hit,)), futures=1, seed=1).to_json())
    assert told["outcomes"][0]["error"] is None


@pytest.mark.parametrize(("first", "n", "fours"), [(0, 8, 2), (0, 11, 2), (2, 11, 2), (2, 5, 0), (4, 3, 0), (3, 5, 1)])
def test_only_whole_fours_count(first, n, fours):
    values = np.arange(first, first + n, dtype=float)
    found = in_fours(values, first)
    assert found.shape == (fours, 4)
    assert (found[:, 0] % 4 == 0).all()


def test_json_says_it_all_and_is_the_same_twice(full, ensemble):
    again = run(full, futures=40, seed=3)
    assert again.to_json() == ensemble.to_json()
    told = json.loads(ensemble.to_json())
    assert told["futures"] == 40
    assert [row["id"] for row in told["outcomes"]] == ["hit", "many", "rung"]
    assert told["provenance"]["engine"] == "reference"


def test_html_escapes(full):
    outcome = replace(full.outcomes[0], says="<script>alert(1)</script>")
    html = run(replace(full, outcomes=(outcome,)), futures=4, seed=1)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_frames(ensemble):
    table = ensemble.to_frame()
    assert table["id"].tolist() == ["hit", "many", "rung"]
    acts = ensemble.acts_frame()
    assert len(acts) == len(ensemble.acts.day)
    assert set(acts["channel"]) <= set(ensemble.model.channels.ids)


def test_without_pandas_it_says_what_to_install(ensemble, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingProgram, match=r"this needs pandas: pip install 'catspaw\[notebook\]'"):
        ensemble.to_frame()


def test_a_future_that_was_not_run(ensemble):
    with pytest.raises(ModelError, match="future 40 was not run; allowed: 0 to 39"):
        ensemble.acts_of(40)


def test_acts_per_kind_and_mean_agree(ensemble):
    assert sum(ensemble.acts_per_kind().values()) == pytest.approx(ensemble.mean_acts)
