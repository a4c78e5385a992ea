"""A model as flat arrays: what does not change between the futures of a run.

Rows are those of the arranged model.  Ledgers keep only the cells that somebody writes: those of channels, of
the history, and those under which a victim lays acts at a patron's door.  ``cell`` gives a cell's place among
them, or -1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.core.elementary import log
from catspaw.core.random import Floats, Hashes, _poisson_cdf, stable_hashes
from catspaw.engine import carpet, outcomes
from catspaw.engine.arrange import SWITCHED
from catspaw.engine.effects import occasion
from catspaw.engine.effects.base import ANSWERS, Effect
from catspaw.engine.fold import held
from catspaw.engine.frame import CLASSES, Frame, memory_floor
from catspaw.engine.kernel.choosing import TERMS
from catspaw.network.model import NOBODY, Model, Snapshot, columns

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS = ("first", "count", "rung", "stage")  # of outcomes
FIELDS = tuple(name for name in columns(Snapshot) if name != "holder")


class Kinds(NamedTuple):
    """Columns of the action table, (K,) each."""

    quad: Integers
    rung: Floats
    counted: Flags
    cost: Floats
    delivers: Floats
    steers: Floats
    binds: Floats
    moves: Floats
    moves_target: Flags
    speaks: Integers
    stages: Floats
    takes: Floats
    enters: Flags
    ends: Flags
    forsakes: Floats
    deniable: Flags
    courts: Floats
    presses: Floats
    bargains: Floats


class Channels(NamedTuple):
    """Columns of the channels, (C,) each; ``answers`` (C, 2): cells of what a channel answers, -1 unused."""

    author: Integers
    action: Integers
    target: Integers
    place: Integers
    quad: Integers
    group: Integers
    log_base: Floats
    ordinary: Floats
    cap: Floats
    hashes: Hashes
    own: Integers
    answers: Integers


class Lists(NamedTuple):
    """Channels by pair (author * actors + target), author, target, and cell of their own acts: starts and rows.

    ``of_cell`` (cells, 3): author, target and quad class of each kept cell; ``programme`` (any length): channels of programmes and of leaving a
    deal; ``drawn`` (A, A): whether an act between the two, either way, can draw them near or apart.
    """

    pair_start: Integers
    pair: Integers
    author_start: Integers
    author: Integers
    target_start: Integers
    target: Integers
    own_start: Integers
    own: Integers
    of_cell: Integers
    programme: Integers
    drawn: Flags


class Suspects(NamedTuple):
    """Who could have done an act of each channel: start by channel; actor, cell and own channel of each."""

    start: Integers
    actor: Integers
    cell: Integers
    channel: Integers


class Lines(NamedTuple):
    """Red lines, (L,) each."""

    actor: Integers
    author: Integers
    action: Integers
    target: Integers
    place: Integers
    rung: Floats
    strength: Floats
    day: Integers


class Past(NamedTuple):
    """The history by day, (H,) each with its row in the model; the days at which it is folded, and their starts."""

    author: Integers
    action: Integers
    target: Integers
    place: Integers
    row: Integers
    days: Integers
    start: Integers
    first_day: int


class Switches(NamedTuple):
    """Cells of the flat values that propositions set, and to what, (S,) each."""

    cell: Integers
    proposition: Integers
    if_true: Floats
    if_false: Floats


class Wanted(NamedTuple):
    """Outcomes, (O,) each; which listen to each channel; readers of beliefs, ascending."""

    kind: Integers
    threshold: Floats
    within: Integers
    reader: Integers
    listen_start: Integers
    listen: Integers
    readers: Integers


class Changes(NamedTuple):
    """Interventions: factors over days, forced acts, and the highest product of factors on each channel."""

    channel: Integers
    first: Integers
    last: Integers
    factor: Floats
    forced_channel: Integers
    forced_day: Integers
    highest: Floats


class Calendar(NamedTuple):
    """Occasions: row of each channel or -1 (C,); x by row and day (R, days + 1); its ends over the days (R,)."""

    row: Integers
    x: Floats
    least: Floats
    most: Floats


class Bands(NamedTuple):
    """The carpet's bands: edges (19,), bits of cells (18,), and tables of counts (18, n)."""

    edge: Floats
    bits: Integers
    table: Floats


