"""Formulas: ``inertia + reciprocity(halflife=30) + sender(power):tie(allied) + (inertia | sender)``.

    formula  = part {"+" part}
    part     = "0" | "1" | column | "(" column {"+" column} "|" group ")"
    column   = factor {":" factor}                     a product
    factor   = name ["(" argument {"," argument} ")"]
    argument = [key "="] value                         value: word, number or text in quotes
    group    = "sender" | "receiver" | "dyad" | "type"

``1`` is the intercept; interval and count models have one unless ``0`` is said.  ``(x | sender)`` lets the
coefficient of x vary by sender around its common value, shrunk by a variance that is estimated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from catspaw.core.errors import LanguageError, nearest

GROUPS = ("sender", "receiver", "dyad", "type")
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<number>-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?![\w.])|-?\.\d+)"
    r"|(?P<name>[A-Za-z_]\w*(?:[.-][A-Za-z]\w*)*)"
    r"|(?P<mark>[-+:(),=|~]))"
)


@dataclass(frozen=True, slots=True)
class Call:
    """A statistic with its arguments as written."""

    name: str
    arguments: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        inside = [*self.arguments, *(f"{key}={value}" for key, value in self.options)]
        return f"{self.name}({', '.join(inside)})" if inside else self.name


@dataclass(frozen=True, slots=True)
class Column:
    """A product of statistics; no factor at all is the intercept.  `group` is what its coefficient varies by."""

    factors: tuple[Call, ...]
    group: str | None = None

    def __str__(self) -> str:
        return ":".join(map(str, self.factors)) or "1"


@dataclass(frozen=True, slots=True)
class Formula:
    """What a model holds.

    Attributes
    ----------
    columns : tuple of Column
        Common coefficients, without the intercept.
    varying : tuple of Column
        Coefficients that vary by group.
    intercept : bool or None
        None where the formula does not say.
    """

    columns: tuple[Column, ...]
    varying: tuple[Column, ...] = ()
    intercept: bool | None = None


@dataclass(slots=True)
class _Reader:
    text: str
    tokens: list[tuple[str, str, int]]
    at: int = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else "end"

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def wants(self, mark: str) -> None:
        if self.peek() != mark:
            self.fail(f"{mark!r} is missing")
        self.take()

    def fail(self, what: str) -> None:
        place = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        here = f"before {self.text[place:][:20]!r}" if self.text[place:] else "at the end"
        raise LanguageError(
            f"formula {self.text!r}: {what} {here}; a formula is like "
            "'inertia + reciprocity(halflife=30) + sender(power):tie(allied) + (inertia | sender)'"
        )


def parse_formula(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    LanguageError
        What is wrong, where, and what a formula looks like.
    """
    reader = _Reader(text, _tokens(text))
    if reader.peek() == "~":
        reader.take()
    columns: list[Column] = []
    varying: list[Column] = []
    intercept: bool | None = None
    while True:
        said = _intercept(reader)
        if said is None:
            found = _part(reader)
            (varying if found[0].group else columns).extend(found)
        else:
            intercept = said
        if reader.kind() == "end":
            break
        if reader.peek() != "-" and reader.peek() != "-1":
            reader.wants("+")
    _no_repeats(text, columns + varying)
    return Formula(tuple(columns), tuple(varying), intercept)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise LanguageError(f"formula {text!r}: {text[place]!r} at place {place + 1} has no meaning in a formula")
        tokens.append((found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        at = found.end()
    if not tokens:
        raise LanguageError("the formula is empty; name at least one statistic, as in 'inertia + reciprocity'")
    return tokens


def _intercept(reader: _Reader) -> bool | None:
    minus = reader.peek() == "-"
    if minus:
        reader.take()
    if reader.peek() in ("0", "1", "-1"):
        return reader.take() == "1" and not minus
    if minus:
        reader.fail("only the intercept can be taken away ('- 1'), not this")
    return None


def _part(reader: _Reader) -> list[Column]:
    if reader.peek() != "(":
        return [_column(reader)]
    reader.take()
    columns = [_varying(reader)]
    while reader.peek() == "+":
        reader.take()
        columns.append(_varying(reader))
    reader.wants("|")
    group = reader.take() if reader.kind() == "name" else ""
    if group not in GROUPS:
        reader.fail(f"a coefficient varies by {', '.join(GROUPS)}, not by {group!r}{nearest(group, GROUPS)},")
    reader.wants(")")
    return [Column(column.factors, group) for column in columns]


def _varying(reader: _Reader) -> Column:
    if reader.peek() == "1":
        reader.take()
        return Column(())
    return _column(reader)


def _column(reader: _Reader) -> Column:
    factors = [_call(reader)]
    while reader.peek() == ":":
        reader.take()
        factors.append(_call(reader))
    return Column(tuple(factors))


def _call(reader: _Reader) -> Call:
    if reader.kind() != "name":
        reader.fail("the name of a statistic is missing")
    name = reader.take()
    arguments: list[str] = []
    options: list[tuple[str, str]] = []
    if reader.peek() == "(":
        reader.take()
        while reader.peek() != ")":
            _argument(reader, arguments, options)
            if reader.peek() == ",":
                reader.take()
            elif reader.peek() != ")":
                reader.fail("')' is missing")
        reader.take()
    return Call(name, tuple(arguments), tuple(sorted(options)))


def _argument(reader: _Reader, arguments: list[str], options: list[tuple[str, str]]) -> None:
    value = _value(reader)
    if reader.peek() != "=":
        arguments.append(value)
        return
    reader.take()
    if value in dict(options):
        reader.fail(f"{value} is given twice")
    options.append((value, _value(reader)))


def _value(reader: _Reader) -> str:
    if reader.kind() not in ("name", "number", "text"):
        reader.fail("a word or a number is missing")
    return reader.take().strip("'\"")


def _no_repeats(text: str, columns: list[Column]) -> None:
    for column in columns:
        if columns.count(column) > 1:
            raise LanguageError(f"formula {text!r}: {column} stands twice; say it once")
