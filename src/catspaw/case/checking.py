"""What makes a proposition of the grammar one of the predicate table: its shape, its names, its level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catspaw.case.codebook import Word, ladders, words
from catspaw.case.language import Arg, Call, Member, Party, Prop
from catspaw.case.propositions import RESERVED, TIME_KEYS, WHAT, Names, is_place, missing
from catspaw.core.dates import FORMS, Interval, parse_interval
from catspaw.core.errors import DateError, nearest

#: Stands for the date of an incident or report while only the form of a date is checked.
ANY_TIME = Interval(None, None)


@dataclass(frozen=True, slots=True)
class Shape:
    """One form that a word takes: the roles of its positional ends, and whether an arrow joins them."""

    roles: tuple[str, ...]
    directed: bool = False
    needs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (" -> " if self.directed else ", ").join(self.roles)


def shapes(word: Word) -> tuple[Shape, ...]:
    """Read the shapes of a word from the table's column."""
    found = [_shape(text) for text in word.shape.split(", or ")]
    if word.family == "act":  # an act may name one party alone, or several jointly
        found.append(Shape(("party",)))
    return tuple(found)


def _shape(text: str) -> Shape:
    head, _, rest = text.partition(", ")
    needs = tuple(part.split()[0] for part in rest.split(", ") if part.startswith(("at ", "of ")))
    roles = [r for r in rest.split(", ") if r and not r.startswith(("at ", "of "))]
    if " -> " in head:
        return Shape(tuple(head.split(" -> ")), directed=True, needs=needs)
    return Shape((head, *roles), needs=needs)


def problems_of(prop: Prop, names: Names) -> Iterator[str]:
    """Say everything that is wrong with a proposition, nested ones included."""
    known = words()
    word = known.get(prop.word)
    if word is None:
        near = nearest(prop.word, known)
        yield f"`{prop.word}` is not in the predicate table{near}; `catspaw codebook` lists the words"
        return
    if prop.name and word.family != "act":
        yield f"`{prop.call} as {prop.name}`: only an act can be named with `as`; `{word.word}` is a {word.family}"
    yield from _level_problems(prop, word)
    calls = [(prop.call, word)]
    if isinstance(prop.level, Call) and prop.level.word in known:
        calls.append((prop.level, known[prop.level.word]))
    for call, meaning in calls:
        yield from _shape_problems(call, meaning, names)
        yield from _repeated(call, meaning)
        for arg in call.args:
            yield from _key_problems(arg, meaning, names)


def _repeated(call: Call, word: Word) -> Iterator[str]:
    """Say what stands twice: a key, a member of a party, one party on both sides of a tie or an act."""
    keys = [a.key for a in call.args if a.key]
    for key in dict.fromkeys(k for k in keys if keys.count(k) > 1):
        yield f"`{call}` has `{key}` twice; say it in two claims"
    for arg in call.positional:
        for end in (arg.end, arg.target):
            members = end.members if isinstance(end, Party) else ()
            if len(set(members)) < len(members):
                yield f"`{end}` names one party twice"
        same = arg.target is not None and arg.end == arg.target and str(arg.end) not in RESERVED
        if same and word.family in ("tie", "act"):
            yield f"`{call}`: `{arg.end}` stands on both sides of the arrow"


def _level_problems(prop: Prop, word: Word) -> Iterator[str]:
    if word.family == "act":
        yield from _count_problems(prop)
        return
    if word.ladder is None or word.rung:
        if prop.op:
            yield f"`{prop}`: `{word.word}` takes no level; delete `{prop.op} {prop.level}`"
        return
    rungs = ladders().get(word.ladder, ())
    if prop.op is None:
        example = f"{prop.call} >= {rungs[2]}" if rungs else f"{prop.call} > 0"
        yield f"`{prop}`: `{word.word}` needs a level, such as `{example}`"
    elif isinstance(prop.level, Call):
        other = words().get(prop.level.word)
        if other is None or other.ladder != word.ladder or other.rung:
            yield f"`{prop}`: `{prop.level.word}` does not measure on the ladder of `{word.word}`"
    else:
        yield from _rung_problems(prop, word, rungs)


def _count_problems(prop: Prop) -> Iterator[str]:
    if prop.op and not str(prop.level).isdigit():
        example = f"{prop.call} {prop.op} 20"
        yield f"`{prop}`: acts are counted: the level is a whole number, as in `{example}`, not {str(prop.level)!r}"


