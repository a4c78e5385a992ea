"""Wars that others may join, ground that can be taken, and flows that third parties live by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catspaw.case.language import Party
from catspaw.case.model import Case
from catspaw.core.elementary import halving
from catspaw.core.errors import ModelError
from catspaw.core.random import Floats
from catspaw.network.cell import Cell
from catspaw.network.channels import state_of
from catspaw.network.model import LOST, NOBODY, Conflicts, Snapshot
from catspaw.network.principals import principal, who
from catspaw.network.standing import Standing, ends

#: Weight of a place as ground, by its kind; what is not named here cannot be taken.  Judged.
WORTH: Mapping[str, float] = {"city": 1.0, "region": 1.0, "port": 0.5, "base": 0.5, "crossing": 0.5, "camp": 0.25}


def worth(case: Case, places: Sequence[str]) -> Floats:
    """Weigh places as ground, (P,): 0 for seas, straits, pipelines, and for states that stand as somebody's home.

    A place that lies inside another of the case counts inside it and not again.
    """
    found = np.zeros(len(places))
    for i, name in enumerate(places):
        place = case.places.get(name)
        if place is not None and not (place.inside in case.places and WORTH.get(case.places[place.inside].kind)):
            found[i] = WORTH.get(place.kind, 0.0)
    return found


def soil(case: Case, places: Sequence[str], index: Mapping[str, int]) -> NDArray[np.int64]:
    """Find on whose soil each place lies: its host, or the state that it is in; (P,)."""
    states = [state_of(case, place) for place in places]
    return np.array([NOBODY if state is None else index.get(state, NOBODY) for state in states], dtype=np.int64)


def lost(case: Case, base: Snapshot, index: Mapping[str, int], day: date) -> Floats:
    """Share of its ground that each actor has lately lost to each other, by the holders that places name; (A, A).

    A place that has changed hands counts whole on the day, and with a half-life of `LOST` days since; what each holds on
    `day` is all its ground.
    """
    found = np.zeros((len(index), len(index)))
    for at, name in enumerate(base.places):
        for loser, winner, since in _changes(case, name, index, day):
            found[loser, winner] += base.worth[at] * float(halving(since / LOST))
    held = base.holder != NOBODY
    ground = np.bincount(base.holder[held], weights=base.worth[held], minlength=len(index))[:, None]
    net = np.maximum(0.0, found - found.T)
    return np.minimum(1.0, np.divide(net, ground, out=np.zeros_like(net), where=ground > 0.0))


def _changes(case: Case, name: str, index: Mapping[str, int], day: date) -> Iterator[tuple[int, int, int]]:
    """List who lost a place to whom, and how many days ago; before its first holder it was its host's."""
    before = state_of(case, name)
    for holder in case.places[name].holder if name in case.places else ():
        since = holder.start.middle if holder.start else None
        names = (None if before is None else principal(case, before, day), principal(case, holder.of, day))
        rows = [index.get(who or "", NOBODY) for who in names]
        before = holder.of
        if since is not None and since <= day and NOBODY not in rows and rows[0] != rows[1]:
            yield rows[0], rows[1], (day - since).days


def conflicts(case: Case, index: Mapping[str, int]) -> Conflicts | None:
    """Compile the wars of a case, sorted by id; None where it has none.

    Parameters
    ----------
    case : Case
    index : mapping
        Row of each actor of the model.

    Raises
    ------
    ModelError
        A war of which one side has nobody in the model.
    """
    if not case.wars:
        return None
    wars = sorted(case.wars, key=lambda war: war.id)
    side = np.zeros((len(wars), len(index)))
    for at, war in enumerate(wars):
        for party, sign in ((war.side, 1.0), (war.against, -1.0)):
            side[at, [index[name] for name in _fighting(case, war.id, war.line, party, index)]] = sign
    stands = [index.get(principal(case, war.stands, case.as_of), NOBODY) if war.stands else NOBODY for war in wars]
    return Conflicts(tuple(war.id for war in wars), np.array(stands, dtype=np.int64), side)


def _fighting(case: Case, war: str, line: int, party: Party, index: Mapping[str, int]) -> list[str]:
    found = [name for name in who(case, party, case.as_of) if name in index]
    if not found:
        raise ModelError(
            f"wars.yaml:{line}: of `{party}` nobody acts in the model, so the war `{war}` has one side only; "
            "anchor an act of theirs in case.yaml"
        )
    return found


def dependence(case: Case, rows: Iterable[Standing], index: Mapping[str, int]) -> Iterator[Cell]:
    """Give the cells of who lives by which flow, and how much: `depends(x -> flow)`."""
    for row in rows:
        if row.prop.word == "depends":
            for one, flow in ends(case, row.prop, row.day):
                if one in index and flow in index and case.actors[flow].kind == "flow":
                    yield Cell("lives_by", (index[one], index[flow]), row.strength, row.proposition, row.belief)
