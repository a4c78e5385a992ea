"""Who does what to whom within a stretch of a sentence: a trigger, and the parties that stand around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catspaw.reading.document import Span, Token
from catspaw.reading.names.gazetteer import words as listed
from catspaw.reading.names.mentions import HEADS, Mention
from catspaw.reading.propose.triggers import Hit, Trigger, find_triggers

#: Words between trigger and party beyond which they are not taken together; a stated choice.
FARTHEST = 9
#: Words between a name and a noun that it owns: `Iran's possible prior knowledge`.
POSSESSED = 4

_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "got", "get"})
_NOT = frozenset({"not", "n't", "n’t", "no", "never", "without", "neither", "nor", "hardly", "nobody", "cannot"})
_IF = frozenset({"if", "unless", "should", "whether"})
_MAY = {
    "could": "could",
    "may": "may",
    "might": "may",
    "would": "would",
    "will": "will",
    "'ll": "will",
    "likely": "likely",
}
_ACTIVE_STOPS = frozenset({";", "—", "–", ":", "”", "“"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A trigger with its parties, as the words have them.

    Attributes
    ----------
    word, frame : str
        Of the predicate table; see `triggers`.
    source, target : tuple of Mention
        Who does it, and to whom; either may be empty.
    negated : bool
        Whether the words say that it is not so.
    odds : str
        ``could``, ``may``, ``would``, ``will``, ``likely`` where it is said of what may come; else empty.
    conditional : bool
        Whether it stands under an `if`.
    span : Span
        The trigger.
    pronoun : str
        The pronoun that stands for who does it, where one does; `source` is empty then.
    """

    word: str
    frame: str
    source: tuple[Mention, ...]
    target: tuple[Mention, ...]
    negated: bool
    odds: str
    conditional: bool
    span: Span
    pronoun: str = ""


def find_relations(tokens: Sequence[Token], mentions: Sequence[Mention]) -> tuple[Relation, ...]:
    """Find relations in a stretch of one sentence.

    Parameters
    ----------
    tokens : sequence of Token
        The stretch.
    mentions : sequence of Mention
        Those of the same sentence; others are left aside.
    """
    inside = [m for m in mentions if tokens and tokens[0].start <= m.span.start and m.span.end <= tokens[-1].end]
    return tuple(r for hit in find_triggers(tokens) for r in _relations(tokens, hit, inside))


def _relations(tokens: Sequence[Token], hit: Hit, mentions: Sequence[Mention]) -> Iterator[Relation]:
    span = Span(tokens[hit.start].start, tokens[hit.end - 1].end)
    around = [m for m in mentions if not m.span.meets(span) and _acts(tokens, m, hit)]
    far = FARTHEST + 4 * (hit.trigger.frame == "part")
    before = [m for m in around if m.span.end <= span.start and _gap(tokens, m.span.end, span.start) <= far]
    after = _in_reach(tokens, span.end, [m for m in around if m.span.start >= span.end])
    source, target = _parties(tokens, hit, before, after)
    if _participle(tokens, hit) or (source and set(source) <= set(before) and _infinitive(tokens, hit)):
        source = leading(tokens, [m for m in mentions if m.span.end <= span.start]) or source
    if hit.trigger.frame == "part" and hit.trigger.noun and source and set(source) <= set(before):
        near = _gap(tokens, source[-1].span.end, span.start) <= POSSESSED
        source = source if near else leading(tokens, before)
    if hit.trigger.frame == "to" and not hit.trigger.noun:
        target = tuple(m for m in target if not _owns(tokens, m))
    pronoun = _pronoun(tokens, hit, before)
    if pronoun and source and set(source) <= set(before):
        source = ()
    if (
        not source
        and not target
        and not pronoun
        and hit.trigger.frame != "part"
        and hit.trigger.word not in ("retaliates", "answers")
    ):
        return
    head = [t.word.lower() for t in tokens[max(0, hit.start - 6) : hit.start]]
    yield Relation(
        hit.trigger.word,
        hit.trigger.frame,
        source,
        target,
        negated=any(w in _NOT for w in head[-4:]),
        odds=next((_MAY[w] for w in reversed(head) if w in _MAY), ""),
        conditional=any(t.word.lower() in _IF for t in tokens[: hit.start]),
        span=span,
        pronoun=pronoun if not source else "",
    )


def _owns(tokens: Sequence[Token], mention: Mention) -> bool:
    """Whether a name only says whose: `directs Tehran's support for …` is not done to Tehran."""
    following = next((t.word for t in tokens if t.start >= mention.span.end), "")
    return following in ("'s", "’s", "'", "’")


