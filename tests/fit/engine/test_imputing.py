from datetime import date, timedelta

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.fit.engine.imputing import Uncertain, fit_imputed, imputations, rubin
from catspaw.fit.engine.panel import Row

FIRST = date(2014, 1, 1)
ROWS = [Row(FIRST + timedelta(k), *("ab" if k % 4 else "ba"), quad=2) for k in range(0, 200, 3)]
DOUBT = [Uncertain(f"act {k}", FIRST + timedelta(k), "a", 3, {"b": 0.5, "c": 0.3}) for k in range(1, 200, 10)]
HOW = {"actors": ("a", "b", "c"), "since": FIRST, "to": FIRST + timedelta(199)}


def test_authors_are_drawn_with_their_beliefs_and_the_same_again():
    panels = list(imputations(ROWS, DOUBT, draws=60, seed=1, **HOW))
    by_c = [int(((p.author == 2) & (p.kind == 1)).sum()) for p in panels]
    assert np.mean(by_c) == pytest.approx(0.3 * len(DOUBT), abs=0.9)
    again = next(iter(imputations(ROWS, list(reversed(DOUBT)), draws=1, seed=1, **HOW)))
    assert np.array_equal(again.author, panels[0].author)


def test_pooling_adds_what_the_draws_disagree_on():
    mean, sd, missing = rubin([1.0, 3.0], [1.0, 1.0])
    assert (mean, sd) == (2.0, pytest.approx(2.0))
    assert missing == pytest.approx(0.75)
    assert rubin([1.0], [0.5]) == (1.0, 0.5, 0.0)


def test_a_fit_over_imputations_says_how_much_is_not_knowing_who():
    found = fit_imputed(imputations(ROWS, DOUBT, draws=3, seed=2, **HOW))
    assert len(found.fits) == 3
    shares = {(one.effect, one.kind): one.missing for one in found.coefficients}
    assert 0.0 < shares["inertia_3", "conflict"] < 1.0
    for one in found.coefficients:
        sds = [
            c.free_sd for fit in found.fits for c in fit.coefficients if (c.effect, c.kind) == (one.effect, one.kind)
        ]
        assert one.free_sd >= min(sds)


def test_beliefs_that_are_no_chances_are_refused():
    wrong = Uncertain("odd", FIRST, "a", 3, {"b": 0.7, "c": 0.6})
    with pytest.raises(ModelError, match=r"the act 'odd' has authors believed at .*together at most 1"):
        next(imputations(ROWS, [wrong], **HOW))
    with pytest.raises(ModelError, match="no imputation was drawn"):
        fit_imputed([])
