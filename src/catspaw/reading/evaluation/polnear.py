"""Reading PolNeAR: news with attributions marked in brat's stand-off format (Newell, Margolin and Ruths, LREC 2018).

The corpus states no licence: it is read where the user keeps it, to evaluate, and nothing of it is shipped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from catspaw.core.errors import CatspawError
from catspaw.reading.document import Attribution, Span
from catspaw.reading.gold import Gold, depth_of
from catspaw.reading.segmenting import segment

_ROLES = {"Source": "source", "Cue": "cue", "Content": "content"}
#: Annotator's mark at the end of a file of marks: `article_6b86.ann` goes with `article.txt`.
_ANNOTATOR = re.compile(r"_[0-9a-f]{4}$")


def read_polnear(folder: Path) -> tuple[Gold, ...]:
    """Read one part of the corpus.

    Parameters
    ----------
    folder : Path
        Holds ``text/*.txt`` and ``attributions/*.ann``. Where several annotators marked an article, the first by
        name counts.

    Raises
    ------
    CatspawError
        Where the folder is not laid out so, or a line of marks cannot be read.
    """
    marks = sorted((folder / "attributions").glob("*.ann"))
    if not marks:
        raise CatspawError(f"{folder}: no attributions/*.ann; give a part of PolNeAR, such as …/polnear/dev")
    first: dict[str, Path] = {}
    for path in marks:
        first.setdefault(_ANNOTATOR.sub("", path.stem), path)
    return tuple(_read(folder / "text" / f"{name}.txt", path) for name, path in sorted(first.items()))


def _read(text: Path, marks: Path) -> Gold:
    try:
        words = text.read_bytes().decode("utf-8")
        lines = marks.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CatspawError(f"{marks.name}: cannot be read with its text {text.name}: {error}") from None
    found = list(_events(lines, marks.name))
    contents = [spans["content"] for spans in found]
    attributions = tuple(
        Attribution(
            number,
            source=spans["source"],
            cue=spans["cue"],
            content=spans["content"],
            depth=depth_of(spans["cue"], contents[:at] + contents[at + 1 :]),
        )
        for at, (number, spans) in enumerate(enumerate(found, 1))
        if spans["cue"] and spans["content"]
    )
    return Gold(segment(words, name=text.stem), attributions)


def _events(lines: list[str], name: str) -> Iterator[dict[str, tuple[Span, ...]]]:
    spans: dict[str, tuple[Span, ...]] = {}
    events: list[str] = []
    for number, line in enumerate(lines, 1):
        key, _, rest = line.partition("\t")
        if key.startswith("T") and rest:
            spans[key] = _spans(rest.split("\t")[0], f"{name}:{number}")
        elif key.startswith("E") and rest:
            events.append(rest.split("\t")[0])
    for event in events:
        parts: dict[str, list[Span]] = defaultdict(list)
        for pair in event.split():
            role, _, key = pair.partition(":")
            if role.rstrip("0123456789") in _ROLES and key in spans:
                parts[_ROLES[role.rstrip("0123456789")]].extend(spans[key])
        yield {role: tuple(sorted(parts[role])) for role in _ROLES.values()}


def _spans(text: str, place: str) -> tuple[Span, ...]:
    try:
        _, pieces = text.split(" ", 1)
        return tuple(Span(*map(int, piece.split())) for piece in pieces.split(";"))
    except (ValueError, TypeError):
        raise CatspawError(f"{place}: `{text}` is no mark; expected `Role start end[;start end]`") from None
