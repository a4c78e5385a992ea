"""What was seen of past contested acts, in each world: truth and belief hang together.

A past act whose author is contested left a signal, as the engine's own deniable acts do (`catspaw.engine.attribution`): its
author with q (1 - delta); a wrong candidate with (1 - q (1 - delta)) mu, shared by what was expected of each; else none.
The author of a world is its own; the signal is drawn given that; and what the target and the public then believe is the posterior

    b(k)  proportional to  prior_k P(signal | k)

where the prior is what the accounts give: the target's own, and the pooled one.  Over all worlds the public's belief is
again the pooled one, since worlds are drawn from it.  A signal is a proposition of its own, which switches the beliefs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catspaw.case.codebook import actions
from catspaw.core.random import Floats, stable_hash, uniforms
from catspaw.network.history import Past
from catspaw.network.model import History, Settings, Snapshot, SwitchTable

Integers = NDArray[np.int64]
NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What was seen of past acts.

    Attributes
    ----------
    propositions : tuple of str
        ``seen(k, incident)``, one for each candidate of each contested act.
    bits : ndarray of uint8 (worlds, propositions)
    array : tuple of str
        What each row of switches sets: ``history.target_belief`` or ``history.public_belief``.
    column, row : ndarray of int64
        Place among these propositions, and row of the history.
    value : ndarray
        Belief where it was seen.
    quiet : mapping
        Array and row to the belief where nobody was seen.
    """

    propositions: tuple[str, ...]
    bits: NDArray[np.uint8]
    array: tuple[str, ...]
    column: Integers
    row: Integers
    value: Floats
    quiet: Mapping[tuple[str, int], float]


def likelihood(identify: Floats, expected: Floats, *, mistaken: float) -> Floats:
    """P(signal | author), (n + 1 authors, n + 1 signals): the last author is someone else, the last signal nobody.

    Parameters
    ----------
    identify : ndarray (n,)
        Chance that an act of each candidate would be known as such.
    expected : ndarray (n,)
        What was expected of each, any scale.
    mistaken : float
        mu.
    """
    n = len(identify)
    known, own = np.append(identify, 0.0), np.append(expected, 0.0)
    others = expected.sum() - own
    wrong = np.where(others > 0.0, mistaken, 0.0)
    found = np.zeros((n + 1, n + 1))
    share = np.divide(expected[None, :], others[:, None], out=np.zeros((n + 1, n)), where=others[:, None] > 0.0)
    found[:, :n] = ((1.0 - known) * wrong)[:, None] * share
    found[np.arange(n), np.arange(n)] = identify
    found[:, n] = (1.0 - known) * (1.0 - wrong)
    return found


def posterior(prior: Floats, chance: Floats) -> Floats:
    """Belief in each candidate after each signal, (n, n + 1); what the prior leaves is someone else's."""
    whole = np.append(prior, max(0.0, 1.0 - float(prior.sum())))
    joint = whole[:, None] * chance
    total = joint.sum(axis=0)
    return np.asarray(np.divide(joint, total, out=np.tile(whole[:, None], len(total)), where=total > 0.0)[:-1])


def signals(
    past: Sequence[Past],
    rows: Mapping[int, int],
    *,
    bits: NDArray[np.uint8],
    column: Mapping[str, int],
    base: Snapshot,
    settings: Settings,
    seed: int,
) -> Signals:
    """Draw what was seen of every contested act, world by world.

    Parameters
    ----------
    past : sequence of Past
    rows : mapping
        Place among `past` to row of the history.
    bits : ndarray of uint8 (worlds, propositions)
    column : mapping
        Proposition to column of `bits`.
    base : Snapshot
        Detection and deniability.
    settings : Settings
        Misattribution.
    seed : int
    """
    names: list[str] = []
    drawn: list[NDArray[np.uint8]] = []
    switched: list[tuple[str, int, int, float]] = []
    quiet: dict[tuple[str, int], float] = {}
    for name, places in sorted(_contested(past, rows, column).items()):
        acts = [past[place] for place in places]
        at = [rows[place] for place in places]
        chance = _chance(acts, base, settings)
        seen = _seen(acts, chance, bits, column, name=name, seed=seed)
        first = len(names)
        names += [f"seen({act.author}, {name})" for act in acts]
        drawn += [(seen == k).astype(np.uint8) for k in range(len(acts))]
        for array in ("target_belief", "public_belief"):
            after = posterior(np.array([getattr(act, array) for act in acts]), chance)
            for k, act in enumerate(acts):
                quiet[f"history.{array}", at[k]] = act.n * float(after[k, -1])
                switched += [
                    (f"history.{array}", first + s, at[k], act.n * float(after[k, s])) for s in range(len(acts))
                ]
    columns = np.array(drawn, dtype=np.uint8).reshape(len(names), len(bits)).T
    return Signals(
        tuple(names),
        columns,
        tuple(row[0] for row in switched),
        np.array([row[1] for row in switched], dtype=np.int64),
        np.array([row[2] for row in switched], dtype=np.int64),
        np.array([row[3] for row in switched]),
        quiet,
    )


