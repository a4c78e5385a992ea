"""A document's proposals: passage by passage, each with its speaker; the rest is shown as unplaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from catspaw.case.codebook import words
from catspaw.case.language import parse
from catspaw.case.model import Case
from catspaw.core.errors import LanguageError
from catspaw.reading.dates import find_dates
from catspaw.reading.document import Attribution, Document, Sentence, Span, Token
from catspaw.reading.names import find_mentions, make_names, with_descriptions
from catspaw.reading.names.mentions import Mention
from catspaw.reading.propose.adjectives import of_adjectives
from catspaw.reading.propose.asked import Asked, bearing, index, of_questions
from catspaw.reading.propose.helping import of_help
from catspaw.reading.propose.incidents import match_incidents, with_recent
from catspaw.reading.propose.making import Made, from_relation, of_accusations, of_incidents
from catspaw.reading.propose.minds import averted, of_causes, of_minds, wanted
from catspaw.reading.propose.passage import Passage, stretches
from catspaw.reading.propose.proposal import Proposal, Unplaced
from catspaw.reading.propose.relations import find_relations, leading
from catspaw.reading.propose.speakers import Speakers, quoted_blocks
from catspaw.reading.propose.triggers import SPOKEN, find_triggers
from catspaw.reading.scheme import ROLES
from catspaw.reading.segmenting import tokenize

#: Speech acts of the case files that a stance gives; the others are `assert`.
_ACTS = ("deny", "admit", "doubt", "silent", "no_evidence", "judge", "threaten", "promise", "demand")
VERSION = "reader 1"


@dataclass(frozen=True)
class Proposals:
    """What a reader proposes for one document.

    Attributes
    ----------
    proposals : tuple of Proposal
        In the order of the text.
    unplaced : tuple of Unplaced
        Passages that somebody vouches for, or names, that nothing was made of.
    """

    proposals: tuple[Proposal, ...]
    unplaced: tuple[Unplaced, ...]


def propose(
    case: Case, document: Document, attributions: Sequence[Attribution], *, outlet: str, published: date
) -> Proposals:
    """Propose claims.

    Parameters
    ----------
    case : Case
        Its names, incidents and questions are what propositions are made of.
    document : Document
    attributions : sequence of Attribution
        Who says what, from the tagger.
    outlet : str
        The source that published it.
    published : date
        Its day.
    """
    book = make_names(case, day=published)
    mentions = with_descriptions(case, document, find_mentions(document, book))
    block = quoted_blocks(document, mentions, case, outlet)
    speakers = Speakers(case, book, document, mentions, outlet, block)
    asked = index(case)
    found: list[Proposal] = []
    unplaced: list[Unplaced] = []
    for passage in passages(case, document, attributions, mentions, speakers, published):
        made = [*_proposals(case, asked, passage, speakers)]
        found += made
        if not made and passage.attribution is not None:
            at = passage.attribution.cue or passage.attribution.content
            unplaced.append(Unplaced(at[0].start, at[-1].end, f"{passage.by[0]} says something that has no word yet"))
    names = [Unplaced(m.span.start, m.span.end, f"`{m.words}` is no name of the case") for m in _strangers(mentions)]
    return Proposals(_joined(found), tuple(sorted((*unplaced, *names), key=lambda u: u.start)))


def passages(
    case: Case,
    document: Document,
    attributions: Sequence[Attribution],
    mentions: Sequence[Mention],
    speakers: Speakers,
    published: date,
) -> Iterator[Passage]:
    """Divide a document into stretches of sentences, each with who vouches for it."""
    dates = find_dates(document.text, published=published)
    attributions = [a for a in attributions if speaks(document, a)]
    every = {a.number: a for a in attributions}
    recent: list[str] = []
    carried: tuple[Mention, ...] = ()
    for number, sentence in enumerate(document.sentences):
        own = tuple(m for m in mentions if m.sentence == number)
        near = frozenset(
            m.meaning.actor or m.meaning.place
            for m in mentions
            if document.sentences[m.sentence].paragraph == sentence.paragraph
        )
        told = with_recent(case, sentence, match_incidents(case, document, sentence, own, dates), recent)
        recent += [m.incident for m in told if m.sure]
        here = tuple(d for d in dates if sentence.span.start <= d.start < sentence.span.end)
        inside = [a for a in attributions if any(sentence.span.meets(c) for c in (*a.content, *a.cue))]
        covered: list[Span] = []
        for attribution in inside:
            tokens = _own_tokens(sentence, attribution, inside)
            by = speakers.chains(attribution, every, sentence.paragraph)
            if attribution.parent is None and (words := _citing(tokens)):
                tokens = tuple(t for t in tokens if t.end <= words.start)[:-1]
                by = speakers.cited(words, by)
            covered += [*attribution.content, *attribution.source, *attribution.cue, *attribution.anonymity]
            if tokens or attribution.stance == "silent":
                yield Passage(sentence, tokens, by, attribution, own, told, here, near, tuple(recent[-1:]), carried)
        rest = tuple(t for t in sentence.tokens if not any(c.start <= t.start < c.end for c in covered))
        if len(rest) > 2:
            by = (speakers.voice_of_text(sentence.paragraph),)
            yield Passage(sentence, rest, by, None, own, told, here, near, tuple(recent[-1:]), carried)
        carried = leading(sentence.tokens, own) or carried


def _citing(tokens: Sequence[Token]) -> Span | None:
    """Give the words behind `citing`, up to the next stop: whom a speaker has it from."""
    at = next((i for i, t in enumerate(tokens) if t.word.lower() in ("citing", "quoting") and i > 2), None)
    if at is None or at + 1 >= len(tokens):
        return None
    end = next((i for i in range(at + 1, len(tokens)) if tokens[i].word in (".", ";", "”", ":")), len(tokens))
    return Span(tokens[at + 1].start, tokens[end - 1].end) if end > at + 1 else None


def speaks(document: Document, attribution: Attribution) -> bool:
    """Whether a cue is one of speech or mind, and not of what is done or seems: `support for`, `seized`, `appears`."""
    tokens = tuple(t for s in attribution.cue for t in tokenize(document.text, s))
    if any(t.word.lower().startswith(("appear", "seem")) for t in tokens):
        return False
    hits = find_triggers(tokens)
    return not any(h.trigger.frame not in ("part", "mind") and h.trigger.word not in SPOKEN for h in hits)


def _own_tokens(sentence: Sentence, attribution: Attribution, inside: Sequence[Attribution]) -> tuple[Token, ...]:
    """Give the words of a sentence that an attribution vouches for itself, and not somebody whom it cites."""
    within = [a for a in inside if a.parent == attribution.number]
    cited = [s for a in within for s in (*a.source, *a.cue, *a.content, *a.anonymity)]
    tokens = stretches(sentence, attribution.content)
    return tuple(t for t in tokens if not any(c.start <= t.start < c.end for c in cited))


def _proposals(case: Case, asked: Asked, passage: Passage, speakers: Speakers) -> Iterator[Proposal]:
    text = " ".join(t.word for t in passage.tokens)
    made = [*of_questions(case, passage)]
    asked_words = {one.prop.split("(")[0].removeprefix("not ") for one in made}
    relations = find_relations(passage.tokens, passage.mentions)
    only_wanted = {r.span for mind in relations if mind.frame == "mind" for r in wanted(passage, mind)}
    only_wanted |= averted(relations, passage.tokens)
    for relation in relations:
        if relation.span not in only_wanted:
            made += [m for m in from_relation(case, passage, relation) if relation.word not in asked_words]
    if passage.attribution is None or passage.attribution.stance != "mind":
        made += of_minds(case, passage, relations)
    made += of_help(case, passage)
    made += of_causes(case, passage, speakers.document, passage.dates)
    if passage.attribution is None:
        made += of_incidents(case, passage, text)
    else:
        cue = " ".join(s.of(speakers.document.text) for s in passage.attribution.cue).lower()
        made += of_accusations(case, passage, cue)
    made += of_adjectives(case, passage)
    seen: set[str] = set()
    for one in made:
        claim = _claim(case, passage, one, speakers)
        if claim is not None and str(claim) not in seen:
            seen.add(str(claim))
            yield _proposal(case, asked, passage, one, claim, speakers)


def _proposal(
    case: Case, asked: Asked, passage: Passage, made: Made, claim: dict[str, str | list[str]], speakers: Speakers
) -> Proposal:
    span = passage.sentence.span
    by = claim["by"] if isinstance(claim["by"], list) else [claim["by"]]
    named = {link.split()[-1] for chain in by for link in chain.split(" via ")}
    try:
        questions = bearing(case, asked, parse(str(claim.get("says") or claim.get("expects"))))
    except (LanguageError, KeyError):
        questions = ()
    return Proposal(
        claim,
        {v: d for v, d in speakers.voices.items() if v in named},
        span.start,
        span.end,
        made.score * (0.5 + 0.5 * passage.attribution.score if passage.attribution else 1.0),
        VERSION,
        questions,
        same_as=made.same_as,
        why=made.why,
        said=_said(passage.attribution) if passage.attribution else {},
    )


def _said(attribution: Attribution) -> dict[str, tuple[tuple[int, int], ...]]:
    """Give the spans of an attribution by role."""
    spans = {role: getattr(attribution, role) for role in ROLES}
    return {role: tuple((span.start, span.end) for span in found) for role, found in spans.items() if found}


def _claim(case: Case, passage: Passage, made: Made, speakers: Speakers) -> dict[str, str | list[str]] | None:
    """Write a claim: the proposition, who vouches, the act of speech, how surely."""
    attribution, by, prop = passage.attribution, list(passage.by), made.prop
    stance = attribution.stance if attribution else "assert"
    claim: dict[str, str | list[str]] = {}
    if stance == "mind" and attribution is not None:
        cue = " ".join(s.of(speakers.document.text) for s in attribution.cue).lower()
        mind = _mind(case, by[0], cue, prop)
        if mind is None or made.expects:
            return None
        return {
            "says": mind,
            "by": speakers.voice_of_text(passage.sentence.paragraph),
            "where": f"p{passage.paragraph}",
        }
    act = stance if stance in _ACTS else "assert"
    if act in ("deny", "doubt", "silent", "no_evidence"):
        prop = prop.removeprefix("not ")
    if act in ("threaten", "promise", "demand") or not made.expects:
        claim["says"] = prop
    else:
        claim["expects"] = prop
        claim["odds"] = made.odds
    claim["by"] = by[0] if len(by) == 1 else by
    if act == "assert" and all(_is_expert(case, chain) for chain in by):
        act = "judge"
    if act != "assert":
        claim["act"] = act
    if attribution is not None and attribution.sure != "flat" and "says" in claim:
        claim["sure"] = attribution.sure
    return {**claim, "where": f"p{passage.paragraph}"}


def _is_expert(case: Case, chain: str) -> bool:
    source = case.sources.get(chain.split(" via ")[0])
    return source is not None and source.kind == "expert"


_MINDS = (
    ("fears", ("fear", "worr", "concern", "afraid", "wary")),
    ("considers", ("consider", "weigh", "contemplat", "mull")),
    ("plans", ("plan", "prepar")),
    ("intends", ("inten", "aim", "seek", "decid", "determin", "resolv", "expect_to")),
    ("wants", ("want", "wish", "hope", "desir", "long", "need", "prefer", "eager")),
)


def _mind(case: Case, speaker: str, cue: str, prop: str) -> str | None:
    """Write what somebody wants, plans or fears; the words are the text's, so that the text vouches for them."""
    who = speaker.split(" via ")[0]
    if who.split()[-1] not in case.actors or words()[prop.removeprefix("not ").split("(")[0]].family == "part":
        return None
    word = next((mind for mind, stems in _MINDS if any(s in cue for s in stems)), None)
    return f"{word}({who}, {prop})" if word and " as " not in prop else None


def _joined(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Put together what is the same claim on the same word in several paragraphs."""
    kept: dict[str, Proposal] = {}
    for proposal in found:
        key = "|".join(str(proposal.claim.get(k, "")) for k in ("says", "expects", "by", "act", "sure"))
        if key not in kept:
            kept[key] = proposal
            continue
        first = kept[key]
        where = [*str(first.claim["where"]).split(","), *str(proposal.claim["where"]).split(",")]
        claim = {**first.claim, "where": ",".join(dict.fromkeys(where))}
        kept[key] = replace(first, claim=claim, score=1 - (1 - first.score) * (1 - proposal.score * 0.5))
    return tuple(kept.values())


def _strangers(mentions: Sequence[Mention]) -> Iterator[Mention]:
    seen: set[str] = set()
    for mention in mentions:
        if mention.how == "unknown" and len(mention.words.split()) > 1 and mention.words not in seen:
            seen.add(mention.words)
            yield mention
