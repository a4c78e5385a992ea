import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.core.elementary import exp, halving, log, log1p


@pytest.mark.parametrize(
    ("ours", "theirs", "x"),
    [
        (exp, np.exp, np.linspace(-700, 700, 20_001)),
        (exp, np.exp, np.linspace(-1, 1, 20_001)),
        (log, np.log, np.logspace(-300, 300, 20_001)),
        (log, np.log, np.linspace(0.5, 2, 20_001)),
        (log1p, np.log1p, np.logspace(-18, 5, 20_001)),
        (log1p, np.log1p, np.linspace(-0.9, 0.9, 20_001)),
        (halving, lambda x: 2.0**-x, np.linspace(0, 1000, 20_001)),
    ],
)
def test_two_units_in_the_last_place_from_numpy(ours, theirs, x):
    want = theirs(x)
    assert (np.abs(ours(x) - want) <= 2 * np.spacing(np.abs(want))).all()


def test_exact_where_it_must_be():
    assert exp(0.0) == 1.0
    assert log(1.0) == 0.0
    assert log1p(0.0) == 0.0
    assert (halving(np.arange(60.0)) == 0.5 ** np.arange(60)).all()
    assert exp(-1e9) == 0.0
    assert np.isfinite(exp(1e9))


@given(st.lists(st.floats(-600, 600), min_size=1, max_size=9))
def test_arrays_and_numbers_agree_bit_for_bit(values):
    x = np.array(values)
    assert exp(x).tolist() == [float(exp(v)) for v in values]
    assert log(exp(x)).tolist() == [float(log(exp(v))) for v in values]
