"""Days of the case that move certain acts -> the engine's table of occasions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from catspaw.case.codebook import actions
from catspaw.case.model import Case
from catspaw.core.errors import ModelError
from catspaw.network.channels import channel_keys
from catspaw.network.model import NOBODY, Occasions


def occasions(case: Case, index: Mapping[str, int]) -> Occasions | None:
    """Lay out the case's occasions, one row for each author and target that they move; None where there are none.

    Raises
    ------
    ModelError
        For one that moves nobody who acts in the model.
    """
    names = list(actions())
    rows = []
    for n, given in enumerate(case.occasions):
        keys = [k for k in channel_keys(case, given.prop, case.as_of) if k[0] in index and (k[2] or k[0]) in index]
        if not keys:
            raise ModelError(f"case.yaml:{given.line}: `{given.prop}` moves nobody who acts in the model")
        offset = (given.day - case.as_of).days
        rows += [
            (
                f"{n}|{a}|{w}|{t or ''}",
                index[a],
                names.index(w),
                NOBODY if t is None else index[t],
                offset,
                given.weight,
            )
            for a, w, t in keys
        ]
    if not rows:
        return None
    ids, author, action, target, day, weight = zip(*rows, strict=True)
    who, what, whom, when = (np.array(column, dtype=np.int64) for column in (author, action, target, day))
    return Occasions(ids, who, what, whom, when, np.array(weight, dtype=np.float64))
