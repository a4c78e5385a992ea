from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catspaw import jobs
from catspaw.core.errors import CatspawError, ModelError, UnknownName
from catspaw.desk import Desk
from catspaw.engine.draws import check_weights, prior_weights
from catspaw.fit.engine.fitted import fit_engine
from catspaw.fit.engine.weightsets import as_yaml, bundled, from_fit, parse, weight_set
from catspaw.network.model import GROUPS

SET = """weights: mine
title: By hand
tempo: {sd: '0.3', persistence: '0.4'}
coefficients:
- {effect: reciprocity_3, of: conflict, mean: '0.25', sd: '0.05', provenance: literature (a paper)}
- {effect: vow, of: "material conflict, targeted", mean: '0.7', sd: '0.1', provenance: judged}
"""


def test_a_set_changes_what_it_names_and_leaves_the_rest_at_its_prior():
    found, prior = parse(SET, "mine.yaml").weights(), prior_weights()
    row = prior.effects.index("reciprocity_3")
    assert found.mean[row, [5, 7]].tolist() == [0.25, 0.25]
    assert found.mean[row, 1] == prior.mean[row, 1]
    assert found.provenance[row][5] == "literature (a paper)"
    assert found.provenance[row][1] == prior.provenance[row][1]
    assert found.mean[prior.effects.index("vow"), 7] == 0.7
    check_weights(found)


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("effect: vow", "effect: vows", r"mine.yaml:6: the engine has no effect 'vows'; nearest known: vow"),
        ("of: conflict", "of: peace", r"mine.yaml:5: `of: peace`; allowed: cooperation, conflict, verbal cooperation"),
        ("provenance: judged", "provenance: felt", r"a provenance begins with fitted, literature, judged"),
        ("sd: '0.05'", "sd: '-1'", r"`sd: -1`; allowed: 0 or more"),
        ("mean: '0.25'", "mean: much", r"mine.yaml:5: `mean: much` is no number"),
        ("mean: '0.25'", "mean: 'inf'", r"allowed: finite numbers"),
        ("weights: mine", "wieghts: mine", r"unknown key 'wieghts'; allowed: weights, .*nearest known: weights"),
        (
            '"material conflict, targeted"',
            "cooperation",
            r"the effect 'vow' does not serve cooperation; it serves: material",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(wrong, right, says):
    assert wrong in SET
    with pytest.raises(CatspawError, match=says):
        parse(SET.replace(wrong, right), "mine.yaml")


def test_a_name_that_is_no_set_is_refused():
    with pytest.raises(UnknownName, match=r"`weights: mideest` is no weight set; allowed: judged"):
        weight_set("mideest")


def test_every_bundled_set_can_be_read_and_gives_each_number_a_ground():
    for name in bundled():
        weights = weight_set(name).weights()
        check_weights(weights)
        for row, effect in enumerate(weights.effects):
            for group in range(len(GROUPS)):
                if weights.sd[row, group]:
                    assert weights.provenance[row][group].startswith(("fitted", "literature", "judged")), effect


def test_a_fit_is_written_and_read_back(lively):
    made = from_fit(fit_engine(lively, grid=False), name="small", title="A small one", data="simulated acts")
    again = parse(as_yaml(made), "small.yaml")
    assert np.array_equal(again.weights().mean, made.weights().mean)
    assert again.tempo_sd == made.tempo_sd
    assert again.fitted_on["acts"] == str(len(lively))
    row = again.weights().effects.index("inertia_3")
    assert again.weights().provenance[row][7].startswith("fitted on simulated acts, 2012-01-01 to 2012-10-26")


def test_a_case_runs_with_the_weights_that_it_names(mini, tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(SET)
    model = Desk(replace(mini, weights="mine.yaml", folder=tmp_path), mini.as_of).model().model
    row = model.weights.effects.index("reciprocity_3")
    assert model.weights.mean[row, 7] == 0.25
    assert model.settings.tempo_sd == 0.3


def test_the_last_day_fitted_on_must_be_a_day():
    with pytest.raises(CatspawError, match=r"mine.yaml:\d+: `to: soon` is no day; allowed: such as 2014-12-31"):
        parse(SET.replace("coefficients:", "fitted_on:\n  to: soon\ncoefficients:"), "mine.yaml")


def test_weights_that_know_what_came_are_refused(mini, tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(SET.replace("coefficients:", "fitted_on:\n  to: 2020-07-01\ncoefficients:"))
    desk = Desk(replace(mini, weights="mine.yaml", folder=tmp_path), mini.as_of)
    with pytest.raises(
        ModelError, match=r"fitted on days up to 2020-07-01, and the case knows nothing after 2020-06-30"
    ):
        desk.model()


def test_a_set_can_be_asked_for_beside_the_case(mini, tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(SET)
    own, other = jobs.lay_out(mini), jobs.lay_out(mini, weights=str(tmp_path / "mine.yaml"))
    assert other.case.digest != own.case.digest
    assert other.model().model.weights.mean[own.model().model.weights.effects.index("reciprocity_3"), 7] == 0.25
    assert jobs.lay_out(mini, weights="judged").case.digest == own.case.digest
