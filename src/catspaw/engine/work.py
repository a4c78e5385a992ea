"""The work of a run as something that can be sent: a model, a seed, which engine; blocks are played from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from catspaw.core.errors import ModelError
from catspaw.engine import outcomes
from catspaw.engine.draws import Draw, Scheme, coefficients, in_world, world_row
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.fold import begin
from catspaw.engine.frame import Frame, frame
from catspaw.engine.packing import packed, unpacked
from catspaw.engine.part import Part, part_of
from catspaw.engine.reference import Future, simulate
from catspaw.engine.state import State
from catspaw.network.model import Model

Kind = Literal["reference", "kernel"]
Play = Callable[[int, int], Part]
# Modules that tell, count or carry results and make none.
_TELL = {"acts", "branching", "curves", "ensemble", "executors", "folder", "gathering", "lineage", "packing"}
_TELL |= {"result", "shards", "sizing", "solved", "words", "work"}


@dataclass(frozen=True, slots=True)
class Work:
    """A run as bytes, so that it can go to another process or machine.

    ``sources`` is the hash of the engine's sources: who has others would give other numbers.
    """

    model: bytes
    seed: int
    kind: Kind
    scheme: Scheme
    sources: str


def work(model: Model, *, seed: int, kind: Kind, scheme: Scheme) -> Work:
    """Pack an arranged model with what a run of it needs."""
    return Work(packed(model), seed, kind, scheme, sources())


def play(given: Work, first: int, end: int) -> Part:
    """Play futures ``first .. end - 1`` of a run.

    Raises
    ------
    ModelError
        The engine here is another than where the work comes from.
    """
    if given.sources != sources():
        raise ModelError(
            "a worker has another version of the engine than the process that asks for the run; "
            "install the same version of catspaw on all machines"
        )
    return _player(given)(first, end)


@lru_cache(maxsize=2)
def _player(given: Work) -> Play:
    return player(unpacked(given.model), seed=given.seed, kind=given.kind, scheme=given.scheme, effects=EFFECTS)


def player(model: Model, *, seed: int, kind: Kind, scheme: Scheme, effects: Sequence[Effect]) -> Play:
    """Make ready to play blocks of an arranged model here."""
    if kind == "kernel":
        from catspaw.engine.kernel.blocks import Runner

        return Runner(model, seed=seed, effects=effects, scheme=scheme).block
    return partial(_readable, model, seed, scheme, effects)


def _readable(model: Model, seed: int, scheme: Scheme, effects: Sequence[Effect], first: int, end: int) -> Part:
    plan = outcomes.plan(model)
    found: list[tuple[int, Future]] = []
    at: tuple[int, int] | None = None
    start: State | None = None
    for number in sorted(range(first, end), key=lambda n: scheme.of(n)[:2]):
        draw = scheme.of(number)
        if start is None or at != draw[:2]:
            at = draw[:2]
            start = begin(framed(model, draw, seed=seed, effects=effects))
        one = simulate(start.frame, seed=seed, path=draw.path, days=model.horizon_days, plan=plan, start=start)
        found.append((number, one))
    return part_of(model, [one for _, one in sorted(found, key=lambda pair: pair[0])], first=first)


def framed(model: Model, draw: Draw, *, seed: int, effects: Sequence[Effect]) -> Frame:
    """Give the world and coefficients of a draw, for an arranged model."""
    there = in_world(model, world_row(model, seed=seed, draw=draw.world))
    drawn = coefficients(model.weights, effects, seed=seed, draw=draw.coefficients)
    return frame(there, effects=effects, coefficients=drawn)


@cache
def sources() -> str:
    """Hash of every source that a future is made of."""
    root = Path(__file__).parents[1]
    own = [p for p in (root / "engine").glob("*.py") if p.stem not in _TELL]
    parts = [*own, *(root / "engine/effects").glob("*.py"), *(root / "engine/kernel").glob("*.py")]
    digest = blake2b(digest_size=8)
    for path in sorted([*parts, root / "core/elementary.py", root / "core/random.py", root / "network/model.py"]):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
