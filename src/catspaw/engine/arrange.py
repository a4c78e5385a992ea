"""Check a model, and put its rows into one order, so that no result depends on how they were listed.

A sum of floating-point numbers depends on the order of its terms in the last bit.  The engine therefore sorts
actors, places, actions, channels, records and lines before it computes anything; `Channels.ids` tells which
row is which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.core.random import stable_hashes
from catspaw.network.model import NOBODY, Column, Model, SwitchTable, columns

Order = NDArray[np.int64]
_TABLES = ("actions", "snapshot", "channels", "history", "red_lines", "switches", "worlds", "weights")
_OPTIONAL = ("occasions", "conflicts", "interventions")
# Columns of the history that worlds may switch.
SWITCHED = ("truth", "target_belief", "public_belief")
_ROWS = {"history": "record", "red_lines": "line", "occasions": "occasion", "interventions": "change"}


def arrange(model: Model) -> Model:
    """Check a model and sort its rows by id; sorting twice changes nothing.

    Raises
    ------
    ModelError
        A wrong shape, a value out of range, an index that points nowhere, an id that is not its channel's.
    UnknownName
        An outcome, decision or anchor that names what the model does not have.
    """
    check(model)
    orders = {axis: _by_id(ids) for axis, ids in _ids(model).items() if axis not in ("proposition", "effect")}
    tables = {name: _reorder(getattr(model, name), orders) for name in _present(model)}
    for name, axis in _ROWS.items():
        if name in tables:
            orders[axis] = _by_rows(tables[name], axis)
            tables[name] = _reorder(tables[name], {axis: orders[axis]})
    if "interventions" in tables:
        order = _by_rows(tables["interventions"], "forced")
        tables["interventions"] = _reorder(tables["interventions"], {"forced": order})
    tables["switches"] = _move_cells(tables["switches"], orders)
    return replace(model, **tables)


def check(model: Model) -> None:
    """Refuse a model that cannot be run; says which table, which field, what is allowed."""
    sizes = {axis: len(ids) for axis, ids in _ids(model).items()} | {"class": 4, "group": 8, "3": 3}
    for name in _present(model):
        table = getattr(model, name)
        local = dict(sizes)
        for key, spec in columns(type(table)).items():
            _check_array(np.asarray(getattr(table, key)), spec, local, where=f"{name}.{key}")
    _check_channels(model)
    _check_switches(model)
    _check_names(model)
    if model.horizon_days < 1:
        raise ModelError(f"horizon_days is {model.horizon_days}; allowed: 1 or more")
    if model.history.first_day > 1:
        raise ModelError(f"history.first_day is {model.history.first_day}; allowed: 1 (nowhere complete) or less")


def _present(model: Model) -> list[str]:
    return [*_TABLES, *(name for name in _OPTIONAL if getattr(model, name) is not None)]


def _ids(model: Model) -> dict[str, tuple[str, ...]]:
    return {
        "actor": model.snapshot.actors,
        "place": model.snapshot.places,
        "action": model.actions.ids,
        "channel": model.channels.ids,
        "proposition": model.worlds.propositions,
        "effect": model.weights.effects,
        "conflict": model.conflicts.ids if model.conflicts is not None else (),
    }


def _by_id(ids: tuple[str, ...]) -> Order:
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)


def _by_rows(table: Any, axis: str) -> Order:
    keys = [getattr(table, name) for name, spec in columns(type(table)).items() if spec.axes.split()[0] == axis]
    return np.asarray(np.lexsort(keys[::-1]), dtype=np.int64)


def _inverse(order: Order) -> Order:
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place


def _reorder(table: Any, orders: Mapping[str, Order]) -> Any:
    changed: dict[str, Any] = {}
    for name, spec in columns(type(table)).items():
        array = np.asarray(getattr(table, name))
        for axis, word in enumerate(spec.axes.split()):
            if word in orders:
                array = np.take(array, orders[word], axis=axis)
        if spec.of in orders and array.size:
            array = np.append(_inverse(orders[spec.of]), NOBODY)[array]  # -1 takes the last: NOBODY stays NOBODY
        changed[name] = array
    named = {"actors": "actor", "places": "place"}
    own = {"ActionTable": "action", "Channels": "channel", "Occasions": "occasion", "Conflicts": "conflict"}.get(
        type(table).__name__, ""
    )
    for name in ("actors", "places", "ids"):
        axis_word = named.get(name, own)
        if hasattr(table, name) and axis_word in orders:
            changed[name] = tuple(getattr(table, name)[i] for i in orders[axis_word])
    return replace(table, **changed)


def _move_cells(switches: SwitchTable, orders: Mapping[str, Order]) -> SwitchTable:
    index = np.array(switches.index, dtype=np.int64)
    for row, array in enumerate(switches.array):
        for place, axis in enumerate(switch_axes(array)):
            if axis in orders:
                index[row, place] = _inverse(orders[axis])[index[row, place]]
    return replace(switches, index=index)


def switch_axes(array: str) -> list[str]:
    """Axes of an array that a switch may set.

    Raises
    ------
    ModelError
        The array is not one that worlds may switch.
    """
    from catspaw.network.model import History, Snapshot

    table, _, name = array.rpartition(".")
    known = columns(History) if table == "history" else columns(Snapshot)
    if table not in ("", "history") or name not in known or (table == "history" and name not in SWITCHED):
        allowed = [*columns(Snapshot), *(f"history.{name}" for name in SWITCHED)]
        near = nearest(array, allowed)
        raise ModelError(
            f"a switch sets the array {array!r}; allowed: fields of Snapshot, or history.truth, history.target_belief, "
            f"history.public_belief{near}"
        )
    return known[name].axes.split()


def _check_array(array: NDArray[Any], spec: Column, sizes: dict[str, int], *, where: str) -> None:
    axes = spec.axes.split()
    if array.ndim != len(axes):
        raise ModelError(f"{where} has {array.ndim} axes; allowed: {len(axes)} ({' x '.join(axes)})")
    for size, axis in zip(array.shape, axes, strict=True):
        wanted = sizes.setdefault(axis, size)
        if size != wanted:
            raise ModelError(f"{where} has {size} rows along {axis}; allowed: {wanted}, as the other columns have")
    if array.size == 0:
        return
    if array.dtype.kind == "f" and not (np.isfinite(array) | (spec.blank & np.isnan(array))).all():
        raise ModelError(f"{where} holds a number that is not finite; allowed: finite numbers ({spec.unit})")
    low = -1 if spec.of else spec.low
    high = sizes[spec.of] - 1 if spec.of else spec.high
    if (low is not None and array.min() < low) or (high is not None and array.max() > high):
        raise ModelError(f"{where} runs from {array.min()} to {array.max()}; allowed: {low} to {high} ({spec.unit})")


def _check_channels(model: Model) -> None:
    channels, actions, actors = model.channels, model.actions, model.snapshot.actors
    for ids in (actors, model.snapshot.places, actions.ids, channels.ids):
        stable_hashes(ids)
    for row, name in enumerate(channels.ids):
        author, action, target = (int(a[row]) for a in (channels.author, channels.action, channels.target))
        if author < 0 or action < 0:
            raise ModelError(f"channel {name!r} has no author or no action; every channel needs both")
        says = "|".join((actors[author], actions.ids[action], actors[target] if target >= 0 else ""))
        if says != name:
            raise ModelError(f"channel {name!r} stands for {says!r}; allowed: author|action|target of its own row")
        if (target >= 0) != bool(actions.targeted[action]):
            need = "needs a target" if actions.targeted[action] else "takes no target"
            raise ModelError(f"channel {name!r}: the action {actions.ids[action]!r} {need}")
        if target == author:
            raise ModelError(f"channel {name!r} has its author as its target; nobody acts on itself")


def _check_switches(model: Model) -> None:
    for row, array in enumerate(model.switches.array):
        switch_axes(array)
        table, _, name = array.rpartition(".")
        values = getattr(model.history if table else model.snapshot, name)
        cell = model.switches.index[row]
        if any(cell[axis] >= size for axis, size in enumerate(values.shape)):
            raise ModelError(f"switch {row} sets {array}{cell.tolist()}; the array has the shape {values.shape}")
    if len(model.switches.array) != len(model.switches.proposition):
        raise ModelError("switches.array and switches.proposition differ in length")


def _check_names(model: Model) -> None:
    outcomes = [outcome.id for outcome in model.outcomes]
    decisions = [decision.id for decision in model.decisions]
    stable_hashes(outcomes)
    stable_hashes(decisions)
    for anchor in model.anchors:
        _known(anchor.action, model.actions.ids, "an anchor", "action")
        if not 0 <= anchor.low <= anchor.high or anchor.high == 0:
            raise ModelError(
                f"the anchor of {anchor.action!r} is [{anchor.low}, {anchor.high}]; "
                "allowed: 0 <= low <= high, high above 0"
            )
    for outcome in model.outcomes:
        for channel in outcome.channels:
            _known(channel, model.channels.ids, f"outcome {outcome.id!r}", "channel")
        if outcome.ledger not in ("truth", "public"):
            _known(outcome.ledger, model.snapshot.actors, f"outcome {outcome.id!r}", "actor (or truth, public)")
        if outcome.kind not in ("first", "count", "rung", "stage"):
            raise ModelError(f"outcome {outcome.id!r} is a {outcome.kind!r}; allowed: first, count, rung, stage")
    for decision in model.decisions:
        _check_decision(decision, model, outcomes)


def _check_decision(decision: Any, model: Model, outcomes: list[str]) -> None:
    where = f"decision {decision.id!r}"
    _known(decision.actor, model.snapshot.actors, where, "actor")
    if (decision.on_day is None) == (decision.after_outcome is None):
        raise ModelError(f"{where} must be opened either on a day or after an outcome")
    if decision.after_outcome is not None:
        _known(decision.after_outcome, outcomes, where, "outcome")
    if not decision.options:
        raise ModelError(f"{where} has no options; allowed: one or more")
    for option in decision.options:
        if option.channel:
            _known(option.channel, model.channels.ids, where, "channel")
        if option.weights and not option.channel:
            raise ModelError(f"{where}: option {option.id!r} has weights but no channel to read effects on")


def _known(name: str, known: Iterable[str], where: str, what: str) -> None:
    known = list(known)
    if name not in known:
        raise UnknownName(f"{where} names the {what} {name!r}, which the model does not have{nearest(name, known)}")
