"""Help by its forms: who gives whom weapons, money, training, advice or intelligence, in whatever order the text lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catspaw.case.model import Case
from catspaw.reading.document import Token
from catspaw.reading.lexicon import verb_forms
from catspaw.reading.names.mentions import Mention
from catspaw.reading.propose.making import Made, meant, parties
from catspaw.reading.propose.passage import Passage
from catspaw.reading.propose.relations import leading

#: Tokens between the giving and the party that gets it.
REACH = 14
_GIVES = frozenset(
    form
    for verb in ("provide", "supply", "give", "send", "funnel", "channel", "ship", "smuggle", "deliver", "offer")
    for form in verb_forms(verb)
)
_FORMS = {
    "arms": ("weapons", "weaponry", "arms", "missiles", "rockets", "drones", "munitions"),
    "funds": ("money", "funds", "funding", "cash", "financing"),
    "trains": ("training",),
    "advises": ("advisers", "advisors"),
    "informs": ("intelligence",),
}
_FORM_OF = {noun: word for word, nouns in _FORMS.items() for noun in nouns} | {"financial": "funds"}


def of_help(case: Case, passage: Passage) -> Iterator[Made]:
    """Give a tie for each form of help that somebody gives to somebody."""
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if token.word.lower() not in _GIVES:
            continue
        behind = tokens[at + 1 : at + 1 + REACH]
        forms = list(dict.fromkeys(_FORM_OF[w] for t in behind if (w := t.word.lower()) in _FORM_OF))
        givers = _givers(case, passage, at)
        for a in parties(case, givers):
            for b in parties(case, _takers(passage, behind)):
                for word in forms:
                    if a.split()[-1] != b.split()[-1]:
                        yield Made(f"{word}({a} -> {b})", 0.4, "a form of help that is given")


def _givers(case: Case, passage: Passage, at: int) -> tuple[Mention, ...]:
    """Give who stands nearest before, or whom a pronoun there means; behind `to` it may be who the sentence begins with."""
    start = passage.tokens[at].start
    before = [m for m in passage.inside if m.span.end <= start and (m.meaning.actor or m.meaning.source)]
    near = [t.word.lower() for t in passage.tokens[max(0, at - 3) : at]]
    pronoun = next((w for w in near if w in ("it", "they", "he", "she")), "")
    if pronoun:
        return meant(case, passage, pronoun)
    return tuple(before[-1:]) or leading(passage.tokens, before)


def _takers(passage: Passage, behind: Sequence[Token]) -> tuple[Mention, ...]:
    """Give who gets it: with `to` or `for` before the name, or the name right behind the verb (`provide Hamas with …`)."""
    if not behind:
        return ()
    there = [m for m in passage.inside if behind[0].start <= m.span.start and m.span.end <= behind[-1].end]
    to = next((t for t in behind if t.word.lower() in ("to", "for")), None)
    if to is not None:
        there = [m for m in there if m.span.start >= to.end] or there
    return leading(behind, there)