class Layout(NamedTuple):
    """Sizes, and where each field of the snapshot starts among the flat values."""

    actors: int
    places: int
    cells: int
    commands: int
    funds: int
    arms: int
    trains: int
    hosts: int
    believed_control: int
    steer: int
    believed_steer: int
    agenda: int
    hostility: int
    alliance: int
    clients: int
    guarantees: int
    leaks: int
    supply: int
    stock: int
    reference: int
    presence: int
    reach: int
    worth: int
    host: int
    lost: int
    lives_by: int
    power: int
    resolve: int
    detection: int
    deniability: int
    stage: int
    believed_stage: int
    purchase: int
    credibility: int
    talks: int
    stakes: int
    deals: int
    truth: int
    target_belief: int
    public_belief: int
    size: int


class Wars(NamedTuple):
    """Wars (W,) by the actor that stands for each; sides (W, A); ground at as-of (A,) and who holds what (A, P)."""

    war: Integers
    side: Floats
    first: Floats
    held: Floats


class Asked(NamedTuple):
    """Decisions (D,): day or outcome that opens each, hash, start of its options; options with their weights, flat."""

    on_day: Integers
    after: Integers
    hashes: Hashes
    start: Integers
    utility: Floats
    channel: Integers
    weigh_start: Integers
    effect: Integers
    weight: Floats


class Rules(NamedTuple):
    """Settings, the floor of memory with its log, and the calendar day of the first day."""

    floor: float
    log_floor: float
    misattribution: float
    someone_else: float
    leaking: float
    act_limit: int
    first: int
    days: int
    path_key: np.uint64
    signal_key: np.uint64
    decision_key: np.uint64


class Tables(NamedTuple):
    """All of them; ``cell`` (A, A + 1, 4), ``ordinary`` (cells,), ``values`` the base state, flat."""

    kinds: Kinds
    channels: Channels
    lists: Lists
    suspects: Suspects
    lines: Lines
    past: Past
    switches: Switches
    wanted: Wanted
    changes: Changes
    calendar: Calendar
    bands: Bands
    wars: Wars
    asked: Asked
    serves: Flags
    layout: Layout
    rules: Rules
    cell: Integers
    ordinary: Floats
    values: Floats


def tables(model: Model, made: Frame, *, path_key: int, signal_key: int, decision_key: int) -> Tables:
    """Flatten an arranged model; `made` is any frame of it, for what no world changes."""
    layout = _layout(model)
    cell, kept = _cells(model, made)
    channels = _channels(model, made, cell)
    return Tables(
        kinds=_columns(Kinds, model.actions),
        channels=channels,
        lists=_lists(model, channels, kept),
        suspects=_suspects(made, cell),
        lines=_columns(Lines, model.red_lines),
        past=_past(model),
        switches=_switches(model, layout),
        wanted=_wanted(model),
        changes=_changes(model),
        calendar=_calendar(model),
        bands=_bands(),
        asked=_asked(model),
        serves=np.array([[group in effect.priors for group in range(8)] for effect in _effects(made)]),
        wars=Wars(_whole(made.wars), _copy(made.sides), _copy(made.ground), held(made)),
        layout=layout._replace(cells=len(kept)),
        rules=Rules(
            memory_floor(model),
            float(log(memory_floor(model))),
            float(model.settings.misattribution),
            float(model.settings.someone_else),
            float(model.settings.leaking),
            int(model.settings.act_limit),
            carpet.day_number(model.as_of) + 1,
            int(model.horizon_days),
            np.uint64(path_key),
            np.uint64(signal_key),
            np.uint64(decision_key),
        ),
        cell=cell,
        ordinary=made.ordinary[kept],
        values=_values(model),
    )


def _layout(model: Model) -> Layout:
    base, at, starts = model.snapshot, 0, {}
    for name in FIELDS:
        starts[name] = at
        at += np.asarray(getattr(base, name)).size
    for name in SWITCHED:
        starts[name] = at
        at += len(model.history.day)
    return Layout(actors=len(base.actors), places=len(base.places), cells=0, size=at, **starts)


def _values(model: Model) -> Floats:
    fields = [np.asarray(getattr(model.snapshot, name), dtype=np.float64).reshape(-1) for name in FIELDS]
    return np.concatenate([*fields, *(getattr(model.history, name).astype(np.float64) for name in SWITCHED)])


