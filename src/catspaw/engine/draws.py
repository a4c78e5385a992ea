"""What is drawn once a future, not once an act: its world, its coefficients, its tempo.

Futures run in fours, (w, th, l), (w, th, l'), (w, th', l''), (w', th, l'''), so that what is not known of the
world, what is not known of the coefficients, and luck can be told apart by covariances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.core.random import Floats, normal, stable_hash, uniforms
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.network.model import Model, Weights

GAIN = 0.9  # measured on event data of the Middle East core: above 1 futures run away, below .9 none did
TEMPO_DAYS = 30
_NEVER = "judged: no prior, weight 0"


class Draw(NamedTuple):
    """Numbers of a future's draws: world, coefficients, and path."""

    world: int
    coefficients: int
    path: int


def draw_of(future: int) -> Draw:
    """Place a future in its four: the third has other coefficients, the fourth another world."""
    four, place = divmod(future, 4)
    return Draw(2 * four + (place == 3), 2 * four + (place == 2), future)


@dataclass(frozen=True, slots=True)
class Scheme:
    """Which world, coefficients and luck each future has.

    Attributes
    ----------
    same_world : int, optional
        Every future has the world and the coefficients of this one, and its own luck: what is left is chance.
    same_luck : int, optional
        Every future has the luck of this one, and a world and coefficients of its own: what is left is what is
        not known.

    With neither, futures run in fours (`draw_of`).
    """

    same_world: int | None = None
    same_luck: int | None = None

    def of(self, future: int) -> Draw:
        """Numbers of a future's draws."""
        if self.same_world is not None:
            return draw_of(self.same_world)._replace(path=future)
        if self.same_luck is not None:
            return Draw(future, future, self.same_luck)
        return draw_of(future)

    @property
    def in_fours(self) -> bool:
        """Whether futures share draws by fours."""
        return self.same_world is None and self.same_luck is None


FOURS = Scheme()


def scheme(same_world: int | None, same_luck: int | None) -> Scheme:
    """Make a scheme from the arguments of a run.

    Raises
    ------
    ModelError
        Both at once, which leaves nothing to differ, or a number below 0.
    """
    if same_world is not None and same_luck is not None:
        raise ModelError(
            f"the same world (of future {same_world}) and the same luck (of future {same_luck}) leave nothing to differ; "
            "allowed: one of the two"
        )
    for what, number in (("world", same_world), ("luck", same_luck)):
        if number is not None and number < 0:
            raise ModelError(f"the {what} of future {number} was asked for; allowed: numbers of futures, from 0")
    return Scheme(same_world, same_luck)


def prior_weights(effects: Sequence[Effect] = EFFECTS) -> Weights:
    """Weights as the effects' own priors have them."""
    mean, sd = np.zeros((len(effects), 8)), np.zeros((len(effects), 8))
    for row, effect in enumerate(effects):
        for group, prior in effect.priors.items():
            mean[row, group], sd[row, group] = prior.mean, prior.sd
    provenance = tuple(
        tuple(effect.provenance if group in effect.priors else _NEVER for group in range(8)) for effect in effects
    )
    return Weights(tuple(effect.name for effect in effects), provenance, mean, sd)


def check_weights(weights: Weights, effects: Sequence[Effect] = EFFECTS) -> None:
    """Refuse weights of effects that are not, or of groups that an effect does not serve."""
    known = {effect.name: effect for effect in effects}
    for row, name in enumerate(weights.effects):
        if name not in known:
            raise UnknownName(f"weights name the effect {name!r}, which the engine does not have{nearest(name, known)}")
        for group in np.flatnonzero((weights.mean[row] != 0) | (weights.sd[row] != 0)):
            if int(group) not in known[name].groups:
                raise ModelError(
                    f"weights give the effect {name!r} a number for group {group}; allowed: {known[name].groups}"
                )


def coefficients(weights: Weights, effects: Sequence[Effect], *, seed: int, draw: int) -> Floats:
    """Draw coefficients, (E, 8) in the order of `effects`, with the gain of memory held at .9.

    The gain of any loop of memory is at most the largest sum of |weights| of the memory effects of a group;
    where that exceeds .9, the group's memory weights shrink in proportion.
    """
    known = set(weights.effects)
    mean, sd = np.zeros((len(effects), 8)), np.zeros((len(effects), 8))
    for row, effect in enumerate(effects):
        if effect.name in known:
            at = weights.effects.index(effect.name)
            mean[row], sd[row] = weights.mean[at], weights.sd[at]
    names = np.array([[stable_hash(effect.name)] for effect in effects], dtype=np.uint64)
    drawn = mean + sd * normal(uniforms(seed, "parameters", names, draw, np.arange(8)))
    return hold_gain(drawn, effects)


def hold_gain(drawn: Floats, effects: Sequence[Effect]) -> Floats:
    """Shrink the memory weights of each group whose absolute sum exceeds .9."""
    memory = [row for row, effect in enumerate(effects) if effect.memory]
    total = np.zeros(8)
    for row in memory:
        total = total + np.abs(drawn[row])
    shrink = np.where(total > GAIN, GAIN / np.maximum(total, GAIN), 1.0)
    held = drawn.copy()
    held[memory] *= shrink
    return held


def world_row(model: Model, *, seed: int, draw: int) -> int:
    """Draw a world: a row of the bit matrix, or -1 where nothing is contested."""
    if not len(model.worlds.bits):
        return -1
    u = float(uniforms(seed, "world", np.uint64(stable_hash("world")), draw))
    return int(u * len(model.worlds.bits))


def in_world(model: Model, row: int) -> Model:
    """Set the cells of the base state to what one world says; -1 leaves the model as it is."""
    if row < 0:
        return model
    bits, switches = model.worlds.bits[row], model.switches
    changed: dict[str, Any] = {}
    for switched in sorted(set(switches.array)):
        table, _, field = switched.rpartition(".")
        changed[switched] = np.array(getattr(model.history if table else model.snapshot, field))
    for at, name in enumerate(switches.array):
        value = switches.if_true[at] if bits[switches.proposition[at]] else switches.if_false[at]
        array = changed[name]
        if not np.isnan(value):  # left to an earlier switch of the cell
            array[tuple(switches.index[at][: array.ndim])] = value
    past = {name.removeprefix("history."): values for name, values in changed.items() if name.startswith("history.")}
    base = {name: values for name, values in changed.items() if not name.startswith("history.")}
    return replace(model, snapshot=replace(model.snapshot, **base), history=replace(model.history, **past))


def tempo(model: Model, *, seed: int, path: int, first_day: int, days: int) -> Floats:
    """Log tempo of each day, (days,): AR(1) over periods of 30 calendar days, of mean 1 on the rates' scale.

    Parameters
    ----------
    first_day : int
        Calendar day of the first day.
    """
    settings = model.settings
    period = (first_day + np.arange(days)) // TEMPO_DAYS
    u = uniforms(seed, "tempo", np.uint64(stable_hash("tempo")), path, np.arange(period[0], period[-1] + 1))
    luck = normal(u)
    stay, fresh = settings.tempo_persistence, np.sqrt(1.0 - settings.tempo_persistence**2)
    level = [float(luck[0])]
    for z in luck[1:]:
        level.append(stay * level[-1] + float(fresh) * float(z))
    return np.asarray(settings.tempo_sd * np.array(level)[period - period[0]] - settings.tempo_sd**2 / 2.0)
