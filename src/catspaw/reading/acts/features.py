"""What the typer of acts looks at: the words between and around a masked pair, and what the act table says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catspaw.reading.acts.lexicon import LONGEST, entries, stem
from catspaw.reading.document import Span, Token

#: Words beyond the pair, on either side, that still count.
REACH = 10
_NEGATIONS = frozenset({"not", "n't", "never", "no", "without"})
_BE = frozenset({"is", "was", "were", "are", "been", "be", "being"})


def features(tokens: Sequence[Token], source: Span, target: Span) -> dict[str, float]:
    """Describe a pair in its sentence.

    Parameters
    ----------
    tokens : sequence of Token
        The sentence.
    source, target : Span
        The words that name the two parties; they are masked, so that no name is learnt.

    Returns
    -------
    dict
        Features and their weights, not yet scaled.
    """
    words, zones = _masked(tokens, source, target)
    stems = [word if word in ("<S>", "<T>") else stem(word) for word in words]
    found: dict[str, float] = {"bias": 1.0}
    for name in _names(words, stems, zones):
        found[name] = 1.0
    for name, weight in _meanings(stems, zones):
        found[name] = max(found.get(name, 0.0), weight)
    return found


def _masked(tokens: Sequence[Token], source: Span, target: Span) -> tuple[list[str], list[str]]:
    """Put one mark for each party and name the zone of each word: before, between, after."""
    words: list[str] = []
    for token in tokens:
        here = Span(token.start, token.end)
        mark = "<S>" if source.meets(here) else "<T>" if target.meets(here) else token.word
        if mark not in ("<S>", "<T>") or mark not in words[-1:]:
            words.append(mark)
    marks = [at for at, word in enumerate(words) if word in ("<S>", "<T>")] or [0]
    first, last = marks[0], marks[-1]
    start, end = max(0, first - REACH), min(len(words), last + 1 + REACH)
    zones = ["A" if at < first else "Z" if at > last else "M" for at in range(start, end)]
    return words[start:end], zones


def _names(words: Sequence[str], stems: Sequence[str], zones: Sequence[str]) -> Iterator[str]:
    order = "ST" if "<S>" in words and "<T>" in words and words.index("<S>") < words.index("<T>") else "TS"
    yield "order=" + order
    for at, (word, zone) in enumerate(zip(stems, zones, strict=True)):
        if not word[0].isalnum() and word not in ("<S>", "<T>"):
            continue
        yield f"w={word}"
        yield f"{zone}={word}"
        if at + 1 < len(stems):
            yield f"b={word}_{stems[at + 1]}"
            if at + 2 < len(stems):
                yield f"t={word}_{stems[at + 1]}_{stems[at + 2]}"
    if any(word.lower() in _NEGATIONS for word in words):
        yield "negated"
    if "by" in words and any(word in _BE for word in words):
        yield "passive=" + order


def _meanings(stems: Sequence[str], zones: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Look up the act table, the longest phrase first; tell the first hit behind the source from the others."""
    table = entries()
    source = stems.index("<S>") if "<S>" in stems else -1
    first = True
    at = 0
    while at < len(stems):
        for size in range(min(LONGEST, len(stems) - at), 0, -1):
            entry = table.get(tuple(stems[at : at + size]))
            if entry:
                share = 1.0 / len({root for root, _ in entry.meanings}) ** 0.5
                for root, word in entry.meanings:
                    yield f"R={root}", share
                    yield f"R={root}|{zones[at]}", share
                    yield f"R={root}|{entry.kind}", share
                    yield f"W={word}", share
                    if first and at > source >= 0:
                        yield f"F={root}", share
                        yield f"FW={word}", share
                if at > source >= 0:
                    first = False
                at += size - 1
                break
        at += 1
