"""The frame of a future: what does not change while it runs (one world, one set of coefficients)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats, Hashes, stable_hashes
from catspaw.engine.memory import ROW_HALF_LIFE, STEADY, Recall, together
from catspaw.network.model import CONTROL, NOBODY, Model, Snapshot

if TYPE_CHECKING:
    from catspaw.engine.effects import Effect

# Middle East core: floor .05 a day, at about 1,050 acts a quarter over 870 dyads of 2 classes, 2015, one origin.
_CORE_FLOOR, _CORE_DENSITY = 0.05, 1050 / 91.25 / (870 * 2)
CLASSES = 4
HANDS = 3  # judged: farther than through three hands nobody follows what leaks
_LASTS = 90  # days that an ordinary stock lasts without supply, at least
_RECALL = "all memory"
DIRECTION_GROUP = 7  # targeted material conflict: the share of an act that its patron's steer made


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Constants of one future.

    Attributes
    ----------
    model : Model
        Arranged, with the world's values in its snapshot and history.
    effects : sequence of Effect
        In the order in which their terms are added.
    coefficients : ndarray (E, C)
        Weight of each effect on each channel.
    direction : float
        Weight of direction on targeted material conflict.
    floor : float
        Epsilon, acts a day.
    control : ndarray (A, A)
        kappa, patron x client; each client's sum is at most 1.
    slack : ndarray (A,)
        1 - sum of kappa over patrons.
    ordinary : ndarray (cells,)
        Ordinary acts a day of each (author, target, class).
    nearness : ndarray (A, A)
        How near each two are at as-of, both ways alike: alliance, patronage, promise or talks, whichever is most.
    wars : ndarray (W,)
        Actor that stands for each war, or NOBODY.
    sides : ndarray (W, A)
        -1 or +1 who fights on which side at as-of.
    ground : ndarray (A,)
        What each actor holds at as-of, in main places.
    hashes : ndarray of uint64 (C,)
    own : ndarray (C,)
        Cell of the channel's own acts.
    candidates : list of list of int
        For each channel, the actors that could have done such an act to its target; none where it is overt.
    candidate_cells : list of ndarray
        Their cells of the ledgers.
    identify : list of list of float
        Chance that an act of each would be known as its own, q_j (1 - delta_k).
    supplied : ndarray (A,)
        Stock that each actor's suppliers and itself keep up.
    leaks : ndarray (A, A)
        Share of what reaches the first that gets to the second, straight or through others.
    income : ndarray (A,)
        What comes in a day so that ordinary acts and ordinary deliveries leave an ordinary stock as it is.
    cap, cost : ndarray (C,)
        Most acts a day, and units of stock that one act uses.
    by_name : dict
        (author, action, target) to channel row.
    pairs : ndarray (n, 2)
        Patron and client wherever anybody believes in control.
    believed : ndarray (n, 1)
        How far each of these is believed to control.
    used : list of bool
        Whether each effect's x is wanted: it has a weight on some channel.
    prepared : dict
        What effects worked out beforehand (`ready`).
    """

    model: Model
    effects: Sequence[Effect]
    coefficients: Floats
    direction: float
    floor: float
    control: Floats
    slack: Floats
    ordinary: Floats
    nearness: Floats
    wars: NDArray[np.int64]
    sides: Floats
    ground: Floats
    hashes: Hashes
    own: NDArray[np.int64]
    candidates: list[list[int]]
    candidate_cells: list[NDArray[np.int64]]
    identify: list[list[float]]
    supplied: Floats
    leaks: Floats
    income: Floats
    cap: Floats
    cost: Floats
    by_name: dict[tuple[int, int, int], int]
    used: list[bool]
    pairs: NDArray[np.int64]
    believed: Floats
    prepared: dict[str, Any] = field(default_factory=dict)

    def cell(self, author: int, target: int, quad: int) -> int:
        """Cell of a ledger: who, toward whom (NOBODY is the last column), which class."""
        actors = len(self.slack)
        return (author * (actors + 1) + (actors if target == NOBODY else target)) * CLASSES + quad

    def steady(self, row: int) -> Floats:
        """Rate r that a row of the ledgers holds of every cell in an ordinary state."""
        return np.asarray(STEADY[ROW_HALF_LIFE[row]] * self.ordinary)

    def ready(self, name: str) -> Any:
        """Give what an effect works out beforehand, once it is first asked for."""
        if name not in self.prepared:
            effect = next(effect for effect in self.effects if effect.name == name)
            self.prepared[name] = effect.prepare(self)
        return self.prepared[name]

    def recall(self) -> Recall:
        """All memory effects' readings together, the wanted ones."""
        if _RECALL not in self.prepared:
            wanted = (one.name for one, used in zip(self.effects, self.used, strict=True) if used and one.memory)
            readers = {name: self.ready(name) for name in wanted}
            self.prepared[_RECALL] = together(readers, cells=len(self.ordinary), floor=self.floor)
        return self.prepared[_RECALL]  # type: ignore[no-any-return]


