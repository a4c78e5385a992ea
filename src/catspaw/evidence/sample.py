"""Joint worlds: one answer to every question, so that what is printed is the share of worlds.

World w stands under one draw of the tables, (w + a random start) modulo R, shared by all questions, so that what
hangs on one origin or one constant moves together.  Within a component answers are drawn one question after
another from the joint under that draw, each with its own addressed uniform; since the draws are centred, the
expected share of worlds is the printed belief.  The order is the reverse of the elimination, a function of the
links alone: the conditionals are then read off the tree in one pass, at any number of questions.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import stable_hash, uniforms
from catspaw.evidence import joint
from catspaw.evidence.gibbs import gibbs_draw
from catspaw.evidence.solve import Solution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def draw_worlds(solution: Solution, questions: Iterable[int], *, worlds: int, seed: int) -> NDArray[np.int16]:
    """Draw the answers of some questions in each world.

    Parameters
    ----------
    solution : Solution
    questions : iterable of int
        Variables; linked ones are drawn with all that they are linked to.
    worlds, seed : int

    Returns
    -------
    ndarray of int16 (W, questions)
    """
    wanted = list(questions)
    number = np.arange(worlds)
    start = float(uniforms(seed, "world", np.uint64(stable_hash("draw of the tables")), 0))
    draws = max(1, solution.draws)
    setting = (number + int(start * draws)) % draws
    drawn: dict[int, Ints] = {}
    sheet = solution.sheet
    for q in wanted:
        if q not in drawn:
            group = int(sheet.component_of[q])
            members = (q,) if group < 0 else sheet.components[group]
            drawn.update(zip(members, _draw(solution, members, group, setting, seed).T, strict=True))
    columns = [drawn[q] for q in wanted]
    return np.array(columns, dtype=np.int16).reshape(len(wanted), worlds).T


def _draw(solution: Solution, members: tuple[int, ...], group: int, setting: Ints, seed: int) -> Ints:
    sheet = solution.sheet
    ids = [sheet.ids[q] for q in members]
    logs = np.concatenate([solution.log_draws[q] for q in members])
    arities = tuple(int(sheet.sizes[q]) for q in members)
    found = sheet.inner_links[group] if group >= 0 else ()
    if group in solution.sampled:
        return gibbs_draw(arities, found, logs, setting=setting, ids=ids, seed=seed)
    hashes = np.array([stable_hash(i) for i in ids], dtype=np.uint64)
    u = uniforms(seed, "world", hashes[None, :], np.arange(len(setting))[:, None])
    return joint.draw(joint.tree(arities, found), logs, setting=setting, u=u)