def _cells(model: Model, made: Frame) -> tuple[Integers, Integers]:
    channels, history, quad = model.channels, model.history, model.actions.quad
    wanted = set(made.own.tolist())
    for author, target, action in zip(
        history.author.tolist(), history.target.tolist(), history.action.tolist(), strict=True
    ):
        wanted.add(made.cell(author, target, int(quad[action])))
    for author, target, action in zip(
        channels.author.tolist(), channels.target.tolist(), channels.action.tolist(), strict=True
    ):
        if target != NOBODY:
            wanted.update(made.cell(target, author, answered) for answered in ANSWERS[int(quad[action])])
    kept = np.array(sorted(wanted), dtype=np.int64)
    cell = np.full(len(made.ordinary), -1, dtype=np.int64)
    cell[kept] = np.arange(len(kept))
    actors = len(model.snapshot.actors)
    return cell.reshape(actors, actors + 1, CLASSES), kept


def _channels(model: Model, made: Frame, cell: Integers) -> Channels:
    given, actions = model.channels, model.actions
    quad = actions.quad[given.action]
    answers = np.full((len(quad), 2), -1, dtype=np.int64)
    for row in np.flatnonzero(given.target != NOBODY):
        for place, answered in enumerate(ANSWERS[int(quad[row])]):
            answers[row, place] = cell[given.target[row], given.author[row], answered]
    return Channels(
        author=_whole(given.author),
        action=_whole(given.action),
        target=_whole(given.target),
        place=_whole(given.place),
        quad=_whole(quad),
        group=_whole(actions.group[given.action]),
        log_base=np.array(given.log_base, dtype=np.float64),
        ordinary=np.array(given.ordinary, dtype=np.float64),
        cap=np.array(made.cap, dtype=np.float64),
        hashes=stable_hashes(given.ids),
        own=cell.reshape(-1)[made.own],
        answers=answers,
    )


