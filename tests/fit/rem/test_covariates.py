"""Properties of actors and dyads, given in many ways and changing."""

from __future__ import annotations

import numpy as np
import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.fit import rem

ROWS = [(1, "a", "b"), (2, "b", "c"), (3, "a", "c"), (4, "c", "a"), (5, "a", "b")]
OFF = ~np.eye(3, dtype=bool)
X = np.array([1.0, 4.0, 2.0])


@pytest.fixture
def past(make):
    return make(31, actors=3, events=8, tied=False)


def one(stream, past, formula: str, **given: object) -> np.ndarray:
    return stream(past, formula, **given)[-1][0]


def series(x: object) -> dict[str, object]:
    from catspaw.fit.rem.covariates import actor_series

    return {"x": actor_series("x", x, ("a", "b", "c"))}


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("sender(x)", X[:, None] + 0 * X[None, :]),
        ("receiver(x)", X[None, :] + 0 * X[:, None]),
        ("total(x)", X[:, None] + X[None, :]),
        ("CovInt(x)", X[:, None] + X[None, :]),
        ("difference(x)", np.abs(X[:, None] - X[None, :])),
        ("minimum(x)", np.minimum(X[:, None], X[None, :])),
        ("maximum(x)", np.maximum(X[:, None], X[None, :])),
        ("same(x)", X[:, None] == X[None, :]),
    ],
)
def test_actor_covariates(formula, wanted, past, stream) -> None:
    found = one(stream, past, formula, actors={"x": X})
    np.testing.assert_allclose(found, wanted[OFF])


def test_categories(past, stream) -> None:
    given = {"camp": {"a": "east", "b": "west", "c": "east"}}
    np.testing.assert_array_equal(one(stream, past, "same(camp)", actors=given), [0, 1, 0, 0, 1, 0])
    np.testing.assert_array_equal(one(stream, past, "sender(camp, is=east)", actors=given), [1, 1, 0, 0, 1, 1])
    with pytest.raises(ModelError, match=r"camp is a category \(east, west\); say sender\(camp, is=east\)"):
        rem(past, "sender(camp)", actors=given)
    with pytest.raises(UnknownName, match="camp is never 'eastt'; it is east, west; nearest known: east"):
        rem(past, "sender(camp, is=eastt)", actors=given)


@pytest.mark.parametrize(
    "given",
    [
        np.arange(9.0).reshape(3, 3),
        {("a", "b"): 1, ("a", "c"): 2, ("b", "a"): 3, ("b", "c"): 5, ("c", "a"): 6, ("c", "b"): 7},
        [("a", "b", 1), ("a", "c", 2), ("b", "a", 3), ("b", "c", 5), ("c", "a", 6), ("c", "b", 7)],
        {"sender": list("aabbcc"), "receiver": list("bcacab"), "value": [1, 2, 3, 5, 6, 7]},
        [(0, "a", "b", 1), (0, "a", "c", 2), (0, "b", "a", 3), (0, "b", "c", 5), (0, "c", "a", 6), (0, "c", "b", 7)],
    ],
    ids=["array", "mapping", "rows", "columns", "changes"],
)
def test_dyad_covariates(given, past, stream) -> None:
    np.testing.assert_array_equal(one(stream, past, "tie(x)", dyads={"x": given}), [1, 2, 3, 5, 6, 7])
    np.testing.assert_array_equal(one(stream, past, "tie(x, back=yes)", dyads={"x": given}), [3, 6, 1, 7, 2, 5])


def test_a_change_holds_from_its_own_time_on(stream) -> None:
    from catspaw.fit.rem import history

    past = history(ROWS)
    table = {"time": [0, 0, 0, 3, 4.5], "actor": list("abcab"), "value": [0, 0, 0, 7, 8]}
    rows = stream(past, "total(x):inertia(form=count) + sender(x)", actors={"x": table})
    by_time = [r for r in rows if r.shape[1]]
    # 3 is a change and an event: a quiet stretch before it (with the old value), then the event with the new
    assert [float(r[1].max()) for r in by_time] == [0, 0, 0, 7, 7, 7, 8]


def test_frames_are_taken_too(past, stream) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"time": [0, 0, 0], "actor": list("abc"), "value": X})
    np.testing.assert_allclose(one(stream, past, "receiver(x)", actors={"x": frame}), np.tile(X, (3, 1))[OFF])


@pytest.mark.parametrize(
    ("formula", "given", "said"),
    [
        ("sender(y)", {"actors": {"x": X}}, "no actor covariate 'y'; there are x"),
        ("sender(x)", {}, "no actor covariate 'x'; none was given; pass actors={'x': ...}"),
        ("sender(x)", {"actors": {"x": {"a": 1, "d": 2}}}, "x names 'd', who is no actor of the history"),
        ("tie(t, back=maybe)", {"dyads": {"t": np.ones((3, 3))}}, "back is 'maybe'; allowed"),
        ("sender(x)", {"actors": {"x": X[:2]}}, "actor covariate 'x' has 2 values for 3 actors"),
        ("sender(x)", {"actors": {"x": {"a": 1, "b": 2}}}, r"no value for c at time"),
        ("tie(t)", {"dyads": {"t": np.ones((2, 2))}}, r"shape \(2, 2\); wanted: \(3, 3\), sender first"),
        ("tie(t)", {"dyads": {"t": 5}}, "neither an array nor rows"),
        (
            "sender(x)",
            {"actors": {"x": [("soon", "a", 1), (1, "b", 1), (1, "c", 1)]}},
            "the time of change 1 cannot be read",
        ),
        ("inertia", {"present": [(1, "a", "perhaps")]}, "present is 'perhaps' in one row"),
        ("inertia", {"present": 7}, r"present is a mapping actor -> \(from, to\)"),
    ],
)
def test_what_is_wrong_is_said(formula, given, said) -> None:
    with pytest.raises((ModelError, UnknownName), match=said):
        rem(ROWS, formula, **given)
