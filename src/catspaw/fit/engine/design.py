"""What is estimated, laid out: the terms with their priors, the levels of channels, the months of the tempo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catspaw.core.random import Floats
from catspaw.engine.carpet import day_number
from catspaw.engine.draws import TEMPO_DAYS
from catspaw.engine.effects import EFFECTS, Effect, Prior
from catspaw.fit.engine.columns import Columns
from catspaw.fit.engine.panel import KINDS, Ints, Measure, Panel
from catspaw.fit.engine.world import FLOOR, Ties, channel_rows
from catspaw.network.model import Model

#: Standard deviation of the prior of memory in the fit.  Judged: the narrow ones of the effects themselves were set so
#: that an earlier fit to the same table bore them, and would count that table twice.
MEMORY_SD = 0.3
#: Variance within a dyad below which x stands still: rounding of a mean.
_MOVES = 1e-9
_TIES = ("clients", "alliance", "hostility")


@dataclass(frozen=True, slots=True)
class Term:
    """One coefficient: an effect on one class of acts.

    Attributes
    ----------
    effect, kind : str
    group : int
        Group of the engine whose coefficient it is.
    prior : Prior
        Normal, in the fit.
    memory : bool
        Whether it counts toward the gain.
    within : float
        Variance of x within dyads: what the data have to tell it by.
    """

    effect: str
    kind: str
    group: int
    prior: Prior
    memory: bool
    within: float

    @property
    def of_types(self) -> bool:
        """Whether x moves by what types of act do, and not by when there were acts, or by the calendar."""
        return not self.memory and self.effect != "occasion"


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Everything that the likelihood reads.

    Attributes
    ----------
    measure : {"presence", "volume"}
    terms : tuple of Term
        Class by class, in the order of `KINDS`.
    x : tuple of ndarray (rows, terms, D)
        By class.
    rows : tuple of ndarray
        Channels of each class.
    hit, day, count : tuple of ndarray
        Days with acts of each class: row within the class, day from 0, acts.
    fixed : ndarray (C, f)
        Levels that several channels share: class, standing ties, author and target by class.
    groups : mapping of str to slice
        What columns of `fixed` are: ``class``, ``start`` (rates in the first days), ``ties``, and for each class ``author`` and ``target``.
    periods : ndarray
        First day, from 0, of each 30 calendar days, as the engine counts them.
    days : int
        D, those that are explained.
    warm : int
        Days before the first of them.
    """

    measure: Measure
    terms: tuple[Term, ...]
    x: tuple[Floats, ...]
    rows: tuple[Ints, ...]
    hit: tuple[Ints, ...]
    day: tuple[Ints, ...]
    count: tuple[Floats, ...]
    fixed: Floats
    groups: Mapping[str, slice]
    periods: Ints
    days: int
    warm: int

    @property
    def period(self) -> Ints:
        """Period of each day, (D,)."""
        return np.repeat(np.arange(len(self.periods)), np.diff([*self.periods.tolist(), self.days]))


def design(
    panel: Panel, model: Model, seen: Columns, *, ties: Ties | None = None, effects: Sequence[Effect] = EFFECTS
) -> Design:
    """Lay out a fit.

    Parameters
    ----------
    panel : Panel
    model : Model
        From `world`.
    seen : Columns
        From `columns`.
    ties : Ties, optional
        Covariates of the levels.
    effects : sequence of Effect
    """
    kinds = tuple(model.actions.ids)
    rows = tuple(np.flatnonzero(model.channels.action == kinds.index(kind)) for kind in KINDS)
    terms, x = [], []
    for kind, here in zip(KINDS, rows, strict=True):
        found = list(_terms(kind, seen, here, effects, panel.warm))
        terms += [term for term, _ in found]
        empty = np.zeros((len(here), 0, panel.days - panel.warm))
        x.append(np.ascontiguousarray(np.stack([c for _, c in found], axis=1)) if found else empty)
    channel = channel_rows(model, panel)
    of = [(panel.kind == k) & (panel.day > panel.warm) for k in range(len(KINDS))]
    place = np.zeros(len(model.channels.ids), dtype=np.int64)
    for here in rows:
        place[here] = np.arange(len(here))
    fixed, groups = _fixed(model, rows, ties)
    return Design(
        measure=panel.measure,
        terms=tuple(terms),
        x=tuple(x),
        rows=rows,
        hit=tuple(place[channel[one]] for one in of),
        day=tuple(panel.day[one] - 1 - panel.warm for one in of),
        count=tuple(panel.count[one] for one in of),
        fixed=fixed,
        groups=groups,
        periods=_periods(panel),
        days=panel.days - panel.warm,
        warm=panel.warm,
    )


