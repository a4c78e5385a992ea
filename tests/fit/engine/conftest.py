"""Panels that the engine itself made: what was put in is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from catspaw.core.random import normal, stable_hashes, uniforms
from catspaw.engine import outcomes
from catspaw.engine.effects import EFFECTS
from catspaw.engine.frame import frame
from catspaw.engine.reference import simulate
from catspaw.fit.engine.panel import Panel, Row, panel
from catspaw.fit.engine.world import world
from catspaw.network.model import Weights

FIRST = date(2012, 1, 1)


def empty(actors: tuple[str, ...], days: int, measure: str = "presence") -> Panel:
    """A panel of these actors in which nothing happens but one act, so that it is one."""
    rows = [Row(FIRST, actors[0], actors[1], 0), Row(FIRST + timedelta(days=days - 1), actors[0], actors[1], 0)]
    return panel(rows, actors=actors, measure=measure)


def coefficients(**given: tuple[float, float]) -> np.ndarray:
    """Weights of effects on (cooperation, conflict), (E, 8); all others 0."""
    theta = np.zeros((len(EFFECTS), 8))
    for row, effect in enumerate(EFFECTS):
        if effect.name in given:
            theta[row, [1, 5]] = given[effect.name]
    return theta


def world_of(actors: int, days: int, *, level: float, spread: float, measure: str = "presence", seed: int = 0):
    """An engine model of unequal dyads: log rates of mean `level` and standard deviation `spread`."""
    names = tuple(f"a{k}" for k in range(actors))
    model = world(empty(names, days, measure))
    unequal = normal(uniforms(seed, "levels", stable_hashes(model.channels.ids), 0))
    base = level + spread * unequal
    ordinary = np.exp(base)
    settings = replace(model.settings, tempo_sd=0.15)
    channels = replace(model.channels, log_base=base, ordinary=ordinary)
    return replace(
        model, channels=channels, settings=settings, weights=Weights((), (), np.zeros((0, 8)), np.zeros((0, 8)))
    )


def played(model, theta: np.ndarray, *, path: int = 0, seed: int = 0) -> Panel:
    """A panel of one future of a model."""
    made = frame(model, effects=EFFECTS, coefficients=theta)
    future = simulate(made, seed=seed, path=path, days=model.horizon_days, plan=outcomes.plan(model))
    names = model.snapshot.actors
    quad = {"cooperation": 0, "conflict": 2}
    rows = []
    for act in future.acts:
        author, kind, target = model.channels.ids[act.channel].split("|")
        rows.append(Row(FIRST + timedelta(days=act.day - 1), author, target, quad[kind]))
    last = FIRST + timedelta(days=model.horizon_days - 1)
    measure = "volume" if model.actions.counted[0] else "presence"
    return panel(rows, since=FIRST, to=last, actors=names, measure=measure)


@pytest.fixture(scope="session")
def lively() -> Panel:
    """Six actors, 300 days, habit and reciprocity at known weights."""
    model = world_of(6, 300, level=-2.6, spread=0.8)
    return played(model, coefficients(inertia_3=(0.4, 0.4), reciprocity_3=(0.3, 0.3)))
