"""The face of the room: weigh a case, as of a day, under an account, with one claim more, since a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from catspaw.case.model import Case, Claim
from catspaw.evidence.accounts import account_of, believed_entries
from catspaw.evidence.beliefs import Beliefs
from catspaw.evidence.book import Book, make_book
from catspaw.evidence.patch import patched
from catspaw.evidence.sheet import extract
from catspaw.evidence.solve import DRAWS, Solution, solve
from catspaw.evidence.statements import selection


def weigh(
    case: Case | Book,
    *,
    as_of: date | None = None,
    account: str | None = None,
    experts: bool = False,
    draws: int = DRAWS,
) -> Beliefs:
    """Weigh the claims of a case.

    Parameters
    ----------
    case : Case or Book
        A book is a case already indexed (`make_book`): several weighings share it.
    as_of : date, optional
        Only what was learnt by this day counts; default: the case's.
    account : str, optional
        Take the voices of this account at face value where they speak: an id of accounts.yaml, or a side.
    experts : bool
        Whether opinions (`act: judge`) count.
    draws : int
        Draws of the tables for the ranges; 0 gives none.

    Returns
    -------
    Beliefs

    Raises
    ------
    UnknownName
        For an account that the case does not have.

    Examples
    --------
    >>> from catspaw.case.load import load
    >>> weigh(load("axis-2024"))["who_tower_22"].leading.says
    'another of axis'
    """
    book = case if isinstance(case, Book) else make_book(case)
    day = as_of or book.case.as_of
    believed = None if account is None else believed_entries(book, account_of(book, account))
    chosen = selection(book.sheet, day=day, experts=experts, believed=believed)
    return Beliefs(book, solve(book.sheet, chosen, draws=draws), day, account, experts)


def add_claim(beliefs: Beliefs, claim: Claim) -> Beliefs:
    """Weigh one more claim, solving only the questions that it touches.

    Parameters
    ----------
    beliefs : Beliefs
    claim : Claim
        Not yet in the case.

    Returns
    -------
    Beliefs
        The same as weighing the case with the claim in it.
    """
    old = beliefs.book
    book = old.add(claim)
    if book.space is not old.space:
        draws = beliefs.solution.draws
        return weigh(book, as_of=beliefs.as_of, account=beliefs.account, experts=beliefs.experts, draws=draws)
    fresh = book.sheet.columns.question[len(old.sheet.columns) :]
    touched = sorted({member for q in np.unique(fresh) for member in _linked(book, int(q))})
    solution = _again(beliefs, book, touched) if touched else replace(beliefs.solution, sheet=book.sheet)
    return Beliefs(book, solution, beliefs.as_of, beliefs.account, beliefs.experts)


def _linked(book: Book, q: int) -> tuple[int, ...]:
    group = int(book.sheet.component_of[q])
    return (q,) if group < 0 else book.sheet.components[group]


def _again(beliefs: Beliefs, book: Book, touched: list[int]) -> Solution:
    """Solve some questions anew and put them in their place."""
    rows = np.flatnonzero(np.isin(book.sheet.columns.question, touched))
    believed = None
    if beliefs.account is not None:
        believed = believed_entries(book, account_of(book, beliefs.account))[rows]
    part = extract(book.sheet, touched)
    chosen = selection(part, day=beliefs.as_of, experts=beliefs.experts, believed=believed)
    return patched(beliefs.solution, book.sheet, solve(part, chosen, draws=beliefs.solution.draws), touched, rows)
