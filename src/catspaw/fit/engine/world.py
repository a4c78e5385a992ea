"""A panel as the model that the engine takes: one channel for each author, target and class."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files

import numpy as np

from catspaw.case.codebook import actions
from catspaw.core.random import Floats
from catspaw.engine.arrange import arrange
from catspaw.engine.attribution import OVERT
from catspaw.engine.draws import prior_weights
from catspaw.engine.state import Act
from catspaw.fit.engine.panel import KINDS, MOVED, Ints, Panel
from catspaw.network.consequences import CONSEQUENCES, action_table
from catspaw.network.model import (
    CLASSES,
    NOBODY,
    ActionTable,
    Channels,
    History,
    Model,
    Occasions,
    RedLines,
    Settings,
    SwitchTable,
    Weights,
    Worlds,
    quiet_snapshot,
)

#: Epsilon of memory on a panel, acts a day: measured on the Middle East core, and the scale of `engine.frame`.
FLOOR = 0.05
#: Acts that the ordinary rate of a channel is shrunk by, toward the mean of its class.  Judged; the level absorbs it.
_SHRUNK_BY = 0.5
_NEVER = 1e-12  # acts a day of a channel that is only replayed
#: What a type of act does that a panel does not follow: no stock, no place, no programme is known.
_LEFT_OUT = ("cost", "delivers", "steers", "binds", "moves", "speaks", "stages")
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Standing ties among the actors of a panel, (A, A) each, 0 .. 1: what solidarity reads, and covariates of levels.

    Attributes
    ----------
    clients : ndarray
        Patron to client.
    alliance, hostility : ndarray
        Of the two.
    sources : tuple of str
    """

    clients: Floats
    alliance: Floats
    hostility: Floats
    sources: tuple[str, ...] = ()


def no_ties(actors: int) -> Ties:
    """Give ties of nobody to anybody."""
    clients, alliance, hostility = np.zeros((3, actors, actors))
    return Ties(clients, alliance, hostility)


def world(panel: Panel, ties: Ties | None = None, *, weights: Weights | None = None, typed: bool = False) -> Model:
    """Lay a panel out for the engine as of the day before it begins; arranged, so that rows of results are its rows.

    Parameters
    ----------
    panel : Panel
    ties : Ties, optional
    weights : Weights, optional
        Default: the effects' priors.
    typed : bool
        Add channels for the types of act that the panel records, which never happen of themselves: to be replayed.
    """
    bound = ties or no_ties(len(panel.actors))
    model = Model(
        as_of=panel.first - timedelta(days=1),
        horizon_days=panel.days,
        actions=_actions(panel, typed),
        snapshot=replace(
            quiet_snapshot(panel.actors),
            clients=bound.clients,
            alliance=bound.alliance,
            hostility=bound.hostility,
        ),
        channels=_channels(panel, typed),
        history=History(1, _NONE, _NONE, _NONE, _NONE, _NONE, *(np.zeros(0) for _ in range(3))),
        red_lines=RedLines(_NONE, _NONE, _NONE, _NONE, _NONE, np.zeros(0), np.zeros(0), _NONE),
        switches=SwitchTable((), _NONE, np.zeros((0, 3), np.int64), np.zeros(0), np.zeros(0)),
        worlds=Worlds((), np.zeros((0, 0), np.uint8)),
        weights=weights or prior_weights(),
        occasions=occasions(panel, as_of=panel.first - timedelta(days=1)),
        settings=Settings(memory_floor=FLOOR, act_limit=10_000_000),
        provenance={"panel": f"{len(panel)} acts, {panel.first} to {panel.last}"},
    )
    return arrange(model)


