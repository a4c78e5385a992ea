"""Rows that have come before, whatever the stretches they came in."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from catspaw.events.engine import connect
from catspaw.events.seen import Seen, hashes


@given(st.lists(st.lists(st.integers(0, 30), max_size=12), max_size=12))
def test_as_a_set_would(stretches: list[list[int]]) -> None:
    seen, known = Seen(), set[int]()
    for stretch in stretches:
        expected = []
        for key in stretch:
            expected.append(key in known)
            known.add(key)
        assert seen.again(np.array(stretch, dtype=np.uint64)).tolist() == expected


def test_hashes_tell_rows_apart_by_all_their_columns() -> None:
    left, right = pa.array(["a", "a", None, "", "ab"]), pa.array(["b", "b", "b", "b", ""])
    with connect() as engine:
        found = hashes(engine, [left, right]).tolist()
    assert found[0] == found[1]
    assert len(set(found)) == 4
