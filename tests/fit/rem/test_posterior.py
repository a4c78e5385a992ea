"""Full posteriors: what they walk on is the fit's own likelihood, and they agree with Laplace where that is near."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from catspaw.core.errors import MissingProgram, ModelError
from catspaw.fit import rem
from catspaw.fit.rem.likelihood import kernel, value
from catspaw.fit.rem.posterior import joined, posterior
from catspaw.fit.rem.tape import tape


@pytest.mark.parametrize("likelihood", ["ordinal", "interval"])
def test_blocks_side_by_side_are_one_block(likelihood, make, planning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["catspaw.fit.rem.stream"], "BLOCK_BYTES", 4_000)
    of = planning(make(7), "inertia + reciprocity", likelihood=likelihood)
    parts, theta = list(tape(of, 0.0)), np.linspace(0.2, -0.1, len(of.columns))
    assert len(parts) > 1
    one = kernel(likelihood)
    assert one(joined(parts), theta).loglik == pytest.approx(value(parts, theta, one).loglik)


def test_without_numpyro_it_says_what_to_install(make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpyro.diagnostics", None)
    with pytest.raises(
        MissingProgram, match=r"need NumPyro, which is not installed; run: pip install 'catspaw\[bayes\]'"
    ):
        posterior(rem(make(7), "inertia"))


def test_chains_agree_with_the_normal_of_a_plain_fit(make) -> None:
    pytest.importorskip("numpyro", reason="full posteriors: pip install 'catspaw[bayes]' (some 360 MB) to test them")
    fit = rem(make(7, events=150), "inertia(form=log) + reciprocity", ridge=0.5)
    found = posterior(fit, draws=400, warmup=200, seed=3)
    assert found.names == fit.names
    assert found.divergent == 0
    assert found.r_hat.max() < 1.05
    assert np.abs(found.mean - fit.coef).max() < 0.25 * fit.se.max()
    assert found.sd == pytest.approx(fit.se, rel=0.2)
    assert "2 chains of 400 draws by NUTS, 0 divergent" in str(found)
    assert np.array_equal(found.draws, posterior(fit, draws=400, warmup=200, seed=3).draws)


def test_levels_and_their_spread_are_drawn_too(make) -> None:
    pytest.importorskip("numpyro", reason="full posteriors: pip install 'catspaw[bayes]' (some 360 MB) to test them")
    fit = rem(make(7, events=60), "1 + (1 | sender)", likelihood="interval")
    found = posterior(fit, draws=150, warmup=150)
    assert found.names[:3] == ("(intercept)", "sd 1 | sender", "1 | sender: a")
    assert found.draws.shape == (2, 150, 2 + 6)
    assert (found.draws[..., 1] > 0).all()


@pytest.mark.parametrize("wrong", [{"draws": 1}, {"warmup": 0}, {"chains": 1}])
def test_too_little_to_tell_is_refused(wrong, make) -> None:
    pytest.importorskip("numpyro", reason="full posteriors: pip install 'catspaw[bayes]' (some 360 MB) to test them")
    with pytest.raises(ModelError, match="allowed: from 2, 1 and 2"):
        posterior(rem(make(7), "inertia"), **wrong)
