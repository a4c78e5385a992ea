"""One pass over the history: statistics for the alternatives of each moment, then the moment's events remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.fit.rem.blocks import BLOCK_BYTES, Block, Filler
from catspaw.fit.rem.catalogue import reader
from catspaw.fit.rem.columns import Ints
from catspaw.fit.rem.covariates import present_now
from catspaw.fit.rem.moments import Moment, moments
from catspaw.fit.rem.plan import Plan, fresh_world
from catspaw.fit.rem.riskset import RiskSet, Sampler, cells_of, risk_set, rows_of, sampler
from catspaw.fit.rem.statistic import Read
from catspaw.fit.rem.world import Rows, World

#: Cells that lists of alternatives by sender may hold together, so that they are not made anew for each event.
_KEPT_CELLS = 4_000_000


@dataclass(slots=True, eq=False)
class _Pass:
    plan: Plan
    world: World
    reads: list[Read]
    varying: list[Read]
    sampler: Sampler | None
    filler: Filler
    risk: RiskSet | None = None
    version: int = -1
    number: int = 0
    cells: Ints | None = None
    kept: dict[int, Rows] = field(default_factory=dict)


def blocks(of: Plan) -> Iterator[Block]:
    """Pass over the history once and give its choices, block by block.

    Raises
    ------
    ModelError
        An event by or to somebody who is not at risk then, or a covariate that is missing.
    """
    run = _start(of)
    for moment in moments(of):
        run.world.advance(moment.time)
        for sender, first, last in _choices(of, moment):
            picked = _set(run, moment, sender, first, last)
            yield from _room(run, len(picked[0].receiver))
            _fill(run, *picked)
        if moment.last > moment.first:
            run.world.record(moment.first, moment.last)
    if run.filler.used:
        yield run.filler.block()


def _room(run: _Pass, size: int) -> Iterator[Block]:
    """Close the block where the next set has no room in it, and begin another."""
    if run.filler.used + size > run.filler.capacity:
        if run.filler.used:
            yield run.filler.block()
        run.filler = _filler(run, size)


def _start(of: Plan) -> _Pass:
    world = fresh_world(of)
    reads = [reader(column, world, of.model) for column in of.columns]
    varying = [reader(column, world, of.model) for column in of.formula.varying]
    run = _Pass(
        of,
        world,
        reads,
        varying,
        None if of.sample is None else sampler(of.seed, of.sample),
        Filler(0, 0, 0, False, False),
    )
    run.filler = _filler(run, 0)
    return run


def _filler(run: _Pass, least: int) -> Filler:
    width = len(run.reads) + 2 * len(run.varying)
    return Filler(
        len(run.reads),
        len(run.varying),
        max(BLOCK_BYTES // (8 * max(width, 1)), least),
        run.sampler is not None and run.plan.clocked,
        not run.plan.clocked,
    )


def _choices(of: Plan, moment: Moment) -> Iterator[tuple[int, int, int]]:
    """List the sets of a moment: one for each event where the sender is given, else one for all."""
    if not moment.observed:
        return
    if of.model != "choice":
        yield -1, moment.first, moment.last
        return
    for k in range(moment.first, moment.last):
        yield int(of.history.sender[k]), k, k + 1


def _set(run: _Pass, moment: Moment, sender: int, first: int, last: int) -> tuple[Rows, list[int], float, float]:
    """Alternatives of one choice, what happened, exposure, and the log weight of controls."""
    of = run.plan
    _renew(run)
    cells = _cells(run, sender)
    hits = [_hit(run, cells, k) for k in range(first, last)]
    run.number += 1
    if run.sampler is None:
        return _all_rows(run, cells, sender), hits, moment.exposure, 0.0
    kinds = _kinds(of)
    picked = run.sampler.draw(run.number - 1, len(cells) * kinds, hits)
    taken = sorted(set(hits))
    rows = rows_of(cells, picked, run.world.size, of.model, sender, kinds)
    controls, stand_for = len(picked) - len(taken), len(cells) * kinds - len(taken)
    weight = log(stand_for / controls) if controls else 0.0
    return rows, [taken.index(h) for h in hits], moment.exposure, weight


def _kinds(of: Plan) -> int:
    return len(of.history.types) if of.by_type else 1


def _renew(run: _Pass) -> None:
    """Make the risk set anew where somebody came or went."""
    present = run.world.present
    version = 0 if present is None else present.version
    if run.risk is None or run.version != version:
        run.risk = risk_set(run.world.size, present_now(present, run.world.size), run.plan.allowed, run.plan.group)
        run.version, run.kept = version, {}
        run.cells = None if run.plan.model == "choice" else cells_of(run.risk, run.plan.model, -1)


def _cells(run: _Pass, sender: int) -> Ints:
    assert run.risk is not None
    return cells_of(run.risk, run.plan.model, sender) if run.cells is None else run.cells


def _all_rows(run: _Pass, cells: Ints, sender: int) -> Rows:
    """Rows of all alternatives, kept for the next time while there is room."""
    if sender not in run.kept:
        if len(run.kept) * run.world.size > _KEPT_CELLS:
            run.kept.clear()
        run.kept[sender] = rows_of(cells, None, run.world.size, run.plan.model, sender, _kinds(run.plan))
    return run.kept[sender]


def _hit(run: _Pass, cells: Ints, event: int) -> int:
    """Find an event among the alternatives."""
    past, n = run.plan.history, run.world.size
    sender, receiver = int(past.sender[event]), int(past.receiver[event])
    assert run.risk is not None
    at = int(run.risk.place[sender * n + receiver])
    if at < 0:
        raise ModelError(
            f"{past.actors[sender]} to {past.actors[receiver]} at time {past.time[event]:g} happened, but was not at "
            "risk then; let present= and risk= hold every dyad of the events, or leave those events out"
        )
    if run.plan.model == "rate":
        at = int(np.searchsorted(cells, sender))
    elif run.plan.model == "choice":
        at -= int(run.risk.starts[sender])
    return at + (int(past.type[event]) * len(cells) if run.plan.by_type else 0)


def _fill(run: _Pass, rows: Rows, hits: list[int], exposure: float, weight: float) -> None:
    filler = run.filler
    size = len(rows.receiver)
    if not size:
        return
    here = filler.open(size, hits, exposure)
    for k, read in enumerate(run.reads):
        filler.x[k, here] = read(rows)
    for k, read in enumerate(run.varying):
        filler.v[k, here] = read(rows)
        filler.level[k, here] = _levels(run.plan.formula.varying[k].group, rows)
    if filler.weighted:
        filler.weight[here] = weight
        filler.weight[here.start : here.start + len(set(hits))] = 0.0


def _levels(group: str | None, rows: Rows) -> Ints | int:
    return {"sender": rows.sender, "receiver": rows.receiver, "dyad": rows.flat}.get(group or "", rows.kind)