def _contested(past: Sequence[Past], rows: Mapping[int, int], column: Mapping[str, int]) -> dict[str, list[int]]:
    """Group deniable acts that worlds switch, by incident and target."""
    found: dict[str, list[int]] = {}
    for place, act in enumerate(past):
        if place in rows and act.incident and act.target and actions()[act.action].deniable:
            found.setdefault(f"{act.incident}|{act.target}", []).append(place)
    return {name: places for name, places in found.items() if any(_switched(past[p], column) for p in places)}


def _switched(act: Past, column: Mapping[str, int]) -> bool:
    return act.proposition is not None and act.proposition in column


def _chance(acts: Sequence[Past], base: Snapshot, settings: Settings) -> Floats:
    hidden = np.array([base.deniability[base.actors.index(act.author)] for act in acts])
    identify = base.detection[base.actors.index(str(acts[0].target))] * (1.0 - hidden)
    return likelihood(identify, np.array([act.public_belief for act in acts]), mistaken=settings.misattribution)


def _seen(
    acts: Sequence[Past], chance: Floats, bits: NDArray[np.uint8], column: Mapping[str, int], *, name: str, seed: int
) -> Integers:
    """Draw the signal of each world, given its author: a place among the candidates, or NONE."""
    author = np.full(len(bits), len(acts))
    for k, act in reversed(list(enumerate(acts))):
        if _switched(act, column):
            author[bits[:, column[str(act.proposition)]] == 1] = k
    words = np.full(len(bits), stable_hash(f"seen {name}"), dtype=np.uint64)
    u = uniforms(seed, "world", words, np.arange(len(bits), dtype=np.uint64))
    edges = np.cumsum(chance, axis=1)[author]
    signal = (u[:, None] >= edges[:, :-1]).sum(axis=1)
    return np.where(signal == len(acts), NONE, signal)


def rows_of(past: Sequence[Past], index: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Give place among `past` and row of the history of those that stand there, as `history` keeps them."""
    kept = (place for place, p in enumerate(past) if p.author in index and (p.target is None or p.target in index))
    yield from ((place, row) for row, place in enumerate(kept))


def believed(past: History, seen: Signals) -> History:
    """Set the beliefs of a history to those where nobody was seen, which signals switch."""
    target, public = past.target_belief.copy(), past.public_belief.copy()
    for (array, row), value in seen.quiet.items():
        (target if array == "history.target_belief" else public)[row] = value
    return replace(past, target_belief=target, public_belief=public)


def also(table: SwitchTable, seen: Signals, *, first: int) -> SwitchTable:
    """Add the switches of signals, whose propositions stand from column `first` on; where one is false it leaves the cell."""
    n = len(seen.array)
    index = np.zeros((n, 3), dtype=np.int64)
    index[:, 0] = seen.row
    return SwitchTable(
        array=(*table.array, *seen.array),
        proposition=np.concatenate([table.proposition, seen.column + first]),
        index=np.concatenate([table.index, index]),
        if_true=np.concatenate([table.if_true, seen.value]),
        if_false=np.concatenate([table.if_false, np.full(n, np.nan)]),
    )
