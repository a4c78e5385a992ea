"""The book: every claim of a case written down as entries, with the questions and links that it speaks to.

An *entry* is one claim through one chain: who vouches (an origin cluster), for which answers of which question,
how (stance, interest, grade), how sure, through which relays, and since when it was known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catspaw.case.model import Case, Chain, Claim
from catspaw.evidence import likelihood, tables
from catspaw.evidence.interest import DENYING, Interests, enmities
from catspaw.evidence.links import links
from catspaw.evidence.origins import Origins, Reliability, origins
from catspaw.evidence.priors import coherent
from catspaw.evidence.sheet import Entry, Sheet, columns, joined_groups, mask_table
from catspaw.evidence.space import Space, build_space
from catspaw.evidence.variables import Mask

Ints = NDArray[np.int64]

#: Acts of speech that say what is so; `silent` is kept and weighs nothing, the others are acts, not claims of fact.
WEIGHING = ("assert", "deny", "admit", "doubt", "no_evidence", "judge")
NEVER = date.max.toordinal()


@dataclass(frozen=True)
class Book:
    """A case's claims, indexed.

    Attributes
    ----------
    space : Space
        Questions and how propositions find theirs.
    origins : Origins
        Who speaks.
    claims : tuple of Claim
        Of the case, and those added.
    masks : tuple
        (question, answers) of each mask.
    sheet : Sheet
        The numbers.
    unplaced : tuple of str
        Keys of claims of fact that no question is about: public record.
    """

    space: Space
    origins: Origins
    claims: tuple[Claim, ...]
    masks: tuple[tuple[int, Mask], ...]
    sheet: Sheet
    unplaced: tuple[str, ...]
    clerk: Clerk

    @property
    def case(self) -> Case:
        """The case that it was made from."""
        return self.space.case

    def add(self, claim: Claim) -> Book:
        """Give the book with one more claim.

        Where its question, answers and speaker are known, only its entries are appended; otherwise the book
        is made anew from the case with the claim in it.
        """
        entries = self.clerk.fitting(claim, len(self.claims))
        if entries is None:
            return make_book(replace(self.case, claims=(*self.claims, claim)))
        masks = tuple(self.clerk.masks)
        starts, answers = self.sheet.mask_starts, self.sheet.mask_answers
        if len(masks) > len(self.masks):
            more = mask_table(masks[len(self.masks) :], self.sheet.offsets)
            starts = np.concatenate([starts, starts[-1] + more[0][1:]])
            answers = np.concatenate([answers, more[1]])
        sheet = replace(
            self.sheet,
            columns=self.sheet.columns.joined(columns(entries)),
            chains=tuple(self.clerk.chains),
            mask_starts=starts,
            mask_answers=answers,
        )
        return replace(self, claims=(*self.claims, claim), masks=masks, sheet=sheet)


class Clerk:
    """Writes claims down as entries, giving everything that they name an index."""

    def __init__(self, case: Case, space: Space, known: Origins) -> None:
        self.case, self.space, self.origins = case, space, known
        self.reliability = Reliability(case)
        props = [*(c.prop for c in case.claims if c.kind == "says"), *(a.prop for a in case.assumptions)]
        enemies = enmities(case, props, space.belonging)
        self.interests = Interests(case, space.belonging, enemies)
        self.masks: dict[tuple[int, Mask], int] = {}
        self.chains: dict[likelihood.Chain, int] = {}
        self.origin_ids: dict[str, int] = {}
        self.witness_ids: dict[str, int] = {}
        self.unplaced: list[str] = []

    def write(self, claim: Claim, number: int) -> list[Entry]:
        """Write one claim down: an entry for each chain; none where it does not weigh as fact."""
        if claim.kind != "says" or claim.act not in WEIGHING or claim.given is not None or claim.unless is not None:
            return []
        place = self.space.locate(claim.prop)
        if place is None or all(place.mask) or not any(place.mask):
            self.unplaced.append(claim.key)
            return []
        says = claim.act not in DENYING
        where = place if says else place.opposite()
        mask = self.masks.setdefault((where.variable, where.mask), len(self.masks))
        sure = tables.constants()[f"sure_{claim.sure}"] * tables.constants().get(f"act_{claim.act}", 1.0)
        first, last = _span(claim)
        learnt = claim.learnt.toordinal() if not claim.hindsight else 0
        gone = claim.retracted.toordinal() if claim.retracted else NEVER
        judged = claim.act == "judge"
        found = []
        for chain in dict.fromkeys(claim.by):
            origin = self.origins.cluster(claim, chain)
            entry = Entry(
                question=where.variable,
                mask=mask,
                origin=self.origin_ids.setdefault(origin, len(self.origin_ids)),
                cell=self._cell(claim, chain, origin),
                sure=sure,
                chain=self._chain(claim, chain),
                witness=self._witness(claim, chain),
                claim=number,
                learnt=learnt,
                gone=gone,
                first=first,
                last=last,
                judged=judged,
            )
            found.append(entry)
        return found

    def fitting(self, claim: Claim, number: int) -> list[Entry] | None:
        """Write a claim that is new to the case; None where something that it names is not known yet."""
        if claim.prop not in self.space.found and claim.prop.op in ("=", "<", ">", "<=", ">="):
            return None  # a new threshold may cut a cell
        if self.space.locate(claim.prop) is None:
            return None
        if any(self.origins.cluster(claim, chain) not in self.origin_ids for chain in claim.by):
            return None
        return self.write(claim, number)

    def _cell(self, claim: Claim, chain: Chain, origin: str) -> int:
        side = self.origins.clusters[origin].side
        stance, interest = self.interests.of(claim.prop, side=side, act=claim.act, override=claim.interest)
        day = claim.said.last or claim.learnt
        return tables.cell(stance, interest, self.reliability.grade(chain[0], topic=claim.prop.word, day=day))

    def _chain(self, claim: Claim, chain: Chain) -> int:
        links = ["paraphrased"] * (len(chain) - 2) + [claim.relay] if len(chain) > 1 else []
        if len(chain) == 1 and claim.relay in ("quoted", "hearsay"):  # said to the reporter, who gives it so
            links = [claim.relay]
        relays = tuple(sorted(tables.RELAYS.index(r) for r in links if r != "verbatim"))
        return self.chains.setdefault(relays, len(self.chains))

    def _witness(self, claim: Claim, chain: Chain) -> int:
        witness = self.origins.witness(claim, chain)
        return -1 if witness is None else self.witness_ids.setdefault(witness, len(self.witness_ids))


def _span(claim: Claim) -> tuple[int, int]:
    """Give the days that a claim is about: what it says of the time, else when it was said."""
    said_last = claim.said.last or claim.learnt
    about = claim.on
    first = (about.first if about else None) or (claim.start.first if claim.start else None)
    last = (about.last if about else None) or (claim.end.last if claim.end else None) or said_last
    first = first or claim.said.first or min(said_last, last)
    return min(first, last).toordinal(), last.toordinal()


def make_book(case: Case) -> Book:
    """Index a case's claims.

    Parameters
    ----------
    case : Case
        Resolved and without errors.

    Returns
    -------
    Book
    """
    space = build_space(case)
    known = origins(case)
    clerk = Clerk(case, space, known)
    entries = [e for i, c in enumerate(case.claims) for e in clerk.write(c, i)]
    found = links(space)
    priors = coherent([np.array(x.prior) for x in space.variables], found)
    offsets = np.concatenate([[0], np.cumsum([len(x.answers) for x in space.variables], dtype=np.int64)])
    starts, answers = mask_table(tuple(clerk.masks), offsets)
    groups, member = joined_groups(len(space.variables), found)
    clusters = [known.clusters[o] for o in clerk.origin_ids]
    sheet = Sheet(
        columns=columns(entries),
        ids=tuple(x.id for x in space.variables),
        offsets=offsets,
        prior=np.concatenate(priors) if priors else np.zeros(0),
        half_life=np.array([x.half_life or np.inf for x in space.variables]),
        mask_starts=starts,
        mask_answers=answers,
        chains=tuple(clerk.chains),
        origin_ids=tuple(clerk.origin_ids),
        institution=_numbered(c.institution for c in clusters),
        side=_numbered(c.side for c in clusters),
        speakers=np.array([c.speakers for c in clusters], dtype=np.int64),
        links=found,
        components=groups,
        component_of=member,
    )
    return Book(space, known, case.claims, tuple(clerk.masks), sheet, tuple(clerk.unplaced), clerk)


def _numbered(names: Iterable[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(n, len(known)) for n in names], dtype=np.int64)
