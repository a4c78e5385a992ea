"""A few questions solved anew, put back among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence.sheet import Sheet
from catspaw.evidence.solve import Solution
from catspaw.evidence.statements import Statements

Ints = NDArray[np.int64]


def patched(old: Solution, sheet: Sheet, part: Solution, questions: Sequence[int], rows: Ints) -> Solution:
    """Replace the results of some questions.

    Parameters
    ----------
    old : Solution
    sheet : Sheet
        The whole book with the new entries; its questions and answers are those of `old`.
    part : Solution
        Of `extract(sheet, questions)`.
    questions : sequence of int
        Sorted.
    rows : ndarray of int
        Which entries of `sheet` those of the part are.

    Returns
    -------
    Solution
        Nothing that `old` holds is changed.
    """
    flat = np.concatenate([np.arange(sheet.offsets[q], sheet.offsets[q + 1]) for q in questions])
    arrays = {}
    for name in ("likelihood", "alone", "belief", "low", "high"):
        arrays[name] = getattr(old, name).copy()
        arrays[name][flat] = getattr(part, name)
    log_draws = old.log_draws.copy()
    for q, found in zip(questions, part.log_draws, strict=True):
        log_draws[q] = found
    groups = [int(sheet.component_of[q]) for q in questions]
    solved = {groups[list(part.sheet.component_of).index(g)] for g in part.sampled}
    touched = np.isin(sheet.columns.question[old.active], questions)
    return replace(
        old,
        sheet=sheet,
        active=np.concatenate([old.active[~touched], rows[part.active]]),
        statements=_joined(old, part, sheet, questions, rows),
        log_draws=log_draws,
        sampled=frozenset((old.sampled - set(groups)) | solved),
        **arrays,
    )


def _joined(old: Solution, part: Solution, sheet: Sheet, questions: Sequence[int], rows: Ints) -> Statements:
    """Keep the statements on other questions and add the new ones."""
    a, b = old.statements, part.statements
    kept = np.flatnonzero(~np.isin(sheet.columns.question[a.rows[a.starts]], questions))
    columns = {
        name: np.concatenate([getattr(a, name)[kept], getattr(b, name)])
        for name in ("mask", "origin", "cell", "sure", "strength", "weight")
    }
    return Statements(
        recipe=np.concatenate([a.recipe[kept], b.recipe + len(a.recipes)]),
        starts=np.concatenate([a.starts[kept], b.starts + len(a.rows)]),
        ends=np.concatenate([a.ends[kept], b.ends + len(a.rows)]),
        rows=np.concatenate([a.rows, rows[b.rows]]),
        recipes=(*a.recipes, *b.recipes),
        **columns,
    )
