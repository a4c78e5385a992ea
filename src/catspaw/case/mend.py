"""Mends what is certain in a case's files: a misspelt key or choice with one near name; layout and comments stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from catspaw.case.load import examine, own_folder
from catspaw.case.tree import parse_tree
from catspaw.core.errors import Problem
from catspaw.core.files import write_atomic

#: What ends a line in YAML 1.1, so that lines are counted as the parser counts them.
_BREAK = re.compile("(\r\n|[\r\n\x85\u2028\u2029])")


@dataclass(frozen=True, slots=True)
class Mend:
    """One mend made: `found` on that line became `put`."""

    file: str
    line: int
    found: str
    put: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: mended: `{self.found}` is now `{self.put}`"


def mend(case: str | Path) -> list[Mend]:
    """Mend a case folder, file by file, each written whole or left alone.

    Returns
    -------
    list of Mend
        What was mended, in the order of files and lines.

    Raises
    ------
    CatspawError
        For the name of a bundled case, which stays as it is.
    """
    folder = own_folder(case)
    _, problems = examine(folder)
    fixable = [p for p in problems if p.fix and p.line]
    done: list[Mend] = []
    for file, found in groupby(fixable, key=lambda p: p.file):
        done += _mend_file(folder / file, list(found))
    return done


def _mend_file(path: Path, problems: list[Problem]) -> list[Mend]:
    text = path.read_bytes().decode("utf-8")
    mended, done = mend_text(text, problems)
    if done:
        write_atomic(path, mended)
    return done


def mend_text(text: str, problems: Iterable[Problem]) -> tuple[str, list[Mend]]:
    """Mend a file's text; a mend after which it would not parse is not made.

    Parameters
    ----------
    text : str
        The whole file, as it stands.
    problems : iterable of Problem
        Those of this file; the ones without a fix are passed over.

    Returns
    -------
    text : str
        With the mends; the same text where none could be made.
    done : list of Mend
        The mends made.
    """
    pieces = _BREAK.split(text)
    done: list[Mend] = []
    for problem in dict.fromkeys(problems):
        at = 2 * (problem.line - 1)
        if problem.fix is None or at >= len(pieces):
            continue
        found, put = problem.fix
        before, pieces[at] = pieces[at], _replaced(pieces[at], found, put)
        if pieces[at] == before:
            continue
        if _parses("".join(pieces)):
            done.append(Mend(problem.file, problem.line, found, put))
        else:
            pieces[at] = before
    return "".join(pieces), done


def _replaced(line: str, found: str, put: str) -> str:
    """Replace a word that stands once on the line; where it stands twice, which one is meant is not certain."""
    word = re.compile(rf"(?<![\w-]){re.escape(found)}(?![\w-])")
    return word.sub(put, line) if len(word.findall(line)) == 1 else line


def _parses(text: str) -> bool:
    problems: list[Problem] = []
    return parse_tree(text.removeprefix("\ufeff"), "", problems) is not None and not problems
