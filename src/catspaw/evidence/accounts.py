"""Accounts: some voices at face value where they speak, the pooled book elsewhere; what survives all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from catspaw.case.english import named
from catspaw.case.model import Account, Chain, Speaker
from catspaw.core.errors import UnknownName, nearest
from catspaw.core.frames import frame
from catspaw.evidence.origins import institution, side

if TYPE_CHECKING:
    from catspaw.evidence.beliefs import Beliefs
    from catspaw.evidence.book import Book

Bools = NDArray[np.bool_]


def accounts(book: Book) -> dict[str, Account]:
    """Give every account: those of accounts.yaml, then one for each side that speaks."""
    case = book.case
    sides = sorted({side(speaker, book.origins) or "" for speaker in set(_speakers(book))})
    own = {s: Account(s, f"The account of {named(s, case)}", (s,)) for s in sides if s in case.actors}
    return {**case.accounts, **{k: a for k, a in own.items() if k not in case.accounts}}


def account_of(book: Book, name: str) -> Account:
    """Look an account up.

    Raises
    ------
    UnknownName
        With the nearest account.
    """
    known = accounts(book)
    if name not in known:
        raise UnknownName(
            f"`{name}` is no account of `{book.case.id}`{nearest(name, known)}; there are: {', '.join(known)}"
        )
    return known[name]


def believed_entries(book: Book, account: Account) -> Bools:
    """Say which entries an account takes at face value: (N,).

    It goes by who speaks in the entry, never by whom a judgement or an institution joins to them.
    """
    spoken = _speakers(book)
    believed = {speaker: any(_is(speaker, b, book) for b in account.believe) for speaker in set(spoken)}
    return np.array([believed[speaker] for speaker in spoken], dtype=bool)


def _speakers(book: Book) -> list[Speaker]:
    """Give who speaks in each entry; a claim's entries follow its chains."""
    waiting: dict[int, Iterator[Chain]] = {}
    found = []
    for number in book.sheet.columns.claim.tolist():
        if number not in waiting:
            waiting[number] = iter(dict.fromkeys(book.claims[number].by))
        found.append(next(waiting[number])[0])
    return found


def _is(speaker: Speaker, believed: str, book: Book) -> bool:
    """Whether a speaker is, or belongs to, what an account names: a voice, a source, an actor, a side."""
    name = speaker.id
    source = book.case.sources.get(name)
    own = (name, name.rpartition("/")[2], institution(speaker, book.case), side(speaker, book.origins))
    return believed in own or (source is not None and source.of == believed)


@dataclass(frozen=True, slots=True)
class Standing:
    """One question under one account.

    Attributes
    ----------
    account, name : str
        Empty for the pooled book.
    spoken : bool
        Whether the account's voices speak to it.
    """

    account: str
    name: str
    says: str
    belief: float
    low: float
    high: float
    spoken: bool


@dataclass(frozen=True, slots=True)
class Survival:
    """One question under every account.

    Attributes
    ----------
    standings : tuple of Standing
        The pooled book first.
    survives : bool
        Whether every account leads to the same answer (for yes or no: the same side of a half).
    """

    question: str
    ask: str
    standings: tuple[Standing, ...]
    survives: bool


@dataclass(frozen=True)
class Survivals:
    """Which conclusions survive every account."""

    rows: tuple[Survival, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "questions": [
                {
                    "id": r.question,
                    "ask": r.ask,
                    "survives": r.survives,
                    "accounts": [{n: getattr(s, n) for n in Standing.__slots__} for s in r.standings],
                }
                for r in self.rows
            ]
        }

    def to_frame(self) -> Any:
        """Give a data frame with a row for every question and account."""
        rows = [(r, s) for r in self.rows for s in r.standings]
        return frame(
            {"question": r.question, "survives": r.survives, **{n: getattr(s, n) for n in Standing.__slots__}}
            for r, s in rows
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(r.ask)}</td><td>{escape(s.name or 'pooled')}</td><td>{escape(s.says)}</td>"
            f"<td>{s.belief:.2f}</td><td>{'survives' if r.survives else ''}</td></tr>"
            for r in self.rows
            for s in r.standings
        )
        return f"<table><tbody>{rows}</tbody></table>"


def survivals(pooled: Beliefs, *, draws: int = 0) -> Survivals:
    """Weigh the book under every account and say which conclusions survive.

    Parameters
    ----------
    pooled : Beliefs
    draws : int
        For the ranges under each account; 0 gives none.
    """
    from catspaw.evidence.weighing import weigh

    known = accounts(pooled.book)
    each = {
        name: weigh(pooled.book, as_of=pooled.as_of, account=name, experts=pooled.experts, draws=draws)
        for name in known
    }
    rows = []
    for question in (q.id for q in pooled.asked()):
        found = [_standing(pooled, question, "", "")]
        found += [_standing(b, question, name, known[name].name) for name, b in each.items()]
        leads = {_lead(b, question) for b in (pooled, *each.values())}
        rows.append(Survival(question, pooled[question].ask, tuple(found), len(leads) == 1))
    return Survivals(tuple(rows))


def _lead(beliefs: Beliefs, question: str) -> str:
    return beliefs[question].leading.says


def _standing(beliefs: Beliefs, question: str, account: str, name: str) -> Standing:
    q = beliefs[question]
    return Standing(account, name, q.main.says, q.belief, q.low, q.high, q.spoken)
