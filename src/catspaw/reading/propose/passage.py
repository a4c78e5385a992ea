"""A passage and everything that is known of it: what propositions are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catspaw.reading.dates import Dated
from catspaw.reading.document import Attribution, Sentence, Span, Token
from catspaw.reading.names.mentions import Mention
from catspaw.reading.propose.incidents import Match


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one sentence that one speaker vouches for.

    Attributes
    ----------
    by : tuple of str
        Who vouches: parallel witnesses, each a chain.
    attribution : Attribution or None
        None where the text speaks for itself.
    mentions : tuple of Mention
        Those of the whole sentence.
    incidents : tuple of Match
        Those that the sentence speaks of.
    dates : tuple of Dated
        Those that the sentence gives.
    near : frozenset of str
        Actors and places named anywhere in the paragraph.
    recent : tuple of str
        The incident that was spoken of last, here or before.
    carried : tuple of Mention
        Who stood first in the sentence before: whom a pronoun means where the text speaks for itself.
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    by: tuple[str, ...]
    attribution: Attribution | None
    mentions: tuple[Mention, ...]
    incidents: tuple[Match, ...]
    dates: tuple[Dated, ...] = ()
    near: frozenset[str] = frozenset()
    recent: tuple[str, ...] = ()
    carried: tuple[Mention, ...] = ()

    @property
    def paragraph(self) -> int:
        """The paragraph of the case files, from 1."""
        return self.sentence.paragraph + 1

    @property
    def actors(self) -> set[str]:
        """Actors named in the stretch."""
        return {m.meaning.actor for m in self.inside if m.meaning.actor}

    @property
    def inside(self) -> tuple[Mention, ...]:
        """Mentions within the stretch."""
        if not self.tokens:
            return ()
        whole = Span(self.tokens[0].start, self.tokens[-1].end)
        return tuple(m for m in self.mentions if whole.holds(m.span))


def stretches(sentence: Sentence, contents: Sequence[Span]) -> tuple[Token, ...]:
    """Give the tokens of a sentence that lie in these spans."""
    return tuple(t for t in sentence.tokens if any(c.start <= t.start and t.end <= c.end for c in contents))
