"""What the typers of acts are trained on: PLOVER's gold standard records, and the project's own sentences and articles.

``sentences.tsv`` beside this module is the project's own writing: invented events for each of PLOVER's 15 types, after the
definitions of its codebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

from catspaw.case.codebook import words
from catspaw.reading.acts.features import features
from catspaw.reading.acts.modality import features as modal_features
from catspaw.reading.corpus import Article, MarkedAct, articles, mentions
from catspaw.reading.document import Document, Sentence, Span, Token
from catspaw.reading.evaluation.plover import FOLDED, Pair, marked_pairs, plover_pairs
from catspaw.reading.segmenting import segment, tokenize
from catspaw.reading.tagging.wordclass import classify

#: The class of ties, beside the types of acts.
TIE = "TIE"
_NAMING = frozenset({"PP", "NP", "PN", "xx", "s", "er", "ers", "ian"})

Examples = tuple[list[dict[str, float]], list[str]]


def examples_of_acts() -> Examples:
    """Give pairs and their types: the 15 of PLOVER and `TIE`."""
    shipped = plover_pairs(files("catspaw.reading.acts").joinpath("plover_gold.json").read_text("utf-8"))
    written = marked_pairs(files("catspaw.reading.acts").joinpath("sentences.tsv").read_text("utf-8").splitlines())
    pairs = [(features(tokenize(p.text), p.source, p.target), p.root) for p in (*shipped, *written)]
    own = [(features(tokens, source, target), root_of(act.word)) for tokens, source, target, act in marked_acts()]
    return [x for x, _ in pairs + own], [y for _, y in pairs + own]


def examples_of_modality() -> Examples:
    """Give the words around each marked act and what the mark says of it: happened, planned, denied …."""
    found = [
        (modal_features(tokens, act.span, _cue_over(article, act.span)), act.modality)
        for article in articles()
        for tokens, act in _sentences(article)
    ]
    return [x for x, _ in found], [y for _, y in found]


def root_of(word: str) -> str:
    """Give the PLOVER type (of 15) of a word of the predicate table; `TIE` for ties."""
    return FOLDED.get(words()[word].plover, TIE)


def marked_acts() -> Iterator[tuple[Sequence[Token], Span, Span, MarkedAct]]:
    """Give each marked act with its sentence and the words nearest to it that name its parties."""
    for article in articles():
        named = mentions(article.text)
        for tokens, act in _sentences(article):
            source = _near(tokens, act, [s for who, s in named if who in act.source], before=True)
            others = [s for who, s in named if who in (act.target or act.source) and s != source]
            yield tokens, source, _near(tokens, act, others, before=False), act


def _sentences(article: Article) -> Iterator[tuple[Sequence[Token], MarkedAct]]:
    document = segment(article.text)
    for act in article.acts:
        sentence = _holding(document, act.span)
        if sentence:
            yield sentence.tokens, act


def _holding(document: Document, span: Span) -> Sentence | None:
    return next((s for s in document.sentences if s.span.start <= span.start < s.span.end), None)


def _near(tokens: Sequence[Token], act: MarkedAct, named: Sequence[Span], *, before: bool) -> Span:
    """Take the nearest name in the sentence, else the nearest word on that side that can stand for somebody."""
    whole = Span(tokens[0].start, tokens[-1].end)
    inside = [span for span in named if whole.holds(span) and not span.meets(act.span)]
    if inside:
        return min(inside, key=lambda span: (abs(span.start - act.span.start), span))
    side = [t for t in tokens if (t.end <= act.span.start if before else t.start >= act.span.end)]
    standing = [t for t in side if classify(t.word).tag in _NAMING]
    if not standing:
        return Span(0, 0)
    token = standing[-1] if before else standing[0]
    return Span(token.start, token.end)


def _cue_over(article: Article, span: Span) -> tuple[str, ...]:
    """Give the stances of the attributions in whose content a span stands, or whose cue it is part of."""
    return tuple(
        sorted(
            {one.stance for one in article.attributions if any(c.holds(span) for c in one.content)}
            | {f"cue.{one.stance}" for one in article.attributions if any(c.holds(span) for c in one.cue)}
        )
    )


def pair_features(pair: Pair) -> dict[str, float]:
    """Describe a marked pair of PLOVER's or PLV's."""
    return features(tokenize(pair.text), pair.source, pair.target)