def occasions(panel: Panel, *, as_of: date) -> Occasions:
    """Give the elections of the panel's actors (`elections.tsv`) as occasions that move what they do."""
    with files("catspaw.fit.engine").joinpath("elections.tsv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["actor"] in panel.actors]
    anybody = np.full(len(rows), NOBODY, dtype=np.int64)
    return Occasions(
        ids=tuple(f"{row['actor']} {row['date']}" for row in rows),
        author=np.array([panel.actors.index(row["actor"]) for row in rows], dtype=np.int64),
        action=anybody,
        target=anybody,
        day=np.array([(date.fromisoformat(row["date"]) - as_of).days for row in rows], dtype=np.int64),
        weight=np.ones(len(rows)),
    )


def _actions(panel: Panel, typed: bool) -> ActionTable:
    occurs = "present" if panel.measure == "presence" else "counted"
    rows = [_action(kind, quad, occurs, 0.0) for kind, quad in KINDS.items()]
    for name in panel.types if typed else ():
        kind = KINDS["conflict" if actions()[name].quad.endswith("conflict") else "cooperation"]
        does = {key: str(CONSEQUENCES.get(name, {}).get(key, 0.0)) for key in MOVED}
        rows.append(_action(name, kind, occurs, actions()[name].rung) | dict.fromkeys(_LEFT_OUT, "0") | does)
    return action_table(rows)


def _action(name: str, quad: int, occurs: str, rung: float) -> dict[str, str]:
    return {
        "action": name,
        "quad": CLASSES[quad].replace(" ", "_"),
        "goldstein": "0",
        "rung": str(rung),
        "deniable": "no",
        "targeted": "yes",
        "occurs": occurs,
    }


def _channels(panel: Panel, typed: bool) -> Channels:
    n = len(panel.actors)
    keys = [(a, k, t) for a in range(n) for k in range(len(KINDS)) for t in range(n) if a != t]
    ordinary = _ordinary(panel)
    rates = [float(ordinary[key]) for key in keys]
    names = (*KINDS, *(panel.types if typed else ()))
    if typed:
        marked = panel.type >= 0
        found = zip(panel.author[marked], panel.type[marked], panel.target[marked], strict=True)
        recorded = sorted({(int(a), len(KINDS) + int(k), int(t)) for a, k, t in found})
        keys += recorded
        rates += [_NEVER] * len(recorded)
    return _laid_out(panel, keys, names, np.array(rates))


def _laid_out(panel: Panel, keys: Sequence[tuple[int, int, int]], names: Sequence[str], ordinary: Floats) -> Channels:
    author, kind, target = (np.array(column, dtype=np.int64) for column in zip(*keys, strict=True))
    ids = tuple("|".join((panel.actors[a], names[k], panel.actors[t])) for a, k, t in keys)
    nowhere = np.full(len(keys), NOBODY, dtype=np.int64)
    return Channels(ids, author, kind, target, nowhere, ordinary, np.log(ordinary))


def _ordinary(panel: Panel) -> Floats:
    """Acts a day by author, class and target in the panel's first days, shrunk toward its class's mean.

    Not of the whole panel: memory begins at this rate, and what begins at the mean of its own future looks as if it
    fell back to it (a fault of .5 in the coefficient of 30 days, in simulated years).
    """
    n, warm = len(panel.actors), max(panel.warm, 1)
    early = panel.day <= warm
    total = np.zeros((n, len(KINDS), n))
    np.add.at(total, (panel.author[early], panel.kind[early], panel.target[early]), panel.count[early])
    mean = np.maximum(total.sum(axis=(0, 2), keepdims=True), 1.0) / (n * (n - 1) * warm)
    return np.asarray((total + _SHRUNK_BY) / (warm + _SHRUNK_BY / mean))


def channel_rows(model: Model, panel: Panel) -> Ints:
    """Find the channel of each entry of the panel, in a model that was made of it; by its class."""
    return _rows_of(model, panel, [tuple(KINDS)[k] for k in panel.kind])


def _rows_of(model: Model, panel: Panel, names: Sequence[str]) -> Ints:
    row = {name: k for k, name in enumerate(model.channels.ids)}
    found = zip(panel.author, names, panel.target, strict=True)
    return np.array([row[f"{panel.actors[a]}|{name}|{panel.actors[t]}"] for a, name, t in found], dtype=np.int64)


def acts(model: Model, panel: Panel) -> list[Act]:
    """Give the panel's acts as the engine replays them, by type where the model has types; several of a day in turn."""
    known = set(model.actions.ids)
    marks = panel.type if len(panel.type) else np.full(len(panel), -1)
    names = [
        panel.types[t] if t >= 0 and panel.types[t] in known else tuple(KINDS)[k]
        for t, k in zip(marks, panel.kind, strict=True)
    ]
    rows = _rows_of(model, panel, names)
    return [
        Act(channel, day, 0.0, nth, OVERT)
        for channel, day, count in zip(rows.tolist(), panel.day.tolist(), panel.count.tolist(), strict=True)
        for nth in range(round(count))
    ]


def remembered(model: Model, panel: Panel, *, as_of: date, days: int = 365) -> History:
    """Give the panel's last days as the history of a model as of a day: complete from its first on.

    Parameters
    ----------
    model : Model
        Arranged, of the same actors.
    panel : Panel
        What is known; acts after `as_of` are left out.
    as_of : date
    days : int
        How far back; what is older has faded to a thousandth.
    """
    offset = panel.day - ((as_of - panel.first).days + 1)
    kept = np.flatnonzero((offset <= 0) & (offset > -days))
    rows = channel_rows(model, panel)[kept]
    first = max(-days + 1, (panel.first - as_of).days)
    weight = panel.count[kept]
    channels = model.channels
    nowhere = np.full(len(kept), NOBODY, dtype=np.int64)
    return History(
        min(first, 1),
        channels.author[rows],
        channels.action[rows],
        channels.target[rows],
        nowhere,
        offset[kept],
        weight,
        weight,
        weight,
    )
