"""Ties that a description says: `Iran-backed militias`, `X, an Iranian militia ally`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from catspaw.case.model import Case
from catspaw.reading.names.gazetteer import states
from catspaw.reading.propose.making import Made, party
from catspaw.reading.propose.passage import Passage
from catspaw.reading.propose.relations import in_apposition

_ADJECTIVES = {
    "backed": "backs",
    "supported": "backs",
    "sponsored": "backs",
    "funded": "funds",
    "trained": "trains",
    "armed": "arms",
}
_HYPHEN = re.compile(r"(?P<who>[A-Z][\w.]*)-(?P<how>" + "|".join(_ADJECTIVES) + r")\b")


def of_adjectives(case: Case, passage: Passage) -> Iterator[Made]:
    """Give the tie that an adjective says: `Iran-backed militias`."""
    named = {a.name: a.id for a in case.actors.values() if a.kind == "state"} | {"U.S.": "us"}
    yield from _allies(case, passage)
    for mention in passage.inside:
        found = _HYPHEN.search(mention.words)
        whom = party(case, mention)
        if found and whom and named.get(found["who"], "") in case.actors:
            word = _ADJECTIVES[found["how"]]
            yield Made(f"{word}({named[found['who']]} -> {whom})", 0.4, f"said in an adjective: {mention.words}")


def _allies(case: Case, passage: Passage) -> Iterator[Made]:
    """Give the alliance that an apposition says: `X, an Iranian militia ally`."""
    people = {word: s.id for s in states().values() for word in (*s.people, *s.stands_for, s.name)}
    for name, description in pairwise(passage.inside):
        ally = _ALLY.search(description.words)
        of = next((people[w] for w in description.words.split() if w in people), "")
        whom = party(case, name)
        if ally and of in case.actors and whom and in_apposition(passage.tokens, name, description):
            proxy = ally[0].lower().startswith("prox")
            yield Made(f"backs({of} -> {whom})" if proxy else f"allied({of} + {whom})", 0.4, "said in an apposition")


_ALLY = re.compile(r"\b(?:ally|allies|proxy|proxies)\b", re.IGNORECASE)
