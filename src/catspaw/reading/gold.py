"""What hand-marked text looks like to training and evaluation, whichever corpus it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catspaw.reading.corpus.model import Article
from catspaw.reading.document import Attribution, Document, Span
from catspaw.reading.segmenting import segment


@dataclass(frozen=True, slots=True)
class Gold:
    """A document and the attributions that people marked in it.

    Attributes
    ----------
    document : Document
        The divided text.
    attributions : tuple of Attribution
        With depth: how many contents of others the cue stands in.
    """

    document: Document
    attributions: tuple[Attribution, ...]


def from_articles(articles: Iterable[Article]) -> tuple[Gold, ...]:
    """Take articles of the project's own corpus."""
    return tuple(_gold(article) for article in articles)


def _gold(article: Article) -> Gold:
    document = segment(article.text, name=article.name, outlet=article.outlet, dated=article.dated)
    return Gold(document, article.attributions)


def depth_of(cue: Iterable[Span], contents: Iterable[tuple[Span, ...]]) -> int:
    """Count the contents, each one or several spans, in which a cue stands."""
    own = next(iter(cue))
    return sum(any(c.holds(own) for c in spans) for spans in contents)
