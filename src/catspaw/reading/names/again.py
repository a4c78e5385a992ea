"""Descriptions that go back to a group which was named before: `the alliance`, `these militias`, `its proxies`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catspaw.case.model import Case
from catspaw.reading.document import Document, Sentence, Span
from catspaw.reading.names.book import Meaning
from catspaw.reading.names.gazetteer import words
from catspaw.reading.names.mentions import Mention

#: Kinds of actors that are several.
GROUPS = ("group", "population")
_HEADS = words("again")
_BEFORE = frozenset({"the", "these", "those", "its", "their", "all", "each", "every", "some"})
_SOME = {"all": "each of", "each": "each of", "every": "each of", "some": "some of"}


def with_descriptions(case: Case, document: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Add descriptions of a group that was named before in the text; the group named last is meant.

    Parameters
    ----------
    case : Case
        Says which actors are groups.
    document : Document
    mentions : sequence of Mention
        In the order of the text, as `find_mentions` gives them; a description that it gave a meaning stays.
    """
    found: list[Mention] = []
    last = ""
    for number, sentence in enumerate(document.sentences):
        own = [m for m in mentions if m.sentence == number]
        here = list(own)
        for start, end, quantifier in _descriptions(sentence):
            span = Span(sentence.tokens[start].start, sentence.tokens[end - 1].end)
            named = [m.meaning.actor for m in own if m.span.end <= span.start and _is_group(case, m)]
            group = named[-1] if named else last
            if group and not any(m.span.meets(span) and (m.meaning.actor or m.meaning.place) for m in own):
                words_ = span.of(document.text)
                here = [m for m in here if not m.span.meets(span)]
                here.append(Mention(span, Meaning(actor=group), "kind", number, quantifier, words_))
        last = next((m.meaning.actor for m in reversed(own) if _is_group(case, m)), last)
        found += sorted(here, key=lambda m: m.span)
    return tuple(found)


def _is_group(case: Case, mention: Mention) -> bool:
    return bool(mention.meaning.actor) and case.actors[mention.meaning.actor].kind in GROUPS


def _descriptions(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Give where a definite noun for a group stands: first and past the last token, and its quantifier."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if token.word not in _HEADS:
            continue
        for back in (1, 2, 3):
            word = tokens[at - back].word.lower() if at >= back else ""
            if word in _BEFORE:
                yield at - back + 1, at + 1, _SOME.get(word, "some of")
                break
            if not word.isalpha() or (back > 1 and word[:1].isupper()):
                break