def _lists(model: Model, channels: Channels, kept: Integers) -> Lists:
    actors, actions = len(model.snapshot.actors), model.actions
    there = channels.target != NOBODY
    pair = np.where(there, channels.author * actors + channels.target, actors * actors)
    target = np.where(there, channels.target, actors)
    by_actor = (*_by(channels.author, actors), *_by(target, actors))
    programme = (actions.stages[channels.action] > 0.0) | (actions.bargains[channels.action] < 0.0)
    drawn = np.zeros((actors, actors), dtype=np.bool_)
    courts = there & (actions.courts[channels.action] != 0.0)
    drawn[channels.author[courts], channels.target[courts]] = True
    rows = _whole(np.flatnonzero(programme))
    own = _by(channels.own, len(kept))
    of_cell = np.stack([kept // (4 * (actors + 1)), kept // 4 % (actors + 1), kept % 4], axis=1)
    return Lists(*_by(pair, actors * actors), *by_actor, *own, of_cell, rows, drawn | drawn.T)


def _by(keys: Integers, size: int) -> tuple[Integers, Integers]:
    """Rows by key 0 .. size - 1, ascending; other keys are left out."""
    order = np.argsort(keys, kind="stable")
    start = np.searchsorted(keys[order], np.arange(size + 1))
    return start.astype(np.int64), order.astype(np.int64)


def _suspects(made: Frame, cell: Integers) -> Suspects:
    channels = made.model.channels
    actors: list[int] = []
    cells: list[int] = []
    own: list[int] = []
    for row, found in enumerate(made.candidates):
        action, target = int(channels.action[row]), int(channels.target[row])
        actors += found
        cells += cell.reshape(-1)[made.candidate_cells[row]].tolist() if found else []
        own += [made.by_name[author, action, target] for author in found]
    start = np.cumsum([0, *(len(found) for found in made.candidates)])
    return Suspects(_whole(start), _whole(actors), _whole(cells), _whole(own))


def _past(model: Model) -> Past:
    given = model.history
    days = sorted({*given.day.tolist(), *([given.first_day] if given.first_day < 1 else [])})
    order = np.argsort(given.day, kind="stable")
    return Past(
        author=_whole(given.author[order]),
        action=_whole(given.action[order]),
        target=_whole(given.target[order]),
        place=_whole(given.place[order]),
        row=_whole(order),
        days=_whole(days),
        start=_whole([*np.searchsorted(given.day[order], days), len(order)]),
        first_day=int(given.first_day),
    )


def _switches(model: Model, layout: Layout) -> Switches:
    rows, cells = [], []
    for row, array in enumerate(model.switches.array):
        table, _, name = array.rpartition(".")
        shape = getattr(model.history if table else model.snapshot, name).shape
        index = tuple(int(i) for i in model.switches.index[row][: len(shape)])
        rows.append(row)
        cells.append(getattr(layout, name) + int(np.ravel_multi_index(index, shape)))
    given = model.switches
    return Switches(
        _whole(cells),
        _whole(given.proposition[rows]),
        _copy(given.if_true[rows]),
        _copy(given.if_false[rows]),
    )


def _wanted(model: Model) -> Wanted:
    plan = outcomes.plan(model)
    start = np.cumsum([0, *(len(listening) for listening in plan.listens)])
    return Wanted(
        _whole([KINDS.index(one.kind) for one in model.outcomes]),
        np.array([one.threshold for one in model.outcomes], dtype=np.float64),
        _whole([one.within_days for one in model.outcomes]),
        _whole(plan.reader),
        _whole(start),
        _whole([at for listening in plan.listens for at in listening]),
        _whole(sorted({reader for reader in plan.reader if reader != -2})),
    )


def _effects(made: Frame) -> list[Effect]:
    """Give the effects in the order of the kernel's terms."""
    by_name = {effect.name: effect for effect in made.effects}
    return [by_name[name] for name in TERMS]


def _asked(model: Model) -> Asked:
    row = {name: at for at, name in enumerate(model.channels.ids)}
    outcome = {one.id: at for at, one in enumerate(model.outcomes)}
    options = [option for one in model.decisions for option in one.options]
    weighs = [pair for option in options for pair in option.weights]
    return Asked(
        on_day=_whole([-1 if one.on_day is None else one.on_day for one in model.decisions]),
        after=_whole([outcome.get(str(one.after_outcome), -1) for one in model.decisions]),
        hashes=stable_hashes([one.id for one in model.decisions]),
        start=_whole(np.cumsum([0, *(len(one.options) for one in model.decisions)])),
        utility=np.array([option.utility for option in options], dtype=np.float64),
        channel=_whole([row.get(option.channel, -1) for option in options]),
        weigh_start=_whole(np.cumsum([0, *(len(option.weights) for option in options)])),
        effect=_whole([TERMS.index(name) for name, _ in weighs]),
        weight=np.array([weight for _, weight in weighs], dtype=np.float64),
    )


def _changes(model: Model) -> Changes:
    given, size = model.interventions, len(model.channels.ids)
    if given is None:
        none = np.zeros(0, dtype=np.int64)
        return Changes(none, none, none, np.zeros(0), none, none, np.ones(size))
    highest = np.ones(size)
    for day in {*given.first_day.tolist(), *(given.last_day + 1).tolist()}:
        product = np.ones(size)
        for row in np.flatnonzero((given.first_day <= day) & (day <= given.last_day)):
            product[given.channel[row]] *= given.factor[row]
        highest = np.maximum(highest, product)
    return Changes(
        channel=_whole(given.channel),
        first=_whole(given.first_day),
        last=_whole(given.last_day),
        factor=_copy(given.factor),
        forced_channel=_whole(given.forced_channel),
        forced_day=_whole(given.forced_day),
        highest=highest,
    )


def _calendar(model: Model) -> Calendar:
    """Lay out x of the effect `occasion` by day; day 0 is not used."""
    found, size = occasion.calendar(model), len(model.channels.ids)
    moved = np.unique(found.channel)
    row = np.full(size, -1, dtype=np.int64)
    row[moved] = np.arange(len(moved))
    days = [occasion.on_day(found, day, size=size)[moved] for day in range(model.horizon_days + 1)]
    x = np.ascontiguousarray(np.array(days).reshape(len(days), len(moved)).T)
    return Calendar(row, x, x[:, 1:].min(axis=1, initial=0.0), x[:, 1:].max(axis=1, initial=0.0))


def _bands() -> Bands:
    edge = np.array([carpet.upper_edge(band) for band in range(-1, carpet.BANDS)])
    bits = [carpet.cell_bits(band) for band in range(carpet.BANDS)]
    means = [(edge[band + 1] - edge[band]) * 2.0 ** bits[band] for band in range(carpet.BANDS)]
    found = [_poisson_cdf(float(mean)) for mean in means]
    table = np.full((carpet.BANDS, max(map(len, found)) + 1), np.inf)
    for band, row in enumerate(found):
        table[band, : len(row)] = row
    return Bands(edge, _whole(bits), table)


def _columns(kind: Any, table: Any) -> Any:
    """Give the fields of a named tuple from a table of the same names, as contiguous copies."""
    return kind(*(_copy(getattr(table, name)) for name in kind._fields))


def _copy(values: NDArray[Any]) -> NDArray[Any]:
    kind = {"b": np.bool_, "f": np.float64}.get(values.dtype.kind, np.int64)
    return np.array(values, dtype=kind, order="C")


def _whole(values: Sequence[int] | Iterable[int] | NDArray[Any]) -> Integers:
    return np.array(values, dtype=np.int64)
