"""`catspaw fit` as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catspaw.fit.engine.weightsets import weight_set

Run = Callable[..., Any]
DAY = date(2014, 1, 1)


@pytest.fixture
def table(tmp_path: Path, catspaw: Run) -> Path:
    luck = np.random.default_rng(3)
    names = ("Iran", "Iraq", "Syria")
    pairs = [(a, b) for a in names for b in names if a != b]
    lines = [
        f"{DAY + timedelta(k)},{a},{b},{('meets', 'accuses')[int(luck.uniform() < 0.5)]},one"
        for k in range(260)
        for a, b in pairs
        if luck.uniform() < 0.15
    ]
    lines = ["day,who,whom,act,by", *lines, "2014-03,Iran,Iraq,meets,one"]
    (tmp_path / "e.csv").write_text("\n".join(lines))
    (tmp_path / "m.yaml").write_text(
        "dataset: Made\ncolumns: {date: day, source: who, target: whom, action: act, origin: by}\n"
    )
    out = tmp_path / "e.parquet"
    assert (
        catspaw(
            "events", "import", str(tmp_path / "e.csv"), "--mapping", str(tmp_path / "m.yaml"), "--out", str(out)
        ).code
        == 0
    )
    return out


def test_a_table_becomes_a_weight_set_that_a_case_can_name(catspaw: Run, table: Path, tmp_path: Path) -> None:
    done = catspaw("fit", str(table), "--to", "2014", "--out", str(tmp_path / "mine.yaml"))
    assert done.code == 0, done.out
    assert "3 actors, 6 dyads x 2 classes" in done.out
    assert "Left out: 1 not dated to the day" in done.out
    assert "2014-Q1" in done.out
    assert "Not shown: capability: the panel holds nothing of what it reads" in done.out
    made = weight_set("mine.yaml", folder=tmp_path)
    assert made.fitted_on["to"] == "2014-12-31"
    assert all(one.provenance.startswith(("fitted on e, 2014-01-01", "judged")) for one in made.coefficients)


def test_a_run_takes_a_set_from_the_command_line_and_refuses_one_that_is_none(
    catspaw: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini = Path(__file__).parents[1] / "mini"
    monkeypatch.chdir(tmp_path)
    text = "{effect: inertia_3, of: conflict, mean: '0', sd: '0', provenance: judged}"
    Path("calm.yaml").write_text(f"weights: calm\ntitle: No habit\ncoefficients: [{text}]\n")
    own, calm = (
        catspaw("run", mini, "--futures", 8, "--json", *more).json for more in ((), ("--weights", "calm.yaml"))
    )
    assert own != calm
    assert catspaw("run", mini, "--futures", 8, "--json", "--weights", "judged").json == own
    wrong = catspaw("run", mini, "--weights", "mideest-2014")
    assert wrong.code == 1
    assert "nearest known: mideast-2014" in wrong.err
    assert "takes no set of weights (judged)" in catspaw("check", "t.parquet", "--weights", "judged").err


def test_doubtful_authors_are_drawn_and_pooled(catspaw: Run, table: Path, tmp_path: Path) -> None:
    rows = [
        f"b{k},2014-0{k}-05,Iraq,strike,{who},{belief}"
        for k in range(2, 8)
        for who, belief in (("Iran", 0.5), ("Syria", 0.4))
    ]
    (tmp_path / "b.csv").write_text("\n".join(["act,day,target,action,author,belief", *rows]))
    how = ("fit", table, "--authors", tmp_path / "b.csv", "--imputations", "3")
    done = catspaw(*how, "--out", tmp_path / "mine.yaml")
    assert "Authors of 6 acts of" in done.out
    assert "Pooled over 3 draws of authors by Rubin's rules" in done.out
    assert weight_set("mine.yaml", folder=tmp_path).fitted_on["data"] == "e with authors imputed 3 times"
    found = catspaw(*how, "--json").json
    assert found["imputations"] == 3
    assert any(one["unknown"] > 0 for one in found["coefficients"] if one["class"] == "conflict")
    wrong = catspaw("fit", table, "--authors", "nexus-2015")
    assert wrong.code == 1
    assert "acts with doubtful authors falls between" in wrong.err


def test_json_holds_what_the_table_says(catspaw: Run, table: Path) -> None:
    found = catspaw("fit", table, "--actors", "iran,iraq,syria", "--json").json
    assert found["panel"]["actors"] == ["iran", "iraq", "syria"]
    assert {"effect", "class", "weight", "sd", "free", "within", "contraction", "verdict"} <= set(
        found["coefficients"][0]
    )
    assert found["not_shown"]["capability"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--origin", "two"), "holds no row that a panel can use"),
        (("--actors", "iran,nobody"), "hold 0 acts among 2 actors"),
        (("--to", "2012"), "holds no row that a panel can use"),
        (("--to", "soon"), "soon"),
        (("--ties", "missing.csv"), "missing.csv cannot be read as a table of ties"),
    ],
)
def test_mistakes_end_in_a_message(catspaw: Run, table: Path, given: tuple[str, ...], says: str) -> None:
    done = catspaw("fit", str(table), *given)
    assert done.code == 1
    assert says in done.err
