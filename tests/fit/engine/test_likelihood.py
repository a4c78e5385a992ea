from dataclasses import replace

import numpy as np
import pytest

from catspaw.fit.engine.columns import columns
from catspaw.fit.engine.design import design
from catspaw.fit.engine.likelihood import evaluate
from catspaw.fit.engine.world import world


@pytest.fixture(scope="module", params=["presence", "volume"])
def laid_out(request, lively):
    panel = replace(lively, measure=request.param, count=np.where(np.arange(len(lively)) % 7 == 0, 0.6, lively.count))
    model = world(replace(panel, count=np.ones(len(panel))))
    return design(panel, model, columns(model, replace(panel, count=np.ones(len(panel)))))


def at(of, seed=0):
    luck = np.random.default_rng(seed)
    return {
        "level": -3.0 + 0.3 * luck.normal(size=len(of.fixed)),
        "tempo": 0.2 * luck.normal(size=len(of.periods)),
        "theta": 0.2 * luck.normal(size=len(of.terms)),
    }


def test_the_likelihood_by_its_definition(laid_out):
    here = at(laid_out)
    total = 0.0
    first = 0
    for kind, rows in enumerate(laid_out.rows):
        x = laid_out.x[kind]
        theta = here["theta"][first : first + x.shape[1]]
        first += x.shape[1]
        lam = np.exp(here["level"][rows][:, None] + here["tempo"][laid_out.period] + np.einsum("nkd,k->nd", x, theta))
        y = np.zeros_like(lam)
        y[laid_out.hit[kind], laid_out.day[kind]] = laid_out.count[kind]
        one = y * np.log(lam) - lam if laid_out.measure == "volume" else y * np.log(1 - np.exp(-lam)) - (1 - y) * lam
        total += one.sum()
    assert evaluate(laid_out, **here).loglik == pytest.approx(total, rel=1e-10)


@pytest.mark.parametrize("part", ["level", "tempo", "theta"])
def test_derivatives_are_those_of_small_differences(laid_out, part):
    here, step = at(laid_out), 1e-5
    now = evaluate(laid_out, **here)
    second = {"level": np.diag(now.level_level), "tempo": None, "theta": now.theta_theta}[part]
    for k in (0, len(here[part]) - 1):
        up, down = ({**here, part: here[part] + side * step * np.eye(len(here[part]))[k]} for side in (1, -1))
        above, below = evaluate(laid_out, **up), evaluate(laid_out, **down)
        assert (above.loglik - below.loglik) / (2 * step) == pytest.approx(getattr(now, part)[k], rel=1e-5, abs=1e-4)
        if second is not None:
            curve = -(getattr(above, part) - getattr(below, part)) / (2 * step)
            assert curve == pytest.approx(second[k], rel=1e-4, abs=1e-3)
        cross = -(above.theta - below.theta) / (2 * step)
        if part == "level":
            assert cross == pytest.approx(now.level_theta[k], rel=1e-4, abs=1e-3)
        if part == "tempo":
            assert cross == pytest.approx(now.tempo_theta[k], rel=1e-4, abs=1e-3)
