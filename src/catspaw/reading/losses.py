"""Where proposals and a coding by hand part: each part of a claim by itself, and the first thing that each lost claim lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

from catspaw.case.codebook import words
from catspaw.case.units import Unit
from catspaw.reading.scores import Score

#: What a claim of the coding by hand may lack among the proposals, the first that holds counts.
LOSSES = (
    "nothing proposed in its paragraphs",
    "none of its parties proposed there",
    "mechanism, cause or measure not proposed there",
    "a mind (wants, plans, fears) not proposed there",
    "no such word proposed there",
    "word there, other parties",
    "word and parties there, another speaker",
    "found",
)
_FAMILIES = {"mechanism": 2, "measure": 2, "mind": 3}


def stages(
    gold: Sequence[Unit], mine: Sequence[Unit], own: Collection[str], named: Collection[tuple[int, str]]
) -> dict[str, Score]:
    """Give how well each part of claims is found, paragraph by paragraph, each thing once.

    Parameters
    ----------
    gold, mine : sequence of Unit
        The coding by hand and the proposals.
    own : collection of str
        Outlets, who vouch for what nobody else does: left out of speakers and stances.
    named : collection of (int, str)
        Actors and places that were found in the text, by paragraph, whether anything was made of them or not.

    Returns
    -------
    dict
        ``named`` (parties of claims among what is found in their paragraphs), ``party`` (each by itself), ``parties`` (all of a claim's), ``word`` (of the predicate table), ``family``, ``stance``
        (speaker and act of speech together).
    """
    parts: dict[str, Callable[[Unit], Iterable[Hashable]]] = {
        "party": lambda u: u.parties,
        "parties": lambda u: [u.parties],
        "word": lambda u: [u.word],
        "family": lambda u: [words()[u.word].family],
        "stance": lambda u: [(u.origin, u.values["act"])] if u.origin not in own else [],
    }
    there = _things(gold, parts["party"])
    found = {"named": Score(len(there & set(named)), len(set(named)), len(there))}
    return found | {name: _shared(_things(gold, part), _things(mine, part)) for name, part in parts.items()}


Things = set[tuple[int, Hashable]]


def _things(units: Iterable[Unit], part: Callable[[Unit], Iterable[Hashable]]) -> Things:
    return {(p, thing) for u in units for p in u.paragraphs for thing in part(u)}


def _shared(gold: Things, mine: Things) -> Score:
    return Score(len(gold & mine), len(mine), len(gold))


def losses(gold: Sequence[Unit], mine: Sequence[Unit]) -> dict[str, int]:
    """Count, for the claims coded by hand, the first thing that is missing: see `LOSSES`."""
    found = Counter(_loss(unit, [m for m in mine if m.paragraphs & unit.paragraphs]) for unit in gold)
    return {name: found[at] for at, name in enumerate(LOSSES)}


def _loss(unit: Unit, there: Sequence[Unit]) -> int:
    if not there:
        return 0
    if not any(set(unit.parties) & set(m.parties) for m in there):
        return 1
    alike = [m for m in there if m.word == unit.word]
    if not alike:
        return _FAMILIES.get(words()[unit.word].family, 4)
    same = [m for m in alike if m.parties == unit.parties]
    if not same:
        return 5
    return 7 if any(m.origin == unit.origin for m in same) else 6


def anonymity(gold: dict[tuple[int, str], bool], mine: dict[tuple[int, str], bool]) -> dict[str, int]:
    """Say of how many speakers that both have it is told alike whether their names are withheld."""
    both = gold.keys() & mine.keys()
    return {"same": sum(gold[key] == mine[key] for key in both), "of": len(both)}
