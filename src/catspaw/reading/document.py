"""A document as the reader sees it: text that never shifts, and places in it.

Every span counts characters of `Document.text`, which is kept as it came in; nothing is cleaned away afterwards, so a
span found today is the same words tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` (inclusive) to ``end`` (exclusive) of the plain text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the words that the span covers."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Say whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Say whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


class Token(NamedTuple):
    """One word, number, quotation mark or stop, and where it stands."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes
    ----------
    span : Span
        From its first to its last token.
    paragraph : int
        Which paragraph of the document it stands in, from 0.
    tokens : tuple of Token
        In the order of the text.
    """

    span: Span
    paragraph: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text and how it divides.

    Attributes
    ----------
    text : str
        As it came in; every offset counts in it.
    name : str
        What messages call it: a file's stem or a report's id.
    outlet, dated : str
        Who published it and its ISO day; empty where not known.
    paragraphs : tuple of Span
        Blocks of the text, blanks around them left out.
    sentences : tuple of Sentence
        In the order of the text; none crosses a paragraph.
    """

    text: str
    name: str = ""
    outlet: str = ""
    dated: str = ""
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    @property
    def tokens(self) -> Iterator[Token]:
        """Every token, in the order of the text."""
        return (token for sentence in self.sentences for token in sentence.tokens)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What the words say of who speaks.

    Attributes
    ----------
    kind : str
        One of `catspaw.reading.scheme.KINDS`.
    anonymous : bool
        Whether the text withholds the name of a person or group.
    count : str
        How many they are: a number, ``some`` or ``many``; empty where it is not said.
    rank : str
        How senior, in the text's own word (``officer``, ``senior``, ``high-ranking``); empty where it is not said.
    whose : str
        The words that say whose people they are (``the Defence Ministry``); empty where there are none.
    why : str
        Why the name is withheld, one of `catspaw.reading.scheme.REASONS`; empty where it is not said.
    access : str
        How they know, one of `catspaw.reading.scheme.ACCESS`; empty where it is not said.
    """

    kind: str = "person"
    anonymous: bool = False
    count: str = ""
    rank: str = ""
    whose: str = ""
    why: str = ""
    access: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says, thinks or wants something.

    Attributes
    ----------
    number : int
        Its number within the document, from 1, in the order of the text.
    source, cue, content, anonymity : tuple of Span
        In the order of the text. ``source`` is empty where none is named; ``anonymity`` holds the words that withhold
        a name or say why, and is no part of ``source``.
    depth : int
        How many contents of other attributions it stands in; 0 is the document's own voice.
    parent : int or None
        Number of the attribution in whose content it stands, the innermost.
    stance, sure : str
        What the words do and how surely: one of `STANCES` and of `SURENESS` of `catspaw.reading.scheme`.
    speaker : Speaker
        What the words say of who speaks.
    score : float
        Probability in [0, 1] that there is an attribution here, by the tagger's own lights.
    scores : mapping
        The same for each of ``source``, ``cue``, ``content``: that the whole span is right.
    """

    number: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    anonymity: tuple[Span, ...] = ()
    depth: int = 0
    parent: int | None = None
    stance: str = "assert"
    sure: str = "flat"
    speaker: Speaker = Speaker()
    score: float = 1.0
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to whom, as the words of a sentence have it.

    Attributes
    ----------
    word : str
        A word of the predicate table: an act or a tie.
    root : str
        The PLOVER event type that it belongs to.
    source, target : Span
        The words that name the two parties.
    trigger : Span or None
        The words that say it, where they could be told.
    modality : str
        One of `catspaw.reading.scheme.MODALITIES`; only ``happened`` is something that happened.
    score : float
        Probability in [0, 1] that the word is right, by the typer's own lights.
    within : int or None
        Number of the innermost attribution in whose content it stands; None is the document's own voice.
    """

    word: str
    root: str
    source: Span
    target: Span
    trigger: Span | None = None
    modality: str = "happened"
    score: float = 1.0
    within: int | None = None
