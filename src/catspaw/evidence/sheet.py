"""The book as arrays: everything that weighing computes with, and nothing that it must look up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import stable_hash
from catspaw.evidence.joint import Link
from catspaw.evidence.likelihood import Chain
from catspaw.evidence.variables import Mask

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Entry(NamedTuple):
    """One claim through one chain; see `Columns`."""

    question: int
    mask: int
    origin: int
    cell: int
    sure: float
    chain: int
    witness: int
    claim: int
    learnt: int
    gone: int
    first: int
    last: int
    judged: bool


@dataclass(frozen=True)
class Columns:
    """Entries as arrays of one length N.

    Attributes
    ----------
    question, mask, origin, cell, chain, witness, claim : ndarray of int
        Indices; witness is -1 for the speaker's own word.
    sure : ndarray of float
        s, the speaker's own sureness.
    learnt, gone : ndarray of int
        Days (ordinals) on which it was learnt and, if ever, taken back.
    first, last : ndarray of int
        Days that a claim about a lasting thing is about.
    judged : ndarray of bool
        An expert's opinion: weighs only when asked for.
    """

    question: Ints
    mask: Ints
    origin: Ints
    cell: Ints
    sure: Floats
    chain: Ints
    witness: Ints
    claim: Ints
    learnt: Ints
    gone: Ints
    first: Ints
    last: Ints
    judged: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.question)

    def joined(self, more: Columns) -> Columns:
        """Put other entries behind these."""
        return Columns(*(np.concatenate([getattr(self, n), getattr(more, n)]) for n in Entry._fields))

    def only(self, rows: Ints) -> Columns:
        """Keep some rows."""
        return Columns(*(getattr(self, n)[rows] for n in Entry._fields))


def columns(entries: Iterable[Entry]) -> Columns:
    """Lay entries out as arrays; every number is an exact float on the way."""
    numbers = np.fromiter((x for e in entries for x in e), dtype=np.float64).reshape(-1, len(Entry._fields))
    types: dict[str, type] = {"sure": np.float64, "judged": np.bool_}
    return Columns(**{n: numbers[:, i].astype(types.get(n, np.int64)) for i, n in enumerate(Entry._fields)})


@dataclass(frozen=True)
class Sheet:
    """A book's numbers.

    Attributes
    ----------
    columns : Columns
        The entries.
    ids : tuple of str
        Questions: their ids address the draws of worlds.
    offsets : ndarray of int (Q + 1,)
        Where each question's answers stand among the F flat ones.
    prior : ndarray (F,)
        Prior of every flat answer, coherent with the links.
    half_life : ndarray (Q,)
        Days; infinite for what cannot cease.
    mask_starts, mask_answers : ndarray of int
        Flat answers of mask m: ``mask_answers[mask_starts[m]:mask_starts[m + 1]]``.
    chains : tuple of Chain
    origin_ids : tuple of str
    institution, side, speakers : ndarray of int (O,)
        Of each origin.
    links : tuple of Link
        In the numbering of all questions.
    components : tuple of tuple of int
        Questions that links join, two or more.
    component_of : ndarray of int (Q,)
        A question's component, or -1.
    """

    columns: Columns
    ids: tuple[str, ...]
    offsets: Ints
    prior: Floats
    half_life: Floats
    mask_starts: Ints
    mask_answers: Ints
    chains: tuple[Chain, ...]
    origin_ids: tuple[str, ...]
    institution: Ints
    side: Ints
    speakers: Ints
    links: tuple[Link, ...]
    components: tuple[tuple[int, ...], ...]
    component_of: Ints

    @property
    def sizes(self) -> Ints:
        """How many answers each question has: (Q,)."""
        return np.diff(self.offsets)

    def part(self, question: int) -> slice:
        """Give the flat answers of a question."""
        return slice(int(self.offsets[question]), int(self.offsets[question + 1]))

    @cached_property
    def inner_links(self) -> tuple[tuple[Link, ...], ...]:
        """Links of each component in its own numbering, sorted."""
        place = {q: (number, i) for number, group in enumerate(self.components) for i, q in enumerate(group)}
        found: list[list[Link]] = [[] for _ in self.components]
        for a, s, b, t in self.links:
            number, i = place[a]
            found[number].append((i, s, place[b][1], t))
        return tuple(tuple(sorted(each)) for each in found)

    @cached_property
    def origin_hashes(self) -> NDArray[np.uint64]:
        """Addresses of the origins' own qualities: (O,)."""
        return np.array([stable_hash(o) for o in self.origin_ids], dtype=np.uint64)


def joined_groups(count: int, links: Sequence[Link]) -> tuple[tuple[tuple[int, ...], ...], Ints]:
    """Find the components of two questions or more, and each question's own (-1 for none)."""
    above = list(range(count))

    def root(i: int) -> int:
        while above[i] != i:
            above[i] = above[above[i]]
            i = above[i]
        return i

    for a, _, b, _ in links:
        low, high = sorted((root(a), root(b)))
        above[high] = low
    groups: dict[int, list[int]] = {}
    for i in range(count):
        groups.setdefault(root(i), []).append(i)
    joined = tuple(tuple(g) for g in groups.values() if len(g) > 1)
    member = np.full(count, -1, dtype=np.int64)
    for number, group in enumerate(joined):
        member[list(group)] = number
    return joined, member


def mask_table(masks: Sequence[tuple[int, Mask]], offsets: Ints) -> tuple[Ints, Ints]:
    """Give `Sheet.mask_starts` and `Sheet.mask_answers`."""
    flat = [int(offsets[q]) + i for q, m in masks for i, inside in enumerate(m) if inside]
    counts = [sum(m) for _, m in masks]
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), np.array(flat, dtype=np.int64)


def extract(sheet: Sheet, questions: Sequence[int]) -> Sheet:
    """Give the sheet of some questions alone; they must be whole components.

    Masks, chains and origins keep their numbers, so that what is solved can be put back.
    """
    chosen = np.array(sorted(questions), dtype=np.int64)
    rows = np.flatnonzero(np.isin(sheet.columns.question, chosen))
    kept = sheet.columns.only(rows)
    place = np.full(len(sheet.ids), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    flat = np.concatenate([np.arange(sheet.offsets[q], sheet.offsets[q + 1]) for q in chosen])
    answer = np.full(len(sheet.prior), -1, dtype=np.int64)
    answer[flat] = np.arange(len(flat))
    groups = sorted({int(g) for g in sheet.component_of[chosen]} - {-1})
    components = tuple(tuple(int(place[q]) for q in sheet.components[g]) for g in groups)
    member = np.full(len(chosen), -1, dtype=np.int64)
    for number, group in enumerate(components):
        member[list(group)] = number
    return replace(
        sheet,
        columns=replace(kept, question=place[kept.question]),
        ids=tuple(sheet.ids[q] for q in chosen),
        offsets=np.concatenate([[0], np.cumsum(sheet.sizes[chosen])]),
        prior=sheet.prior[flat],
        half_life=sheet.half_life[chosen],
        mask_answers=answer[sheet.mask_answers],
        links=tuple(_renumbered(sheet, groups, place)),
        components=components,
        component_of=member,
    )


def _renumbered(sheet: Sheet, groups: Sequence[int], place: Ints) -> Iterable[Link]:
    for g in groups:
        members = sheet.components[g]
        for a, s, b, t in sheet.inner_links[g]:
            yield int(place[members[a]]), s, int(place[members[b]]), t
