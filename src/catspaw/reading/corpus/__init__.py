"""The training corpus of the reader: articles about an invented region, marked by hand.

Every article is the project's own writing and may ship.  ``ANNOTATION.md`` beside this module says what is marked
and how; ``articles/NNN.txt`` are the articles; ``actors.tsv`` names the invented actors.

Examples
--------
>>> first = articles()[0]
>>> first.attributions[0].cue[0].of(first.text)  # doctest: +SKIP
'said'
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from catspaw.core.errors import CatspawError, Problem
from catspaw.reading.corpus.checks import problems
from catspaw.reading.corpus.markup import Marked, Unreadable, read_marked
from catspaw.reading.corpus.model import Article, MarkedAct
from catspaw.reading.document import Span

__all__ = [
    "Actor",
    "Article",
    "MarkedAct",
    "actors",
    "articles",
    "check",
    "mentions",
    "read_article",
]


@dataclass(frozen=True, slots=True)
class Actor:
    """An invented actor.

    Attributes
    ----------
    id : str
        The name that acts and sources use.
    kind : str
        ``state``, ``office``, ``group``, ``force``, ``party``, ``body``, ``person`` or ``company``.
    of : str
        The actor that it belongs to or speaks for; empty where it stands alone.
    aliases : tuple of str
        The words by which the articles name it.
    """

    id: str
    kind: str
    of: str
    aliases: tuple[str, ...]


def _folder() -> Traversable:
    return files("catspaw.reading.corpus")


@cache
def actors() -> dict[str, Actor]:
    """Give the invented actors by id, in the order of the table."""
    with _folder().joinpath("actors.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {r["id"]: Actor(r["id"], r["kind"], r["of"] or "", tuple(r["aliases"].split("|"))) for r in rows}


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    known = {alias.lower(): actor.id for actor in actors().values() for alias in actor.aliases}
    longest_first = sorted((a for actor in actors().values() for a in actor.aliases), key=len, reverse=True)
    # an alias that begins with `the` may begin a sentence
    every = "|".join(re.sub(r"^the\\? ", "[Tt]he ", re.escape(alias)) for alias in longest_first)
    return re.compile(rf"\b(?:{every})\b"), known


def mentions(text: str) -> tuple[tuple[str, Span], ...]:
    """Find the invented actors that a text names: id and place, the longest name first where several fit."""
    pattern, known = _names()
    return tuple((known[m.group().lower()], Span(*m.span())) for m in pattern.finditer(text))


def _sources() -> Iterator[tuple[str, str]]:
    folder = _folder().joinpath("articles")
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".txt"):
            yield path.name, path.read_text(encoding="utf-8")


def read_article(raw: str, *, name: str) -> Article:
    """Read one marked article.

    Parameters
    ----------
    raw : str
        The file's text: head, then marked body.
    name : str
        The file's name, for messages; its stem is the article's name.

    Raises
    ------
    CatspawError
        Every problem found, one to a line, as ``file:line: error: what was wrong``.
    """
    marked, found = _try(raw, name)
    if marked is None or found:
        raise CatspawError("\n".join(map(str, found)))
    return marked.article


def _try(raw: str, name: str) -> tuple[Marked | None, list[Problem]]:
    try:
        marked = read_marked(raw, name=name)
    except Unreadable as error:
        return None, list(error.problems)
    return marked, list(problems(marked, file=name, actors=frozenset(actors())))


@cache
def articles() -> tuple[Article, ...]:
    """Read every article of the corpus, in the order of their names.

    Raises
    ------
    CatspawError
        Where any of them has a problem.
    """
    return tuple(read_article(raw, name=name) for name, raw in _sources())


def check() -> tuple[Problem, ...]:
    """Give every problem of every article: what cannot be read, and what breaks a rule of ``ANNOTATION.md``."""
    return tuple(problem for name, raw in _sources() for problem in _try(raw, name)[1])