def _terms(kind: str, seen: Columns, here: Ints, effects: Sequence[Effect], warm: int) -> list[tuple[Term, Floats]]:
    group = 2 * KINDS[kind] + 1
    found = []
    for one in effects:
        if group not in one.groups or one.name not in seen.x:
            continue
        x = seen.x[one.name][here, warm:]
        within = within_dyads(x)
        prior = one.priors[group]
        if within > _MOVES:
            widened = Prior(prior.mean, MEMORY_SD) if one.memory else prior
            found.append((Term(one.name, kind, group, widened, one.memory, within), x))
    return found


def within_dyads(x: Floats) -> float:
    """Mean over channels of the variance of x over days."""
    return float(np.var(x, axis=1).mean())


def _fixed(model: Model, rows: tuple[Ints, ...], ties: Ties | None) -> tuple[Floats, Mapping[str, slice]]:
    """Lay out shared levels as columns, (C, f)."""
    channels, actors = model.channels, len(model.snapshot.actors)
    blocks: dict[str, Floats] = {"class": _by_class(np.ones((len(channels.ids), 1)), rows)}
    blocks["start"] = _by_class(_start(model), rows)
    covariates = _covariates(model, ties)
    if covariates.shape[1]:
        blocks["ties"] = _by_class(covariates, rows)
    for name, who in (("author", channels.author), ("target", channels.target)):
        shared = np.zeros((len(who), actors))
        shared[np.arange(len(who)), who] = 1.0
        split = _by_class(shared, rows)
        for k, kind in enumerate(KINDS):
            blocks[f"{name} of {kind}"] = split[:, k * actors : (k + 1) * actors]
    ends = np.cumsum([block.shape[1] for block in blocks.values()]).tolist()
    slices = {name: slice(end - block.shape[1], end) for (name, block), end in zip(blocks.items(), ends, strict=True)}
    return np.hstack(list(blocks.values())), slices


def _start(model: Model) -> Floats:
    """Log rate in the panel's first days of a channel and of the one that answers it, centred, (C, 2).

    Levels given where memory starts (Wooldridge 2005): else a level that is merely high is taken for memory, or memory for
    a level.
    """
    channels = model.channels
    row = {
        (a, k, t): c for c, (a, k, t) in enumerate(zip(channels.author, channels.action, channels.target, strict=True))
    }
    answer = [row[t, k, a] for a, k, t in row]
    early = np.log(FLOOR + channels.ordinary)
    both = np.stack([early, early[answer]], axis=1)
    return np.asarray(both - both.mean(axis=0))


def _by_class(columns: Floats, rows: tuple[Ints, ...]) -> Floats:
    """Give each class its own copy of the columns."""
    wide = np.zeros((len(columns), len(rows), columns.shape[1]))
    for k, here in enumerate(rows):
        wide[here, k] = columns[here]
    return wide.reshape(len(columns), -1)


def _covariates(model: Model, ties: Ties | None) -> Floats:
    """Standing ties of each channel's pair, either way round, those that anybody has: (C, ties)."""
    channels, base = model.channels, model.snapshot
    if ties is None:
        return np.zeros((len(channels.ids), 0))
    both = [getattr(base, name) for name in _TIES]
    either = [np.maximum(tie, tie.T)[channels.author, channels.target] for tie in both]
    return np.stack([one for one in either if one.any()] or [np.zeros((len(channels.ids), 0))], axis=1).reshape(
        len(channels.ids), -1
    )


def tie_names(ties: Ties | None) -> tuple[str, ...]:
    """Name the covariates of levels, in their order."""
    return tuple(name for name in _TIES if ties is not None and getattr(ties, name).any())


def _periods(panel: Panel) -> Ints:
    number = (day_number(panel.first) + np.arange(panel.warm, panel.days)) // TEMPO_DAYS
    return np.flatnonzero(np.append(True, np.diff(number) > 0)).astype(np.int64)
