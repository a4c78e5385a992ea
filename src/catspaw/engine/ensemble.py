"""Many futures of one model, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.engine.arrange import arrange
from catspaw.engine.draws import FOURS, Scheme, check_weights, scheme
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.executors import Span, in_order, played, processes, threads
from catspaw.engine.folder import RunFolder, begun
from catspaw.engine.frame import Frame
from catspaw.engine.gathering import gather
from catspaw.engine.kernel import Engine, chosen
from catspaw.engine.part import Counts, Part
from catspaw.engine.result import Ensemble
from catspaw.engine.work import Kind, Play, framed, play, player, work
from catspaw.network.model import Model

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
    same_world: int | None = None,
    same_luck: int | None = None,
    out: str | Path | None = None,
    executor: Executor | None = None,
) -> Ensemble:
    """Run futures ``first .. first + futures - 1`` of a model.

    Future number n is the same whatever else is run: the result of a part is the part of the result, and
    neither workers, blocks, executors nor interruptions change a bit.

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
        Processes; threads of the compiled engine; with an executor, half of the blocks that are under way at a time.
    progress : callable, optional
        Called with futures done and futures asked for.
    engine : {"auto", "reference", "kernel"}
        The compiled engine where Numba is installed, the model asks for nothing else than it has and the run is
        long enough to be worth its start; or either by name.  Both give the same bits.
    same_world : int, optional
        "Same world, other luck": every future has the world and coefficients of this one.
    same_luck : int, optional
        "Same luck, other world": every future has the luck of this one.
    out : str or Path, optional
        Folder for the acts, in shards (extra ``events``), so that memory does not grow with the run and an
        interrupted run goes on where it was; `catspaw.engine.folder.open_run` reads it.
    executor : concurrent.futures.Executor, optional
        Plays the blocks, instead of threads or processes of this machine; it is not closed.

    Returns
    -------
    Ensemble

    Raises
    ------
    ModelError
        Base rates not solved, a number of futures below 1, more than 1 % of futures running away, the compiled
        engine for a model with something that it does not have, a folder that holds another run.
    MissingProgram
        The compiled engine where Numba is not installed; a folder where pyarrow is not.
    RunStopped
        A worker died.
    """
    given = scheme(same_world, same_luck)
    model = _ready(model, effects)
    if futures < 1 or first < 0:
        raise ModelError(f"futures {first} to {first + futures - 1} were asked for; allowed: one or more, from 0")
    kind = chosen(engine, model, effects, futures=futures)
    told = _provenance(model, effects)
    job = _Job(model, seed, kind, given, effects, workers, executor)
    if out is not None:
        folder = begun(Path(out), model, futures=futures, seed=seed, first=first, scheme=given, provenance=told)
        return _to_disk(job, folder, progress)
    spans = [(a, min(a + _BLOCK, first + futures)) for a in range(first, first + futures, _BLOCK)]
    watched = _watch(in_order(_playing(job, spans)), model, futures, progress)
    return gather(model, watched, futures=futures, seed=seed, first=first, scheme=given, provenance=told)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What a run plays, and who plays it."""

    model: Model
    seed: int
    kind: Kind
    scheme: Scheme
    effects: Sequence[Effect]
    workers: int
    executor: Executor | None


def _playing(job: _Job, spans: Sequence[Span]) -> Iterator[tuple[int, Part]]:
    """Play blocks where the job says: here and in threads from the model, elsewhere from its bytes."""
    workers = job.workers if job.executor is not None else min(job.workers, len(spans))
    away = job.executor is not None or (job.kind == "reference" and workers > 1)
    if away and tuple(job.effects) != EFFECTS:
        raise ModelError("effects of one's own run in one process; leave workers at 1, and the executor out")
    packed = work(job.model, seed=job.seed, kind=job.kind, scheme=job.scheme) if away else None
    how = partial(play, packed) if packed else _here(job)
    with _workers(job, workers) as executor:
        yield from played(how, spans, executor=executor, workers=max(1, workers))


def _here(job: _Job) -> Play:
    return player(job.model, seed=job.seed, kind=job.kind, scheme=job.scheme, effects=job.effects)


def _workers(job: _Job, workers: int) -> AbstractContextManager[Executor | None]:
    if job.executor is not None:
        return nullcontext(job.executor)
    return threads(workers) if job.kind == "kernel" else processes(workers)


def _to_disk(job: _Job, folder: RunFolder, progress: Progress | None) -> Ensemble:
    """Play the shards that are not there yet, and write each as it comes."""
    spans = folder.missing()
    kept = [counts for _, counts in folder.finished()]
    parts = (part for _, part in _playing(job, spans))
    for part in _watch(parts, job.model, folder.futures, progress, kept=kept):
        folder.write(part)
    return folder.open()


def _watch(
    parts: Iterator[Part], model: Model, futures: int, progress: Progress | None, *, kept: Sequence[Counts] = ()
) -> Iterator[Part]:
    """Pass parts on, tell how far the run is, and stop it as soon as more than 1 % of its futures have run away."""
    done = sum(len(counts.runaway) for counts in kept)
    wild = sum((counts.wild for counts in kept), np.zeros(len(model.channels.ids), dtype=np.int64))
    gone = sum(int(counts.runaway.sum()) for counts in kept)
    for part in parts:
        done += len(part.choices)
        wild = wild + part.counts.wild
        gone += int(part.counts.runaway.sum())
        yield part
        if progress is not None:
            progress(done, futures)
        if gone > _RUNAWAY * futures:
            _stop(model, wild, part.counts, gone=gone, done=done, futures=futures)


def _stop(model: Model, wild: NDArray[np.int64], last: Counts, *, gone: int, done: int, futures: int) -> None:
    row = int(np.argmax(wild))
    capped = last.at_cap[row] / max(1, last.by_channel[row])
    bound = f", {capped:.0%} of them at the cap of {model.actions.cap[model.channels.action[row]]:g} a day"
    raise ModelError(
        f"{gone} of the first {done} futures ran away (more than {model.settings.act_limit:,} acts), most acts on "
        f"{model.channels.ids[row]!r}{bound if capped else ''}; allowed: 1 % of {futures:,}.  Lower the weights of "
        "memory or the cap of this kind of act"
    )


def frame_of(
    model: Model, future: int, *, seed: int, effects: Sequence[Effect] = EFFECTS, scheme: Scheme = FOURS
) -> Frame:
    """World and coefficients of one future of `run`, for `replay` and explanations."""
    return framed(arrange(model), scheme.of(future), seed=seed, effects=effects)


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
