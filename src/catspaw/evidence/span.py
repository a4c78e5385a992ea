"""Belief in a set of answers, with its range: `at least approved`, `Iran or one of its allies`."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from catspaw.evidence import joint
from catspaw.evidence.beliefs import Beliefs


def span(beliefs: Beliefs, question: str, answers: Collection[str]) -> tuple[float, float, float]:
    """Give the probability that one of some answers holds, and its 5–95 % range over the draws of the tables.

    Parameters
    ----------
    beliefs : Beliefs
    question : str
        Id of a question with one variable.
    answers : collection of str
        Of its answers.

    Returns
    -------
    belief, low, high : float
        Where links were too many for the exact joint the range is that of the answers added up, and too wide.
    """
    sheet, solution = beliefs.book.sheet, beliefs.solution
    q = beliefs.book.space.index[question]
    chosen = np.array([a in answers for a in beliefs.book.space.variables[q].answers])
    belief = float(solution.belief[sheet.part(q)][chosen].sum())
    group = int(sheet.component_of[q])
    if not solution.draws:
        return belief, belief, belief
    if group in solution.sampled:
        low, high = (float(end[sheet.part(q)][chosen].sum()) for end in (solution.low, solution.high))
        return belief, low, min(high, 1.0)
    members = (q,) if group < 0 else sheet.components[group]
    arities = tuple(int(sheet.sizes[m]) for m in members)
    plan = joint.tree(arities, sheet.inner_links[group] if group >= 0 else ())
    drawn = joint.marginals(plan, np.concatenate([solution.log_draws[m] for m in members]))
    first = sum(arities[: members.index(q)])
    low, high = np.quantile(drawn[first : first + len(chosen)][chosen].sum(axis=0), (0.05, 0.95))
    return belief, float(low), float(high)
