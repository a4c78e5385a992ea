"""What a review teaches: each decision that somebody took on a proposal, and what the reader had seen there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catspaw.case.model import Case
from catspaw.reading.document import Span
from catspaw.reading.model import Model
from catspaw.reading.names import find_mentions, make_names
from catspaw.reading.names.mentions import Mention
from catspaw.reading.propose.proposal import Claim, Proposal
from catspaw.reading.propose.propose import VERSION
from catspaw.reading.review.line import flat, from_line
from catspaw.reading.review.session import UNREVIEWED
from catspaw.reading.review.shelf import Shelf
from catspaw.reading.segmenting import segment
from catspaw.reading.tagging.adapting import Taught
from catspaw.reading.tagging.labels import SHORT, Stretch, bounds, paragraphs_of
from catspaw.reading.tagging.model import labelled


@dataclass(frozen=True, slots=True)
class Lesson:
    """A decision on one of the reader's proposals.

    Attributes
    ----------
    report : str
        Where the proposal was made.
    text : str
        The document; empty where it is not kept.
    proposal : Proposal
    claim : mapping or None
        The claim as it was accepted; None for a proposal that was rejected.
    """

    report: str
    text: str
    proposal: Proposal
    claim: Claim | None

    @property
    def accepted(self) -> bool:
        """Whether it was accepted, as it was or after an edit."""
        return self.claim is not None


def lessons_of(shelf: Shelf) -> tuple[Lesson, ...]:
    """Give the decisions that somebody took on the reader's own proposals; what was accepted unreviewed teaches nothing."""
    return tuple(_lessons(shelf))


def _lessons(shelf: Shelf) -> Iterator[Lesson]:
    for proposal in shelf.proposals:
        decision = shelf.standing.get(proposal.id)
        if decision is None or decision.by == UNREVIEWED or proposal.proposer != VERSION:
            continue
        if decision.what == "reject":
            yield Lesson(shelf.report, shelf.text, proposal, None)
        elif decision.what in ("accept", "edit"):
            yield Lesson(shelf.report, shelf.text, proposal, flat(from_line(decision.line)))


def taught_by(case: Case, shelf: Shelf, lessons: Sequence[Lesson], model: Model) -> Iterator[Taught]:
    """Give the sentences that something was accepted of, labelled as the review has them.

    Where the reader's speaker was accepted its marks stand; where the claim was given to the report itself its marks
    are taken away; where it was given to somebody whom the sentence names once, that name becomes the source. Sentences
    of any other correction teach the tagger nothing.
    """
    head = case.reports[shelf.report]
    document = segment(shelf.text, name=shelf.report, outlet=head.outlet)
    mentions = find_mentions(document, make_names(case, day=head.dated.last))
    accepted: dict[int, list[Lesson]] = {}
    for lesson in lessons:
        if lesson.accepted:
            accepted.setdefault(lesson.proposal.start, []).append(lesson)
    for stretch in paragraphs_of(document):
        starts = sorted(stretch.starts)
        if not any(stretch.tokens[at].start in accepted for at in starts):
            continue
        before, rows = labelled(model.tagger, stretch)
        for first, end in zip(starts, [*starts[1:], len(stretch.tokens)], strict=True):
            here = accepted.get(stretch.tokens[first].start, [])
            names = [m for m in mentions if stretch.tokens[first].start <= m.span.start < stretch.tokens[end - 1].end]
            labels = _corrected(stretch, before, here, names, head.outlet) if here else None
            if labels is not None:
                yield Taught(rows[first:end], before[first:end], labels[first:end])


def _corrected(
    stretch: Stretch, before: Sequence[str], lessons: Sequence[Lesson], names: Sequence[Mention], outlet: str
) -> list[str] | None:
    labels = list(before)
    for lesson in lessons:
        was, now = _by(lesson.proposal.claim), _by(lesson.claim or {})
        if was == now or not lesson.proposal.said:
            continue
        if now == (outlet,):
            for role in SHORT:
                _mark(labels, stretch, lesson.proposal, role, "O")
            continue
        who = {chain.split(" via ")[0].split()[-1] for chain in now}
        named = [m.span for m in names if who & {m.meaning.actor, m.meaning.source} - {""}]
        if len(who) != 1 or len(named) != 1:
            return None
        _mark(labels, stretch, lesson.proposal, "source", "O")
        source = replace(lesson.proposal, said={"source": ((named[0].start, named[0].end),)})
        _mark(labels, stretch, source, "source", "S")
    return labels


def _mark(labels: list[str], stretch: Stretch, proposal: Proposal, role: str, short: str) -> None:
    for start, end in proposal.said.get(role, ()):
        found = bounds(stretch.tokens, Span(start, end))
        if found:
            first, last = found
            marks = ["O"] * (last - first + 1) if short == "O" else [f"B-{short}"] + [f"I-{short}"] * (last - first)
            labels[first : last + 1] = marks


def _by(claim: Claim) -> tuple[str, ...]:
    by = claim.get("by", "")
    return (by,) if isinstance(by, str) else tuple(by)
