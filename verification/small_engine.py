"""Models of two or three actors whose law can be written down, and their futures by the reference engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catspaw.engine import outcomes, reference
from catspaw.engine.arrange import arrange
from catspaw.engine.effects import EFFECTS
from catspaw.engine.frame import Frame, frame
from catspaw.network.consequences import action_table
from catspaw.network.model import (
    ActionTable,
    Channels,
    History,
    Interventions,
    Model,
    RedLines,
    Settings,
    SwitchTable,
    Weights,
    Worlds,
    quiet_snapshot,
)

Floats = NDArray[np.float64]
NONE = np.zeros(0, dtype=np.int64)
ROWS = (
    ("retaliates", "material_conflict", "-9.5", "7", "no", "yes", "counted"),
    ("strike", "material_conflict", "-9.5", "7", "yes", "yes", "counted"),
    ("threatens", "verbal_conflict", "-7", "4", "no", "yes", "counted"),
    ("vows", "verbal_conflict", "-5.8", "4", "no", "yes", "present"),
)


def actions() -> ActionTable:
    """Give four kinds of act: a deed overt, a deed deniable, a word that counts, a word that is there or not."""
    keys = ("action", "quad", "goldstein", "rung", "deniable", "targeted", "occurs")
    return action_table({**dict(zip(keys, row, strict=True)), "cost": "0.0", "cap": "64"} for row in ROWS)


def model(rates: dict[str, float], *, floor: float = 0.05, detection: float = 0.0) -> Model:
    """Make a model of channels ``author|action|target`` at given rates; nothing is ordinary, so that r bar is 0.

    Nobody is mistaken for another, and the tempo stands still.
    """
    kinds, parts = actions(), [name.split("|") for name in rates]
    people = tuple(sorted({who for a, _, t in parts for who in (a, t)}))
    base = quiet_snapshot(people)
    n = len(rates)
    return Model(
        as_of=date(2020, 1, 1),
        horizon_days=1,
        actions=kinds,
        snapshot=replace(base, detection=np.full(len(people), detection), deniability=np.zeros(len(people))),
        channels=Channels(
            ids=tuple(rates),
            author=np.array([people.index(a) for a, _, _ in parts]),
            action=np.array([kinds.ids.index(k) for _, k, _ in parts]),
            target=np.array([people.index(t) for _, _, t in parts]),
            place=np.full(n, -1),
            ordinary=np.full(n, 1e-12),
            log_base=np.log(list(rates.values())),
        ),
        history=History(1, *[NONE] * 5, *[np.zeros(0)] * 3),
        red_lines=RedLines(*[NONE] * 5, np.zeros(0), np.zeros(0), NONE),
        switches=SwitchTable((), NONE, np.zeros((0, 3), dtype=np.int64), np.zeros(0), np.zeros(0)),
        worlds=Worlds((), np.zeros((0, 0), dtype=np.uint8)),
        weights=Weights((), (), np.zeros((0, 8)), np.zeros((0, 8))),
        settings=Settings(memory_floor=floor, tempo_sd=0.0, misattribution=0.0, act_limit=10**9),
    )


def forbidding(given: Model, channel: str, *, days: int) -> Model:
    """Make the arm in which a channel is closed on the first days."""
    row, one, blank = np.array([given.channels.ids.index(channel)]), np.ones(1, np.int64), np.zeros(0, np.int64)
    return replace(given, interventions=Interventions(row, one, one * days, np.zeros(1), blank, blank))


def with_effect(given: Model, name: str | None) -> Frame:
    """Give one effect a weight of exactly 1, past the limit of the gain that `run` would hold."""
    weights = np.zeros((len(EFFECTS), 8))
    if name is not None:
        weights[[effect.name for effect in EFFECTS].index(name)] = 1.0
    return frame(arrange(given), effects=EFFECTS, coefficients=weights)


def paths(made: Frame, *, futures: int, days: int, skip: int, seed: int) -> list[tuple[Floats, Floats]]:
    """Give daily counts and rates, (days - skip, C) each, of every future."""
    found = []
    for path in range(futures):
        rates: list[Floats] = []
        future = reference.simulate(
            made,
            seed=seed,
            path=path,
            days=days,
            plan=outcomes.plan(made.model),
            watch=lambda _state, _log, rate, rates=rates: rates.append(rate.copy()),
        )
        counts = np.zeros((days + 1, len(made.hashes)))
        for act in future.acts:
            counts[act.day, act.channel] += 1
        found.append((counts[skip + 1 :], np.array(rates)[skip:]))
    return found


def mean_of(values: list[float]) -> tuple[float, float]:
    """Give the mean of independent futures and its standard error."""
    array = np.array(values)
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(len(array)))
