"""The language of claims: propositions read from text and printed back.

    prop   = ["not"] call [op level] ["as" id]
    call   = word "(" arg {"," arg} ")"
    arg    = end ["->" end] | key value            -> means directed
    end    = party | prop
    party  = [quant] id {"+" [quant] id}           + means jointly
    quant  = some of | most of | each of | one of | other of | author of | only
    key    = at on from to for of via with that about how often n trend
    op     = >= | <= | > | < | =        level = number | rung of a ladder | call

No colon, hash or question mark stands inside, so that every proposition is a plain YAML scalar.  Which words
exist and what they take is in the predicate table (`codebook`); this module knows only the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from catspaw.core.errors import LanguageError

QUANTIFIERS = ("some of", "most of", "each of", "one of", "other of", "author of", "only")
KEYS = ("at", "on", "from", "to", "for", "of", "via", "with", "that", "about", "how", "often", "n", "trend")
OPERATORS = (">=", "<=", ">", "<", "=")
LONGEST, DEEPEST = 2000, 8

_SPACE = re.compile(r"\s+")
_ID = re.compile(r"[a-z0-9_]+")
_LEVEL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|[a-z0-9_]+")
_CALL_AHEAD = re.compile(r"(?:not )?[a-z_][a-z0-9_]*\s*\(")
_QUANT = re.compile(r"(some of|most of|each of|one of|other of|author of|only) (?=[a-z0-9_])")
_AS = re.compile(r"as\b")
_KEY = re.compile(r"(" + "|".join(KEYS) + r") (?!->|\+)")
_ALLOWED = re.compile(r"[a-z0-9_ (),+<>=.~/-]")


@dataclass(frozen=True, slots=True)
class Member:
    """One name in a party: ``some of militias`` is quantifier and id."""

    id: str
    quantifier: str | None = None

    def __str__(self) -> str:
        return f"{self.quantifier} {self.id}" if self.quantifier else self.id


@dataclass(frozen=True, slots=True)
class Party:
    """One or several names, jointly."""

    members: tuple[Member, ...]

    def __str__(self) -> str:
        return " + ".join(map(str, self.members))


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument: an end, a directed pair, or a key with its value.

    Attributes
    ----------
    end : Party or Prop or str
        What stands there; the text of a keyed value that is no proposition.
    target : Party or Prop, optional
        What the arrow points to.
    key : str, optional
        ``at``, ``on``, … where the argument is keyed.
    """

    end: Party | Prop | str
    target: Party | Prop | None = None
    key: str | None = None

    def __str__(self) -> str:
        if self.key:
            return f"{self.key} {self.end}"
        return f"{self.end} -> {self.target}" if self.target is not None else str(self.end)


@dataclass(frozen=True, slots=True)
class Call:
    """A word with its arguments."""

    word: str
    args: tuple[Arg, ...]

    def __str__(self) -> str:
        return f"{self.word}({', '.join(map(str, self.args))})"

    def value(self, key: str) -> Prop | Party | str | None:
        """Give the value of a key, or None."""
        return next((a.end for a in self.args if a.key == key), None)

    @property
    def positional(self) -> tuple[Arg, ...]:
        """The arguments without a key, in order."""
        return tuple(a for a in self.args if a.key is None)


@dataclass(frozen=True, slots=True)
class Prop:
    """A proposition: a call, perhaps denied, measured and named."""

    call: Call
    negated: bool = False
    op: str | None = None
    level: str | Call | None = None
    name: str | None = None

    def __str__(self) -> str:
        text = f"not {self.call}" if self.negated else str(self.call)
        if self.op:
            text += f" {self.op} {self.level}"
        return f"{text} as {self.name}" if self.name else text

    @property
    def word(self) -> str:
        """The predicate."""
        return self.call.word


