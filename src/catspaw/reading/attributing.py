"""From a document to its attributions: the tagger, once in each paragraph and again inside each content it finds.

After the tagger come three rules for what it is known to miss: an outlet or other speaker that stands right beside its
cue (`a blog said`), words that withhold a name, which it takes into the source, and contents cut off behind `that`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catspaw.reading.document import Attribution, Document, Span, Speaker, Token
from catspaw.reading.model import Model
from catspaw.reading.speech import speaker as speakers
from catspaw.reading.speech import stance as stances
from catspaw.reading.tagging.labels import Stretch, inside, paragraphs_of
from catspaw.reading.tagging.linking import Chunk, Link, link
from catspaw.reading.tagging.model import tag
from catspaw.reading.tagging.wordclass import WordClass, classify

#: Speech within speech within speech is followed so far.
DEEPEST = 3
#: Tokens that the noun phrase of a speaker beside its cue may have.
_LONGEST = 6
_OF_PHRASE = frozenset({"DT", "PS", "NP", "PN", "CD", "xx", "s", "ian", "er", "ist", "-"})


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as the tagger has it, with its stretch and the attribution around it."""

    link: Link
    stretch: Stretch
    parent: int | None


def attribute(document: Document, model: Model, *, nested: bool = True) -> tuple[Attribution, ...]:
    """Find who says, thinks or wants what.

    Parameters
    ----------
    document : Document
        As `catspaw.reading.segmenting.segment` divides it.
    model : Model
        The shipped one (`catspaw.reading.model.shipped`) or another.
    nested : bool
        Whether to look inside contents for speech within speech.

    Returns
    -------
    tuple of Attribution
        In the order of the text, numbered from 1; an inner one comes after the one around it.
    """
    found: list[Attribution] = []
    for paragraph in paragraphs_of(document):
        _layer(document, model, paragraph, None, found, DEEPEST if nested else 1)
    return tuple(found)


def _layer(
    document: Document, model: Model, stretch: Stretch, parent: int | None, found: list[Attribution], left: int
) -> None:
    shared: dict[Chunk, int] = {}
    for one in link(stretch, _whole(stretch, tag(model.tagger, stretch))):
        number = len(found) + 1
        found.append(_attribution(document, model, Found(one, stretch, parent), number))
        for content in one.contents:
            if left > 1 and content not in shared:
                shared[content] = number
                inner = inside(stretch, content.first, content.last)
                if _may_report(inner, model):
                    _layer(document, model, inner, number, found, left - 1)


