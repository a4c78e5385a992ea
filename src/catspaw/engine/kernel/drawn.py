"""What is drawn once a future, for many futures at once: `catspaw.engine.draws` over one more axis, same bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from catspaw.core.random import Floats, normal, stable_hash, uniforms
from catspaw.engine import carpet
from catspaw.engine.draws import FOURS, TEMPO_DAYS, Scheme, hold_gain
from catspaw.engine.effects import Effect
from catspaw.engine.kernel.tables import Integers
from catspaw.network.model import Model


class Drawn(NamedTuple):
    """Of each future: world (n,), coefficients (n, E, 8), log tempo (n, days), number of its luck (n,)."""

    world: Integers
    coefficients: Floats
    tempo: Floats
    path: Integers


def draws(
    model: Model, futures: Sequence[int], *, seed: int, effects: Sequence[Effect], scheme: Scheme = FOURS
) -> Drawn:
    """Draw world, coefficients and tempo of futures."""
    numbers = [scheme.of(future) for future in futures]
    world, drawn, path = (np.array(column, dtype=np.int64) for column in zip(*numbers, strict=True))
    return Drawn(
        _worlds(model, world, seed=seed),
        _coefficients(model, drawn, seed=seed, effects=effects),
        _tempo(model, path, seed=seed),
        path,
    )


def _worlds(model: Model, draw: Integers, *, seed: int) -> Integers:
    many = len(model.worlds.bits)
    if not many:
        return np.zeros(len(draw), dtype=np.int64)
    u = uniforms(seed, "world", np.uint64(stable_hash("world")), draw)
    return np.asarray((u * many).astype(np.int64))


def _coefficients(model: Model, draw: Integers, *, seed: int, effects: Sequence[Effect]) -> Floats:
    weights = model.weights
    mean, sd = np.zeros((len(effects), 8)), np.zeros((len(effects), 8))
    for row, effect in enumerate(effects):
        if effect.name in weights.effects:
            at = weights.effects.index(effect.name)
            mean[row], sd[row] = weights.mean[at], weights.sd[at]
    names = np.array([[stable_hash(effect.name)] for effect in effects], dtype=np.uint64)
    each, which = np.unique(draw, return_inverse=True)
    luck = normal(uniforms(seed, "parameters", names[None], each[:, None, None], np.arange(8)))
    return np.array([hold_gain(mean + sd * z, effects) for z in luck])[which]


def _tempo(model: Model, path: Integers, *, seed: int) -> Floats:
    settings, first = model.settings, carpet.day_number(model.as_of) + 1
    period = (first + np.arange(model.horizon_days)) // TEMPO_DAYS
    words = np.arange(period[0], period[-1] + 1)
    luck = normal(uniforms(seed, "tempo", np.uint64(stable_hash("tempo")), path[:, None], words))
    stay, fresh = settings.tempo_persistence, float(np.sqrt(1.0 - settings.tempo_persistence**2))
    level = luck.copy()
    for at in range(1, len(words)):
        level[:, at] = stay * level[:, at - 1] + fresh * luck[:, at]
    return np.ascontiguousarray(settings.tempo_sd * level[:, period - period[0]] - settings.tempo_sd**2 / 2.0)
