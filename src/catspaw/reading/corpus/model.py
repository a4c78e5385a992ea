"""What a marked article holds: plain text, attributions and acts, with offsets into that text."""

from __future__ import annotations

from dataclasses import dataclass

from catspaw.reading.document import Span

__all__ = ["STYLES", "Act", "Article", "Attribution", "Span"]

STYLES = (
    "wire",
    "feature",
    "analysis",
    "blog",
    "statement",
    "denial",
    "live",
    "translated",
    "interview",
    "court",
    "legislature",
    "editorial",
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody says, thinks or wants something.

    Attributes
    ----------
    number : int
        Its number within the article.
    source, cue, content, anonymity : tuple of Span
        In the order of the text. ``source`` is empty where none is named; ``anonymity`` holds the words that say
        why or that a source is not named, never part of ``source``.
    depth : int
        How many contents of other attributions it stands in; 0 is the article's own voice.
    stance, sure : str
        One of `STANCES` and of `SURENESS` of `catspaw.reading.scheme`, as are those that follow.
    kind : str
        What the source is, one of `KINDS`.
    anonymous : bool
        Whether the source is somebody whose name the article withholds.
    count : str
        How many they are: a number, ``some`` or ``many``; empty where it is not said.
    rank, whose, why, access : str
        Rank as a word, actor whose people they are, one of `REASONS`, one of `ACCESS`; each may be empty.
    """

    number: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    anonymity: tuple[Span, ...]
    depth: int
    stance: str = "assert"
    sure: str = "flat"
    kind: str = "person"
    anonymous: bool = False
    count: str = ""
    rank: str = ""
    whose: str = ""
    why: str = ""
    access: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to whom, as the words of a sentence have it.

    Attributes
    ----------
    word : str
        A word of the predicate table: an act or a tie.
    source, target : tuple of str
        Ids of actors, jointly; ``target`` is empty where the word takes one party or joint parties.
    modality : str
        One of `MODALITIES`.
    span : Span
        The words that say it.
    """

    word: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    modality: str
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """One article.

    Attributes
    ----------
    name, style, outlet, dated : str
        The file's stem, one of `STYLES`, the invented outlet, and the ISO day of publication.
    text : str
        Plain text, the headline first; a paragraph is a line, paragraphs are parted by an empty line.
    attributions : tuple of Attribution
        In the order of their numbers.
    acts : tuple of Act
        In the order of the text.
    """

    name: str
    style: str
    outlet: str
    dated: str
    text: str
    attributions: tuple[Attribution, ...]
    acts: tuple[Act, ...]
