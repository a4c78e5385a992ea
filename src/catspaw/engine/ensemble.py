"""Many futures of one model, and what they say together."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.engine import outcomes
from catspaw.engine.arrange import arrange
from catspaw.engine.draws import check_weights, coefficients, draw_of, in_world, world_row
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.fold import begin
from catspaw.engine.frame import Frame, frame
from catspaw.engine.kernel import Engine, chosen
from catspaw.engine.reference import Future, simulate
from catspaw.engine.result import Ensemble, collect
from catspaw.engine.state import State
from catspaw.network.model import Model

if TYPE_CHECKING:
    from catspaw.engine.kernel.blocks import Block

_BLOCK = 16  # futures a job; a multiple of four, so that frames are shared
_RUNAWAY = 0.01
Progress = Callable[[int, int], None]


def run(
    model: Model,
    *,
    futures: int,
    seed: int,
    first: int = 0,
    effects: Sequence[Effect] = EFFECTS,
    workers: int = 1,
    progress: Progress | None = None,
    engine: Engine = "auto",
) -> Ensemble:
    """Run futures ``first .. first + futures - 1`` of a model.

    Future number n is the same whatever else is run: the result of a part is the part of the result, and
    neither workers nor blocks change a bit.

    Parameters
    ----------
    model : Model
        Anchored, where it has anchors.
    futures : int
        How many, 1 or more; multiples of four use every future for the split of variance.
    seed : int
        Root seed.
    first : int
        Number of the first.
    effects : sequence of Effect
    workers : int
        Processes; threads of the compiled engine.
    progress : callable, optional
        Called with futures done and futures asked for.
    engine : {"auto", "reference", "kernel"}
        The compiled engine where Numba is installed, the model asks for nothing else than it has and the run is
        long enough to be worth its start; or either by name.  Both give the same bits.

    Returns
    -------
    Ensemble

    Raises
    ------
    ModelError
        Base rates not solved, a number of futures below 1, more than 1 % of futures running away, or the compiled
        engine for a model with something that it does not have.
    MissingProgram
        The compiled engine where Numba is not installed.
    """
    model = _ready(model, effects)
    if futures < 1 or first < 0:
        raise ModelError(f"futures {first} to {first + futures - 1} were asked for; allowed: one or more, from 0")
    blocks = [(a, min(a + _BLOCK, first + futures)) for a in range(first, first + futures, _BLOCK)]
    play = _compiled if chosen(engine, model, effects, futures=futures) == "kernel" else _readable
    made = play(model, blocks, seed=seed, effects=effects, workers=workers, progress=progress)
    _stop_runaways(made)
    return made


def _readable(
    model: Model,
    blocks: list[tuple[int, int]],
    *,
    seed: int,
    effects: Sequence[Effect],
    workers: int,
    progress: Progress | None,
) -> Ensemble:
    found: list[Future] = []
    first, end = blocks[0][0], blocks[-1][1]
    for block in _blocks(model, blocks, seed=seed, effects=effects, workers=workers):
        found += block
        if progress is not None:
            progress(len(found), end - first)
    return collect(model, found, seed=seed, first=first, provenance=_provenance(model, effects))


def _compiled(
    model: Model,
    blocks: list[tuple[int, int]],
    *,
    seed: int,
    effects: Sequence[Effect],
    workers: int,
    progress: Progress | None,
) -> Ensemble:
    from catspaw.engine.kernel.blocks import blocks as play
    from catspaw.engine.kernel.gathering import gather

    first, end = blocks[0][0], blocks[-1][1]

    def told() -> Iterator[Block]:
        played = play(model, blocks, seed=seed, effects=effects, workers=workers)
        for (_, done), block in zip(blocks, played, strict=True):
            yield block
            if progress is not None:
                progress(done - first, end - first)

    return gather(model, told(), seed=seed, first=first, provenance=_provenance(model, effects))


def frame_of(model: Model, future: int, *, seed: int, effects: Sequence[Effect] = EFFECTS) -> Frame:
    """World and coefficients of one future of `run`, for `replay` and explanations."""
    draw = draw_of(future)
    return _frame(arrange(model), draw.world, draw.coefficients, seed=seed, effects=effects)


def _ready(model: Model, effects: Sequence[Effect]) -> Model:
    if model.anchors and not model.anchored:
        raise ModelError(
            "the base rates of this model are not solved yet; call catspaw.engine.anchor.anchor(model) once, and "
            "make arms from the model that it returns"
        )
    check_weights(model.weights, effects)
    _check_options(model, effects)
    _check_times(model)
    return arrange(model)


def _check_times(model: Model) -> None:
    for outcome in model.outcomes:
        if not 1 <= outcome.within_days <= model.horizon_days:
            raise ModelError(
                f"outcome {outcome.id!r} looks {outcome.within_days} days ahead; allowed: 1 to the horizon of "
                f"{model.horizon_days} days"
            )


def _check_options(model: Model, effects: Sequence[Effect]) -> None:
    known = {effect.name for effect in effects}
    for decision in model.decisions:
        for option in decision.options:
            for name, _ in option.weights:
                if name not in known:
                    raise ModelError(
                        f"decision {decision.id!r}, option {option.id!r} weighs the effect {name!r}; "
                        f"allowed: {', '.join(sorted(known))}"
                    )


def _frame(model: Model, world: int, drawn: int, *, seed: int, effects: Sequence[Effect]) -> Frame:
    there = in_world(model, world_row(model, seed=seed, draw=world))
    return frame(there, effects=effects, coefficients=coefficients(model.weights, effects, seed=seed, draw=drawn))


def _blocks(
    model: Model, blocks: list[tuple[int, int]], *, seed: int, effects: Sequence[Effect], workers: int
) -> Iterator[list[Future]]:
    if workers <= 1 or len(blocks) == 1:
        for block in blocks:
            yield _block(model, block, seed, effects)
        return
    if tuple(effects) != EFFECTS:
        raise ModelError("effects of one's own run in one process; leave workers at 1")
    context = multiprocessing.get_context("spawn")  # a fork of a threaded process can hang
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(_job, ((model, block, seed) for block in blocks))


def _job(work: tuple[Model, tuple[int, int], int]) -> list[Future]:
    model, block, seed = work
    return _block(model, block, seed, EFFECTS)


def _block(model: Model, block: tuple[int, int], seed: int, effects: Sequence[Effect]) -> list[Future]:
    plan, found = outcomes.plan(model), []
    at: tuple[int, int] | None = None
    start: State | None = None
    for number in sorted(range(*block), key=lambda n: draw_of(n)[:2]):
        draw = draw_of(number)
        if start is None or at != draw[:2]:
            at = draw[:2]
            start = begin(_frame(model, draw.world, draw.coefficients, seed=seed, effects=effects))
        one = simulate(start.frame, seed=seed, path=draw.path, days=model.horizon_days, plan=plan, start=start)
        found.append((number, one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _stop_runaways(made: Ensemble) -> None:
    wild, model = np.flatnonzero(made.runaway) + made.first, made.model
    if len(wild) <= _RUNAWAY * made.futures:
        return
    count = np.bincount(made.acts.channel[np.isin(made.acts.future, wild)], minlength=len(model.channels.ids))
    worst = model.channels.ids[int(np.argmax(count))]
    raise ModelError(
        f"{len(wild)} of {made.futures} futures ran away (more than {model.settings.act_limit} acts), most acts on "
        f"{worst!r}; allowed: 1 %.  Lower the weights of memory or the cap of this kind of act"
    )


def _provenance(model: Model, effects: Sequence[Effect]) -> dict[str, str]:
    try:
        ours = version("catspaw")
    except PackageNotFoundError:
        ours = "unknown"
    return {
        **model.provenance,
        "catspaw": ours,
        "engine": "reference",  # the one that says what a result is; the compiled one gives the same bits
        "effects": " ".join(effect.name for effect in effects),
        "source_hash": model.source_hash,
    }
