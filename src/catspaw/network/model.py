"""What the engine takes, and all that it takes: arrays, and tuples of ids.

`compile` fills these from beliefs; `engine` reads them and imports nothing else of this room.  Every array
field carries its axes and unit (`columns` lists them), and the engine checks shapes and reorders rows by that
same list, so it cannot go stale.

Axes
----
actor (A), place (P), action (K), channel (C), record (H, rows of the recent history), line (L, red lines), conflict (wars),
switch (S), world (W), proposition (Q), occasion (O), change (I), forced (J), effect (E); class is always 4
and group always 8.

A *class* is a quad class: 0 verbal cooperation, 1 material cooperation, 2 verbal conflict, 3 material
conflict.  A *group* is 2 * class + (1 if the act has a target): the acts that share one coefficient.
A *day* is an offset from ``as_of``: 0 is as-of itself, 1 the first day that is simulated, -3 three days ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, get_type_hints

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

CLASSES: Final = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
GROUPS: Final = tuple(f"{name}, {kind}" for name in CLASSES for kind in ("untargeted", "targeted"))
#: Weights c of control, kappa = 1 - prod(1 - c_k s_k) over kinds of support (engine.md).  Judged.
CONTROL: Final[Mapping[str, float]] = {"commands": 0.9, "funds": 0.4, "arms": 0.4, "hosts": 0.3, "trains": 0.2}

LOST: Final = 60  # half-life in days of ground lately lost, judged
NOBODY: Final = -1  # in index arrays: no target, no place, any author, nobody holds it


@dataclass(frozen=True, slots=True)
class Column:
    """What an array field is: its axes (in words), unit, allowed range, and the axis that its values point to.

    Where `blank` is set a cell may be NaN: nothing is said there.
    """

    axes: str
    unit: str
    low: float | None = None
    high: float | None = None
    of: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ActionTable:
    """The kinds of act, one row each, and what an act of the kind does to the state.

    `catspaw.network.consequences` has the columns from `cap` on for the bundled words.
    """

    ids: tuple[str, ...]
    quad: Annotated[Integers, Column("action", "quad class 0..3", low=0, high=3)]
    rung: Annotated[Floats, Column("action", "rung of the escalation ladder 0..10", low=0, high=10)]
    goldstein: Annotated[Floats, Column("action", "Goldstein score -10..10", low=-10, high=10)]
    deniable: Annotated[Flags, Column("action", "true if its author can stay in doubt")]
    targeted: Annotated[Flags, Column("action", "true if it has a target")]
    counted: Annotated[Flags, Column("action", "true: several a day are several acts; false: it happened or not")]
    cap: Annotated[Floats, Column("action", "most expected acts a day of one channel", low=0, high=64)]
    cost: Annotated[Floats, Column("action", "units of the author's stock that one act uses", low=0)]
    delivers: Annotated[Floats, Column("action", "units of stock that reach the target", low=0)]
    steers: Annotated[
        Floats, Column("action", "where it pulls the author's steer of the target: -1, 0 (not), +1", low=-1, high=1)
    ]
    binds: Annotated[Floats, Column("action", "share of the way to full commitment against the target", low=0, high=1)]
    moves: Annotated[
        Floats, Column("action", "share of the way of presence at the place to 1 (+) or 0 (-)", low=-1, high=1)
    ]
    moves_target: Annotated[Flags, Column("action", "true if it is the target's presence that moves")]
    speaks: Annotated[
        Integers, Column("action", "0 not about an act's author, 1 accuses, 2 admits, 3 denies", low=0, high=3)
    ]
    stages: Annotated[Floats, Column("action", "steps of the nuclear ladder that the author goes up", low=0, high=4)]
    courts: Annotated[
        Floats, Column("action", "share of the way of nearness of the two to 1 (+) or 0 (-)", low=-1, high=1)
    ]
    presses: Annotated[
        Floats, Column("action", "share of the way of pressure on the target to 1 (+) or 0 (-)", low=-1, high=1)
    ]
    bargains: Annotated[
        Floats,
        Column("action", "share of the way of a deal with the target to 1 (+); -1 ends the author's", low=-1, high=1),
    ]
    takes: Annotated[
        Floats,
        Column("action", "share of the target's ground there, or in reach, that passes to the author", low=0, high=1),
    ]
    enters: Annotated[Flags, Column("action", "true if its author joins a war: the target's, or against the target")]
    ends: Annotated[Flags, Column("action", "true if it ends a war between author and target")]
    forsakes: Annotated[
        Floats, Column("action", "share by which the author's other clients count less on it", low=0, high=1)
    ]

    @property
    def group(self) -> Integers:
        """Group 0..7 of each action, (K,)."""
        return 2 * self.quad + self.targeted.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The state at as-of.  Ties are read [from, to]: patron then client, guarantor then protected."""

    actors: tuple[str, ...]
    places: tuple[str, ...]
    commands: Annotated[
        Floats, Column("actor actor", "strength of the chain of command, patron to client", low=0, high=1)
    ]
    funds: Annotated[Floats, Column("actor actor", "strength of funding, patron to client", low=0, high=1)]
    arms: Annotated[Floats, Column("actor actor", "strength of arming, patron to client", low=0, high=1)]
    trains: Annotated[Floats, Column("actor actor", "strength of training and advice, patron to client", low=0, high=1)]
    hosts: Annotated[Floats, Column("actor actor", "strength of sanctuary, host to guest", low=0, high=1)]
    believed_control: Annotated[
        Floats, Column("actor actor", "control of patron over client as others believe", low=0, high=1)
    ]
    steer: Annotated[
        Floats,
        Column("actor actor class", "what the patron wants of the client's acts: -1 less, +1 more", low=-1, high=1),
    ]
    believed_steer: Annotated[
        Floats, Column("actor actor class", "the same as others believe; where silent, a stated prior", low=-1, high=1)
    ]
    agenda: Annotated[
        Floats, Column("actor actor", "the actor's own wish to act against the other: -1 .. 1", low=-1, high=1)
    ]
    hostility: Annotated[Floats, Column("actor actor", "hostility of the first to the second", low=0, high=1)]
    alliance: Annotated[Floats, Column("actor actor", "alliance of the two", low=0, high=1)]
    clients: Annotated[Floats, Column("actor actor", "commitment of the patron to its client", low=0, high=1)]
    guarantees: Annotated[
        Floats, Column("actor actor", "strength of the promise, guarantor to protected", low=0, high=1)
    ]
    leaks: Annotated[
        Floats, Column("actor actor", "share of what reaches the first that passes on to the second", low=0, high=1)
    ]
    supply: Annotated[
        Floats, Column("actor actor", "units of the second's stock that the first keeps up; diagonal: by itself", low=0)
    ]
    stock: Annotated[Floats, Column("actor", "units of arms, money and people to hand", low=0)]
    reference: Annotated[Floats, Column("actor", "units of stock in an ordinary quiet state", low=1e-9)]
    presence: Annotated[
        Floats, Column("actor place", "people and bases of the actor at the place, 1 = its main base", low=0, high=1)
    ]
    reach: Annotated[Floats, Column("actor place", "how well the actor can strike at the place", low=0, high=1)]
    holder: Annotated[Integers, Column("place", "actor that holds the place, or NOBODY", of="actor")]
    worth: Annotated[
        Floats, Column("place", "weight of the place as ground, 1 = a main one; 0: cannot be taken", low=0)
    ]
    host: Annotated[Integers, Column("place", "actor on whose soil the place lies, or NOBODY", of="actor")]
    lost: Annotated[
        Floats,
        Column("actor actor", "share of its ground that the first has lately lost to the second", low=0, high=1),
    ]
    lives_by: Annotated[
        Floats, Column("actor actor", "how much the first depends on the second, a flow", low=0, high=1)
    ]
    power: Annotated[Floats, Column("actor", "military power, 1 = a middling state", low=1e-9)]
    resolve: Annotated[Floats, Column("actor", "readiness to answer by force", low=0, high=1)]
    detection: Annotated[
        Floats, Column("actor", "chance to learn who did an act against it, if nobody hid", low=0, high=1)
    ]
    deniability: Annotated[Floats, Column("actor", "how well the actor hides its part", low=0, high=1)]
    stage: Annotated[Floats, Column("actor", "stage of its nuclear programme: 0 none .. 4 bomb", low=0, high=4)]
    believed_stage: Annotated[Floats, Column("actor", "the same as others believe", low=0, high=4)]
    purchase: Annotated[Floats, Column("actor", "chance that somebody would sell it a weapon", low=0, high=1)]
    credibility: Annotated[
        Floats, Column("actor actor", "belief of the second that the first would stand by it", low=0, high=1)
    ]
    talks: Annotated[Floats, Column("actor actor", "how far the two are drawing near, short of a tie", low=0, high=1)]
    stakes: Annotated[
        Floats, Column("actor actor", "stake of the first in keeping the second from its enemies", low=0, high=1)
    ]
    deals: Annotated[Floats, Column("actor actor", "a deal between the two over arms is in force", low=0, high=1)]


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """The (author, action, target) triples that can happen at all, with the id ``author|action|target``."""

    ids: tuple[str, ...]
    author: Annotated[Integers, Column("channel", "actor", of="actor")]
    action: Annotated[Integers, Column("channel", "action", of="action")]
    target: Annotated[Integers, Column("channel", "actor, or NOBODY", of="actor")]
    place: Annotated[Integers, Column("channel", "place where it would happen, or NOBODY", of="place")]
    ordinary: Annotated[
        Floats, Column("channel", "acts a day in an ordinary state; only ratios count where anchored", low=1e-12)
    ]
    log_base: Annotated[Floats, Column("channel", "log of acts a day with every effect at 0; `anchor` solves it")]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Recent acts: the ledgers from which a future starts.  A contested act is one row per possible author.

    ``first_day`` is the day from which the record is complete: an act that it does not list did not happen.
    Before it, acts that are not listed went on at their ordinary rate, and those that are listed add to that.
    1 means that the record is nowhere complete, as that of a hand-coded case.
    """

    first_day: int
    author: Annotated[Integers, Column("record", "actor", of="actor")]
    action: Annotated[Integers, Column("record", "action", of="action")]
    target: Annotated[Integers, Column("record", "actor, or NOBODY", of="actor")]
    place: Annotated[Integers, Column("record", "place, or NOBODY", of="place")]
    day: Annotated[Integers, Column("record", "offset <= 0", high=0)]
    truth: Annotated[Floats, Column("record", "acts by this author in truth (worlds switch this)", low=0)]
    target_belief: Annotated[Floats, Column("record", "acts by this author as the target believes", low=0)]
    public_belief: Annotated[Floats, Column("record", "acts by this author as the public believes", low=0)]


@dataclass(frozen=True, slots=True, eq=False)
class RedLines:
    """Public commitments: who said what must not happen.  NOBODY in a condition means any."""

    actor: Annotated[Integers, Column("line", "actor who drew it", of="actor")]
    author: Annotated[Integers, Column("line", "actor whose act would cross it, or NOBODY", of="actor")]
    action: Annotated[Integers, Column("line", "action that would cross it, or NOBODY", of="action")]
    target: Annotated[Integers, Column("line", "actor who must not be hit, or NOBODY", of="actor")]
    place: Annotated[Integers, Column("line", "place where it must not happen, or NOBODY", of="place")]
    rung: Annotated[Floats, Column("line", "lowest rung that crosses it; 7 is acts that kill", low=0, high=10)]
    strength: Annotated[Floats, Column("line", "how far a crossing binds", low=0, high=1)]
    day: Annotated[Integers, Column("line", "day from which it stands")]


@dataclass(frozen=True, slots=True, eq=False)
class SwitchTable:
    """Which cell of the base state each proposition sets.  Later rows win where two set one cell.

    ``array`` names a field of `Snapshot`, or ``history.truth`` (which adds or removes an act's author), or
    ``history.target_belief`` and ``history.public_belief`` (what a signal about it made them believe).
    """

    array: tuple[str, ...]
    proposition: Annotated[Integers, Column("switch", "column of the bit matrix", of="proposition")]
    index: Annotated[Integers, Column("switch 3", "cell of the array, unused places 0", low=0)]
    if_true: Annotated[Floats, Column("switch", "value of the cell where the proposition is true")]
    if_false: Annotated[Floats, Column("switch", "the same where it is false; NaN leaves the cell", blank=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Worlds:
    """Sampled joint truths: one row a world, drawn with equal weight."""

    propositions: tuple[str, ...]
    bits: Annotated[NDArray[np.uint8], Column("world proposition", "1 true, 0 false", low=0, high=1)]


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many acts of one kind 90 ordinary days hold, and on what ground it is said.

    `channels` are the ids of those that it speaks of; empty: all of the action's.  Anchors of single pairs keep a rare
    act rare beside a daily one of the same kind.
    """

    action: str
    low: float
    high: float
    ground: str
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """Something that may come about within a time, in the case's own words.

    Attributes
    ----------
    id, says : str
        Name, and the proposition as the case states it.
    kind : {"first", "count", "rung", "stage"}
        An act on one of the channels; more than `threshold` acts; an act at rung >= `threshold` in the last
        30 days; the nuclear stage of the channels' author >= `threshold`.
    channels : tuple of str
        Channel ids that count.
    threshold : float
        Acts, rung or stage; 0 for ``first``.
    within_days : int
        Counted from as-of.
    ledger : str
        ``truth``, ``public``, or the id of an actor whose belief is read.  By belief an act counts on the
        channel of whoever is believed, at even odds or better, to have done it.
    """

    id: str
    says: str
    kind: Literal["first", "count", "rung", "stage"]
    channels: tuple[str, ...]
    threshold: float
    within_days: int
    ledger: str = "truth"


OWN: Final = float("nan")  # of an option: the effect's own coefficient


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide.

    Attributes
    ----------
    id : str
    utility : float
        Log-odds against an option of utility 0, with every effect at 0.
    channel : str
        Channel id of the act that it is, or empty: nothing is done.
    weights : tuple of (str, float)
        Effect name and weight: score = utility + sum of weight * x of that effect on `channel`.  `OWN` stands for the
        coefficient that the effect has on the channel's rate in that future.
    """

    id: str
    utility: float
    channel: str = ""
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice that an actor makes once: opened on a day, or the day after an outcome has come about."""

    id: str
    actor: str
    options: tuple[Option, ...]
    on_day: int | None = None
    after_outcome: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Coefficients: a normal prior or posterior for each effect and group; sd 0 where fixed.

    ``provenance[e][g]`` says where the number comes from, and starts with ``fitted``, ``literature`` or
    ``judged``.  Effects that are not named here have weight 0.
    """

    effects: tuple[str, ...]
    provenance: tuple[tuple[str, ...], ...]
    mean: Annotated[Floats, Column("effect group", "log rate per unit of the effect")]
    sd: Annotated[Floats, Column("effect group", "the same", low=0)]


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """Dated elections, votes, deadlines, anniversaries, visits: which acts they move, when, how much."""

    ids: tuple[str, ...]
    author: Annotated[Integers, Column("occasion", "actor whose acts it moves, or NOBODY: any", of="actor")]
    action: Annotated[Integers, Column("occasion", "action that it moves, or NOBODY: any", of="action")]
    target: Annotated[Integers, Column("occasion", "actor toward whom, or NOBODY: any", of="actor")]
    day: Annotated[Integers, Column("occasion", "offset from as-of")]
    weight: Annotated[Floats, Column("occasion", "-1 .. 1: calms or stirs", low=-1, high=1)]


@dataclass(frozen=True, slots=True, eq=False)
class Conflicts:
    """Wars: who fights on which side at as-of, and the actor that stands for the war as a thing to be entered."""

    ids: tuple[str, ...]
    war: Annotated[Integers, Column("conflict", "actor that stands for it, or NOBODY", of="actor")]
    side: Annotated[Floats, Column("conflict actor", "-1 or +1 who fights on which side; 0 not in it", low=-1, high=1)]


@dataclass(frozen=True, slots=True, eq=False)
class Interventions:
    """What an arm changes by hand: rates multiplied over days (0 forbids), and acts made to happen."""

    channel: Annotated[Integers, Column("change", "channel whose rate is changed", of="channel")]
    first_day: Annotated[Integers, Column("change", "day from which", low=1)]
    last_day: Annotated[Integers, Column("change", "day up to and with which", low=1)]
    factor: Annotated[Floats, Column("change", "the rate is multiplied by this", low=0)]
    forced_channel: Annotated[Integers, Column("forced", "channel of an act that is made to happen", of="channel")]
    forced_day: Annotated[Integers, Column("forced", "its day", low=1)]


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers that belong to no effect; each with where it comes from.

    Attributes
    ----------
    memory_floor : float or None
        Epsilon, acts a day.  None: .05 as on the Middle East core, scaled by the density of the history.
    tempo_sd, tempo_persistence : float
        AR(1) of the log tempo per 30 days.  sd fitted, about .2, on event data of the Middle East core;
        persistence .5 judged.
    misattribution : float
        Chance that an unidentified deniable act is laid at a wrong door.  Judged.
    someone_else : float
        Prior share of authors that no channel names.  Judged.
    act_limit : int
        A future with more acts is marked runaway.
    leaking : float
        Share of the leaks of arms that goes on; 1, and less where an arm closes them.  Income goes on counting on all.
    """

    memory_floor: float | None = None
    tempo_sd: float = 0.2
    tempo_persistence: float = 0.5
    misattribution: float = 0.3
    someone_else: float = 0.1
    act_limit: int = 20_000
    leaking: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Everything a run takes besides the number of futures and the root seed.

    ``anchored`` is set by `catspaw.engine.anchor`; arms are made from an anchored model with
    `dataclasses.replace`, so that a lever is not undone by solving the base rates again.
    """

    as_of: date
    horizon_days: int
    actions: ActionTable
    snapshot: Snapshot
    channels: Channels
    history: History
    red_lines: RedLines
    switches: SwitchTable
    worlds: Worlds
    weights: Weights
    anchors: tuple[Anchor, ...] = ()
    outcomes: tuple[OutcomeSpec, ...] = ()
    decisions: tuple[Decision, ...] = ()
    occasions: Occasions | None = None
    conflicts: Conflicts | None = None
    interventions: Interventions | None = None
    settings: Settings = Settings()
    names: Mapping[str, str] = field(default_factory=dict)  # actor id -> name for sentences; changes no number
    source_hash: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    anchored: bool = False


TABLES: Final[tuple[type, ...]] = (
    ActionTable,
    Snapshot,
    Channels,
    History,
    RedLines,
    SwitchTable,
    Worlds,
    Weights,
    Occasions,
    Conflicts,
    Interventions,
)


def columns(table: type) -> Mapping[str, Column]:
    """Array fields of one of the `TABLES`, in their order."""
    return _columns(table.__name__)


@cache
def _columns(name: str) -> Mapping[str, Column]:
    table = next(table for table in TABLES if table.__name__ == name)
    hints = get_type_hints(table, include_extras=True)
    return {key: hint.__metadata__[0] for key, hint in hints.items() if hasattr(hint, "__metadata__")}


def quiet_snapshot(actors: tuple[str, ...], places: tuple[str, ...] = ()) -> Snapshot:
    """Build a state without ties, stocks at their reference of 20 acts, middling power: a start to `replace` in."""
    sizes = {"actor": len(actors), "place": len(places), "class": len(CLASSES)}
    usual = {"stock": 20.0, "reference": 20.0, "power": 1.0, "resolve": 0.5, "detection": 0.5, "deniability": 0.5}
    usual["credibility"] = 0.65
    arrays: dict[str, Any] = {
        name: np.full([sizes[axis] for axis in spec.axes.split()], usual.get(name, 0.0))
        for name, spec in columns(Snapshot).items()
    }
    for name in ("holder", "host"):
        arrays[name] = np.full(len(places), NOBODY, dtype=np.int64)
    arrays["supply"] = np.diag(arrays["reference"])
    return Snapshot(actors=actors, places=places, **arrays)
