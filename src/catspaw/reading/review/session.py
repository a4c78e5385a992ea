"""One review: decisions taken, written to the report at once, and taken back; nothing here prints or reads keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from catspaw.case.adding import Added, add_claim
from catspaw.case.language import Party, parse
from catspaw.case.load import examine
from catspaw.case.replacing import put_key, remove_item, remove_key
from catspaw.case.writing import Plain
from catspaw.core.errors import CatspawError
from catspaw.core.files import write_atomic
from catspaw.reading.propose.proposal import Claim, Proposal
from catspaw.reading.review import shelf as shelves
from catspaw.reading.review.line import flat, from_line, to_line
from catspaw.reading.review.parts import alike, merge_proposals, split_claim
from catspaw.reading.review.shelf import Decision, Shelf

#: Who decides where nobody looked.
UNREVIEWED = "unreviewed"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Session:
    """A review of one report's proposals.

    Attributes
    ----------
    folder : Path
        The case.
    shelf : Shelf
        What was proposed and decided; every decision is saved at once.
    by : str
        Who reviews.
    clock : callable
        Gives the time of a decision.
    """

    folder: Path
    shelf: Shelf
    by: str
    clock: Callable[[], str] = _now

    @property
    def current(self) -> Proposal | None:
        """The proposal that heads the queue."""
        return next(iter(self.shelf.open), None)

    def _decided(self, decision: Decision, more: tuple[Proposal, ...] = ()) -> None:
        shelf = replace(self.shelf, decisions=(*self.shelf.decisions, decision))
        if more:
            places = [i for i, p in enumerate(shelf.proposals) if p.id == decision.proposal]
            at = places[0] + 1 if places else 0
            shelf = replace(shelf, proposals=(*shelf.proposals[:at], *more, *shelf.proposals[at:]))
        shelves.save(self.folder, shelf)
        self.shelf = shelf

    def accept(self, proposal: Proposal, line: str | None = None) -> Added:
        """Write a claim into the report, as proposed or as edited.

        Raises
        ------
        CatspawError
            Where the case cannot hold it; nothing is written then.
        """
        claim = from_line(line) if line is not None else dict(proposal.claim)
        if self.by == UNREVIEWED:
            claim = {**claim, "reviewed": "no"}
        added = self._write(claim, proposal.voices)
        what = "edit" if line is not None and line.strip() != to_line(proposal.claim) else "accept"
        self._decided(Decision(proposal.id, what, self.by, self.clock(), to_line(flat(claim)), added.keys))
        return added

    def accept_as(self, proposal: Proposal) -> Added:
        """Accept a proposal with the incident that its own is perhaps, in place of its own."""
        if not proposal.same_as:
            raise CatspawError("this proposal names no incident that the case may have already")
        prop = parse(proposal.says)
        own = prop.name
        if own is None:
            old = prop.call.positional[-1].end
            text = proposal.says.replace(str(old), proposal.same_as) if isinstance(old, Party) else proposal.says
        else:
            text = proposal.says.removesuffix(f" as {own}") + f" as {proposal.same_as}"
        return self.accept(proposal, to_line({**proposal.claim, "says": text}))

    def _write(self, claim: Mapping[str, Plain], voices: Mapping[str, str]) -> Added:
        case, _ = examine(self.folder)
        there = {v.name for v in case.reports[self.shelf.report].voices} if self.shelf.report in case.reports else set()
        spoken = str(claim.get("by", ""))
        needed = [f"{name}: {words}" for name, words in voices.items() if name not in there and name in spoken]
        return add_claim(self.folder, claim, report=self.shelf.report, voices=needed)

    def reject(self, proposal: Proposal) -> None:
        """Keep a proposal out of the report; it stays on record as rejected."""
        self._decided(Decision(proposal.id, "reject", self.by, self.clock()))

    def later(self, proposal: Proposal) -> None:
        """Put a proposal off to the end of the queue."""
        self._decided(Decision(proposal.id, "later", self.by, self.clock()))

    def split(self, proposal: Proposal) -> tuple[Proposal, ...]:
        """Make one proposal for each witness, or for each of parties named together.

        Raises
        ------
        CatspawError
            Where there is nothing to split.
        """
        parts = tuple(replace(proposal, claim=claim) for claim in split_claim(proposal.claim))
        if len(parts) < 2:
            raise CatspawError("nothing to split: one witness, and no parties named together")
        made = tuple(p.id for p in parts)
        self._decided(Decision(proposal.id, "split", self.by, self.clock(), made=made), parts)
        return parts

    def merge(self, proposal: Proposal) -> Proposal:
        """Put a proposal together with the open ones that say the same, as parallel witnesses of one claim.

        Raises
        ------
        CatspawError
            Where no other open proposal says the same.
        """
        same = [p for p in self.shelf.open if p.id != proposal.id and alike(p, proposal)]
        if not same:
            raise CatspawError("nothing to merge: no other open proposal says the same in the same way")
        merged = merge_proposals(proposal, same)
        others = tuple(p.id for p in same)
        self._decided(
            Decision(proposal.id, "merge", self.by, self.clock(), others=others, made=(merged.id,)), (merged,)
        )
        return merged

    def undo(self) -> Decision:
        """Take back the last decision that stands, and what it wrote.

        Raises
        ------
        CatspawError
            Where nothing is left to take back, or the report has changed since.
        """
        last = next(iter(reversed(self.shelf.active)), None)
        if last is None:
            raise CatspawError("nothing left to undo")
        if last.keys:
            self._take_out(last)
        kept = tuple(p for p in self.shelf.proposals if p.id not in last.made)
        self.shelf = replace(self.shelf, proposals=kept)
        self._decided(Decision(last.proposal, "undo", self.by, self.clock()))
        return last

    def _take_out(self, decision: Decision) -> None:
        """Take the claims of a decision out of the report, with voices that nobody else speaks through."""
        case, _ = examine(self.folder)
        file = f"reports/{self.shelf.report}.yaml"
        text = (self.folder / file).read_bytes().decode("utf-8")
        ours = [c for c in case.claims if c.key in decision.keys and c.report == self.shelf.report]
        for line in sorted({c.line for c in ours}, reverse=True):
            text = remove_item(text, "claims", line, file=file)
        rest, _ = examine(self.folder, instead={file: text})
        used = {s.id for c in rest.claims for chain in c.by for s in chain}
        gone = {s.id for c in ours for chain in c.by for s in chain} - used
        for voice in sorted(v for v in gone if v in case.voices):
            text = remove_key(text, "voices", case.voices[voice].name, file=file)
        write_atomic(self.folder / file, text)

    def finish(self) -> None:
        """Say in the report's head which paragraphs were coded, for which questions; and which gave no claim.

        Only where the report was made from this document: a head that somebody else wrote stays.
        """
        if not self.shelf.document.get("made"):
            return
        file = f"reports/{self.shelf.report}.yaml"
        text = (self.folder / file).read_bytes().decode("utf-8")
        case, _ = examine(self.folder)
        coded = {w for c in case.claims if c.report == self.shelf.report for w in c.where}
        settled = self._settled()
        if not coded:
            return
        head: dict[str, Plain] = {"by": self.by, "on": self.clock()[:10]}
        if case.questions:
            head["for"] = list(case.questions)
        empty = {f"p{n}": "every proposal was rejected" for n in sorted(settled - coded)}
        head["blocks"] = ranges(sorted(settled | coded))
        text = put_key(text, "coded", head, before="claims", file=file)
        if empty:
            text = put_key(text, "passed", empty, before="claims", file=file)
        write_atomic(self.folder / file, text)

    def _settled(self) -> set[int]:
        """Give the paragraphs of which every proposal was decided."""
        waiting = {n for p in self.shelf.open for n in paragraphs(p.claim)}
        decided = {d.proposal for d in self.shelf.active if d.what != "later"}
        return {n for p in self.shelf.proposals if p.id in decided for n in paragraphs(p.claim)} - waiting


def paragraphs(claim: Claim) -> set[int]:
    """Give the paragraphs of a claim."""
    return {int(part.strip().removeprefix("p")) for part in str(claim.get("where", "")).split(",") if part.strip()}


def ranges(numbers: list[int]) -> str:
    """Write paragraphs as the case files do.

    Examples
    --------
    >>> ranges([1, 2, 3, 7])
    'p1-p3, p7'
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"p{a}" if a == b else f"p{a}-p{b}" for a, b in found)
