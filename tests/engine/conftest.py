"""A small hand-made model: a patron, its two clients, their enemy with an ally, and a bystander."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from catspaw.engine.draws import prior_weights
from catspaw.network.consequences import action_table
from catspaw.network.model import (
    NOBODY,
    ActionTable,
    Channels,
    Conflicts,
    History,
    Interventions,
    Model,
    Occasions,
    OutcomeSpec,
    RedLines,
    Settings,
    SwitchTable,
    Weights,
    Worlds,
    columns,
    quiet_snapshot,
)

ACTORS = ("patron", "client", "rogue", "enemy", "ally", "bystander")
PLACES = ("base", "capital")
ROWS = """
strike material_conflict -9.5 7 yes yes counted
retaliates material_conflict -9.5 7 no yes counted
threatens verbal_conflict -7 4 no yes counted
vows verbal_conflict -5.8 4 no yes present
accuses verbal_conflict -2.8 2 no yes present
admits verbal_conflict -1 2 no yes present
denies verbal_conflict -1 1 no yes present
meets verbal_cooperation 1 0 no yes counted
supplies material_cooperation 8.3 1 no yes counted
restrains verbal_cooperation 3 0 no yes counted
encourages verbal_cooperation 3.8 1 yes yes counted
deploys material_conflict -7.2 5 no yes counted
advances material_conflict -7 4 no no present
acquires material_conflict -7.6 6 no no present
imposes material_conflict -8 4 no yes counted
leaves material_conflict -7 3 no yes present
agrees verbal_cooperation 6.5 0 no yes present
visits verbal_cooperation 1.9 0 no yes counted
seizes material_conflict -9.2 7 no yes counted
joins material_conflict -7 6 no yes present
abandons material_conflict -5.6 2 no yes present
settles verbal_cooperation 8 0 no yes present
expels material_conflict -7 3 no yes present
"""


def table() -> ActionTable:
    names = ("action", "quad", "goldstein", "rung", "deniable", "targeted", "occurs")
    return action_table(dict(zip(names, row.split(), strict=True)) for row in ROWS.split("\n") if row)


def channels(
    actors: tuple[str, ...], actions: ActionTable, wanted: Iterable[str], *, rate: float, places: dict[str, int]
) -> Channels:
    ids = tuple(wanted)
    parts = [name.split("|") for name in ids]
    n = len(ids)
    return Channels(
        ids=ids,
        author=np.array([actors.index(a) for a, _, _ in parts], dtype=np.int64),
        action=np.array([actions.ids.index(k) for _, k, _ in parts], dtype=np.int64),
        target=np.array([actors.index(t) if t else NOBODY for _, _, t in parts], dtype=np.int64),
        place=np.array([places.get(name, NOBODY) for name in ids], dtype=np.int64),
        ordinary=np.full(n, rate),
        log_base=np.full(n, np.log(rate)),
    )


def empty(kind: type, **given: Any) -> Any:
    """An empty table of a kind, with the columns that are given; the rest zero, or NOBODY where they point."""
    size = len(next(iter(given.values()))) if given else 0
    filled: dict[str, Any] = {}
    for name, spec in columns(kind).items():
        width = (size, 3) if spec.axes.endswith("3") else (size,)
        pointer = bool(spec.of) or spec.unit.startswith(("day", "its day", "offset"))
        filled[name] = np.full(width, NOBODY if spec.of else 0.0, dtype=np.int64 if pointer else np.float64)
    filled |= {name: np.array(value) for name, value in given.items()}
    return filled


def history(first_day: int = 1, **given: Any) -> History:
    filled = empty(History, **given)
    return History(first_day=first_day, **filled)


def red_lines(**given: Any) -> RedLines:
    return RedLines(**empty(RedLines, **given))


def occasions(**given: Any) -> Occasions:
    filled = empty(Occasions, **given)
    return Occasions(ids=tuple(f"day{n}" for n in range(len(filled["day"]))), **filled)


def conflicts(*wars: tuple[str, str | None, tuple[str, ...], tuple[str, ...]]) -> Conflicts:
    """Wars by id, the actor that stands for each, and its two sides."""
    side = np.zeros((len(wars), len(ACTORS)))
    for at, (_, _, left, right) in enumerate(wars):
        side[at, [ACTORS.index(name) for name in left]] = 1.0
        side[at, [ACTORS.index(name) for name in right]] = -1.0
    stands = [NOBODY if name is None else ACTORS.index(name) for _, name, _, _ in wars]
    return Conflicts(tuple(name for name, *_ in wars), np.array(stands, dtype=np.int64), side)


def hold(model: Model, **places: str) -> Model:
    """Say who holds which place; each is a main one."""
    base = model.snapshot
    holder = np.array(base.holder)
    for place, actor in places.items():
        holder[base.places.index(place)] = base.actors.index(actor)
    return replace(model, snapshot=replace(base, holder=holder, worth=np.where(holder != NOBODY, 1.0, 0.0)))


def interventions(**given: Any) -> Interventions:
    filled: dict[str, Any] = {
        "channel": [],
        "first_day": [],
        "last_day": [],
        "factor": [],
        "forced_channel": [],
        "forced_day": [],
    } | given
    return Interventions(**{k: np.array(v, dtype=np.float64 if k == "factor" else np.int64) for k, v in filled.items()})


def no_weights() -> Weights:
    return Weights((), (), np.zeros((0, 8)), np.zeros((0, 8)))


def only(name: str, mean: float | dict[int, float], sd: float = 0.0) -> Weights:
    """One effect alone, at a fixed weight on every group that it serves."""
    base = prior_weights()
    row = base.effects.index(name)
    weights = np.where(base.sd[row] > 0, 1.0, 0.0)[None] * (mean if isinstance(mean, float) else 0.0)
    if isinstance(mean, dict):
        for group, value in mean.items():
            weights[0, group] = value
    return Weights((name,), (base.provenance[row],), weights, np.full_like(weights, sd) * (weights != 0))


def no_switches() -> SwitchTable:
    return SwitchTable((), np.zeros(0, np.int64), np.zeros((0, 3), np.int64), np.zeros(0), np.zeros(0))


def make(
    wanted: Iterable[str],
    *,
    actors: tuple[str, ...] = ACTORS,
    rate: float = 0.05,
    places: dict[str, int] | None = None,
    horizon: int = 60,
    **changes: Any,
) -> Model:
    """A model with the given channels at one rate, no ties, no effects."""
    actions = table()
    model = Model(
        as_of=date(2024, 1, 31),
        horizon_days=horizon,
        actions=actions,
        snapshot=quiet_snapshot(actors, PLACES),
        channels=channels(actors, actions, wanted, rate=rate, places=places or {}),
        history=history(),
        red_lines=red_lines(),
        switches=no_switches(),
        worlds=Worlds((), np.zeros((0, 0), dtype=np.uint8)),
        weights=no_weights(),
        settings=Settings(tempo_sd=0.0),
    )
    return replace(model, **changes)


def tie(model: Model, **cells: dict[tuple[str, str], float]) -> Model:
    """Set cells of the snapshot by the ids of their actors (or actor and place)."""
    base = model.snapshot
    changed = {}
    for name, values in cells.items():
        array = np.array(getattr(base, name), dtype=np.float64)
        second = base.places if columns(type(base))[name].axes == "actor place" else base.actors
        for (a, b), value in values.items():
            array[base.actors.index(a), second.index(b)] = value
        changed[name] = array
    return replace(model, snapshot=replace(base, **changed))


def give(model: Model, **values: dict[str, float]) -> Model:
    """Set per-actor numbers of the snapshot by id."""
    base = model.snapshot
    changed = {}
    for name, given in values.items():
        array = np.array(getattr(base, name), dtype=np.float64)
        for actor, value in given.items():
            array[base.actors.index(actor)] = value
        changed[name] = array
    return replace(model, snapshot=replace(base, **changed))


def rarer(model: Model, action: str, rate: float) -> Model:
    """Give the channels of a kind of act another ordinary rate, a day."""
    channels, kind = model.channels, model.actions.ids.index(action)
    ordinary = np.where(channels.action == kind, rate, channels.ordinary)
    return replace(model, channels=replace(channels, ordinary=ordinary, log_base=np.log(ordinary)))


def row(model: Model, channel: str) -> int:
    return model.channels.ids.index(channel)


FULL = (
    [
        f"{a}|{k}|{t}"
        for a in ("client", "rogue", "patron")
        for k in ("strike", "threatens", "vows")
        for t in ("enemy", "ally")
    ]
    + [
        f"{a}|{k}|{t}"
        for a in ("enemy", "ally")
        for k in ("strike", "retaliates", "threatens", "vows", "accuses", "deploys")
        for t in ("client", "rogue", "patron")
    ]
    + [
        "patron|supplies|client",
        "patron|supplies|rogue",
        "patron|restrains|client",
        "patron|encourages|client",
        "enemy|meets|patron",
        "enemy|agrees|patron",
        "enemy|visits|bystander",
        "enemy|imposes|client",
        "enemy|imposes|patron",
        "enemy|abandons|ally",
        "bystander|visits|ally",
        "patron|meets|enemy",
        "patron|leaves|bystander",
        "patron|acquires|",
        "ally|advances|",
        "client|denies|enemy",
        "client|admits|enemy",
        "patron|advances|",
        "enemy|seizes|client",
        "client|seizes|enemy",
        "patron|joins|enemy",
        "ally|joins|bystander",
        "patron|abandons|rogue",
        "client|settles|enemy",
        "enemy|strike|bystander",
    ]
)


@pytest.fixture(scope="session")
def full() -> Model:
    """Every effect at its prior, a contested history, two contested propositions, three outcomes."""
    model = make(
        FULL,
        rate=0.02,
        places={"enemy|deploys|client": 0},
        history=history(
            -60,
            author=[1, 2, 1, 3],
            action=[0, 0, 0, 1],
            target=[3, 3, 3, 1],
            place=[0, 0, 0, NOBODY],
            day=[-5, -5, -20, -18],
            truth=[1.0, 0.0, 1.0, 1.0],
            target_belief=[0.6, 0.3, 1.0, 1.0],
            public_belief=[0.5, 0.3, 1.0, 1.0],
        ),
        red_lines=red_lines(
            actor=[3],
            author=[NOBODY],
            action=[NOBODY],
            target=[3],
            place=[NOBODY],
            rung=[7.0],
            strength=[0.8],
            day=[-30],
        ),
        switches=SwitchTable(
            ("arms", "history.truth", "history.truth"),
            np.array([0, 1, 1]),
            np.array([[0, 2, 0], [0, 0, 0], [1, 0, 0]]),
            np.array([0.8, 1.0, 0.0]),
            np.array([0.0, 0.0, 1.0]),
        ),
        worlds=Worlds(
            ("arms(patron -> rogue)", "did(client, tower)"),
            np.array([[1, 1], [1, 0], [0, 1], [0, 0], [1, 1]], dtype=np.uint8),
        ),
        weights=prior_weights(),
        settings=Settings(),
        occasions=occasions(
            author=[1, NOBODY, 0],
            action=[0, NOBODY, 12],
            target=[3, 2, NOBODY],
            day=[10, 40, 25],
            weight=[0.8, -0.5, 1],
        ),
        outcomes=(
            OutcomeSpec("hit", "strike(client -> enemy)", "first", ("client|strike|enemy",), 0, 60),
            OutcomeSpec("many", "strike(enemy -> client) > 2", "count", ("enemy|strike|client",), 2, 60, "public"),
            OutcomeSpec(
                "rung",
                "rung(enemy -> patron) >= 7",
                "rung",
                tuple(c for c in FULL if c.startswith("enemy") and c.endswith("patron")),
                7,
                30,
            ),
        ),
    )
    model = tie(
        model,
        commands={("patron", "client"): 0.5},
        arms={("patron", "client"): 0.8, ("patron", "rogue"): 0.8},
        funds={("patron", "client"): 0.7},
        believed_control={("patron", "client"): 0.6, ("patron", "rogue"): 0.3},
        agenda={("client", "enemy"): 0.5, ("rogue", "enemy"): 0.9},
        hostility={(a, b): 0.8 for a in ("patron", "client", "rogue") for b in ("enemy", "ally")},
        alliance={("enemy", "ally"): 0.9, ("ally", "enemy"): 0.9},
        clients={("patron", "client"): 0.8, ("patron", "rogue"): 0.4},
        guarantees={("enemy", "ally"): 0.7},
        talks={("enemy", "bystander"): 0.4, ("bystander", "ally"): 0.3},
        stakes={("patron", "bystander"): 0.6, ("client", "bystander"): 0.3},
        deals={("patron", "enemy"): 0.5, ("enemy", "patron"): 0.5},
        credibility={("enemy", "ally"): 0.6},
        presence={("enemy", "base"): 0.5, ("patron", "capital"): 1.0},
        reach={("client", "base"): 0.7, ("enemy", "capital"): 1.0, ("rogue", "base"): 0.4},
        lives_by={("ally", "bystander"): 0.8, ("patron", "bystander"): 0.5},
    )
    model = give(
        model, stage={"patron": 1.5, "ally": 1.0}, believed_stage={"patron": 2.0, "ally": 0.5}, purchase={"patron": 0.5}
    )
    hostile = np.array(model.snapshot.hostility)
    hostile[ACTORS.index("enemy"), [ACTORS.index("client"), ACTORS.index("rogue")]] = 0.7
    model = replace(model, snapshot=replace(model.snapshot, hostility=hostile))
    model = hold(model, base="enemy", capital="client")
    model = rarer(model, "seizes", 0.004)
    wars = (("front", "bystander", ("client",), ("enemy",)), ("feud", None, ("rogue",), ("enemy", "ally")))
    model = replace(model, conflicts=conflicts(*wars))
    steer = np.array(model.snapshot.steer)
    steer[0, 1, 2:] = 0.4
    return replace(model, snapshot=replace(model.snapshot, steer=steer, believed_steer=steer * 0.8))


_AXES = {"actions": "action", "channels": "channel"}


def _permuted(given: Any, order: dict[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for key, spec in columns(type(given)).items():
        array = getattr(given, key)
        for at, axis in enumerate(spec.axes.split()):
            array = np.take(array, order[axis], axis=at) if axis in order else array
        if spec.of in order and array.size:
            array = np.where(array < 0, array, np.argsort(order[spec.of])[array])
        values[key] = array
    return values


def shuffle(model: Model, seed: int) -> Model:
    """The same model with actors, places, actions, channels, records, lines and occasions in another order."""
    rng = np.random.default_rng(seed)
    base = model.snapshot
    ids: dict[str, Any] = {"actor": base.actors, "place": base.places, "action": model.actions.ids}
    ids |= {"channel": model.channels.ids, "record": model.history.day, "line": model.red_lines.day}
    order = {axis: rng.permutation(len(names)) for axis, names in ids.items()}
    tables: dict[str, Any] = {}
    if model.occasions is not None:
        order["occasion"] = rng.permutation(len(model.occasions.day))
        tables["occasions"] = replace(model.occasions, **_permuted(model.occasions, order))
    wars = model.conflicts is not None
    for name in ("actions", "snapshot", "channels", "history", "red_lines", *["conflicts"] * wars):
        values = _permuted(getattr(model, name), order)
        if name in _AXES:
            values["ids"] = tuple(ids[_AXES[name]][i] for i in order[_AXES[name]])
        tables[name] = replace(getattr(model, name), **values)
    names = {f"{axis}s": tuple(ids[axis][i] for i in order[axis]) for axis in ("actor", "place")}
    tables["snapshot"] = replace(tables["snapshot"], **names)
    index = model.switches.index.copy()
    for at, array in enumerate(model.switches.array):
        axes = "record" if array == "history.truth" else columns(type(base))[array].axes
        for place, axis in enumerate(axes.split()):
            index[at, place] = np.argsort(order[axis])[index[at, place]]
    return replace(model, **tables, switches=replace(model.switches, index=index))


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """The builders above, for tests that make models of their own."""
    makers = (
        *(table, history, red_lines, occasions, interventions, conflicts, no_weights, only, no_switches),
        *(make, tie, give, hold, row, shuffle),
    )
    return SimpleNamespace(ACTORS=ACTORS, FULL=FULL, **{maker.__name__: maker for maker in makers})