def frame(model: Model, *, effects: Sequence[Effect], coefficients: Floats, every: bool = False) -> Frame:
    """Work out the constants of a future.

    Parameters
    ----------
    model : Model
        Arranged, world applied.
    effects : sequence of Effect
    coefficients : ndarray (E, 8)
        Drawn weights by effect and group.
    every : bool
        Work out every effect's x, also of those without weight, as estimation needs.
    """
    channels, actions = model.channels, model.actions
    control, slack = controls(model.snapshot)
    names = [effect.name for effect in effects]
    direction = float(coefficients[names.index("direction"), DIRECTION_GROUP]) if "direction" in names else 0.0
    made = Frame(
        model=model,
        effects=effects,
        coefficients=np.ascontiguousarray(coefficients[:, actions.group[channels.action]]),
        direction=direction,
        floor=memory_floor(model),
        control=control,
        slack=slack,
        ordinary=np.zeros(len(slack) * (len(slack) + 1) * CLASSES),
        nearness=nearness(model.snapshot),
        wars=model.conflicts.war if model.conflicts is not None else np.zeros(0, dtype=np.int64),
        sides=model.conflicts.side if model.conflicts is not None else np.zeros((0, len(slack))),
        ground=_ground(model.snapshot),
        hashes=stable_hashes(channels.ids),
        own=np.zeros(0, dtype=np.int64),
        candidates=_candidates(model),
        candidate_cells=[],
        identify=[],
        supplied=_sum_rows(model.snapshot.supply),
        leaks=passed_on(model.snapshot.leaks),
        income=_income(model),
        cap=actions.cap[channels.action],
        cost=costs(model),
        by_name={key: row for row, key in enumerate(_triples(model))},
        pairs=np.argwhere(model.snapshot.believed_control > 0.0),
        believed=model.snapshot.believed_control[model.snapshot.believed_control > 0.0][:, None],
        used=[every or bool(np.any(row)) for row in coefficients[:, actions.group[channels.action]]],
    )
    quads = actions.quad[channels.action]
    cells = [made.cell(a, t, int(q)) for (a, _, t), q in zip(made.by_name, quads, strict=True)]
    made = replace(made, own=np.array(cells, dtype=np.int64))
    np.add.at(made.ordinary, made.own, channels.ordinary)
    _know_candidates(made)
    return made


def controls(snapshot: Snapshot) -> tuple[Floats, Floats]:
    """Control of each patron over each client, and what slack the client has left.

    kappa = 1 - product over kinds of tie of (1 - c s), scaled so that no client's sum exceeds 1.

    Returns
    -------
    kappa : ndarray (A, A)
    slack : ndarray (A,)
    """
    free = np.ones_like(snapshot.commands)
    for kind, weight in CONTROL.items():
        free = free * (1.0 - weight * getattr(snapshot, kind))
    kappa = 1.0 - free
    np.fill_diagonal(kappa, 0.0)
    total = _sum_rows(kappa)
    return kappa / np.maximum(1.0, total), 1.0 - np.minimum(1.0, total)


def nearness(snapshot: Snapshot) -> Floats:
    """How near each two are by what lasts, (A, A), both ways alike and 0 to oneself."""
    one_way = np.maximum(
        np.maximum(snapshot.alliance, snapshot.clients), np.maximum(snapshot.guarantees, snapshot.talks)
    )
    both = np.maximum(one_way, one_way.T)
    np.fill_diagonal(both, 0.0)
    return both


