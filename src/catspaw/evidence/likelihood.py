"""What statements say about answers: ratios, fidelity of chains, and how dependent origins add up.

For one origin cluster that supports a set T of answers,

    ratio = (κ a + (1-κ) m) / (κ b + (1-κ) m),  m = (a + b) / 2,  strength = s · log ratio

with a, b from the pair table, κ the fidelity of the chain and s the speaker's own sureness.  Since
(m + d) / (m - d) with d = κ (a - b) / 2 is the same fraction, strength = 2 s artanh(κ (a - b) / (a + b)).

Strengths of dependent origins add up at decreasing weights: n equal ones count as n_eff = n / (1 + (n-1) ρ)
(Kish 1965, the design effect).  Unequal ones are taken strongest first, the k-th at n_eff(k) - n_eff(k-1): for
equal strengths that is the same formula, and adding a supporting origin can never lower the sum, which an
average times n_eff would.  It is done twice: speakers in an institution, institutions in a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.evidence.tables import Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: A chain of relays by their index in `tables.RELAYS`, without the origin; () is the speaker's own word.
Chain = tuple[int, ...]
#: How one origin's word reached us: one chain for each independent witness.
Recipe = tuple[Chain, ...]


def effective(n: Ints | float, rho: Floats | float) -> Floats:
    """Give n_eff = n / (1 + (n-1) ρ), 0 for n = 0; broadcasts.

    Examples
    --------
    >>> round(float(effective(2, 0.7)), 3)
    1.176
    """
    number = np.asarray(n, dtype=np.float64)
    return np.asarray(np.where(number > 0, number / np.maximum(1.0 + (number - 1.0) * rho, rho), 0.0))


def log_ratio(if_true: Floats, if_false: Floats, fidelity: Floats) -> Floats:
    """Give log of (κa + (1-κ)m) / (κb + (1-κ)m), m = (a+b)/2; broadcasts.

    Examples
    --------
    >>> round(float(np.exp(log_ratio(np.array(.65), np.array(.20), np.array(.85)))), 3)
    2.636
    """
    return np.asarray(2.0 * np.arctanh(fidelity * (if_true - if_false) / (if_true + if_false)))


def chain_fidelity(chain: Chain, relay: Floats) -> Floats:
    """Multiply the links of a chain: (R,) from relay (4, R)."""
    found = np.ones(relay.shape[1])
    for link in chain:
        found = found * relay[link]
    return found


def said(recipe: Recipe, relay: Floats) -> Floats:
    """Give q, the probability that the speaker said it, in each draw: 1 - Π (1 - κ) over independent witnesses.

    Returns
    -------
    ndarray (R,)
    """
    doubt = np.ones(relay.shape[1])
    for chain in recipe:
        doubt = doubt * (1.0 - chain_fidelity(chain, relay))
    return np.asarray(1.0 - doubt)


def fidelities(recipes: Sequence[Recipe], tables: Tables) -> Floats:
    """Give q of every recipe in every draw: (K, R)."""
    return np.array([said(r, tables.relay) for r in recipes]).reshape(len(recipes), tables.draws)


def strengths(cells: Ints, fidelity: Floats, lift: Floats, tables: Tables) -> Floats:
    """Log ratio of statements in each draw, before the speaker's own sureness.

    Parameters
    ----------
    cells : ndarray of int (U,)
        Rows of the pair table.
    fidelity : ndarray (U, R)
        κ of each.
    lift : ndarray (U, R)
        exp of the origin's own quality: multiplies the odds of a, divides those of b.

    Returns
    -------
    ndarray (U, R)
    """
    a = tables.if_true[cells]
    b = tables.if_false[cells]
    a, b = a * lift / (1.0 - a + a * lift), b / (b + (1.0 - b) * lift)
    return log_ratio(a, b, fidelity)


@dataclass(frozen=True)
class Pooling:
    """Where each statement's strength goes: sorted once at the centre, applied to any draw.

    Attributes
    ----------
    statement, target : ndarray of int (N,)
        Incidences (a statement with an answer that it supports): which statement, and where it adds up.
    before, count : ndarray of int (N,)
        Speakers of the institution already counted, and how many this statement adds.
    institutions : ndarray of int (N,)
        Institutions of the side already counted.
    weight : ndarray (N,)
        Central weight of each incidence.
    """

    statement: Ints
    target: Ints
    before: Ints
    count: Ints
    institutions: Ints
    weight: Floats


def _starts(*keys: Ints) -> Ints:
    """Give the indices at which any of the sorted keys changes."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    change = np.ones(len(keys[0]), dtype=bool)
    change[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.flatnonzero(change)


def _within(values: Ints, starts: Ints) -> Ints:
    """Sum of the values before each one in its group."""
    total = np.cumsum(values) - values
    lengths = np.diff(np.append(starts, len(values)))
    return np.asarray(total - np.repeat(total[starts], lengths))


def pooling(
    statement: Ints,
    answer: Ints,
    target: Ints,
    *,
    institution: Ints,
    side: Ints,
    count: Ints,
    strength: Floats,
    rho_institution: float,
    rho_side: float,
) -> Pooling:
    """Sort incidences for pooling, strongest first at the central tables.

    Parameters
    ----------
    statement, answer, target : ndarray of int (N,)
        Incidences: which statement supports which flat answer, and where its strength adds up.
    institution, side, count : ndarray of int, by statement
        Institution and side of the origin; how many speakers it stands for.
    strength : ndarray, by statement
        Central strength.
    """
    sort = np.lexsort((statement, -strength[statement], institution[statement], side[statement], answer))
    statement, answer, target = statement[sort], answer[sort], target[sort]
    inst, part, number = institution[statement], side[statement], count[statement]
    starts = _starts(answer, part, inst)
    sizes = np.diff(np.append(starts, len(statement)))
    before = _within(number, starts)
    weight = _step(before, number, rho_institution)
    totals = np.add.reduceat(weight * strength[statement], starts) if len(starts) else weight
    second = np.lexsort((-totals, part[starts], answer[starts]))
    ahead = np.empty(len(second), dtype=np.int64)
    sides = _starts(answer[starts][second], part[starts][second])
    ahead[second] = _within(np.ones(len(second), dtype=np.int64), sides)
    institutions = np.repeat(ahead, sizes)
    return Pooling(
        statement=statement,
        target=target,
        before=before,
        count=number,
        institutions=institutions,
        weight=weight * _step(institutions, np.ones_like(institutions), rho_side),
    )


def _step(before: Ints, count: Ints, rho: Floats | float) -> Floats:
    return np.asarray(effective(before + count, rho) - effective(before, rho))


def pool(plan: Pooling, strength: Floats, tables: Tables, *, targets: int) -> Floats:
    """Add strengths up for each target in each draw.

    Parameters
    ----------
    plan : Pooling
    strength : ndarray (statements, R)
    targets : int
        How many there are.

    Returns
    -------
    ndarray (targets, R)
        Log likelihood, 0 where nobody speaks.
    """
    first = (plan.before == 0) & (plan.count == 1) & (plan.institutions == 0)  # these keep their weight of 1
    rest = np.flatnonzero(~first)
    values = strength[plan.statement[rest]]
    values *= _steps(plan.before[rest], plan.count[rest], tables.rho_institution)
    values *= _steps(plan.institutions[rest], np.ones_like(rest), tables.rho_side)
    found = _sums(plan.target[first], plan.statement[first], strength, targets)
    return np.asarray(found + _sums(plan.target[rest], np.arange(len(rest)), values, targets))


def _sums(target: Ints, row: Ints, values: Floats, targets: int) -> Floats:
    """Add rows of values up into targets, as one sparse product."""
    from scipy.sparse import csr_array

    matrix = csr_array((np.ones(len(row)), (target, row)), shape=(targets, len(values)))
    return np.asarray(matrix @ values)


def _steps(before: Ints, count: Ints, rho: Floats) -> Floats:
    """Give the step of n_eff for each row in each draw: (N, R); computed once for each distinct pair."""
    pairs, which = np.unique(np.stack([before, count]), axis=1, return_inverse=True)
    return _step(pairs[0][:, None], pairs[1][:, None], rho[None, :])[which.reshape(-1)]
