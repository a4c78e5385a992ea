"""What actors want, mean, weigh, fear and can do -> cells of the engine's arrays.

A wish to act against somebody is the actor's own agenda; a plan of one of two to draw near is talks between them; a
wish of anybody that two should not, or the fear that they will, is a stake in keeping each from the other; and who can
acquire a weapon, or weighs it, has somebody to buy from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catspaw.case.codebook import actions
from catspaw.case.language import Party, Prop
from catspaw.case.model import Case
from catspaw.network.cell import SHARED_OUT, Cell, is_vague
from catspaw.network.principals import who
from catspaw.network.standing import Standing, ends

#: States of mind that set something.
MINDS = ("wants", "intends", "plans", "considers", "fears", "can")
WISHES = ("wants", "intends", "plans")
#: Words by which two draw near.
NEARING = ("normalises", "recognises", "agrees", "deal", "allied")


def minds(case: Case, row: Standing, index: Mapping[str, int]) -> Iterator[Cell]:
    """Give the cells that one state of mind sets."""
    word = row.prop.word
    holder, wish = row.prop.call.positional[0].end, row.prop.call.positional[1].end
    if not isinstance(holder, Party) or not isinstance(wish, Prop):
        return
    holders = who(case, holder, row.day)
    pairs = [(a, b) for a, b in ends(case, wish, row.day) if a in index and b in index and a != b]
    if word in WISHES and wish.word in actions() and actions()[wish.word].quad.endswith("conflict"):
        sign = -1.0 if wish.negated else 1.0
        for a, b in pairs:
            if a in holders:
                yield _cell(row, "agenda", (index[a], index[b]), sign)
    if wish.word in NEARING:
        yield from _nearing(row, wish, holders, pairs, index)
    if wish.word == "acquires" and word not in ("wants", "fears") and not wish.negated:
        for name in holders:
            if name in index:
                yield _cell(row, "purchase", (index[name],))


def _nearing(
    row: Standing, wish: Prop, holders: tuple[str, ...], pairs: list[tuple[str, str]], index: Mapping[str, int]
) -> Iterator[Cell]:
    against = row.prop.word == "fears" or (row.prop.word in WISHES and wish.negated)
    share = SHARED_OUT if is_vague(row.prop) or is_vague(wish) else 1.0
    for a, b in pairs:
        if against:
            for holder in holders:
                for kept in (a, b):
                    if holder in index and holder not in (a, b):
                        yield _cell(row, "stakes", (index[holder], index[kept]), share)
        elif not wish.negated and row.prop.word in ("intends", "plans", "considers") and {a, b} & set(holders):
            yield _cell(row, "talks", (index[a], index[b]), share)
            yield _cell(row, "talks", (index[b], index[a]), share)


def _cell(row: Standing, array: str, at: tuple[int, ...], share: float = 1.0) -> Cell:
    return Cell(array, at, share * row.strength, row.proposition, row.belief)