class _Reader:
    """Recursive descent over one proposition; `at` is the column reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, expected: str) -> LanguageError:
        rest = self.text[self.at : self.at + 24]
        found = f"found {rest!r}" if rest else "the text ends"
        return LanguageError(f"in `{self.text}`, column {self.at + 1}: {found}, but {expected} was expected")

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def take(self, symbol: str) -> bool:
        self.skip()
        if self.text.startswith(symbol, self.at):
            self.at += len(symbol)
            return True
        return False

    def need(self, symbol: str, why: str) -> None:
        if not self.take(symbol):
            raise self.fail(why)

    def match(self, pattern: re.Pattern[str]) -> str | None:
        self.skip()
        found = pattern.match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        return found[0].strip()

    def prop(self, depth: int = 0) -> Prop:
        if depth > DEEPEST:
            raise LanguageError(
                f"in `{self.text[:80]}…`: propositions nest more than {DEEPEST} deep; say it in two claims"
            )
        negated = self.take("not ")
        call = self.call(depth)
        self.skip()
        op = next((o for o in OPERATORS if self.take(o)), None)
        level = self.level(depth) if op else None
        return Prop(call, negated, op, level, self.name())

    def name(self) -> str | None:
        if self.match(_AS) is None:
            return None
        found = self.match(_ID)
        if found is None:
            raise self.fail("the id of an incident")
        return found

    def call(self, depth: int) -> Call:
        word = self.match(_ID)
        if word is None:
            raise self.fail("a word of the predicate table")
        self.need("(", f"'(' after `{word}`")
        args = [self.arg(depth)]
        while self.take(","):
            args.append(self.arg(depth))
        self.need(")", "',' or ')'")
        return Call(word, tuple(args))

    def arg(self, depth: int) -> Arg:
        key = self.match(_KEY)
        if key:
            return Arg(self.value(key, depth), key=key)
        end = self.end(depth)
        if self.take("->"):
            return Arg(end, self.end(depth))
        return Arg(end)

    def value(self, key: str, depth: int) -> Prop | Party | str:
        self.skip()
        if _CALL_AHEAD.match(self.text, self.at):
            return self.prop(depth + 1)
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ",()":
            self.at += 1
        words = self.text[start : self.at].strip()
        if not words:
            raise self.fail(f"a value after `{key}`")
        return words

    def end(self, depth: int) -> Party | Prop:
        self.skip()
        if _CALL_AHEAD.match(self.text, self.at):
            return self.prop(depth + 1)
        members = [self.member()]
        while self.take("+"):
            members.append(self.member())
        return Party(tuple(members))

    def member(self) -> Member:
        quantifier = self.match(_QUANT)
        name = self.match(_ID)
        if name is None:
            raise self.fail("an actor, a place or an incident")
        return Member(name, quantifier)

    def level(self, depth: int) -> str | Call:
        self.skip()
        if _CALL_AHEAD.match(self.text, self.at):
            return self.call(depth + 1)
        level = self.match(_LEVEL)
        if level is None:
            raise self.fail("a number, a rung of a ladder or a measure")
        return level


def _tidy(text: str) -> str:
    if len(text) > LONGEST:
        raise LanguageError(f"a proposition of {len(text):,} characters; at most {LONGEST:,}: say it in several claims")
    words = _SPACE.sub(" ", text).strip()
    for column, letter in enumerate(words, 1):
        if not _ALLOWED.match(letter):
            raise LanguageError(
                f"in `{words}`, column {column}: {letter!r} cannot stand in a proposition; allowed are "
                "a-z, 0-9, _ and ( ) , + -> < > = . ~ /; names in other scripts are aliases in actors.yaml"
            )
    return words


def parse(text: str) -> Prop:
    """Read one proposition.

    Parameters
    ----------
    text : str
        For example ``backs(iran -> some of pmf, for deniability)``.

    Raises
    ------
    LanguageError
        With the column, what was found and what was expected.

    Examples
    --------
    >>> str(parse("killed( tower_22 )=3"))
    'killed(tower_22) = 3'
    """
    reader = _Reader(_tidy(text))
    if not reader.text:
        raise LanguageError("an empty proposition; one looks like `backs(iran -> hezbollah)`")
    prop = reader.prop()
    reader.skip()
    if reader.at < len(reader.text):
        raise reader.fail("the end, `as`, or a comparison")
    return prop


def parse_party(text: str) -> Party:
    """Read a party alone, as voices and ``to:`` have them.

    Raises
    ------
    LanguageError
        Where the text is not ids joined by ``+``.
    """
    reader = _Reader(_tidy(text))
    end = reader.end(0)
    reader.skip()
    if reader.at < len(reader.text) or not isinstance(end, Party):
        raise reader.fail("ids joined by +")
    return end
