"""Whether an act happened, or is planned, threatened, denied, negated or only thought of: what the classifier looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catspaw.reading.acts.lexicon import stem
from catspaw.reading.document import Span, Token
from catspaw.reading.linear import Linear
from catspaw.reading.tagging.wordclass import classify

#: Words before and behind the act that count.
BEFORE, BEHIND = 8, 4
#: Of these, those whose distance is told.
_NEAR = 3
#: Classes of words that say whether a thing is real.
_TELLING = ("MD", "NG", "TO", "SB")


def features(tokens: Sequence[Token], trigger: Span, stances: Sequence[str]) -> dict[str, float]:
    """Describe the words around an act.

    Parameters
    ----------
    tokens : sequence of Token
        Its sentence.
    trigger : Span
        The words that say it.
    stances : sequence of str
        Stances of the attributions in whose content it stands; with ``cue.`` before it where it is part of the cue.
    """
    return dict.fromkeys(_names(tokens, trigger, stances), 1.0)


#: What keeps a thing from having happened, whatever the classifier says: a word close before it, or the stance of the
#: attribution that it stands in.
_UNREAL = {
    "negated": frozenset({"not", "n't", "never", "neither", "nor", "no"}),
    "planned": frozenset({"will", "shall", "'ll", "wo"}),
    "conditional": frozenset({"would", "could", "should", "may", "might", "if", "can", "unless"}),
}
_UNDER = {
    "deny": "denied",
    "threaten": "threatened",
    "promise": "planned",
    "mind": "planned",
    "demand": "conditional",
    "ask": "conditional",
    "doubt": "conditional",
}


def modality(tokens: Sequence[Token], trigger: Span, stances: Sequence[str], classifier: Linear) -> str:
    """Say whether an act happened; where any sign speaks against it, it did not.

    Parameters
    ----------
    tokens, trigger, stances
        As of `features`.
    classifier : Linear
        The classifier ``modality`` of a model.

    Returns
    -------
    str
        One of `catspaw.reading.scheme.MODALITIES`.
    """
    found = classifier.best(features(tokens, trigger, stances))[0]
    if found != "happened":
        return found
    before = [classify(t.word).lower for t in tokens if t.end <= trigger.start][-_NEAR:]
    unreal = (name for name, words in _UNREAL.items() if not words.isdisjoint(before))
    under = (_UNDER[stance] for stance in stances if stance in _UNDER)
    return next(unreal, None) or next(under, None) or "happened"


def _names(tokens: Sequence[Token], trigger: Span, stances: Sequence[str]) -> Iterator[str]:
    before = [t for t in tokens if t.end <= trigger.start][-BEFORE:]
    behind = [t for t in tokens if t.start >= trigger.end][:BEHIND]
    own = [t for t in tokens if trigger.start <= t.start < trigger.end]
    yield "bias"
    for stance in stances:
        yield f"in={stance}"
    yield f"stances={'+'.join(stances)}"
    for far, token in enumerate(reversed(before)):
        yield from _before(far, token, stances)
    for token in behind:
        yield f"a={stem(token.word)}"
    for token in own:
        yield f"w={token.word.lower()}"
        yield f"e={classify(token.word).suffix}"
        if classify(token.word).tag in _TELLING:
            yield f"own={token.word.lower()}"
    if tokens and tokens[0].word.lower() in ("if", "should", "unless", "were"):
        yield "opens with a condition"


def _before(far: int, token: Token, stances: Sequence[str]) -> Iterator[str]:
    kind = classify(token.word)
    yield f"b={stem(token.word)}"
    if far < _NEAR:
        yield f"b{far}={kind.lower}"
        yield f"t{far}={kind.tag}"
    if kind.cue:
        yield f"c={kind.cue}"
    if kind.tag in _TELLING:
        yield f"m={kind.lower}"
        yield from (f"m={kind.lower}|{stance}" for stance in stances or ("-",))
