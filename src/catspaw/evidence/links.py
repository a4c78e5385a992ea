"""What implies and excludes what, between the variables of a case.

Links come from the predicate table (`implies`, `excludes`), from belonging (a member's act is a case of `some
of` its group; a body's act is an act of whom it acts for, its knowledge never), from what a proposition leaves
out (`strike(a -> b, at x)` implies `strike(a -> b)`), from closures (`only`) and from listed questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from catspaw.case.codebook import Word, words
from catspaw.case.language import Arg, Call, Member, Party, Prop
from catspaw.evidence import variables as v
from catspaw.evidence.joint import Link
from catspaw.evidence.space import Located, Space, members_of

#: Most variants of one proposition that are looked up.
MOST = 400


def links(space: Space) -> tuple[Link, ...]:
    """Give every link between variables of a space, each once."""
    spoken = _spoken_groups(space)
    known: dict[Link, None] = {}
    for i, variable in enumerate(space.variables):
        if variable.kind == v.PROPOSITION and variable.prop is not None:
            here = Located(i, (True, False))
            _add(known, here, variable.prop, space, spoken)
    for at, answer in space.listed.values():
        _listed_consequences(known, at, answer, space, spoken)
    _join_lists(known, space)
    return tuple(known)


def _spoken_groups(space: Space) -> frozenset[str]:
    props = [x.prop for x in space.variables if x.prop is not None]
    return frozenset(m.id for p in props for m in members_of(p) if m.quantifier in ("some of", "one of", "most of"))


def _add(known: dict[Link, None], here: Located, prop: Prop, space: Space, spoken: frozenset[str]) -> None:
    for implied in consequences(prop, space, spoken):
        there = space.locate(implied)
        if there and there.variable != here.variable and not all(there.mask):
            known[(here.variable, here.mask, there.variable, there.mask)] = None


def _listed_consequences(known: dict[Link, None], at: int, answer: int, space: Space, spoken: frozenset[str]) -> None:
    question = space.case.questions[space.variables[at].id]
    prop = question.one_of[answer]
    mask = tuple(i == answer for i in range(len(space.variables[at].answers)))
    _add(known, Located(at, mask), replace(prop, name=None), space, spoken)


def _join_lists(known: dict[Link, None], space: Space) -> None:
    """Join listed answers to variables of their own: true there when and only when chosen."""
    for at, variable in enumerate(space.variables):
        if variable.kind != v.LIST:
            continue
        for i, prop in enumerate(space.case.questions[variable.id].one_of):
            there = space.locate(prop)
            if there and there.variable != at:
                chosen = tuple(j == i for j in range(len(variable.answers)))
                known[(at, chosen, there.variable, there.mask)] = None
                known[(there.variable, there.mask, at, chosen)] = None


def consequences(prop: Prop, space: Space, spoken: frozenset[str]) -> Iterator[Prop]:
    """Give propositions that follow from one, whether or not anything is about them."""
    word = words()[prop.word]
    for implied in _words_implied(word):
        yield from _variants(prop, word, implied, space, spoken)
        for excluded in implied.excludes:
            yield replace(prop, call=replace(prop.call, word=excluded), negated=True)
    if any(m.quantifier == "only" for m in members_of(prop)):
        yield from _only(prop, space)


def _words_implied(word: Word) -> list[Word]:
    """Give a word and all that follow from it."""
    found = [word]
    for each in found:
        found += [words()[w] for w in each.implies if words()[w] not in found]
    return found


def _variants(prop: Prop, word: Word, implied: Word, space: Space, spoken: frozenset[str]) -> Iterator[Prop]:
    calls = [prop.call] if implied is word else list(_reshaped(prop.call, word, implied))
    for call in calls:
        for number, args in enumerate(_arguments(call, word, space, spoken)):
            if number >= MOST:
                break
            yield Prop(Call(implied.word, args), op=prop.op, level=prop.level)


def _reshaped(call: Call, word: Word, implied: Word) -> Iterator[Call]:
    """Fit a call to the shape of a word that follows: a shared or held place means presence at it."""
    if word.shape == implied.shape or implied.word != "present":
        yield replace(call, word=implied.word)
        return
    first = call.positional[0]
    place = [Arg(str(first.target), key="at")] if first.target is not None else []
    rest = (*place, *(a for a in call.args if a.key is not None))
    if isinstance(first.end, Party):
        for member in first.end.members:
            yield Call(implied.word, (Arg(Party((member,))), *rest))


def _arguments(call: Call, word: Word, space: Space, spoken: frozenset[str]) -> Iterator[tuple[Arg, ...]]:
    choices: list[list[Arg]] = []
    for arg in call.positional:
        ends = _ends(arg.end, word, space, spoken)
        targets = _ends(arg.target, word, space, spoken) if arg.target is not None else [None]
        choices.append([Arg(e, t) for e in ends for t in targets])  # type: ignore[arg-type]
    keyed = tuple(a for a in call.args if a.key is not None)
    if call.word == word.word and not keyed and all(len(c) == 1 for c in choices):
        return  # nothing but itself
    loose = word.family in ("tie", "act") and keyed
    for args in product(*choices):
        yield (*args, *keyed)
        if loose:
            yield args


def _ends(
    end: Party | Prop | str | None, word: Word, space: Space, spoken: frozenset[str]
) -> list[Party | Prop | str | None]:
    if not isinstance(end, Party):
        return [end]
    options = [_weaker(m, word, space, spoken) for m in end.members]
    return [Party(tuple(sorted(set(c), key=str))) for c in product(*options)]


def _weaker(member: Member, word: Word, space: Space, spoken: frozenset[str]) -> list[Member]:
    """Give what may stand for a name when less is said; first the name itself."""
    known = space.belonging
    if member.quantifier in ("each of", "most of", "one of"):
        each = [Member(m) for m in sorted(known.members.get(member.id, ()))] if member.quantifier == "each of" else []
        return [member, Member(member.id, "some of"), *each]
    if member.quantifier == "only":
        return [member, Member(member.id)]
    if not word.rolls_up:
        return [member]
    if member.quantifier == "some of":
        return [member, *(Member(g, "some of") for g in known.larger(member.id) if g in spoken)]
    if member.quantifier:
        return [member]
    chain = (member.id, *known.bodies.get(member.id, ()))
    groups = dict.fromkeys(g for c in chain for g in known.groups(c) if g in spoken)
    return [member, *(Member(c) for c in chain[1:]), *(Member(g, "some of") for g in groups)]


def _only(prop: Prop, space: Space) -> Iterator[Prop]:
    """`only x` also says that nobody else did: others of whom the same is asked, who neither hold x nor act for it."""
    said = next(m for m in members_of(prop) if m.quantifier == "only")
    ladder = words()[prop.word].ladder
    known = space.belonging
    for variable in space.variables:
        if variable.prop is None or variable.word not in (prop.word, ladder):
            continue
        others = [m for m in members_of(variable.prop)[:1] if m.quantifier != "only"]
        party = v.party_of(variable.prop, 0)
        if not others or party is None or len(party.members) > 1:
            continue
        other = others[0]
        related = {said.id, *known.bodies.get(said.id, ()), *known.groups(said.id)}
        if other.id in related or said.id in known.bodies.get(other.id, ()):
            continue
        trial = _with_first(prop, other)
        if _rest(trial) == _rest(variable.prop):
            yield replace(trial, negated=True)


def _with_first(prop: Prop, member: Member) -> Prop:
    first, *rest = prop.call.args
    return replace(prop, call=replace(prop.call, args=(replace(first, end=Party((member,))), *rest)))


def _rest(prop: Prop) -> str:
    first, *rest = prop.call.args
    return f"{first.target}, {', '.join(map(str, rest))}"
