"""From a folder, or the name of a bundled case, to a case."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path

from catspaw.case.files import read_folder
from catspaw.case.model import Case
from catspaw.case.resolve import resolve
from catspaw.core.errors import CaseError, CatspawError, Problem, UnknownName, nearest


def bundled() -> dict[str, Path]:
    """Give the bundled cases: name to folder."""
    with as_file(files("catspaw") / "cases") as root:
        return {p.name: p for p in sorted(root.iterdir()) if (p / "case.yaml").is_file()} if root.is_dir() else {}


def find_case(case: str | Path) -> Path:
    """Find a case by folder or by the name of a bundled one.

    Raises
    ------
    UnknownName
        Where there is neither.
    """
    folder = Path(case)
    with suppress(OSError, ValueError):  # no path at all, such as one of a thousand letters
        if folder.is_dir():
            return folder
    known = bundled()
    if str(case) in known:
        return known[str(case)]
    hint = nearest(str(case), known)
    raise UnknownName(f"`{case}` is neither a folder nor a bundled case{hint}; `catspaw cases` lists them")


def own_folder(case: str | Path) -> Path:
    """Find a case that may be written to: a folder, and no bundled case by its name.

    Raises
    ------
    CatspawError
        For the name of a bundled case.
    UnknownName
        Where there is no such case.
    """
    folder = find_case(case)
    if not Path(case).is_dir():
        raise CatspawError(f"`{case}` is a bundled case and stays as it is; give the folder of your own case")
    return folder


def examine(case: str | Path, *, instead: Mapping[str, str] | None = None) -> tuple[Case, tuple[Problem, ...]]:
    """Read a case and everything that is wrong with it.

    Parameters
    ----------
    case : str or Path
        A folder, or the name of a bundled case.
    instead : mapping, optional
        Texts read in place of files of those names, as if they had been written.

    Returns
    -------
    case : Case
        What could be read; not to be computed with while there are errors.
    problems : tuple of Problem
        In the order of files and lines.
    """
    raw = read_folder(find_case(case), instead=instead)
    found = resolve(raw)
    unique = dict.fromkeys(raw.problems)
    return found, tuple(sorted(unique, key=lambda p: (p.file, p.line, p.message)))


def load(case: str | Path) -> Case:
    """Read a case.

    Parameters
    ----------
    case : str or Path
        A folder, or the name of a bundled case.

    Raises
    ------
    CaseError
        With every error at once, each with file, line and what is allowed.
    UnknownName
        Where there is no such case.
    """
    found, problems = examine(case)
    errors = [p for p in problems if p.level == "error"]
    if errors:
        raise CaseError(errors)
    return found
