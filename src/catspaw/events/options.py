"""How event files are to be read, as the caller says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

#: Told, after each stretch: which file of how many, and how many of its bytes have been read.
Progress = Callable[[int, int], None]


def tell_nobody(_file: int, _at: int) -> None:
    """Take progress and say nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read; None where the file tells.

    Attributes
    ----------
    layout : str or None
        One of `catspaw.events.layouts.NAMES`.
    mapping : Path or None
        Describes a plain table.
    entities, relations : Path or None
        Names of the numbers in splits; by default the usual files beside.
    start : str or None
        Which number of a split is which date: ``1=2014-01-01``.
    encoding, dates, version, origin : str or None
        The file's encoding, the order of its dates, its release, whose coding it is.
    keep_self : bool
        Whether acts of someone on themselves stay.
    latest : date or None
        Nothing later has happened; today, unless given.
    """

    layout: str | None = None
    mapping: Path | None = None
    entities: Path | None = None
    relations: Path | None = None
    start: str | None = None
    encoding: str | None = None
    dates: str | None = None
    version: str | None = None
    origin: str | None = None
    keep_self: bool = False
    latest: date | None = None
