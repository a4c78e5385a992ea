"""Importing event files into one table: streaming, bounded in memory, all or nothing, no row dropped in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from catspaw.case.model import Case
from catspaw.core.errors import CatspawError
from catspaw.events.actors import Book
from catspaw.events.engine import connect
from catspaw.events.finishing import Finish
from catspaw.events.options import Options, Progress
from catspaw.events.rejects import Rejects
from catspaw.events.unresolved import Unresolved, unresolved
from catspaw.events.work import Work

__all__ = ["Imported", "Options", "Progress", "import_events", "rejects_of"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    table, rejects : Path
        The table, and the rows kept apart.
    layouts : tuple of str
        One per file.
    read, kept, rejected : int
        Rows; the first is the sum of the others.
    reasons : dict
        Why rows were kept apart, with how many, most first.
    notes : dict
        What is odd in rows that were kept, with how many.
    resolved : int
        Named sides of kept rows that are an actor of the case.
    named : int
        All named sides of kept rows.
    unresolved : tuple of Unresolved
        The most frequent names that are not, each with the nearest actor.
    """

    table: Path
    rejects: Path
    layouts: tuple[str, ...]
    read: int
    kept: int
    rejected: int
    reasons: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    resolved: int = 0
    named: int = 0
    unresolved: tuple[Unresolved, ...] = ()


def import_events(
    files: Sequence[str | Path],
    *,
    out: str | Path,
    case: Case | None = None,
    options: Options | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Import event files into one Parquet table.

    Parameters
    ----------
    files : sequence of paths
        Text tables, plain, gzip or ZIP, each in one of the published layouts or all described by one mapping.
    out : path
        The table; the rows kept apart go beside it, as ``NAME.rejects.csv``.
    case : Case, optional
        Whose actors names are resolved against.
    options : Options, optional
        How files are to be read.
    dry_run : bool
        Read and count everything, write nothing.
    progress : callable, optional
        Told how far reading has got.

    Raises
    ------
    CatspawError
        Where a file is not a table, its layout is unknown, or no row of all is good.
    """
    chosen, target = options or Options(), Path(out)
    paths = [Path(f) for f in files]
    _check_target(target, paths)
    with _both(target, keep=not dry_run) as (table, apart):
        with table.open("wb") as sink, apart.open("w", encoding="utf-8", newline="") as file, connect() as engine:
            rejects = Rejects(file)
            finish = Finish(Book(case.actors if case else {}), engine, keep_self=chosen.keep_self)
            work = Work(finish, rejects, chosen, progress)
            record = work.write(
                paths, sink, {"case": case.id if case else None, "digest": case.digest if case else None}
            )
        found = unresolved(table, finish.book) if case else ()
    return Imported(
        table=target,
        rejects=rejects_of(target),
        layouts=tuple(work.layouts),
        read=work.counts.kept + rejects.count,
        rejected=rejects.count,
        reasons=record["reasons"],
        kept=work.counts.kept,
        notes=work.counts.notes,
        resolved=work.counts.resolved,
        named=work.counts.named,
        unresolved=found,
    )


def rejects_of(table: Path) -> Path:
    """Give where the rows kept apart from a table stand."""
    return table.with_name(f"{table.name.removesuffix('.parquet')}.rejects.csv")


def _check_target(target: Path, paths: Sequence[Path]) -> None:
    if not paths:
        raise CatspawError("no file to import: name one or more")
    if not target.resolve().parent.is_dir():
        raise CatspawError(f"{target.parent} is no folder: make it first")
    if target.is_dir():
        raise CatspawError(f"{target} is a folder: name a file, like {target / 'events.parquet'}")
    for path in paths:
        if path.resolve() in (target.resolve(), rejects_of(target).resolve()):
            raise CatspawError(f"{path} would be written over while it is read: choose another --out")


@contextmanager
def _both(target: Path, *, keep: bool) -> Iterator[tuple[Path, Path]]:
    """Give two temporary files that take their places together at the end (if they are to be kept), or vanish."""
    mark = token_hex(6)
    names = (target.resolve(), rejects_of(target.resolve()))
    temporary = [n.with_name(f".{n.name}.{mark}") for n in names]
    try:
        yield temporary[0], temporary[1]
        if keep:
            for path in temporary:
                _flushed(path)
            for path, name in zip(reversed(temporary), reversed(names), strict=True):
                path.replace(name)
    except OSError as error:
        raise CatspawError(f"{target} cannot be written: {error.strerror or error}") from None
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)


def _flushed(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
