"""The standard load: as many acts as it says, and a measurement with every figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catspaw import jobs
from catspaw.engine.draws import prior_weights
from catspaw.engine.ensemble import run
from catspaw.engine.load import CASE, SEED, measure, standard
from catspaw.network.compile import compile_model
from catspaw.network.model import Decision, Option


def test_a_future_holds_as_many_acts_as_asked_for(full):
    load = standard(full, acts=40)
    assert run(load, futures=512, seed=SEED, engine="kernel").mean_acts == pytest.approx(40, rel=0.01)
    assert (load.channels.log_base - full.channels.log_base).std() == pytest.approx(0, abs=1e-12)


def test_decisions_are_left_out(full):
    chosen = Decision("stay", "client", (Option("go", 0.0), Option("stay", 0.0)), on_day=1)
    assert standard(replace(full, decisions=(chosen,)), acts=40).decisions == ()


def test_what_is_measured(full):
    took = measure(standard(full, acts=40), futures=32, workers=1)
    assert (took.futures, took.workers, took.days, took.channels) == (32, 1, 60, len(full.channels.ids))
    assert took.seconds > 0
    assert took.us_core_per_act > 0
    assert took.peak_mb > 10
    assert 20 < took.mean_acts < 60


def test_it_is_the_largest_bundled_case():
    size = {}
    for name in jobs.cases():
        desk = jobs.lay_out(name)
        size[name] = len(compile_model(desk.case, desk.beliefs(), weights=prior_weights(), seed=1).channels.ids)
    assert max(size, key=size.__getitem__) == CASE
