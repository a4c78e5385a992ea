"""Wars that others may join, ground that can be taken, and flows that third parties live by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from catspaw.case.language import Party
from catspaw.case.model import Case
from catspaw.core.errors import ModelError
from catspaw.core.random import Floats
from catspaw.network.cell import Cell
from catspaw.network.model import NOBODY, Conflicts
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