def _ground(snapshot: Snapshot) -> Floats:
    held = snapshot.holder != NOBODY
    total = np.bincount(snapshot.holder[held], weights=snapshot.worth[held], minlength=len(snapshot.actors))
    return np.asarray(total, dtype=np.float64)


def passed_on(leaks: Floats) -> Floats:
    """Share of what reaches each actor (row) that gets to each other, through up to `HANDS` hands; (A, A)."""
    step = np.where(np.eye(len(leaks), dtype=np.bool_), 0.0, leaks)
    total = step.copy()
    for _ in range(HANDS - 1):
        onward = np.zeros_like(step)
        for through in np.flatnonzero(leaks.any(axis=1)):
            onward = onward + step[:, through, None] * leaks[through]
        np.fill_diagonal(onward, 0.0)
        total, step = total + onward, onward
    return np.minimum(total, 1.0)


def costs(model: Model) -> Floats:
    """Units of stock that an act of each channel uses, (C,).

    The action table's cost, or less where the author's ordinary acts would use up its ordinary stock within 90
    days: in the same proportion for all its acts, so that the stock lasts that long without supply (judged).
    """
    stated = model.actions.cost[model.channels.action]
    spent = _by_author(model, stated * model.channels.ordinary)
    lasts = model.snapshot.reference / np.maximum(spent, 1e-300)
    return np.asarray(stated * np.minimum(1.0, lasts / _LASTS)[model.channels.author])


def _income(model: Model) -> Floats:
    """Ordinary spending less ordinary deliveries, a day, as far as supply holds, (A,)."""
    channels, base = model.channels, model.snapshot
    given = model.actions.delivers[channels.action] * channels.ordinary
    got = np.zeros(len(base.actors))
    there = channels.target != NOBODY
    np.add.at(got, channels.target[there], given[there])
    leaks = passed_on(base.leaks)
    for leaking, first in enumerate(got.tolist()):
        if first != 0.0:
            got = got + leaks[leaking] * first
    spent = _by_author(model, costs(model) * channels.ordinary)
    return spent * np.minimum(1.0, _sum_rows(base.supply) / base.reference) - got


def _by_author(model: Model, values: Floats) -> Floats:
    actors = len(model.snapshot.actors)
    return np.asarray(np.bincount(model.channels.author, weights=values, minlength=actors), dtype=np.float64)


def _sum_rows(matrix: Floats) -> Floats:
    total = np.zeros(matrix.shape[1])
    for row in matrix:
        total = total + row
    return total


def memory_floor(model: Model) -> float:
    """Epsilon: .05 a day on the Middle East core, elsewhere in proportion to the density of the history.

    Density is the ordinary rate per ordered pair of actors and per sign (cooperation, conflict), as in that
    table, over the actors that have a channel or are its target: one more that has none changes nothing.
    """
    if model.settings.memory_floor is not None:
        return model.settings.memory_floor
    channels = model.channels
    actors = len(set(channels.author.tolist()) | set(channels.target[channels.target != NOBODY].tolist()))
    pairs = max(1, actors * (actors - 1))
    return _CORE_FLOOR * float(np.cumsum(channels.ordinary)[-1]) / (pairs * 2) / _CORE_DENSITY


def _triples(model: Model) -> list[tuple[int, int, int]]:
    channels = model.channels
    return list(zip(channels.author.tolist(), channels.action.tolist(), channels.target.tolist(), strict=True))


def _candidates(model: Model) -> list[list[int]]:
    """Who could have done each channel's act, by the channels there are; empty where it is overt."""
    known: dict[tuple[int, int], list[int]] = {}
    for author, action, target in _triples(model):
        known.setdefault((action, target), []).append(author)
    found = {key: sorted(authors) for key, authors in known.items()}
    return [
        found[action, target] if model.actions.deniable[action] and target != NOBODY else []
        for _, action, target in _triples(model)
    ]


def _know_candidates(made: Frame) -> None:
    base, channels = made.model.snapshot, made.model.channels
    quads = made.model.actions.quad[channels.action]
    for row, found in enumerate(made.candidates):
        target, quad = int(channels.target[row]), int(quads[row])
        cells = [made.cell(int(author), target, quad) for author in found]
        made.candidate_cells.append(np.array(cells, dtype=np.int64))
        made.identify.append((base.detection[target] * (1.0 - base.deniability[found])).tolist() if found else [])