def _rung_problems(prop: Prop, word: Word, rungs: tuple[str, ...]) -> Iterator[str]:
    level = str(prop.level)
    number = level.lstrip("-").replace(".", "", 1).isdigit()
    if word.ladder in ("number", "sign"):
        if not number:
            yield f"`{prop}`: `{word.word}` takes a number, not {level!r}"
    elif word.ladder == "rung" and number:
        if not 0 <= float(level) <= 10:
            yield f"`{prop}`: rungs run from 0 to 10"
    elif level not in rungs:
        yield f"`{prop}`: {level!r} is no rung of `{word.ladder}`; allowed: {' < '.join(rungs)}{nearest(level, rungs)}"


def _shape_problems(call: Call, word: Word, names: Names) -> Iterator[str]:
    positional = call.positional
    fitting = [s for s in shapes(word) if _fits(s, positional)]
    if not fitting:
        forms = " or ".join(f"`{word.word}({s})`" for s in shapes(word))
        yield f"`{call}` does not have the form {forms}; an example: `{word.example}`"
        return
    found = [list(_misfits(shape, call, word, names)) for shape in fitting]
    yield from min(found, key=len)  # several forms may fit (`men` of an act or of a party): the best counts


def _misfits(shape: Shape, call: Call, word: Word, names: Names) -> Iterator[str]:
    for key in shape.needs:
        if call.value(key) is None:
            yield f"`{call}` needs `{key}`: an example: `{word.example}`"
    ends = _ends(call.positional)
    for role, end in zip(shape.roles, ends, strict=True):
        second = shape.directed and end is ends[-1]
        yield from _end_problems(end, _role(role, word, second=second), names)


def _ends(positional: tuple[Arg, ...]) -> list[Party | Prop | str]:
    return [e for a in positional for e in (a.end, a.target) if e is not None]


def _fits(shape: Shape, positional: tuple[Arg, ...]) -> bool:
    if shape.directed:
        return len(positional) == 1 and positional[0].target is not None
    if any(a.target is not None for a in positional) or len(positional) != len(shape.roles):
        return False
    first = positional[0].end
    if shape.roles[0] == "parties" and isinstance(first, Party):
        return len(first.members) > 1 or first.members[0].quantifier in ("each of", "some of", "most of")
    return True


def _role(role: str, word: Word, *, second: bool) -> str:
    if role == "parties":
        return "party"
    if role == "party" and second and word.family in ("act", "measure"):
        return "target"
    return role


def _end_problems(end: Party | Prop | str, role: str, names: Names) -> Iterator[str]:
    if isinstance(end, Prop):
        if role in ("party", "place", "target"):
            yield f"`{end}` stands where {WHAT[role]} should"
        else:
            yield from _nested_problems(end, names)
    elif isinstance(end, Party):
        for member in end.members:
            yield from _member_problems(member, role, names)


def _nested_problems(prop: Prop, names: Names) -> Iterator[str]:
    if prop.name:
        yield f"`as {prop.name}`: an incident is named where it is said, not inside another proposition"
    yield from problems_of(prop, names)


def _member_problems(member: Member, role: str, names: Names) -> Iterator[str]:
    if role == "prop":
        yield f"`{member}` stands where a proposition should, such as `strike(iran -> us)`"
    elif role == "matter":
        return
    elif member.quantifier == "author of":
        if problem := missing(member.id, "act", names):
            yield problem
    elif problem := missing(member.id, "act" if role == "thing" else role, names):
        yield problem


def _key_problems(arg: Arg, word: Word, names: Names) -> Iterator[str]:
    if arg.key is None:
        return
    if isinstance(arg.end, Prop):
        yield from _nested_problems(arg.end, names)
    elif arg.key == "at":
        if problem := missing(str(arg.end), "place", names):
            yield problem
    elif arg.key in TIME_KEYS and word.word != "effect" and not is_place(arg, names):
        try:
            parse_interval(
                str(arg.end),
                anchors=lambda name: ANY_TIME if name == "report" or name in names.incidents else None,
            )
        except DateError as error:
            near = names.near(str(arg.end), lambda: names.known("place")) if arg.key != "on" else ""
            yield (
                str(error) if arg.key == "on" else f"`{arg}` is neither a place of this case nor a date{near}; {FORMS}"
            )
