"""Reading the inline markup: brackets in, plain text and spans out.

``[s1 anon n=2 of=veshar: Two aides] [q1: said] [c1: the convoy had [e strike veshar>karan_front: hit] the Front].``
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from catspaw.core.errors import Problem
from catspaw.reading.corpus.model import Article, MarkedAct
from catspaw.reading.document import Attribution, Span, Speaker

ROLES = {"s": "source", "q": "cue", "c": "content", "a": "anonymity"}
_HEAD = re.compile(r"---\n(?P<head>.*?)\n---\n\n*", re.DOTALL)
_TAG = re.compile(
    r"\[(?:(?P<role>[sqca])(?P<numbers>\d+(?:,\d+)*)|e (?P<word>[a-z_]+) (?P<parties>[a-z0-9_+>]+))(?P<rest>[^:\[\]]*): ?"
)
_FORM = "`[s1: …]`, `[q1 deny: …]`, `[c1,2: …]`, `[a1 why=fear: …]` or `[e strike a>b planned: …]`"


@dataclass(frozen=True, slots=True)
class Mark:
    """One bracket: its role or act, its numbers, its attributes, its span, and its line in the file."""

    role: str
    numbers: tuple[int, ...]
    word: str
    parties: str
    attributes: tuple[str, ...]
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Marked:
    """An article and the marks it was read from."""

    article: Article
    marks: tuple[Mark, ...]


class Unreadable(Exception):
    """Markup that cannot be read; carries its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read_marked(raw: str, *, name: str) -> Marked:
    """Read head and body of one file.

    Raises
    ------
    Unreadable
        Where the head or a bracket cannot be read.
    """
    match = _HEAD.match(raw)
    if not match:
        raise Unreadable(
            [Problem(name, 1, "begins with no head; write style, outlet and date between two `---` lines")]
        )
    head = _head(match["head"], name)
    text, marks = _body(raw[match.end() :].rstrip("\n"), name, match.group().count("\n") + 1)
    article = Article(
        name=name.removesuffix(".txt"),
        style=str(head["style"]),
        outlet=str(head["outlet"]),
        dated=str(head["date"]),
        text=text,
        attributions=_attributions(marks),
        acts=tuple(_act(m) for m in marks if m.role == "act"),
    )
    return Marked(article, marks)


def _head(raw: str, name: str) -> dict[str, object]:
    try:
        head = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise Unreadable([Problem(name, 1, f"the head is no YAML: {str(error).splitlines()[0]}")]) from None
    found: dict[str, object] = head if isinstance(head, dict) else {}
    missing = [key for key in ("style", "outlet", "date") if key not in found]
    if missing:
        raise Unreadable([Problem(name, 1, f"the head lacks {', '.join(missing)}")])
    return found


def _body(raw: str, name: str, first: int) -> tuple[str, tuple[Mark, ...]]:
    text, marks, found = "", [], []
    for number, line in enumerate(raw.split("\n"), start=first):
        try:
            plain, here = _line(line, len(text), number)
        except ValueError as error:
            found.append(Problem(name, number, str(error)))
            continue
        text += plain + "\n"
        marks.extend(here)
    if found:
        raise Unreadable(found)
    return text.removesuffix("\n"), tuple(sorted(marks, key=lambda m: (m.span.start, -m.span.end)))


def _line(line: str, offset: int, number: int) -> tuple[str, list[Mark]]:
    plain: list[str] = []
    at = size = 0
    opened: list[tuple[re.Match[str], int]] = []
    closed: list[Mark] = []
    while at < len(line):
        step, piece = 1, line[at]
        if piece == "\\" and line[at + 1 : at + 2] in ("[", "]"):
            step, piece = 2, line[at + 1]
        elif piece == "[":
            tag = _TAG.match(line, at)
            if not tag:
                raise ValueError(
                    f"`{line[at : at + 30]}` is no mark; write {_FORM}, or `\\[` for a bracket of the text"
                )
            opened.append((tag, size))
            step, piece = tag.end() - at, ""
        elif piece == "]":
            if not opened:
                raise ValueError(f"`{line[max(0, at - 25) : at + 1]}` closes a bracket that was not opened")
            tag, start = opened.pop()
            closed.append(_mark(tag, Span(offset + start, offset + size), number))
            piece = ""
        plain.append(piece)
        size += len(piece)
        at += step
    if opened:
        raise ValueError(f"`{opened[-1][0].group()}` is not closed on its line")
    return "".join(plain), closed


def _mark(tag: re.Match[str], span: Span, line: int) -> Mark:
    role = ROLES[tag["role"]] if tag["role"] else "act"
    numbers = tuple(int(n) for n in (tag["numbers"] or "").split(",") if n)
    return Mark(role, numbers, tag["word"] or "", tag["parties"] or "", tuple(tag["rest"].split()), span, line)


def _act(mark: Mark) -> MarkedAct:
    source, _, target = mark.parties.partition(">")
    modality = mark.attributes[0] if mark.attributes else "happened"
    return MarkedAct(mark.word, _parties(source), _parties(target), modality, mark.span)


def _parties(side: str) -> tuple[str, ...]:
    return tuple(side.split("+")) if side else ()


def _attributions(marks: Iterable[Mark]) -> tuple[Attribution, ...]:
    spans: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    words: dict[int, dict[str, str]] = defaultdict(dict)
    for mark in marks:
        for number in mark.numbers:
            spans[number][mark.role].append(mark.span)
            words[number] |= _attributes(mark)
    contents = {n: tuple(roles["content"]) for n, roles in spans.items()}
    return tuple(_attribution(n, spans[n], words[n], _depth(n, spans[n], contents)) for n in sorted(spans))


def _attribution(number: int, spans: Mapping[str, list[Span]], words: dict[str, str], depth: int) -> Attribution:
    source, cue, content, anonymity = (tuple(spans.get(role, ())) for role in ROLES.values())
    return Attribution(
        number=number,
        source=source,
        cue=cue,
        content=content,
        anonymity=anonymity,
        depth=depth,
        stance=words.get("stance", "assert"),
        sure=words.get("sure", "flat"),
        speaker=Speaker(
            words.get("kind", "person"),
            "anon" in words,
            *(words.get(key, "") for key in ("n", "rank", "of", "why", "access")),
        ),
    )


def _attributes(mark: Mark) -> dict[str, str]:
    pairs = {key: value for key, _, value in (a.partition("=") for a in mark.attributes)}
    stances = [key for key, value in pairs.items() if not value]
    if mark.role == "cue" and stances:  # a bare word on a cue is its stance
        pairs["stance"] = stances[0]
    return pairs


def _depth(number: int, spans: Mapping[str, list[Span]], contents: Mapping[int, tuple[Span, ...]]) -> int:
    own = (spans.get("cue") or spans.get("content") or [Span(0, 0)])[0]
    return sum(any(c.holds(own) for c in cs) for n, cs in contents.items() if n != number)
