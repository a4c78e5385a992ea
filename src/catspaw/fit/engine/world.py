"""A panel as the model that the engine takes: one channel for each author, target and class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.arrange import arrange
from catspaw.engine.draws import prior_weights
from catspaw.engine.state import Act
from catspaw.fit.engine.panel import KINDS, Ints, Panel
from catspaw.network.consequences import action_table
from catspaw.network.model import (
    CLASSES,
    NOBODY,
    ActionTable,
    Channels,
    History,
    Model,
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


def world(panel: Panel, ties: Ties | None = None, *, weights: Weights | None = None) -> Model:
    """Lay a panel out for the engine as of the day before it begins; arranged, so that rows of results are its rows.

    Parameters
    ----------
    panel : Panel
    ties : Ties, optional
    weights : Weights, optional
        Default: the effects' priors.
    """
    bound = ties or no_ties(len(panel.actors))
    model = Model(
        as_of=panel.first - timedelta(days=1),
        horizon_days=panel.days,
        actions=_actions(panel),
        snapshot=replace(
            quiet_snapshot(panel.actors),
            clients=bound.clients,
            alliance=bound.alliance,
            hostility=bound.hostility,
        ),
        channels=_channels(panel),
        history=History(1, _NONE, _NONE, _NONE, _NONE, _NONE, *(np.zeros(0) for _ in range(3))),
        red_lines=RedLines(_NONE, _NONE, _NONE, _NONE, _NONE, np.zeros(0), np.zeros(0), _NONE),
        switches=SwitchTable((), _NONE, np.zeros((0, 3), np.int64), np.zeros(0), np.zeros(0)),
        worlds=Worlds((), np.zeros((0, 0), np.uint8)),
        weights=weights or prior_weights(),
        settings=Settings(memory_floor=FLOOR, act_limit=10_000_000),
        provenance={"panel": f"{len(panel)} acts, {panel.first} to {panel.last}"},
    )
    return arrange(model)


def _actions(panel: Panel) -> ActionTable:
    occurs = "present" if panel.measure == "presence" else "counted"
    return action_table(
        {
            "action": kind,
            "quad": CLASSES[quad].replace(" ", "_"),
            "goldstein": "0",
            "rung": "0",
            "deniable": "no",
            "targeted": "yes",
            "occurs": occurs,
        }
        for kind, quad in KINDS.items()
    )


def _channels(panel: Panel) -> Channels:
    n = len(panel.actors)
    keys = [(a, k, t) for a in range(n) for k in range(len(KINDS)) for t in range(n) if a != t]
    author, kind, target = (np.array(column, dtype=np.int64) for column in zip(*keys, strict=True))
    names = tuple(KINDS)
    ids = tuple("|".join((panel.actors[a], names[k], panel.actors[t])) for a, k, t in keys)
    ordinary = _ordinary(panel)[author, kind, target]
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
    """Find the channel of each entry of the panel, in a model that was made of it."""
    actors = {name: k for k, name in enumerate(panel.actors)}
    row: dict[tuple[int, int, int], int] = {}
    for k, name in enumerate(model.channels.ids):
        author, kind, target = name.split("|")
        row[actors[author], tuple(KINDS).index(kind), actors[target]] = k
    found = zip(panel.author.tolist(), panel.kind.tolist(), panel.target.tolist(), strict=True)
    return np.array([row[key] for key in found], dtype=np.int64)


def acts(model: Model, panel: Panel) -> list[Act]:
    """Give the panel's acts as the engine replays them: several of a day one after another."""
    from catspaw.engine.attribution import OVERT

    rows = channel_rows(model, panel)
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
