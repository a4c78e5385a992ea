"""Everything that can go wrong, in one tree.

    CatspawError
    ├── LanguageError      a proposition that the grammar does not know
    ├── DateError          a date that cannot be
    ├── CaseError          a case folder that cannot be used (carries its problems)
    ├── UnknownName        a name that the case, the package or the model does not have
    ├── ModelError         a model that cannot be run as asked
    ├── RunStopped         a run that could not go on; what it had finished stands
    └── MissingProgram     a program outside Catspaw that a job needs

Each message says what was wrong, where, what is allowed and what to do next.  The command line prints it
without a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class CatspawError(Exception):
    """Root of all errors that are the input's, not the program's."""


class LanguageError(CatspawError):
    """A proposition that the grammar or the predicate table does not know."""


class DateError(CatspawError):
    """A date that cannot be read or cannot be."""


class UnknownName(CatspawError):
    """A name that is not there; says the nearest that is."""


class ModelError(CatspawError):
    """A model that cannot be compiled or run as asked."""


class RunStopped(CatspawError):
    """A run that could not go on, for a reason outside the model; what it had finished stands."""


class MissingProgram(CatspawError):
    """A program outside Catspaw that a job needs and this machine lacks."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file.

    Attributes
    ----------
    file : str
        Path inside the case folder.
    line : int
        Line, from 1; 0 where the file as a whole is meant.
    message : str
        What was wrong, what is allowed, what to do.
    level : str
        ``error`` (the case cannot be used) or ``warning``.
    fix : tuple of (str, str), optional
        Text on that line and what ``lint --fix`` puts in its place; only where one mend is certain.
    """

    file: str
    line: int
    message: str
    level: str = "error"
    fix: tuple[str, str] | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.level}: {self.message}"


class CaseError(CatspawError):
    """A case folder with errors: every one of them, with file and line.

    Attributes
    ----------
    problems : tuple of Problem
        All problems found, in the order of files and lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


#: Names beyond this many are searched only where they begin alike, so that a message costs no more in a large case.
MOST_COMPARED = 2_000


def nearest(name: str, known: Iterable[str], what: str = "known") -> str:
    """Say which known name is nearest, as the end of a message; nothing where none is near.

    Examples
    --------
    >>> nearest("asert", ["assert", "deny"])
    '; nearest known: assert'
    """
    near = get_close_matches(name, _compared(name, known), n=1, cutoff=0.6)
    return f"; nearest {what}: {near[0]}" if near else ""


def _compared(name: str, known: Iterable[str]) -> list[str]:
    names = list(known)
    if len(names) > MOST_COMPARED:
        names = [n for n in names if n[:2] == name[:2]]
    return sorted(names)[:MOST_COMPARED]
