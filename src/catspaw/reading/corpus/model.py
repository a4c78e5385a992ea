"""What a marked article holds: plain text, attributions and acts, with offsets into that text."""

from __future__ import annotations

from dataclasses import dataclass

from catspaw.reading.document import Attribution, Span

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
class MarkedAct:
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
        In the order of their numbers; whose people a speaker is is the id of an actor here.
    acts : tuple of Act
        In the order of the text.
    """

    name: str
    style: str
    outlet: str
    dated: str
    text: str
    attributions: tuple[Attribution, ...]
    acts: tuple[MarkedAct, ...]
