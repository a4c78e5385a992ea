"""Ties and measures → the state at as-of, and the switches that worlds throw.

Each tie word sets cells of the engine's arrays (`SETS`) at the tie's strength; where the tie is contested the cell
hangs on its proposition, and each world throws the switch.  Several ties on one cell: the strongest that holds counts.
All numbers here are stated judgements on scales that the effects read; none is a forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from catspaw.case.language import Party, Prop
from catspaw.case.model import Case
from catspaw.network.cell import SHARED_OUT, VAGUE, Cell, is_vague
from catspaw.network.minds import MINDS, minds
from catspaw.network.model import Snapshot, SwitchTable, quiet_snapshot
from catspaw.network.principals import who
from catspaw.network.standing import Standing, ends

#: What each tie word sets, as (array, share of its strength, whether both ways).  Judged: kinds that texts leave open
#: (`backs`) count as some arms, some money and full commitment; help in the field counts as training.
SETS: Mapping[str, tuple[tuple[str, float, bool], ...]] = {
    "backs": (("arms", 0.4, False), ("funds", 0.4, False), ("clients", 1.0, False)),
    "arms": (("arms", 1.0, False), ("clients", 0.8, False)),
    "funds": (("funds", 1.0, False), ("clients", 0.8, False)),
    "trains": (("trains", 1.0, False), ("clients", 0.6, False)),
    "advises": (("trains", 0.7, False), ("clients", 0.5, False)),
    "covers": (("trains", 0.4, False), ("clients", 0.6, False), ("alliance", 0.3, True)),
    "informs": (("trains", 0.4, False), ("clients", 0.4, False)),
    "commands": (("commands", 1.0, False), ("clients", 1.0, False)),
    "hosts": (("hosts", 1.0, False),),
    "leaks": (("leaks", 1.0, False),),
    "coordinates": (("alliance", 0.5, True),),
    "allied": (("alliance", 1.0, True),),
    "guarantees": (("guarantees", 1.0, False), ("alliance", 0.5, True)),
    "normalises": (("alliance", 0.3, True),),
    "deal": (("alliance", 0.2, True), ("deals", 1.0, True)),
    "opposes": (("hostility", 0.5, True),),
    "fights": (("hostility", 1.0, True),),
    "sanctions": (("hostility", 0.4, True),),
    "spies": (("hostility", 0.2, False),),
}

#: Strength of control at each rung of its ladder; read by the chain of command.  Judged.
CONTROL_RUNGS: Mapping[str, float] = {"none": 0.0, "weak": 0.2, "partial": 0.5, "strong": 0.8, "full": 1.0}

ORDINARY_POWER = 5.0  # judged: the middle of the 0–10 scale of actors.yaml is one middling state
CAREFUL_GROUPS = 0.6  # judged: how well an armed group hides its part; states .3
CAREFUL_STATES = 0.3
SHARE_OF_SUPPLY = (
    0.6  # judged: a client armed and funded at full strength draws this share of its stock from its patrons
)
STEER_BELIEVED = 0.2  # judged: what others take a patron to want of a client's attacks, where nothing public tells
REACH_OF_POWER = 0.08  # judged: reach into places where one is not present, per point of power


def cells(case: Case, rows: Iterable[Standing], index: Mapping[str, int], places: Mapping[str, int]) -> Iterator[Cell]:
    """Give the cells that standing ties set.

    Parameters
    ----------
    case : Case
    rows : iterable of Standing
    index, places : mapping
        Row of each actor and place of the model.
    """
    for row in rows:
        word = row.prop.word
        if word in SETS and _feeds(row.prop):
            strength = row.strength * (SHARED_OUT if is_vague(row.prop) else 1.0)
            for source, target in _pairs(case, row, index):
                for array, share, both in SETS[word]:
                    ways = ((source, target), (target, source)) if both else ((source, target),)
                    for way in ways:
                        yield Cell(array, way, share * strength, row.proposition, row.belief)
        elif word in ("present", "colocated"):
            yield from _presences(case, row, index, places)
        elif word in MINDS:
            yield from minds(case, row, index)


def _feeds(prop: Prop) -> bool:
    """Whether a tie sets a cell: a leak does where arms leak, or nobody says what; briefings feed no stock."""
    cargo = prop.call.value("of")
    return prop.word != "leaks" or cargo is None or "arms" in str(cargo)


def _pairs(case: Case, row: Standing, index: Mapping[str, int]) -> list[tuple[int, int]]:
    pairs = ends(case, row.prop, row.day)
    return [(index[a], index[b]) for a, b in pairs if a in index and b in index and a != b]


def _presences(case: Case, row: Standing, index: Mapping[str, int], places: Mapping[str, int]) -> Iterator[Cell]:
    """Read who is where; `some of` a group does not say which, so it puts nobody there."""
    place = str(row.prop.call.value("at"))
    first = row.prop.call.positional[0].end
    if place not in places or not isinstance(first, Party):
        return
    told = Party(tuple(m for m in first.members if m.quantifier not in VAGUE))
    for actor in who(case, told, row.day):
        if actor in index:
            yield Cell("presence", (index[actor], places[place]), row.strength, row.proposition, row.belief)


def snapshot(
    case: Case,
    actors: Sequence[str],
    places: Sequence[str],
    found: Sequence[Cell],
    control: Mapping[tuple[str, str], float],
    *,
    stages: Mapping[str, float],
    credibility: Mapping[tuple[str, str], float],
) -> Snapshot:
    """Build the base state; contested cells stand at their expected value until a world throws their switch.

    Parameters
    ----------
    case : Case
    actors, places : sequence of str
        The model's, in order.
    found : sequence of Cell
    control : mapping
        (patron, client) to the expected strength of control, where the reports or the analyst state it.
    stages : mapping
        Actor to the expected stage of its nuclear programme.
    credibility : mapping
        (guarantor, protected) to how far the second expects the first to stand by it.
    """
    base = quiet_snapshot(tuple(actors), tuple(places))
    arrays: dict[str, Any] = {name: getattr(base, name).copy() for name in _ARRAYS}
    for cell in found:
        value = cell.belief * cell.value
        old = arrays[cell.array][cell.index]
        arrays[cell.array][cell.index] = value if abs(value) > abs(old) else old
    _attributes(case, actors, arrays)
    _holders(case, places, arrays, {a: i for i, a in enumerate(actors)})
    for (patron, client), strength in control.items():
        if patron in actors and client in actors:
            arrays["commands"][actors.index(patron), actors.index(client)] = strength
    for (guarantor, protected), worth in credibility.items():
        if guarantor in actors and protected in actors:
            arrays["credibility"][actors.index(guarantor), actors.index(protected)] = worth
    for actor, stage in stages.items():
        if actor in actors:
            arrays["stage"][actors.index(actor)] = arrays["believed_stage"][actors.index(actor)] = stage
    _derived(arrays)
    return replace(base, **arrays)


_ARRAYS = (
    *("commands", "funds", "arms", "trains", "hosts", "believed_control", "believed_steer", "agenda", "hostility"),
    *("alliance", "clients", "guarantees", "leaks", "supply", "stock", "reference", "presence", "reach", "holder"),
    *("power", "resolve", "deniability", "stage", "believed_stage", "purchase", "credibility", "talks", "stakes"),
    *("deals", "lives_by"),
)


def _attributes(case: Case, actors: Sequence[str], arrays: dict[str, Any]) -> None:
    for i, name in enumerate(actors):
        actor = case.actors.get(name)
        if actor is None:
            continue
        arrays["power"][i] = max(actor.power if actor.power is not None else ORDINARY_POWER, 0.1) / ORDINARY_POWER
        arrays["resolve"][i] = (actor.resolve if actor.resolve is not None else 5.0) / 10
        arrays["stock"][i] *= (actor.stock if actor.stock is not None else 5.0) / 5.0
        arrays["deniability"][i] = CAREFUL_STATES if actor.kind == "state" else CAREFUL_GROUPS


def _holders(case: Case, places: Sequence[str], arrays: dict[str, Any], index: Mapping[str, int]) -> None:
    for i, place in enumerate(places):
        found = case.places.get(place)
        held = [m.of for m in found.holder if m.holds(case.as_of)] if found else []
        host = found.host if found else place
        for name in [*held, host]:
            if name is not None and name in index:
                arrays["holder"][i] = index[name]
                break
        home = [index[a] for a, actor in case.actors.items() if a in index and actor.home == place]
        arrays["presence"][home, i] = 1.0


def _derived(arrays: dict[str, Any]) -> None:
    """Fill in what follows: supply from patrons, what others believe of control and steer, reach."""
    strength = 1 - (1 - arrays["arms"]) * (1 - arrays["funds"])
    total = strength.sum(axis=0)
    drawn = SHARE_OF_SUPPLY * np.minimum(total, 1.0) * arrays["reference"]
    supply = np.divide(strength * drawn, total, out=np.zeros_like(strength), where=total > 0)
    arrays["supply"] = supply + np.diag(arrays["reference"] - supply.sum(axis=0))
    arrays["believed_control"] = np.clip(0.5 * arrays["clients"] + 0.5 * arrays["commands"], 0, 1)
    arrays["believed_steer"][..., 3] = np.where(arrays["clients"] > 0, STEER_BELIEVED, 0.0)
    power = np.minimum(REACH_OF_POWER * ORDINARY_POWER * arrays["power"], 1.0)
    arrays["reach"] = np.clip(np.maximum(arrays["presence"], power[:, None]), 0, 1)


def switches(
    found: Sequence[Cell], propositions: Mapping[str, int], records: Mapping[str, tuple[int, float]]
) -> SwitchTable:
    """Build the switch table: contested cells, the weaker first, and the authors of past acts.

    Parameters
    ----------
    found : sequence of Cell
    propositions : mapping
        Proposition to column of the bit matrix.
    records : mapping
        Proposition ``did(x, incident)`` to row of the history and the acts that stand there.
    """
    rows: list[tuple[str, int, tuple[int, ...], float]] = [
        (c.array, propositions[c.proposition], c.index, c.value)
        for c in sorted(found, key=lambda c: (c.array, c.index, abs(c.value), c.proposition))
        if c.proposition in propositions
    ]
    past = [("history.truth", propositions[p], (r,), n) for p, (r, n) in sorted(records.items()) if p in propositions]
    both = rows + past
    first: set[tuple[str, tuple[int, ...]]] = set()
    if_false = []
    for array, _, index, _ in both:  # the first switch of a cell clears it where false, later ones leave it
        if_false.append(np.nan if (array, index) in first else 0.0)
        first.add((array, index))
    padded = [(*index, 0, 0, 0)[:3] for _, _, index, _ in both]
    return SwitchTable(
        array=tuple(array for array, _, _, _ in both),
        proposition=np.array([column for _, column, _, _ in both], dtype=np.int64),
        index=np.array(padded, dtype=np.int64).reshape(len(both), 3),
        if_true=np.array([value for _, _, _, value in both], dtype=np.float64),
        if_false=np.array(if_false, dtype=np.float64),
    )
