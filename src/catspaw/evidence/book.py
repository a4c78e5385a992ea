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

from catspaw.case.language import Prop
from catspaw.case.model import Case, Chain, Claim
from catspaw.evidence import likelihood, tables
from catspaw.evidence.interest import DENYING, Charge, Interests, enmities, hostility
from catspaw.evidence.links import links
from catspaw.evidence.origins import Origins, Reliability, node_of, origins
from catspaw.evidence.priors import coherent
from catspaw.evidence.sheet import Entry, Sheet, columns, joined_groups, mask_table
from catspaw.evidence.space import Located, Space, build_space
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


@dataclass(frozen=True, slots=True)
class Content:
    """What a claim's proposition amounts to, found once for all claims that have it."""

    place: Located | None
    charged: Charge | None
    topic: str


class Clerk:
    """Writes claims down as entries, giving everything that they name an index."""

    def __init__(self, case: Case, space: Space, known: Origins, props: Iterable[Prop]) -> None:
        self.case, self.space, self.origins = case, space, known
        self.reliability = Reliability(case)
        enemies = enmities(case, [*props, *(a.prop for a in case.assumptions)], space.belonging)
        self.interests = Interests(case, space.belonging, enemies)
        self.masks: dict[tuple[int, Mask], int] = {}
        self.chains: dict[likelihood.Chain, int] = {}
        self.origin_ids: dict[str, int] = {}
        self.witness_ids: dict[str, int] = {}
        self.unplaced: list[str] = []
        self._contents: dict[Prop, Content] = {}
        self._sides: list[str] = []
        self._origin_of: dict[str, int] = {}  # of speakers who are one origin wherever they speak
        self._witness_of: dict[str, int] = {}
        self._chain_of: dict[tuple[int, str], int] = {}

    def write(self, claim: Claim, number: int, content: Content) -> list[Entry]:
        """Write one claim down: an entry for each chain; none where it does not weigh as fact."""
        if claim.kind != "says" or claim.act not in WEIGHING or claim.given is not None or claim.unless is not None:
            return []
        if content.place is None or all(content.place.mask) or not any(content.place.mask):
            self.unplaced.append(claim.key)
            return []
        says = claim.act not in DENYING
        where = content.place if says else content.place.opposite()
        mask = self.masks.setdefault((where.variable, where.mask), len(self.masks))
        known = tables.constants()
        sure = known[f"sure_{claim.sure}"] * known.get(f"act_{claim.act}", 1.0)
        first, last = _span(claim)
        learnt = claim.learnt.toordinal() if not claim.hindsight else 0
        gone = claim.retracted.toordinal() if claim.retracted else NEVER
        found = []
        for chain in dict.fromkeys(claim.by) if len(claim.by) > 1 else claim.by:
            origin = self._origin(claim, chain)
            entry = Entry(
                question=where.variable,
                mask=mask,
                origin=origin,
                cell=self._cell(claim, chain, content, origin),
                sure=sure,
                chain=self._chain(claim, chain),
                witness=self._witness(claim, chain),
                claim=number,
                learnt=learnt,
                gone=gone,
                first=first,
                last=last,
                judged=claim.act == "judge",
            )
            found.append(entry)
        return found

    def fitting(self, claim: Claim, number: int) -> list[Entry] | None:
        """Write a claim that is new to the case; None where something that it names is not known yet."""
        if claim.prop not in self._contents and (claim.prop.op or hostility(claim.prop)):
            return None  # a new threshold may cut a cell, a new hostile tie may make enemies
        if self.space.locate(claim.prop) is None:
            return None
        if any(self.origins.cluster(claim, chain) not in self.origin_ids for chain in claim.by):
            return None
        return self.write(claim, number, self.content(claim.prop))

    def content(self, prop: Prop) -> Content:
        """Find what a proposition amounts to."""
        found = self._contents.get(prop)
        if found is None:
            found = Content(self.space.locate(prop), self.interests.charge(prop), prop.word)
            self._contents[prop] = found
        return found

    def _origin(self, claim: Claim, chain: Chain) -> int:
        name = chain[0].id
        found = self._origin_of.get(name)
        if found is None:
            node = node_of(claim, chain, self.case)
            cluster = self.origins.cluster(claim, chain)
            found = self.origin_ids.setdefault(cluster, len(self.origin_ids))
            if found == len(self._sides):
                self._sides.append(self.origins.clusters[cluster].side)
            if node == name and not self.origins.split:
                self._origin_of[name] = found
        return found

    def _witness(self, claim: Claim, chain: Chain) -> int:
        if len(chain) == 1:
            return -1
        found = self._witness_of.get(chain[1].id)
        if found is None:
            witness = self.origins.witness(claim, chain)
            assert witness is not None
            found = self.witness_ids.setdefault(witness, len(self.witness_ids))
            if witness in ("outlets", chain[1].id):
                self._witness_of[chain[1].id] = found
        return found

    def _cell(self, claim: Claim, chain: Chain, content: Content, origin: int) -> int:
        stance, interest = self.interests.of(
            content.charged, side=self._sides[origin], act=claim.act, override=claim.interest
        )
        day = claim.said.last or claim.learnt
        return tables.cell(stance, interest, self.reliability.grade(chain[0], topic=content.topic, day=day))

    def _chain(self, claim: Claim, chain: Chain) -> int:
        key = len(chain), claim.relay
        if key not in self._chain_of:
            relays = relays_of(*key)
            self._chain_of[key] = self.chains.setdefault(relays, len(self.chains))
        return self._chain_of[key]


def relays_of(length: int, last: str) -> likelihood.Chain:
    """Give the relays of a chain of some length of which the last link is given; verbatim ones drop out.

    Who speaks to the reporter or in public has no relay, unless the report says that it quotes or has it by
    hearsay.
    """
    links = ["paraphrased"] * (length - 2) + [last] if length > 1 else []
    if length == 1 and last in ("quoted", "hearsay"):
        links = [last]
    return tuple(sorted(tables.RELAYS.index(r) for r in links if r != "verbatim"))


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
    number: dict[Prop, int] = {}
    which = [number.setdefault(c.prop, len(number)) for c in case.claims]
    props = tuple(number)
    space = build_space(case, props)
    known = origins(case)
    said = sorted({n for n, c in zip(which, case.claims, strict=True) if c.kind == "says"})
    clerk = Clerk(case, space, known, [props[n] for n in said])
    contents = [clerk.content(p) for p in props]
    entries = columns(e for i, c in enumerate(case.claims) for e in clerk.write(c, i, contents[which[i]]))
    found = links(space)
    priors = coherent([np.array(x.prior) for x in space.variables], found)
    offsets = np.concatenate([[0], np.cumsum([len(x.answers) for x in space.variables], dtype=np.int64)])
    starts, answers = mask_table(tuple(clerk.masks), offsets)
    groups, member = joined_groups(len(space.variables), found)
    clusters = [known.clusters[o] for o in clerk.origin_ids]
    sheet = Sheet(
        columns=entries,
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
