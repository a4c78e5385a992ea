"""New case folders, made of a starter: a small example that teaches, alone or with an actor book."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from catspaw.case.load import examine
from catspaw.case.writing import to_yaml
from catspaw.core.dates import parse_interval
from catspaw.core.errors import CaseError, CatspawError, UnknownName, nearest
from catspaw.core.files import write_folder

BLANK = "blank"

#: A report's text often may not be passed on: it stays out of a shared history until somebody decides otherwise.
IGNORED = "# Texts of reports, which may not be yours to share. Delete the line to keep them in git.\nreports/*.txt\n"


def starters() -> dict[str, Traversable]:
    """Give the starters: name to folder."""
    found = [p for p in (files("catspaw") / "starters").iterdir() if p.is_dir()]
    return {p.name: p for p in sorted(found, key=lambda p: p.name)}


def new_case(
    folder: Path, *, starter: str = BLANK, title: str | None = None, as_of: date | str | None = None
) -> list[str]:
    """Make a case folder; all of it or nothing.

    Parameters
    ----------
    folder : Path
        Must not be there, or be empty.
    starter : str
        ``blank``, or an actor book to begin with.
    title : str, optional
        Default: the folder's name.
    as_of : date or str, optional
        Default: today.

    Returns
    -------
    list of str
        The files made.

    Raises
    ------
    UnknownName
        Where there is no such starter.
    CatspawError
        Where the folder holds something, or the day is none.
    """
    known = starters()
    if starter not in known:
        raise UnknownName(f"`{starter}` is no starter; starters: {', '.join(known)}{nearest(starter, known)}")
    name = re.sub("[^a-z0-9_]+", "-", folder.resolve().name.lower()).strip("-_") or "case"
    words = {"case": name, "title": _scalar(title or folder.resolve().name), "as_of": _day(as_of).isoformat()}
    texts = {path: Template(text).substitute(words) for path, text in _texts(known[starter])}
    with TemporaryDirectory() as empty:
        _, problems = examine(empty, instead=texts)
    if problems:
        raise CaseError(problems)
    write_folder(folder, {**texts, ".gitignore": IGNORED})
    return [*texts, ".gitignore"]


def _day(as_of: date | str | None) -> date:
    if as_of is None or isinstance(as_of, date):
        return as_of or date.today()
    found = parse_interval(as_of)
    if found.first is None or found.first != found.last:
        raise CatspawError(f"{as_of!r} must be one day, such as 2024-01-31")
    return found.first


def _scalar(text: str) -> str:
    return to_yaml({"title": text}).removeprefix("title:").strip()


def _texts(folder: Traversable, path: str = "") -> list[tuple[str, str]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            found += _texts(entry, f"{path}{entry.name}/")
        else:
            found.append((f"{path}{entry.name}", entry.read_text(encoding="utf-8")))
    return found
