"""``catspaw events``: import event data, print rows, count."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import json_option, show_json
from catspaw.core.errors import CatspawError

if TYPE_CHECKING:
    from catspaw.events.coverage import Quarter
    from catspaw.events.importing import Imported, Progress
    from catspaw.events.queries import Filter

_STDIN = Path("/dev/stdin")
_FILE = click.Path(path_type=Path, dir_okay=False)
_SHOWN = (
    *("date_first", "date_last", "source", "source_raw", "target", "target_raw", "directed", "action"),
    *("goldstein", "deaths_best", "place", "country", "origin", "id", "file", "row"),
)
#: Shorthands of `--by`.
_PAIRS = {"dyad": ("source", "target"), "principals": ("source_principal", "target_principal")}


@click.group("events")
def command() -> None:
    """Bring event data into tables; print and count them.

    FILE is ICEWS, POLECAT, UCDP, GDELT or ACLED as published (plain, .gz or .zip), or any CSV with a mapping file; - is stdin.
    TABLE is what `import` wrote.
    """


@command.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--out", required=True, type=_FILE, metavar="TABLE", help="Where the table goes (Parquet).")
@click.option("--case", metavar="CASE", help="Resolve names against the actors of this case.")
@click.option(
    "--layout", metavar="NAME", help="icews, polecat, ucdp, gdelt1, gdelt2, acled or splits; else by the first line."
)
@click.option("--mapping", type=_FILE, metavar="YAML", help="What the columns of a plain table are.")
@click.option(
    "--entities", type=_FILE, metavar="FILE", help="Names of the numbers in splits; else entity2id.txt beside."
)
@click.option("--relations", type=_FILE, metavar="FILE", help="Likewise; else relation2id.txt beside.")
@click.option("--start", metavar="N=DATE", help="Which number of a split is which date: 1=2014-01-01.")
@click.option("--encoding", metavar="NAME", help="Of the file, where it is not UTF-8: cp1252, latin-1.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How 03/04/2024 is to be read.")
@click.option("--release", metavar="TEXT", help="Which release of the data it is.")
@click.option("--origin", metavar="TEXT", help="Whose coding it is; the layout's name by default.")
@click.option("--keep-self", is_flag=True, help="Keep acts of someone on themselves.")
@click.option("--dry-run", is_flag=True, help="Read and count everything, write nothing.")
@json_option
def import_(
    files: tuple[Path, ...], *, out: Path, case: str | None, dry_run: bool, as_json: bool, **given: Any
) -> None:
    """Import event files into one table; rows that cannot be kept go beside it, with line and reason."""
    from catspaw.case.load import load
    from catspaw.events.importing import Options, import_events

    options = Options(**{("version" if name == "release" else name): value for name, value in given.items()})
    whose = load(case) if case else None
    paths = [_STDIN if str(f) == "-" else f for f in files]
    with _stoppable(), _bar(paths) as progress:
        found = import_events(paths, out=out, case=whose, options=options, dry_run=dry_run, progress=progress)
    if as_json:
        show_json({**asdict(found), "written": not dry_run})
    else:
        click.echo("\n".join(_imported(found, resolving=bool(whose))))


@contextmanager
def _stoppable() -> Iterator[None]:
    """Stop on SIGTERM as on Ctrl-C, so that nothing half written is left behind."""

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _bar(files: Sequence[Path]) -> Iterator[Progress | None]:
    """Show how far reading has got, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    sizes = [f.stat().st_size if f.is_file() else 0 for f in files]
    with click.progressbar(length=sum(sizes), label="importing", file=sys.stderr) as bar:
        yield lambda index, at: bar.update(sum(sizes[:index]) + at - bar.pos)


def _imported(found: Imported, *, resolving: bool) -> Iterator[str]:
    layouts = ", ".join(dict.fromkeys(found.layouts))
    yield f"{found.table}: {found.kept:,} events of {found.read:,} rows ({layouts})"
    if found.rejected:
        yield f"{found.rejects}: {found.rejected:,} rows kept apart"
        yield from (f"  {n:>9,}  {_clean(reason)}" for reason, n in found.reasons.items())
    if found.notes:
        yield "kept, though odd:"
        yield from (f"  {n:>9,}  {note}" for note, n in found.notes.items())
    if resolving:
        share = found.resolved / found.named if found.named else 0.0
        yield f"{found.resolved:,} of {found.named:,} names are actors of the case ({share:.0%})"
        if found.unresolved:
            yield "most frequent of the others (nearest actor):"
            yield from (
                f"  {u.rows:>9,}  {_clean(u.name)}{f' ({u.nearest})' if u.nearest else ''}" for u in found.unresolved
            )


