"""The two engines on every bundled case, its base rates taken as the anchors state them and not solved (seconds)."""

from dataclasses import replace

import numpy as np
import pytest

from catspaw import jobs
from catspaw.engine import anchor, solved
from catspaw.engine.arrange import arrange
from catspaw.engine.ensemble import run

pytest.importorskip("numba")

CASES = ("axis-2024", "flashpoint-2019", "nexus-2015", "taqaddum-2015")
ACTS = ("future", "channel", "day", "time", "word", "signal", "forestalled")


def as_stated(model, **_):
    return anchor.Anchored(replace(anchor._ordinary(arrange(model)), anchored=True), (), np.zeros((0, 0)), 0)


@pytest.mark.parametrize("case", CASES)
def test_act_for_act(case, monkeypatch):
    monkeypatch.setattr(solved, "solved", as_stated)
    model = jobs.lay_out(case).model().model
    ours = run(model, futures=4, seed=2, engine="kernel")
    theirs = run(model, futures=4, seed=2, engine="reference")
    assert ours.mean_acts > 20
    for name in ACTS:
        assert getattr(ours.acts, name).tolist() == getattr(theirs.acts, name).tolist(), name
    assert ours.passage.tolist() == theirs.passage.tolist()
    assert ours.count.tolist() == theirs.count.tolist()
    assert ours.to_json() == theirs.to_json()
