"""What a block of futures works in: made once a block, filled again for every world and every future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import Floats
from catspaw.engine.kernel.choosing import MEMORIES, TERMS
from catspaw.engine.kernel.tables import Flags, Integers, Tables
from catspaw.engine.memory import ROWS
from catspaw.engine.state import RUNGS

FULL, BROKEN = 1, 2  # what a future may return besides 0: scratch too small; a rate above its bound
# Counters of `Lately.n`
PENDING, URGED, DIRTY, LIFT, POINTS, CONTESTED, BELIEFS, PAIRS, VOWED, STANDING, DUE = range(11)
PRESSED, LASTING, NEARED = range(11, 14)
COUNTERS = 14
PLAY = 0.1  # of nearness to either side for which bounds allow, before they are made again
Small = NDArray[np.int32]


class World(NamedTuple):
    """One world and one set of coefficients.

    `values` is the flat base state; `control` (A, A), `slack`, `supplied`, `income`, `might` (A,), `cost` (C,),
    `leaks` (A, A) through up to three hands, `passing` (2, A, A) room for it, `silent` (pairs, 4) steers as believed where nothing is said,
    `identify` of each suspect; `pair` (A, A) the place of patron and client among those with a steer that
    matters, or -1; `patrons`, `friends`, `befriended`, `foes`: lists by actor (start, rows); `trust` of the
    pairs believed in; `theta` (C, E); `ordinary` (6, C) logs of ordinary readings; `slope` (6, C) of the linear
    bound; `rest` (C,) its constant; `near` (A, A) nearness at as-of, its first range, and lists of those that are or may come near; `tied` (C,):
    whether balance or spoilers have a weight;
    `sworn`, `staked`: lists of whom each guarantees, and of whom it would keep from others; `fixed` (C, 2) x of agenda and deterrence; `falling` (C,) the most that
    memory of negative weight can add; `losing`, `losing_weight`: whom a channel's acts are done for, and how much each counts.
    """

    values: Floats
    control: Floats
    slack: Floats
    supplied: Floats
    leaks: Floats
    passing: Floats
    silent: Floats
    income: Floats
    might: Floats
    cost: Floats
    identify: Floats
    bound: Floats
    pair: Integers
    patron_start: Integers
    patron: Integers
    believed_start: Integers
    believed: Integers
    friend_start: Integers
    friend: Integers
    befriended_start: Integers
    befriended: Integers
    foe_start: Integers
    foe: Integers
    theta: Floats
    ordinary: Floats
    slope: Floats
    rest: Floats
    fixed: Floats
    falling: Floats
    near: Floats
    may_near: Floats
    most_near: Floats
    least_near: Floats
    tied: Flags
    close_start: Integers
    close: Integers
    sworn_start: Integers
    sworn: Integers
    staked_start: Integers
    staked: Integers
    harmless: Floats  # (C,): log of the ordinary reading of spill-over
    kept_start: Integers
    kept: Integers
    keeper_start: Integers
    keeper: Integers
    lives_start: Integers
    lives: Integers
    dependent_start: Integers
    dependent: Integers
    losing_start: Integers  # (C + 1,)
    losing: Integers
    losing_weight: Floats


class Front(NamedTuple):
    """Ground, wars, faith and supply, as in `catspaw.engine.state.State`; `some`: whether any is lost, joined, without faith, under pressure."""

    held: Floats
    lost: Floats
    upkeep: Floats
    supplied: Floats
    joined: Floats
    faith: Floats
    some: Flags


class Moving(NamedTuple):
    """What moves: as `catspaw.engine.state.State`, with ledgers (7, cells) and steers (pairs, 4) compact."""

    ledgers: Floats
    steer: Floats
    trusted: Floats
    stock: Floats
    presence: Floats
    stage: Floats
    lines: Floats
    vows: Floats
    nearness: Floats
    credibility: Floats
    pressure: Floats
    deals: Floats
    believed_stage: Floats
    rungs: Integers
    front: Front


class Lately(NamedTuple):
    """Lists of the day: what is pending, whose steers are urged, which channels to look at; counters in `n`."""

    n: Integers
    row: Integers
    cell: Integers
    weight: Floats
    urged_pair: Integers
    urged_public: Flags
    urged: Floats  # (., 2): pull and weight
    dirty: Integers
    is_dirty: Flags
    lift: Integers
    is_lifted: Flags
    who: Integers
    target_belief: Floats
    public_belief: Floats
    prior: Floats
    chance: Floats
    vows: Integers
    is_vowed: Flags
    pressed: Integers
    is_pressed: Flags
    neared: Integers  # (., 2)
    is_neared: Flags


class Contested(NamedTuple):
    """Deniable acts that the public argues about: day, channel, start of the belief; beliefs flat."""

    day: Integers
    channel: Integers
    start: Integers
    belief: Floats


class Bounds(NamedTuple):
    """For each channel: factor and memory part of the bound on its rate, edge of the open bands, the last rate.

    `low`, `high`, `weakest`, `strongest` (A,): stocks and strengths between which the factors hold; `rung` (C,): the
    height that they allow for; `far`, `near` (A, A): nearness between which they hold, `tied` (C,) the most that balance and
    spoilers add within, and of which `ties` (A,) of such ranges (`tied_at`); `squeezed` (A,): all pressure on an actor, on
    `squeezed_day`; `exposed` (C, 2): x of opportunity and hostage, and of which `version` (A,) of presence.
    """

    factor: Floats
    memory: Floats
    edge: Floats
    open: Integers
    rate: Floats
    day: Integers
    rung: Floats
    low: Floats
    high: Floats
    log_high: Floats
    strength: Floats
    weakest: Floats
    strongest: Floats
    log_stock: Floats
    log_day: Integers
    exposed: Floats  # (C, 2): x of opportunity and hostage
    seen: Integers  # (C,) version of presence that they are of
    version: Integers  # (A,)
    far: Floats
    near: Floats
    tied: Floats
    tied_at: Integers
    ties: Integers  # (A,)
    squeezed: Floats  # (A,)
    squeezed_day: Integers  # (A,)
    danger: Floats
    danger_low: Floats
    danger_high: Floats


class Points(NamedTuple):
    """Points of the open bands, in lists by day."""

    head: Integers
    next: Integers
    channel: Integers
    word: Integers
    time: Floats
    height: Floats


class Due(NamedTuple):
    """Acts of a day before they are applied."""

    time: Floats
    channel: Integers
    word: Integers
    happened: Integers
    at_cap: Integers  # (C,): acts of the block that were drawn at the cap


class Record(NamedTuple):
    """Acts of one future, in their order."""

    channel: Small
    day: Small
    word: Integers
    signal: Small
    forestalled: Flags
    time: Floats


class Scratch(NamedTuple):
    """All of it, with two states: as-of and now."""

    world: World
    start: Moving
    now: Moving
    ordinary: Floats  # (7, cells): ledgers of an ordinary state
    lately: Lately
    contested: Contested
    bounds: Bounds
    points: Points
    due: Due
    factor: Floats
    odds: Floats  # of a decision's options
    kept: Floats  # (E,): coefficients of a channel while a decision reads it
    passage: Integers  # of the world: what already is so


def scratch(given: Tables, *, room: int) -> Scratch:
    """Make scratch for the channels of a model; `room` is for points, pending weights and contested acts."""
    a, c, cells = given.layout.actors, len(given.channels.author), given.layout.cells
    return Scratch(
        world=_world(given),
        start=_moving(given),
        now=_moving(given),
        ordinary=np.zeros((ROWS, cells)),
        lately=_lately(given, room),
        contested=_made(Contested, dict.fromkeys(("day", "channel", "start"), room) | {"belief": 2 * room}),
        bounds=_made(
            Bounds,
            _sizes(Bounds, c)
            | _sizes(Bounds, a, *_BY_ACTOR)
            | {"exposed": (c, 2)}
            | _sizes(Bounds, (a, a), "far", "near"),
        ),
        points=_made(Points, _sizes(Points, room) | {"head": given.rules.days + 2}),
        due=_made(Due, _sizes(Due, room) | {"happened": c, "at_cap": c}),
        factor=np.ones(c),
        odds=np.zeros(int(np.diff(given.asked.start).max(initial=0))),
        kept=np.zeros(len(TERMS)),
        passage=np.zeros(len(given.wanted.kind), dtype=np.int64),
    )


_BY_ACTOR = (
    *("low", "high", "log_high", "strength", "weakest", "strongest", "log_stock", "log_day", "version"),
    *("ties", "squeezed", "squeezed_day"),
    *("danger", "danger_low", "danger_high"),
)
_LISTS = (
    *("patron", "believed", "friend", "befriended", "foe", "close", "sworn", "staked"),
    *("kept", "keeper", "lives", "dependent"),
)
_DTYPES: dict[Any, Any] = {Floats: np.float64, Integers: np.int64, Flags: np.bool_, Small: np.int32}
Shape = int | tuple[int, ...]
T = TypeVar("T")


def _made(kind: type[T], shapes: Mapping[str, Shape], **parts: Any) -> T:
    """Give the named tuple of a kind with zeros in these shapes, and given parts; the annotation says of which type."""
    arrays = {name: of for name, of in get_type_hints(kind).items() if name not in parts}
    return kind(**{name: np.zeros(shapes[name], dtype=_DTYPES[of]) for name, of in arrays.items()}, **parts)


def _sizes(kind: Any, size: Shape, *names: str) -> dict[str, Shape]:
    """One shape for the fields of a kind, or for some."""
    return dict.fromkeys(names or kind._fields, size)


def _world(given: Tables) -> World:
    a, c = given.layout.actors, len(given.channels.author)
    return _made(
        World,
        _sizes(World, a)
        | _sizes(World, a * a, *_LISTS)
        | {f"{name}_start": a + 1 for name in _LISTS}
        | {"passing": (2, a, a), "silent": (_most_pairs(given), 4)}
        | _sizes(World, (a, a), "leaks", "control", "bound", "pair", "near", "may_near", "most_near", "least_near")
        | _sizes(World, c, "cost", "rest", "falling", "tied", "harmless")
        | _sizes(World, (MEMORIES, c), "ordinary", "slope")
        | {"theta": (c, len(TERMS)), "fixed": (c, 2), "losing_start": c + 1}
        | _sizes(World, _most_losses(given), "losing", "losing_weight")
        | {"values": given.layout.size, "identify": len(given.suspects.actor)},
    )


def _may(given: Tables, *fields: str) -> Flags:
    """Pairs of actors of whom one of these fields is not 0 in some world, (A, A)."""
    actors, found = given.layout.actors, np.zeros((given.layout.actors,) * 2, dtype=np.bool_)
    for field in fields:
        first = getattr(given.layout, field)
        there = given.values[first : first + actors * actors] != 0.0
        set_by_worlds = given.switches.cell - first
        there[set_by_worlds[(set_by_worlds >= 0) & (set_by_worlds < actors * actors)]] = True
        found |= there.reshape(actors, actors)
    return found


def _most_losses(given: Tables) -> int:
    """Clients that the authors of all channels can have in any world, and one more a channel for help."""
    by_author = _may(given, "clients").sum(axis=1)
    return int(by_author[given.channels.author].sum()) + len(given.channels.author)


def _most_pairs(given: Tables) -> int:
    """Patrons and clients, true or believed, that there can be in any world."""
    return int(_may(given, "believed_control", "commands", "funds", "arms", "trains", "hosts").sum())


def _moving(given: Tables) -> Moving:
    a, cells, wars = given.layout.actors, given.layout.cells, len(given.wars.war)
    front: dict[str, Shape] = {
        "held": (a, given.layout.places),
        "lost": (a, a),
        "upkeep": (a, a),
        "supplied": a,
        "joined": (wars, a),
        "faith": a,
        "some": 4,
    }
    return _made(
        Moving,
        _sizes(Moving, a)
        | _sizes(Moving, (_most_pairs(given), 4), "steer", "trusted")
        | {"ledgers": (ROWS, cells), "presence": (a, given.layout.places), "rungs": (a, a, RUNGS)}
        | _sizes(Moving, (a, a), "vows", "nearness", "credibility", "pressure", "deals")
        | {"lines": (len(given.lines.actor), a)},
        front=_made(Front, front),
    )


def _lately(given: Tables, room: int) -> Lately:
    a, c = given.layout.actors, len(given.channels.author)
    suspects = int(np.diff(given.suspects.start).max(initial=0)) + 2
    return _made(
        Lately,
        _sizes(Lately, room)
        | {"n": COUNTERS, "urged": (room, 2)}
        | _sizes(Lately, c, "dirty", "is_dirty", "lift", "is_lifted")
        | _sizes(Lately, suspects, "who", "target_belief", "public_belief", "prior", "chance")
        | _sizes(Lately, a * a, "vows", "is_vowed", "pressed", "is_pressed", "is_neared")
        | {"neared": (a * a, 2)},
    )


def record(*, room: int) -> Record:
    """Make room for the acts of futures."""
    return _made(Record, _sizes(Record, room))