def _filters(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, metavar, text in reversed(
        (
            ("--from", "DATE", "Events that may lie on or after this day, month or year."),
            ("--to", "DATE", "Events that may lie on or before it."),
            ("--actor", "NAME", "Either side: an actor's id, or a name as the data have it."),
            ("--source", "NAME", "Who acted."),
            ("--target", "NAME", "On whom."),
            ("--action", "ACT", "A type of act (`catspaw codebook`)."),
            ("--quad", "CLASS", "verbal_cooperation, material_cooperation, verbal_conflict or material_conflict."),
            ("--origin", "TEXT", "Whose coding."),
        )
    ):
        function = click.option(name, f"only_{name[2:]}", metavar=metavar, help=text)(function)
    return function


def _where(given: dict[str, str | None]) -> Filter:
    from catspaw.events.queries import Filter

    names = ("actor", "source", "target", "action", "quad", "origin")
    since, until = (day_of(given[f"only_{end}"]) for end in ("from", "to"))
    return Filter(
        since=since[0] if since else None,
        until=until[1] if until else None,
        **{name: given[f"only_{name}"] for name in names},
    )


def day_of(text: str | None) -> tuple[date, date] | None:
    """Read a day, month or year as its first and last day."""
    from catspaw.events.dates import FORMS, Ambiguous, Unreadable, read_day

    if text is None:
        return None
    try:
        found = read_day(text)
    except Unreadable as error:
        raise CatspawError(str(error)) from None
    except Ambiguous:
        raise CatspawError(f"`{text}` can be two days; {FORMS}") from None
    return found.first, found.last


@command.command("show")
@click.argument("table", type=_FILE)
@_filters
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many rows at most.")
@json_option
def show(table: Path, *, limit: int, as_json: bool, **given: Any) -> None:
    """Print events of a table, in the order of days; a name in quotes is no actor of the case."""
    from catspaw.events.queries import how_many, select
    from catspaw.events.schema import NAMES

    where = _where(given)
    total = how_many(table, where=where)
    rows = select(table, where=where, columns=NAMES if as_json else _SHOWN, limit=limit).to_pylist()
    if as_json:
        show_json({"events": total, "shown": len(rows), "rows": rows})
        return
    for row in rows:
        click.echo(_event(row))
    click.echo(f"{len(rows):,} of {total:,} events", err=True)


def _event(row: dict[str, Any]) -> str:
    day = str(row["date_first"])
    if row["date_last"] != row["date_first"]:
        day += f"..{row['date_last']}"
    who = f"{_side(row, 'source')} {'->' if row['directed'] else '--'} {_side(row, 'target')}"
    act = row["action"] or "(no act of the scale)"
    parts = [f"{day}  {act}({who})"]
    if row["goldstein"] is not None:
        parts.append(f"{row['goldstein']:+g}")
    if row["deaths_best"] is not None:
        parts.append(f"{row['deaths_best']} dead")
    parts += [_clean(row[k]) for k in ("place", "country") if row[k]]
    return "  ".join((*parts, f"[{_clean(row['origin'])} {_clean(row['id'] or row['file'])}:{row['row']}]"))


def _side(row: dict[str, Any], side: str) -> str:
    if row[side]:
        return str(row[side])
    return f"'{_clean(row[f'{side}_raw'])}'" if row[f"{side}_raw"] else "?"


@command.command("stats")
@click.argument("table", type=_FILE)
@_filters
@click.option(
    "--by",
    multiple=True,
    metavar="KEY",
    help="Count by this: day, month, quarter, year, dyad, principals, quad, origin, action, …",
)
@json_option
def stats(table: Path, *, by: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Sum a table up: what it holds, from when, and the coverage per quarter and origin; or count it by KEYs."""
    from catspaw.events.queries import counts
    from catspaw.events.summing import summary

    where = _where(given)
    if by:
        keys = [k for key in by for k in _PAIRS.get(key, (key,))]
        rows = counts(table, by=keys, where=where)
        if as_json:
            show_json({"by": keys, "counts": rows})
        else:
            _print_counts(keys, rows)
        return
    found = summary(table, where=where)
    if as_json:
        show_json(asdict(found))
        return
    for name, value in (
        ("events", f"{found.events:,}"),
        ("days", f"{found.first} to {found.last}"),
        ("rejected", f"{found.rejected:,} at import"),
        ("names", f"{found.resolved:,} of {found.named:,} are actors of the case {found.case or '(none given)'}"),
    ):
        click.echo(f"{name:<10} {value}")
    for heading, counted in (("acts", found.actions), ("classes", found.quads), ("precision", found.precisions)):
        click.echo(f"{heading:<10} " + ", ".join(f"{k or 'none'} {n:,}" for k, n in counted.items()))
    if found.unresolved:
        click.echo("unresolved " + ", ".join(f"{_clean(u.name)} {u.rows:,}" for u in found.unresolved[:10]))
    _print_coverage(found.coverage)


def _print_counts(keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    header = (*keys, "events", "deaths")
    cells = [[_clean("" if r[k] is None else r[k]) for k in (*keys, "n", "deaths")] for r in rows]
    _print_table(header, cells)


def _print_coverage(quarters: Sequence[Quarter]) -> None:
    origins = list(dict.fromkeys(o for q in quarters for o in q.events))
    cells = [[q.name, *(f"{q.events.get(o, 0):,}" for o in origins), f"{q.total:,}", _mark(q)] for q in quarters]
    click.echo()
    _print_table(("quarter", *map(_clean, origins), "all", ""), cells)
    if any(q.broken for q in quarters):
        click.echo("BREAK: the origins change and the volume with them; do not compare counts across it", err=True)


def _mark(quarter: Quarter) -> str:
    if quarter.broken:
        return f"BREAK (x {quarter.ratio:.2g})"
    return "origins change" if quarter.changed else ""


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _clean(value: object) -> str:
    """Keep what is in a file from steering the terminal."""
    return "".join(c if c.isprintable() else " " for c in str(value))
