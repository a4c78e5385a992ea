"""The review queue on a terminal: one proposal at a time, one key for each decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from catspaw.core.errors import CatspawError
from catspaw.reading.propose.proposal import Proposal
from catspaw.reading.review.line import to_line
from catspaw.reading.review.session import Session
from catspaw.reading.review.terminal import passage, safe

#: One key for each decision, and what it does.
KEYS = {
    "a": "accept",
    "e": "edit and accept",
    "r": "reject",
    "=": "accept, as the incident that it may be",
    "s": "split",
    "m": "merge with those that say the same",
    "p": "passage in full",
    "n": "not now",
    "u": "undo",
    "q": "quit; nothing is lost",
    "?": "these keys",
}


@dataclass
class Tally:
    """What a review came to.

    Attributes
    ----------
    keystrokes : int
        Keys pressed: one for each decision, and each letter of an edit that was typed.
    """

    accepted: int = 0
    edited: int = 0
    rejected: int = 0
    keystrokes: int = 0


@dataclass
class Queue:
    """A review at a terminal, or at a pipe.

    Attributes
    ----------
    key : callable
        Gives the next key; empty at the end of the input.
    ask : callable
        Asks for a line, with what stands there to begin with; gives the line and how many keys it took.
    say : callable
        Prints.
    """

    session: Session
    key: Callable[[], str]
    ask: Callable[[str], tuple[str, int]]
    say: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)

    def run(self) -> Tally:
        """Go through the queue until it is empty, the user quits or the input ends."""
        proposal = self.session.current
        if proposal is not None:
            self._show(proposal)
        while proposal is not None:
            pressed = self.key()
            if pressed in ("", "q"):
                break
            if pressed in (" ", "\n", "\r", "\t"):
                continue
            self.tally.keystrokes += 1
            self._do(pressed, proposal)
            after = self.session.current
            if after is not None and (after is not proposal or pressed in "aersmnu="):
                self._show(after)
            proposal = after
        self.session.finish()
        left = len(self.session.shelf.open)
        self.say(f"{self.session.shelf.report}: {left} left" if left else f"{self.session.shelf.report}: nothing left")
        return self.tally

    def _do(self, pressed: str, proposal: Proposal) -> None:
        """Do what a key says; what goes wrong is said, and the proposal stays."""
        try:
            if pressed == "p":
                self.say(passage(self.session.shelf.text, proposal.start, proposal.end, around=1))
            elif pressed in self._decisions:
                self._decisions[pressed](self, proposal)
            else:
                self.say("\n".join(f"  {key}  {what}" for key, what in KEYS.items()))
        except CatspawError as error:
            self.say(f"  {safe(str(error))}")

    def _accept(self, proposal: Proposal) -> None:
        added = self.session.accept(proposal)
        self.tally.accepted += 1
        self.say(f"  accepted: {added.file}:{added.line}")

    def _edit(self, proposal: Proposal) -> None:
        line, typed = self.ask(to_line(proposal.claim))
        self.tally.keystrokes += typed
        added = self.session.accept(proposal, line or None)
        self.tally.accepted += 1
        self.tally.edited += 1
        self.say(f"  accepted as edited: {added.file}:{added.line}")

    def _accept_as(self, proposal: Proposal) -> None:
        added = self.session.accept_as(proposal)
        self.tally.accepted += 1
        self.say(f"  accepted as {proposal.same_as}: {added.file}:{added.line}")

    def _reject(self, proposal: Proposal) -> None:
        self.session.reject(proposal)
        self.tally.rejected += 1
        self.say("  rejected; kept on record")

    def _later(self, proposal: Proposal) -> None:
        self.session.later(proposal)
        self.say("  put off to the end")

    def _split(self, proposal: Proposal) -> None:
        self.say(f"  split into {len(self.session.split(proposal))}")

    def _merge(self, proposal: Proposal) -> None:
        self.say(f"  merged: {safe(to_line(self.session.merge(proposal).claim))}")

    def _undo(self, _proposal: Proposal) -> None:
        self.say(f"  undone: {self.session.undo().what}")

    _decisions = {  # noqa: RUF012 (a table of methods, never changed)
        "a": _accept,
        "e": _edit,
        "=": _accept_as,
        "r": _reject,
        "n": _later,
        "s": _split,
        "m": _merge,
        "u": _undo,
    }

    def _show(self, proposal: Proposal) -> None:
        shelf = self.session.shelf
        head = f"[{len(shelf.open)} left] {proposal.proposer}, {proposal.score:.0%}"
        if proposal.questions:
            head += f"; bears on {', '.join(proposal.questions)}"
        if proposal.moves >= 0.005:
            head += f"; expected change of belief {proposal.moves:.2f}"
        lines = [head, passage(shelf.text, proposal.start, proposal.end)]
        if not proposal.verified:
            lines.append(f"  NOT VERIFIED: these words do not stand in the text: {safe(proposal.quote)!r}")
        lines.append(f"  {safe(to_line(proposal.claim))}")
        lines += [f"  new voice {safe(name)}: {safe(words)}" for name, words in proposal.voices.items()]
        if proposal.same_as:
            lines.append(f"  perhaps the same as `{safe(proposal.same_as)}`, which the case has: = takes that")
        lines.append(f"  why: {safe(proposal.why)}" if proposal.why else "")
        lines.append("  a accept  e edit  r reject  s split  m merge  p passage  n not now  u undo  q quit  ? keys")
        self.say("\n".join(line for line in lines if line) + "\n")


def accept_above(session: Session, least: float) -> tuple[int, list[str]]:
    """Accept, unreviewed, every open proposal of at least this probability.

    Only what is verified. Each claim is marked `reviewed: no`.

    Returns
    -------
    (int, list of str)
        How many were accepted, and what could not be.
    """
    accepted, refused = 0, []
    for proposal in session.shelf.open:
        if proposal.score < least or not proposal.verified:
            continue
        try:
            session.accept(proposal)
            accepted += 1
        except CatspawError as error:
            refused.append(f"{proposal.says}: {error}")
    return accepted, refused
