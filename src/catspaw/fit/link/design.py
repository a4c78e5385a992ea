"""The table of features: families side by side, filled as the history goes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catspaw.fit.link import (
    affinity,
    candidates,
    dyad,
    groups,
    hazard,
    likeness,
    novelty,
    occasion,
    paths,
    role,
    standing,
    state,
)
from catspaw.fit.link.candidates import Rows
from catspaw.fit.link.compiled import in_threads
from catspaw.fit.link.history import History
from catspaw.fit.link.names import read_names
from catspaw.fit.link.queries import Queries

RENEWED = 10  # days after which the vectors of likeness are computed anew; stated judgement

Floats = NDArray[np.float32]
Select = Callable[[Rows], Rows]


@dataclass(frozen=True, slots=True)
class Family:
    """Features that share a memory.

    Attributes
    ----------
    name : str
    features : tuple of str
    advance : callable (first, last) -> None
        Take in the facts of these days.
    fill : callable (queries, rows, begin, end, out, at) -> None
        Write the features of some rows.
    """

    name: str
    features: tuple[str, ...]
    advance: Callable[[int, int], None]
    fill: Callable[[Queries, Rows, int, int, Floats, int], None]


@dataclass(slots=True)
class Design:
    """All families over one history, as of a day that only moves forward.

    Attributes
    ----------
    history : History
    families : tuple of Family
    features : tuple of str
        Columns of a table.
    ranked : ndarray of int64
        Columns whose standing among the candidates is itself a feature.
    listing : Listing
        Memory of the listing of candidates.
    renew : callable (day) -> None
        Renew the vectors of likeness.
    day, renewed : int
        Facts before ``day`` are known; the vectors are as of ``renewed``.
    space : ndarray of float32
        Memory of the last table.
    """

    history: History
    families: tuple[Family, ...]
    features: tuple[str, ...]
    ranked: NDArray[np.int64]
    listing: candidates.Listing
    renew: Callable[[int], None]
    day: int = 0
    renewed: int = -RENEWED
    space: Floats = field(default_factory=lambda: np.empty((0, 0), np.float32))


def start(history: History, *, names: tuple[str, ...] = (), left_out: tuple[str, ...] = ()) -> Design:
    """Return a design that knows no fact yet.

    Parameters
    ----------
    history : History
    names : tuple of str
        Names of the entities; empty: what reads names is left out.
    left_out : tuple of str
        Families or features to leave out, for ablations.
    """
    country, sector = read_names(names, entities=history.entities)
    company = likeness.start(history, country=country, sector=sector)
    wanted = affinity.start(history, company)
    families = [*_own_record(history), _likeness(history, company), _affinity(company, wanted)]
    if (country >= 0).any():
        families.append(_groups(history, country, sector))
    families = [f for f in families if f.name not in left_out]
    features = [name for f in families for name in f.features]
    ranked = [features.index(n) for n in standing.RANKED if n in features] if "standing" not in left_out else []
    complete = len(ranked) == len(standing.RANKED)
    return Design(
        history=history,
        families=tuple(families),
        features=(*features, *(standing.FEATURES if complete else ())),
        ranked=np.array(ranked if complete else [], dtype=np.int64),
        listing=candidates.start(history),
        renew=lambda day: _renew(history, company, wanted, day),
    )


def _own_record(h: History) -> list[Family]:
    """Return the families that read the record of dyads, roles and paths."""
    o, n, s = occasion.start(h), novelty.start(h), state.start(h)
    d, z, r, p = dyad.start(h), hazard.start(h), role.start(h), paths.start(h)
    return [
        Family("dyad", dyad.FEATURES, lambda a, b: dyad.advance(h, d, a, b), lambda *x: dyad.fill(d, *x)),
        Family("hazard", hazard.FEATURES, lambda a, b: hazard.advance(h, z, a, b), lambda *x: hazard.fill(z, *x)),
        Family("role", role.FEATURES, lambda a, b: role.advance(h, r, a, b), lambda *x: role.fill(h, r, *x)),
        Family(
            "occasion", occasion.FEATURES, lambda a, b: occasion.advance(h, o, a, b), lambda *x: occasion.fill(h, o, *x)
        ),
        Family(
            "novelty", novelty.FEATURES, lambda a, b: novelty.advance(h, n, a, b), lambda *x: novelty.fill(h, n, *x)
        ),
        Family("state", state.FEATURES, lambda a, b: state.advance(h, s, a, b), lambda *x: state.fill(s, *x)),
        Family("paths", paths.FEATURES, lambda a, b: paths.advance(h, p, a, b), lambda *x: paths.fill(p, *x)),
    ]


def _renew(history: History, company: likeness.LikenessMemory, wanted: affinity.AffinityMemory, day: int) -> None:
    likeness.renew(history, company, day)
    affinity.renew(history, company, wanted, day)


def _affinity(m: likeness.LikenessMemory, a: affinity.AffinityMemory) -> Family:
    return Family("affinity", affinity.FEATURES, lambda *_: None, lambda *x: affinity.fill(m, a, *x))


def _likeness(h: History, m: likeness.LikenessMemory) -> Family:
    return Family(
        "likeness",
        likeness.FEATURES,
        lambda a, b: likeness.advance(h, m, a, b),
        lambda *x: likeness.fill(h, m, *x),
    )


def _groups(h: History, country: NDArray[np.int32], sector: NDArray[np.int32]) -> Family:
    m = groups.start(h, country=country, sector=sector)
    return Family("groups", groups.FEATURES, lambda a, b: groups.advance(h, m, a, b), lambda *x: groups.fill(m, *x))


def go_to(design: Design, day: int) -> None:
    """Take in all facts before a day, which must not lie behind."""
    for family in design.families:
        family.advance(design.day, day)
    candidates.advance(design.history, design.listing, design.day, day)
    design.day = day


def table(design: Design, queries: Queries, lo: int, hi: int, *, most: int, select: Select) -> tuple[Rows, Floats]:
    """List the candidates of questions that know the design's day, and write their features.

    Parameters
    ----------
    design : Design
    queries : Queries
    lo, hi : int
        Questions ``lo`` to ``hi - 1``; all know ``design.day``.
    most : int
        Candidates per question.
    select : callable
        Rows to rows: all of them, or a sample.

    Returns
    -------
    rows : Rows
    x : ndarray of float32, shape (rows, features)
        Good until the next table: its memory is used again.
    """
    if design.day - design.renewed >= RENEWED:
        design.renew(design.day)
        design.renewed = design.day
    rows = select(candidates.list_candidates(design.history, design.listing, queries, lo, hi, most=most))
    if len(design.space) < len(rows.y):
        design.space = np.empty((len(rows.y), len(design.features)), np.float32)
    x = design.space[: len(rows.y)]
    in_threads(lambda a, b: _fill(design, queries, rows, x, a, b), hi - lo)
    return rows, x


def _fill(design: Design, queries: Queries, rows: Rows, x: Floats, first: int, last: int) -> None:
    begin, end, at = int(rows.begin[first]), int(rows.begin[last]), 0
    for family in design.families:
        family.fill(queries, rows, begin, end, x, at)
        at += len(family.features)
    if len(design.ranked):
        standing.fill(rows, first, last, x, at, design.ranked, len(standing.COUNTS))