def _in_reach(tokens: Sequence[Token], start: int, behind: Sequence[Mention]) -> list[Mention]:
    """Give the mentions near enough behind a trigger, and those that go on a list that begins near enough."""
    found: list[Mention] = []
    for mention in behind:
        near = _gap(tokens, start, mention.span.start) <= FARTHEST
        if not near and not (found and _joined(tokens, found[-1].span.end, mention.span.start)):
            break
        found.append(mention)
    return found


def _joined(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether nothing but words that join a list, and titles of people, stands between."""
    between = [t.word.lower() for t in tokens if start <= t.start and t.end <= end]
    return bool(between) and set(between) <= _JOINS


def _participle(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a verb in -ing hangs on the whole sentence, behind a comma: `X became strong, training Y`."""
    before = tokens[hit.start - 1].word.lower() if hit.start else ""
    return not hit.trigger.noun and tokens[hit.start].word.lower().endswith("ing") and before in (",", "by", "while")


def _infinitive(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a verb stands behind `to`: who does it is who the sentence begins with, not who stands nearest."""
    return not hit.trigger.noun and hit.start > 0 and tokens[hit.start - 1].word.lower() == "to"


_PRONOUNS = frozenset({"it", "they", "he", "she"})


def _pronoun(tokens: Sequence[Token], hit: Hit, before: Sequence[Mention]) -> str:
    """Give the pronoun right before a verb, with nobody named between; empty where there is none."""
    if hit.trigger.noun:
        return ""
    last = max((m.span.end for m in before), default=0)
    near = [t.word.lower() for t in tokens[max(0, hit.start - 4) : hit.start] if t.start >= last]
    return next((word for word in reversed(near) if word in _PRONOUNS), "")


#: A name behind one of these says where, not who.
_WHERE = frozenset(
    {"in", "at", "near", "across", "inside", "outside", "around", "into", "toward", "towards", "throughout"}
)


def _acts(tokens: Sequence[Token], mention: Mention, hit: Hit) -> bool:
    """Whether a mention can be a party: no place behind a preposition, no bare adjective of a people away from a noun."""
    index = next((i for i, t in enumerate(tokens) if t.start >= mention.span.start), 0)
    before = [t.word.lower() for t in tokens[max(0, index - 2) : index]]
    if hit.trigger.frame != "at" and before and (before[-1] in _WHERE or (before[0] in _WHERE and before[-1] == "the")):
        return False
    noun = mention.words in _SHORT or mention.words.endswith("s")
    if mention.how != "people" or (noun and before[-1:] == ["the"]):
        return True
    after = next((i for i, t in enumerate(tokens) if t.start >= mention.span.end), len(tokens))
    following = tokens[after].word.lower() if after < len(tokens) else ""
    return (hit.trigger.noun and 0 <= hit.start - after <= 3) or following in _NOUNS


_BODIES = frozenset(
    {"military", "army", "air", "navy", "government", "president", "forces", "security", "intelligence", "and", "or"}
)
#: Nouns behind the adjective of a people with which it names the state.
_NOUNS = HEADS | _BODIES | listed("doing")
#: Short names of states that serve as their adjectives too.
_SHORT = frozenset({"US", "U.S.", "UK", "U.K.", "EU", "UAE"})


def _gap(tokens: Sequence[Token], start: int, end: int) -> int:
    return sum(start <= t.start and t.end <= end for t in tokens)


Pair = tuple[tuple[Mention, ...], tuple[Mention, ...]]


def _parties(tokens: Sequence[Token], hit: Hit, before: Sequence[Mention], after: Sequence[Mention]) -> Pair:
    """Tell who does it and to whom from the order of words, the passive, and `of`, `by`, `for`, `to`, `between`."""
    following = tokens[hit.end].word.lower() if hit.end < len(tokens) else ""
    left, right = _nearest(tokens, before, last=True), _nearest(tokens, after, last=False)
    if hit.trigger.frame in ("joint", "meeting"):
        lists = [_nearest(tokens, after[at:], last=False) for at in range(min(3, len(after)))]
        return _joint(tokens, hit, left, max(lists, key=len, default=()), leading(tokens, before)), ()
    by = _after_word(tokens, hit.end, after, ("by", "from"))
    if hit.trigger.noun:
        if by:
            return by, _after_word(tokens, hit.end, after, ("of", "on", "for", "to", "against")) or left
        of = _after_word(tokens, hit.end, after, ("for", "to", "on", "against", "over", "in", "of"))
        return left, of or (right if following in ("for", "to", "on", "against") else ())
    passive = any(t.word.lower() in _BE for t in tokens[max(0, hit.start - 3) : hit.start])
    if by and (passive or following == "by"):
        return by, left
    if passive and tokens[hit.start].word.lower().endswith(("ed", "en", "t", "n")):
        return (), left
    return left, right


def _nearest(tokens: Sequence[Token], mentions: Sequence[Mention], *, last: bool) -> tuple[Mention, ...]:
    """Give the nearest party with those joined to it by commas and `and`; a people's adjective yields to a name."""
    order = list(reversed(mentions)) if last else list(mentions)
    order = [m for m in order if m.meaning.actor or m.meaning.source or m.meaning.place]
    order = [m for m in order if not _heads(tokens, m, order)]
    if not order:
        return ()
    if last and len(order) > 1 and order[0].how == "kind" and in_apposition(tokens, order[1], order[0]):
        order = order[1:]
    found = [order[0]]
    for mention in order[1:]:
        a, b = sorted((found[-1].span, mention.span))
        if not _joined(tokens, a.end, b.start):
            break
        found.append(mention)
    return tuple(reversed(found)) if last else tuple(found)


#: Words that may stand between parties of one list.
_JOINS = frozenset(
    {",", "and", "or", "the", "as", "well", "other", "both", "from", "including", "his", "her", "deputy", "aide"}
    | {"mr", "mr.", "mrs.", "ms.", "dr.", "gen.", "maj.", "adm.", "president", "minister", "king", "prince"}
)


#: Nouns between a body and the name of who heads it or speaks for it.
_OFFICES = frozenset(
    [
        "leader",
        "chief",
        "commander",
        "president",
        "minister",
        "head",
        "spokesman",
        "spokeswoman",
        "official",
        "officials",
        "general",
        "secretary",
    ]
)


def _heads(tokens: Sequence[Token], body: Mention, others: Sequence[Mention]) -> bool:
    """Whether a body only says whose man is named behind it: `Hezbollah leader Hassan Nasrallah`."""
    for other in others:
        between = [t.word for t in tokens if body.span.end <= t.start and t.end <= other.span.start]
        if 0 < len(between) <= 2 and between[-1].lower() in _OFFICES and other.span.start > body.span.start:
            return True
    return False


def in_apposition(tokens: Sequence[Token], name: Mention, description: Mention) -> bool:
    """Whether a description says what the name before it is: `Kataib Hezbollah, an Iranian militia ally`."""
    between = [t.word.lower() for t in tokens if name.span.end <= t.start and t.end <= description.span.start]
    return "," in between and set(between) <= {",", "a", "an", "the", "one", "of"}


def _joint(
    tokens: Sequence[Token],
    hit: Hit,
    left: tuple[Mention, ...],
    right: tuple[Mention, ...],
    first: tuple[Mention, ...],
) -> tuple[Mention, ...]:
    """Give who does something together: `A and B …`, `… between A and B`, `A … with B`, `A became B's ally`."""
    following = {t.word.lower() for t in tokens[hit.start + 1 : hit.end + 3]}
    if following & {"with", "between", "among"}:
        return right if following & {"between", "among"} and len(right) > 1 else (*left, *right[:1])
    if hit.trigger.frame == "meeting" and not hit.trigger.noun and len(left) == 1:
        return (*left, *right)
    if hit.trigger.noun and "of" in following:
        return right if len(right) > 1 else ()
    if hit.trigger.noun and len(left) == 1 and first and first[0] != left[0]:
        return (*first, *left)
    return left if len(left) > 1 else ()


def _after_word(
    tokens: Sequence[Token], at: int, after: Sequence[Mention], words: tuple[str, ...]
) -> tuple[Mention, ...]:
    """Give the party that follows the first of these words, within a few words of the trigger."""
    for place in range(at, min(at + 8, len(tokens))):
        if tokens[place].word in _ACTIVE_STOPS:
            return ()
        if tokens[place].word.lower() in words:
            later = [m for m in after if m.span.start >= tokens[place].end]
            near = [m for m in later if _gap(tokens, tokens[place].end, m.span.start) <= 5]
            return _nearest(tokens, near, last=False)
    return ()


def leading(tokens: Sequence[Token], mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Give who stands first in a sentence, with those joined to it: whom a pronoun of the next one may mean."""
    whole = Hit(len(tokens), len(tokens), _NOBODY)
    acting = [m for m in mentions if m.meaning.actor and m.how != "people" and _acts(tokens, m, whole)]
    return _nearest(tokens, acting, last=False)


_NOBODY = Trigger("", "to", noun=False)