def _whole(stretch: Stretch, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Let a content that is cut off behind `that` run to the end of its sentence; what stands in it is another layer's."""
    kept: list[Chunk] = []
    for chunk in sorted(chunks):
        if kept and chunk.first <= kept[-1].last:
            continue
        word = stretch.tokens[chunk.first].word.lower()
        if chunk.role == "content" and chunk.first == chunk.last and word == "that":
            end = min((at for at in stretch.starts if at > chunk.first), default=len(stretch.tokens))
            while end - 1 > chunk.first and not stretch.tokens[end - 1].word[0].isalnum():
                end -= 1
            chunk = replace(chunk, last=end - 1)
        kept.append(chunk)
    return tuple(kept)


def _may_report(stretch: Stretch, model: Model) -> bool:
    """Say whether a content is worth a second look: whether it holds a word that reports.

    That is a word that was a cue in more than 15 of 100 cases in training, or a reporting verb that ever was one: 95 of
    100 contents of the project's articles with speech within them hold such a word, and fewer than half of all do.
    """
    learnt = model.tagger.learnt
    return len(stretch.tokens) > 2 and any(_reports(classify(token.word), learnt) for token in stretch.tokens)


def _reports(word: WordClass, learnt: Mapping[str, str]) -> bool:
    grade = learnt.get(word.lower, "")
    return grade >= "2" or (grade != "" and word.cue.startswith("v"))


def _attribution(document: Document, model: Model, found: Found, number: int) -> Attribution:
    tokens, one = found.stretch.tokens, found.link
    cue = _span(tokens, one.cue)
    source = _span(tokens, one.source) if one.source else _beside(tokens, one.cue)
    source, clauses = _without_clause(document.text, source, _sentence(found.stretch, one.cue))
    bare = Attribution(
        number=number,
        source=(source,) if source else (),
        cue=(cue,),
        content=tuple(sorted(_span(tokens, c) for c in one.contents)),
        anonymity=clauses,
        depth=found.stretch.depth,
        parent=found.parent,
        score=one.cue.score,
        scores={
            "source": one.source.score if one.source else 0.0,
            "cue": one.cue.score,
            "content": min(c.score for c in one.contents),
        },
    )
    return described(bare, document, tokens, model)


def described(one: Attribution, document: Document, tokens: Sequence[Token], model: Model) -> Attribution:
    """Say what an attribution's words do, how surely, and who speaks."""
    kinds = model.classifiers
    if "stance" not in kinds:
        return one
    cue, source, content = stances.parts(one, tuple(tokens))
    words = stances.features(cue, source, content)
    who = speakers.features(source)
    text = " ".join(span.of(document.text) for span in one.source)
    clause = " ".join(span.of(document.text) for span in one.anonymity)
    anonymous = bool(one.source) and (bool(clause) or kinds["anonymous"].best(who)[0] == "anonymous")
    return replace(
        one,
        stance=kinds["stance"].best(words)[0],
        sure=kinds["sure"].best(words)[0],
        speaker=Speaker(
            kind=kinds["kind"].best(who)[0],
            anonymous=anonymous,
            count=speakers.count(text),
            rank=speakers.rank(text),
            whose=speakers.whose(text),
            why=speakers.why(clause),
            access=speakers.access(f"{text} {clause}"),
        ),
    )


def _span(tokens: Sequence[Token], chunk: Chunk) -> Span:
    return Span(tokens[chunk.first].start, tokens[chunk.last].end)


def _sentence(stretch: Stretch, chunk: Chunk) -> Span:
    first = max((at for at in stretch.starts if at <= chunk.first), default=0)
    end = min((at for at in stretch.starts if at > chunk.first), default=len(stretch.tokens))
    return Span(stretch.tokens[first].start, stretch.tokens[end - 1].end)


def _beside(tokens: Sequence[Token], cue: Chunk) -> Span | None:
    """Take the noun phrase right before a cue as its source, where its head is known to name speakers."""
    first = cue.first
    while first > 0 and cue.first - first < _LONGEST and classify(tokens[first - 1].word).tag in _OF_PHRASE:
        first -= 1
        if classify(tokens[first].word).tag in ("DT", "PS"):
            break
    if first == cue.first or not classify(tokens[cue.first - 1].word).people:
        return None
    return Span(tokens[first].start, tokens[cue.first - 1].end)


def _without_clause(text: str, source: Span | None, sentence: Span) -> tuple[Span | None, tuple[Span, ...]]:
    """Cut words that withhold a name out of the source; they count only where they stand with it."""
    if source is None:
        return None, ()
    near = tuple(c for c in speakers.anonymity_clauses(text, sentence) if _beside_each_other(text, source, c))
    for clause in near:
        if clause.start > source.start and clause.meets(source):
            source = Span(source.start, source.start + len(text[source.start : clause.start].rstrip(" ,–—-")))
    return source, near


def _beside_each_other(text: str, source: Span, clause: Span) -> bool:
    low, high = min(source.end, clause.end), max(source.start, clause.start)
    return clause.meets(source) or len(text[low:high].split()) <= 4


def spans_of(attributions: Sequence[Attribution]) -> Iterator[tuple[str, Span]]:
    """Give every role and span, each once."""
    seen = dict.fromkeys(
        (role, span) for one in attributions for role in ("source", "cue", "content") for span in getattr(one, role)
    )
    return iter(seen)
