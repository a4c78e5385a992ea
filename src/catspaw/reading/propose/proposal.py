"""A proposed claim: what it would say in the report, where it was found, by whom, how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

Claim = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim that a reader, or a model, would add to a report.

    Attributes
    ----------
    claim : mapping
        Keys of a claim as report files have them: ``says`` or ``expects``, ``by``, ``act``, ``where`` and so on.
    voices : mapping
        Voices that it needs and the report has not, name to description.
    start, end : int
        The passage in the document's text.
    score : float
        Probability in [0, 1] that it is right, by the proposer's own lights.
    proposer : str
        Which reader or model, with its version.
    questions : tuple of str
        Questions of the case that it bears on.
    moves : float
        Expected change of belief if it is accepted: `score` times the largest change of an answer, 0 to 1.
    same_as : str
        An incident of the case that the one it names is perhaps: proposed, never assumed.
    quote : str
        What a model gave as the words that say it; empty for the reader, which has the passage itself.
    verified : bool
        Whether the quote stands in the text. What is not verified is shown as such.
    why : str
        How it was come by, in a line.
    said : mapping
        Spans of the attribution that it stands in, by role: characters of the text, each first and past the last. Empty
        where the text speaks for itself.
    """

    claim: Claim
    voices: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    score: float = 0.5
    proposer: str = "reader"
    questions: tuple[str, ...] = ()
    moves: float = 0.0
    same_as: str = ""
    quote: str = ""
    verified: bool = True
    why: str = ""
    said: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Hash of what it says, who says so and where: the same proposal has the same id in every run."""
        content = "|".join(f"{k}={self.claim[k]}" for k in sorted(self.claim))
        return "p" + sha256(f"{content}|{self.start}".encode()).hexdigest()[:9]

    @property
    def says(self) -> str:
        """The proposition."""
        return str(self.claim.get("says") or self.claim.get("expects") or "")

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {
            "id": self.id,
            "claim": dict(self.claim),
            "voices": dict(self.voices),
            "start": self.start,
            "end": self.end,
            "score": self.score,
            "proposer": self.proposer,
            "questions": list(self.questions),
            "moves": self.moves,
            "same_as": self.same_as,
            "quote": self.quote,
            "verified": self.verified,
            "why": self.why,
            "said": {role: [list(span) for span in spans] for role, spans in self.said.items()},
        }


def from_json(value: Mapping[str, Any]) -> Proposal:
    """Read a proposal back.

    Raises
    ------
    KeyError, TypeError
        Where the value has another form.
    """
    rest = {k: v for k, v in value.items() if k != "id"}
    said = {role: tuple((int(a), int(b)) for a, b in spans) for role, spans in value.get("said", {}).items()}
    return replace(Proposal(**rest), questions=tuple(value["questions"]), said=said)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A passage with an attribution or a name that no proposition could be made of: shown, not dropped."""

    start: int
    end: int
    why: str
